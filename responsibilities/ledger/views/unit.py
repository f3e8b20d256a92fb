"""The items of one unit as a tab of its page, and what it has to do next."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from responsibilities.ledger.queries.units import items_of
from responsibilities.ledger.views.funds import PAYMENT, lamps_of
from responsibilities.ledger.views.lists import (
    FIELDS,
    KIND,
    LAMP,
    STATE,
    YEAR,
    claimed_of,
    item_url,
    number_of,
    state_of,
)
from responsibilities.ledger.views.measures import YEARS
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor
from revitalization.kit.columns import Column, Order, Table
from revitalization.kit.measures import latest_of, place_of
from revitalization.kit.tables import TablePage
from revitalization.kit.unit_page import Coming

ITEMS = Table(
    name="unit-ledger",
    columns=(
        Column("number", _("Number"), value=number_of, width="nowrap", hide_on_phone=True),
        Column("matter__title", _("Item"), url=item_url, lead=True),
        Column("lamp", _("Lamp"), "lamp", value=lamps_of),
        Column("claimed", _("Progress"), value=claimed_of),
        Column("due_on", _("Deadline"), "date", order="due"),
        Column("status", _("State"), "badge", value=state_of),
    ),
    orders=(Order("due", ("-due_on", "-id")),),
    filters=(KIND, LAMP, PAYMENT, STATE, YEAR),
    fields=FIELDS,
    empty=_("This unit has nothing on the ledger"),
    empty_hint=_("What those above issue to it appears here with its lamp."),
    keep=("tab",),
)


def sees_items(actor: Actor, unit: Unit) -> bool:
    """Whether the tab is there for this reader."""
    return actor.can(C.LEDGER_READ, unit)


def items_tab(actor: Actor, unit: Unit, request: HttpRequest) -> Mapping[str, Any]:
    """The unit's own items, the latest deadline first, page by page; and the way to those below it."""
    below = unit.lo < unit.hi and actor.reach(C.LEDGER_READ).holds(unit.span)
    return {
        "table": TablePage(ITEMS, items_of(unit), request.GET),
        "below_url": f"{reverse('ledger')}?under={unit.code}" if below else "",
    }


def coming(actor: Actor, unit: Unit, request: HttpRequest) -> Sequence[Coming]:
    """The unit's own items that it has still to do, the nearest deadline first; read with its lamps."""
    at = place_of(actor.reach(C.LEDGER_READ), unit)
    if at is None:
        return ()
    _period, read = latest_of(request, YEARS, actor, unit, at)
    found = read[unit.pk].next if unit.pk in read else []
    return [
        Coming(one.title, reverse("ledger_item", args=[one.matter, unit.code]), one.due_on) for one in found
    ]
