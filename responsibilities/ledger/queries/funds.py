"""The funds of items: entries in force, sums by source, and what all below a unit come to."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum

from responsibilities.ledger.models import FundEntry, Item, Purse
from responsibilities.ledger.rules.funds import ALLOTTED, PAID, PLANNED, SOURCES, WHAT
from revitalization.kit.measures import At


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


@dataclass(frozen=True)
class FundSums:
    """What the projects of a unit and all below it come to in a year, in fen; what was cancelled counts nowhere.

    `verified` was paid for what is closed from above, the rest of `paid` stands on the units' own word.
    """

    projects: int = 0
    planned: int = 0
    allotted: int = 0
    paid: int = 0
    verified: int = 0
    red: int = 0
    yellow: int = 0


def fund_sums(at: At, year: int) -> FundSums:
    """The sums as far as `at` goes; one query over an index that holds all of it."""
    rows = Purse.objects.filter(year=year, lo__range=(at.lo, at.hi)).exclude(lamp="none")
    lines = (
        rows.order_by()
        .values_list("lamp")
        .annotate(Count("pk"), Sum("planned"), Sum("allotted"), Sum("paid"))
    )
    by_lamp = {lamp: [int(n) for n in sums] for lamp, *sums in lines}
    whole = [sum(column) for column in zip(*by_lamp.values(), strict=True)] or [0, 0, 0, 0]

    def count(lamp: str) -> int:
        return by_lamp.get(lamp, [0])[0]

    projects, planned, allotted, paid = whole
    verified = by_lamp.get("done", [0, 0, 0, 0])[3]
    return FundSums(projects, planned, allotted, paid, verified, count("red"), count("yellow"))
