"""The funds of items: entries in force, sums by source."""

from dataclasses import dataclass

from django.db.models import QuerySet, Sum

from responsibilities.ledger.models import FundEntry, Item
from responsibilities.ledger.rules.funds import ALLOTTED, PAID, PLANNED, SOURCES, WHAT


def in_force(item: Item) -> QuerySet[FundEntry]:
    """The entries of the item that no other one corrects."""
    return item.fund_entries.filter(corrected_by=None)


def sums_of(item: Item, source: str) -> dict[str, int]:
    """Planned, allotted and paid of one source, in fen; one query."""
    rows = in_force(item).filter(source=source).order_by().values_list("what").annotate(n=Sum("amount"))
    return dict.fromkeys(WHAT, 0) | {what: int(n) for what, n in rows}


@dataclass(frozen=True)
class SourceLine:
    """What one source gives: planned, allotted and paid, in fen."""

    source: str
    planned: int
    allotted: int
    paid: int


def by_source(item: Item) -> list[SourceLine]:
    """The sums of each source that has any, in the order of levels; one query."""
    found: dict[str, dict[str, int]] = {}
    for source, what, n in in_force(item).order_by().values_list("source", "what").annotate(n=Sum("amount")):
        found.setdefault(source, {})[what] = int(n)
    return [
        SourceLine(key, *(found[key].get(what, 0) for what in (PLANNED, ALLOTTED, PAID)))
        for key in SOURCES
        if key in found
    ]
