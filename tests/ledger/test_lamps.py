"""Lamps: the worked cases, and what must hold of any course, claim and day."""

import csv
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responsibilities.ledger import rules
from responsibilities.ledger.rules.lamps import wrong_milestones
from revitalization.kit.workdays import load_calendar

CASES = list(csv.DictReader((Path(__file__).parent / "lamps.csv").read_text(encoding="utf-8").splitlines()))
CALENDAR = load_calendar([2025, 2026, 2027, 2028, 2029])
SCALE = rules.Scale()


def _marks(text: str) -> list[tuple[date, Decimal]]:
    pairs = (part.split("=") for part in text.split(";") if part)
    return [(date.fromisoformat(day), Decimal(percent)) for day, percent in pairs]


def _said(lamp: rules.Lamp) -> str:
    said = {
        "": "",
        "behind": f"behind {lamp.n}",
        "unstarted": f"not started {lamp.n}",
        "near": f"due in {lamp.n}",
        "overdue": f"overdue {lamp.n}",
        "ahead": "not begun",
    }
    return said[lamp.why]


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_the_worked_cases_stand_to_the_letter(case: dict[str, str]) -> None:
    course = rules.Course(
        date.fromisoformat(case["start"]), date.fromisoformat(case["due"]), _marks(case["milestones"])
    )
    day = date.fromisoformat(case["day"])
    at = date.fromisoformat(case["declared_on"]) if case["status"] == "declared" else day
    claims = [percent for on, percent in _marks(case["progress"]) if on <= at]
    if case["status"] == "closed":
        lamp = rules.Lamp("done")
    else:
        lamp = rules.judged(course, SCALE, CALENDAR, at, claims[-1] if claims else None)
    assert (lamp.level, _said(lamp)) == (case["lamp"], case["reason"])


STARTS = st.dates(date(2026, 1, 1), date(2027, 6, 30))
PERCENTS = st.one_of(st.none(), st.integers(0, 1000).map(lambda n: Decimal(n) / 10))


@st.composite
def courses(draw: st.DrawFn) -> rules.Course:
    start = draw(STARTS)
    days = draw(st.integers(0, 500))
    inside = draw(st.lists(st.integers(1, max(1, days - 1)), unique=True, max_size=4)) if days > 1 else []
    marks = sorted(draw(st.lists(st.integers(0, 100), min_size=len(inside), max_size=len(inside))))
    points = [(start + timedelta(days=at), Decimal(n)) for at, n in zip(sorted(inside), marks, strict=True)]
    return rules.Course(start, start + timedelta(days=days), points)


SCALES = st.builds(
    lambda yellow, more, unstarted, near: rules.Scale(yellow, min(100, yellow + more), unstarted, near),
    st.integers(1, 60), st.integers(1, 40), st.integers(1, 200), st.integers(1, 10),
)  # fmt: skip


@given(courses(), SCALES, PERCENTS)
def test_the_days_on_which_a_lamp_turns_are_those_found_day_by_day(
    course: rules.Course, scale: rules.Scale, percent: Decimal | None
) -> None:
    assert wrong_milestones(course) == ""
    turns = rules.turns(course, scale, CALENDAR, percent)
    day, last = course.start - timedelta(days=2), course.due + timedelta(days=3)
    before = "grey"
    while day <= last:
        found = rules.judged(course, scale, CALENDAR, day, percent)
        assert turns.level(day) == found.level, day
        if found.level != before:
            assert turns.since(day) == day
            whys = {"yellow": turns.yellow_why, "red": turns.red_why, "green": ""}
            assert whys[found.level] == found.why
        following = turns.next_after(day)
        assert following is None or following > day
        before, day = found.level, day + timedelta(days=1)
    assert before == "red"


@given(courses(), st.integers(0, 600))
def test_what_is_expected_only_grows_from_nothing_to_all(course: rules.Course, at: int) -> None:
    day = course.start + timedelta(days=at)
    today, tomorrow = course.expected(day), course.expected(day + timedelta(days=1))
    assert 0 <= today <= tomorrow <= 100
    assert course.expected(course.due) == 100
    assert course.expected(course.start - timedelta(days=1)) == 0


def test_a_third_is_reckoned_exactly_and_written_with_one_decimal() -> None:
    course = rules.Course(date(2026, 6, 1), date(2026, 6, 4))
    assert course.expected(date(2026, 6, 2)) == Fraction(100, 3)
    lamp = rules.judged(course, rules.Scale(near=1), CALENDAR, date(2026, 6, 2), Decimal(0))
    assert (lamp.level, lamp.n) == ("red", "33.3")


@pytest.mark.parametrize(
    "points",
    [
        [(date(2026, 3, 2), Decimal(10))],
        [(date(2026, 12, 18), Decimal(10))],
        [(date(2026, 9, 1), Decimal(10)), (date(2026, 8, 1), Decimal(20))],
        [(date(2026, 8, 1), Decimal(60)), (date(2026, 9, 1), Decimal(50))],
        [(date(2026, 8, 1), Decimal(101))],
    ],
    ids=["on the first day", "on the deadline", "out of order", "falling", "over 100"],
)
def test_milestones_that_make_no_course_are_refused(points: list[tuple[date, Decimal]]) -> None:
    assert wrong_milestones(rules.Course(date(2026, 3, 2), date(2026, 12, 18), points))
