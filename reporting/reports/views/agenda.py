"""Deadlines of reports in the calendar."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from reporting.reports import rules
from reporting.reports.models import Cycle, Obligation
from reporting.reports.queries.agenda import coming_in, owed
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.agenda import CalendarEntry


def deadlines(actor: Actor, first: date, last: date, lo: int | None) -> Iterator[CalendarEntry]:
    """What one's units owe, and of one's own calendar also the cycles one receives in."""
    today = clock.today()
    yield from (_owed(row, today) for row in owed(actor, first, last, lo))
    if lo is None:
        yield from (_cycle(cycle) for cycle in coming_in(actor, first, last))


def _owed(row: Obligation, today: date) -> CalendarEntry:
    tone, state = "grey", _("to be filed")
    if rules.never_filed(row.status, row.cycle.status):
        tone, state = "red", _("never filed")
    elif row.late_on(today):
        tone, state = "red", _("overdue")
    elif row.status not in rules.PENDING:
        tone, state = "green", _("filed")
    url = reverse("report", args=[row.cycle.key, row.unit.code])
    return CalendarEntry(
        f"report-{row.pk}",
        row.due_on,
        f"{row.unit.name}：{row.cycle.title}",
        row.cycle.notice_number,
        url,
        tone,
        state,
    )


def _cycle(cycle: Cycle) -> CalendarEntry:
    title = _("Reports to receive: %(title)s") % {"title": cycle.title}
    url = reverse("cycle", args=[cycle.key])
    return CalendarEntry(f"cycle-{cycle.pk}", cycle.due_on, title, cycle.notice_number, url)
