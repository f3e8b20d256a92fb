"""Inspections as a list and as a calendar of visits; both narrow alike, the list also as a workbook."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.inspections import rules
from assessments.inspections.models import Inspection, Target
from assessments.inspections.queries.visits import marks_between
from assessments.inspections.queries.within import inspections_for, visits_for
from assessments.inspections.rules import kinds
from assessments.inspections.views.common import badge, inspection_url, numbered, said_days, state_of
from assessments.inspections.views.measures import PLANNED
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from responsibilities.units.queries import unit_under
from revitalization.kit import clock
from revitalization.kit.columns import Column, Filter, Grey, Order, Place, Row, Rows, Stacked, Table
from revitalization.kit.language import said_day, said_pairs
from revitalization.kit.periods import MEASURES_SINCE
from revitalization.kit.tables import TablePage
from revitalization.kit.views import SignedIn, page, workbook
from revitalization.kit.workbooks import workbook_bytes

IN_PLAN = ((PLANNED, _("of a yearly plan")), ("outside", _("outside of the plan")))
STATES = [(state.key, _(state.label)) for state in rules.INSPECTION.states]


def years() -> list[tuple[str, str]]:
    """The years there can be inspections of, the next one first."""
    return [(str(year), str(year)) for year in range(clock.today().year + 2, MEASURES_SINCE - 1, -1)]


def _below(rows: Rows, unit: Unit) -> Rows:
    return rows.filter(lo__range=(unit.lo, unit.hi))


def _inspecting(rows: Rows, unit: Unit) -> Rows:
    return rows.filter(pk__in=Target.objects.filter(lo__range=(unit.lo, unit.hi)).values("inspection"))


def _kind(row: Row) -> Any:
    word = gettext(kinds.KINDS[row["kind"]])
    return Stacked(word, gettext("comprehensive")) if row["comprehensive"] else word


YEAR = Filter("year", _("Year"), lambda rows, it: rows.filter(year=int(it)), choices=years)
KIND = Filter(
    "kind", _("Kind"), lambda rows, it: rows.filter(kind=it), choices=lambda: said_pairs(kinds.KINDS)
)
STATE = Filter("status", _("State"), lambda rows, it: rows.filter(status=it), choices=STATES)
INSPECTIONS = Table(
    name="inspections",
    columns=(
        Column("number", _("Number"), url=inspection_url, width="nowrap"),
        Column("title", _("Inspection"), lead=True),
        Column("issuer__name", _("Unit that inspects")),
        Column("kind", _("Kind"), value=_kind, hide_on_phone=True),
        Column("from_on", _("Days"), value=lambda row: said_days(row["from_on"], row["to_on"]), order="days"),
        Column("status", _("State"), "badge", value=state_of),
    ),
    filters=(
        YEAR,
        KIND,
        STATE,
        Filter("under", _("Inspects a unit under (code)"), _inspecting, reads=unit_under),
        Filter("by", _("Inspects itself or below (code)"), _below, reads=unit_under),
        Filter("planned", _("In a plan"), lambda rows, it: rows.filter(line__isnull=it != PLANNED), choices=IN_PLAN),
    ),
    orders=(Order("newest", ("-year", "-id")), Order("days", ("from_on", "id"))),
    fields=(
        "id", "key", "year", "number", "title", "kind", "comprehensive", "issuer__name", "from_on", "to_on", "status",
    ),
    empty=_("There is no inspection here"),
    empty_hint=_("Your office's own appear when its plan is published; those of your unit, from their notice on."),
)  # fmt: skip


@page(params=INSPECTIONS.names)
def inspections(request: SignedIn) -> HttpResponse:
    """The inspections the reader may see, newest first."""
    context = {
        "table": _table(request),
        "may_plan": request.actor.has(C.INSPECT_PLAN),
        "plans": _reads_plans(request),
    }
    return render(request, "inspections/list.html", context)


@page(params=INSPECTIONS.names)
def inspections_sheet(request: SignedIn) -> HttpResponse:
    """The same as a workbook."""
    return workbook(workbook_bytes([_table(request).sheet(gettext("Inspections"))]), "inspections.xlsx")


def _table(request: SignedIn) -> TablePage:
    rows: QuerySet[Inspection] = inspections_for(request.actor)
    return TablePage(INSPECTIONS, rows, request.GET, export_url=reverse("inspections_sheet"))


def _reads_plans(request: SignedIn) -> bool:
    return request.actor.has(C.INSPECT_READ)


# ---------------------------------------------------------------- calendar


def _group(row: Row) -> Any:
    return gettext("Group %(n)s") % {"n": row["group"]} if row["group"] else Grey(gettext("not drawn yet"))


def _in_month(rows: Rows, month: str) -> Rows:
    return rows.filter(from_on__month__lte=int(month), to_on__month__gte=int(month))


MONTHS = [(str(n), str(n)) for n in range(1, 13)]
VISITS = Table(
    name="inspection-visits",
    columns=(
        Column("from_on", _("Days"), value=lambda row: said_days(row["from_on"], row["to_on"]), width="nowrap"),
        Column(
            "unit",
            _("Unit"),
            "unit",
            value=lambda row: Place(row["unit__name"], row["unit__path"]),
            lead=True,
        ),
        Column("title", _("Inspection"), value=numbered,
               url=lambda row: reverse("inspection", args=[row["inspection__key"]])),
        Column("group", _("Group"), value=_group),
        Column("status", _("State"), "badge", value=lambda row: badge(rules.INSPECTION, row["inspection__status"])),
    ),
    filters=(
        Filter("year", _("Year"), lambda rows, it: rows.filter(from_on__year=int(it)), choices=years),
        Filter("month", _("Month"), _in_month, choices=MONTHS),
        Filter("under", _("Unit and all below (code)"), _below, reads=unit_under),
    ),
    orders=(Order("days", ("from_on", "lo", "id")),),
    fields=(
        "id", "lo", "from_on", "to_on", "group", "unit__name", "unit__path", "inspection__key", "inspection__number",
        "inspection__title", "inspection__status",
    ),
    empty=_("Nobody is inspected in this time"),
    empty_hint=_("Choose another year or month, or publish the plan of the year."),
)  # fmt: skip


@page(params=VISITS.names)
def calendar(request: SignedIn) -> HttpResponse:
    """Teams and units side by side by day, and the marks of the same year that keep days free."""
    table = TablePage(VISITS, visits_for(request.actor), request.GET)
    year = int(table.parameters.get("year") or clock.today().year)
    marks = [
        {
            "word": gettext(word),
            "unit": unit,
            "source": source,
            "first": said_day(first),
            "last": said_day(last),
        }
        for word, unit, source, first, last in marks_between(request.actor, year)
    ]
    return render(request, "inspections/calendar.html", {"table": table, "marks": marks, "year": year})
