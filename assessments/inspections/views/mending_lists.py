"""How what one inspection found is put right, as two lists: its problems, the reports of its units."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from assessments.inspections.documents.mending import mending_sheet
from assessments.inspections.models import Inspection
from assessments.inspections.queries.mending import (
    answering,
    late,
    listed_for,
    mending_of,
    persons_of,
    reports_for,
    with_plan,
)
from assessments.inspections.queries.within import inspection_for
from assessments.inspections.rules.findings import title_of
from assessments.inspections.views.common import said_filters
from assessments.inspections.views.findings import finding_url
from responsibilities.ledger import rules as ledger
from responsibilities.ledger.rules.lamps import LAMP_WORDS, SHORT_WORDS, TONES
from responsibilities.ledger.views.lists import GROUPS, claimed_of
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from responsibilities.units.queries import unit_under
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.columns import Badge, Column, Filter, Lamp, Order, Place, Row, Rows, Stacked, Table
from revitalization.kit.documents.official import CHINESE
from revitalization.kit.language import said_pairs
from revitalization.kit.reach import Span
from revitalization.kit.tables import TablePage
from revitalization.kit.templatetags.ui import Tab
from revitalization.kit.views import SignedIn, page, workbook
from revitalization.kit.workbooks import workbook_bytes

SHOWN = 80
"""Characters of a text in the list; the whole stands on the pages of finding and item and in the workbook."""


def _measures(row: Row) -> Stacked | str:
    """What is done, and below it who answers for it."""
    words = title_of(row["measures"], SHOWN)
    return Stacked(words, row["person"]) if row["person"] else words


def _progress(row: Row) -> Stacked:
    """The lamp, and below it what the unit claims or what was verified with the last words of the unit."""
    lamp = row["item__lamp"]
    said = str(claimed_of({"percent": row["item__percent"], "status": row["item__status"]}))
    told = " · ".join(filter(None, (said, title_of(row["said"], SHOWN))))
    return Stacked(Lamp(TONES[lamp], gettext(SHORT_WORDS[lamp])), told)


def _state(row: Row) -> Badge:
    state = ledger.WORKFLOW.state(row["item__status"])
    return Badge(state.key, gettext(state.label), state.tone)


def _soon(row: Row) -> Stacked:
    word = ledger.TYPES[row["how_soon"]]
    return Stacked(row["item__due_on"], gettext(word))


def _below(rows: Rows, unit: Unit) -> Rows:
    return rows.filter(unit_lo__range=(unit.lo, unit.hi))


PROBLEMS = Table(
    name="rectification",
    columns=(
        Column("number", _("Number"), url=finding_url, width="nowrap", order="number", lead=True),
        Column("stands", _("Problem"), value=lambda it: title_of(it["stands"], SHOWN)),
        Column("unit", _("Unit"), "unit", value=lambda it: Place(it["unit__name"], it["unit__path"]), order="place"),
        Column("measures", _("Measures, who answers"), value=_measures),
        Column("due", _("Due"), value=_soon, order="due", width="nowrap"),
        Column("progress", _("Progress"), value=_progress),
        Column("state", _("State"), "badge", value=_state, url=lambda it: it["item_url"]),
    ),
    filters=(
        Filter("under", _("Under the unit (code)"), _below, reads=unit_under),
        Filter(
            "state",
            _("State"),
            lambda rows, it: rows.filter(item__status__in=GROUPS[it][1]),
            choices=[(key, word) for key, (word, _states) in GROUPS.items()],
        ),
        Filter(
            "lamp",
            _("Lamp"),
            lambda rows, it: rows.filter(item__lamp=it),
            choices=lambda: said_pairs(LAMP_WORDS),
        ),
        Filter(
            "overdue",
            _("Overdue"),
            lambda rows, it: rows.filter(late(clock.today())),
            choices=[("yes", _("Only what is overdue"))],
        ),
        Filter(
            "how_soon",
            _("How soon"),
            lambda rows, it: rows.filter(how_soon=it),
            choices=lambda: said_pairs(ledger.TYPES),
        ),
    ),
    orders=(
        Order("number", ("sequence", "id")),
        Order("due", ("item__due_on", "sequence", "id")),
        Order("place", ("unit_lo", "sequence", "id")),
    ),
    fields=(
        "id", "key", "sequence", "number", "stands", "how_soon", "unit_id", "unit_lo", "unit__name", "unit__path",
        "measures", "planned", "said", "item__due_on", "item__status", "item__percent", "item__lamp",
        "item__matter__key", "item__unit__code",
    ),
    empty=_("Nothing of this inspection is on the ledger yet"),
    empty_hint=_("What is final goes there by itself; then measures and progress stand here."),
)  # fmt: skip
REPORTS = Table(
    name="rectification-reports",
    columns=(
        Column(
            "number",
            _("Document number"),
            url=lambda row: reverse("rectification_report", args=[row["key"]]),
            lead=True,
        ),
        Column(
            "unit",
            _("Unit"),
            "unit",
            value=lambda it: Place(it["unit__name"], it["unit__path"]),
            order="place",
        ),
        Column("dated_on", _("Day"), "date", order="newest"),
        Column("signer", _("Signed by")),
    ),
    filters=(
        Filter(
            "under",
            _("Under the unit (code)"),
            lambda rows, unit: rows.filter(lo__range=(unit.lo, unit.hi)),
            reads=unit_under,
        ),
    ),
    orders=(Order("newest", ("-dated_on", "-id")), Order("place", ("lo", "id"))),
    fields=("id", "key", "lo", "number", "unit__name", "unit__path", "dated_on", "signer"),
    empty=_("No report was sent yet"),
    empty_hint=_("The inspected unit writes one here once its problems are on the ledger."),
)


@page(params=PROBLEMS.names)
def rectification(request: SignedIn, key: str) -> HttpResponse:
    """The problems of one inspection that are on the ledger, each with plan and progress."""
    row = inspection_for(request.actor, key)
    rows = with_plan(listed_for(request.actor, row))
    table = TablePage(PROBLEMS, rows, request.GET, export_url=reverse("rectification_sheet", args=[key]))
    named = persons_of(
        request.actor, [(it["unit_id"], it["unit_lo"], it["planned"]) for it in table.rows], clock.today()
    )
    table.beside(
        lambda it: {
            "person": it["planned"] or named.get(it["unit_id"], ""),
            "item_url": _item_url(request.actor, it),
        }
    )
    printable = bool(table.rows) or table.narrowed
    return _shown(request, row, "rectification", table, printable=printable)


def _item_url(actor: Actor, row: Row) -> str:
    """The page of the item, for whoever reads the ledger there: members of the teams do not."""
    if not actor.can(C.LEDGER_READ, Span(row["unit_lo"], row["unit_lo"])):
        return ""
    return reverse("ledger_item", args=[row["item__matter__key"], row["item__unit__code"]])


@page(params=REPORTS.names)
def rectification_reports(request: SignedIn, key: str) -> HttpResponse:
    """The reports of the units on that, the newest first."""
    row = inspection_for(request.actor, key)
    table = TablePage(REPORTS, reports_for(request.actor).filter(inspection=row), request.GET)
    return _shown(request, row, "rectification_reports", table)


def _shown(request: SignedIn, row: Inspection, name: str, table: TablePage, **more: Any) -> HttpResponse:
    words = {
        "rectification": gettext("Problems, measures, progress"),
        "rectification_reports": gettext("Reports of the units"),
    }
    context = {
        "inspection": row,
        "tabs": [Tab(one, word, reverse(one, args=[row.key])) for one, word in words.items()],
        "current": name,
        "heading": words[name],
        "table": table,
        "may_report": bool(answering(request.actor, row)),
        **more,
    }
    return render(request, "inspections/rectification.html", context)


@page(params=PROBLEMS.names)
def rectification_sheet(request: SignedIn, key: str) -> HttpResponse:
    """The problems with the whole of plan and progress as a workbook, narrowed like the list."""
    row, today = inspection_for(request.actor, key), clock.today()
    seen = listed_for(request.actor, row)
    table = TablePage(PROBLEMS, seen, request.GET)
    rows = mending_of(request.actor, seen.filter(pk__in=table.filtered.values("pk")), today)
    with override(CHINESE):
        narrowed = said_filters(table)
    sheet = mending_sheet(row, rows, today, narrowed)
    return workbook(workbook_bytes([sheet]), f"{sheet.name}-{row.number}-{today:%Y%m%d}.xlsx")
