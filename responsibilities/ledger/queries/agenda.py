"""Which items fall due on which day: those of one's own units, or of one unit."""

from datetime import date

from responsibilities.ledger.models import Item
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor
from revitalization.kit.agenda import MOST
from revitalization.kit.reach import Reach


def due(actor: Actor, first: date, last: date, lo: int | None) -> list[Item]:
    """Items of the units one works or signs for, cancelled ones left out; of the unit at `lo`, where one may read them.

    One query.
    """
    rows = Item.objects.full().filter(due_on__range=(first, last)).exclude(status="cancelled")
    if lo is not None:
        rows = rows.within(actor.reach(C.LEDGER_READ)).filter(
            unit__in=Unit.objects.filter(lo=lo).values("pk")
        )
    else:
        own = (actor.reach(right).pairs for right in (C.LEDGER_WORK, C.LEDGER_SIGN))
        units = Unit.objects.within(Reach(frozenset().union(*own)))
        rows = rows.filter(unit__in=units.order_by().values("pk"))
    return list(rows.order_by("due_on", "lo", "id")[: MOST + 1])
