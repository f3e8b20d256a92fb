"""The tables of rows at hand: the units of a board, the periods of a recurring notice, what comes next of it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.dateformat import format as formatted
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reporting.reports import rules
from reporting.reports.models import Series
from reporting.reports.queries.boards import Row
from reporting.reports.queries.series import Period
from revitalization.kit.columns import Badge, Column, Grey, Lamp, Place, Share, Side
from revitalization.kit.language import said_period
from revitalization.kit.ledgers import Ledger
from revitalization.kit.periods import Asked

NOTHING = Grey("—")
PROVISIONAL = Badge("provisional", _("provisional"), "amber")

# ---------------------------------------------------------------- boards


def board_ledger(rows: Sequence[Row], boards: str, reports: str) -> Ledger:
    """The units of a board; `boards` and `reports` are the addresses that a unit's code is added to.

    Where nobody further down owes anything, as below a county, the columns about those are left out.
    Each row links twice; looking up an address costs more than drawing the row.
    """

    def own(row: Row) -> str:
        return f"{reports}{row.code}/" if row.obligation_id else ""

    def down(row: Row) -> str:
        return f"{boards}{row.code}/" if row.below.owed else own(row)

    units = (
        Column("name", _("Unit"), value=lambda row: row.name, url=down),
        Column("state", _("Own report"), value=_own_report, url=own),
        Column("due_on", _("Due"), "date", value=lambda row: row.due_on, missing=NOTHING),
    )
    below = (
        Column("progress", _("Progress below: filed / owed"), value=_progress, missing=NOTHING),
        Column("overdue", _("Overdue"), "number", value=_overdue, missing=NOTHING),
    )
    on_time = Column("on_time", _("On-time share"), value=_on_time, missing=NOTHING)
    return Ledger((*units, *(below if any(row.below.owed for row in rows) else ()), on_time), rows)


def _own_report(row: Row) -> Any:
    if not row.obligation_id:
        return Grey(gettext("owes none"))
    if row.late:
        return Lamp("red", gettext("Overdue"))
    return Badge(row.state.key, gettext(row.state.label), row.state.tone)


def _progress(row: Row) -> Any:
    return row.below.breakdown if row.below.owed else None


def _overdue(row: Row) -> int | None:
    return row.below.overdue if row.below.owed else None


def _on_time(row: Row) -> Any:
    if row.below.judged:
        return Share(row.below.timely, row.below.judged)
    if row.timely is not None:
        return Lamp("green", gettext("In time")) if row.timely else Lamp("amber", gettext("Filed late"))
    waits = not row.late and (row.below.owed or row.obligation_id)
    return Grey(gettext("not due yet")) if waits else None


# ---------------------------------------------------------------- recurring notices


def _with_weekday(day: date) -> Side:
    return Side(day, formatted(day, "l"))


def _opens(row: Period) -> Side:
    return _with_weekday((row.cycle or row.asked).opens_on)


def _due(row: Period) -> Any:
    """A coming period's deadline may still move; one that was not opened has none."""
    if row.cycle:
        return _with_weekday(row.cycle.due_on)
    if not row.coming:
        return None
    mark = PROVISIONAL if row.asked.provisional else None
    return Side(*_with_weekday(row.asked.due_on).values, mark)


def _what_became(row: Period) -> Side:
    if row.cycle:
        return Side(Badge("opened", gettext("Opened"), "green"))
    if row.why:
        return Side(Badge("left_out", gettext("Left out"), "red"), gettext(row.why))
    if row.coming:
        return Side(Badge("coming", gettext("To come"), "grey"))
    return Side(Badge("stopped", gettext("Stopped"), "grey"))


PERIODS = (
    Column(
        "period", _("Period"), value=lambda row: said_period(row.asked.period),
        url=lambda row: reverse("cycle", args=[row.cycle.key]) if row.cycle else "",
    ),
    Column("opens_on", _("Filing opens on"), "date", value=_opens),
    Column("due_on", _("Due"), "date", value=_due, missing=NOTHING),
    Column("state", _("State"), "badge", value=_what_became),
)  # fmt: skip

Next = tuple[Series, Asked]
"""A recurring notice and what it asks for next."""


def _notice(row: Next) -> Place:
    return Place(row[0].notice_title, f"{row[0].scope.name} {row[0].notice_number}")


def _in_force(row: Next) -> Badge:
    if row[0].status == rules.STANDING:
        return Badge(row[0].status, gettext("In force"), "green")
    return Badge(row[0].status, gettext("Planned"), "grey")


COMING = (
    Column("notice", _("Notice"), value=_notice, url=lambda row: reverse("series", args=[row[0].key])),
    Column("period", _("Next period"), value=lambda row: said_period(row[1].period)),
    Column("opens_on", _("Filing opens on"), "date", value=lambda row: row[1].opens_on),
    Column(
        "due_on", _("Due"), "date",
        value=lambda row: Side(row[1].due_on, PROVISIONAL if row[1].provisional else None),
    ),
    Column("state", _("State"), "badge", value=_in_force),
)  # fmt: skip
