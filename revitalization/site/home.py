"""Where one begins after signing in: at the work that waits, the page of the own unit, or the own console."""

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from responsibilities.roles import ADMINISTRATORS, BY_KEY
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor, Holding
from revitalization.kit.registry import REGISTRY
from revitalization.kit.views import SignedIn, page
from revitalization.site.mechanism import todo_count


@page()
def home(request: SignedIn) -> HttpResponse:
    """Leads on to where this person begins."""
    return HttpResponseRedirect(home_of(request.actor))


def home_of(actor: Actor) -> str:
    """The page of the own unit for first responsible persons and readers, and for whoever has an area and no work.

    Administrators begin at the first page of administration that is theirs.
    """
    own = next((held for held in actor.holdings if BY_KEY[held.role].lands == "unit"), None)
    if own is None and (console := _console_of(actor)):
        return console
    if own is None and not todo_count(actor):
        own = next((held for held in actor.holdings if _reaches_below(held)), None)
    unit = Unit.objects.filter(lo=own.place.lo).first() if own else None
    return reverse("unit", args=[unit.code]) if unit else reverse("inbox")


def _console_of(actor: Actor) -> str:
    """The first entry of administration that is shown to an administrator; "" for everybody else."""
    if not any(BY_KEY[held.role].lands == "console" for held in actor.holdings):
        return ""
    entries = (item for item in REGISTRY.navigation() if item.group == "admin" and item.open_to(actor))
    return next((reverse(item.url_name) for item in entries), "")


def _reaches_below(held: Holding) -> bool:
    """Whether the role sees what lies under its unit; administrators are no part of the unit's work."""
    return held.place.lo < held.place.hi and C.UNIT_READ in held.below and held.role not in ADMINISTRATORS
