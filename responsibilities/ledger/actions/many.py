"""Acts on many lines of the inbox at once, each done or refused by itself."""

from collections.abc import Sequence

from responsibilities.ledger.actions.working import accept
from responsibilities.ledger.models import Item
from responsibilities.ledger.queries.within import items_for, named
from revitalization.kit.actor import Actor
from revitalization.kit.inbox import Outcome, Picked
from revitalization.kit.many import done_each, picked_rows


def accept_each(actor: Actor, picked: Sequence[Picked]) -> list[Outcome]:
    """Accepts each for its unit; one outcome for each picked line, in its order. `Hidden` when none is there."""
    rows = picked_rows(picked, items_for(actor).filter(named([one.key for one in picked])))
    return done_each(
        picked, rows, lambda row, version: accept(actor=actor, item=row, version=version), _outcome
    )


def _outcome(row: Item, refused: str) -> Outcome:
    return Outcome(row.unit.name, row.matter.title, refused)
