"""The ledger as a list of items, and the list of matters; both as workbooks."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from responsibilities.access.views.saved import kept_context
from responsibilities.duties.queries import category_choices
from responsibilities.ledger import rules
from responsibilities.ledger.actions.sheets import sender_place
from responsibilities.ledger.models import Kind, overdue_on
from responsibilities.ledger.queries.filters import ORIGINS, from_origin, from_source, of_person
from responsibilities.ledger.queries.within import items_for, matters_for, own_unit, versions_of
from responsibilities.ledger.rules.lamps import LAMP_WORDS, per_cent
from responsibilities.ledger.views.funds import FIELDS as FUND_FIELDS
from responsibilities.ledger.views.funds import (
    FUNDS,
    PAYMENT,
    lamps_of,
    with_funds,
)
from responsibilities.ledger.views.sentence import said_of
from responsibilities.roles import Capability as C
from responsibilities.units.models import LEVEL_CHOICES, Unit
from responsibilities.units.queries import unit_under
from revitalization.kit import clock, parameters
from revitalization.kit.actor import Actor
from revitalization.kit.columns import (
    Badge,
    Column,
    Filter,
    Grey,
    Order,
    Place,
    Row,
    Rows,
    Stacked,
    Table,
)
from revitalization.kit.language import reads_english, said_pairs
from revitalization.kit.periods import MEASURES_SINCE
from revitalization.kit.tables import TablePage
from revitalization.kit.views import SignedIn, page, workbook
from revitalization.kit.workbooks import workbook_bytes

KEPT = "ledger"
"""The key under which narrowed addresses of the ledger are kept."""


def item_url(row: Row) -> str:
    """The page of an item, of a row that names its matter and its unit."""
    return reverse("ledger_item", args=[row["matter__key"], row["unit__code"]])


def number_of(row: Row) -> str:
    """The number of a row as it is written: that of the matter, and its own within it."""
    return f"{row['matter__number']}-{row['ordinal']}"


def claimed_of(row: Row) -> Any:
    """What the unit claims, and whether that was verified from above: never one without the other."""
    if row["status"] == rules.CLOSED:
        return Stacked("100%", gettext("verified"))
    if row["percent"] is None:
        return Grey(gettext("nothing reported"))
    return Stacked(per_cent(row["percent"]), gettext("claimed"))


def state_of(row: Row) -> Badge:
    """The state of a row with its word and tone."""
    state = rules.WORKFLOW.state(row["status"])
    return Badge(state.key, gettext(state.label), state.tone)


def _below(rows: Rows, unit: Unit) -> Rows:
    return rows.filter(lo__range=(unit.lo, unit.hi))


GROUPS = {
    "live": (_("All but cancelled"), (*rules.OPEN, rules.CLOSED)),
    "unit": (_("With the unit"), rules.WITH_THE_UNIT),
    "above": (_("Declared done, waiting above"), rules.WITH_THOSE_ABOVE),
    "closed": (_("Closed from above"), (rules.CLOSED,)),
    "cancelled": (_("Cancelled"), (rules.CANCELLED,)),
}


def _in_group(rows: Rows, group: str) -> Rows:
    return rows.filter(status__in=GROUPS[group][1])


def _kinds() -> list[tuple[str, str]]:
    column = "title_en" if reads_english() else "title"
    return list(Kind.objects.filter(current=True).order_by("pk").values_list("key", column))


def _years() -> list[tuple[str, str]]:
    return [(str(year), str(year)) for year in range(clock.today().year + 1, MEASURES_SINCE - 1, -1)]


STATE = Filter("state", _("State"), _in_group, choices=[(key, word) for key, (word, _s) in GROUPS.items()])
LAMP = Filter(
    "lamp", _("Lamp"), lambda rows, it: rows.filter(lamp=it), choices=lambda: said_pairs(LAMP_WORDS)
)
KIND = Filter(
    "kind",
    _("Kind of item"),
    lambda rows, versions: rows.filter(kind__in=versions),
    choices=_kinds,
    reads=versions_of,
)
OVERDUE = Filter(
    "overdue",
    _("Overdue"),
    lambda rows, it: rows.filter(overdue_on(clock.today())),
    choices=[("yes", _("Only what is overdue"))],
)
YEAR = Filter("year", _("Year"), lambda rows, it: rows.filter(year=int(it)), choices=_years)


FIELDS = (
    "id", "lo", "ordinal", "status", "lamp", "lamp_on", "due_on", "first_due_on", "percent", "matter__key",
    "matter__number", "matter__title", "unit__code", "unit__name", "unit__path", *FUND_FIELDS,
)  # fmt: skip
LEDGER = Table(
    name="ledger",
    columns=(
        # The number is the link: one matter is the item of many units, so that its title is not theirs alone.
        Column("number", _("Number"), value=number_of, url=item_url, width="nowrap"),
        Column("matter__title", _("Item"), lead=True),
        Column("unit", _("Unit"), "unit", value=lambda row: Place(row["unit__name"], row["unit__path"])),
        Column("lamp", _("Lamp"), "lamp", value=lamps_of),
        Column("claimed", _("Progress"), value=claimed_of, width="nowrap"),
        Column("due_on", _("To be done by"), "date", order="due"),
        Column("status", _("State"), "badge", value=state_of),
    ),
    filters=(
        KIND,
        LAMP,
        FUNDS,
        PAYMENT,
        STATE,
        YEAR,
        Filter(
            "level",
            _("Level"),
            lambda rows, it: rows.filter(level=it),
            choices=LEVEL_CHOICES,
        ),
        Filter(
            "line",
            _("Responsibility"),
            lambda rows, it: rows.filter(matter__categories__contains=[it]),
            choices=category_choices,
        ),
        Filter(
            "long",
            _("How long"),
            lambda rows, it: rows.filter(long=it == "long"),
            choices=[("term", _("with an end")), ("long", _("to be kept up for long"))],
        ),
        Filter("origin", _("Where it comes from"), from_origin, choices=lambda: said_pairs(ORIGINS)),
        Filter("source", _("Source (words)"), from_source),
        Filter("person", _("First responsible person"), of_person),
        OVERDUE,
        Filter("due_before", _("Due before"), lambda rows, day: rows.filter(due_on__lt=day), kind="date"),
        Filter("under", _("Under the unit (code)"), _below, reads=unit_under),
    ),
    orders=(Order("due", ("due_on", "lo", "id")), Order("place", ("lo", "id"))),
    fields=FIELDS,
    empty=_("Nothing is on the ledger here"),
    empty_hint=_("What is issued to your units, or by them, appears here with its lamp."),
)  # fmt: skip
WITH_FUNDS = with_funds(LEDGER)
"""The list of a kind that has funds."""


@page(params=LEDGER.names)
def ledger(request: SignedIn) -> HttpResponse:
    """The items of the reader's units and of all below, with the sentence of the board above them."""
    table = _ledger(request)
    context = {
        "table": table,
        **_sentence(request.actor, table),
        "may_issue": request.actor.has(C.LEDGER_ISSUE),
        "may_send": sender_place(request.actor) is not None,
        "officials": table.narrowing,
        **kept_context(request, table.narrowing.removeprefix("?"), KEPT),
        "may_read": request.actor.has(C.LEDGER_READ),
    }
    return render(request, "ledger/ledger.html", context)


def narrowing(actor: Actor, query: str) -> str:
    """What is kept of an address of the list: what narrows it. `Invalid` for what the list would refuse."""
    given = parameters.clean(QueryDict(query), {"order", *(one.key for one in LEDGER.filters)})
    asked = QueryDict(urlencode(given))
    return TablePage(LEDGER, items_for(actor), asked).narrowing.removeprefix("?")


@page(params=LEDGER.names)
def ledger_sheet(request: SignedIn) -> HttpResponse:
    """The same as a workbook."""
    return workbook(workbook_bytes([_ledger(request).sheet(gettext("Ledger"))]), "ledger.xlsx")


def _ledger(request: SignedIn) -> TablePage:
    page = TablePage(LEDGER, items_for(request.actor), request.GET, export_url=reverse("ledger_sheet"))
    of_kind = page.chosen("kind") or ()
    if page.chosen("funds") == "with" or any(kind.current and kind.funds for kind in of_kind):
        page.table = WITH_FUNDS
    return page


def _sentence(actor: Actor, table: TablePage) -> dict[str, Any]:
    """The figures of the unit the list is narrowed to, or of the reader's own, in the year that was asked for."""
    year = table.parameters.get("year") or clock.today().year
    unit = table.chosen("under") or own_unit(actor)
    return said_of(actor, unit, int(year)) if unit else {}


# ---------------------------------------------------------------- matters

MATTER_STATES = [(state.key, _(state.label)) for state in rules.MATTER.states]


def _matter_state(row: Row) -> Badge:
    state = rules.MATTER.state(row["status"])
    return Badge(state.key, gettext(state.label), state.tone)


MATTERS = Table(
    name="matters",
    columns=(
        Column("number", _("Number"), width="nowrap"),
        Column("title", _("Matter"), url=lambda row: reverse("matter", args=[row["key"]]), lead=True),
        Column("issuer__name", _("Issuing unit")),
        Column("document_number", _("Document number"), hide_on_phone=True),
        Column("owed", _("Units"), "number"),
        Column("due_on", _("To be done by"), "date", order="due"),
        Column("status", _("State"), "badge", value=_matter_state),
    ),
    filters=(
        KIND,
        YEAR,
        Filter("status", _("State"), lambda rows, it: rows.filter(status=it), choices=MATTER_STATES),
        Filter("issuer", _("Issuing unit (code)"), lambda rows, it: rows.filter(issuer__code=it)),
    ),
    orders=(Order("newest", ("-year", "-id")), Order("due", ("due_on", "id"))),
    fields=(
        "id",
        "key",
        "year",
        "number",
        "title",
        "issuer__name",
        "document_number",
        "owed",
        "due_on",
        "status",
    ),
    empty=_("No matter has been drawn up"),
    empty_hint=_("What your units issue, or are issued, appears here."),
)


@page(params=MATTERS.names)
def matters(request: SignedIn) -> HttpResponse:
    """The matters the reader has anything to do with, newest first."""
    table = TablePage(MATTERS, matters_for(request.actor), request.GET)
    return render(
        request, "ledger/matters.html", {"table": table, "may_issue": request.actor.has(C.LEDGER_ISSUE)}
    )
