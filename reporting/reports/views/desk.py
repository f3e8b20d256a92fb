"""The review desk: the queue on the left, the report in the middle, the decision on the right."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from reporting.reports.forms import FORMS
from reporting.reports.models import Obligation
from reporting.reports.queries.inbox import to_decide
from reporting.reports.queries.reports import files_shown, view_of
from reporting.reports.views.common import obligation_for
from responsibilities.roles import Capability as C
from revitalization.kit import clock
from revitalization.kit.errors import Forbidden
from revitalization.kit.views import SignedIn, page, see

QUEUE = 100


def _queue(request: SignedIn) -> list[Obligation]:
    return list(to_decide(request.actor).order_by("due_on", "id")[:QUEUE])


@page()
def desk(request: SignedIn) -> HttpResponse:
    """The first report of the queue, or the empty desk."""
    if not request.actor.has(C.REPORT_RECEIVE):
        raise Forbidden
    queue = _queue(request)
    if queue:
        return see("desk_report", queue[0].cycle.key, queue[0].unit.code)
    return render(request, "reports/desk.html", {"queue": []})


@page()
def desk_report(request: SignedIn, cycle: str, code: str) -> HttpResponse:
    """One report on the desk, with the one before and the one after it in the queue."""
    obligation = obligation_for(request.actor, cycle, code)
    request.actor.require(C.REPORT_RECEIVE, obligation, remit=obligation.remit)
    queue = _queue(request)
    found = view_of(obligation, request.actor)
    at = next((i for i, row in enumerate(queue) if row.pk == obligation.pk), None)
    context: dict[str, Any] = {
        "queue": queue,
        "view": found,
        "obligation": obligation,
        "files": files_shown(found),
        "form": FORMS["return"](initial={"version": obligation.version}),
        "acts": {act.key: act for act in found.acts},
        "before": queue[at - 1] if at else None,
        "after": _after(queue, at),
        "position": (at or 0) + 1,
        "waiting": len(queue) if len(queue) < QUEUE else to_decide(request.actor).order_by().count(),
        "today": clock.today(),
    }
    return render(request, "reports/desk.html", context)


def _after(queue: list[Obligation], at: int | None) -> Obligation | None:
    if at is None:
        return queue[0] if queue else None
    return queue[at + 1] if at + 1 < len(queue) else None
