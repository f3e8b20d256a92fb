"""What a unit has to do next of the ledger, for its page."""

from collections.abc import Sequence

from django.http import HttpRequest

from responsibilities.ledger.views.measures import YEARS
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor
from revitalization.kit.measures import latest_of, place_of
from revitalization.kit.unit_page import Coming


def coming(actor: Actor, unit: Unit, request: HttpRequest) -> Sequence[Coming]:
    """The unit's own items that it has still to do, the nearest deadline first; read with its lamps."""
    at = place_of(actor.reach(C.LEDGER_READ), unit)
    if at is None:
        return ()
    _period, read = latest_of(request, YEARS, actor, unit, at)
    found = read[unit.pk].next if unit.pk in read else []
    return [Coming(one.title, f"/ledger/{one.matter}/{unit.code}/", one.due_on) for one in found]
