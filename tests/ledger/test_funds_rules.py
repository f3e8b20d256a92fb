"""Amounts to the fen, the rate, and the payment lamp: the worked cases, and what must hold of any."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responsibilities.ledger import rules
from responsibilities.ledger.rules.funds import (
    MOST,
    Funds,
    fen_of,
    payment_lamp,
    payment_turns,
    rate,
    wan,
    yuan,
)
from revitalization.kit.words import Words
from tests.ledger.test_lamps import CALENDAR, SCALES, courses

FEN = 1_000_000
"""Fen of ten thousand yuan."""


# ---------------------------------------------------------------- amounts


@pytest.mark.parametrize(
    ("text", "measured", "fen"),
    [
        ("120.5", "wan", 120_500_000),
        ("0.000001", "wan", 1),
        ("1", "wan", 1_000_000),
        ("120.5万元", "wan", 120_500_000),
        ("1,205,000.07", "yuan", 120_500_007),
        ("0.01", "yuan", 1),
        ("1205000元", "yuan", 120_500_000),
        ("12.500000000", "wan", 12_500_000),
        ("0", "yuan", 0),
        (" 12 ", "wan", 12_000_000),
        ("1000000000", "wan", MOST),
    ],
)
def test_amounts_are_read_to_the_fen(text: str, measured: str, fen: int) -> None:
    assert fen_of(text, measured) == fen


@pytest.mark.parametrize(
    ("text", "measured"),
    [
        ("0.0000001", "wan"),
        ("0.001", "yuan"),
        ("-5", "wan"),
        ("－5", "wan"),
        ("１２", "wan"),
        ("١٢", "wan"),
        ("十二", "wan"),
        ("1e5", "wan"),
        ("12..5", "wan"),
        ("1,20.5", "yuan"),
        (".5", "wan"),
        ("", "wan"),
        ("NaN", "wan"),
        ("120元", "wan"),
        ("120万元", "yuan"),
        ("9" * 25, "yuan"),
        ("9" * 5000, "yuan"),
        ("1000000000.000001", "wan"),
    ],
)
def test_what_is_no_amount_is_refused_in_words(text: str, measured: str) -> None:
    assert isinstance(fen_of(text, measured), Words)


@given(st.integers(0, MOST))
def test_no_fen_is_lost_between_what_is_stored_and_what_is_written(fen: int) -> None:
    assert fen_of(wan(fen), "wan") == fen
    assert fen_of(yuan(fen), "yuan") == fen


@given(st.integers(0, 10**12), st.integers(1, 10**12))
def test_the_rate_is_cut_and_a_hundred_only_where_all_is_paid(paid: int, allotted: int) -> None:
    paid = min(paid, allotted)
    said = Decimal(rate(paid, allotted).removesuffix("%"))
    assert said <= Decimal(paid * 100) / Decimal(allotted) < said + Decimal("0.1000001")
    assert (said == 100) == (paid == allotted)


# ---------------------------------------------------------------- the lamp


@st.composite
def purses(draw: st.DrawFn, start: date) -> Funds:
    allotted = draw(st.integers(1, 1000))
    since = start + timedelta(days=draw(st.integers(-40, 300)))
    return Funds(allotted, allotted, draw(st.integers(0, allotted)), since)


@given(courses(), SCALES, st.data())
def test_the_days_on_which_the_payment_lamp_turns_are_those_found_day_by_day(
    course: rules.Course, scale: rules.Scale, data: st.DataObject
) -> None:
    funds = data.draw(purses(course.start))
    turns = payment_turns(course, scale, CALENDAR, funds)
    day, last = course.start - timedelta(days=2), course.due + timedelta(days=3)
    while day <= last:
        found = payment_lamp(course, scale, CALENDAR, day, funds)
        assert found.level == (turns.level(day) if turns else "green"), day
        day += timedelta(days=1)
    assert (turns is None) == (funds.paid == funds.allotted)


START, DUE = date(2026, 11, 24), date(2027, 3, 4)
"""A hundred days, so that a day is a point."""


@pytest.mark.parametrize(
    ("day", "allotted", "paid", "since", "level", "why", "n"),
    [
        (START, 0, 0, None, "grey", "unallotted", ""),
        (START + timedelta(days=10), 100, 0, START, "yellow", "behind", "10.0"),
        (START + timedelta(days=30), 100, 0, START, "yellow", "behind", "30.0"),
        (START + timedelta(days=31), 100, 0, START, "red", "behind", "31.0"),
        (START + timedelta(days=50), 300, 100, START, "yellow", "behind", "16.7"),
        (START + timedelta(days=50), 100, 50, START, "green", "", ""),
        (START + timedelta(days=50), 100, 0, START + timedelta(days=50), "green", "", ""),
        (DUE, 100, 99, START, "yellow", "near", "0"),
        (DUE, 100, 100, START, "green", "", ""),
        (DUE + timedelta(days=1), 100, 99, START, "red", "overdue", "1"),
        (DUE + timedelta(days=1), 100, 100, START, "green", "", ""),
        (START - timedelta(days=1), 100, 0, START - timedelta(days=9), "grey", "ahead", ""),
    ],
)  # fmt: skip
def test_the_worked_payments_stand_to_the_letter(
    day: date, allotted: int, paid: int, since: date | None, level: str, why: str, n: str
) -> None:
    lamp = payment_lamp(
        rules.Course(START, DUE), rules.Scale(), CALENDAR, day, Funds(0, allotted, paid, since)
    )
    assert (lamp.level, lamp.why, lamp.n) == (level, why, n)


def test_milestones_hold_for_payments_too() -> None:
    course = rules.Course(START, DUE, [(START + timedelta(days=50), Decimal(20))])
    paid = Funds(0, 100, 12, START)
    assert payment_lamp(course, rules.Scale(), CALENDAR, START + timedelta(days=50), paid).level == "green"
    assert payment_lamp(course, rules.Scale(), CALENDAR, START + timedelta(days=60), paid).n == "24.0"
