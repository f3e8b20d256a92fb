"""Inspections on the pages of the frame: calendar, search, the page of a unit, its year."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.inspections import rules
from assessments.inspections.models import Inspection
from assessments.inspections.queries.beside import found, visits_of_own, visits_of_unit
from assessments.inspections.views.common import badge, numbered, said_days
from assessments.inspections.views.lists import years
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor
from revitalization.kit.agenda import CalendarEntry
from revitalization.kit.columns import Column, Filter, Order, Row, Table
from revitalization.kit.finding import Hit
from revitalization.kit.pairs import SHORTEST
from revitalization.kit.tables import TablePage
from revitalization.kit.unit_page import Moment


def visits_on(actor: Actor, first: date, last: date, lo: int | None) -> Iterator[CalendarEntry]:
    """Visits that begin in these days: of one's own teams and units, or of one unit, as far as one may see them."""
    for row in visits_of_own(actor, first, last) if lo is None else visits_of_unit(actor, lo, first, last):
        it = row.inspection
        tone = "green" if it.status in (rules.FED_BACK, rules.CLOSED) else "grey"
        state = gettext(rules.INSPECTION.state(it.status).label)
        title = f"{row.unit.name}：{it.title}"
        url = reverse("inspection", args=[it.key])
        yield CalendarEntry(f"inspection-{row.pk}", row.from_on, title, it.number, url, tone, state)


def found_inspections(actor: Actor, text: str, limit: int) -> list[Hit]:
    """Inspections by number or words of the title, newest first."""
    if max(map(len, text.split()), default=0) < SHORTEST:
        return []
    return [_hit(it) for it in found(actor, text, limit)]


def _hit(it: Inspection) -> Hit:
    return Hit(it.title, it.issuer.path, reverse("inspection", args=[it.key]), it.number)


UNIT = Table(
    name="unit-inspections",
    columns=(
        Column(
            "from_on", _("Days"), value=lambda row: said_days(row["from_on"], row["to_on"]), width="nowrap"
        ),
        Column(
            "title",
            _("Inspection"),
            value=numbered,
            url=lambda row: reverse("inspection", args=[row["inspection__key"]]),
            lead=True,
        ),
        Column("issuer", _("Unit that inspects"), value=lambda row: row["inspection__issuer__name"]),
        Column("status", _("State"), "badge", value=lambda row: _state(row)),
    ),
    filters=(Filter("year", _("Year"), lambda rows, it: rows.filter(from_on__year=int(it)), choices=years),),
    orders=(Order("newest", ("-from_on", "-id")),),
    fields=(
        "id",
        "from_on",
        "to_on",
        "inspection__number",
        "inspection__title",
        "inspection__key",
        "inspection__status",
        "inspection__issuer__name",
    ),
    empty=_("Nobody has inspected this unit"),
    empty_hint=_("An inspection appears with its notice, an unannounced one with its feedback."),
    keep=("tab",),
)


def _state(row: Row) -> Any:
    return badge(rules.INSPECTION, row["inspection__status"])


def sees_visits(actor: Actor, unit: Unit) -> bool:
    """Whether the part is there for this reader."""
    return actor.can(C.INSPECT_READ, unit)


def unit_tab(actor: Actor, unit: Unit, request: HttpRequest) -> Mapping[str, Any]:
    """The inspections of the unit itself, newest first, as far as the reader may see them."""
    return {"table": TablePage(UNIT, visits_of_unit(actor, unit.lo), request.GET)}


def moments(actor: Actor, unit: Unit, first: date, last: date) -> Iterator[Moment]:
    """The first days of the unit's inspections."""
    if not actor.can(C.INSPECT_READ, unit):
        return
    for row in visits_of_unit(actor, unit.lo, first, last):
        it = row.inspection
        said = f"{it.number} {it.title}"
        yield Moment(row.from_on, said, reverse("inspection", args=[it.key]), "blue", gettext("inspected"), 3)
