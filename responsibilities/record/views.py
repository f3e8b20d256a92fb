"""The record as a list, for those who may read it."""

from django.http import HttpResponse
from django.shortcuts import render

from responsibilities.record.queries import entries
from responsibilities.record.queries.listing import TABLE, RecordPage
from responsibilities.roles import Capability
from revitalization.kit.errors import Forbidden
from revitalization.kit.views import SignedIn, page


@page(params=TABLE.names - {"tab"})
def record(request: SignedIn) -> HttpResponse:
    """What happened within the reader's reach, newest first."""
    reach = request.actor.reach(Capability.RECORD_READ)
    if not reach:
        raise Forbidden
    return render(
        request, "record/record.html", {"page": RecordPage(request.actor, entries(reach), request.GET)}
    )
