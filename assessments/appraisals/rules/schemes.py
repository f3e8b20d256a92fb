"""A scheme: what is assessed by which criteria, for how many points, in which groups, up to which grade."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

from assessments.appraisals.rules.marks import Beside
from assessments.appraisals.rules.scales import Scale

CRITERION, TOTAL = "criterion", "total"
REDISTRIBUTE, GROUP_MEAN, FULL = "redistribute", "group_mean", "full"
PENDING, ZERO = "pending", "zero"
DOWN, HALF_UP = "down", "half_up"
OUT, IN = "out", "in"
BONUS, PENALTY = "bonus", "penalty"


@dataclass(frozen=True)
class Group:
    """Units that are comparable and ranked among themselves; `units` are official codes."""

    key: str
    title: str
    units: tuple[str, ...]


@dataclass(frozen=True)
class Criterion:
    """A line of the tree, or a bonus or penalty beside it.

    An inner one has no `type`; a leaf has one, with its `parameters` as they were read and the `scale` made of them.
    `by` is the scoring department, `fact` the figure that the product keeps, where the `source` is one of these.
    `standard` is the rule in the words of the scheme (评分标准), which are printed and compute nothing.
    """

    key: str
    title: str
    points: Fraction
    parent: str = ""
    type: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    scale: Scale | None = None
    beside: Beside | None = None
    source: str = ""
    by: str = ""
    fact: str = ""
    standard: str = ""


@dataclass(frozen=True)
class Limiter:
    """What caps the total or the grade, whatever the points: an established veto, a weak leaf, or a fact.

    One of `veto`, `criterion` with `below`, `fact` with `at_least`. Its effect: `total_at_most`, `grade_at_most`, both.
    """

    key: str
    title: str
    veto: str = ""
    criterion: str = ""
    below: Fraction = Fraction(0)
    fact: str = ""
    at_least: Fraction = Fraction(0)
    total_at_most: Fraction | None = None
    grade_at_most: str = ""


@dataclass(frozen=True)
class Grade:
    """A grade from `at` points up; `quota` is the share of the ranked units of a group that may have it, None: all."""

    word: str
    at: Fraction
    quota: Fraction | None = None


@dataclass(frozen=True)
class Scheme:
    """All that is decided before anybody is assessed. `places` and `step` say where the one rounding is done."""

    key: str
    title: str
    document: str
    issuer: str
    year: int
    cut_off: date
    base: Fraction
    ceiling: Fraction | None
    step: str
    places: int
    na: str
    missing_after: str
    ties_by: tuple[str, ...]
    quota_round: str
    quota_ties: str
    groups: tuple[Group, ...]
    criteria: tuple[Criterion, ...]
    limiters: tuple[Limiter, ...]
    grades: tuple[Grade, ...]

    @cached_property
    def by_key(self) -> Mapping[str, Criterion]:
        """Every criterion by its key."""
        return {one.key: one for one in self.criteria}

    @cached_property
    def leaves(self) -> tuple[Criterion, ...]:
        """The leaves of the tree, in the scheme's order."""
        return tuple(one for one in self.criteria if one.scale is not None)

    @cached_property
    def beside(self) -> tuple[Criterion, ...]:
        """What gives or takes points outside the tree."""
        return tuple(one for one in self.criteria if one.beside is not None)

    @cached_property
    def children(self) -> Mapping[str, tuple[Criterion, ...]]:
        """The criteria under each inner one; "" for those at the top."""
        found: dict[str, list[Criterion]] = {}
        for one in self.criteria:
            if one.beside is None:
                found.setdefault(one.parent, []).append(one)
        return {key: tuple(ones) for key, ones in found.items()}

    @cached_property
    def group_of(self) -> Mapping[str, Group]:
        """The group of every unit."""
        return {unit: group for group in self.groups for unit in group.units}
