"""From a scheme and inputs to scores, totals, grades and places: pure, exact, the same whatever the order of rows.

Rules of `docs/assessment.md`; each step of it is a function here.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import compress

from assessments.appraisals.rules import schemes as s
from assessments.appraisals.rules.grading import Standing, graded, places
from assessments.appraisals.rules.inputs import Given, Inputs
from assessments.appraisals.rules.numbers import Ratio, common, half_up, less, summed
from assessments.appraisals.rules.scales import NOTHING, PENDING, WHOLE, ZERO, Basis, Judged
from assessments.appraisals.rules.schemes import Criterion, Group, Limiter, Scheme
from assessments.appraisals.rules.spreading import Spread, Spreads

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
class Column:
    """One leaf over a group: what the group gives together, and what comes of it for each unit, in their order.

    A cell is None where the leaf was dropped. `zeroed`: for whom nothing came, which counts as nothing; `absent`: to
    whom it does not apply, and `instead` says how it counts there.
    """

    basis: Basis
    cells: Sequence[Judged | None]
    zeroed: frozenset[str]
    absent: frozenset[str]
    instead: str


@dataclass(frozen=True, slots=True)
class Leaves(Mapping[str, Scored]):
    """The leaves of one unit by key, in the scheme's order. Each is made when it is asked for: there are millions.

    `scores` are whole numbers of the last digit where the scheme rounds each leaf, and empty where it does not.
    """

    scheme: Scheme
    columns: Mapping[str, Column]
    unit: str
    cells: Sequence[Judged | None]
    spread: Spread
    scores: Sequence[int]

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    def __len__(self) -> int:
        return len(self.columns)

    def __getitem__(self, key: str) -> Scored:
        at, column = self.spread.number[key], self.columns[key]
        cell, effective = self.cells[at], self.spread.points[at]
        if cell is None:
            return Scored(DROPPED, ZERO)
        if isinstance(cell, str):
            return Scored(MISSING, effective, reason=cell)
        how = (
            ZEROED if self.unit in column.zeroed else column.instead if self.unit in column.absent else GIVEN
        )
        f = Fraction(*cell)
        score = Fraction(self.scores[at], 10**self.scheme.places) if self.scores else f * effective
        return Scored(how, effective, f, score)


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
        if self.state != PROVISIONAL:
            return {}
        return {key: one.reason for key, one in self.leaves.items() if one.how == MISSING}


def compute(scheme: Scheme, inputs: Inputs) -> tuple[Result, ...]:
    """The results of all units, in the order of the scheme's groups."""
    return tuple(result for group in scheme.groups for result in _of_group(scheme, group, inputs))


# ---------------------------------------------------------------- a group


def _of_group(scheme: Scheme, group: Group, inputs: Inputs) -> list[Result]:
    known = [unit for unit in group.units if _has_data(inputs.given.get(unit, {}))]
    given = [inputs.given[unit] for unit in known]
    columns = {leaf.key: _column(scheme, leaf, known, given) for leaf in scheme.leaves}
    basis = {key: column.basis for key, column in columns.items()}
    spreads = Spreads(scheme)
    found = {}
    rows = zip(*(column.cells for column in columns.values()), strict=True)
    for unit, cells in zip(known, rows, strict=True):
        leaves = _leaves(scheme, columns, unit, cells, spreads.of(_dropped(columns, cells)))
        found[unit] = _of_unit(scheme, group, leaves, basis, inputs)
    ranked = _ranked(scheme, found, inputs)
    return [ranked.get(unit) or Result(unit, group.key, NO_DATA) for unit in group.units]


def _has_data(given: Mapping[str, Given]) -> bool:
    """Whether anything is known of a unit; that something does not apply to it is not."""
    return any(not one.na for one in given.values())


def _column(
    scheme: Scheme, leaf: Criterion, units: Sequence[str], given: Sequence[Mapping[str, Given]]
) -> Column:
    if leaf.scale is None:
        raise AssertionError("a leaf has a scale")
    key = leaf.key
    basis, cells = leaf.scale.judge(units, [one.get(key) for one in given])
    zeroed = absent = frozenset[str]()
    if scheme.missing_after == s.ZERO and PENDING in cells:
        zeroed = frozenset(compress(units, (cell == PENDING for cell in cells)))
        cells = [NOTHING if cell == PENDING else cell for cell in cells]
    instead, share = DROPPED, None
    if None in cells:
        absent = frozenset(compress(units, (cell is None for cell in cells)))
        instead, share = _instead(scheme, [cell for cell in cells if isinstance(cell, tuple)])
        cells = [share if cell is None else cell for cell in cells]
    return Column(basis, cells, zeroed, absent, instead)


def _instead(scheme: Scheme, given: Sequence[Ratio]) -> tuple[str, Ratio | None]:
    """How a leaf counts where it does not apply, by the fractions of the group; None: its points go to others."""
    if scheme.na == s.FULL:
        return FILLED, WHOLE
    if scheme.na == s.GROUP_MEAN and given:
        return MEAN, (summed(given) / len(given)).as_integer_ratio()
    return DROPPED, None


# ---------------------------------------------------------------- a unit


def _dropped(columns: Mapping[str, Column], cells: Sequence[Judged | None]) -> tuple[str, ...]:
    return tuple(compress(columns, (cell is None for cell in cells))) if None in cells else ()


def _leaves(
    scheme: Scheme,
    columns: Mapping[str, Column],
    unit: str,
    cells: Sequence[Judged | None],
    spread: Spread,
) -> Leaves:
    scores = _rounded(cells, spread.factors) if scheme.step == s.CRITERION else ()
    return Leaves(scheme, columns, unit, cells, spread, scores)


def _rounded(cells: Sequence[Judged | None], factors: Sequence[Ratio]) -> Sequence[int]:
    """Each cell times its factor, rounded half up to a whole number; 0 where there is no score."""
    found = []
    for cell, (up, down) in zip(cells, factors, strict=True):
        if isinstance(cell, tuple):
            top, bottom = cell[0] * up, cell[1] * down
            found.append((2 * top + bottom) // (2 * bottom))
        else:
            found.append(0)
    return found


def _of_unit(
    scheme: Scheme, group: Group, leaves: Leaves, basis: Mapping[str, Basis], inputs: Inputs
) -> Result:
    unit, given = leaves.unit, inputs.given[leaves.unit]
    beside = {one.key: _beside(scheme, one, given.get(one.key)) for one in scheme.beside}
    total = max(ZERO, sum(beside.values(), _inside(scheme, leaves)))
    if scheme.ceiling is not None:
        total = min(total, scheme.ceiling)
    if scheme.step == s.TOTAL:
        total = half_up(total, scheme.places)
    hit = [one for one in scheme.limiters if _hits(one, leaves, inputs)]
    caps = [one.total_at_most for one in hit if one.total_at_most is not None]
    return Result(
        unit,
        group.key,
        PROVISIONAL if str in map(type, leaves.cells) else FINAL,
        leaves,
        beside,
        basis,
        total,
        min([total, *caps]),
        tuple(one.key for one in hit),
    )


def _inside(scheme: Scheme, leaves: Leaves) -> Fraction:
    """What the leaves of the tree come to."""
    if scheme.step == s.CRITERION:
        return Fraction(sum(leaves.scores), 10**scheme.places)
    return summed(
        (cell[0] * up, cell[1] * down)
        for cell, (up, down) in zip(leaves.cells, leaves.spread.factors, strict=True)
        if isinstance(cell, tuple)
    )


def _beside(scheme: Scheme, one: Criterion, given: Given | None) -> Fraction:
    """The points outside the tree; nothing where nothing is given."""
    if one.beside is None:
        raise AssertionError("this stands outside the tree")
    points = one.beside.points_for(given) if given is not None else ZERO
    return half_up(points, scheme.places) if scheme.step == s.CRITERION else points


def _hits(one: Limiter, leaves: Leaves, inputs: Inputs) -> bool:
    if one.veto:
        return (leaves.unit, one.veto) in inputs.vetoes
    if one.criterion:
        cell = leaves.cells[leaves.spread.number[one.criterion]]
        return isinstance(cell, tuple) and less(cell, one.below.as_integer_ratio())
    fact = inputs.facts.get((leaves.unit, one.fact))
    return fact is not None and fact >= one.at_least


# ---------------------------------------------------------------- places, grades, improvement


def _ranked(scheme: Scheme, found: Mapping[str, Result], inputs: Inputs) -> dict[str, Result]:
    """The results of a group with place, grade and improvement, where a unit is ranked."""
    final = {unit: one for unit, one in found.items() if one.state == FINAL}
    place = places(_order(scheme, final))
    grade = graded(
        scheme.grades,
        [Standing(unit, place[unit], _total(one), _best(scheme, one)) for unit, one in final.items()],
        quota_round=scheme.quota_round,
        quota_ties=scheme.quota_ties,
    )
    better = {
        unit: by for unit, one in final.items() if (by := _improvement(scheme, one, inputs)) is not None
    }
    better_place = places(dict(zip(better, common(list(better.values()))[0], strict=True)))
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


def _order(scheme: Scheme, final: Mapping[str, Result]) -> dict[str, tuple[Fraction | int, ...]]:
    """What places are given by: the total, and where it is shared, the scores named in turn.

    A leaf that does not apply counts as nothing there.
    """
    totals = dict(zip(final, common([_total(one) for one in final.values()])[0], strict=True))
    many = Counter(totals.values())
    return {
        unit: (total, *(final[unit].leaves[key].score or ZERO for key in scheme.ties_by if many[total] > 1))
        for unit, total in totals.items()
    }


def _best(scheme: Scheme, one: Result) -> int:
    """The number of the best grade that no limiter forbids."""
    number = {grade.word: at for at, grade in enumerate(scheme.grades)}
    bars = [limiter.grade_at_most for limiter in scheme.limiters if limiter.key in one.limiters]
    return max((number[word] for word in bars if word), default=0)


def _improvement(scheme: Scheme, one: Result, inputs: Inputs) -> Fraction | None:
    last = inputs.last_year.get(one.unit)
    return _total(one) / scheme.base - last[0] / last[1] if last else None
