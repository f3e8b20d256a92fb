"""Periods of the year, and the days on which what recurs is asked for; pure.

Every day is counted from the first, never from the one before it: nothing drifts. What recurs always has a last
period.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from revitalization.kit.words import N_
from revitalization.kit.workdays import Calendar, add_working_days, month_anchor, working_days_between

FIRST_YEAR, LAST_YEAR = 2000, 2100
"""Days outside are slips of the pen."""
MEASURES_SINCE = 2023
"""The first year under the Measures, which are of December 2022."""

YEARLY, HALVES, QUARTERS = "year", "half", "quarter"
PARTS = {YEARLY: 1, HALVES: 2, QUARTERS: 4}
"""By periodicity: periods a year."""

WORKING, CALENDAR, SAME_DAY, MONTH_END = "working", "calendar", "day", "month_end"
DUE_KINDS = (WORKING, CALENDAR, SAME_DAY, MONTH_END)
COUNTED = (WORKING, CALENDAR)
"""Deadlines counted in days from the end of the period; the others are a day."""

LEAD = 10
"""Working days a period has at least when the clock opens it late (or as many as its notice gives, if fewer)."""

PERIODS = {
    "year": (r"20\d{2}", N_("a year, e.g. 2026")),
    "half": (r"20\d{2}H[12]", N_("a half-year, e.g. 2026H1")),
    "quarter": (r"20\d{2}Q[1-4]", N_("a quarter, e.g. 2026Q3")),
    "special": (r"20\d{2}(-\d{2}){0,2}", N_("a year, month or day, e.g. 2026-05")),
    "session": (r"20\d{2}(-\d{2}-\d{2})?", N_("a year or the day of the session")),
}
"""By periodicity: the shape of a period and how to say it."""


def fits(day: date) -> bool:
    """Whether a day can be meant: what lies further away is a slip of the pen, and cannot be reckoned with."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


_PART_WORDS = {
    "": "年度",
    "H1": "年上半年",
    "H2": "年下半年",
    "Q1": "年第一季度",
    "Q2": "年第二季度",
    "Q3": "年第三季度",
    "Q4": "年第四季度",
}


def period_words(period: str) -> str:
    """A year or its part as papers say it: 2026年度, 2026年上半年."""
    return period[:4] + _PART_WORDS.get(period[4:], "年度")


def chinese_date(day: date) -> str:
    """2026年3月5日, as papers write a day: Arabic numerals without leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


class Window(StrEnum):
    """The time within which a duty is counted."""

    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"
    TERM = "term"
    CONTINUOUS = "continuous"


WINDOW_LABELS = {
    Window.YEAR: N_("each year"),
    Window.QUARTER: N_("each quarter"),
    Window.MONTH: N_("each month"),
    Window.TERM: N_("within the term"),
    Window.CONTINUOUS: N_("at all times"),
}


@dataclass(frozen=True)
class DueRule:
    """How a notice sets the deadline: a day, or so many days after issue; `working` says which kind of days."""

    days: int
    working: bool

    def due_on(self, issued_on: date, calendar: Calendar) -> date:
        """The last day on which the report is in time, counted from the day after `issued_on`; working days by
        `calendar`.
        """
        if self.working:
            return add_working_days(calendar, issued_on, self.days)
        return issued_on + timedelta(days=self.days)


@dataclass(frozen=True)
class Asked:
    """One period of a series: its number from 0, the day it opens, its deadline, and whether that may still move."""

    no: int
    period: str
    opens_on: date
    due_on: date
    provisional: bool


@dataclass(frozen=True)
class Rhythm:
    """What the notice says of time: first and last period, the first opening day, the rule of the deadline.

    `due_days` counts from the end of the period (`working` or `calendar`); `due_on` is the deadline of the first period
    (`day`: the same day of the month each time, the month's last where it is shorter; `month_end`: always the last).
    """

    first: str
    last: str
    opens_on: date
    due_kind: str
    due_days: int | None = None
    due_on: date | None = None

    @property
    def months(self) -> int:
        """Months from one period to the next: 12 for a year, 6 for a half, 3 for a quarter."""
        return 12 // PARTS[periodicity_of(self.first)]

    @property
    def count(self) -> int:
        """How many periods it names; 0 or less when the last lies before the first."""
        return index_of(self.last) - index_of(self.first) + 1

    def period(self, no: int) -> str:
        """The `no`-th period, from 0."""
        return period_at(periodicity_of(self.first), index_of(self.first) + no)

    def opening(self, no: int) -> date:
        """The day the `no`-th period opens."""
        return month_anchor(self.opens_on, no * self.months)

    def asked(self, no: int, calendar: Calendar) -> Asked:
        """The `no`-th period with its days."""
        period = self.period(no)
        due_on = self._due_on(no, last_day(period), calendar)
        years = range(last_day(period).year, due_on.year + 1)
        provisional = self.due_kind == WORKING and any(calendar.provisional(year) for year in years)
        return Asked(no, period, self.opening(no), due_on, provisional)

    def all(self, calendar: Calendar) -> Iterator[Asked]:
        """Every period, from the first."""
        return (self.asked(no, calendar) for no in range(self.count))

    def years(self) -> range:
        """The years whose days off matter: a `Calendar` of them answers every question about the days."""
        return range(int(self.first[:4]), int(self.last[:4]) + 3)

    def _due_on(self, no: int, ended_on: date, calendar: Calendar) -> date:
        if self.due_kind in COUNTED:
            days = self.due_days or 0
            working = self.due_kind == WORKING
            return add_working_days(calendar, ended_on, days) if working else ended_on + timedelta(days=days)
        if self.due_on is None:
            raise ValueError("a deadline on a day needs the day of the first period")
        anchor = 31 if self.due_kind == MONTH_END else self.due_on.day
        return month_anchor(self.due_on, no * self.months, anchor)


def fair_due_on(asked: Asked, today: date, calendar: Calendar) -> date:
    """The deadline of a period that is opened today: nobody is late before being asked.

    In time it is the notice's. Opened late it gives `LEAD` working days, or as many as the notice gives if those are
    fewer; the notice's deadline stays when it leaves more. A new table of days off may put the notice's deadline before
    the opening day; then it is the opening day.
    """
    if today <= asked.opens_on:
        return max(asked.due_on, asked.opens_on)
    given = max(working_days_between(calendar, asked.opens_on, asked.due_on), 0)
    return max(asked.due_on, add_working_days(calendar, today, min(given, LEAD)))


def overtaken(rhythm: Rhythm, asked: Asked, today: date) -> bool:
    """Whether a missed period is left out: its deadline is over and the next one opens already.

    Units are never asked for two periods of the same thing at once because a machine stood still.
    """
    last = asked.no + 1 >= rhythm.count
    return not last and asked.due_on < today and rhythm.opening(asked.no + 1) <= today


def periodicity_of(period: str) -> str:
    """`2026` year, `2026H1` half, `2026Q3` quarter; ValueError for what does not recur."""
    mark = period[4:5]
    kinds = {"": YEARLY, "H": HALVES, "Q": QUARTERS}
    if (
        mark not in kinds
        or not (period.isascii() and period[:4].isdecimal())
        or len(period) != (4 if not mark else 6)
    ):
        raise ValueError(period)
    return kinds[mark]


def index_of(period: str) -> int:
    """The number of a period among those of its kind, counted through all years: 2026Q1 is 2026 × 4.

    Raises `ValueError` for a part that the year does not have (2026Q5) and for what is no period.
    """
    parts = PARTS[periodicity_of(period)]
    part = int(period[5:] or 1)
    if not 1 <= part <= parts:
        raise ValueError(period)
    return int(period[:4]) * parts + part - 1


def period_at(periodicity: str, index: int) -> str:
    """The period of that number; the other way round than `index_of`."""
    year, part = divmod(index, PARTS[periodicity])
    mark = {YEARLY: "", HALVES: f"H{part + 1}", QUARTERS: f"Q{part + 1}"}[periodicity]
    return f"{year}{mark}"


def first_day(period: str) -> date:
    """The day the period begins, as the calendar has it: 2026H2 begins on 1 July 2026."""
    year, part = divmod(index_of(period), PARTS[periodicity_of(period)])
    return date(year, part * (12 // PARTS[periodicity_of(period)]) + 1, 1)


def last_day(period: str) -> date:
    """The day the period ends, included: 2026Q1 ends on 31 March 2026."""
    months = 12 // PARTS[periodicity_of(period)]
    return month_anchor(first_day(period), months) - timedelta(days=1)


def years_of(period: str) -> int:
    """The year a period (`2026`, `2026H1`, `2026Q3`, `2026-05-12`) belongs to; ValueError when it names none."""
    year = int(period[:4])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(period)
    return year
