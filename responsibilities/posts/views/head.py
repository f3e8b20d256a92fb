"""Who answers for a unit, as the head of its page says it."""

from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest
from django.urls import reverse

from responsibilities.posts.queries.measures import Seat
from responsibilities.posts.rules import TenureKind, titled
from responsibilities.posts.views.measures import YEARS
from responsibilities.roles import Capability
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.measures import latest_of, place_of
from revitalization.kit.unit_page import Principal


def principals(actor: Actor, unit: Unit, request: HttpRequest) -> Sequence[Principal]:
    """The first responsible persons of the unit, by rank; nothing for those who may not see who holds its posts."""
    at = place_of(actor.reach(Capability.POST_READ), unit)
    if at is None:
        return ()
    _period, read = latest_of(request, YEARS, actor, unit, at)
    day = clock.today()
    return [_principal(seat, day) for seat in read[unit.pk].own] if unit.pk in read else []


def _principal(seat: Seat, day: date) -> Principal:
    if not seat.person:
        days = (day - seat.since).days + 1 if seat.since else None
        return Principal(seat.title, "", reverse("post", args=[seat.post]), seat.since, days)
    url = reverse("person", args=[seat.person_id])
    stand_in = seat.kind in {TenureKind.ACTING, TenureKind.IN_CHARGE}
    return Principal(titled(seat.title, seat.kind), seat.person, url, seat.since, stand_in=stand_in)
