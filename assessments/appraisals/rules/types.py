"""The types a leaf can have: their parameters in the file, and the scale that is made of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from assessments.appraisals.rules import fields as read
from assessments.appraisals.rules.fields import BadFieldError, Field, optional
from assessments.appraisals.rules.marks import Beside, Deduct, Done, Expert, Survey, Word
from assessments.appraisals.rules.scales import (
    DOWN,
    NONE,
    PROPORTIONAL,
    STEPS,
    UP,
    AtLeast,
    AtMost,
    Efficacy,
    GroupMean,
    Growth,
    Range,
    Rank,
    Scale,
)
from assessments.appraisals.rules.schemes import BONUS, PENALTY
from revitalization.kit.words import N_

Given = Mapping[str, Any]
"""The parameters of a leaf as they were read."""


@dataclass(frozen=True)
class Type:
    """The parameters of a type, and what is made of them and the leaf's points; `build` raises `BadFieldError`."""

    fields: Mapping[str, Field]
    build: Callable[[Given, Fraction], Scale]


def _steps(given: Any) -> tuple[tuple[Fraction, Fraction], ...]:
    """[[ratio, fraction], …], put in order from the highest ratio down."""
    found = read.list_of(read.list_of(read.share))(given)
    if not found or any(len(one) != 2 for one in found):
        raise BadFieldError(
            N_("each step is a pair: from which share of the target on, and the fraction of the points")
        )
    pairs = sorted(((one[0], one[1]) for one in found), reverse=True)
    if any(high[0] == low[0] or high[1] < low[1] for high, low in pairwise(pairs)):
        raise BadFieldError(N_("each step has a share of its own, and a lower share never gives more"))
    return tuple(pairs)


_BELOW = {
    "below": optional(read.one_of(NONE, PROPORTIONAL, STEPS)),
    "steps": optional(_steps),
    "zero_below": optional(read.share),
}
_DIRECTION = Field(read.one_of(UP, DOWN))


def _below(given: Given) -> dict[str, Any]:
    """How it is judged below the target; what contradicts itself is refused."""
    below, steps, zero = given["below"], given["steps"], given["zero_below"]
    if steps and below not in {None, STEPS}:
        raise BadFieldError(N_("either steps or another way below the target, not both"))
    if below == STEPS and not steps:
        raise BadFieldError(N_("the steps are missing"))
    if zero is not None and below != PROPORTIONAL:
        raise BadFieldError(N_('“zero_below” goes with below = "proportional" only'))
    return {"below": STEPS if steps else below or NONE, "steps": steps or (), "zero_below": zero}


def _at_least(given: Given, points: Fraction) -> Scale:
    return AtLeast(given["target"], given["targets"] or {}, **_below(given))


def _at_most(given: Given, points: Fraction) -> Scale:
    target, limit = given["target"], given["zero_at"]
    if limit is not None and limit <= target:
        raise BadFieldError(N_("“zero_at” must lie above the target"))
    return AtMost(target, limit)


def _range(given: Given, points: Fraction) -> Scale:
    if given["low"] > given["high"]:
        raise BadFieldError(N_("“low” must not lie above “high”"))
    return Range(given["low"], given["high"], given["tolerance"])


def _growth(given: Given, points: Fraction) -> Scale:
    return Growth(given["target"], **_below(given))


def _group_mean(given: Given, points: Fraction) -> Scale:
    if given["zero_below"] is not None and given["direction"] == DOWN:
        raise BadFieldError(N_('“zero_below” goes with direction = "up" only'))
    return GroupMean(given["direction"], given["zero_below"])


def _efficacy(given: Given, points: Fraction) -> Scale:
    best, worst, up = given["best"], given["worst"], given["direction"] == UP
    if best is not None and worst is not None and (best <= worst if up else best >= worst):
        raise BadFieldError(
            N_("the best value must be better than the worst, in the direction that is given")
        )
    return Efficacy(given["direction"], given["floor"], best, worst)


def _expert(given: Given, points: Fraction) -> Scale:
    if given["sheets"] == 2 and given["spread"] is None:
        raise BadFieldError(
            N_("two sheets need “spread”: how far they may lie apart before a third is asked for")
        )
    if given["sheets"] == 1 and given["spread"] is not None:
        raise BadFieldError(N_("“spread” goes with two sheets only"))
    return Expert(points, given["sheets"], given["spread"] or Fraction(0))


def _one_or_two(given: Any) -> int:
    if read.whole(given) not in {1, 2}:
        raise BadFieldError(N_("one sheet, or two"))
    return read.whole(given)


def _deduct(given: Given, points: Fraction) -> Scale:
    if given["floor_points"] > points:
        raise BadFieldError(N_("“floor_points” must not lie above the points"))
    return Deduct(points, given["items"], given["floor_points"])


_ITEMS = Field(read.map_of(read.not_negative))
TYPES: Mapping[str, Type] = {
    "at_least": Type(
        {"target": Field(read.positive), "targets": optional(read.map_of(read.positive)), **_BELOW}, _at_least
    ),
    "at_most": Type({"target": Field(read.number), "zero_at": optional(read.number)}, _at_most),
    "range": Type(
        {"low": Field(read.number), "high": Field(read.number), "tolerance": optional(read.positive)}, _range
    ),
    "growth": Type({"target": Field(read.number), **_BELOW}, _growth),
    "group_mean": Type({"direction": _DIRECTION, "zero_below": optional(read.share)}, _group_mean),
    "efficacy": Type(
        {
            "direction": _DIRECTION,
            "floor": optional(read.share, Fraction(3, 5)),
            "best": optional(read.number),
            "worst": optional(read.number),
        },
        _efficacy,
    ),
    "rank": Type(
        {"direction": _DIRECTION, "step": Field(read.share), "floor": Field(read.share)},
        lambda given, points: Rank(given["direction"], given["step"], given["floor"]),
    ),
    "word": Type({"words": Field(read.map_of(read.share))}, lambda given, points: Word(given["words"])),
    "done": Type({}, lambda given, points: Done()),
    "expert": Type({"sheets": Field(_one_or_two), "spread": optional(read.not_negative)}, _expert),
    "survey": Type(
        {"sample": Field(read.whole_above_zero), "full_at": optional(read.share_above_zero, Fraction(1))},
        lambda given, points: Survey(given["sample"], given["full_at"]),
    ),
    "deduct": Type({"items": _ITEMS, "floor_points": optional(read.not_negative, Fraction(0))}, _deduct),
}
BESIDE: Mapping[str, int] = {BONUS: 1, PENALTY: -1}
"""What stands outside the tree, and whether it adds or takes."""
BESIDE_FIELDS = {"items": _ITEMS, "cap": Field(read.positive)}


def beside_of(kind: str, given: Given) -> Beside:
    """The bonus or penalty of these parameters."""
    return Beside(given["items"], given["cap"], BESIDE[kind])
