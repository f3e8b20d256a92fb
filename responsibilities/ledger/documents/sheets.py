"""Workbooks around an office's sheet: the one to fill in, the one that came back with reasons, the list of changes."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from responsibilities.duties.queries import categories_of
from responsibilities.ledger.documents.officials import PROBLEMS, TASKS
from responsibilities.ledger.rules import sheet_words as w
from responsibilities.ledger.rules.sheet_words import Fault
from responsibilities.units.models import Unit
from revitalization.kit.change_pages import ChangeColumn, ChangeForm, change_sheet
from revitalization.kit.changes import Change
from revitalization.kit.headings import LOOKED_AT
from revitalization.kit.imports import ReadLimits, annotate_workbook
from revitalization.kit.language import reads_english, translated
from revitalization.kit.sandbox import Limits
from revitalization.kit.words import N_
from revitalization.kit.workbooks import Column, Sheet, Template, workbook_bytes

SPARE_ROWS = 300
WIDE = 36
ENGLISH = {
    "number": N_("Number"), "issuer": N_("Issuing unit"), "unit": N_("Unit that answers for it"),
    "lead": N_("Lead department"), "supporting": N_("Supporting units"), "due_on": N_("To be done by"),
    "percent": N_("Per cent done"), "reason": N_("Why it is less than before"), "basis": N_("Basis"),
    "approval": N_("Approval of the county"), "title": N_("What is to be done"), "target": N_("Target"),
    "measure": N_("Measures"), "progress": N_("Progress"), "source": N_("Source"), "issued_on": N_("Issued on"),
    "categories": N_("Responsibilities it is about"), "place": N_("Place"), "extent": N_("Common or single"),
    "how_soon": N_("How soon"),
}  # fmt: skip


def heading(form: str, column: str) -> str:
    """The heading of a column as the sheet writes it, with its meaning for who reads English."""
    chinese = w.HEADINGS[form][column][0]
    return f"{chinese} ({_(ENGLISH[column])})" if reads_english() and column in ENGLISH else chinese


def sheet_template(
    issuer: Unit | None, departments: Sequence[Unit], below: Sequence[Unit], year: int
) -> bytes:
    """Both forms to fill in, with drop-downs: responsibilities of the year, types, and the issuer's own units."""
    titles = [line.title_zh for line in categories_of(year, "local")]
    leads, units = [unit.name for unit in departments], [unit.name for unit in below]
    open_lists = {"lead": leads, "unit": units}
    problem = [
        _column(
            w.PROBLEM, "number", note=_("Leave empty for a new one; the number of an item to report of it.")
        ),
        _column(w.PROBLEM, "source", choices=SOURCES),
        _column(w.PROBLEM, "issued_on", kind="date"),
        _column(w.PROBLEM, "categories", choices=titles, width=24),
        _column(w.PROBLEM, "title", width=WIDE),
        _column(w.PROBLEM, "place"),
        _column(w.PROBLEM, "extent", choices=["个性问题", "共性问题"]),
        _column(w.PROBLEM, "target", width=WIDE),
        _column(w.PROBLEM, "measure", width=WIDE),
        *_shared(w.PROBLEM, open_lists),
        _column(w.PROBLEM, "how_soon", choices=["立行立改", "限期整改", "长期坚持"]),
        *_last(w.PROBLEM),
    ]
    task = [
        _column(
            w.TASK, "number", note=_("Leave empty for a new one; the number of an item to report of it.")
        ),
        _column(w.TASK, "title", width=WIDE),
        _column(w.TASK, "categories", choices=titles, width=24),
        _column(w.TASK, "measure", width=WIDE),
        *_shared(w.TASK, open_lists),
        _column(w.TASK, "target", width=WIDE),
        *_last(w.TASK),
    ]
    sheets = [
        Sheet(PROBLEMS, problem, [], spare_rows=SPARE_ROWS),
        Sheet(TASKS, task, [], spare_rows=SPARE_ROWS),
    ]
    return workbook_bytes(
        sheets, template=Template("ledger.sheet", 1, facts={"issuer": issuer.code if issuer else ""})
    )


SOURCES = ("中央督查", "省级督查", "市级督查", "考核", "审计", "巡察", "信访", "自查")


def _column(
    form: str, key: str, *, kind: str = "text", width: int = 14, choices: Sequence[str] = (), note: str = ""
) -> Column:
    word = w.HEADINGS[form][key][0]
    return Column(word, kind, width, choices=choices, note=note)  # type: ignore[arg-type]


def _shared(form: str, lists: Mapping[str, Sequence[str]]) -> list[Column]:
    several = _("Several are written one after the other: 红城镇、中堡镇; every one of a level: 各乡镇.")
    return [
        _column(form, "lead", choices=lists["lead"], width=18),
        # No drop-down that refuses several: names are taken from the note.
        _column(form, "unit", width=18, note=f"{several} {'、'.join(lists['unit'][:30])}".strip()),
        _column(form, "supporting", width=18),
    ]


def _last(form: str) -> list[Column]:
    return [
        _column(form, "due_on", kind="date", note=_("For example 2026-03-05.")),
        _column(form, "progress", width=WIDE, note=_("Only with a number: 60%，what was done.")),
        _column(form, "reason", note=_("Only when the number has gone down.")),
        _column(form, "basis", note=_("Needed when townships have it.")),
        _column(form, "approval", note=_("Needed when villages have it.")),
    ]


def _said_kept(keys: str) -> str:
    return "、".join(w.HEADINGS[w.PROBLEM][key][0] for key in keys.split())


CHANGES = ChangeForm(
    columns=(
        ChangeColumn("title", N_("What is to be done")),
        ChangeColumn("number", N_("Number")),
        ChangeColumn("unit", N_("Unit")),
        ChangeColumn("before", N_("Progress until now")),
        ChangeColumn("after", N_("Progress after the change")),
        ChangeColumn("day", N_("Deadline, or day of the progress"), "date"),
        ChangeColumn("kept", N_("Not taken from the sheet"), say=_said_kept),
        ChangeColumn("sheet", N_("Sheet")),
    ),
    kinds=w.CHANGE_WORDS,
    link=lambda key: reverse("ledger_item", args=key.split("/")),
)
"""The list of what a sheet does, row by row."""


def sheet_changes(changes: Sequence[Change]) -> bytes:
    """The whole list as a workbook."""
    return workbook_bytes([change_sheet(CHANGES, changes, _("Changes"))])


def with_reasons(data: bytes, faults: Sequence[Fault], tops: Mapping[str, int], cost: Limits) -> bytes:
    """The same workbook with a reason on each bad row of each sheet, whose headings stand in the rows of `tops`;
    `TooLarge` when that costs more than `cost`.
    """
    reasons: dict[str, dict[int, str]] = {}
    for fault in faults:
        text = f"{called(fault.column, fault.form)}: {translated(fault.words)}"
        rows = reasons.setdefault(fault.sheet, {})
        rows[fault.row] = f"{rows[fault.row]}\n{text}" if fault.row in rows else text
    bounds = ReadLimits(rows=w.MOST_ROWS + LOOKED_AT, cost=cost)
    for sheet, rows in reasons.items():
        data = annotate_workbook(data, rows, limits=bounds, sheet=sheet, top=tops[sheet])
    return data


def called(column: str, form: str = w.TASK) -> str:
    """The heading of a column in a form, for what bears no form the one that has it; "" for none of a sheet's."""
    known = form if column in w.HEADINGS[form] else w.PROBLEM
    return heading(known, column) if column in w.HEADINGS[known] else ""
