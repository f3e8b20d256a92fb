"""The record as a list, for those who may read it."""

from django.http import HttpResponse
from django.shortcuts import render

from responsibilities.record.queries import entries, lines
from responsibilities.roles import Capability
from revitalization.kit import keyset
from revitalization.kit.errors import Forbidden
from revitalization.kit.views import SignedIn, page

MARK = "record"


@page(params=("after",))
def record(request: SignedIn) -> HttpResponse:
    """What happened within the reader's reach, newest first."""
    reach = request.actor.reach(Capability.RECORD_READ)
    if not reach:
        raise Forbidden
    before = keyset.last_seen(request.GET.get("after"), MARK)
    found, more = lines(entries(reach, before=before), request.actor)
    context = {"entries": found, "more": keyset.seal([more], MARK) if more else ""}
    return render(request, "record/record.html", context)
