"""The review desk: the queue on the left, the report in the middle, the decision on the right."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from reporting.reports.queries.desk import first_in_queue, queue_around
from reporting.reports.queries.reports import files_shown, view_of
from reporting.reports.views import filing
from reporting.reports.views.common import obligation_for
from responsibilities.roles import Capability as C
from revitalization.kit import clock
from revitalization.kit.errors import Forbidden
from revitalization.kit.views import SignedIn, page, see


@page()
def desk(request: SignedIn) -> HttpResponse:
    """The first report of the queue, or the empty desk."""
    if not request.actor.has(C.REPORT_RECEIVE):
        raise Forbidden
    first = first_in_queue(request.actor)
    if first is not None:
        return see("desk_report", first.cycle.key, first.unit.code)
    return render(request, "reports/desk.html", {"queue": []})


@page()
def desk_report(request: SignedIn, cycle: str, code: str) -> HttpResponse:
    """One report on the desk, with the one before and the one after it in the queue."""
    obligation = obligation_for(request.actor, cycle, code)
    request.actor.require(C.REPORT_RECEIVE, obligation, remit=obligation.remit)
    queue = queue_around(request.actor, obligation)
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
    }
    return render(request, "reports/desk.html", context)
