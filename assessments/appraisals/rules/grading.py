"""Places as in sport, and grades with their quotas."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Any

from assessments.appraisals.rules.numbers import half_up
from assessments.appraisals.rules.schemes import HALF_UP, IN, Grade


def places(values: Mapping[str, Any]) -> dict[str, int]:
    """The place of each name by its value, the highest first; what is equal shares the place (1, 1, 3)."""
    ordered = sorted(values, key=lambda name: values[name], reverse=True)
    found: dict[str, int] = {}
    for at, name in enumerate(ordered):
        same = at > 0 and values[name] == values[ordered[at - 1]]
        found[name] = found[ordered[at - 1]] if same else at + 1
    return found


@dataclass(frozen=True)
class Standing:
    """A ranked unit: place in the group, total, and the best grade that no limiter forbids, by number from 0."""

    unit: str
    place: int
    total: Fraction
    best: int = 0


def graded(
    grades: Sequence[Grade], ranked: Iterable[Standing], *, quota_round: str, quota_ties: str
) -> dict[str, str]:
    """The grade of each ranked unit of a group, best grade first; who reaches none is not among them.

    A grade with a quota is given in the order of places to those who reach it and may have it. Who shares a place gets
    it together: where not all fit, none of them (`out`) or all (`in`); and then nobody further down, since nobody gets
    a better grade than who stands before.
    """
    left = sorted(ranked, key=lambda one: one.place)
    many, found = len(left), {}
    for number, grade in enumerate(grades):
        able = [one for one in left if one.unit not in found and one.total >= grade.at and one.best <= number]
        for unit in _fitting(able, quota_of(grade, many, quota_round), quota_ties):
            found[unit] = grade.word
    return found


def quota_of(grade: Grade, many: int, quota_round: str) -> int | None:
    """How many of so many units may have the grade; None: all."""
    if grade.quota is None:
        return None
    share = grade.quota * many
    return int(half_up(share, 0)) if quota_round == HALF_UP else share.numerator // share.denominator


def _fitting(able: Sequence[Standing], quota: int | None, quota_ties: str) -> list[str]:
    """Those who get the grade, places in order."""
    found: list[str] = []
    for _place, together in groupby(able, key=lambda one: one.place):
        units = [one.unit for one in together]
        if quota is not None and len(found) + len(units) > quota:
            return [*found, *units] if quota_ties == IN and len(found) < quota else found
        found += units
    return found
