"""Rosters: the workbook to fill in, the dry run, the confirmation, the one-time codes."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from responsibilities.jobs.actions.sent import is_old
from responsibilities.jobs.models import Job
from responsibilities.jobs.queries import shown
from responsibilities.jobs.rules import JobStatus
from responsibilities.posts import actions
from responsibilities.posts.documents import CHANGES, codes_sheet, heading, roster_changes, roster_template
from responsibilities.posts.forms.roster import LIMITS, UploadForm
from responsibilities.posts.models import Roster
from responsibilities.posts.queries import roster_lines, rosters_of, waiting_for_codes
from responsibilities.posts.rules.roster_words import HEADINGS, MOST_ROWS
from responsibilities.roles import Capability
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.change_pages import ChangePage
from revitalization.kit.changes import unpacked
from revitalization.kit.columns import Column
from revitalization.kit.errors import Forbidden, Hidden
from revitalization.kit.fetch import get_or_hidden
from revitalization.kit.forms import tried
from revitalization.kit.imports import check_workbook_zip
from revitalization.kit.ledgers import Ledger
from revitalization.kit.views import SignedIn, page, see, workbook

RECENT = 10
LISTED = {"ready", "importing", "done"}
"""The states of a roster in which its page lists what it changes."""


def _require(request: SignedIn) -> None:
    if not request.actor.has(Capability.ROSTER_IMPORT):
        raise Forbidden


def _own(request: SignedIn, key: UUID) -> Roster:
    _require(request)
    return get_or_hidden(rosters_of(request.actor), public_id=key)


@page(methods=("GET", "POST"))
def rosters(request: SignedIn) -> HttpResponse:
    """Upload a roster, which queues its dry run; the rosters sent lately."""
    _require(request)
    form = (
        UploadForm(request.POST or None, request.FILES or None) if request.method == "POST" else UploadForm()
    )
    if request.method == "POST" and form.is_valid():
        sent = tried(form, lambda: _sent(request, form)).result
        if sent is not None:
            return see("roster", sent.public_id)
    recent = [(row, shown(row.import_job or row.check_job)) for row in rosters_of(request.actor)[:RECENT]]
    context = {"form": form, "recent": recent}
    return render(request, "posts/rosters.html", context, status=400 if form.errors else 200)


def _sent(request: SignedIn, form: UploadForm) -> Roster:
    name, data = form.cleaned_data["file"]
    check_workbook_zip(data, LIMITS)
    return actions.send_roster(actor=request.actor, name=name, data=data, language=get_language() or "")


@page(params=("villages",))
def roster_template_file(request: SignedIn) -> HttpResponse:
    """The workbook to fill in, with the posts within reach and their present holders."""
    _require(request)
    reach = request.actor.reach(Capability.ROSTER_IMPORT)
    villages = request.GET.get("villages") == "1"
    lines = roster_lines(reach, clock.today(), villages=villages, limit=MOST_ROWS - 500)
    places = reach.spans()
    top = Unit.objects.filter(lo=places[0].lo, is_body=False).first() if len(places) == 1 else None
    name = "-".join(
        part for part in (top.name if top else "", gettext("Roster"), f"{clock.today():%Y-%m-%d}") if part
    )
    return workbook(roster_template(lines), f"{name}.xlsx")


@page(params=ChangePage.names)
def roster(request: SignedIn, key: UUID) -> HttpResponse:
    """How far the check or the import is; its result; what can be done next."""
    row = _own(request, key)
    job = row.import_job or row.check_job
    about = _imported(request, row, row.import_job) if row.import_job else _checked(row)
    context = {"roster": row, "job": shown(job), "reasons": _reasons(shown(job).reasons), **about}
    if row.changes is not None and context["phase"] in LISTED:
        context["changes"] = ChangePage(CHANGES, unpacked(bytes(row.changes)), request.GET)
    return render(request, "posts/roster.html", context)


@page(methods=("POST",))
def roster_confirm(request: SignedIn, key: UUID) -> HttpResponse:
    """Queues the import of the changes that the page listed (`plan`), and of no others."""
    shown_list = request.POST.get("plan", "")
    actions.confirm_roster(actor=request.actor, roster=_own(request, key), shown=shown_list)
    return see("roster", key)


@page()
def roster_changes_file(request: SignedIn, key: UUID) -> HttpResponse:
    """The whole list of what it changes, as a workbook."""
    row = _own(request, key)
    if row.changes is None:
        raise Hidden
    name = gettext("Changes of a roster")
    day = f"{clock.local(row.uploaded_at):%Y-%m-%d}"
    return workbook(roster_changes(unpacked(bytes(row.changes))), f"{name}-{day}.xlsx")


@page(methods=("POST",))
def roster_codes(request: SignedIn, key: UUID) -> HttpResponse:
    """New one-time codes for the sign-ins it opened, once, as a workbook; they are in this answer and nowhere else."""
    made = actions.make_codes(
        actor=request.actor, roster=_own(request, key), seen=request.POST.get("seen", "")
    )
    return workbook(codes_sheet(made, clock.today()), "sign-ins.xlsx")


WRONG = (
    Column("row", _("Row"), "number", value=lambda it: gettext("Row %(row)s") % {"row": it["row"]}),
    Column("unit", _("Unit"), missing="–"),
    Column("name", _("Name of the person"), missing="–"),
    Column("column", _("Column")),
    Column("value", _("Cell contents"), missing="–"),
    Column("message", _("Reason")),
)


def _checked(row: Roster) -> dict[str, Any]:
    found = row.check_job.result
    if row.check_job.state != JobStatus.DONE:
        return {"phase": "checking" if row.check_job.is_open else "unread"}
    if found["bad"] or not found["changed"]:
        nothing = "nothing" if found.get("filled", 1) else "empty"
        wrong = Ledger(WRONG, found["errors"])
        return {"phase": "bad" if found["bad"] else nothing, "found": found, "wrong": wrong}
    return {
        "phase": "old" if is_old(row.check_job) else "ready",
        "found": found,
        "again": row.check_job.params.get("again", False),
    }


def _imported(request: SignedIn, row: Roster, job: Job) -> dict[str, Any]:
    if job.state != JobStatus.DONE:
        return {"phase": "importing" if job.is_open else "failed"}
    waiting = waiting_for_codes(row, request.actor.reach(Capability.ROSTER_IMPORT))
    return {"phase": "done", "found": job.result, "waiting": waiting}


def _reasons(reasons: Iterable[Mapping[str, Any]]) -> list[tuple[Any, str, str]]:
    return [
        (
            it.get("row") or "",
            heading(field) if (field := it.get("field", "")) in HEADINGS else "",
            it["message"],
        )
        for it in reasons
    ]
