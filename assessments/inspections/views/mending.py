"""Papers of putting right what was found, and the report of a unit: writing one, one as it was sent."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.inspections.actions.reporting import report_back
from assessments.inspections.models import Inspection, RectificationReport
from assessments.inspections.queries.mending import answering, listed_for, report_for
from assessments.inspections.queries.within import inspection_for
from assessments.inspections.views.lookback_forms import RectificationForm
from assessments.inspections.work import MENDING_JOB, REPORT_JOB
from responsibilities.jobs.actions.running import queue
from responsibilities.posts.queries import holders_of
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.act_pages import FORM, asks
from revitalization.kit.columns import Column
from revitalization.kit.errors import Forbidden, Refused
from revitalization.kit.forms import tried
from revitalization.kit.ledgers import Ledger
from revitalization.kit.views import SignedIn, page, see

REPORTED = (
    Column("number", _("Number"), value=lambda it: it["number"], lead=True, width="nowrap"),
    Column("problem", _("Problem"), value=lambda it: it["problem"]),
    Column("measures", _("Measures"), value=lambda it: it["measures"]),
    Column("progress", _("Progress"), value=lambda it: it["progress"]),
    Column("state", _("State"), value=lambda it: it["state"]),
)


@page(methods=("POST",))
def rectification_paper(request: SignedIn, key: str) -> HttpResponse:
    """Asks for the plan of putting right what was found; its page shows the progress and the download."""
    row = inspection_for(request.actor, key)
    first = listed_for(request.actor, row).order_by("sequence").first()
    if first is None:
        raise Refused(
            gettext("Nothing of this inspection is on the ledger yet, so there is no plan to print.")
        )
    place = row.lo if request.actor.can(C.INSPECT_READ, row, row.remit) else first.unit_lo
    job = queue(
        actor=request.actor,
        kind=MENDING_JOB.key,
        params={"key": row.key},
        lo=place,
        capability=C.INSPECT_READ,
    )
    return see("job", job.public_id)


@page(methods=("GET", "POST"))
def rectification_new(request: SignedIn, key: str) -> HttpResponse:
    """The unit's report under a number of its own; the problems come into it as the ledger has them."""
    row = inspection_for(request.actor, key)
    units = {unit.code: unit for unit in answering(request.actor, row)}
    if not units:
        raise Forbidden
    form = RectificationForm(request.POST or None, units=units, initial=_known(list(units.values())))
    status = 400 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        trial = tried(form, lambda: _sent(request, row, units, form.cleaned_data))
        if trial.result is not None:
            messages.success(request, gettext("The report is sent. It can be printed here."))
            return see("rectification_report", trial.result.key)
        status = trial.status
    said = asks(
        gettext("Report on putting right"),
        gettext("Send the report"),
        reverse("rectification", args=[key]),
        gettext("Each problem comes into it as the ledger has it today: measures, progress, state."),
        row.issuer.path,
    )
    return render(request, FORM, {"form": form, **said}, status=status)


def _known(units: list[Unit]) -> dict[str, str]:
    """What need not be asked: whose report it is and who signs, where there is one unit."""
    if len(units) != 1:
        return {}
    held = holders_of({units[0].pk}, clock.today()).get(units[0].pk, ())
    first = [it.person for it in held if it.post.is_first_responsible and it.person]
    return {"unit": units[0].code, "signer": first[0] if first else ""}


def _sent(
    request: SignedIn, row: Inspection, units: dict[str, Unit], data: dict[str, Any]
) -> RectificationReport:
    given = dict(data)
    return report_back(actor=request.actor, inspection=row, unit=units[given.pop("unit")], **given)


@page()
def rectification_report(request: SignedIn, key: str) -> HttpResponse:
    """One report as it was sent."""
    found = report_for(request.actor, key)
    context = {
        "report": found,
        "parts": [
            (gettext("How it is organised"), found.organised),
            (gettext("What keeps it from coming back"), found.lasting),
            (gettext("What comes next"), found.ahead),
        ],
        "rows": Ledger(REPORTED, found.rows),
    }
    return render(request, "inspections/rectification_report.html", context)


@page(methods=("POST",))
def rectification_report_paper(request: SignedIn, key: str) -> HttpResponse:
    """Asks for the report as a paper."""
    found = report_for(request.actor, key)
    place = found.lo if request.actor.can(C.INSPECT_READ, found, found.remit) else found.issuer_lo
    job = queue(
        actor=request.actor,
        kind=REPORT_JOB.key,
        params={"key": found.key},
        lo=place,
        capability=C.INSPECT_READ,
    )
    return see("job", job.public_id)
