"""The reports in the line of a unit's year."""

from collections.abc import Iterator
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from reporting.reports import rules
from reporting.reports.queries.moments import Happened, happened
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.unit_page import Moment


def moments(actor: Actor, unit: Unit, first: date, last: date) -> Iterator[Moment]:
    """What was asked of the unit, what it filed, what was decided, what is due; and the notices it issued."""
    today = clock.today()
    for row in happened(actor, unit, first, last):
        found = (
            _of(row, reverse("report", args=[row.cycle, unit.code]), today) if row.status else _notice(row)
        )
        yield from (moment for moment in found if first <= moment.on <= last)


def _notice(row: Happened) -> Iterator[Moment]:
    if row.opened_at is not None:
        what = _("Issued %(number)s: %(title)s") % {"number": row.number, "title": row.title}
        yield Moment(_day(row.opened_at), what, reverse("cycle", args=[row.cycle]), "blue", _("issued"))


def _of(row: Happened, url: str, today: date) -> Iterator[Moment]:
    if row.opened_at is not None:
        yield Moment(_day(row.opened_at), row.title, url, "grey", _("asked for"), 1)
    if row.first_submitted_at is not None:
        tone, state = ("amber", _("filed late")) if row.timely is False else ("green", _("filed in time"))
        yield Moment(_day(row.first_submitted_at), row.title, url, tone, state, 2)
    if row.submitted_at is not None and row.submitted_at != row.first_submitted_at:
        yield Moment(_day(row.submitted_at), row.title, url, "blue", _("filed again"), 3)
    if row.decided_at is not None and row.status in (rules.ACCEPTED, rules.RETURNED):
        decided = rules.WORKFLOW.state(row.status)
        yield Moment(_day(row.decided_at), row.title, url, decided.tone, _(decided.label), 4)
    if row.status in rules.PENDING:
        yield Moment(row.due_on, row.title, url, *_owed(row, today), 5)


def _owed(row: Happened, today: date) -> tuple[str, str]:
    if rules.never_filed(row.status, row.cycle_status):
        return "red", _("never filed")
    return ("red", _("overdue")) if rules.overdue(row.status, row.due_on, today) else ("grey", _("due"))


def _day(instant: datetime) -> date:
    return clock.local(instant).date()
