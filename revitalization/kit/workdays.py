"""Working days, month anchors and the end of a day; pure functions over a `Calendar`.

A deadline ends with its day in Asia/Shanghai: what happens before `end_of_day(day)` is in time, to the
microsecond. Working days are Monday to Friday, less the days off, plus the make-up weekends of the yearly
notice.
"""

import calendar as months
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

import holidays

SHANGHAI = ZoneInfo("Asia/Shanghai")
TABLE = Path(__file__).resolve().parents[2] / "catalogue" / "holidays.toml"
LONGEST = 3_660


class BadTableError(ValueError):
    """The table of days off contradicts itself; the message names the year and the day."""


@dataclass(frozen=True)
class Calendar:
    """Days off on weekdays (`off`), working weekends (`work`) and the years (`known`) whose notice is out."""

    off: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()
    known: frozenset[int] = field(default_factory=frozenset)

    def provisional(self, year: int) -> bool:
        """Whether the year's notice is not in the table, so that dates in it may still move."""
        return year not in self.known

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on that day: Monday to Friday but for holidays, and weekends that are worked instead."""
        return day in self.work or (day.weekday() < 5 and day not in self.off)

    @cached_property
    def _exceptions(self) -> tuple[list[date], list[date]]:
        free = sorted(day for day in self.off if day.weekday() < 5 and day not in self.work)
        made_up = sorted(day for day in self.work if day.weekday() >= 5)
        return free, made_up

    def count(self, first: date, last: date) -> int:
        """Number of working days in `first..last`, both included; 0 when `last` is before `first`."""
        if last < first:
            return 0
        free, made_up = self._exceptions
        return _weekdays(first, last) - _within(free, first, last) + _within(made_up, first, last)


def is_working_day(calendar: Calendar, day: date) -> bool:
    """Whether offices work on `day`: no holiday, and no weekend but those worked by the State Council's notice."""
    return calendar.is_working_day(day)


def add_working_days(calendar: Calendar, start: date, days: int) -> date:
    """The `days`-th working day after `start` (before it when negative); the start itself never counts.

    Zero gives `start` when it is a working day, else the next one. At most 3,660 days; ValueError beyond.
    """
    if abs(days) > LONGEST:
        raise ValueError(f"at most {LONGEST} working days")
    if days == 0:
        return start if calendar.is_working_day(start) else add_working_days(calendar, start, 1)
    step, day = timedelta(days=1 if days > 0 else -1), start
    for _left in range(abs(days)):
        day += step
        while not calendar.is_working_day(day):
            day += step
    return day


def working_days_between(calendar: Calendar, start: date, end: date) -> int:
    """Working days after `start` up to and including `end`; negative when `end` lies before `start`.

    `add_working_days(c, start, working_days_between(c, start, end))` is `end` when both are working days.
    """
    if end < start:
        return -calendar.count(end, start - timedelta(days=1))
    return calendar.count(start + timedelta(days=1), end)


def month_anchor(start: date, count: int, anchor_day: int | None = None) -> date:
    """The day `anchor_day` (default: the start's) in the month `count` months after `start`'s, or that month's last
    day.

    Always count from the first date, never from the result, and the day does not drift: 31 January + 1 is 28 or 29
    February, + 2 is 31 March. Raises `ValueError` for a day that no month has.
    """
    wanted = anchor_day or start.day
    if not 1 <= wanted <= 31:
        raise ValueError("anchor_day is 1 to 31")
    index = start.year * 12 + start.month - 1 + count
    year, month = divmod(index, 12)
    return date(year, month + 1, min(wanted, months.monthrange(year, month + 1)[1]))


def end_of_day(day: date) -> datetime:
    """The first instant after `day` in Asia/Shanghai, as UTC; 23:59:59.999999 of the day is still in time."""
    following = day + timedelta(days=1)
    return datetime(following.year, following.month, following.day, tzinfo=SHANGHAI).astimezone(UTC)


def load_calendar(years: Iterable[int], table: Path = TABLE) -> Calendar:
    """The calendar of `years`: from the table of the State Council's notices where one is out, else the statutory
    holidays, provisionally.

    Raises `BadTableError` when a day is said to be both off and at work, or lies in another year.
    """
    with table.open("rb") as file:
        notices = {int(year): notice for year, notice in tomllib.load(file).items()}
    off: set[date] = set()
    work: set[date] = set()
    for year in set(years) | set(notices):
        if year in notices:
            off |= set(_days(year, notices[year].get("off", [])))
            work |= set(_days(year, notices[year].get("work", [])))
        else:
            off |= {day for day in holidays.country_holidays("CN", years=year) if day.year == year}
    if clash := sorted(off & work):
        raise BadTableError(f"{clash[0]}: both off and at work")
    return Calendar(frozenset(off), frozenset(work), frozenset(notices))


def _days(year: int, entries: Iterable[str]) -> Iterator[date]:
    for entry in entries:
        first, _, last = entry.partition("..")
        try:
            day, end = (date.fromisoformat(f"{year}-{part}") for part in (first, last or first))
        except ValueError as error:
            raise BadTableError(f"{year}: {entry}") from error
        if end < day:
            raise BadTableError(f"{year}: {entry}")
        while day <= end:
            yield day
            day += timedelta(days=1)


def _weekdays(first: date, last: date) -> int:
    weeks, rest = divmod((last - first).days + 1, 7)
    return weeks * 5 + sum((first.weekday() + offset) % 7 < 5 for offset in range(rest))


def _within(days: list[date], first: date, last: date) -> int:
    return sum(first <= day <= last for day in days)
