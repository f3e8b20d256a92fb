"""Example values that show where a scoring rule turns: each bound, just below it and just above; pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from math import ceil
from typing import Any

from assessments.appraisals.rules import marks as m
from assessments.appraisals.rules import scales as sc
from assessments.appraisals.rules.numbers import plain
from assessments.appraisals.rules.schemes import Criterion

LAST_YEAR = Fraction(100)
"""What stands for last year's value in an example of growth."""
OF_GROUP = (Fraction(100), Fraction(60))
"""Best and worst of the group where the scheme fixes neither."""


def example_lines(one: Criterion) -> list[str]:
    """Lines as somebody would type them to try the rule; none where there is no rule."""
    if one.beside is not None:
        return _cases(one.beside.items, one.beside.cap)
    return list(_LINES[type(one.scale)](one.scale)) if one.scale is not None else []


def _digit(value: Fraction) -> Fraction:
    """One unit of the digit after the last one of the value."""
    text = plain(value).removesuffix("…")
    return Fraction(1, 10 ** (len(text.partition(".")[2]) + 1))


def _around(bounds: Iterable[Fraction], *more: Fraction) -> list[Fraction]:
    found = set(more)
    for bound in bounds:
        found |= {bound, bound - _digit(bound), bound + _digit(bound)}
    return sorted(found, reverse=True)


def _texts(values: Iterable[Fraction]) -> list[str]:
    return [plain(value) for value in values]


def _shares(scale: sc.AtLeast | sc.Growth) -> list[Fraction]:
    """The shares of the target at which it turns."""
    if scale.below == sc.STEPS:
        return [Fraction(1), *(ratio for ratio, _f in scale.steps)]
    zero = scale.zero_below if scale.below == sc.PROPORTIONAL else None
    return [Fraction(1), *([zero] if zero else [])]


def _at_least(scale: sc.AtLeast) -> list[str]:
    return _texts(_around([share * scale.target for share in _shares(scale)], scale.target / 2))


def _at_most(scale: sc.AtMost) -> list[str]:
    if scale.zero_at is None:
        return _texts(_around([scale.target]))
    return _texts(_around([scale.target, scale.zero_at], (scale.target + scale.zero_at) / 2))


def _range(scale: sc.Range) -> list[str]:
    bounds = [scale.low, scale.high]
    if scale.tolerance is not None:
        bounds += [scale.low - scale.tolerance, scale.high + scale.tolerance]
    return _texts(_around(bounds, (scale.low + scale.high) / 2))


def _growth(scale: sc.Growth) -> list[str]:
    rates = _around([share * scale.target for share in _shares(scale)], Fraction(0))
    return [f"{plain(LAST_YEAR * (1 + rate))} {plain(LAST_YEAR)}" for rate in rates] + ["5 0"]


def _group_mean(scale: sc.GroupMean) -> list[str]:
    """Values on both sides of 50, in pairs, so that 50 is their mean."""
    off = {Fraction(0), Fraction(1, 10), Fraction(10)}
    if scale.zero_below is not None:
        off |= {50 - 50 * scale.zero_below, 50 - 50 * scale.zero_below + Fraction(1, 10)}
    return _texts(sorted({50 + it for it in off} | {50 - it for it in off}, reverse=True))


def _efficacy(scale: sc.Efficacy) -> list[str]:
    high, low = OF_GROUP if scale.direction == sc.UP else OF_GROUP[::-1]
    way = high - low
    best = scale.best if scale.best is not None else scale.worst + way if scale.worst is not None else high
    worst = scale.worst if scale.worst is not None else best - way
    ends = _around([end for end in (scale.best, scale.worst) if end is not None])
    return _texts(sorted({best, worst, (best + worst) / 2, *ends}, reverse=True))


def _rank(scale: sc.Rank) -> list[str]:
    """As many places as it takes to come to the floor, two of them shared."""
    many = 8 if scale.step == 0 else min(12, max(4, ceil((1 - scale.floor) / scale.step) + 2))
    values = [Fraction(100 - n) for n in range(many)]
    values[2] = values[1]
    return _texts(values)


def _word(scale: m.Word) -> list[str]:
    return list(scale.words)


def _done(scale: m.Done) -> list[str]:
    return ["是", "否"]


def _expert(scale: m.Expert) -> list[str]:
    points, half = scale.points, scale.points / 2
    if scale.sheets == 1:
        return _texts([points, half, Fraction(0)])
    apart = points - scale.spread
    found: list[tuple[Fraction, ...]] = [(points, points), (points, half)]
    if apart >= 0:
        found.insert(1, (points, apart))
        further = apart - _digit(apart)
        if further >= 0:
            found += [(points, further), (points, further, points)]
    return [" ".join(_texts(one)) for one in found]


def _survey(scale: m.Survey) -> list[str]:
    asked = max(scale.sample, 100)
    full = ceil(scale.full_at * asked)
    found = [
        (asked, asked),
        (full, asked),
        (full - 1, asked),
        (asked // 2, asked),
        (scale.sample - 1, scale.sample - 1),
    ]
    return list(dict.fromkeys(f"{satisfied} {of}" for satisfied, of in found if satisfied >= 0 and of > 0))


def _deduct(scale: m.Deduct) -> list[str]:
    return _cases(scale.items, scale.points - scale.floor_points)


def _cases(items: Mapping[str, Fraction], most: Fraction) -> list[str]:
    """None, each once, all together, and the first so often that the bound is reached and passed."""
    found = ["0", *(f"{name} 1" for name in items)]
    if len(items) > 1:
        found.append(", ".join(f"{name} 1" for name in items))
    name, each = next(((name, each) for name, each in items.items() if each), ("", Fraction(0)))
    if each:
        reached = ceil(most / each)
        found += [f"{name} {n}" for n in (reached, reached + 1)]
    return list(dict.fromkeys(found))


_LINES: Mapping[type, Callable[[Any], Sequence[str]]] = {
    sc.AtLeast: _at_least, sc.AtMost: _at_most, sc.Range: _range, sc.Growth: _growth, sc.GroupMean: _group_mean,
    sc.Efficacy: _efficacy, sc.Rank: _rank, m.Word: _word, m.Done: _done, m.Expert: _expert, m.Survey: _survey,
    m.Deduct: _deduct,
}  # fmt: skip
