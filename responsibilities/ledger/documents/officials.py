"""The ledger as the table that offices know: problems and tasks, each with the columns of their own sheet."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from responsibilities.ledger.documents import words
from responsibilities.ledger.documents.projects import PROJECT_COLUMNS, project_lines
from responsibilities.ledger.queries.told import Told
from responsibilities.ledger.rules.matters import EXTENTS, TYPES
from responsibilities.ledger.rules.sheet_words import PROBLEM_KINDS
from revitalization.kit import clock
from revitalization.kit.documents.official import CHINESE
from revitalization.kit.periods import chinese_date
from revitalization.kit.workbooks import Column, Sheet

PROBLEMS, TASKS, PROJECTS = "问题台账", "任务台账", "项目台账"
WIDE, NARROW = 40, 14
Lines = Callable[[Sequence[Told], date], Iterator[list[Any]]]
PROBLEM_COLUMNS = (
    Column("序号", kind="whole"),
    Column("问题编号"),
    Column("问题来源"),
    Column("反馈日期", kind="date"),
    Column("责任事项"),
    Column("具体问题", width=WIDE),
    Column("涉及单位"),
    Column("共性/个性"),
    Column("整改目标", width=WIDE),
    Column("整改措施", width=WIDE),
    Column("牵头单位"),
    Column("责任单位"),
    Column("配合单位"),
    Column("责任领导"),
    Column("责任人"),
    Column("整改类型"),
    Column("完成时限", kind="date"),
    Column("整改进展（最新一条）", width=WIDE),
    Column("整改状态"),
    Column("延期情况"),
    Column("验收单位、验收人、日期"),
    Column("公示起止"),
    Column("销号日期、销号人"),
    Column("回头看结果", width=NARROW),
    Column("备注"),
    Column("下达单位"),
)
TASK_COLUMNS = (
    Column("序号", kind="whole"),
    Column("重点任务", width=WIDE),
    Column("上级工作措施", width=WIDE),
    Column("上级牵头单位"),
    Column("本级工作措施", width=WIDE),
    Column("牵头单位"),
    Column("责任单位"),
    Column("配合单位"),
    Column("责任科室", width=NARROW),
    Column("联系人", width=NARROW),
    Column("年度目标", width=WIDE),
    Column("完成时限", kind="date"),
    Column("进展", width=WIDE),
    Column("状态"),
    Column("编号"),
    Column("下达单位"),
)
# Number and issuer close the sheet: by them it is known again when it is sent back.


def official_sheets(rows: Sequence[Told], day: date, about: str, again: Mapping[int, str]) -> list[Sheet]:
    """Problems, tasks and projects, each a sheet with its lines; empty ones are left out unless all are.

    `again` is what was seen of items when they were looked at again, by their ids.
    """
    of: dict[str, list[Told]] = {PROBLEMS: [], TASKS: [], PROJECTS: []}
    for row in rows:
        of[_sheet_of(row)].append(row)
    drawn: dict[str, tuple[Sequence[Column], Lines]] = {
        PROBLEMS: (PROBLEM_COLUMNS, partial(problem_lines, again=again)),
        TASKS: (TASK_COLUMNS, task_lines),
        PROJECTS: (PROJECT_COLUMNS, project_lines),
    }
    found = [
        _sheet(name, columns, lines(of[name], day), _head(name, of[name], day, about))
        for name, (columns, lines) in drawn.items()
        if of[name]
    ]
    return found or [
        _sheet(name, drawn[name][0], iter(()), _head(name, [], day, about)) for name in (PROBLEMS, TASKS)
    ]


def _sheet_of(row: Told) -> str:
    if row.item.kind.key in PROBLEM_KINDS:
        return PROBLEMS
    return PROJECTS if row.item.kind.funds else TASKS


def _sheet(name: str, columns: Sequence[Column], lines: Iterator[list[Any]], head: list[str]) -> Sheet:
    return Sheet(name, columns, lines, landscape=True, head=head)


def _head(title: str, rows: Sequence[Told], day: date, about: str) -> list[str]:
    """What it is and how many: verified and merely claimed apart, what is kept up for long beside them."""
    counted = [row.item for row in rows if row.item.status != "cancelled" and not row.item.long]
    closed = sum(item.verified for item in counted)
    claimed = sum(item.claimed == 100 and not item.verified for item in counted)
    long = sum(row.item.long for row in rows)
    said = f"截至{chinese_date(day)}，共{len(counted)}项，已核实销号{closed}项，申报100%但未核实{claimed}项"
    return [title, about, f"{said}；长期坚持{long}项另计。"]


def problem_lines(rows: Sequence[Told], day: date, again: Mapping[int, str]) -> Iterator[list[Any]]:
    """A line for each problem, in the order of its columns."""
    for number, row in enumerate(rows, 1):
        item, matter = row.item, row.item.matter
        yield [
            number, item.number, matter.source, matter.issued_on, "、".join(row.categories), matter.title,
            item.unit.path, _said(EXTENTS, matter.extent), matter.target, row.measures, _lead(row), item.unit.name,
            matter.supporting, row.leaders, row.plan.person if row.plan else "", _said(TYPES, matter.how_soon),
            item.due_on, row.latest, words.standing(item, day), words.deadlines(row),
            _checked(row), _days(row), _closed(row), again.get(item.pk, ""), _remark(row), matter.issuer.name,
        ]  # fmt: skip


def task_lines(rows: Sequence[Told], day: date) -> Iterator[list[Any]]:
    """A line for each task, in the order of its columns; office and contact are the unit's to fill in."""
    for number, row in enumerate(rows, 1):
        item, matter = row.item, row.item.matter
        above = matter.parent.matter if matter.parent else None
        yield [
            number, matter.title, above.measure if above else "", above.lead.name if above and above.lead else "",
            matter.measure, _lead(row), item.unit.name, matter.supporting, "", "", matter.target, item.due_on,
            row.latest, words.standing(item, day), item.number, matter.issuer.name,
        ]  # fmt: skip


def _lead(row: Told) -> str:
    matter = row.item.matter
    return matter.lead.name if matter.lead else ""


def _said(known: dict[str, str], key: str) -> str:
    with override(CHINESE):
        return _(known[key]) if key else ""


def _checked(row: Told) -> str:
    checked = row.step("check")
    return f"{row.item.matter.issuer.name}，{words.signed(checked)}" if checked else ""


def _days(row: Told) -> str:
    hung = row.step("publicize")
    if hung is None or hung.on_day is None or hung.until is None:
        return ""
    return f"{hung.on_day.isoformat()}至{hung.until.isoformat()}"


def _closed(row: Told) -> str:
    closed = row.step("verify")
    if closed is None or row.item.closed_on is None:
        return ""
    return f"{clock.local(closed.at).date().isoformat()}，{closed.by_name}"


def _remark(row: Told) -> str:
    """That it came back, and for what; what stood against the closing is part of its steps."""
    if row.reopened is None:
        return ""
    found = f"（{row.reopened.place}）" if row.reopened.place else ""
    return f"{chinese_date(clock.local(row.reopened.at).date())}反弹重开{found}：{row.reopened.words}"
