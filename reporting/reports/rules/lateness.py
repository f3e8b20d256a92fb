"""When a report is late; the one rule for pages, counts and programs."""

from datetime import date

from reporting.reports.rules.cycles import CLOSED
from reporting.reports.rules.states import PENDING


def overdue(status: str, due_on: date | None, day: date) -> bool:
    """Still owed on the day although the deadline, that day included, has passed."""
    return due_on is not None and status in PENDING and due_on < day


def never_filed(status: str, cycle: str) -> bool:
    """Still owed when its cycle was closed: it can no longer be filed, so that nobody is in delay with it any more."""
    return cycle == CLOSED and status in PENDING
