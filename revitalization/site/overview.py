"""The unit at a glance: the lamps in the head of its page, and the part its page opens with."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from responsibilities.units.models import Unit
from responsibilities.units.rules import NATION_LO
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.measures import At, Figure, Measure, Period, latest_of, place_of
from revitalization.kit.registry import REGISTRY
from revitalization.kit.unit_page import UnitLamp
from revitalization.site.boards import Row
from revitalization.site.tilemap import tiles


def lamps(actor: Actor, unit: Unit, request: HttpRequest) -> Iterator[UnitLamp]:
    """A lamp for each measure of the unit with all below it, as far as the reader sees that; one query a source."""
    for measure in REGISTRY.measures():
        at = place_of(actor.reach(measure.capability), unit)
        if at is None:
            continue
        period, read = latest_of(request, measure.source, actor, unit, at)
        figure = measure.figure(read[unit.pk]) if unit.pk in read else None
        if period is not None and figure is not None and measure.state(figure) != "empty":
            yield _lamp(measure, unit, at, period, figure)


def _lamp(measure: Measure, unit: Unit, at: At, period: Period, figure: Figure) -> UnitLamp:
    """It leads to the board of the unit, or to the rows behind where there is nothing below to show."""
    asked = {"measure": measure.key, "period": period.key, "area": unit.code}
    url = f"{reverse('board')}?{urlencode(asked)}"
    if at.lo == at.hi or figure.alone:
        url = measure.url(period, unit.code, figure) if measure.url else ""
    fraction = f"{measure.done(figure):,}/{figure.whole:,}" if figure.whole else ""
    return UnitLamp(_(measure.label), measure.lamp(figure), fraction, url)


def sees_overview(actor: Actor, unit: Unit) -> bool:
    """Whether there is anything to say of the unit to this reader."""
    return any(actor.can(measure.capability, unit) for measure in REGISTRY.measures())


def overview_part(actor: Actor, unit: Unit, request: HttpRequest) -> Mapping[str, Any]:
    """What the unit has to do next, and its parts by lamp in the first measure that covers them all."""
    measure = next((one for one in REGISTRY.measures() if actor.reach(one.capability).holds(unit.span)), None)
    strip = None
    if measure is not None and unit.lo < unit.hi and not unit.is_body:
        # First, so that the head finds the unit's own figure read with those of its parts.
        strip = _strip(actor, unit, request, measure)
    return {
        "strip": strip,
        "coming": [one for ask in REGISTRY.coming() for one in ask(actor, unit, request)],
        "today": clock.today(),
        "inbox_url": reverse("inbox"),
    }


def _strip(actor: Actor, unit: Unit, request: HttpRequest, measure: Measure) -> dict[str, Any] | None:
    """The units directly below by lamp, None where nothing is counted of any."""
    lines = list(Unit.objects.live().children_of(unit).values_list("id", "code", "name", "path", "lo", "hi"))
    parts = [At(pk, lo, hi) for pk, _code, _name, _path, lo, hi in lines]
    period, read = latest_of(request, measure.source, actor, unit, At(unit.pk, unit.lo, unit.hi), parts)
    rows = [Row(measure, *line, measure.figure(read[line[0]]) if line[0] in read else None) for line in lines]
    if period is None or not any(row.figure for row in rows):
        return None
    asked = {"measure": measure.key, "period": period.key, "area": unit.code}
    down = {row.code: reverse("unit", args=[row.code]) for row in rows}
    return {
        "label": _(measure.label),
        "period": period.label,
        "tiles": tiles(rows, down, nation=unit.lo == NATION_LO),
        "url": f"{reverse('board')}?{urlencode(asked)}",
        "rows": rows,
    }
