"""Papers of a cycle, in Chinese always: the notice that opens it, the reminder to the late, where it stands."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import override

from reporting.reports.models import Cycle
from reporting.reports.queries.boards import Board, Row
from responsibilities.units.models import Unit
from responsibilities.units.queries import office_of
from responsibilities.units.rules import LEVELS, Level
from revitalization.kit.documents import (
    Annex,
    Block,
    Heading,
    Layout,
    OfficialDocument,
    Paragraph,
    Urgency,
    tables,
)
from revitalization.kit.documents.official import CHINESE
from revitalization.kit.periods import chinese_date

LEVEL_WORDS = {
    Level.PROVINCE: "省（自治区、直辖市）",
    Level.CITY: "市（州、盟）",
    Level.COUNTY: "县（市、区、旗）",
    Level.TOWNSHIP: "乡镇（街道）",
    Level.VILLAGE: "村",
}
BOARD_COLUMNS = ("单位", "本单位报告", "截止日期", "下级应报", "下级已报", "下级逾期")


UNIT_COLUMNS = ("序号", "单位", "报送截止日期")


def notice_paper(cycle: Cycle, owing: Sequence[tuple[str, date]] = ()) -> OfficialDocument:
    """The numbered notice: who reports what by when, to whom; addressed to the level directly below.

    `owing`: names of the units directly below that report, with their deadlines; they are listed in an annex.
    """
    rows = [[str(at), name, chinese_date(due_on)] for at, (name, due_on) in enumerate(owing, 1)]
    asked = [level for level in LEVELS if level in cycle.levels]
    body: list[Block] = [Heading("报送单位"), Paragraph(_who(cycle, asked)), Heading("报送内容")]
    for number, section in enumerate(cycle.kind.parts(), 1):
        hint = f"：{section.hint.rstrip('。')}" if section.hint else ""
        body.append(Paragraph(f"{number}.{section.title}{hint}。"))
    body += [
        Heading("报送时间"),
        Paragraph(f"{chinese_date(cycle.opens_on)}起填报，{chinese_date(cycle.due_on)}前报送。"),
        Heading("报送要求"),
        Paragraph(
            "报告经本单位审核，由党委和政府主要负责人签发，以党委、政府名义报送上一级，由上一级初审。"
            "写结果，不写过程；没有实质内容的部分不必凑数。"
        ),
    ]
    return OfficialDocument(
        issuers=office_of(cycle.scope),
        number=cycle.notice_number,
        urgency=Urgency(cycle.urgency),
        title=_matter(cycle.notice_title),
        addressee=f"各{_below(cycle.scope)}党委农村工作领导小组办公室",
        body=body,
        closing="特此通知。",
        annexes=[Annex("报送单位名单", tables(UNIT_COLUMNS, rows, frozenset({0})))] if rows else [],
        dated_on=cycle.issued_on,
        printed_by=office_of(cycle.scope)[0],
    )


def _matter(title: str) -> str:
    """The notice's title from 关于 on: the organ stands above it."""
    before, about, rest = title.partition("关于")
    return about + rest if about else before


def _who(cycle: Cycle, asked: Sequence[Level]) -> str:
    said = f"{cycle.scope.name}范围内的{'、'.join(LEVEL_WORDS[level] for level in asked)}。"
    if cycle.owed:
        said += f"共{cycle.owed}个单位。"
    return said + (f"村级报送依据：{cycle.basis}。" if cycle.basis else "")


def _below(scope: Unit) -> str:
    at = LEVELS.index(Level(scope.level))
    return LEVEL_WORDS[LEVELS[at + 1]]


def reminder_paper(cycle: Cycle, unit: Unit, shown: Board, day: date) -> OfficialDocument:
    """The letter to the units directly below whose report is missing on the day, each with its state and deadline."""
    missing = [row for row in shown.rows if row.within("missing")]
    late = sum(row.late for row in missing)
    with override(CHINESE):
        rows = [
            [str(n), row.name, _(row.state.label), chinese_date(row.due_on), _days(row, day)]
            for n, row in enumerate(missing, 1)
            if row.due_on
        ]
    return OfficialDocument(
        issuers=office_of(unit),
        layout=Layout.LETTER,
        title=f"关于催报{_matter(cycle.notice_title).removeprefix('关于').removeprefix('报送').removesuffix('的通知')}的函",
        addressee="各有关单位",
        lead=f"《{cycle.notice_title}》（{cycle.notice_number}）要求{chinese_date(cycle.due_on)}前报送。"
        f"截至{chinese_date(day)}，应报{shown.own.owed}个单位，已报{shown.own.filed}个，未报{len(missing)}个"
        + (f"，其中逾期{late}个。" if late else "。"),
        body=[
            Paragraph("请下列单位抓紧办理，经主要负责人签发后尽快报送；确有困难的，请及时说明。"),
            *tables(("序号", "单位", "办理状态", "截止日期", "逾期"), rows, frozenset({0})),
        ],
        closing="特此函告。",
        dated_on=day,
    )


def _days(row: Row, day: date) -> str:
    return f"{(day - row.due_on).days}天" if row.late and row.due_on else ""


def board_paper(cycle: Cycle, unit: Unit, shown: Board, day: date) -> OfficialDocument:
    """Where the cycle stands in the units directly below on the day, with its sums."""
    own = shown.own
    with override(CHINESE):
        rows = [
            [row.name, _(row.state.label) if row.obligation_id else "不报送",
             chinese_date(row.due_on) if row.due_on else "",
             str(row.below.owed or ""), str(row.below.filed or ""), str(row.below.overdue or "")]
            for row in shown.rows
        ]  # fmt: skip
    return OfficialDocument(
        issuers=office_of(unit),
        layout=Layout.PLAIN,
        title=f"{unit.name}{_matter(cycle.notice_title).removeprefix('关于').removesuffix('的通知')}进度表",
        title_names_issuers=False,
        body=[
            Paragraph(
                f"依据《{cycle.notice_title}》（{cycle.notice_number}）。截至{chinese_date(day)}，直接下级应报"
                f"{own.owed}个，已报{own.filed}个，已通过{own.accepted}个，逾期{own.overdue}个。"
            ),
            *tables(BOARD_COLUMNS, rows, frozenset({3, 4, 5})),
        ],
        dated_on=day,
        sealed=False,
    )


PAPERS = {"reminder": reminder_paper, "board": board_paper}
"""Those that tell of the units below one, by the word with which each is asked for."""
PAPER_WORDS = {"notice": "通知", "reminder": "催报函", "slips": "催办单", "board": "进度表"}
"""All of them, and how their files are called."""
