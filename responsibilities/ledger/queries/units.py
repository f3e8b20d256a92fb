"""The items of one unit, for its page."""

from responsibilities.ledger.models import Item, ItemQuerySet
from responsibilities.units.models import Unit


def items_of(unit: Unit) -> ItemQuerySet:
    """The unit's own items, those of the units below it not among them."""
    return Item.objects.filter(unit=unit)
