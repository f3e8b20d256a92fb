"""How much time is left until a deadline: said in one way everywhere, the day itself and the working days up to it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from revitalization.kit.workdays import Calendar, load_calendar, working_days_between

NEAR = 3
"""Working days left from which a deadline is shown as near."""


@dataclass(frozen=True)
class TimeLeft:
    """The time from `today` to the deadline `due_on`.

    `working_days` counts those after today up to and including the deadline; once it has passed, those after the
    deadline up to and including today, as a negative number. A weekend after a deadline on Friday adds none.
    """

    due_on: date
    today: date
    working_days: int

    @property
    def overdue(self) -> bool:
        """Whether the day of the deadline is over; on the day itself one is in time."""
        return self.today > self.due_on

    @property
    def tone(self) -> str:
        """red when overdue, amber with at most `NEAR` working days left, else ""."""
        return "red" if self.overdue else "amber" if self.working_days <= NEAR else ""

    @property
    def words(self) -> str:
        """The time left or gone, in the reader's language; the date is written beside it."""
        if self.today == self.due_on:
            return _("due today")
        count = abs(self.working_days)
        if self.overdue:
            return _counted(_days_overdue, count) if count else _("overdue")
        return _counted(_days_left, count) if count else _("no working day left")


def time_left(due_on: date, today: date) -> TimeLeft:
    """The time from `today` to `due_on`, by the published days off; provisional where the notice is not out yet."""
    calendar = _calendar(today.year)
    if today > due_on:
        return TimeLeft(due_on, today, -working_days_between(calendar, due_on, today))
    return TimeLeft(due_on, today, working_days_between(calendar, today, due_on))


def _counted(words: Callable[[int], str], count: int) -> str:
    return words(count) % {"n": f"{count:,}"}


def _days_left(count: int) -> str:
    return ngettext("%(n)s working day left", "%(n)s working days left", count)


def _days_overdue(count: int) -> str:
    return ngettext("%(n)s working day overdue", "%(n)s working days overdue", count)


@lru_cache(maxsize=4)
def _calendar(year: int) -> Calendar:
    """The days off of the year, the one before and the one after; read once a process."""
    return load_calendar([year - 1, year, year + 1])
