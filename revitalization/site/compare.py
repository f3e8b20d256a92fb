"""Up to five units side by side: the same measures, this period and the years before."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor
from revitalization.kit.columns import Column, Grey, Stacked
from revitalization.kit.errors import Hidden, Invalid
from revitalization.kit.language import said_day
from revitalization.kit.ledgers import Ledger
from revitalization.kit.measures import At, Figure, Measure, Period
from revitalization.kit.parameters import invalid
from revitalization.kit.reach import Span
from revitalization.kit.registry import REGISTRY
from revitalization.kit.views import SignedIn, page
from revitalization.site.measured import Beside, Measured, measured

MOST = 5
NOTHING = Grey("—")


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
    found = list(_compared(request.actor, units)) if units else []
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
    """The units in the order asked for, ended ones too; `Hidden` when one is missing or nothing may be seen of it."""
    rows = Unit.objects.territorial().filter(code__in=codes)
    by_code = {unit.code: unit for unit in rows.order_by(F("valid_to").asc(nulls_last=True))}
    units = [by_code[code] for code in codes if code in by_code]
    seen = all(
        any(actor.reach(one.capability).holds(unit.span) for one in REGISTRY.measures()) for unit in units
    )
    if len(units) < len(codes) or not seen:
        raise Hidden
    return units


def _compared(actor: Actor, units: Sequence[Unit]) -> Iterator[Compared]:
    """A ledger for each measure that may be seen over all of the units."""
    hull = Span(min(unit.lo for unit in units), max(unit.hi for unit in units))
    asked = [At(unit.pk, unit.lo, unit.hi) for unit in units]

    def places(measure: Measure) -> Sequence[At]:
        reach = actor.reach(measure.capability)
        return asked if all(reach.holds(unit.span) for unit in units) else []

    for found in measured(actor, hull, places):
        yield Compared(found.measure, found.now, _ledger(found, units))


def _ledger(found: Measured, units: Sequence[Unit]) -> Ledger:
    measure, now = found.measure, found.now
    columns = [
        Column("unit", _("Unit"), value=lambda row: _named(row.unit)),
        Column("lamp", _("Status"), "lamp", value=lambda row: measure.lamp(row.figure(now))),
        Column("bar", _("Share"), value=lambda row: _bar(measure, row.figure(now)), missing=NOTHING),
        *(
            Column(f"y{at}", one.label, value=_share_in(one), missing=NOTHING)
            for at, one in enumerate(found.before)
        ),
    ]
    return Ledger(columns, [found.of(unit) for unit in units])


def _named(unit: Unit) -> Stacked:
    """The name, and of a unit that ended its last day: what is counted of it later is nothing."""
    if unit.valid_to is None:
        return Stacked(unit.name)
    last = said_day(unit.valid_to - timedelta(days=1))
    return Stacked(unit.name, _("existed until %(day)s") % {"day": last})


def _share_in(period: Period) -> Callable[[Beside], str]:
    """The share in the period in whole per cent, cut; "" where there is none."""

    def share(row: Beside) -> str:
        percent = row.measure.percent(row.figure(period))
        return "" if percent is None else f"{percent}%"

    return share


def _bar(measure: Measure, figure: Figure | None) -> object:
    return measure.breakdown(figure) if figure and figure.whole else None
