"""Why a leaf came to its points, in sentences with their numbers: the formula, the points, the rounding."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from assessments.appraisals.rules import computing as c
from assessments.appraisals.rules import marks as m
from assessments.appraisals.rules import scales as sc
from assessments.appraisals.rules.inputs import Given
from assessments.appraisals.rules.numbers import plain, shown
from assessments.appraisals.rules.scales import Basis
from assessments.appraisals.rules.schemes import CRITERION, Criterion, Scheme
from revitalization.kit.words import N_, NP_, Words

REASONS: Mapping[str, str] = {
    sc.PENDING: N_("Nothing was given yet."),
    sc.NO_BASIS: N_(
        "There is no basis to compare it with: last year's value or the mean of the group is missing or not above 0."
    ),
    sc.THIRD_NEEDED: N_("The two sheets lie further apart than allowed; a third is needed."),
    sc.SAMPLE_TOO_SMALL: N_("Fewer were asked than the scheme needs."),
}
"""Why there is no score."""


@dataclass(frozen=True)
class Explained:
    """One leaf of one unit: the `formula` with its numbers; `points` and `rounding` where there is a score."""

    formula: Words
    points: Words | None = None
    rounding: Words | None = None

    @property
    def sentences(self) -> tuple[Words, ...]:
        """All of it, in order."""
        return tuple(one for one in (self.formula, self.points, self.rounding) if one is not None)


def explain(scheme: Scheme, result: c.Result, key: str, given: Given | None) -> Explained:
    """Why this leaf came to its points for the unit of the result."""
    leaf, one = scheme.by_key[key], result.leaves[key]
    formula = _formula(scheme, result, leaf, given)
    if one.f is None or one.score is None:
        return Explained(formula)
    return Explained(formula, _points(leaf, one), _rounding(scheme, one))


def _formula(scheme: Scheme, result: c.Result, leaf: Criterion, given: Given | None) -> Words:
    one = result.leaves[leaf.key]
    if one.how == c.MISSING:
        return Words(REASONS[one.reason])
    if one.how == c.ZEROED:
        return Words(N_("Nothing was given by the cut-off day, which the scheme counts as nothing."))
    reason = {"reason": given.reason if given is not None else ""}
    if one.how == c.DROPPED:
        return Words(N_("Does not apply (%(reason)s); its points went to the criteria beside it."), reason)
    if one.how == c.MEAN:
        return Words(N_("Does not apply (%(reason)s); it counts as the mean of the group."), reason)
    if one.how == c.FILLED:
        return Words(N_("Does not apply (%(reason)s); it counts in full."), reason)
    if given is None or leaf.scale is None:
        raise AssertionError("what was given is judged")
    return _SAID[type(leaf.scale)](leaf.scale, result.unit, given, result.basis[leaf.key])


def _points(leaf: Criterion, one: c.Scored) -> Words:
    if one.f is None:
        raise AssertionError("a score has a fraction")
    values = {"f": plain(one.f), "points": plain(one.effective), "own": plain(leaf.points)}
    if one.effective == leaf.points:
        return Words(N_("%(f)s × %(points)s points."), values)
    return Words(
        N_("%(f)s × %(points)s points: its own %(own)s and its part of those that do not apply to the unit."), values
    )  # fmt: skip


def _rounding(scheme: Scheme, one: c.Scored) -> Words | None:
    if one.f is None or one.score is None:
        return None
    exact, score = plain(one.f * one.effective), shown(one.score, scheme.places)
    if scheme.step == CRITERION:
        return Words(N_("%(exact)s, rounded half up once: %(score)s."), {"exact": exact, "score": score})
    return Words(N_("%(exact)s, kept exactly; only the total is rounded."), {"exact": exact})


# ---------------------------------------------------------------- the types


def _at_least(scale: sc.AtLeast, unit: str, given: Given, basis: Basis) -> Words:
    target = scale.targets.get(unit, scale.target)
    values = {"x": plain(given.number), "target": plain(target)}
    if given.number >= target:
        return Words(N_("%(x)s reaches the target of %(target)s (that number included): in full."), values)
    return _below(scale, given.number / target, values)


def _growth(scale: sc.Growth, unit: str, given: Given, basis: Basis) -> Words:
    grown = scale.rate(given)
    if grown is None or given.last is None:
        return Words(REASONS[sc.NO_BASIS])
    rate = Fraction(*grown)
    values = {
        "x": f"({plain(given.number)} − {plain(given.last)}) ÷ {plain(abs(given.last))} = {plain(rate)}",
        "target": plain(scale.target),
    }
    if rate >= scale.target:
        return Words(N_("%(x)s reaches the target of %(target)s (that number included): in full."), values)
    if scale.target <= 0:
        return Words(N_("%(x)s stays below the target of %(target)s: nothing."), values)
    return _below(scale, rate / scale.target, values)


def _below(scale: sc.AtLeast | sc.Growth, share: Fraction, values: dict[str, Any]) -> Words:
    """What a value below the target comes to."""
    values |= {"share": plain(share), "zero": plain(scale.zero_below or Fraction(0))}
    if scale.below == sc.PROPORTIONAL:
        if scale.zero_below is not None and share < scale.zero_below:
            return Words(
                N_("%(x)s is %(share)s of the target of %(target)s, below %(zero)s of it: nothing."), values
            )
        return Words(N_("%(x)s is %(share)s of the target of %(target)s: in proportion."), values)
    step = next(((ratio, f) for ratio, f in scale.steps if share >= ratio), None)
    if scale.below == sc.STEPS and step:
        values |= {"ratio": plain(step[0]), "f": plain(step[1])}
        return Words(
            N_("%(x)s is %(share)s of the target of %(target)s: from %(ratio)s of it on, %(f)s of the points."), values
        )  # fmt: skip
    return Words(N_("%(x)s stays below the target of %(target)s: nothing."), values)


def _at_most(scale: sc.AtMost, unit: str, given: Given, basis: Basis) -> Words:
    values = {"x": plain(given.number), "target": plain(scale.target)}
    if given.number <= scale.target:
        return Words(N_("%(x)s does not exceed %(target)s (that number included): in full."), values)
    if scale.zero_at is None or given.number >= scale.zero_at:
        return Words(N_("%(x)s exceeds %(target)s by too much: nothing."), values)
    return Words(
        N_("%(x)s lies between %(target)s (in full) and %(limit)s (nothing): in proportion."),
        values | {"limit": plain(scale.zero_at)},
    )


def _range(scale: sc.Range, unit: str, given: Given, basis: Basis) -> Words:
    values = {"x": plain(given.number), "low": plain(scale.low), "high": plain(scale.high)}
    outside = max(scale.low - given.number, given.number - scale.high)
    if outside <= 0:
        return Words(N_("%(x)s lies between %(low)s and %(high)s (both included): in full."), values)
    if scale.tolerance is None:
        return Words(N_("%(x)s lies outside %(low)s to %(high)s: nothing."), values)
    values |= {"outside": plain(outside), "tolerance": plain(scale.tolerance)}
    return Words(
        N_("%(x)s lies %(outside)s outside %(low)s to %(high)s; over %(tolerance)s it falls to nothing."), values
    )  # fmt: skip


def _group_mean(scale: sc.GroupMean, unit: str, given: Given, basis: Basis) -> Words:
    mean = basis.numbers["mean"]
    values = {"x": plain(given.number), "mean": plain(mean)}
    if scale.direction == sc.DOWN:
        if given.number <= mean:
            return Words(N_("%(x)s is not above the mean of the group, %(mean)s: in full."), values)
        return Words(N_("%(x)s is above the mean of the group: %(mean)s ÷ %(x)s."), values)
    if given.number >= mean:
        return Words(N_("%(x)s reaches the mean of the group, %(mean)s: in full."), values)
    if scale.zero_below is not None and given.number / mean < scale.zero_below:
        values["zero"] = plain(scale.zero_below)
        return Words(N_("%(x)s is below %(zero)s of the mean of the group, %(mean)s: nothing."), values)
    return Words(N_("%(x)s is below the mean of the group: %(x)s ÷ %(mean)s."), values)


def _efficacy(scale: sc.Efficacy, unit: str, given: Given, basis: Basis) -> Words:
    best, worst = basis.numbers["best"], basis.numbers["worst"]
    if best == worst:
        return Words(N_("Best and worst of the group are both %(best)s: in full."), {"best": plain(best)})
    values = {
        "floor": plain(scale.floor), "rest": plain(1 - scale.floor),
        "up": f"({plain(given.number)} − {plain(worst)})", "range": f"({plain(best)} − {plain(worst)})",
    }  # fmt: skip
    return Words(N_("%(floor)s + %(rest)s × %(up)s ÷ %(range)s, not below 0 and not above 1."), values)


def _rank(scale: sc.Rank, unit: str, given: Given, basis: Basis) -> Words:
    place = scale.place(given, basis)
    values = {
        "x": plain(given.number),
        "place": place,
        "step": plain(scale.step),
        "floor": plain(scale.floor),
    }
    return Words(
        N_(
            "%(x)s is place %(place)s of the group: 1 − %(step)s for each place after the first, not below %(floor)s."
        ),
        values,
    )


def _word(scale: m.Word, unit: str, given: Given, basis: Basis) -> Words:
    word = str(given.value)
    return Words(N_("“%(word)s” is %(f)s of the points."), {"word": word, "f": plain(scale.words[word])})


def _done(scale: m.Done, unit: str, given: Given, basis: Basis) -> Words:
    return Words(N_("Done: in full.") if given.value else N_("Not done: nothing."))


def _expert(scale: m.Expert, unit: str, given: Given, basis: Basis) -> Words:
    found = scale.agreed(given)
    points = "" if isinstance(found, str) else plain(Fraction(*found))
    marks = " · ".join(plain(mark) for mark in given.sheets)
    values = {"marks": marks, "points": points, "whole": plain(scale.points), "reason": given.reason}
    if given.decided is not None:
        return Words(N_("A moderator decided on %(points)s of %(whole)s: %(reason)s"), values)
    if scale.sheets == 1:
        return Words(N_("The sheet gives %(points)s of %(whole)s."), values)
    if abs(given.sheets[0] - given.sheets[1]) <= scale.spread:
        return Words(N_("The sheets give %(marks)s: their mean is %(points)s of %(whole)s."), values)
    low, middle, high = sorted(given.sheets)
    if middle - low == high - middle:
        return Words(
            N_("The sheets give %(marks)s, evenly apart: the mean of all is %(points)s of %(whole)s."), values
        )
    return Words(
        N_("The sheets give %(marks)s: the mean of the two that lie closest is %(points)s of %(whole)s."),
        values,
    )


def _survey(scale: m.Survey, unit: str, given: Given, basis: Basis) -> Words:
    values = {
        "n": given.asked, "satisfied": given.satisfied, "share": plain(Fraction(given.satisfied, given.asked)),
        "full": plain(scale.full_at),
    }  # fmt: skip
    one, many = NP_(
        "%(satisfied)s of %(n)s person asked is satisfied, %(share)s; it is full at %(full)s.",
        "%(satisfied)s of %(n)s people asked are satisfied, %(share)s; it is full at %(full)s.",
    )
    return Words(one, values, many)


def _deduct(scale: m.Deduct, unit: str, given: Given, basis: Basis) -> Words:
    if not any(given.counts.values()):
        return Words(N_("Nothing to take off: in full."))
    values = {
        "points": plain(scale.points),
        "off": cases(scale.items, given),
        "floor": plain(scale.floor_points),
    }
    return Words(N_("%(points)s − (%(off)s), not below %(floor)s, of %(points)s points."), values)


def cases(items: Mapping[str, Fraction], given: Given) -> str:
    """Each case with what it counts: "2 × 0.5 (late_report) + 1 × 2.5 (false_claim)"."""
    return " + ".join(f"{n} × {plain(items[key])} ({key})" for key, n in sorted(given.counts.items()) if n)


_SAID: Mapping[type, Callable[[Any, str, Given, Basis], Words]] = {
    sc.AtLeast: _at_least, sc.AtMost: _at_most, sc.Range: _range, sc.Growth: _growth, sc.GroupMean: _group_mean,
    sc.Efficacy: _efficacy, sc.Rank: _rank, m.Word: _word, m.Done: _done, m.Expert: _expert, m.Survey: _survey,
    m.Deduct: _deduct,
}  # fmt: skip
