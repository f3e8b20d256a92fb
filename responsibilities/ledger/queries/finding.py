"""Finding matters by number, document and words of their title, and one's own items of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from responsibilities.ledger.models import Item, Matter
from responsibilities.ledger.queries.within import items_for, matters_for
from responsibilities.numbers.rules import sought
from revitalization.kit.actor import Actor
from revitalization.kit.pairs import holding

_NUMBER = re.compile(r"(20[0-9]{2}[^0-9\s-]{1,4}[0-9]{3,6})-([0-9]{1,7})")


@dataclass(frozen=True)
class Found:
    """What was found: matters, and items of them that are the reader's own or whose very number was typed."""

    matters: Sequence[Matter]
    items: Sequence[Item]


def found(actor: Actor, text: str, limit: int) -> Found:
    """Matters whose number or title holds each of the words, or whose document number begins so, newest first.

    `text` is lower-case and has a word of two characters at least. Four queries, whatever is typed.
    """
    rows = matters_for(actor).select_related("issuer").order_by("-year", "-id")
    exact = _NUMBER.fullmatch(text)
    words = [exact[1]] if exact else text.split()
    matters = list(holding(rows, ("title", "number"), words, limit).select_related("issuer"))
    number = sought(text)
    if number.begins and len(matters) < limit:
        known = [one.pk for one in matters]
        begun = rows.filter(document_number__startswith=number.begins + number.ends).exclude(pk__in=known)
        matters += begun[: limit - len(matters)]
    return Found(matters, _items(actor, matters, int(exact[2]) if exact else None, limit))


def _items(actor: Actor, matters: Sequence[Matter], ordinal: int | None, limit: int) -> list[Item]:
    if not matters:
        return []
    own = Q(lo__in={held.place.lo for held in actor.holdings}) if ordinal is None else Q(ordinal=ordinal)
    rows = items_for(actor).filter(own, matter__in=[one.pk for one in matters])
    return list(rows.order_by("-year", "-matter_id", "lo")[:limit])
