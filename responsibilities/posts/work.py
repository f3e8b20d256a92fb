"""Long work of the posts: the check and the import of a roster; each reads what was sent and calls one action."""

from collections.abc import Callable, Mapping
from time import monotonic
from typing import Any

from django.urls import reverse
from django.utils import translation

from responsibilities.jobs.actions.sent import keep_changes
from responsibilities.jobs.models import Job
from responsibilities.posts import actions
from responsibilities.posts.actions import sent_rosters
from responsibilities.posts.actions.roster import faults_as_errors
from responsibilities.posts.documents import heading, roster_paper, roster_with_reasons
from responsibilities.posts.documents.handover import handover_paper
from responsibilities.posts.forms.roster import ReadRoster, read_roster
from responsibilities.posts.models import Person, Roster
from responsibilities.posts.queries import holders_of
from responsibilities.posts.queries.handover import own_sheet, sheet_of
from responsibilities.posts.rules.roster_changes import lines_of
from responsibilities.posts.rules.roster_words import Fault
from responsibilities.roles import Capability
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.documents import printed
from revitalization.kit.documents.official import CHINESE
from revitalization.kit.errors import FieldError, Invalid, TooLarge
from revitalization.kit.fetch import get_or_hidden
from revitalization.kit.language import translated
from revitalization.kit.mechanism import JobKind
from revitalization.kit.sandbox import Limits
from revitalization.kit.words import N_

SHOWN_ERRORS = 200
SECONDS = int(Limits().wall_seconds)
"""What the children of one check may cost together."""

Progress = Callable[[int, int], None]


def check(task: Any, progress: Progress) -> Mapping[str, Any]:
    """Job: the dry run; with bad rows its file is the same workbook with the reasons."""
    roster = Roster.objects.get(check_job=task.job)
    data, begun = bytes(roster.data or b""), monotonic()
    shown = ""
    with translation.override(roster.language):
        progress(0, 3)
        read = read_roster(data)
        spent = monotonic() - begun
        progress(1, 3)
        plan = actions.check_roster(actor=task.actor, rows=read.rows)
        progress(2, 3)
        if plan.faults:
            _give_back(task, data, read, faults_as_errors(plan.faults), SECONDS - spent)
        else:
            shown = keep_changes(roster, lines_of(plan))
        lines = [_line(fault) for fault in plan.faults[:SHOWN_ERRORS]]
    progress(3, 3)
    return {
        "changed": plan.changed,
        "unchanged": plan.unchanged,
        "opening": sum(step.opens_sign_in for step in plan.steps),
        "bad": len({fault.row for fault in plan.faults}),
        "errors": lines,
        "more": max(len(plan.faults) - SHOWN_ERRORS, 0),
        "lo": plan.lo,
        "plan": shown,
        "filled": len(read.rows),
        "sheet": read.sheet,
        "footer": list(read.footer),
        "others": [[other.name, other.is_hidden] for other in read.others],
    }


def _line(fault: Fault) -> dict[str, Any]:
    """One fault as the page shows it."""
    return {
        "row": fault.row, "unit": fault.unit, "name": fault.name, "column": heading(fault.column),
        "value": fault.value, "message": translated(fault.words),
    }  # fmt: skip


def _give_back(task: Any, data: bytes, read: ReadRoster, errors: list[FieldError], seconds: float) -> None:
    left = max(int(seconds), 1)
    try:
        back = roster_with_reasons(
            data, errors, read.sheet, read.top, Limits(wall_seconds=left, cpu_seconds=left)
        )
    except (Invalid, TooLarge):  # the page names the rows all the same
        return
    task.keep("roster-reasons.xlsx", back)


def carry_out(task: Any, progress: Progress) -> Mapping[str, Any]:
    """Job: the import, all rows or none, with the rights of now."""
    roster = Roster.objects.get(import_job=task.job)
    with translation.override(roster.language):
        rows = read_roster(bytes(roster.data or b"")).rows
        done = sent_rosters.carry_out(actor=task.actor, roster=roster, rows=rows, progress=progress)
    return {"changed": done.changed, "unchanged": done.unchanged, "sign_ins": len(done.opened)}


def print_roster(task: Any, progress: Progress) -> Mapping[str, Any]:
    """Job: the list of first responsible persons of a unit and those directly below, as far as the asker reads them."""
    reach, day = task.actor.reach(Capability.POST_READ), clock.today()
    unit = get_or_hidden(Unit.objects.live().within(reach), code=task.params["code"])
    below = list(Unit.objects.live().children_of(unit).within(reach)) if reach.holds(unit.span) else []
    progress(0, 1)
    held = holders_of([unit.pk, *(one.pk for one in below)], day)
    made = printed(roster_paper(unit, below, held, day))
    task.keep(f"{unit.name}名册.pdf", made.pdf)
    progress(1, 1)
    return {"missing": made.missing}


def print_handover(task: Any, progress: Progress) -> Mapping[str, Any]:
    """Job: a handover sheet as a paper: the asker's own, or of somebody in whose posts the asker appoints now."""
    key, day = task.params["person"], clock.today()
    progress(0, 1)
    with translation.override(CHINESE):
        if key:
            reach = task.actor.reach(Capability.POST_APPOINT)
            sheet = sheet_of(get_or_hidden(Person.objects.within(reach), public_id=key), reach, day)
        else:
            sheet = own_sheet(task.actor, day)
        paper = handover_paper(sheet, task.params["receiver"], task.params["witness"])
    made = printed(paper)
    task.keep(f"{sheet.name}交接单.pdf", made.pdf)
    progress(1, 1)
    return {"missing": made.missing}


def page_of(job: Job) -> str:
    """The page of the roster the job works on; "" when there is none."""
    # An import that was not carried out since something had changed is no longer the roster's, but speaks of it.
    about = {"public_id": job.params["roster"]} if job.kind == sent_rosters.IMPORT_JOB else {"check_job": job}
    found = Roster.objects.filter(**about).values_list("public_id", flat=True).first()
    return reverse("roster", args=[found]) if found else ""


PRINT_JOB = "posts.paper"
HANDOVER_JOB = "posts.handover"

JOBS = [
    JobKind(PRINT_JOB, N_("List of first responsible persons"), print_roster),
    JobKind(HANDOVER_JOB, N_("Handover sheet"), print_handover),
    JobKind(sent_rosters.CHECK_JOB, N_("Check of a roster"), check, sent_rosters.DESK.work_is_over, page_of),
    JobKind(
        sent_rosters.IMPORT_JOB, N_("Import of a roster"), carry_out, sent_rosters.DESK.work_is_over, page_of
    ),
]
