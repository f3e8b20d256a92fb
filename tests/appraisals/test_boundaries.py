"""At, one unit of the last digit below and above each threshold: 以上、以下均含本数."""

from typing import Any

import pytest

from tests.appraisals.small import AT_LEAST, UNITS, Table, computed, leaf_scores, scheme, values

STEPS = {"type": "at_least", "target": "200", "steps": [["0.9", "0.75"], ["0.8", "0.5"]]}
GROWTH = {"type": "growth", "target": "0.07", "below": "proportional", "zero_below": "0.5"}
EXPERT = {"type": "expert", "sheets": 2, "spread": "1.5"}
EFFICACY = {"type": "efficacy", "direction": "up", "best": "100", "worst": "60"}
SURVEY = {"type": "survey", "sample": 200, "full_at": "0.95"}
DEDUCT = {"type": "deduct", "items": {"late": "12.5", "false": "0.01"}, "floor_points": "25"}


def grown(value: str, last: str = "100") -> Table:
    return {"value": value, "last": last}


def sheets(*marks: str) -> Table:
    return {"sheets": list(marks)}


def asked(many: int, satisfied: int) -> Table:
    return {"asked": many, "satisfied": satisfied}


ALONE: dict[str, tuple[Table, Any, str]] = {
    "at_least, a digit below": (AT_LEAST, "99.9999", "99.9999"),
    "at_least, at": (AT_LEAST, "100", "100.0000"),
    "at_least, a digit above": (AT_LEAST, "100.0001", "100.0000"),
    "at_least, below zero": (AT_LEAST, "-0.0001", "0.0000"),
    "none, a digit below": ({"type": "at_least", "target": "90"}, "89.9999", "0.0000"),
    "none, at": ({"type": "at_least", "target": "90"}, "90", "100.0000"),
    "zero_below, a digit below": (AT_LEAST | {"zero_below": "0.9"}, "89.9999", "0.0000"),
    "zero_below, at": (AT_LEAST | {"zero_below": "0.9"}, "90", "90.0000"),
    "zero_below, a digit above": (AT_LEAST | {"zero_below": "0.9"}, "90.0001", "90.0001"),
    "steps, at the target": (STEPS, "200", "100.0000"),
    "steps, a digit below the target": (STEPS, "199.9999", "75.0000"),
    "steps, at the first": (STEPS, "180", "75.0000"),
    "steps, a digit below the first": (STEPS, "179.9999", "50.0000"),
    "steps, at the last": (STEPS, "160", "50.0000"),
    "steps, a digit below the last": (STEPS, "159.9999", "0.0000"),
    "a target of its own, at": (AT_LEAST | {"targets": {UNITS[0]: "50"}}, "50", "100.0000"),
    "a target of its own, a digit below": (AT_LEAST | {"targets": {UNITS[0]: "50"}}, "49.99995", "99.9999"),
    "at_most, at": ({"type": "at_most", "target": "1", "zero_at": "2"}, "1", "100.0000"),
    "at_most, a digit above": ({"type": "at_most", "target": "1", "zero_at": "2"}, "1.000001", "99.9999"),
    "at_most, a digit below nothing": ({"type": "at_most", "target": "1", "zero_at": "2"}, "1.999999", "0.0001"),
    "at_most, at nothing": ({"type": "at_most", "target": "1", "zero_at": "2"}, "2", "0.0000"),
    "at_most without an end, a digit above": ({"type": "at_most", "target": "1"}, "1.0001", "0.0000"),
    "range, at the lower end": ({"type": "range", "low": "92", "high": "100", "tolerance": "12"}, "92", "100.0000"),
    "range, a digit below": ({"type": "range", "low": "92", "high": "100", "tolerance": "12"}, "91.9999", "99.9992"),
    "range, at the upper end": ({"type": "range", "low": "92", "high": "100", "tolerance": "12"}, "100", "100.0000"),
    "range, a digit above": ({"type": "range", "low": "92", "high": "100", "tolerance": "12"}, "100.0001", "99.9992"),
    "range, at the end of the tolerance": ({"type": "range", "low": "92", "high": "100", "tolerance": "12"}, "80", "0.0000"),
    "range, a digit before that": ({"type": "range", "low": "92", "high": "100", "tolerance": "12"}, "80.0001", "0.0008"),
    "range without a tolerance": ({"type": "range", "low": "92", "high": "100"}, "100.0001", "0.0000"),
    "growth, at": (GROWTH, grown("107"), "100.0000"),
    "growth, a digit below": (GROWTH, grown("106.9999"), "99.9986"),
    "growth, at zero_below": (GROWTH, grown("103.5"), "50.0000"),
    "growth, a digit below zero_below": (GROWTH, grown("103.4999"), "0.0000"),
    "growth out of a loss": (GROWTH, grown("-93", "-100"), "100.0000"),
    "growth from nothing": (GROWTH, grown("5", "0"), "no_basis"),
    "growth without last year": (GROWTH, "5", "no_basis"),
    "no growth asked for, at": ({"type": "growth", "target": "0"}, grown("100"), "100.0000"),
    "no growth asked for, a digit below": ({"type": "growth", "target": "0", "below": "proportional"}, grown("99.9999"), "0.0000"),
    "a fall allowed, at": ({"type": "growth", "target": "-0.1"}, grown("90"), "100.0000"),
    "a fall allowed, a digit below": ({"type": "growth", "target": "-0.1"}, grown("89.9999"), "0.0000"),
    "efficacy, at the best": (EFFICACY, "100", "100.0000"),
    "efficacy, above the best": (EFFICACY, "100.0001", "100.0000"),
    "efficacy, a digit below the best": (EFFICACY, "99.99", "99.9900"),
    "efficacy, at the worst": (EFFICACY, "60", "60.0000"),
    "efficacy, below the worst": (EFFICACY, "59.99", "59.9900"),
    "efficacy, where nothing is left": (EFFICACY, "0", "0.0000"),
    "efficacy, a digit before that": (EFFICACY, "0.01", "0.0100"),
    "the spread, at": (EXPERT, sheets("17", "15.5"), "16.2500"),
    "the spread, a digit above": (EXPERT, sheets("17.0001", "15.5"), "third_needed"),
    "a third sheet, nearer to the first": (EXPERT, sheets("18", "15", "16.5001"), "17.2501"),
    "a third sheet, in the middle": (EXPERT, sheets("18", "15", "16.5"), "16.5000"),
    "a third sheet, nearer to the second": (EXPERT, sheets("18", "15", "16.4999"), "15.7500"),
    "one of two sheets": (EXPERT, sheets("18"), "pending"),
    "a decision": (EXPERT, {"decided": "12.3456", "reason": "复核"}, "12.3456"),
    "the sample, at": (SURVEY, asked(200, 95), "50.0000"),
    "the sample, one less": (SURVEY, asked(199, 199), "sample_too_small"),
    "full, at": (SURVEY, asked(200, 190), "100.0000"),
    "full, one less": (SURVEY, asked(200, 189), "99.4737"),
    "full, one more": (SURVEY, asked(200, 191), "100.0000"),
    "the floor of points, at": (DEDUCT, {"counts": {"late": 6}}, "25.0000"),
    "the floor of points, a digit above": (DEDUCT, {"counts": {"late": 5, "false": 1249}}, "25.0100"),
    "the floor of points, a digit below": (DEDUCT, {"counts": {"late": 6, "false": 1}}, "25.0000"),
    "no cases": (DEDUCT, {"counts": {}}, "100.0000"),
}  # fmt: skip


@pytest.mark.parametrize("what", ALONE)
def test_a_threshold_of_a_type(what: str) -> None:
    leaf, entry, expected = ALONE[what]
    assert leaf_scores(leaf, entry) == [expected]


TOGETHER: dict[str, tuple[Table, tuple[Any, ...], list[str | None]]] = {
    "the mean, a digit below it": (
        {"type": "group_mean", "direction": "up"}, ("50", "49.9999", "50.0001"), ["100.0000", "99.9998", "100.0000"]
    ),
    "the mean from above": ({"type": "group_mean", "direction": "down"}, ("40", "60"), ["100.0000", "83.3333"]),
    "zero_below of the mean": (
        {"type": "group_mean", "direction": "up", "zero_below": "0.8"}, ("40", "60", None, "50"), ["80.0000", "100.0000", None, "100.0000"]
    ),
    "a digit below zero_below of the mean": (
        {"type": "group_mean", "direction": "up", "zero_below": "0.8"}, ("39.9999", "60", "50"), ["0.0000", "100.0000", "100.0000"]
    ),
    "a mean of nothing": ({"type": "group_mean", "direction": "up"}, ("-1", "1"), ["no_basis", "no_basis"]),
    "a mean just above nothing": ({"type": "group_mean", "direction": "up"}, ("-1", "1.0001"), ["0.0000", "100.0000"]),
    "best and worst of the group": ({"type": "efficacy", "direction": "down"}, ("1", "3", "2"), ["100.0000", "60.0000", "80.0000"]),
    "all the same": ({"type": "efficacy", "direction": "up"}, ("3", "3.0"), ["100.0000", "100.0000"]),
    "shared places": (
        {"type": "rank", "direction": "up", "step": "0.1", "floor": "0.75"}, ("9", "9", "7", "6.9999"), ["100.0000", "100.0000", "80.0000", "75.0000"]
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", TOGETHER)
def test_a_threshold_of_a_group(what: str) -> None:
    leaf, entries, expected = TOGETHER[what]
    assert leaf_scores(leaf, *entries) == expected


def grades_of(
    *totals: str, quota: str | None = None, head: Table | None = None, **tables: Any
) -> list[str | None]:
    best = {"word": "好", "from": "90", **({"quota": quota} if quota else {})}
    said = scheme(
        {"1": AT_LEAST},
        units=len(totals),
        head=head,
        **{"grade": [best, {"word": "中", "from": "60"}], **tables},
    )
    return [one.get("grade") for one in computed(said, {"value": values("1", *totals)})]


def test_grades_begin_at_their_number() -> None:
    assert grades_of("90", "89.9999", "90.0001", "60", "59.9999") == ["好", "中", "好", "中", None]


def test_the_total_that_is_graded_is_the_one_that_is_shown() -> None:
    assert grades_of("89.995", head={"round": {"step": "total", "places": 2}}) == ["好"]
    assert grades_of("89.9949", head={"round": {"step": "total", "places": 2}}) == ["中"]


def test_quotas_are_rounded_at_their_number() -> None:
    assert grades_of("99", "98", "97", "96", quota="0.5").count("好") == 2
    assert grades_of("99", "98", "97", "96", quota="0.4999").count("好") == 1
    assert grades_of("99", "98", "97", "96", quota="0.625", head={"quota_round": "half_up"}).count("好") == 3
    assert grades_of("99", "98", "97", "96", quota="0.6249", head={"quota_round": "half_up"}).count("好") == 2


def test_who_shares_a_place_stands_or_falls_together() -> None:
    marks = ("99", "98", "98", "97")
    assert grades_of(*marks, quota="0.5") == ["好", "中", "中", "中"]
    assert grades_of(*marks, quota="0.5", head={"quota_ties": "in"}) == ["好", "好", "好", "中"]
    assert grades_of(*marks, quota="0.75") == ["好", "好", "好", "中"]
    assert grades_of(*marks, quota="0.25", head={"quota_ties": "in"}) == ["好", "中", "中", "中"]


def test_limiters_begin_at_their_number() -> None:
    def limited(when: Table, value: str, **inputs: Any) -> bool:
        said = scheme(
            {"1": AT_LEAST}, limiter=[{"key": "L", "title": "限", "when": when, "total_at_most": "59.99"}]
        )
        found = computed(said, {"value": values("1", value), **inputs})[0]
        assert found["total"] == (
            "59.9900" if "limiters" in found else f"{value}.0000"[: 3 + 4] if "." not in value else value
        )
        return found.get("limiters") == ["L"]

    def fact(value: str) -> dict[str, list[Table]]:
        return {"fact": [{"unit": UNITS[0], "key": "f", "value": value}]}

    assert [
        limited({"criterion": "1", "below": "0.95"}, value) for value in ("94.9999", "95.0000", "95.0001")
    ] == [True, False, False]
    assert [
        limited({"fact": "f", "at_least": "2"}, "95.0000", **fact(value))
        for value in ("1.9999", "2", "2.0001")
    ] == [False, True, True]
    assert not limited({"fact": "f", "at_least": "0"}, "95.0000")
    assert limited({"veto": "v"}, "95.0000", veto=[{"unit": UNITS[0], "key": "v"}])


def test_caps_of_bonus_and_penalty_and_the_ceiling_begin_at_their_number() -> None:
    outside = {"items": {"a": "0.5", "b": "0.0001"}, "cap": "3"}
    said = scheme(
        {"1": AT_LEAST, "J": {"type": "bonus", **outside}, "K": {"type": "penalty", **outside}},
        head={"ceiling": "102"},
    )

    def total(value: str, bonus: Table, penalty: Table) -> tuple[str, str, str]:
        rows = [*values("1", value), *values("J", {"counts": bonus}), *values("K", {"counts": penalty})]
        found = computed(said, {"value": rows})[0]
        return found["scores"]["J"], found["scores"]["K"], found["total"]

    assert total("50", {"a": 6}, {}) == ("3.0000", "0.0000", "53.0000")
    assert total("50", {"a": 5, "b": 4999}, {"a": 6, "b": 1}) == ("2.9999", "-3.0000", "49.9999")
    assert total("100", {"a": 4}, {}) == ("2.0000", "0.0000", "102.0000")
    assert total("100", {"a": 4, "b": 1}, {}) == ("2.0001", "0.0000", "102.0000")
    assert total("2.9999", {}, {"a": 6}) == ("0.0000", "-3.0000", "0.0000")


def test_shared_totals_are_placed_by_the_scores_named_in_turn() -> None:
    leaves = {"1": AT_LEAST, "2": AT_LEAST, "3": AT_LEAST}
    rows = [
        *values("1", "50", "50", "60", "50"),
        *values("2", "60", "60", "50", "50"),
        *values("3", "40", "40", "40", "50"),
    ]

    def by(*ties: str) -> list[int]:
        return [
            one["place"]
            for one in computed(scheme(leaves, units=4, head={"ties_by": list(ties)}), {"value": rows})
        ]

    assert by() == [1, 1, 1, 1]
    assert by("1") == [2, 2, 1, 2]
    assert by("1", "2") == [2, 2, 1, 4]
    assert by("3", "2") == [2, 2, 4, 1]


def test_a_leaf_that_does_not_apply_breaks_a_tie_as_nothing() -> None:
    rows = [*values("1", {"na": True, "reason": "不涉及"}, "50", "0"), *values("2", "50", "50", "100")]
    said = scheme({"1": AT_LEAST, "2": AT_LEAST}, units=3, head={"ties_by": ["1"]})
    found = computed(said, {"value": rows})
    assert [(one["total"], one["place"]) for one in found] == [
        ("100.0000", 2),
        ("100.0000", 1),
        ("100.0000", 2),
    ]
