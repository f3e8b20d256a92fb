"""Every leaf says in one sentence why it came to its points, with the numbers that were used, in both languages."""

import ast
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from django.utils.translation import gettext, ngettext
from hypothesis import HealthCheck, given, settings

from assessments.appraisals.rules import explaining
from assessments.appraisals.rules.computing import NO_DATA, compute
from assessments.appraisals.rules.explaining import explain
from assessments.appraisals.rules.numbers import plain, shown
from revitalization.kit.language import translated
from tests.appraisals.random_cases import cases
from tests.appraisals.small import AT_LEAST, UNITS, Table, read, scheme, values

ZERO_BELOW = AT_LEAST | {"zero_below": "0.9"}
STEPS = {"type": "at_least", "target": "200", "steps": [["0.9", "0.75"], ["0.8", "0.5"]]}
AT_MOST = {"type": "at_most", "target": "0.5", "zero_at": "2"}
RANGE = {"type": "range", "low": "92", "high": "100", "tolerance": "12"}
GROWTH = {"type": "growth", "target": "0.07", "below": "proportional"}
UP, DOWN = (
    {"type": "group_mean", "direction": "up", "zero_below": "0.5"},
    {"type": "group_mean", "direction": "down"},
)
EFFICACY = {"type": "efficacy", "direction": "up", "floor": "0.6"}
EXPERT = {"type": "expert", "points": "20", "sheets": 2, "spread": "2"}
SURVEY = {"type": "survey", "sample": 1, "full_at": "0.95"}
DEDUCT = {"type": "deduct", "points": "6", "items": {"late": "0.5", "false": "2.5"}}
ONCE = "rounded half up once"

SAID: dict[str, tuple[Table, tuple[Any, ...], str]] = {
    "reached": (AT_LEAST, ("100",), "100 reaches the target of 100 (that number included): in full. 1 × 100 points. 100, rounded half up once: 100.0000."),
    "in proportion": (AT_LEAST, ("98.7",), "98.7 is 0.987 of the target of 100: in proportion. 0.987 × 100 points. 98.7, rounded half up once: 98.7000."),
    "below what counts": (ZERO_BELOW, ("89.9",), "89.9 is 0.899 of the target of 100, below 0.9 of it: nothing. 0 × 100 points."),
    "at a step": (STEPS, ("179",), "179 is 0.895 of the target of 200: from 0.8 of it on, 0.5 of the points. 0.5 × 100 points. 50,"),
    "below all steps": (STEPS, ("159",), "159 stays below the target of 200: nothing. 0 × 100 points."),
    "a target of its own": (AT_LEAST | {"targets": {UNITS[0]: "50"}}, ("25",), "25 is 0.5 of the target of 50: in proportion."),
    "not exceeded": (AT_MOST, ("0.5",), "0.5 does not exceed 0.5 (that number included): in full. 1 × 100"),
    "between": (AT_MOST, ("1",), "1 lies between 0.5 (in full) and 2 (nothing): in proportion. 0.6667… × 100 points. 66.6667…, rounded half up once: 66.6667."),
    "exceeded": (AT_MOST, ("2",), "2 exceeds 0.5 by too much: nothing. 0 × 100"),
    "inside": (RANGE, ("96",), "96 lies between 92 and 100 (both included): in full."),
    "outside": (RANGE, ("89",), "89 lies 3 outside 92 to 100; over 12 it falls to nothing. 0.75 × 100 points."),
    "outside for good": ({"type": "range", "low": "92", "high": "100"}, ("89",), "89 lies outside 92 to 100: nothing."),
    "grown": (GROWTH, ({"value": "11310", "last": "10400"},), "(11310 − 10400) ÷ 10400 = 0.0875 reaches the target of 0.07 (that number included): in full."),
    "grown less": (GROWTH, ({"value": "10535", "last": "10000"},), "(10535 − 10000) ÷ 10000 = 0.0535 is 0.7643… of the target of 0.07: in proportion. 0.7643… × 100"),
    "fallen": (GROWTH | {"target": "0"}, ({"value": "-9", "last": "-8"},), "(-9 − -8) ÷ 8 = -0.125 stays below the target of 0: nothing."),
    "no last year": (GROWTH, ("5",), "There is no basis to compare it with: last year's value or the mean of the group is missing or not above 0."),
    "the mean reached": (UP, ("60", "40"), "60 reaches the mean of the group, 50: in full."),
    "below the mean": (UP, ("40", "60"), "40 is below the mean of the group: 40 ÷ 50. 0.8 × 100 points."),
    "far below the mean": (UP, ("20", "80"), "20 is below 0.5 of the mean of the group, 50: nothing."),
    "not above the mean": (DOWN, ("40", "60"), "40 is not above the mean of the group, 50: in full."),
    "above the mean": (DOWN, ("60", "40"), "60 is above the mean of the group: 50 ÷ 60. 0.8333… × 100"),
    "between worst and best": (EFFICACY, ("70", "100", "60"), "0.6 + 0.4 × (70 − 60) ÷ (100 − 60), not below 0 and not above 1. 0.7 × 100 points."),
    "all alike": (EFFICACY, ("70", "70"), "Best and worst of the group are both 70: in full."),
    "a place": ({"type": "rank", "direction": "up", "step": "0.1", "floor": "0.5"}, ("7", "9", "9"), "7 is place 3 of the group: 1 − 0.1 for each place after the first, not below 0.5. 0.8 × 100"),
    "a word": ({"type": "word", "words": {"较好": "0.85"}}, ("较好",), "“较好” is 0.85 of the points. 0.85 × 100 points."),
    "done": ({"type": "done"}, (True,), "Done: in full. 1 × 100 points."),
    "not done": ({"type": "done"}, ("否",), "Not done: nothing. 0 × 100 points."),
    "one sheet": ({"type": "expert", "points": "20", "sheets": 1}, ({"sheets": ["17.5"]},), "The sheet gives 17.5 of 20. 0.875 × 20 points."),
    "two sheets": (EXPERT, ({"sheets": ["17", "16.5"]},), "The sheets give 17 · 16.5: their mean is 16.75 of 20. 0.8375 × 20 points. 16.75,"),
    "two apart": (EXPERT, ({"sheets": ["18", "15"]},), "The two sheets lie further apart than allowed; a third is needed."),
    "the closest": (EXPERT, ({"sheets": ["18", "15", "16"]},), "The sheets give 18 · 15 · 16: the mean of the two that lie closest is 15.5 of 20."),
    "evenly apart": (EXPERT, ({"sheets": ["12", "15.5", "13.75"]},), "The sheets give 12 · 15.5 · 13.75, evenly apart: the mean of all is 13.75 of 20."),
    "decided": (EXPERT, ({"sheets": ["18", "15"], "decided": "16", "reason": "复核"},), "A moderator decided on 16 of 20: 复核 0.8 × 20 points."),
    "asked": (SURVEY, ({"asked": 400, "satisfied": 342},), "342 of 400 people asked are satisfied, 0.855; it is full at 0.95. 0.9 × 100 points."),
    "one asked": (SURVEY, ({"asked": 1, "satisfied": 1},), "1 of 1 person asked is satisfied, 1; it is full at 0.95. 1 × 100 points."),
    "too few": (SURVEY | {"sample": 30}, ({"asked": 29, "satisfied": 29},), "Fewer were asked than the scheme needs."),
    "taken off": (DEDUCT, ({"counts": {"late": 2, "false": 1}},), "6 − (1 × 2.5 (false) + 2 × 0.5 (late)), not below 0, of 6 points. 0.4167… × 6 points. 2.5, rounded half up once: 2.5000."),
    "nothing taken off": (DEDUCT, ({"counts": {"late": 0}},), "Nothing to take off: in full. 1 × 6 points."),
}  # fmt: skip


def sentences(
    leaves: dict[str, Table], rows: list[Table], units: int, language: str = "en", **head: Any
) -> dict[str, str]:
    """What is said of each leaf of the first unit."""
    of, inputs = read(scheme(leaves, units=units, head=head), {"value": rows})
    result = compute(of, inputs)[0]
    with translation.override(language):
        return {
            key: " ".join(
                map(translated, explain(of, result, key, inputs.given[result.unit].get(key)).sentences)
            )
            for key in result.leaves
        }


@pytest.mark.parametrize("what", SAID)
def test_the_sentence_of_a_type(what: str) -> None:
    leaf, entries, expected = SAID[what]
    found = sentences({"1": leaf}, values("1", *entries), len(entries))["1"]
    assert found.startswith(expected)
    chinese = sentences({"1": leaf}, values("1", *entries), len(entries), "zh-hans")["1"]
    assert sorted(numbers(chinese)) == sorted(numbers(found))


def numbers(said: str) -> list[str]:
    """The numbers of a sentence, but for those that Chinese says in words."""
    return re.findall(r"(?<![\w.])-?\d+(?:\.\d+…?)?", said.replace("not above 0.", ""))


WAYS: dict[str, tuple[Table, str]] = {
    "redistribute": ({}, "Does not apply (不涉及); its points went to the criteria beside it."),
    "group_mean": (
        {"na": "group_mean"},
        "Does not apply (不涉及); it counts as the mean of the group. 0.6 × 100 points. 60,",
    ),
    "full": ({"na": "full"}, "Does not apply (不涉及); it counts in full. 1 × 100 points. 100,"),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_sentence_where_a_leaf_does_not_apply(way: str) -> None:
    head, expected = WAYS[way]
    rows = [*values("1", {"na": True, "reason": "不涉及"}, "60"), *values("2", "50", "50")]
    found = sentences({"1": AT_LEAST, "2": AT_LEAST}, rows, 2, **head)
    assert found["1"].startswith(expected)
    gained = "0.5 × 200 points: its own 100 and its part of those that do not apply to the unit. 100,"
    assert (gained in found["2"]) == (way == "redistribute")


def test_the_sentence_where_nothing_came() -> None:
    rows = values("2", "50")
    assert sentences({"1": AT_LEAST, "2": AT_LEAST}, rows, 1)["1"] == "Nothing was given yet."
    zeroed = sentences({"1": AT_LEAST, "2": AT_LEAST}, rows, 1, missing_after="zero")["1"]
    assert zeroed.startswith(
        "Nothing was given by the cut-off day, which the scheme counts as nothing. 0 × 100 points."
    )


def test_where_only_the_total_is_rounded_the_sentence_says_so() -> None:
    head = {"round": {"step": "total", "places": 1}}
    found = sentences({"1": AT_LEAST}, values("1", "66.66"), 1, **head)["1"]
    assert found.endswith("0.6666 × 100 points. 66.66, kept exactly; only the total is rounded.")


@settings(max_examples=30, derandomize=True, suppress_health_check=list(HealthCheck))
@given(cases())
def test_the_numbers_said_are_the_ones_used(case: tuple[Table, Table]) -> None:
    of, inputs = read(*case)
    for result in (one for one in compute(of, inputs) if one.state != NO_DATA):
        for key, leaf in result.leaves.items():
            said = explain(of, result, key, inputs.given[result.unit].get(key))
            assert (said.points is None) == (leaf.f is None)
            if leaf.f is None or leaf.score is None or said.points is None or said.rounding is None:
                continue
            assert (said.points.values["f"], said.points.values["points"]) == (
                plain(leaf.f),
                plain(leaf.effective),
            )
            assert said.rounding.values["exact"] == plain(leaf.f * leaf.effective)
            assert said.rounding.values.get("score", shown(leaf.score, of.places)) == shown(
                leaf.score, of.places
            )
            ending = {"in full.": Fraction(1), ": nothing.": Fraction(0)}
            assert leaf.f == next((f for end, f in ending.items() if str(said.formula).endswith(end)), leaf.f)


def test_every_sentence_has_its_chinese_with_the_same_places() -> None:
    tree = ast.parse(Path(explaining.__file__).read_text(encoding="utf-8"))
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("N_", "NP_")
    ]
    texts = [tuple(ast.literal_eval(part) for part in call.args) for call in calls]
    assert len(texts) > 40
    with translation.override("zh-hans"):
        for one, *many in texts:
            chinese = ngettext(one, many[0], 2) if many else gettext(one)
            assert chinese not in (one, *many), one
            assert places(chinese) == places(many[0] if many else one), one


def places(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)s", text))
