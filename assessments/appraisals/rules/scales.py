"""How a leaf turns what is given into a fraction between 0 and 1 of its points: one class for each type.

`basis` is what all units of the group give together (a mean, the best and the worst, places); `one` judges a unit by
it. Both are exact. A text instead of a fraction is the reason why there is none.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import ClassVar

from assessments.appraisals.rules.inputs import Given

ZERO, ONE = Fraction(0), Fraction(1)
PENDING, NO_BASIS, THIRD_NEEDED, SAMPLE_TOO_SMALL = "pending", "no_basis", "third_needed", "sample_too_small"
UP, DOWN = "up", "down"
NONE, PROPORTIONAL, STEPS = "none", "proportional", "steps"

Judged = Fraction | str
"""The fraction of the points, or why there is none."""


@dataclass(frozen=True)
class Basis:
    """What the group gives together: numbers by name, places by value, or the reason why it judges nothing."""

    numbers: Mapping[str, Fraction] = field(default_factory=dict)
    places: Mapping[Fraction, int] = field(default_factory=dict)
    missing: str = ""


NO_GROUP = Basis()


class Scale:
    """The type of a leaf."""

    takes: ClassVar[frozenset[str]] = frozenset({"value"})
    """The fields of `Given` that an entry may have."""

    def basis(self, column: Sequence[Given]) -> Basis:
        """What the entries of the group give together; those to whom the leaf does not apply are not among them."""
        return self._basis(column)

    def one(self, unit: str, given: Given, basis: Basis) -> Judged:
        """The fraction for one unit, or why there is none."""
        return self._one(unit, given, basis)

    def _basis(self, column: Sequence[Given]) -> Basis:
        return NO_GROUP

    def _one(self, unit: str, given: Given, basis: Basis) -> Judged:
        raise NotImplementedError


def _cut(value: Fraction) -> Fraction:
    return min(ONE, max(ZERO, value))


def _reached(
    share: Fraction, below: str, steps: Sequence[tuple[Fraction, Fraction]], zero_below: Fraction | None
) -> Fraction:
    """The fraction for a share of the target below 1."""
    if below == PROPORTIONAL:
        return ZERO if zero_below is not None and share < zero_below else max(ZERO, share)
    return next((f for ratio, f in steps if share >= ratio), ZERO) if below == STEPS else ZERO


@dataclass(frozen=True)
class AtLeast(Scale):
    """达标: the target or more is full; below it nothing, a share of it, or by `steps` of (ratio, fraction)."""

    target: Fraction
    targets: Mapping[str, Fraction] = field(default_factory=dict)
    below: str = NONE
    steps: tuple[tuple[Fraction, Fraction], ...] = ()
    zero_below: Fraction | None = None

    def _one(self, unit: str, given: Given, basis: Basis) -> Judged:
        target = self.targets.get(unit, self.target)
        if given.number >= target:
            return ONE
        return _reached(given.number / target, self.below, self.steps, self.zero_below)


@dataclass(frozen=True)
class AtMost(Scale):
    """不高于: the target or less is full; from `zero_at` on nothing; between them in proportion."""

    target: Fraction
    zero_at: Fraction | None = None

    def _one(self, unit: str, given: Given, basis: Basis) -> Judged:
        x, limit = given.number, self.zero_at
        if x <= self.target:
            return ONE
        return ZERO if limit is None or x >= limit else (limit - x) / (limit - self.target)


@dataclass(frozen=True)
class Range(Scale):
    """区间: inside is full; outside it falls to nothing over the `tolerance`."""

    low: Fraction
    high: Fraction
    tolerance: Fraction | None = None

    def _one(self, unit: str, given: Given, basis: Basis) -> Judged:
        outside = max(self.low - given.number, given.number - self.high, ZERO)
        if not outside:
            return ONE
        return ZERO if self.tolerance is None else max(ZERO, ONE - outside / self.tolerance)


@dataclass(frozen=True)
class Growth(Scale):
    """增长: the rate against last year's value, judged as `AtLeast` where growth is asked for."""

    takes: ClassVar[frozenset[str]] = frozenset({"value", "last"})
    target: Fraction
    below: str = NONE
    steps: tuple[tuple[Fraction, Fraction], ...] = ()
    zero_below: Fraction | None = None

    def _one(self, unit: str, given: Given, basis: Basis) -> Judged:
        rate = self.rate(given)
        if rate is None:
            return NO_BASIS
        if rate >= self.target:
            return ONE
        if self.target <= 0:
            return ZERO
        return _reached(rate / self.target, self.below, self.steps, self.zero_below)

    @staticmethod
    def rate(given: Given) -> Fraction | None:
        """How much it grew, as a share of last year's value; None without one."""
        return (given.number - given.last) / abs(given.last) if given.last else None


@dataclass(frozen=True)
class GroupMean(Scale):
    """与组均值比: the mean of the group or better is full; else the share of it."""

    direction: str
    zero_below: Fraction | None = None

    def _basis(self, column: Sequence[Given]) -> Basis:
        if not column:
            return NO_GROUP
        mean = sum((given.number for given in column), ZERO) / len(column)
        return Basis({"mean": mean}, missing="" if mean > 0 else NO_BASIS)

    def _one(self, unit: str, given: Given, basis: Basis) -> Judged:
        x, mean = given.number, basis.numbers["mean"]
        if self.direction == DOWN:
            return ONE if x <= mean else mean / x
        if x >= mean:
            return ONE
        share = x / mean
        return ZERO if self.zero_below is not None and share < self.zero_below else max(ZERO, share)


@dataclass(frozen=True)
class Efficacy(Scale):
    """功效系数: from `floor` at the worst to full at the best of the group, or at those that the scheme fixes."""

    direction: str
    floor: Fraction = Fraction(3, 5)
    best: Fraction | None = None
    worst: Fraction | None = None

    def _basis(self, column: Sequence[Given]) -> Basis:
        values = [given.number for given in column]
        if not values:
            return NO_GROUP
        top, bottom = (max, min) if self.direction == UP else (min, max)
        best = top(values) if self.best is None else self.best
        return Basis({"best": best, "worst": bottom(values) if self.worst is None else self.worst})

    def _one(self, unit: str, given: Given, basis: Basis) -> Judged:
        best, worst = basis.numbers["best"], basis.numbers["worst"]
        if best == worst:
            return ONE
        return _cut(self.floor + (1 - self.floor) * (given.number - worst) / (best - worst))


@dataclass(frozen=True)
class Rank(Scale):
    """位次: the first is full, each place after it `step` less, not under `floor`; places as in sport (1, 1, 3)."""

    direction: str
    step: Fraction
    floor: Fraction

    def _basis(self, column: Sequence[Given]) -> Basis:
        many = Counter(given.number for given in column)
        places, before = {}, 0
        for value in sorted(many, reverse=self.direction == UP):
            places[value] = before + 1
            before += many[value]
        return Basis(places=places)

    def _one(self, unit: str, given: Given, basis: Basis) -> Judged:
        return max(self.floor, ONE - self.step * (basis.places[given.number] - 1))


@dataclass(frozen=True)
class Word(Scale):
    """评语: the fraction of the word."""

    words: Mapping[str, Fraction]

    def _one(self, unit: str, given: Given, basis: Basis) -> Judged:
        return self.words[str(given.value)]


@dataclass(frozen=True)
class Done(Scale):
    """完成与否: all or nothing."""

    def _one(self, unit: str, given: Given, basis: Basis) -> Judged:
        return ONE if given.value else ZERO


@dataclass(frozen=True)
class Expert(Scale):
    """专家评分: one sheet, or two blind ones with a third where they lie further apart than `spread`."""

    takes: ClassVar[frozenset[str]] = frozenset({"sheets", "decided"})
    points: Fraction
    sheets: int
    spread: Fraction = ZERO

    def _one(self, unit: str, given: Given, basis: Basis) -> Judged:
        found = self.agreed(given)
        return found / self.points if isinstance(found, Fraction) else found

    def agreed(self, given: Given) -> Judged:
        """The points that the sheets come to; a moderator's decision stands before all."""
        marks = given.sheets
        if given.decided is not None:
            return given.decided
        if len(marks) < self.sheets:
            return PENDING
        if self.sheets == 1:
            return marks[0]
        if abs(marks[0] - marks[1]) <= self.spread:
            return (marks[0] + marks[1]) / 2
        if len(marks) == 2:
            return THIRD_NEEDED
        low, middle, high = sorted(marks)
        if middle - low == high - middle:
            return (low + middle + high) / 3
        return (low + middle) / 2 if middle - low < high - middle else (middle + high) / 2


@dataclass(frozen=True)
class Survey(Scale):
    """满意度: the share of those asked who are satisfied, full at `full_at`; nothing is said by too few."""

    takes: ClassVar[frozenset[str]] = frozenset({"asked", "satisfied"})
    sample: int
    full_at: Fraction = ONE

    def _one(self, unit: str, given: Given, basis: Basis) -> Judged:
        if given.asked < self.sample or not given.asked:
            return SAMPLE_TOO_SMALL
        return min(ONE, Fraction(given.satisfied, given.asked) / self.full_at)


@dataclass(frozen=True)
class Deduct(Scale):
    """扣分: each case takes points off, down to `floor_points`."""

    takes: ClassVar[frozenset[str]] = frozenset({"counts"})
    points: Fraction
    items: Mapping[str, Fraction]
    floor_points: Fraction = ZERO

    def _one(self, unit: str, given: Given, basis: Basis) -> Judged:
        return max(self.floor_points, self.points - summed(self.items, given)) / self.points


@dataclass(frozen=True)
class Beside:
    """加分、扣分 outside the tree: points by cases up to a cap; a penalty takes them off."""

    takes: ClassVar[frozenset[str]] = frozenset({"counts"})
    items: Mapping[str, Fraction]
    cap: Fraction
    sign: int

    def points_for(self, given: Given) -> Fraction:
        """The points, below zero for a penalty."""
        return self.sign * min(self.cap, summed(self.items, given))


def summed(items: Mapping[str, Fraction], given: Given) -> Fraction:
    """The points of all cases."""
    return sum((items[key] * count for key, count in given.counts.items()), ZERO)
