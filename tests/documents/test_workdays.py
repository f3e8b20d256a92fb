"""Deadlines in days, working days and months, held against counting on fingers."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from revitalization.kit import clock
from revitalization.kit.workdays import (
    BadTableError,
    Calendar,
    add_working_days,
    end_of_day,
    is_working_day,
    load_calendar,
    month_anchor,
    working_days_between,
)

OFFICIAL = load_calendar(range(2024, 2029))
some_day = st.dates(date(2023, 6, 1), date(2028, 6, 1))
some_calendar = st.builds(
    lambda off, work: Calendar(frozenset(off) - frozenset(work), frozenset(work)),
    st.sets(some_day, max_size=40),
    st.sets(some_day, max_size=40),
)


def test_spring_festival_2026_is_nine_days_off_with_two_working_saturdays():
    off = [date(2026, 2, 15) + timedelta(days=n) for n in range(9)]
    assert not any(is_working_day(OFFICIAL, day) for day in off)
    assert is_working_day(OFFICIAL, date(2026, 2, 14))
    assert is_working_day(OFFICIAL, date(2026, 2, 28))
    assert is_working_day(OFFICIAL, date(2026, 2, 24))


def test_one_working_day_after_the_eve_of_the_national_day_is_the_eighth():
    assert add_working_days(OFFICIAL, date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert add_working_days(OFFICIAL, date(2026, 10, 8), 2) == date(2026, 10, 10)
    assert add_working_days(OFFICIAL, date(2026, 10, 1), 0) == date(2026, 10, 8)


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_our_table_agrees_with_the_independent_library_on_every_day(year):
    theirs = holidays.country_holidays("CN", years=year)
    day = date(year, 1, 1)
    while day.year == year:
        expected = day in theirs.weekend_workdays or (day.weekday() < 5 and day not in theirs)
        assert is_working_day(OFFICIAL, day) == expected, day
        day += timedelta(days=1)


def test_a_year_without_notice_is_provisional_and_still_has_its_statutory_days():
    assert not OFFICIAL.provisional(2026)
    assert OFFICIAL.provisional(2027)
    assert not is_working_day(OFFICIAL, date(2027, 10, 1))


@settings(max_examples=200, deadline=None)
@given(some_calendar, some_day, some_day)
def test_counting_agrees_with_going_day_by_day(calendar, first, last):
    low, high = min(first, last), max(first, last)
    counted = 0
    day = low + timedelta(days=1)
    while day <= high:
        counted += day in calendar.work or (day.weekday() < 5 and day not in calendar.off)
        day += timedelta(days=1)
    assert working_days_between(calendar, low, high) == counted


@settings(max_examples=200, deadline=None)
@given(some_calendar, some_day, st.integers(-120, 120).filter(bool))
def test_adding_lands_on_a_working_day_and_counting_back_gives_the_number(calendar, start, days):
    end = add_working_days(calendar, start, days)
    assert calendar.is_working_day(end)
    assert (end > start) == (days > 0)
    if days > 0:
        assert working_days_between(calendar, start, end) == days
    else:
        assert working_days_between(calendar, start, end) == days
        assert calendar.count(end, start - timedelta(days=1)) == -days


@given(st.dates(date(2000, 1, 1), date(2090, 12, 31)), st.integers(0, 240), st.integers(1, 31))
def test_month_anchors_do_not_drift(start, count, anchor):
    found = month_anchor(start, count, anchor)
    year, month = start.year, start.month
    for _step in range(count):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    assert (found.year, found.month) == (year, month)
    assert found.day == anchor or (found.day < anchor and (found + timedelta(days=1)).day == 1)


def test_the_last_of_january_goes_over_february_and_comes_back_to_the_thirty_first():
    assert month_anchor(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert month_anchor(date(2028, 1, 31), 1) == date(2028, 2, 29)
    assert month_anchor(date(2026, 1, 31), 2) == date(2026, 3, 31)
    assert month_anchor(date(2026, 2, 28), 1, 31) == date(2026, 3, 31)


def test_a_deadline_is_judged_to_the_last_microsecond_of_its_day_in_shanghai():
    deadline = date(2026, 12, 31)
    assert end_of_day(deadline) == datetime(2026, 12, 31, 16, 0, tzinfo=UTC) == clock.end_of_day(deadline)
    assert datetime(2026, 12, 31, 15, 59, 59, 999999, tzinfo=UTC) < end_of_day(deadline)


def test_summer_time_of_1991_is_respected():
    assert end_of_day(date(1991, 6, 1)) == datetime(1991, 6, 1, 15, 0, tzinfo=UTC)


def test_more_than_ten_years_of_working_days_are_refused():
    with pytest.raises(ValueError, match="3660"):
        add_working_days(OFFICIAL, date(2026, 1, 1), 3_661)


@pytest.mark.parametrize(
    "text",
    ['[2026]\noff=["02-30"]', '[2026]\noff=["05-03..05-01"]', '[2026]\noff=["05-01"]\nwork=["05-01"]'],
)
def test_a_table_that_contradicts_itself_is_refused(tmp_path: Path, text):
    path = tmp_path / "days.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadTableError, match="2026"):
        load_calendar([2026], path)
