"""Effective points: those of leaves that do not apply to a unit are given to their like."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assessments.appraisals.rules.numbers import Ratio
from assessments.appraisals.rules.schemes import CRITERION, Criterion, Scheme


@dataclass(frozen=True)
class Spread:
    """The points of each leaf, in the scheme's order, for all units without the same leaves; 0 for these.

    `number` of a leaf is its place in that order. `factors` make scores of fractions: the points, in units of the last
    digit where the scheme rounds each leaf.
    """

    number: Mapping[str, int]
    points: Sequence[Fraction]
    factors: Sequence[Ratio]


class Spreads:
    """The effective points of a scheme, worked out once for all units to whom the same leaves do not apply."""

    def __init__(self, scheme: Scheme) -> None:
        self._scheme = scheme
        self._number = {leaf.key: at for at, leaf in enumerate(scheme.leaves)}
        self._unit = 10**scheme.places if scheme.step == CRITERION else 1
        self._known: dict[tuple[str, ...], Spread] = {}

    def of(self, dropped: tuple[str, ...]) -> Spread:
        """Where these leaves, in the scheme's order, do not apply."""
        if dropped not in self._known:
            found = effective(self._scheme, frozenset(dropped))
            points = [found.get(key, Fraction(0)) for key in self._number]
            factors = [(one * self._unit).as_integer_ratio() for one in points]
            self._known[dropped] = Spread(self._number, points, factors)
        return self._known[dropped]


def effective(scheme: Scheme, dropped: frozenset[str]) -> Mapping[str, Fraction]:
    """The points of each leaf that applies, those of the `dropped` ones given to their like.

    A leaf's points go to the others under the same parent in proportion to their points; a parent without any drops out
    itself, and so on up: nothing is lost, the whole stays the base.
    """
    found: dict[str, Fraction] = {}
    _spread(scheme, "", scheme.base, dropped, found)
    return found


def _spread(
    scheme: Scheme, key: str, points: Fraction, dropped: frozenset[str], found: dict[str, Fraction]
) -> None:
    """Spreads the points over what applies under the criterion."""
    there = [one for one in scheme.children.get(key, ()) if _applies(scheme, one, dropped)]
    whole = sum((one.points for one in there), Fraction(0))
    for one in there:
        own = points * one.points / whole
        if one.scale is not None:
            found[one.key] = own
        else:
            _spread(scheme, one.key, own, dropped, found)


def _applies(scheme: Scheme, one: Criterion, dropped: frozenset[str]) -> bool:
    if one.scale is not None:
        return one.key not in dropped
    return any(_applies(scheme, child, dropped) for child in scheme.children.get(one.key, ()))
