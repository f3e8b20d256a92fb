"""Deadlines of items in the calendar."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from responsibilities.ledger import rules
from responsibilities.ledger.models import Item
from responsibilities.ledger.queries.agenda import due
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.agenda import CalendarEntry


def deadlines(actor: Actor, first: date, last: date, lo: int | None) -> Iterator[CalendarEntry]:
    """What one's units have to do by then, or the one unit; what is done or waits above stays at its day."""
    today = clock.today()
    return (_entry(row, today) for row in due(actor, first, last, lo))


def _entry(row: Item, today: date) -> CalendarEntry:
    tone, state = "grey", _("to be done")
    if row.status == rules.CLOSED:
        tone, state = "green", _("closed from above")
    elif row.status in rules.WITH_THOSE_ABOVE:
        state = _("declared, not verified")
    elif row.late_on(today):
        tone, state = "red", _("overdue")
    title = f"{row.unit.name}：{row.matter.title}"
    url = reverse("ledger_item", args=[row.matter.key, row.unit.code])
    return CalendarEntry(f"ledger-{row.pk}", row.due_on, title, row.number, url, tone, state)
