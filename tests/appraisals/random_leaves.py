"""Leaves at random: parameters of every type as TOML has them, and entries on and around each of their thresholds."""

from collections.abc import Callable
from fractions import Fraction
from itertools import permutations
from typing import Any

from hypothesis import strategies as st

from tests.appraisals.oracle_types import Table, exact, shown

Draw = Callable[[st.SearchStrategy[Any]], Any]
POINTS = ("1", "2.5", "10", "7", "0.3", "12.25", "100")
SHARES = ("0", "0.1", "0.35", "0.5", "0.6", "0.75", "0.9", "1")
ODD = ("89.995", "-0.5", "2.675", "1.005", "0.1", "0.2", "0.3", "1.15", "8.345", "33.333333333333")
"""Numbers whose nearest binary float lies on the other side of a half, or whose sums miss in floats."""
SMALL = ("-3", "-1", "0", "1", "2", "2", "3", "5", *ODD)
ITEMS = {"a": "0.5", "b": "2.5", "c": "0.125"}
WORDS = {"好": "1", "较好": "0.85", "一般": "0.333", "差": "0"}
DIGIT = Fraction(1, 10**6)


def written(value: Fraction) -> str:
    """The number as the file writes it, with twelve places where it has no end."""
    return shown(value, 12).rstrip("0").rstrip(".")


def around(*thresholds: Fraction) -> tuple[str, ...]:
    """Each threshold, and one unit of the last digit below and above."""
    return tuple(written(one + step) for one in thresholds for step in (0, -DIGIT, DIGIT))


def one_of(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(values)


def below(draw: Draw) -> Table:
    found = draw(one_of({}, {"below": "none"}, {"below": "proportional"}, {"below": "proportional", "zero_below": "0.9"},
                        {"steps": [["0.8", "0.5"], ["0.95", "0.9"]]}, {"below": "steps", "steps": [["0", "0"], ["0.75", "0.333"]]}))  # fmt: skip
    return dict(found)


def ratios(own: Table) -> list[Fraction]:
    """The shares of a target at which something changes."""
    return [
        Fraction(1),
        *map(exact, [own.get("zero_below", "0"), *(step[0] for step in own.get("steps", []))]),
    ]


def numbers(*thresholds: Fraction) -> list[Table]:
    return [{"value": value} for value in (*around(*thresholds), *SMALL)]


def at_least(draw: Draw, units: list[str], points: Fraction) -> Any:
    own = {"target": draw(one_of("1", "0.7", "95", "33.3")), **below(draw)}
    if draw(st.booleans()):
        own["targets"] = dict(zip(units[::2], ("2", "0.35", "0.7") * 4, strict=False))
    targets = {exact(own["target"]), *map(exact, own.get("targets", {}).values())}
    return own, numbers(*(target * ratio for target in sorted(targets) for ratio in ratios(own)))


def at_most(draw: Draw, units: list[str], points: Fraction) -> Any:
    own = draw(one_of({"target": "2"}, {"target": "0.5", "zero_at": "2"}, {"target": "-1", "zero_at": "0.7"}))
    return own, numbers(*(exact(one) for one in own.values()))


def within(draw: Draw, units: list[str], points: Fraction) -> Any:
    own = draw(one_of({"low": "0", "high": "2"}, {"low": "2", "high": "2", "tolerance": "3"},
                      {"low": "-1.5", "high": "1", "tolerance": "0.7"}))  # fmt: skip
    low, high, over = exact(own["low"]), exact(own["high"]), exact(own.get("tolerance", "0"))
    return own, numbers(low, high, low - over, high + over)


def growth(draw: Draw, units: list[str], points: Fraction) -> Any:
    own = {"target": draw(one_of("0.07", "0.5", "0", "-0.1")), **below(draw)}
    rates = [exact(own["target"]) * ratio for ratio in ratios(own)]
    pairs = [
        {"value": value, "last": written(last)}
        for last in map(Fraction, (100, -100, 8))
        for value in around(*(last + abs(last) * rate for rate in rates))
    ]
    return own, [*pairs, {"value": "5"}, {"value": "5", "last": "0"}, {"value": "0", "last": "3"}]


def group_mean(draw: Draw, units: list[str], points: Fraction) -> Any:
    own = draw(one_of({"direction": "up"}, {"direction": "down"}, {"direction": "up", "zero_below": "0.75"}))
    return own, [{"value": value} for value in (*SMALL, *map(str, range(9)))]


def efficacy(draw: Draw, units: list[str], points: Fraction) -> Any:
    up = draw(st.booleans())
    fixed = {"best": "5" if up else "-3", "worst": "-3" if up else "5"}
    own = {"direction": "up" if up else "down", **draw(one_of({}, {"floor": "0"}, {"floor": "0.5"}))}
    own |= {name: fixed[name] for name in draw(one_of([], [], ["best"], ["worst"], ["best", "worst"]))}
    return own, numbers(Fraction(5), Fraction(-3))


def rank(draw: Draw, units: list[str], points: Fraction) -> Any:
    own = {
        "direction": draw(one_of("up", "down")),
        "step": draw(one_of("0.1", "0.07", "0")),
        "floor": draw(one_of("0.5", "0.86")),
    }
    return own, numbers()


def word(draw: Draw, units: list[str], points: Fraction) -> Any:
    return {"words": WORDS}, [{"value": value} for value in WORDS]


def done(draw: Draw, units: list[str], points: Fraction) -> Any:
    return {}, [{"value": value} for value in (True, False, "1", "0", "是", "否")]


def expert(draw: Draw, units: list[str], points: Fraction) -> Any:
    marks = [written(points * share) for share in map(exact, SHARES)]
    decided = {"decided": marks[3], "reason": "复核"}
    if draw(st.booleans()):
        return {"sheets": 1}, [*({"sheets": [mark]} for mark in marks), decided]
    spread = draw(one_of("0", *(written(points * share) for share in map(exact, ("0.15", "0.25")))))
    several = [
        {"sheets": list(found)}
        for found in (marks[:1], *permutations(marks, 2), *permutations(marks[::2], 3))
    ]
    return {"sheets": 2, "spread": spread}, [*several, decided, several[-1] | decided]


def survey(draw: Draw, units: list[str], points: Fraction) -> Any:
    own = {"sample": 30, **draw(one_of({}, {"full_at": "0.95"}, {"full_at": "0.5"}))}
    pairs = ((29, 29), (30, 0), (30, 30), (31, 15), (40, 38), (400, 379), (400, 381), (60, 30), (0, 0))
    return own, [{"asked": asked, "satisfied": satisfied} for asked, satisfied in pairs]


COUNTS: list[Table] = [
    {"counts": it}
    for it in ({}, {"a": 0}, {"a": 1}, {"b": 1}, {"c": 1}, {"a": 5, "c": 3}, {"a": 2, "b": 3, "c": 1})
]


def deduct(draw: Draw, units: list[str], points: Fraction) -> Any:
    floor = draw(one_of({}, {"floor_points": written(points / 4)}, {"floor_points": written(points)}))
    return {"items": ITEMS, **floor}, COUNTS


def outside(draw: Draw, units: list[str], points: Fraction) -> Any:
    return {"items": ITEMS, "cap": draw(one_of("3", "0.125", "100"))}, COUNTS


TYPES = {
    "at_least": at_least, "at_most": at_most, "range": within, "growth": growth, "group_mean": group_mean,
    "efficacy": efficacy, "rank": rank, "word": word, "done": done, "expert": expert, "survey": survey, "deduct": deduct,
}  # fmt: skip
