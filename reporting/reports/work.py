"""Long work of the reports: papers and workbooks, and one act on many reports."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from reporting.reports.actions import DO
from reporting.reports.actions.slips import refuse_filed
from reporting.reports.documents import board_sheet, official_report
from reporting.reports.documents.cycles import PAPER_WORDS, PAPERS, notice_paper
from reporting.reports.documents.slips import slip_paper, slips_on_paper
from reporting.reports.models import Cycle, Obligation, Submission
from reporting.reports.queries.boards import Board, board
from reporting.reports.queries.cycles import owing_below
from reporting.reports.queries.slips import is_missing, latest_slips, may_press, may_press_below
from reporting.reports.queries.within import board_unit_for, cycle_for, named, obligation_for
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.documents import OfficialDocument, Printed, printed, printed_together
from revitalization.kit.errors import FieldError, Hidden, Invalid, Problem, Refused
from revitalization.kit.fetch import get_or_hidden
from revitalization.kit.mechanism import JobKind
from revitalization.kit.words import N_
from revitalization.kit.workbooks import workbook_bytes

Item = dict[str, Any]
Progress = Callable[[int, int], None]


def _render_report(task: Any, progress: Progress) -> Mapping[str, Any]:
    """Job: the PDF of one version, if the asker may still read it."""
    rows = Obligation.objects.full().within(task.actor.reach(C.REPORT_READ))
    obligation = get_or_hidden(rows, cycle__key=task.params["cycle"], unit__code=task.params["code"])
    submission = get_or_hidden(Submission.objects.filter(obligation=obligation), number=task.params["number"])
    progress(0, 1)
    made = printed(official_report(obligation, submission))
    task.keep(f"{obligation.unit.name}-{obligation.cycle.period}-v{submission.number}.pdf", made.pdf)
    progress(1, 1)
    return {"missing": made.missing}


def _export_board(task: Any, progress: Progress) -> Mapping[str, Any]:
    """Job: the board of one unit as a workbook, within what the asker may see now.

    Pages give it at once since; what was asked for before an update is still made.
    """
    reach = task.actor.reach(C.CYCLE_READ)
    cycle = get_or_hidden(
        Cycle.objects.touching(reach).select_related("kind", "scope"), key=task.params["cycle"]
    )
    unit = get_or_hidden(Unit.objects.territorial(), code=task.params["code"])
    if not reach.holds(unit.span):
        raise Hidden
    shown = board(cycle, unit, clock.today(), reach)
    progress(0, len(shown.rows))
    task.keep(f"{unit.name}-{cycle.period}.xlsx", workbook_bytes([board_sheet(cycle, unit, shown.rows)]))
    progress(len(shown.rows), len(shown.rows))
    return {"rows": len(shown.rows)}


def _cycle_paper(task: Any, progress: Progress) -> Mapping[str, Any]:
    """Job: the notice of a cycle, the reminder or the board of one unit as a paper, if the asker may still see it."""
    what, actor = task.params["paper"], task.actor
    cycle = cycle_for(actor, task.params["cycle"])
    unit = board_unit_for(actor, cycle, task.params["code"])
    progress(0, 1)
    paper: OfficialDocument | None
    if what == "slips" and not may_press_below(actor, cycle, unit):
        raise Hidden
    if what == "notice":
        paper = notice_paper(cycle, owing_below(cycle))
    else:
        shown = board(cycle, unit, clock.today(), actor.reach(C.CYCLE_READ))
        paper = None if what == "slips" else PAPERS[what](cycle, unit, shown, clock.today())
    made = printed(paper) if paper else _slips(actor, cycle, unit, shown)
    task.keep(f"{PAPER_WORDS[what]}-{unit.name}-{cycle.period}.pdf", made.pdf)
    progress(1, 1)
    return {"missing": made.missing}


def _slip(task: Any, progress: Progress) -> Mapping[str, Any]:
    """Job: the slip of one unit with the number it was given last, if the asker still reminds for the office."""
    row = obligation_for(task.actor, task.params["cycle"], task.params["code"])
    if not may_press(task.actor, row):
        raise Hidden
    refuse_filed(row)
    progress(0, 1)
    by = date.fromisoformat(task.params["by"]) if task.params.get("by") else None
    made = printed(slip_paper(row, latest_slips([row.pk]).get(row.pk), clock.today(), by))
    task.keep(f"催办单-{row.unit.name}-{row.cycle.period}.pdf", made.pdf)
    progress(1, 1)
    return {"missing": made.missing}


def _slips(actor: Actor, cycle: Cycle, unit: Unit, shown: Board) -> Printed:
    """The slips of all units directly below that are late, each on a page of its own, by who gives each of them."""
    missing = (row.obligation_id for row in shown.rows if row.late and row.within("missing"))
    late = [key for key in missing if key is not None]
    found = Obligation.objects.full().filter(cycle=cycle, pk__in=late).order_by("lo")
    rows = [row for row in found if may_press(actor, row) and is_missing(row)]
    given, today = latest_slips([row.pk for row in rows]), clock.today()
    if not rows:
        raise Refused(_("No unit directly below is late."))
    return printed_together(slips_on_paper(unit, rows, given, today))


def _act_on_many(task: Any, progress: Callable[[int, int], None]) -> Mapping[str, Any]:
    """Job: the same as at once, with the rights the asker has now."""
    return {"results": all_or_none(task.actor, task.params, progress)}


def all_or_none(
    actor: Actor, data: Mapping[str, Any], progress: Callable[[int, int], None] | None = None
) -> list[Item]:
    """The act on every item in one transaction, which a dry run takes back."""
    with transaction.atomic():
        results = act_on_all(actor, data["act"], data["items"], progress)
        if data["dry_run"]:
            transaction.set_rollback(True)
    return results


def act_on_all(
    actor: Actor, act: str, items: Sequence[Item], progress: Callable[[int, int], None] | None = None
) -> list[Item]:
    """Does the act on every item; raises `Invalid` naming each item that cannot be done."""
    rows = _rows(actor, items)
    errors: dict[int, list[FieldError]] = {}
    done: dict[int, dict[str, Any]] = {}
    # In the order of the table, so that two of these at once wait for each other.
    order = sorted(range(len(items)), key=lambda at: rows[at].pk if rows[at] else 0)
    for n, at in enumerate(order, 1):
        if progress:
            progress(n, len(items))
        try:
            done[at] = _act_on_item(actor, act, rows[at], items[at])
        except Problem as problem:
            errors[at] = _errors(problem, at)
    if errors:
        raise Invalid(_("Nothing was changed."), errors=[it for at in sorted(errors) for it in errors[at]])
    return [done[at] for at in range(len(items))]


def _rows(actor: Actor, items: Sequence[Item]) -> list[Any]:
    rows = Obligation.objects.full().within(actor.reach(C.REPORT_READ)).filter(named(items))
    found = {(row.cycle.key, row.unit.code): row for row in rows}
    # A report that is there twice in the list is taken once; its second place is refused.
    return [found.pop((item["cycle"], item["code"]), None) for item in items]


def _act_on_item(actor: Actor, act: str, row: Obligation | None, item: Item) -> dict[str, Any]:
    if row is None:
        raise Hidden
    given = {"reason": item["reason"]} if item["reason"] else {}
    DO.check(act, given)
    after = DO.do(act, actor=actor, subject=row, version=item["version"], given=given)
    return {"cycle": item["cycle"], "code": item["code"], "status": after.status, "version": after.version}


def _errors(problem: Problem, at: int) -> list[FieldError]:
    if not problem.errors:
        return [FieldError(f"items/{at}", problem.detail, problem.code)]
    return [FieldError(f"items/{at}/{e.field}", e.message, e.code) for e in problem.errors]


PDF_JOB = JobKind("reports.pdf", N_("Report as PDF"), _render_report)
EXPORT_JOB = JobKind("reports.board", N_("Board as Excel"), _export_board)
PAPER_JOB = JobKind("reports.paper", N_("Paper of a cycle"), _cycle_paper)
SLIP_JOB = JobKind("reports.slip", N_("Reminder slip"), _slip)
BULK_JOB = JobKind("reports.bulk", N_("Many reports received or accepted by a program"), _act_on_many)
