"""From a scheme and inputs to scores, totals, grades and places: pure, exact, the same whatever the order of rows.

Rules of `docs/assessment.md`; each step of it is a function here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from assessments.appraisals.rules import schemes as s
from assessments.appraisals.rules.grading import Standing, graded, places
from assessments.appraisals.rules.inputs import Given, Inputs
from assessments.appraisals.rules.numbers import half_up
from assessments.appraisals.rules.scales import ONE, PENDING, ZERO, Basis, Judged
from assessments.appraisals.rules.schemes import Criterion, Group, Limiter, Scheme

FINAL, PROVISIONAL, NO_DATA = "final", "provisional", "no_data"
GIVEN, MISSING, ZEROED, DROPPED, MEAN, FILLED = "given", "missing", "zeroed", "dropped", "mean", "full"


@dataclass(frozen=True, slots=True)
class Scored:
    """One leaf of one unit.

    `how` is one of: `given`; `missing` for `reason`; `zeroed`, nothing came by the cut-off; and, where it does not
    apply, `dropped` (its points went to others), `mean` of the group, or `full`. `f` is the fraction of the `effective`
    points, `score` their product, rounded where the scheme rounds each leaf; both None where there is none.
    """

    how: str
    effective: Fraction
    f: Fraction | None = None
    score: Fraction | None = None
    reason: str = ""


@dataclass(frozen=True)
class Result:
    """What comes of it for one unit; `total`, `place`, `grade`, `improvement` are None where there is none.

    `basis` is what the group gave together, by leaf, the same for all its units. `improvement` is a share of the base.
    `uncapped` is the total before the limiters.
    """

    unit: str
    group: str
    state: str
    leaves: Mapping[str, Scored] = field(default_factory=dict)
    beside: Mapping[str, Fraction] = field(default_factory=dict)
    basis: Mapping[str, Basis] = field(default_factory=dict)
    uncapped: Fraction | None = None
    total: Fraction | None = None
    limiters: tuple[str, ...] = ()
    place: int | None = None
    grade: str | None = None
    improvement: Fraction | None = None
    improvement_place: int | None = None

    @property
    def missing(self) -> Mapping[str, str]:
        """The leaves without a score that apply, and why."""
        return {key: one.reason for key, one in self.leaves.items() if one.how == MISSING}


def compute(scheme: Scheme, inputs: Inputs) -> tuple[Result, ...]:
    """The results of all units, in the order of the scheme's groups."""
    return tuple(result for group in scheme.groups for result in _of_group(scheme, group, inputs))


# ---------------------------------------------------------------- a group


def _of_group(scheme: Scheme, group: Group, inputs: Inputs) -> list[Result]:
    known = [unit for unit in group.units if _has_data(inputs.given.get(unit, {}))]
    columns = {leaf.key: _column(scheme, leaf, known, inputs) for leaf in scheme.leaves}
    found = {unit: _of_unit(scheme, group, unit, columns, inputs) for unit in known}
    ranked = _ranked(scheme, found, inputs)
    return [ranked.get(unit) or Result(unit, group.key, NO_DATA) for unit in group.units]


def _has_data(given: Mapping[str, Given]) -> bool:
    """Whether anything is known of a unit; that something does not apply to it is not."""
    return any(not one.na for one in given.values())


@dataclass(frozen=True)
class Column:
    """One leaf over a group: what the group gives together, what comes of it for each unit to whom it applies.

    `zeroed`: for whom nothing came and nothing is counted; `mean` is that of all fractions, None where there is none.
    """

    basis: Basis
    judged: Mapping[str, Judged]
    zeroed: frozenset[str]
    mean: Fraction | None


def _column(scheme: Scheme, leaf: Criterion, units: Sequence[str], inputs: Inputs) -> Column:
    scale = leaf.scale
    if scale is None:
        raise AssertionError("a leaf has a scale")
    entries = {unit: inputs.given[unit].get(leaf.key) for unit in units}
    applies = {unit: entry for unit, entry in entries.items() if entry is None or not entry.na}
    basis = scale.basis([entry for entry in applies.values() if entry is not None])
    judged: dict[str, Judged] = {}
    for unit, entry in applies.items():
        judged[unit] = PENDING if entry is None else basis.missing or scale.one(unit, entry, basis)
    zeroed = frozenset[str]()
    if scheme.missing_after == s.ZERO:
        zeroed = frozenset(unit for unit, one in judged.items() if one == PENDING)
        judged |= dict.fromkeys(zeroed, ZERO)
    fractions = [one for one in judged.values() if isinstance(one, Fraction)]
    mean = sum(fractions, ZERO) / len(fractions) if fractions else None
    return Column(basis, judged, zeroed, mean)


# ---------------------------------------------------------------- a unit


def _of_unit(
    scheme: Scheme, group: Group, unit: str, columns: Mapping[str, Column], inputs: Inputs
) -> Result:
    given = inputs.given[unit]
    dropped = {key for key, column in columns.items() if unit not in column.judged and _drops(scheme, column)}
    points = effective(scheme, frozenset(dropped))
    leaves = {key: _scored(scheme, key, unit, column, points) for key, column in columns.items()}
    beside = {one.key: _beside(scheme, one, given.get(one.key)) for one in scheme.beside}
    scores = [one.score for one in leaves.values() if one.score is not None]
    total = max(ZERO, sum(scores, ZERO) + sum(beside.values(), ZERO))
    if scheme.ceiling is not None:
        total = min(total, scheme.ceiling)
    if scheme.step == s.TOTAL:
        total = half_up(total, scheme.places)
    hit = [one for one in scheme.limiters if _hits(one, unit, leaves, inputs)]
    caps = [one.total_at_most for one in hit if one.total_at_most is not None]
    return Result(
        unit,
        group.key,
        PROVISIONAL if any(one.how == MISSING for one in leaves.values()) else FINAL,
        leaves,
        beside,
        {key: column.basis for key, column in columns.items()},
        total,
        min([total, *caps]),
        tuple(one.key for one in hit),
    )


def _drops(scheme: Scheme, column: Column) -> bool:
    """Whether a leaf that does not apply gives its points to the others."""
    return scheme.na == s.REDISTRIBUTE or (scheme.na == s.GROUP_MEAN and column.mean is None)


def _scored(scheme: Scheme, key: str, unit: str, column: Column, points: Mapping[str, Fraction]) -> Scored:
    judged = column.judged.get(unit)
    if judged is None:
        if key not in points:
            return Scored(DROPPED, ZERO)
        how, f = (FILLED, ONE) if scheme.na == s.FULL or column.mean is None else (MEAN, column.mean)
    elif isinstance(judged, str):
        return Scored(MISSING, points[key], reason=judged)
    else:
        how, f = (ZEROED if unit in column.zeroed else GIVEN), judged
    score = f * points[key]
    return Scored(how, points[key], f, half_up(score, scheme.places) if scheme.step == s.CRITERION else score)


def _beside(scheme: Scheme, one: Criterion, given: Given | None) -> Fraction:
    """The points outside the tree; nothing where nothing is given."""
    if one.beside is None:
        raise AssertionError("this stands outside the tree")
    points = one.beside.points_for(given) if given is not None else ZERO
    return half_up(points, scheme.places) if scheme.step == s.CRITERION else points


def _hits(one: Limiter, unit: str, leaves: Mapping[str, Scored], inputs: Inputs) -> bool:
    if one.veto:
        return (unit, one.veto) in inputs.vetoes
    if one.criterion:
        f = leaves[one.criterion].f
        return f is not None and f < one.below
    fact = inputs.facts.get((unit, one.fact))
    return fact is not None and fact >= one.at_least


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
    whole = sum((one.points for one in there), ZERO)
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


# ---------------------------------------------------------------- places, grades, improvement


def _ranked(scheme: Scheme, found: Mapping[str, Result], inputs: Inputs) -> dict[str, Result]:
    """The results of a group with place, grade and improvement, where a unit is ranked."""
    final = {unit: one for unit, one in found.items() if one.state == FINAL}
    place = places({unit: _order(scheme, one) for unit, one in final.items()})
    grade = graded(
        scheme.grades,
        [Standing(unit, place[unit], _total(one), _best(scheme, one)) for unit, one in final.items()],
        quota_round=scheme.quota_round,
        quota_ties=scheme.quota_ties,
    )
    better = {
        unit: by for unit, one in final.items() if (by := _improvement(scheme, one, inputs)) is not None
    }
    better_place = places(better)
    return {
        unit: replace(
            one,
            place=place.get(unit),
            grade=grade.get(unit),
            improvement=better.get(unit),
            improvement_place=better_place.get(unit),
        )
        for unit, one in found.items()
    }


def _total(one: Result) -> Fraction:
    if one.total is None:
        raise AssertionError("a final result has a total")
    return one.total


def _order(scheme: Scheme, one: Result) -> tuple[Fraction, ...]:
    """What places are given by: the total, then the scores named in turn; what does not apply counts as nothing."""
    scores = (one.leaves[key].score for key in scheme.ties_by)
    return (_total(one), *(ZERO if score is None else score for score in scores))


def _best(scheme: Scheme, one: Result) -> int:
    """The number of the best grade that no limiter forbids."""
    number = {grade.word: at for at, grade in enumerate(scheme.grades)}
    bars = [limiter.grade_at_most for limiter in scheme.limiters if limiter.key in one.limiters]
    return max((number[word] for word in bars if word), default=0)


def _improvement(scheme: Scheme, one: Result, inputs: Inputs) -> Fraction | None:
    last = inputs.last_year.get(one.unit)
    return _total(one) / scheme.base - last[0] / last[1] if last else None
