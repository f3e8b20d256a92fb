"""Rounded once, half up, where the scheme says so; binary floats would come out otherwise."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.appraisals.rules.numbers import half_up, shown
from tests.appraisals import oracle
from tests.appraisals.small import AT_LEAST, computed, scheme, values

HALVES = {
    ("89.995", 2): "90.00", ("2.675", 2): "2.68", ("1.005", 2): "1.01", ("8.345", 2): "8.35", ("0.125", 2): "0.13",
    ("-0.5", 0): "-1", ("0.5", 0): "1", ("1.5", 0): "2", ("2.5", 0): "3", ("-2.5", 0): "-3", ("-0.005", 2): "-0.01",
    ("-0.004999999999", 2): "0.00", ("0.49999999999999999999", 0): "0", ("59.9949999", 2): "59.99", ("1.15", 1): "1.2",
}  # fmt: skip


@pytest.mark.parametrize(("number", "places"), HALVES)
def test_a_half_goes_away_from_zero(number: str, places: int) -> None:
    expected = HALVES[number, places]
    assert shown(Fraction(number), places) == oracle.shown(Fraction(number), places) == expected
    assert half_up(Fraction(number), places) == Fraction(expected)


def test_some_of_these_are_what_floats_get_wrong() -> None:
    assert f"{2.675:.2f}" == "2.67"
    assert round(0.5) == 0
    assert 0.1 + 0.2 != 0.3


@given(st.fractions(), st.integers(0, 6))
def test_what_is_rounded_lies_half_a_digit_away_at_most(value: Fraction, places: int) -> None:
    found = half_up(value, places)
    assert abs(found - value) <= Fraction(1, 2 * 10**places)
    assert half_up(found, places) == found == -half_up(-value, places)
    if abs(found - value) == Fraction(1, 2 * 10**places):
        assert abs(found) > abs(value)
    assert Fraction(shown(value, places)) == found


def test_each_leaf_is_rounded_or_only_the_total() -> None:
    leaves = {"1": AT_LEAST | {"points": "50"}, "2": AT_LEAST | {"points": "50"}}
    given = {"value": [*values("1", "33.33"), *values("2", "33.35")]}
    by_leaf = computed(scheme(leaves, head={"round": {"step": "criterion", "places": 1}}), given)[0]
    assert (by_leaf["scores"], by_leaf["total"]) == ({"1": "16.7", "2": "16.7"}, "33.4")
    once = computed(scheme(leaves, head={"round": {"step": "total", "places": 1}}), given)[0]
    assert (once["scores"], once["total"]) == ({"1": "16.7", "2": "16.7"}, "33.3")


def test_a_penalty_of_a_half_takes_the_whole_digit() -> None:
    said = scheme(
        {"1": AT_LEAST, "K": {"type": "penalty", "items": {"a": "0.5"}, "cap": "9"}},
        head={"round": {"step": "criterion", "places": 0}},
    )
    found = computed(said, {"value": [*values("1", "89.5"), *values("K", {"counts": {"a": 1}})]})[0]
    assert (found["scores"], found["total"]) == ({"1": "90", "K": "-1"}, "89")


def test_tenths_add_up_to_what_is_asked() -> None:
    """Three tenths are 0.3, which floats miss: the limiter below 0.3 does not speak."""
    said = scheme(
        {"1": {"type": "deduct", "points": "1", "items": {"a": "0.1"}}},
        limiter=[
            {"key": "L", "title": "限", "when": {"criterion": "1", "below": "0.3"}, "grade_at_most": "好"}
        ],
    )
    found = computed(said, {"value": values("1", {"counts": {"a": 7}})})[0]
    assert found["scores"] == {"1": "0.3000"}
    assert "limiters" not in found


def test_places_with_more_digits_show_the_same_number() -> None:
    given = {"value": values("1", "66.6666666")}
    found = [
        computed(scheme({"1": AT_LEAST}, head={"round": {"step": step, "places": places}}), given)[0]["total"]
        for step in ("criterion", "total")
        for places in (0, 1, 2, 6)
    ]
    assert found == ["67", "66.7", "66.67", "66.666667"] * 2


def test_improvement_is_exact_and_between_bases() -> None:
    said = scheme({"1": AT_LEAST}, units=4, head={"round": {"step": "total", "places": 0}})
    last = [("812.5", "1000"), ("81.25", "100"), ("81.244", "100"), ("1", "3")]
    given = {
        "value": values("1", "82", "82", "82", "0"),
        "last_year": [
            {"unit": unit, "total": total, "base": base}
            for unit, (total, base) in zip(said["group"][0]["units"], last, strict=True)
        ],
    }
    found = computed(said, given)
    assert [one["improvement"] for one in found] == ["0.75", "0.75", "0.76", "-33.33"]
    assert [one["improvement_place"] for one in found] == [2, 2, 1, 4]
