"""A unit's own figures over the years: every measure, this period and the same of the years before."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.columns import Column, Grey, Stacked
from revitalization.kit.ledgers import Ledger
from revitalization.kit.measures import YEARS_BACK, Figure, Measure, Period, place_of
from revitalization.kit.registry import REGISTRY
from revitalization.site.compare import periods_of

NOTHING = Grey("—")


@dataclass(frozen=True)
class Years:
    """One measure of the unit: its periods by how many years back they are, and what was counted in each."""

    measure: Measure
    periods: Mapping[int, Period]
    figures: Mapping[str, Figure]

    def said(self, back: int) -> Stacked | None:
        """Share and fraction of so many years back; None where there is no figure."""
        period = self.periods.get(back)
        figure = self.figures.get(period.key) if period else None
        share = self.measure.percent(figure)
        if period is None or figure is None or share is None:
            return None
        return Stacked(f"{share}% ({self.measure.done(figure):,}/{figure.whole:,})", period.label)


def years_part(actor: Actor, unit: Unit, request: HttpRequest) -> Mapping[str, Any]:
    """A ledger of all measures that may be seen of the unit; three queries a source, however many measures."""
    rows = list(_rows(actor, unit))
    columns = [
        Column("measure", _("Measure"), value=lambda row: _(row.measure.label)),
        Column("lamp", _("Status"), "lamp", value=lambda row: row.measure.lamp(row.figures.get(row.periods[0].key))),
        *(Column(f"y{back}", label, value=_of(back), missing=NOTHING) for back, label in enumerate(_labels())),
    ]  # fmt: skip
    return {"ledger": Ledger(columns, rows, empty=_("No data of this unit yet"))}


def _labels() -> Sequence[str]:
    before = [_("A year before"), _("Two years before"), _("Three years before")]
    return [_("Now"), *before[:YEARS_BACK]]


def _of(back: int) -> Callable[[Years], Stacked | None]:
    return lambda row: row.said(back)


def _rows(actor: Actor, unit: Unit) -> Sequence[Years]:
    """Measures of one source are read together; those without any figure are left out."""
    read: dict[int, tuple[dict[int, Period], Mapping[tuple[int, str], Any]]] = {}
    found = []
    for measure in REGISTRY.measures():
        at = place_of(actor.reach(measure.capability), unit)
        if at is None:
            continue
        key = id(measure.source)
        if key not in read:
            periods = periods_of(measure.source, actor, unit.span)
            raw = measure.source.read([at], periods, clock.today()) if periods else {}
            read[key] = (_by_year(periods), raw)
        by_year, raw = read[key]
        figures = {period: measure.figure(counted) for (_unit, period), counted in raw.items()}
        if any(figure.whole or figure.ahead for figure in figures.values()):
            found.append(Years(measure, by_year, figures))
    return found


def _by_year(periods: Sequence[Period]) -> dict[int, Period]:
    return {periods[0].year - period.year: period for period in periods}
