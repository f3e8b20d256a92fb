"""How a leaf turns what is given into a fraction between 0 and 1 of its points: one class for each type.

`_basis` is what all units of the group give together (a mean, the best and the worst, places); `_one` judges a unit by
it. Both are exact; a fraction is a pair of whole numbers. A text instead of it is the reason why there is none.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import ClassVar

from assessments.appraisals.rules.inputs import Given
from assessments.appraisals.rules.numbers import Line, Ratio, common, less, line, over

ZERO, ONE = Fraction(0), Fraction(1)
NOTHING, WHOLE = (0, 1), (1, 1)
PENDING, NO_BASIS, THIRD_NEEDED, SAMPLE_TOO_SMALL = "pending", "no_basis", "third_needed", "sample_too_small"
UP, DOWN = "up", "down"
NONE, PROPORTIONAL, STEPS = "none", "proportional", "steps"

Judged = Ratio | str
"""The fraction of the points, or why there is none."""


@dataclass(frozen=True)
class Basis:
    """What the group gives together: numbers by name, places by value, or the reason why it judges nothing.

    `line` is the height of a value where it is judged by a straight line of the group.
    """

    numbers: Mapping[str, Fraction] = field(default_factory=dict)
    places: Mapping[Ratio, int] = field(default_factory=dict)
    line: Line | None = None
    missing: str = ""


NO_GROUP = Basis()


class Scale:
    """The type of a leaf."""

    takes: ClassVar[frozenset[str]] = frozenset({"value"})
    """The fields of `Given` that an entry may have."""

    def judge(
        self, units: Sequence[str], entries: Sequence[Given | None]
    ) -> tuple[Basis, list[Judged | None]]:
        """What the group gives together, and what comes of it for each unit; None where the leaf does not apply."""
        basis = self._basis([entry for entry in entries if entry is not None and not entry.na])
        one, missing = self._one, basis.missing
        return basis, [
            PENDING if entry is None else None if entry.na else missing or one(unit, entry, basis)
            for unit, entry in zip(units, entries, strict=True)
        ]

    def _basis(self, column: Sequence[Given]) -> Basis:
        return NO_GROUP

    def _one(self, unit: str, given: Given, basis: Basis) -> Judged:
        raise NotImplementedError


def cut(found: Ratio) -> Ratio:
    """The ratio, not below 0 and not above 1."""
    top, bottom = found
    return NOTHING if top <= 0 else WHOLE if top >= bottom else found


@dataclass(frozen=True)
class Below:
    """How a share of the target below 1 is judged: nothing, the share itself, or by `steps` of (ratio, fraction)."""

    how: str
    steps: tuple[tuple[Ratio, Ratio], ...]
    zero_below: Ratio

    def reached(self, share: Ratio) -> Ratio:
        """The fraction for such a share."""
        if self.how == PROPORTIONAL:
            return NOTHING if less(share, self.zero_below) else share
        for ratio, f in self.steps:
            if not less(share, ratio):
                return f
        return NOTHING


def _below(how: str, steps: Sequence[tuple[Fraction, Fraction]], zero_below: Fraction | None) -> Below:
    pairs = ((ratio.as_integer_ratio(), f.as_integer_ratio()) for ratio, f in steps if how == STEPS)
    return Below(how, tuple(pairs), (zero_below or ZERO).as_integer_ratio())


@dataclass(frozen=True)
class AtLeast(Scale):
    """达标: the target or more is full; below it nothing, a share of it, or by `steps` of (ratio, fraction)."""

    target: Fraction
    targets: Mapping[str, Fraction] = field(default_factory=dict)
    below: str = NONE
    steps: tuple[tuple[Fraction, Fraction], ...] = ()
    zero_below: Fraction | None = None

    @cached_property
    def _target(self) -> Ratio:
        return self.target.as_integer_ratio()

    @cached_property
    def _below(self) -> Below:
        return _below(self.below, self.steps, self.zero_below)

    def _one(self, unit: str, given: Given, basis: Basis) -> Judged:
        target = self.targets[unit].as_integer_ratio() if unit in self.targets else self._target
        share = over(given.ratio, target)
        return WHOLE if share[0] >= share[1] else self._below.reached(share)


@dataclass(frozen=True)
class AtMost(Scale):
    """不高于: the target or less is full; from `zero_at` on nothing; between them in proportion."""

    target: Fraction
    zero_at: Fraction | None = None

    @cached_property
    def _line(self) -> Line | None:
        if self.zero_at is None:
            return None
        way = self.zero_at - self.target
        return line(self.zero_at / way, -1 / way)

    def _one(self, unit: str, given: Given, basis: Basis) -> Judged:
        if self._line is not None:
            return cut(self._line.at(given.ratio))
        return WHOLE if given.number <= self.target else NOTHING


@dataclass(frozen=True)
class Range(Scale):
    """区间: inside is full; outside it falls to nothing over the `tolerance`."""

    low: Fraction
    high: Fraction
    tolerance: Fraction | None = None

    @cached_property
    def _lines(self) -> tuple[Line, Line] | None:
        """The height below the range, and above it."""
        if self.tolerance is None:
            return None
        each = 1 / self.tolerance
        return line(1 - self.low * each, each), line(1 + self.high * each, -each)

    @cached_property
    def _high(self) -> Ratio:
        return self.high.as_integer_ratio()

    def _one(self, unit: str, given: Given, basis: Basis) -> Judged:
        lines = self._lines
        if lines is None:
            return WHOLE if self.low <= given.number <= self.high else NOTHING
        x = given.ratio
        return cut(lines[less(self._high, x)].at(x))


@dataclass(frozen=True)
class Growth(Scale):
    """增长: the rate against last year's value, judged as `AtLeast` where growth is asked for."""

    takes: ClassVar[frozenset[str]] = frozenset({"value", "last"})
    target: Fraction
    below: str = NONE
    steps: tuple[tuple[Fraction, Fraction], ...] = ()
    zero_below: Fraction | None = None

    @cached_property
    def _target(self) -> Ratio:
        return self.target.as_integer_ratio()

    @cached_property
    def _below(self) -> Below:
        return _below(self.below, self.steps, self.zero_below)

    def _one(self, unit: str, given: Given, basis: Basis) -> Judged:
        rate = self.rate(given)
        if rate is None:
            return NO_BASIS
        if not less(rate, self._target):
            return WHOLE
        return self._below.reached(over(rate, self._target)) if self.target > 0 else NOTHING

    @staticmethod
    def rate(given: Given) -> Ratio | None:
        """How much it grew, as a share of last year's value; None without one."""
        if not given.last:
            return None
        (now, a), (last, b) = given.ratio, given.last.as_integer_ratio()
        return now * b - last * a, abs(last) * a


@dataclass(frozen=True)
class GroupMean(Scale):
    """与组均值比: the mean of the group or better is full; else the share of it."""

    direction: str
    zero_below: Fraction | None = None

    @cached_property
    def _below(self) -> Below:
        return _below(PROPORTIONAL, (), self.zero_below)

    def _basis(self, column: Sequence[Given]) -> Basis:
        if not column:
            return NO_GROUP
        values, whole = common([given.number for given in column])
        mean = Fraction(sum(values), whole * len(values))
        if mean <= 0:
            return Basis({"mean": mean}, missing=NO_BASIS)
        return Basis({"mean": mean}, line=line(ZERO, 1 / mean))

    def _one(self, unit: str, given: Given, basis: Basis) -> Judged:
        if basis.line is None:
            raise AssertionError("a mean above 0 has its line")
        top, bottom = share = basis.line.at(given.ratio)
        if self.direction == DOWN:
            return WHOLE if top <= bottom else (bottom, top)
        return WHOLE if top >= bottom else self._below.reached(share)


@dataclass(frozen=True)
class Efficacy(Scale):
    """功效系数: from `floor` at the worst to full at the best of the group, or at those that the scheme fixes."""

    direction: str
    floor: Fraction = Fraction(3, 5)
    best: Fraction | None = None
    worst: Fraction | None = None

    def _basis(self, column: Sequence[Given]) -> Basis:
        if not column:
            return NO_GROUP
        values, whole = common([given.number for given in column])
        high, low = Fraction(max(values), whole), Fraction(min(values), whole)
        of_group = (high, low) if self.direction == UP else (low, high)
        best = of_group[0] if self.best is None else self.best
        worst = of_group[1] if self.worst is None else self.worst
        numbers = {"best": best, "worst": worst}
        if best == worst:
            return Basis(numbers)
        each = (1 - self.floor) / (best - worst)
        return Basis(numbers, line=line(self.floor - each * worst, each))

    def _one(self, unit: str, given: Given, basis: Basis) -> Judged:
        return cut(basis.line.at(given.ratio)) if basis.line else WHOLE


@dataclass(frozen=True)
class Rank(Scale):
    """位次: the first is full, each place after it `step` less, not under `floor`; places as in sport (1, 1, 3)."""

    direction: str
    step: Fraction
    floor: Fraction

    @cached_property
    def _line(self) -> Line:
        return line(1 + self.step, -self.step)

    @cached_property
    def _floor(self) -> Ratio:
        return self.floor.as_integer_ratio()

    def _basis(self, column: Sequence[Given]) -> Basis:
        values, whole = common([given.number for given in column])
        many = Counter(values)
        places, before = {}, 0
        for value in sorted(many, reverse=self.direction == UP):
            places[Fraction(value, whole).as_integer_ratio()] = before + 1
            before += many[value]
        return Basis(places=places)

    def _one(self, unit: str, given: Given, basis: Basis) -> Judged:
        found = self._line.at((self.place(given, basis), 1))
        return self._floor if less(found, self._floor) else found

    @staticmethod
    def place(given: Given, basis: Basis) -> int:
        """The place of the value in its group."""
        return basis.places[given.ratio]
