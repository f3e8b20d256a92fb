"""The handover sheet (交接单): one's own at any time, another's for whoever appoints there; page, paper, workbook."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from responsibilities.jobs.actions.running import queue
from responsibilities.posts.documents.handover import handover_workbook
from responsibilities.posts.forms.handover import HandoverForm
from responsibilities.posts.models import Person
from responsibilities.posts.queries import posts_of
from responsibilities.posts.queries.handover import Sheet, own_sheet, sheet_of
from responsibilities.posts.work import HANDOVER_JOB
from responsibilities.roles import Capability
from revitalization.kit import clock
from revitalization.kit.columns import Column
from revitalization.kit.fetch import get_or_hidden
from revitalization.kit.ledgers import Ledger
from revitalization.kit.views import SignedIn, page, see, workbook

SHOWN = 200
"""Lines of one part on the page; the paper and the workbook have them all, and the number is that of all."""
MATTERS = (
    Column("what", _("What"), value=lambda it: it.what, url=lambda it: it.url),
    Column("unit", _("Unit"), value=lambda it: it.unit),
    Column("state", _("State"), value=lambda it: it.state),
    Column("due_on", _("Due"), "date", value=lambda it: it.due_on),
)


def _person(request: SignedIn, key: UUID) -> Person:
    """Somebody in whose posts the reader appoints; else `Hidden`."""
    return get_or_hidden(Person.objects.within(request.actor.reach(Capability.POST_APPOINT)), public_id=key)


def _shown(
    request: SignedIn, sheet: Sheet, form: HandoverForm, *, own: bool, key: UUID | None = None
) -> HttpResponse:
    names = (
        ("handover_sheet", "handover_paper") if own else ("person_handover_sheet", "person_handover_paper")
    )
    given = [] if key is None else [key]
    context: dict[str, Any] = {
        "sheet": sheet,
        "parts": [
            (heading, Ledger(_columns(own), found[:SHOWN]), len(found))
            for _key, heading, found in sheet.headed
        ],
        "shown": SHOWN,
        "sheet_url": reverse(names[0], args=given),
        "paper_url": reverse(names[1], args=given),
        "form": form,
        "own": own,
    }
    return render(request, "posts/handover.html", context, status=400 if form.errors else 200)


def _columns(own: bool) -> tuple[Column, ...]:
    """Another's work is not opened from the sheet: the reader may have no right to it."""
    return MATTERS if own else (Column("what", _("What"), value=lambda it: it.what), *MATTERS[1:])


@page()
def handover(request: SignedIn) -> HttpResponse:
    """What is open under whoever is signed in."""
    return _shown(request, own_sheet(request.actor, clock.today()), HandoverForm(), own=True)


@page()
def handover_sheet(request: SignedIn) -> HttpResponse:
    """The same as a workbook."""
    return _workbook(own_sheet(request.actor, clock.today()))


@page(methods=("POST",))
def handover_paper(request: SignedIn) -> HttpResponse:
    """Asks for the paper of the own sheet."""
    form = HandoverForm(request.POST)
    if not form.is_valid():
        return _shown(request, own_sheet(request.actor, clock.today()), form, own=True)
    job = queue(actor=request.actor, kind=HANDOVER_JOB, params={"person": "", **form.cleaned_data}, lo=0)
    return see("job", job.public_id)


@page()
def person_handover(request: SignedIn, person: UUID) -> HttpResponse:
    """What is open under somebody in whose posts the reader appoints, as far as it lies there."""
    return _shown(request, _sheet(request, person), HandoverForm(), own=False, key=person)


@page()
def person_handover_sheet(request: SignedIn, person: UUID) -> HttpResponse:
    """The same as a workbook."""
    return _workbook(_sheet(request, person))


@page(methods=("POST",))
def person_handover_paper(request: SignedIn, person: UUID) -> HttpResponse:
    """Asks for its paper."""
    row, form = _person(request, person), HandoverForm(request.POST)
    if not form.is_valid():
        return _shown(request, _sheet(request, person), form, own=False, key=person)
    reach = request.actor.reach(Capability.POST_APPOINT)
    held = posts_of(row, reach)
    job = queue(
        actor=request.actor,
        kind=HANDOVER_JOB,
        params={"person": str(row.public_id), **form.cleaned_data},
        lo=held[0].post.lo if held else reach.spans()[0].lo,
        capability=Capability.POST_APPOINT,
    )
    return see("job", job.public_id)


def _sheet(request: SignedIn, person: UUID) -> Sheet:
    return sheet_of(_person(request, person), request.actor.reach(Capability.POST_APPOINT), clock.today())


def _workbook(sheet: Sheet) -> HttpResponse:
    return workbook(handover_workbook(sheet), f"{sheet.name}交接单.xlsx")
