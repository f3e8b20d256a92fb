"""Long work of the ledger: its papers, each made for whoever asked with the rights they have then."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from time import monotonic
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from responsibilities.files.queries import files_of
from responsibilities.jobs.actions.sent import keep_changes
from responsibilities.jobs.models import Job
from responsibilities.ledger.actions import sheets
from responsibilities.ledger.actions.pressing import refuse_closed
from responsibilities.ledger.documents.closing import TITLE as CLOSING
from responsibilities.ledger.documents.closing import closing_paper
from responsibilities.ledger.documents.sheets import called, with_reasons
from responsibilities.ledger.documents.slip import TITLE as SLIP
from responsibilities.ledger.documents.slip import slip_paper
from responsibilities.ledger.documents.splitting import TITLE as SPLITTING
from responsibilities.ledger.documents.splitting import splitting_paper
from responsibilities.ledger.forms.sheet import ReadWorkbook, read_offices
from responsibilities.ledger.models import Item, Matter, SentSheet
from responsibilities.ledger.queries.facts import days_off
from responsibilities.ledger.queries.slips import may_press, slips_of
from responsibilities.ledger.queries.told import told
from responsibilities.ledger.queries.within import item_for, items_for, matter_for
from responsibilities.ledger.rules.sheet_words import CHANGE_WORDS, Fault
from revitalization.kit import clock
from revitalization.kit.documents import OfficialDocument, printed
from revitalization.kit.errors import Hidden, Invalid, Refused, TooLarge
from revitalization.kit.language import translated
from revitalization.kit.mechanism import JobKind
from revitalization.kit.sandbox import Limits
from revitalization.kit.words import N_
from revitalization.kit.workdays import add_working_days

Progress = Callable[[int, int], None]

SHOWN_ERRORS = 200
SECONDS = int(Limits().wall_seconds)
"""What the children of one check may cost together."""

ANSWER_WITHIN = 5
"""Working days within which a slip asks for an answer."""
MOST_UNITS = 1_000
"""Rows of a printed table; whoever has more takes the sheet."""


def refuse_many(matter: Matter) -> None:
    """Raises `Refused` for a matter of more units than a paper has rows."""
    if matter.owed > MOST_UNITS:
        said = _("It is given to %(n)s units, too many for one paper; take the sheet instead.")
        raise Refused(said % {"n": matter.owed})


def _closing_form(task: Any, progress: Progress) -> Mapping[str, Any]:
    """Job: the closing form of one item, if the asker may still read it."""
    item = item_for(task.actor, task.params["matter"], task.params["code"])
    progress(0, 1)
    made = printed(_closing(item))
    task.keep(f"{CLOSING}-{item.unit.name}-{item.number}.pdf", made.pdf)
    progress(1, 1)
    return {"missing": made.missing}


def _slip(task: Any, progress: Progress) -> Mapping[str, Any]:
    """Job: the slip of one item with the number it was given last, if the asker still presses for the office.

    A plain one asks for an answer by the day that was named, else within `ANSWER_WITHIN` working days.
    """
    item = item_for(task.actor, task.params["matter"], task.params["code"])
    if not may_press(task.actor, item):
        raise Hidden
    refuse_closed(item)
    progress(0, 1)
    today, last = clock.today(), next(iter(slips_of(item)), None)
    day = last.dated_on if last else today
    named = date.fromisoformat(task.params["by"]) if task.params.get("by") else None
    usual = add_working_days(days_off(today.year, today.year + 1), today, ANSWER_WITHIN)
    (row,) = told(Item.objects.filter(pk=item.pk), day)
    made = printed(slip_paper(row, day, last.by if last else named or usual, last))
    task.keep(f"{SLIP}-{item.unit.name}-{item.number}.pdf", made.pdf)
    progress(1, 1)
    return {"missing": made.missing}


def _closing(item: Item) -> OfficialDocument:
    (row,) = told(Item.objects.filter(pk=item.pk), clock.today())
    return closing_paper(row, [file.name for file in files_of("ledger", item.public_id)], clock.today())


def _matter_paper(task: Any, progress: Progress) -> Mapping[str, Any]:
    """Job: the notice of a matter with its task-splitting table, if the asker still sees all it was given to."""
    matter = matter_for(task.actor, task.params["key"])
    progress(0, 1)
    made = printed(splitting(task.actor, matter))
    task.keep(f"{SPLITTING}-{matter.issuer.name}-{matter.number}.pdf", made.pdf)
    progress(1, 1)
    return {"missing": made.missing}


def splitting(actor: Any, matter: Matter) -> OfficialDocument:
    """The paper with the rows the actor may read; raises `Refused` above `MOST_UNITS`."""
    refuse_many(matter)
    today = clock.today()
    return splitting_paper(matter, told(items_for(actor).filter(matter=matter), today), today)


# ---------------------------------------------------------------- sheets of offices


def check_sheet(task: Any, progress: Progress) -> Mapping[str, Any]:
    """Job: the dry run of a sheet; with bad rows its file is the same workbook with the reasons."""
    sheet = SentSheet.objects.get(check_job=task.job)
    data, begun, shown = bytes(sheet.data or b""), monotonic(), ""
    with translation.override(sheet.language):
        progress(0, 3)
        read = read_offices(data)
        spent = monotonic() - begun
        progress(1, 3)
        plan = sheets.plan_of(task.actor, read.rows, sheets.said_of(task.actor, sheet.said))
        progress(2, 3)
        if plan.faults:
            _give_back(task, data, read, plan.faults, SECONDS - spent)
        else:
            shown = keep_changes(sheet, sheets.lines_of(plan))
        lines = [_line(fault) for fault in plan.faults[:SHOWN_ERRORS]]
    progress(3, 3)
    created, reported, same = (len(plan.of_kind(kind)) for kind in CHANGE_WORDS)
    return {
        "created": created,
        "reported": reported,
        "changed": created + reported,
        "unchanged": same,
        "bad": len({(fault.sheet, fault.row) for fault in plan.faults}),
        "errors": lines,
        "more": max(len(plan.faults) - SHOWN_ERRORS, 0),
        "lo": task.job.lo,
        "plan": shown,
        "filled": len(read.rows),
        "taken": [[it.name, list(it.footer)] for it in read.taken],
        "others": [[other.name, other.is_hidden] for other in read.others],
    }


def _line(fault: Fault) -> dict[str, Any]:
    """One fault as the page shows it."""
    return {
        "sheet": fault.sheet, "row": fault.row, "title": fault.title, "column": called(fault.column, fault.form),
        "value": fault.value, "message": translated(fault.words),
    }  # fmt: skip


def _give_back(task: Any, data: bytes, read: ReadWorkbook, faults: Sequence[Fault], seconds: float) -> None:
    left = max(int(seconds), 1)
    tops = {it.name: it.top for it in read.taken}
    try:
        back = with_reasons(data, faults, tops, Limits(wall_seconds=left, cpu_seconds=left))
    except (Invalid, TooLarge):  # the page names the rows all the same
        return
    task.keep("ledger-reasons.xlsx", back)


def import_sheet(task: Any, progress: Progress) -> Mapping[str, Any]:
    """Job: what the sheet was confirmed to do, all rows or none, with the rights of now."""
    sheet = SentSheet.objects.get(import_job=task.job)
    with translation.override(sheet.language):
        rows = read_offices(bytes(sheet.data or b"")).rows
        done = sheets.carry_out(actor=task.actor, sheet=sheet, rows=rows, progress=progress)
    return {"created": done.created, "reported": done.reported, "unchanged": done.same}


def sheet_page(job: Job) -> str:
    """The page of the sheet the job works on; "" when there is none."""
    about = {"public_id": job.params["sheet"]} if job.kind == sheets.IMPORT_JOB else {"check_job": job}
    found = SentSheet.objects.filter(**about).values_list("public_id", flat=True).first()
    return reverse("ledger_sent_sheet", args=[found]) if found else ""


SHEET_JOBS = [
    JobKind(
        sheets.CHECK_JOB, N_("Check of a ledger sheet"), check_sheet, sheets.DESK.work_is_over, sheet_page
    ),
    JobKind(
        sheets.IMPORT_JOB, N_("Import of a ledger sheet"), import_sheet, sheets.DESK.work_is_over, sheet_page
    ),
]
CLOSING_JOB = JobKind("ledger.paper", N_("Closing form"), _closing_form)
SLIP_JOB = JobKind("ledger.slip", N_("Supervision slip"), _slip)
MATTER_JOB = JobKind("ledger.splitting", N_("Task-splitting table"), _matter_paper)
