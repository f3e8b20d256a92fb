"""The review desk: the queue on the left, the report in the middle, the decision on the right."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from reporting.reports.actions.deciding import receive_and_accept
from reporting.reports.queries.desk import first_in_queue, queue_around
from reporting.reports.queries.reports import files_shown, view_of
from reporting.reports.views import filing
from reporting.reports.views.common import done_and_next, obligation_for
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.errors import Forbidden, VersionNeeded
from revitalization.kit.fetch import get_or_hidden
from revitalization.kit.forms import VersionedForm
from revitalization.kit.views import SignedIn, page, safe_next, see


@page(params=("under",))
def desk(request: SignedIn) -> HttpResponse:
    """The first report of the queue, or the empty desk; `under` narrows the queue to a unit and what lies below it."""
    if not request.actor.has(C.REPORT_RECEIVE):
        raise Forbidden
    under = _under(request)
    first = first_in_queue(request.actor, under.span if under else None)
    if first is None:
        return render(request, "reports/desk.html", {"queue": [], "under": under})
    response = see("desk_report", first.cycle.key, first.unit.code)
    response["Location"] = response.url + _narrowed(under)
    return response


@page(methods=("POST",))
def desk_accept(request: SignedIn, cycle: str, code: str) -> HttpResponse:
    """Receives and accepts a report at once, and goes on to the next one that waits."""
    row = obligation_for(request.actor, cycle, code)
    sent = VersionedForm(request.POST)
    if not sent.is_valid():
        raise VersionNeeded
    receive_and_accept(actor=request.actor, obligation=row, version=sent.cleaned_data["version"])
    said = _("Done: %(act)s.") % {"act": _("Receive and accept")}
    messages.success(request, f"{row.unit.name} {done_and_next(said, request.actor, cycle, code)}")
    response = see("desk")
    response["Location"] = safe_next(request, response.url)
    return response


def _under(request: SignedIn) -> Unit | None:
    """The unit to which the queue is narrowed; `Hidden` when it is out of reach."""
    code = request.GET.get("under", "")
    units = Unit.objects.live().within(request.actor.reach(C.UNIT_READ))
    return get_or_hidden(units, code=code) if code else None


def _narrowed(under: Unit | None) -> str:
    return f"?under={under.code}" if under else ""


@page(params=("under",))
def desk_report(request: SignedIn, cycle: str, code: str) -> HttpResponse:
    """One report on the desk, with the one before and the one after it in the queue."""
    obligation = obligation_for(request.actor, cycle, code)
    request.actor.require(C.REPORT_RECEIVE, obligation, remit=obligation.remit)
    under = _under(request)
    queue = queue_around(request.actor, obligation, under.span if under else None)
    found = view_of(obligation, request.actor)
    context: dict[str, Any] = {
        "queue": queue.rows,
        "view": found,
        "obligation": obligation,
        "files": files_shown(found),
        "form": filing.PAGES.form("return", obligation),
        "acts": {act.key: act for act in found.acts},
        "before": queue.before,
        "after": queue.after,
        "previous_page": queue.previous_page,
        "next_page": queue.next_page,
        "position": queue.position,
        "waiting": queue.waiting,
        "today": clock.today(),
        "under": under,
        "narrowed": _narrowed(under),
        "back": reverse("desk") + _narrowed(under),
    }
    return render(request, "reports/desk.html", context)
