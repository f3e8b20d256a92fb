"""Acts on many lines of the inbox at once, each done or refused by itself."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q

from responsibilities.ledger.actions.working import accept
from responsibilities.ledger.models import Item
from responsibilities.ledger.queries.within import items_for
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Hidden, Problem
from revitalization.kit.inbox import Outcome, Picked, gone


def accept_each(actor: Actor, picked: Sequence[Picked]) -> list[Outcome]:
    """Accepts each for its unit, in the order of the table, so that two of these at once wait for each other."""
    rows = _rows(actor, picked)
    versions = {rows[one.key].pk: one.version for one in picked if one.key in rows}
    refused: dict[int, str] = {}
    for row in sorted(rows.values(), key=lambda row: row.pk):
        try:
            with transaction.atomic():
                accept(actor=actor, item=row, version=versions[row.pk])
        except Problem as problem:
            refused[row.pk] = " ".join(str(error.message) for error in problem.errors) or str(problem.detail)
    told = {
        key: Outcome(row.unit.name, row.matter.title, refused.get(row.pk, "")) for key, row in rows.items()
    }
    return [told.get(one.key) or gone() for one in picked]


def _rows(actor: Actor, picked: Sequence[Picked]) -> dict[str, Item]:
    """The items by key, as far as they are there and within reach; `Hidden` when none of them is."""
    keys = [one.key.partition("/") for one in picked]
    named = Q(
        matter__key__in={matter for matter, _slash, _code in keys},
        unit__code__in={code for _matter, _slash, code in keys},
    )
    wanted = {one.key for one in picked}
    found = {row.public_id: row for row in items_for(actor).filter(named) if row.public_id in wanted}
    if not found:
        raise Hidden
    return found
