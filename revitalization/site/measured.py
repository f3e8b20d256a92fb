"""What is counted of a few units now and in the years before: side by side, or one unit over the years."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.columns import Stacked
from revitalization.kit.measures import At, Figure, Measure, Period, Source
from revitalization.kit.reach import Span
from revitalization.kit.registry import REGISTRY


@dataclass(frozen=True)
class Measured:
    """One measure of some units: its periods, the one to show first at the head, and their figures."""

    measure: Measure
    periods: Sequence[Period]
    figures: Mapping[tuple[int, str], Figure]

    @property
    def now(self) -> Period:
        """The period to show first."""
        return self.periods[0]

    @property
    def before(self) -> Sequence[Period]:
        """Those of the years before it, the latest first."""
        return self.periods[1:]

    def of(self, unit: Unit) -> "Beside":
        """What it says of one of the units."""
        return Beside(self, unit)


@dataclass(frozen=True)
class Beside:
    """One of the units in a measure: its figures by period, or by how many years back they are."""

    among: Measured
    unit: Unit

    @property
    def measure(self) -> Measure:
        """What is counted."""
        return self.among.measure

    def figure(self, period: Period | None) -> Figure | None:
        """Its figure in the period; None where nothing is counted."""
        return self.among.figures.get((self.unit.pk, period.key)) if period else None

    def said(self, back: int) -> Stacked | None:
        """Share and fraction of so many years back; None where there is no figure."""
        year = self.among.now.year - back
        period = next((one for one in self.among.periods if one.year == year), None)
        figure = self.figure(period)
        share = self.measure.percent(figure)
        if period is None or figure is None or share is None:
            return None
        return Stacked(f"{share}% ({self.measure.done(figure):,}/{figure.whole:,})", period.label)


def measured(actor: Actor, span: Span, places: Callable[[Measure], Sequence[At]]) -> Iterator[Measured]:
    """Every measure with a period that concerns the span, of the places it may be seen over (none: left out).

    Measures of one source are read together: three queries a source, however many units and measures.
    """
    read: dict[tuple[int, Sequence[At]], tuple[Sequence[Period], Mapping[tuple[int, str], Any]]] = {}
    for measure in REGISTRY.measures():
        asked = tuple(places(measure))
        if not asked:
            continue
        key = (id(measure.source), asked)
        if key not in read:
            periods = _periods(measure.source, actor, span)
            read[key] = periods, measure.source.read(asked, periods, clock.today()) if periods else {}
        periods, raw = read[key]
        if periods:
            yield Measured(measure, periods, {at: measure.figure(found) for at, found in raw.items()})


def _periods(source: Source, actor: Actor, span: Span) -> Sequence[Period]:
    first = next(iter(source.periods(actor, span)), None)
    return [first, *source.past(actor, first)] if first else []
