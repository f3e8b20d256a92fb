"""The words of a sheet that an office sends: its columns, what a row says, why one is refused; pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from responsibilities.ledger.rules.matters import COMMON, LONG, NOW, SINGLE, TERM
from revitalization.kit.words import N_, Words

PROBLEM, TASK = "problem", "task"
"""The two forms offices know: 问题台账 and 任务台账."""
PROBLEM_KINDS = frozenset({"rectification"})
"""Kinds that stand in the columns of problems; all others in those of tasks."""
MOST_ROWS = 5_000
"""Rows of one workbook, both sheets together."""

_BOTH = {
    "number": ("编号", "问题编号", "任务编号", "事项编号"),
    "issuer": ("下达单位",),
    "unit": ("责任单位", "整改单位", "整改责任单位", "承办单位"),
    "lead": ("牵头单位", "牵头部门", "本级牵头单位", "县牵头单位", "市牵头单位", "省牵头单位"),
    "supporting": ("配合单位", "协办单位"),
    "due_on": ("完成时限", "整改时限", "办结时限", "时限"),
    "percent": ("完成比例", "完成百分比", "进度"),
    "reason": ("下降原因", "进度下降原因"),
    "basis": ("履职事项", "履职事项清单", "任务依据"),
    "approval": ("县级批准", "县级批准文件"),
}
HEADINGS: Mapping[str, Mapping[str, Sequence[str]]] = {
    PROBLEM: {
        "title": ("具体问题", "问题", "问题描述", "存在问题"),
        "target": ("整改目标", "目标"),
        "measure": ("整改措施", "措施"),
        "progress": ("整改进展", "整改情况", "进展"),
        "source": ("问题来源", "来源"),
        "issued_on": ("反馈日期", "反馈时间"),
        "categories": ("责任事项",),
        "place": ("涉及单位",),
        "extent": ("共性/个性", "问题类型", "类型"),
        "how_soon": ("整改类型",),
        **_BOTH,
        "number": ("问题编号", "编号"),
    },
    TASK: {
        "title": ("重点任务", "改革任务", "工作任务", "任务", "议定事项"),
        "target": ("年度目标", "目标", "工作目标"),
        "measure": ("本级工作措施", "工作措施", "我县工作措施", "我市工作措施", "我省工作措施"),
        "progress": ("进展", "进展情况", "截至本月进展", "办理进展"),
        "categories": ("责任事项",),
        **_BOTH,
    },
}
"""The columns that are read and the headings each may have, the first as it is written; all others stay unread."""
LEVELLED = ("lead", "measure")
"""Columns that a table handed down has once for each level: the one written first here is the lowest, and is read."""
NEEDED = ("title", "due_on")
LENGTHS = {
    "number": 40, "issuer": 60, "unit": 1000, "lead": 200, "supporting": 300, "reason": 1000, "basis": 300,
    "approval": 300, "title": 300, "target": 1000, "measure": 2000, "progress": 400, "source": 100, "categories": 400,
    "place": 1000, "extent": 20, "how_soon": 20,
}  # fmt: skip
"""The columns of plain text, and how long each may be."""
LONG_TEXTS = frozenset({"target", "measure"})
"""Columns whose line breaks are kept."""

HOW_SOON = {"立行立改": NOW, "限期整改": TERM, "限期完成": TERM, "长期坚持": LONG, "长期整改": LONG}
EXTENT = {"个性问题": SINGLE, "个性": SINGLE, "共性问题": COMMON, "共性": COMMON}
EVERY = {
    "各市": "city", "各市州": "city", "各州市": "city", "各地市": "city", "各县": "county", "各县区": "county",
    "各区县": "county", "各县市": "county", "各县市区": "county", "各乡镇": "township", "各镇": "township",
    "各乡": "township", "各镇街": "township", "各乡镇街道": "township", "各村": "village", "各行政村": "village",
    "各村社区": "village",
}  # fmt: skip
"""Words for every unit of a level below the issuer, brackets and commas left out: 各县（市、区）."""


@dataclass(frozen=True)
class Fault:
    """Why a row is refused: its sheet, number and form, the column by its key, the reason, what stands there."""

    sheet: str
    row: int
    column: str
    words: Words
    value: str = ""
    title: str = ""
    form: str = TASK


@dataclass(frozen=True)
class SheetRow:
    """One row as read: its sheet and form, its row in the sheet, a text for each column that the sheet has.

    `faults` is what cannot be read in it (the value is then empty).
    """

    sheet: str
    form: str
    row: int
    texts: Mapping[str, str]
    due_on: date | None = None
    issued_on: date | None = None
    percent: Decimal | None = None
    faults: tuple[Fault, ...] = ()

    def text(self, column: str) -> str:
        """What stands in the column; "" also where the sheet lacks it."""
        return self.texts.get(column, "")

    def fault(self, column: str, text: str, **values: object) -> Fault:
        """A reason to refuse the row."""
        told = (self.text(column), self.text("title"), self.form)
        return Fault(self.sheet, self.row, column, Words(text, values), *told)


@dataclass(frozen=True)
class Said:
    """What a cell of progress says: per cent (None: none), the line, and of which day it is (None: not said)."""

    percent: Decimal | None
    words: str
    on_day: date | None = None


_PROGRESS = re.compile(
    r"(?:申报|已?完成|进度|进展)?[:：]?\s*(\d{1,3}(?:\.\d+)?)\s*[%％]"
    r"(?:[，,]\s*(?:未核实|已核实))?[\s：:，,。；;]*(.*?)"
    r"(?:（(\d{4})年(\d{1,2})月(\d{1,2})日）)?"
)


def said_progress(text: str) -> Said:
    """申报60%，未核实：管网铺设按月推进。（2026年11月24日）, as the product writes it, or 60%，管网铺设按月推进."""
    found = _PROGRESS.fullmatch(text.strip())
    if found is None:
        return Said(None, text.strip())
    percent, words, *day = found.groups()
    try:
        on_day = date(*map(int, day)) if day[0] else None
    except ValueError:
        return Said(None, text.strip())
    return Said(Decimal(percent), words.strip(), on_day)


def plain_place(text: str) -> str:
    """A name of a place without blanks and slashes: 甘肃省 / 兰州市 is 甘肃省兰州市."""
    return re.sub(r"[\s/／]", "", text)


def places_of(text: str) -> list[str]:
    """The names in a cell, each once, in their order: 红城镇、中堡镇."""
    whole = re.sub(r"[（(][^）)]*[）)]", "", text) if text.strip().startswith("各") else text
    found = [plain_place(part) for part in re.split(r"[、，,；;\n]", whole)]
    return list(dict.fromkeys(part for part in found if part))


def every_level(name: str) -> str:
    """The level of which a word like 各乡镇 means every unit; "" for a name."""
    return EVERY.get(re.sub(r"[（()）、]", "", name), "")


NO_DUE = N_("The deadline is missing. In merged cells only the first one counts.")
NO_TITLE = N_("The words are missing. In merged cells only the first one counts.")
NO_PERCENT = N_("Write the progress as “60%，what was done”.")
NO_NUMBER = N_("Within your reach there is no item with the number %(number)s.")
SEVERAL = N_(
    "Several items bear the number %(number)s: say which office issued it, in the column 下达单位 (%(issuers)s)."
)
OTHER_UNIT = N_("%(number)s is an item of %(unit)s; the row names %(named)s.")
OTHER_TITLE = N_("%(number)s is “%(title)s”; the row says something else.")
OTHER_DUE = N_(
    "The deadline of %(number)s is %(day)s; a sheet does not move it. Ask for a later one on its page."
)
NOT_YOURS = N_("You do not report the progress of %(unit)s.")
NOT_OPEN = N_("%(number)s is no longer in the hands of %(unit)s: there is nothing to report.")
SUMMED = N_("Its progress is made up of what was handed down from it; report it there.")
LESS = N_("It was %(percent)s per cent on %(day)s; say in the column 下降原因 why it is less now.")
BACK = N_(
    "Up to %(day)s it has been reported; a sheet only goes on from there. Enter corrections on its page."
)
AHEAD = N_("Progress is of a day since it was issued, up to today.")
NO_WORDS = N_("Say in a line what was done.")
TOO_LONG = N_("A line of at most %(n)s characters; more belongs into the closing application.")
WRONG_PERCENT = N_("Write a number from 0 to 100, with one decimal at most.")
TWICE = N_("Row %(row)s of the sheet “%(sheet)s” says the same.")
NO_ISSUER = N_(
    "It bears no number of the ledger, and nobody was named who issues it: choose the issuing unit above."
)
NO_UNIT = N_("Name the unit that answers for it.")
UNKNOWN_UNIT = N_("There is no unit “%(name)s” below %(issuer)s.")
UNCLEAR_UNIT = N_("“%(name)s” may be one of several: %(paths)s. Write it with what it lies in.")
HIGH_LEVEL = N_("“%(name)s” are not below %(issuer)s.")
ONE_LEAD = N_("Name one lead unit; the others stand under 配合单位.")
NO_CATEGORY = N_("“%(name)s” is none of the responsibilities of this year.")
NO_HOW_SOON = N_("Write 立行立改, 限期整改 or 长期坚持.")
NO_EXTENT = N_("Write 个性问题 or 共性问题.")
PAST = N_("The deadline %(day)s has passed.")


@dataclass(frozen=True)
class NewRow:
    """What a row without a number of ours says of a new matter; units and lead by their codes."""

    title: str
    target: str
    measure: str
    supporting: str
    source: str
    due_on: date
    issued_on: date | None
    categories: Sequence[str] = ()
    how_soon: str = TERM
    extent: str = ""
    levels: Sequence[str] = ()
    codes: Sequence[str] = ()
    lead: str = ""
    basis: str = ""
    approval: str = ""


CREATE, REPORT, SAME = "create", "report", "same"
CHANGE_WORDS = {
    CREATE: N_("New matters"),
    REPORT: N_("Progress"),
    SAME: N_("Left as they are"),
}


@dataclass(frozen=True)
class Step:
    """What one row does: draws up a matter (`new`), reports progress of the item `key`, or nothing.

    `number` is that of what is there already, `told` what stands in the list beside it, `kept` the headings of cells
    that say something else than the ledger and are not taken from a sheet.
    """

    row: SheetRow
    kind: str
    new: NewRow | None = None
    key: str = ""
    number: str = ""
    units: str = ""
    before: str = ""
    percent: Decimal | None = None
    words: str = ""
    on_day: date | None = None
    kept: Sequence[str] = ()


@dataclass(frozen=True)
class Plan:
    """What a workbook does, row by row, or why rows are refused."""

    steps: Sequence[Step] = field(default_factory=list)
    faults: Sequence[Fault] = field(default_factory=list)

    def of_kind(self, kind: str) -> list[Step]:
        """The steps of one kind in their order."""
        return [step for step in self.steps if step.kind == kind]
