"""The types that are judged by words, sheets, answers and cases instead of a measured value."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import ClassVar

from assessments.appraisals.rules.inputs import Given
from assessments.appraisals.rules.numbers import Line, Ratio, common, less, line, over
from assessments.appraisals.rules.scales import (
    NOTHING,
    ONE,
    PENDING,
    SAMPLE_TOO_SMALL,
    THIRD_NEEDED,
    WHOLE,
    ZERO,
    Basis,
    Judged,
    Scale,
    cut,
)


class Cases:
    """What each case counts, in whole numbers over one denominator."""

    def __init__(self, items: Mapping[str, Fraction]) -> None:
        each, self._whole = common(list(items.values()))
        self._each = dict(zip(items, each, strict=True))

    def points(self, given: Given) -> Ratio:
        """The points of all cases that were counted."""
        return sum(self._each[key] * count for key, count in given.counts.items()), self._whole


@dataclass(frozen=True)
class Word(Scale):
    """评语: the fraction of the word."""

    words: Mapping[str, Fraction]

    @cached_property
    def _words(self) -> Mapping[str, Ratio]:
        return {word: f.as_integer_ratio() for word, f in self.words.items()}

    def _one(self, unit: str, given: Given, basis: Basis) -> Judged:
        return self._words[str(given.value)]


@dataclass(frozen=True)
class Done(Scale):
    """完成与否: all or nothing."""

    def _one(self, unit: str, given: Given, basis: Basis) -> Judged:
        return WHOLE if given.value else NOTHING


@dataclass(frozen=True)
class Expert(Scale):
    """专家评分: one sheet, or two blind ones with a third where they lie further apart than `spread`."""

    takes: ClassVar[frozenset[str]] = frozenset({"sheets", "decided"})
    points: Fraction
    sheets: int
    spread: Fraction = ZERO

    @cached_property
    def _points(self) -> Ratio:
        return self.points.as_integer_ratio()

    @cached_property
    def _spread(self) -> Ratio:
        return self.spread.as_integer_ratio()

    def _one(self, unit: str, given: Given, basis: Basis) -> Judged:
        found = self.agreed(given)
        if isinstance(found, str):
            return found
        return over(found, self._points)

    def agreed(self, given: Given) -> Judged:
        """The points that the sheets come to; a moderator's decision stands before all."""
        if given.decided is not None:
            return given.decided.as_integer_ratio()
        if len(given.sheets) < self.sheets:
            return PENDING
        marks, whole = common(given.sheets)
        if self.sheets == 1:
            return marks[0], whole
        if not less(self._spread, (abs(marks[0] - marks[1]), whole)):
            return marks[0] + marks[1], 2 * whole
        if len(marks) == 2:
            return THIRD_NEEDED
        low, middle, high = sorted(marks)
        if middle - low == high - middle:
            return low + middle + high, 3 * whole
        return (low + middle if middle - low < high - middle else middle + high), 2 * whole


@dataclass(frozen=True)
class Survey(Scale):
    """满意度: the share of those asked who are satisfied, full at `full_at`; nothing is said by too few."""

    takes: ClassVar[frozenset[str]] = frozenset({"asked", "satisfied"})
    sample: int
    full_at: Fraction = ONE

    @cached_property
    def _full_at(self) -> Ratio:
        return self.full_at.as_integer_ratio()

    def _one(self, unit: str, given: Given, basis: Basis) -> Judged:
        if given.asked < self.sample or not given.asked:
            return SAMPLE_TOO_SMALL
        return cut(over((given.satisfied, given.asked), self._full_at))


@dataclass(frozen=True)
class Deduct(Scale):
    """扣分: each case takes points off, down to `floor_points`."""

    takes: ClassVar[frozenset[str]] = frozenset({"counts"})
    points: Fraction
    items: Mapping[str, Fraction]
    floor_points: Fraction = ZERO

    @cached_property
    def _line(self) -> Line:
        return line(ONE, -1 / self.points)

    @cached_property
    def _least(self) -> Ratio:
        return (self.floor_points / self.points).as_integer_ratio()

    @cached_property
    def _cases(self) -> Cases:
        return Cases(self.items)

    def _one(self, unit: str, given: Given, basis: Basis) -> Judged:
        found = self._line.at(self._cases.points(given))
        return self._least if less(found, self._least) else found


@dataclass(frozen=True)
class Beside:
    """加分、扣分 outside the tree: points by cases up to a cap; a penalty takes them off."""

    takes: ClassVar[frozenset[str]] = frozenset({"counts"})
    items: Mapping[str, Fraction]
    cap: Fraction
    sign: int

    @cached_property
    def _cases(self) -> Cases:
        return Cases(self.items)

    def points_for(self, given: Given) -> Fraction:
        """The points, below zero for a penalty."""
        return self.sign * min(self.cap, Fraction(*self._cases.points(given)))
