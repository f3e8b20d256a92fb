"""The wall chart (挂图): a year's matters of one unit by line and month, on one sheet of A3."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from responsibilities.ledger.queries.wall import MOST, Bar, chart_of
from responsibilities.ledger.queries.within import own_unit
from responsibilities.ledger.rules.lamps import SHORT_WORDS
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit import clock, parameters
from revitalization.kit.columns import Column, Grey, Stacked, Strong
from revitalization.kit.errors import Forbidden
from revitalization.kit.fetch import get_or_hidden
from revitalization.kit.ledgers import Ledger
from revitalization.kit.periods import MEASURES_SINCE
from revitalization.kit.views import SignedIn, page


@page(params=("year", "unit"))
def wall(request: SignedIn) -> HttpResponse:
    """The chart of the reader's own unit, or of one below; `Hidden` where the whole of it is not seen."""
    asked = parameters.clean(request.GET, {"year", "unit"})
    unit, year = _unit(request, asked.get("unit", "")), _year(asked.get("year", ""))
    bars = chart_of(request.actor, unit, year)
    chart = Ledger(
        _columns(year),
        bars[:MOST],
        _("Tasks of the year by line and month"),
        empty=_("Nothing was issued in this year"),
        empty_hint=_("What the unit issues to those below appears here."),
    )
    context = {
        "unit": unit,
        "year": year,
        "chart": chart,
        "more": len(bars) > MOST,
        "most": MOST,
        "today": clock.today(),
    }
    return render(request, "ledger/wall.html", context)


def _unit(request: SignedIn, code: str) -> Unit:
    reach = request.actor.reach(C.LEDGER_READ)
    if code:
        found = get_or_hidden(Unit.objects.live().territorial().within(reach), code=code)
        if not reach.holds(found.span):
            raise Forbidden
        return found
    own = own_unit(request.actor)
    if own is None:
        raise Forbidden
    return own


def _year(text: str) -> int:
    if not text:
        return clock.today().year
    years = {str(year) for year in range(MEASURES_SINCE, clock.today().year + 2)}
    return int(parameters.one_of(text, years, "year"))


def _columns(year: int) -> tuple[Column, ...]:
    today = clock.today()
    return (
        Column("number", _("Number"), value=lambda bar: bar.matter.number, width="nowrap"),
        Column(
            "title",
            _("Matter"),
            value=lambda bar: bar.matter.title,
            width="wide",
            url=lambda bar: reverse("matter", args=[bar.matter.key]),
            lead=True,
        ),
        Column(
            "lead",
            _("Line"),
            value=lambda bar: bar.matter.lead.short_name if bar.matter.lead else "",
            width="nowrap",
            missing=Grey(_("none")),
        ),
        *(
            Column(
                f"m{month}", _month(month, year, today), value=_at(month), hide_on_phone=True, width="narrow"
            )
            for month in range(1, 13)
        ),
        Column("lamps", _("Units by lamp"), value=_lamps),
    )


def _month(month: int, year: int, today: date) -> Any:
    word = gettext("%(n)s.") % {"n": month}
    return f"▸{word}" if (year, month) == (today.year, today.month) else word


def _at(month: int) -> Callable[[Bar], Any]:
    def value(bar: Bar) -> Any:
        text = bar.months[month - 1]
        return Strong(text) if "-" in text else text

    return value


def _lamps(bar: Bar) -> Any:
    said = [f"{gettext(word)} {bar.lamps[lamp]}" for lamp, word in SHORT_WORDS.items() if bar.lamps[lamp]]
    n = sum(bar.lamps.values())
    return Stacked(f"{bar.lamps['done']}/{n}", " · ".join(said)) if n else Grey(gettext("none"))
