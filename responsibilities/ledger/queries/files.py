"""Whose the files of an item are."""

from collections.abc import Collection, Mapping

from responsibilities.ledger import rules
from responsibilities.ledger.models import Item
from responsibilities.roles import Capability as C
from revitalization.kit.actor import Actor
from revitalization.kit.reach import Span


class ItemFiles:
    """Who may read and attach the files of an item, by its address `<matter>/<unit code>`."""

    def may_read(self, actor: Actor, key: str) -> bool:
        """Whoever may read the item."""
        row = _find(key)
        return row is not None and actor.can(C.LEDGER_READ, row)

    def may_read_unsent(self, actor: Actor, key: str) -> bool:
        """The same: what is attached is read by those who judge it from the start."""
        return self.may_read(actor, key)

    def may_attach(self, actor: Actor, key: str) -> bool:
        """Whoever works on the item for its unit, while it lies with the unit."""
        row = _find(key)
        return row is not None and row.status in rules.WITH_THE_UNIT and actor.can(C.LEDGER_WORK, row)

    def may_read_names(self, actor: Actor, places: Mapping[str, int]) -> Collection[str]:
        """Whoever may read the item, at the place of its unit."""
        return {key for key, lo in places.items() if actor.can(C.LEDGER_READ, Span(lo, lo))}


def _find(key: str) -> Item | None:
    matter, _slash, code = key.partition("/")
    return Item.objects.full().filter(matter__key=matter, unit__code=code).first()
