"""A rule tried on example values shows each bound, just below and just above it, as everything else computes it."""

from fractions import Fraction
from typing import Any

import pytest

from assessments.appraisals.rules.fields import BadFieldError, Faults, UnreadableError
from assessments.appraisals.rules.lines import lines_of, map_of_lines, number_text, pairs_of_lines, share_text
from assessments.appraisals.rules.reading import criterion_of
from assessments.appraisals.rules.trying import MOST_LINES, Tried, tried
from assessments.appraisals.rules.trying_values import example_lines
from assessments.appraisals.rules.types import BESIDE, TYPES

Table = dict[str, Any]
RULES: dict[str, Table] = {
    "at_least": {"target": "100", "below": "proportional", "zero_below": "0.9"},
    "at_most": {"target": "0.5", "zero_at": "2"},
    "range": {"low": "92", "high": "100", "tolerance": "12"},
    "growth": {"target": "0.07", "below": "proportional"},
    "group_mean": {"direction": "up", "zero_below": "0.8"},
    "efficacy": {"direction": "up", "best": "100", "worst": "60"},
    "rank": {"direction": "up", "step": "0.1", "floor": "0.5"},
    "word": {"words": {"好": "1", "较好": "0.85", "差": "0"}},
    "done": {},
    "expert": {"sheets": 2, "spread": "2"},
    "survey": {"sample": 60, "full_at": "0.95"},
    "deduct": {"items": {"迟报": "0.5", "虚报": "2.5"}, "floor_points": "1"},
    "bonus": {"items": {"省级（含部委）": "1.5", "市级": "0.5"}, "cap": "3"},
    "penalty": {"items": {"通报": "1"}, "cap": "2"},
}


def leaf(kind: str, **more: Any) -> Table:
    points = {} if kind in BESIDE else {"points": "20"}
    return {"key": "1.1", "title": "试", "type": kind, "source": "office", **points, **RULES[kind], **more}


def examples(table: Table) -> list[str]:
    one = criterion_of("", table, Faults())
    assert one is not None
    return example_lines(one)


def by_line(table: Table, *lines: str) -> dict[str, Tried]:
    return {one.line: one for one in tried(table, lines or examples(table), {})}


def test_every_type_has_its_examples_here() -> None:
    assert set(RULES) == {*TYPES, *BESIDE}


@pytest.mark.parametrize("kind", RULES)
def test_the_examples_of_every_type_are_read_computed_and_explained(kind: str) -> None:
    found = tried(leaf(kind), examples(leaf(kind)), {})
    assert 2 <= len(found) <= MOST_LINES
    assert all(one.fault is None and one.why for one in found)
    assert any(one.points for one in found)


@pytest.mark.parametrize(
    ("kind", "shares"),
    [
        ("at_least", {"100": 1, "99.9": Fraction(999, 1000), "90": Fraction(9, 10), "89.9": 0}),
        ("at_most", {"0.5": 1, "2": 0, "1.25": Fraction(1, 2)}),
        ("range", {"92": 1, "100": 1, "80": 0, "112": 0, "91.9": Fraction(119, 120)}),
        ("growth", {"107 100": 1, "106.9 100": Fraction(69, 70), "5 0": None}),
        ("group_mean", {"50": 1, "40": Fraction(4, 5), "39.9": 0}),
        ("efficacy", {"100": 1, "60": Fraction(3, 5), "80": Fraction(4, 5)}),
        ("word", {"好": 1, "较好": Fraction(17, 20), "差": 0}),
        ("done", {"是": 1, "否": 0}),
        ("expert", {"20 18": Fraction(19, 20), "20 17.9": None}),
        ("survey", {"95 100": 1, "94 100": Fraction(94, 95), "59 59": None}),
        ("deduct", {"0": 1, "迟报 38": Fraction(1, 20), "迟报 39": Fraction(1, 20)}),
    ],
)
def test_the_bounds_stand_among_them_with_what_is_right_at_them(kind: str, shares: Table) -> None:
    found = by_line(leaf(kind))
    assert {line: found[line].share for line in shares} == shares


def test_the_group_of_a_rank_are_the_examples_themselves() -> None:
    found = [one.share for one in tried(leaf("rank"), ["9", "9", "7"], {})]
    assert found == [1, 1, Fraction(4, 5)]


def test_steps_show_each_step_and_what_lies_right_below_it() -> None:
    steps = leaf("at_least", steps=[["0.98", "0.95"], ["0.9", "0.8"]])
    del steps["below"], steps["zero_below"]
    found = by_line(steps)
    assert [found[line].share for line in ("98", "97.9", "90", "89.9")] == [
        Fraction(19, 20), Fraction(4, 5), Fraction(4, 5), 0
    ]  # fmt: skip


def test_bonus_and_penalty_are_points_up_to_their_cap() -> None:
    assert by_line(leaf("bonus"), "省级（含部委） 1, 市级 2")["省级（含部委） 1, 市级 2"].points == Fraction(
        5, 2
    )
    assert by_line(leaf("bonus"), "市级 7")["市级 7"].points == 3
    assert by_line(leaf("penalty"), "通报 5")["通报 5"].points == -2


def test_the_rounding_is_that_of_the_scheme() -> None:
    rule = leaf("at_most")
    assert tried(rule, ["1.9"], {"step": "criterion", "places": 1})[0].points == Fraction(13, 10)
    assert tried(rule, ["1.9"], {"step": "total", "places": 1})[0].points == Fraction(4, 3)


def test_a_line_that_says_nothing_names_its_reason_and_the_others_are_still_tried() -> None:
    found = tried(leaf("at_least"), ["１００", "viel", "1 2", "", "95"], {})
    assert [one.line for one in found] == ["１００", "viel", "1 2", "95"]
    assert [one.points for one in found] == [20, None, None, 19]
    assert [str(one.fault) for one in found[1:3]] == [
        'a plain decimal number is needed here, such as "12.5"',
        "one number is needed on a line",
    ]


@pytest.mark.parametrize(
    ("kind", "line", "said"),
    [
        ("word", "很好", "must be one of: 好, 较好, 差"),
        ("growth", "5", "two numbers are needed: this year's value and last year's"),
        ("survey", "9 8", "more are satisfied than were asked"),
        ("expert", "21 20", "no sheet gives more than the 20 points of the leaf"),
        ("deduct", "迟报", "a case and how often are needed, such as: late 2, undone 1"),
        ("deduct", "漏报 1", "the scheme has no item “漏报” here"),
    ],
)
def test_what_is_wrong_with_a_line_is_said(kind: str, line: str, said: str) -> None:
    assert str(tried(leaf(kind), [line], {})[0].fault) == said


def test_a_target_of_a_unit_is_no_part_of_the_trial_and_no_rule_is_none() -> None:
    assert by_line(leaf("at_least", targets={"620121100000": "95"}), "95")["95"].share == Fraction(19, 20)
    with pytest.raises(UnreadableError):
        tried({"key": "1", "title": "t", "points": "2"}, ["1"], {})


# ---------------------------------------------------------------- pairs typed one a line


def test_pairs_and_shares_are_read_as_they_are_typed() -> None:
    assert map_of_lines("好 1\n\n较 好　８５％", share_text) == {"好": "1", "较 好": "0.85"}
    assert pairs_of_lines("98% 0.95\n0.9 80%", share_text) == [["0.98", "0.95"], ["0.9", "0.8"]]
    assert number_text(" １２．５ ") == "12.5"
    assert lines_of({"好": "1"}) == "好 1"
    assert lines_of([["0.98", "0.95"]]) == "0.98 0.95"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("好", "line 1: words and a number are needed, with a blank between"),
        ("好 1\n好 0", "line 2: “好” stands there twice"),
        ("好 viel", 'line 1: a plain decimal number is needed here, such as "12.5"'),
    ],
)
def test_a_line_that_says_no_pair_is_named(text: str, said: str) -> None:
    with pytest.raises(BadFieldError) as refused:
        map_of_lines(text, number_text)
    assert str(refused.value) == said
