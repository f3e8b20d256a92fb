"""The sentence of the board: how many items a unit and all below it have in a year, and how they stand."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum

from responsibilities.ledger import rules
from responsibilities.ledger.models import Item, Tally
from responsibilities.units.models import Unit
from revitalization.kit.measures import SUMMED


@dataclass(frozen=True)
class Sentence:
    """Counts of a unit's items in a year, cancelled ones left out; what is to be kept up for long stands apart.

    `waiting` are declared done and not verified yet; `claimed` stand at 100 per cent by the unit's own word alone.
    """

    unit: str
    year: int
    all: int
    closed: int
    waiting: int
    claimed: int
    red: int
    yellow: int
    green: int
    grey: int
    long: int

    @property
    def percent(self) -> int | None:
        """Closed of all, whole per cent, cut; None where there is nothing to divide by."""
        return self.closed * 100 // self.all if self.all else None

    @property
    def going_on(self) -> int:
        """What the units have still to do."""
        return self.red + self.yellow + self.green + self.grey


def sentence_of(unit: Unit, year: int, whole: bool) -> Sentence:
    """The figures of the unit itself and, with `whole`, of all below it; two queries at most, exact at any moment."""
    counts: dict[tuple[bool, str, str, bool], int] = {}
    wide = whole and unit.hi - unit.lo >= SUMMED
    if wide:
        _add(counts, Tally.objects.filter(unit_id=unit.pk, year=year), summed=True)
    bounds = (unit.lo, unit.hi if whole and not wide else unit.lo)
    _add(counts, Item.objects.filter(lo__range=bounds, year=year), summed=False)
    return _said(unit, year, counts)


def _add(
    counts: dict[tuple[bool, str, str, bool], int], rows: "QuerySet[Tally] | QuerySet[Item]", *, summed: bool
) -> None:
    keys = ("long", "status", "lamp", "claimed" if summed else "percent")
    n = Sum("n") if summed else Count("id")
    for long, status, lamp, claimed, found in rows.order_by().values_list(*keys).annotate(found=n):
        key = (long, status, lamp, claimed if summed else claimed == 100)
        counts[key] = counts.get(key, 0) + found


def _said(unit: Unit, year: int, counts: dict[tuple[bool, str, str, bool], int]) -> Sentence:
    live = {key: n for key, n in counts.items() if key[1] != rules.CANCELLED and n}
    own = {key: n for key, n in live.items() if not key[0]}

    def of(*states: str, lamp: str = "", claimed: bool = False) -> int:
        return sum(
            n
            for (_long, status, colour, full), n in own.items()
            if status in states and (not lamp or colour == lamp) and (full or not claimed)
        )

    return Sentence(
        unit=unit.name,
        year=year,
        all=sum(own.values()),
        closed=of(rules.CLOSED),
        waiting=of(*rules.WITH_THOSE_ABOVE),
        claimed=of(*rules.WITH_THE_UNIT, claimed=True),
        red=of(*rules.WITH_THE_UNIT, lamp="red"),
        yellow=of(*rules.WITH_THE_UNIT, lamp="yellow"),
        green=of(*rules.WITH_THE_UNIT, lamp="green"),
        grey=of(*rules.WITH_THE_UNIT, lamp="grey"),
        long=sum(n for (is_long, *_rest), n in live.items() if is_long),
    )
