"""The problem list (问题清单) as the table offices know: one problem a row, as the letter has it and how far it is."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from assessments.inspections.documents.letter import LIST
from assessments.inspections.documents.sheet import said, view_of
from assessments.inspections.models import Finding
from assessments.inspections.rules.findings import FINDING
from responsibilities.ledger.documents import words
from responsibilities.ledger.rules import EXTENTS, SEVERITIES, TYPES
from revitalization.kit.periods import chinese_date
from revitalization.kit.workbooks import Column, Sheet

WIDE = 40
COLUMNS = (
    Column("序号", kind="whole"),
    Column("问题编号"),
    Column("责任事项"),
    Column("问题描述", width=WIDE),
    Column("依据", width=WIDE),
    Column("佐证", width=WIDE),
    Column("问题类型"),
    Column("性质"),
    Column("涉及单位"),
    Column("责任单位"),
    Column("被督查单位意见", width=WIDE),
    Column("整改类型"),
    Column("整改要求", width=WIDE),
    Column("时限", kind="date"),
    Column("问题来源", width=WIDE),
    Column("反馈日期", kind="date"),
    Column("反馈文号"),
    Column("办理状态"),
    Column("台账编号"),
)
"""Headings that the ledger reads, too, are called as it calls them."""
STATES = {state.key: state.label for state in FINDING.states}


def problem_sheet(
    rows: Sequence[Finding], lines: Mapping[str, str], day: date, about: str, *, told: Mapping[int, bool]
) -> Sheet:
    """The rows under their headings; `lines` are titles of responsibilities by key.

    `told`, by id: whether this reader may know which inspection found it.
    """
    head = [LIST, *filter(None, [about]), f"截至{chinese_date(day)}，共{len(rows)}个问题。"]
    return Sheet(LIST, COLUMNS, _lines(rows, lines, told), landscape=True, head=head)


def _lines(
    rows: Sequence[Finding], lines: Mapping[str, str], told: Mapping[int, bool]
) -> Iterator[list[Any]]:
    for n, row in enumerate(rows, 1):
        letter = getattr(row.inspection, "feedback", None) if row.fed_back_on else None
        item = row.item
        yield [
            n, row.number, lines.get(row.category, row.category), row.words, row.rule_broken, row.evidence,
            said(EXTENTS, row.extent), said(SEVERITIES, row.severity), f"{row.unit.name}{row.place}", row.unit.path,
            view_of(row), said(TYPES, row.how_soon), letter.demands if letter else "", item.due_on if item else None,
            f"{row.inspection.number}{row.inspection.title}" if told[row.pk] else "", row.fed_back_on,
            letter.number if letter else "", words.state(item) if item else said(STATES, row.status),
            item.number if item else "",
        ]  # fmt: skip
