"""A unit's year as one line: what every slice knows to have happened to it, or to be due, month by month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.columns import Badge, Column
from revitalization.kit.errors import FieldError, Invalid
from revitalization.kit.ledgers import Ledger
from revitalization.kit.periods import MEASURES_SINCE
from revitalization.kit.registry import REGISTRY
from revitalization.kit.unit_page import Moment


@dataclass(frozen=True)
class Month:
    """One month of the line: its first day, what stands in it, and whether today lies in it."""

    first: date
    moments: Sequence[Moment]
    is_now: bool


def year_part(actor: Actor, unit: Unit, request: HttpRequest) -> Mapping[str, Any]:
    """The year asked for, or this one: twelve months with their marks, and the same day by day."""
    today = clock.today()
    year = _year(request.GET.get("year", ""), today.year)
    found = moments_of(actor, unit, year)
    nothing = gettext("Nothing is on record of this unit in %(year)s")
    return {
        "year": str(year),
        "years": [str(one) for one in range(today.year + 1, MEASURES_SINCE - 1, -1)],
        "months": [_month(date(year, month, 1), found, today) for month in range(1, 13)],
        "ledger": Ledger(COLUMNS, found, empty=nothing % {"year": year}),
    }


def moments_of(actor: Actor, unit: Unit, year: int) -> list[Moment]:
    """What every slice knows of the unit in the year, by day."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    found = [one for ask in REGISTRY.moments() for one in ask(actor, unit, first, last)]
    return sorted(found, key=lambda one: (one.on, one.order, one.url, one.what))


COLUMNS = (
    Column("on", _("Day"), "date", value=lambda it: it.on),
    Column("what", _("What"), value=lambda it: it.what, url=lambda it: it.url, lead=True),
    Column("state", _("State"), "badge", value=lambda it: Badge(it.tone, it.state, it.tone)),
)


def _month(first: date, found: Sequence[Moment], today: date) -> Month:
    same = [one for one in found if one.on.month == first.month]
    return Month(first, same, (today.year, today.month) == (first.year, first.month))


def _year(text: str, this: int) -> int:
    if not text:
        return this
    if not (text.isascii() and text.isdigit() and MEASURES_SINCE <= int(text[:5]) <= this + 1):
        raise Invalid(errors=[FieldError("year", _("There is nothing of this year."), "range")])
    return int(text)
