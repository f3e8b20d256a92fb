"""Up to five units side by side: the same measures, this period and the years before."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.columns import Column, Grey
from revitalization.kit.errors import Hidden, Invalid
from revitalization.kit.ledgers import Ledger
from revitalization.kit.measures import At, Figure, Measure, Period, Source
from revitalization.kit.parameters import invalid
from revitalization.kit.reach import Span
from revitalization.kit.registry import REGISTRY
from revitalization.kit.views import SignedIn, page

MOST = 5
NOTHING = Grey("—")


@dataclass(frozen=True)
class Beside:
    """One unit in one measure: its figures by key of the period."""

    measure: Measure
    unit: Unit
    figures: dict[str, Figure]

    def percent(self, period: Period) -> str:
        """The share in the period in whole per cent, cut; "" where there is none."""
        share = self.measure.percent(self.figures.get(period.key))
        return "" if share is None else f"{share}%"


@dataclass(frozen=True)
class Compared:
    """One measure over the chosen units."""

    measure: Measure
    period: Period
    ledger: Ledger


@page(params=None)
def compare(request: SignedIn) -> HttpResponse:
    """The chosen units, named by `unit` up to five times; without any only the form."""
    codes = _codes(request)
    units = _units(request.actor, codes) if codes else []
    found = list(_compared(request.actor, units, clock.today())) if units else []
    context = {"units": units, "codes": [*codes, *[""] * (MOST - len(codes))], "compared": found}
    return render(request, "site/compare.html", context)


def _codes(request: SignedIn) -> list[str]:
    unknown = [name for name in request.GET if name != "unit"]
    if unknown:
        raise invalid(unknown[0][:50], _("There is no parameter of this name here."))
    codes = [code.strip() for code in request.GET.getlist("unit") if code.strip()]
    if len(codes) > MOST or len(set(codes)) < len(codes):
        raise Invalid(_("Name up to five units, each once."))
    if any(len(code) != 12 or not (code.isascii() and code.isdigit()) for code in codes):
        raise invalid("unit", _("A unit's code has 12 digits."))
    return codes


def _units(actor: Actor, codes: Sequence[str]) -> list[Unit]:
    """The units in the order asked for; `Hidden` when one is missing or no measure may be seen over it."""
    by_code = {unit.code: unit for unit in Unit.objects.live().territorial().filter(code__in=codes)}
    units = [by_code[code] for code in codes if code in by_code]
    seen = all(
        any(actor.reach(one.capability).holds(unit.span) for one in REGISTRY.measures()) for unit in units
    )
    if len(units) < len(codes) or not seen:
        raise Hidden
    return units


def _compared(actor: Actor, units: Sequence[Unit], today: date) -> Iterator[Compared]:
    """A ledger for each measure that may be seen over all of the units; measures of one source are read together."""
    hull = Span(min(unit.lo for unit in units), max(unit.hi for unit in units))
    asked = [At(unit.pk, unit.lo, unit.hi) for unit in units]
    read: dict[int, tuple[list[Period], dict[tuple[int, str], object]]] = {}
    for measure in REGISTRY.measures():
        if not all(actor.reach(measure.capability).holds(unit.span) for unit in units):
            continue
        key = id(measure.source)
        if key not in read:
            periods = periods_of(measure.source, actor, hull)
            read[key] = (periods, dict(measure.source.read(asked, periods, today)))
        periods, raw = read[key]
        if periods:
            figures = {at: measure.figure(found) for at, found in raw.items()}
            yield Compared(measure, periods[0], _ledger(measure, units, periods, figures))


def periods_of(source: Source, actor: Actor, hull: Span) -> list[Period]:
    """The period to show first and those of the years before it."""
    first = next(iter(source.periods(actor, hull)), None)
    return [first, *source.past(actor, first)] if first else []


def _ledger(
    measure: Measure,
    units: Sequence[Unit],
    periods: Sequence[Period],
    figures: dict[tuple[int, str], Figure],
) -> Ledger:
    now, *before = periods
    rows = [
        Beside(
            measure,
            unit,
            {one.key: figures[unit.pk, one.key] for one in periods if (unit.pk, one.key) in figures},
        )
        for unit in units
    ]
    columns = [
        Column("unit", _("Unit"), value=lambda row: row.unit.name),
        Column("lamp", _("Status"), "lamp", value=lambda row: measure.lamp(row.figures.get(now.key))),
        Column("bar", _("Share"), value=lambda row: _bar(measure, row.figures.get(now.key)), missing=NOTHING),
        *(
            Column(f"y{at}", one.label, value=_share_in(one), missing=NOTHING)
            for at, one in enumerate(before)
        ),
    ]
    return Ledger(columns, rows)


def _share_in(period: Period) -> Callable[[Beside], str]:
    return lambda row: row.percent(period)


def _bar(measure: Measure, figure: Figure | None) -> object:
    return measure.breakdown(figure) if figure and figure.whole else None
