"""What comes of a scheme on trial, by group: places, grades against quota, how far apart, what separates; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from operator import mul
from statistics import median

from assessments.appraisals.rules.computing import FINAL, NO_DATA, PROVISIONAL, Result, Scored
from assessments.appraisals.rules.grading import quota_of
from assessments.appraisals.rules.inputs import Inputs
from assessments.appraisals.rules.moved import Comparison
from assessments.appraisals.rules.numbers import common, summed
from assessments.appraisals.rules.scales import ZERO
from assessments.appraisals.rules.schemes import Group, Scheme


@dataclass(frozen=True)
class GradeCount:
    """How many units of a group have the grade, and how many may by its quota; None: all."""

    word: str
    many: int
    quota: int | None


@dataclass(frozen=True)
class Apart:
    """How far the totals of the ranked units of a group lie apart; all exact."""

    highest: Fraction
    median: Fraction
    lowest: Fraction
    variance: Fraction

    @property
    def gap(self) -> Fraction:
        """From the lowest to the highest."""
        return self.highest - self.lowest

    def deviation(self, places: int) -> Fraction:
        """The standard deviation of all ranked units (总体标准差), rounded half up once; the root needs no float."""
        unit = 10**places
        twice = isqrt(4 * unit * unit * self.variance.numerator // self.variance.denominator)
        return Fraction((twice + 1) // 2, unit)


@dataclass(frozen=True)
class Separation:
    """What one criterion separates in a group.

    `lowest`, `mean`, `highest` are of the fractions *f* of the `units` that have one, `full` how many of these have it
    in full, `distinct` how many different scores there are. Beside the tree there is no f. `share`: which part of the
    differences between the ranked units comes from it; the shares of all criteria come to 1, and one below 0 brings
    the units closer together. None where nobody lies apart.
    """

    key: str
    title: str
    units: int
    distinct: int
    full: int
    lowest: Fraction | None = None
    mean: Fraction | None = None
    highest: Fraction | None = None
    share: Fraction | None = None

    @property
    def nothing(self) -> bool:
        """Whether it separates nobody from anybody, although there are some."""
        return self.units > 1 and self.distinct < 2


@dataclass(frozen=True)
class GroupTrial:
    """A group: who is ranked by place, then who is provisional, last who has no data; and what is said of them."""

    group: Group
    results: tuple[Result, ...]
    grades: tuple[GradeCount, ...]
    apart: Apart | None
    criteria: tuple[Separation, ...]

    def many(self, state: str) -> int:
        """How many of its units are in the state."""
        return sum(one.state == state for one in self.results)


@dataclass(frozen=True)
class Trial:
    """A scheme computed on inputs, which nobody keeps; `comparison` where there is a scheme to compare it with."""

    scheme: Scheme
    inputs: Inputs
    results: tuple[Result, ...]
    groups: tuple[GroupTrial, ...]
    comparison: Comparison | None = None


def of_groups(scheme: Scheme, results: Sequence[Result]) -> tuple[GroupTrial, ...]:
    """What is said of each group, in the scheme's order."""
    by_group: dict[str, list[Result]] = {group.key: [] for group in scheme.groups}
    for one in results:
        by_group[one.group].append(one)
    return tuple(_of_group(scheme, group, by_group[group.key]) for group in scheme.groups)


_ORDER = (FINAL, PROVISIONAL, NO_DATA)


def _of_group(scheme: Scheme, group: Group, found: Sequence[Result]) -> GroupTrial:
    # Who is provisional stands in the order of the scheme: by total it would look like a place.
    ordered = sorted(found, key=lambda one: (_ORDER.index(one.state), one.place or 0))
    ranked = [one for one in ordered if one.state == FINAL]
    grades = tuple(
        GradeCount(
            grade.word,
            sum(one.grade == grade.word for one in ranked),
            quota_of(grade, len(ranked), scheme.quota_round),
        )
        for grade in scheme.grades
    )
    totals = [one.total for one in ranked if one.total is not None]
    return GroupTrial(group, tuple(ordered), grades, _apart(totals), _criteria(scheme, ordered))


def _apart(totals: Sequence[Fraction]) -> Apart | None:
    if not totals:
        return None
    # The median of fractions is one of them or the exact middle of two.
    middle = Fraction(median(totals))
    wholes = common(totals)
    return Apart(max(totals), middle, min(totals), _together(wholes, wholes) / len(totals))


Wholes = tuple[Sequence[int], int]
"""Numbers over one denominator: whole ones are multiplied and added much faster, and there are many."""


def _together(ones: Wholes, others: Wholes) -> Fraction:
    """The sum of the products of both distances from their means, exact."""
    many = len(ones[0])
    both = many * sum(map(mul, ones[0], others[0])) - sum(ones[0]) * sum(others[0])
    return Fraction(both, many * ones[1] * others[1])


def _criteria(scheme: Scheme, found: Sequence[Result]) -> tuple[Separation, ...]:
    # Each leaf is made when it is asked for: once here.
    leaves = {one.unit: dict(one.leaves) for one in found}
    ranked = [one for one in found if one.state == FINAL]
    points = {
        leaf.key: [leaves[one.unit][leaf.key].score or ZERO for one in ranked] for leaf in scheme.leaves
    }
    points |= {one.key: [result.beside[one.key] for result in ranked] for one in scheme.beside}
    share = _shares(points) if ranked else {}
    known = [leaves[one.unit] for one in found if leaves[one.unit]]
    inside = [_of_leaf(leaf.key, leaf.title, known, share.get(leaf.key)) for leaf in scheme.leaves]
    outside = [
        Separation(one.key, one.title, len(ranked), len(set(points[one.key])), 0, share=share.get(one.key))
        for one in scheme.beside
    ]
    return (*inside, *outside)


def _shares(points: Mapping[str, Sequence[Fraction]]) -> dict[str, Fraction]:
    """The part of each criterion in the differences between the sums; nothing where all sums are alike."""
    rows = zip(*points.values(), strict=True)
    sums = common([summed(one.as_integer_ratio() for one in row) for row in rows])
    whole = _together(sums, sums)
    return {key: _together(common(column), sums) / whole for key, column in points.items()} if whole else {}


def _of_leaf(
    key: str, title: str, known: Sequence[Mapping[str, Scored]], share: Fraction | None
) -> Separation:
    scored = [one[key] for one in known if one[key].f is not None]
    given = [one.f for one in scored if one.f is not None]
    if not given:
        return Separation(key, title, 0, 0, 0, share=share)
    wholes, whole = common(given)
    scores, _whole = common([one.score or ZERO for one in scored])
    return Separation(
        key,
        title,
        len(given),
        len(set(scores)),
        wholes.count(whole),
        Fraction(min(wholes), whole),
        Fraction(sum(wholes), whole * len(wholes)),
        Fraction(max(wholes), whole),
        share,
    )
