"""The addresses of the review desk of former times: they lead to the walk through the list of work."""

from django.http import HttpResponse

from reporting.reports.queries.inbox import DECIDE
from reporting.reports.views.common import obligation_for
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit.errors import Forbidden
from revitalization.kit.fetch import get_or_hidden
from revitalization.kit.views import SignedIn, page, see


@page(params=("under",))
def desk(request: SignedIn) -> HttpResponse:
    """What waits to be received or decided; `under` narrows it to a unit and what lies below it."""
    if not request.actor.has(C.REPORT_RECEIVE):
        raise Forbidden
    return see("walk", query=_asked(request))


@page(params=("under",))
def desk_report(request: SignedIn, cycle: str, code: str) -> HttpResponse:
    """The same, beginning at one report."""
    obligation = obligation_for(request.actor, cycle, code)
    request.actor.require(C.REPORT_RECEIVE, obligation, remit=obligation.remit)
    return see("walk", query=_asked(request) | {"at": f"{DECIDE.kind.key}:{obligation.public_id}"})


def _asked(request: SignedIn) -> dict[str, str]:
    """The kind, and the unit to which it is narrowed; `Hidden` when that is out of reach."""
    code = request.GET.get("under", "")
    units = Unit.objects.live().within(request.actor.reach(C.UNIT_READ))
    under = {"under": get_or_hidden(units, code=code).code} if code else {}
    return {"kind": DECIDE.kind.key} | under
