"""The sentence of the board: how many items a unit and all below it have in a year, and how they stand."""

from dataclasses import dataclass

from responsibilities.ledger.queries.measures import CLOSED, WAITING, Stood, claimed, stood_in
from responsibilities.ledger.queries.payments import Paid
from responsibilities.units.models import Unit
from revitalization.kit.measures import At


@dataclass(frozen=True)
class Sentence:
    """Counts of a unit's items in a year, cancelled ones left out; what is to be kept up for long stands apart.

    `waiting` are declared done and not verified yet; `claimed` stand at 100 per cent by the unit's own word alone.
    `funds` is what the projects among them come to.
    """

    unit: Unit
    year: int
    all: int
    closed: int
    waiting: int
    claimed: int
    red: int
    yellow: int
    long: int
    funds: Paid

    @property
    def percent(self) -> int | None:
        """Closed of all, whole per cent, cut; None where there is nothing to divide by."""
        return self.closed * 100 // self.all if self.all else None

    @property
    def going_on(self) -> int:
        """What the units have still to do."""
        return self.all - self.closed - self.waiting


def sentence_of(unit: Unit, at: At, year: int) -> Sentence:
    """The figures of the unit, as far as `at` goes: those that the board shows; one query, exact at any moment."""
    stood = stood_in([year], [at]).get((at.id, str(year)), Stood())
    ends = stood.of(long=False)
    return Sentence(
        unit=unit,
        year=year,
        all=ends.n(),
        closed=ends.n(part=CLOSED),
        waiting=ends.n(part=WAITING),
        claimed=claimed(stood).parts["claimed"],
        red=ends.n(part="red"),
        yellow=ends.n(part="yellow"),
        long=stood.of(long=True).n(),
        funds=stood.funds,
    )
