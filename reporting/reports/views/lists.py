"""The lists of cycles and of recurring notices, page by page, and what a board's rows can be narrowed to."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reporting.reports import rules
from reporting.reports.models import ReportKind, Series
from reporting.reports.queries.boards import Row as BoardRow
from reporting.reports.queries.counts import GROUPS
from reporting.reports.queries.series import next_asked, series_for
from reporting.reports.queries.within import cycles_for
from reporting.reports.views.ledgers import COMING
from responsibilities.roles import Capability as C
from revitalization.kit import clock, parameters
from revitalization.kit.columns import Badge, Column, Filter, Order, Row, Rows, Table
from revitalization.kit.language import reads_english
from revitalization.kit.ledgers import Ledger
from revitalization.kit.periods import MEASURES_SINCE, Asked
from revitalization.kit.tables import FilterState, TablePage
from revitalization.kit.views import SignedIn, page, workbook
from revitalization.kit.workbooks import workbook_bytes
from revitalization.kit.workdays import Calendar, load_calendar

SOON = 5
"""Recurring notices shown above the cycles; all of them have a list of their own."""


def _in_group(rows: Any, group: str) -> Any:
    """A board is a list of rows already read."""
    return [row for row in rows if row.within(group)]


BOARD_STATE = Filter(
    "state",
    _("Own report"),
    _in_group,
    choices=lambda: [(key, gettext(word)) for key, (word, _parts) in GROUPS.items()],
)


def narrowed(request: SignedIn, rows: Sequence[BoardRow]) -> tuple[Sequence[BoardRow], FilterState]:
    """The rows of a board the reader asked for, and the filter with what was chosen."""
    state = FilterState(
        BOARD_STATE, parameters.clean(request.GET, {BOARD_STATE.key}).get(BOARD_STATE.key, "")
    )
    return _in_group(rows, state.value) if state.text else rows, state


# ---------------------------------------------------------------- cycles

STATES = (
    (rules.PLANNED, _("Planned")),
    (rules.RUNNING, _("Running")),
    ("ended", _("Past the deadline, not closed")),
    (rules.CLOSED, _("Closed")),
)


def _in_state(rows: Rows, state: str) -> Rows:
    """Running are those whose deadline is ahead, as on the tiles above the inbox."""
    today = clock.today()
    if state == "ended":
        return rows.filter(status=rules.RUNNING, due_on__lt=today)
    return rows.filter(status=state, **({"due_on__gte": today} if state == rules.RUNNING else {}))


def _state(row: Row) -> Badge:
    if row["status"] == rules.RUNNING and row["due_on"] < clock.today():
        return Badge("ended", dict(STATES)["ended"], "amber")
    return Badge(
        row["status"], dict(STATES)[row["status"]], "green" if row["status"] == rules.RUNNING else "grey"
    )


def _kinds() -> list[tuple[str, str]]:
    column = "title_en" if reads_english() else "title"
    return list(ReportKind.objects.filter(current=True).order_by("pk").values_list("key", column))


def _years() -> list[tuple[str, str]]:
    this = clock.today().year
    return [(str(year), str(year)) for year in range(this + 1, MEASURES_SINCE - 1, -1)]


KIND = Filter("kind", _("Kind of report"), lambda rows, key: rows.filter(kind__key=key), choices=_kinds)
CYCLES = Table(
    name="cycles",
    columns=(
        Column("title", _("Cycle"), url=lambda row: reverse("cycle", args=[row["key"]])),
        Column("notice_number", _("Notice")),
        Column("due_on", _("Due"), kind="date", order="due"),
        Column("owed", _("Reports owed"), kind="number"),
        Column("status", _("State"), kind="badge", value=_state),
    ),
    filters=(
        Filter("state", _("State"), _in_state, choices=STATES),
        KIND,
        Filter("year", _("Year"), lambda rows, year: rows.filter(year=year), choices=_years),
    ),
    orders=(Order("newest", ("-due_on", "-id")), Order("due", ("due_on", "id"))),
    fields=("id", "key", "title", "notice_number", "due_on", "owed", "status"),
    empty=_("No cycle has been opened for your units"),
    empty_hint=_("As soon as the level above opens one from a notice, it appears here and in the inbox."),
)


@page(params=CYCLES.names)
def cycles(request: SignedIn) -> HttpResponse:
    """The cycles the reader has anything to do with, newest first; above them what comes next of itself."""
    coming = series_for(request.actor).exclude(status=rules.STOPPED).filter(next_on__isnull=False)
    rows = coming.select_related("kind", "scope").order_by("next_on", "pk")[:SOON]
    context = {
        "cycles": _cycles(request),
        "coming": Ledger(COMING, next_asked(list(rows))),
        "may_open": request.actor.has(C.CYCLE_OPEN),
        "today": clock.today(),
    }
    return render(request, "reports/cycles.html", context)


@page(params=CYCLES.names)
def cycle_sheet(request: SignedIn) -> HttpResponse:
    """The same as a workbook."""
    return _workbook(_cycles(request), gettext("Report cycles"), "cycles.xlsx")


def _cycles(request: SignedIn) -> TablePage:
    return TablePage(CYCLES, cycles_for(request.actor), request.GET, export_url=reverse("cycle_sheet"))


# ---------------------------------------------------------------- recurring notices


@lru_cache(maxsize=64)
def _days_off(years: tuple[int, ...]) -> Calendar:
    """Read once a process: a page reckons a deadline in every row."""
    return load_calendar(years)


def _next(row: Row) -> Asked | None:
    if row["next_on"] is None or row["status"] == rules.STOPPED:
        return None
    rhythm = Series(**{name: row[name] for name in RHYTHM}).rhythm
    return rhythm.asked(row["next_no"], _days_off(tuple(sorted(rhythm.years()))))


RHYTHM = ("first_period", "last_period", "opens_on", "due_kind", "due_days", "due_on")
NOTICE_STATES = (
    (rules.PLANNED, _("Planned")),
    (rules.STANDING, _("In force")),
    (rules.STOPPED, _("Stopped")),
)


def _notice_state(row: Row) -> Badge:
    tone = "green" if row["status"] == rules.STANDING else "grey"
    return Badge(row["status"], dict(NOTICE_STATES)[row["status"]], tone)


SERIES = Table(
    name="series",
    columns=(
        Column("notice_title", _("Notice"), url=lambda row: reverse("series", args=[row["key"]])),
        Column("notice_number", _("Notice number")),
        Column("scope__name", _("Requested by")),
        Column("next", _("Next period"), value=lambda row: getattr(_next(row), "period", None)),
        Column("opens", _("Filing opens on"), "date", value=lambda row: getattr(_next(row), "opens_on", None)),
        Column("due", _("Due"), "date", value=lambda row: getattr(_next(row), "due_on", None)),
        Column("status", _("State"), "badge", value=_notice_state),
    ),
    filters=(Filter("state", _("State"), lambda rows, state: rows.filter(status=state), choices=NOTICE_STATES), KIND),
    orders=(Order("newest", ("-issued_on", "-id")),),
    fields=(
        "id", "key", "notice_title", "notice_number", "scope__name", "issued_on", "next_no", "next_on",
        "status", *RHYTHM,
    ),
    empty=_("No recurring notice concerns your units"),
)  # fmt: skip


@page(params=SERIES.names)
def series_list(request: SignedIn) -> HttpResponse:
    """The recurring notices the reader has anything to do with, stopped and finished ones too, newest first."""
    return render(request, "reports/series_list.html", {"table": _series(request), "today": clock.today()})


@page(params=SERIES.names)
def series_sheet(request: SignedIn) -> HttpResponse:
    """The same as a workbook."""
    return _workbook(_series(request), gettext("Recurring notices"), "recurring-notices.xlsx")


def _series(request: SignedIn) -> TablePage:
    return TablePage(SERIES, series_for(request.actor), request.GET, export_url=reverse("series_sheet"))


def _workbook(table: TablePage, title: str, name: str) -> HttpResponse:
    return workbook(workbook_bytes([table.sheet(title)]), name)
