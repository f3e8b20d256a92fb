"""How a criterion is scored, said in sentences before anybody is: the formula with its numbers and its bounds in words.

以上含本数: each bound says whether the number itself belongs to it.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from assessments.appraisals.rules import marks as m
from assessments.appraisals.rules import scales as sc
from assessments.appraisals.rules.numbers import plain
from assessments.appraisals.rules.schemes import Criterion
from revitalization.kit.words import N_, Words

TYPE_WORDS: Mapping[str, str] = {
    "at_least": N_("Target to be reached"),
    "at_most": N_("Target not to be exceeded"),
    "range": N_("Range"),
    "growth": N_("Growth over last year"),
    "group_mean": N_("Against the mean of the group"),
    "efficacy": N_("Efficacy coefficient"),
    "rank": N_("Place in the group"),
    "word": N_("Word of judgement"),
    "done": N_("Done or not"),
    "expert": N_("Score sheets"),
    "survey": N_("Survey"),
    "deduct": N_("Deduction by case"),
    "bonus": N_("Bonus points"),
    "penalty": N_("Penalty points"),
}
SOURCE_WORDS: Mapping[str, str] = {
    "department": N_("Scoring department"),
    "office": N_("Organising office"),
    "self": N_("The assessed unit"),
    "survey": N_("Survey team"),
    "expert": N_("Assessors"),
    "fact": N_("Kept by this system"),
}
STEP_WORDS: Mapping[str, str] = {
    "criterion": N_("each criterion, and the total is their exact sum"),
    "total": N_("the total alone"),
}
NA_WORDS: Mapping[str, str] = {
    "redistribute": N_("gives its points to the criteria beside it"),
    "group_mean": N_("counts as the mean of the group"),
    "full": N_("counts in full"),
}
MISSING_WORDS: Mapping[str, str] = {
    "pending": N_("leaves the total provisional, without grade and place"),
    "zero": N_("counts as nothing, and says so"),
}
QUOTA_ROUND_WORDS: Mapping[str, str] = {"down": N_("rounded down"), "half_up": N_("rounded half up")}
QUOTA_TIES_WORDS: Mapping[str, str] = {
    "out": N_("none of them, where not all fit"),
    "in": N_("all of them"),
}
WHEN_WORDS: Mapping[str, str] = {
    "veto": N_("a veto is established"),
    "criterion": N_("a criterion comes to too little"),
    "fact": N_("a fact is too often there"),
}
"""What stands to be chosen in the settings of a scheme, as the rest of “… is …”."""


def formula(one: Criterion) -> tuple[Words, ...]:
    """How the criterion is scored; nothing for an inner one, which is the sum of those below it."""
    if one.scale is not None:
        return _SAID[type(one.scale)](one.scale)
    if one.beside is not None:
        return _beside(one)
    return ()


def _percent(share: Fraction) -> str:
    return f"{plain(share * 100)}%"


def _at_least(scale: sc.AtLeast) -> tuple[Words, ...]:
    first = Words(N_("From %(target)s on (that number included) in full."), {"target": plain(scale.target)})
    own: tuple[Words, ...] = ()
    if scale.targets:
        own = (Words(N_("%(n)s units have a target of their own."), {"n": len(scale.targets)}),)
    return (first, *_below(scale), *own)


def _growth(scale: sc.Growth) -> tuple[Words, ...]:
    values = {"target": _percent(scale.target)}
    first = Words(
        N_("Growth is (this year − last year) ÷ last year; from %(target)s on (that number included) in full."), values
    )  # fmt: skip
    return (first, *_below(scale))


_IN_PROPORTION: Mapping[type, str] = {
    sc.AtLeast: N_("Below it the points are in proportion: value ÷ target."),
    sc.Growth: N_("Below it the points are in proportion: growth ÷ target."),
}


def _below(scale: sc.AtLeast | sc.Growth) -> tuple[Words, ...]:
    if scale.below == sc.PROPORTIONAL:
        said = [Words(_IN_PROPORTION[type(scale)])]
        if scale.zero_below is not None:
            said.append(
                Words(
                    N_("Below %(share)s of the target (that number not included) there are none."),
                    {"share": _percent(scale.zero_below)},
                )
            )
        return tuple(said)
    if scale.below == sc.STEPS:
        steps = [
            Words(
                N_("From %(share)s of the target on (included): %(f)s of the points."),
                {"share": _percent(ratio), "f": _percent(f)},
            )
            for ratio, f in scale.steps
        ]
        return (*steps, Words(N_("Below that there are none.")))
    return (Words(N_("Below it there are none.")),)


def _at_most(scale: sc.AtMost) -> tuple[Words, ...]:
    first = Words(N_("Up to %(target)s (that number included) in full."), {"target": plain(scale.target)})
    if scale.zero_at is None:
        return (first, Words(N_("Above it there are none.")))
    values = {"target": plain(scale.target), "zero": plain(scale.zero_at)}
    return (
        first,
        Words(N_("Between %(target)s and %(zero)s in proportion; from %(zero)s on (included) none."), values),
    )


def _range(scale: sc.Range) -> tuple[Words, ...]:
    values = {"low": plain(scale.low), "high": plain(scale.high)}
    first = Words(N_("From %(low)s to %(high)s (both included) in full."), values)
    if scale.tolerance is None:
        return (first, Words(N_("Outside there are none.")))
    outside = Words(
        N_("Outside the points fall evenly, to none at a distance of %(tolerance)s."),
        {"tolerance": plain(scale.tolerance)},
    )
    return (first, outside)


def _group_mean(scale: sc.GroupMean) -> tuple[Words, ...]:
    if scale.direction == sc.DOWN:
        return (
            Words(N_("Up to the mean of the group (included) in full; above it mean ÷ value of the points.")),
        )
    first = Words(
        N_("From the mean of the group on (included) in full; below it value ÷ mean of the points.")
    )
    if scale.zero_below is None:
        return (first,)
    values = {"share": _percent(scale.zero_below)}
    return (
        first,
        Words(N_("Below %(share)s of the mean (that number not included) there are none."), values),
    )


def _efficacy(scale: sc.Efficacy) -> tuple[Words, ...]:
    values = {"floor": plain(scale.floor), "rest": plain(1 - scale.floor)}
    first = Words(
        N_("%(floor)s + %(rest)s × (value − worst) ÷ (best − worst) of the points, between 0 and 1."), values
    )  # fmt: skip
    ends: list[Words] = []
    for word, end in ((N_("Best is %(value)s."), scale.best), (N_("Worst is %(value)s."), scale.worst)):
        ends += [Words(word, {"value": plain(end)})] if end is not None else []
    if len(ends) < 2:
        ends.append(Words(N_("What is not fixed is that of the group.")))
    if scale.direction == sc.DOWN:
        ends.append(Words(N_("Less is better.")))
    return (first, *ends)


def _rank(scale: sc.Rank) -> tuple[Words, ...]:
    values = {"step": _percent(scale.step), "floor": _percent(scale.floor)}
    said = N_(
        "First in the group in full; each place after it takes %(step)s, down to %(floor)s of the points."
    )
    last = N_("Less is better.") if scale.direction == sc.DOWN else N_("More is better.")
    return (Words(said, values), Words(last))


def _word(scale: m.Word) -> tuple[Words, ...]:
    # The database keeps no order of keys: from the best word down.
    words = sorted(scale.words.items(), key=lambda pair: -pair[1])
    pairs = "、".join(f"{word} {_percent(f)}" for word, f in words)
    return (Words(N_("The word decides: %(pairs)s of the points."), {"pairs": pairs}),)


def _done(scale: m.Done) -> tuple[Words, ...]:
    return (Words(N_("Done: in full; not done: none.")),)


def _expert(scale: m.Expert) -> tuple[Words, ...]:
    if scale.sheets == 1:
        return (
            Words(N_("One assessor gives points from 0 to %(points)s."), {"points": plain(scale.points)}),
        )
    values = {"points": plain(scale.points), "spread": plain(scale.spread)}
    return (
        Words(
            N_("Two assessors, blind to each other, give points from 0 to %(points)s; their mean counts."), values
        ),
        Words(N_("Where they lie more than %(spread)s apart a third is asked; the two closest count."), values),
    )  # fmt: skip


def _survey(scale: m.Survey) -> tuple[Words, ...]:
    values = {"full": _percent(scale.full_at), "sample": scale.sample}
    return (
        Words(N_("Satisfied ÷ asked; from %(full)s on (included) in full, below it in proportion."), values),
        Words(N_("Fewer than %(sample)s asked count as missing."), values),
    )


def _deduct(scale: m.Deduct) -> tuple[Words, ...]:
    values = {"items": _cases(scale.items), "floor": plain(scale.floor_points)}
    least = N_("At least %(floor)s points are left.") if scale.floor_points else N_("Down to none at all.")
    return (Words(N_("Taken off for each case: %(items)s."), values), Words(least, values))


def _beside(one: Criterion) -> tuple[Words, ...]:
    given: Mapping[str, Any] = one.parameters
    values = {"items": _cases(given["items"]), "cap": plain(given["cap"])}
    if one.type == "bonus":
        return (Words(N_("Added for each case: %(items)s; at most %(cap)s points."), values),)
    return (Words(N_("Taken off the total for each case: %(items)s; at most %(cap)s points."), values),)


def _cases(items: Mapping[str, Fraction]) -> str:
    return "、".join(f"{name} {plain(each)}" for name, each in items.items())


_SAID: Mapping[type, Callable[[Any], tuple[Words, ...]]] = {
    sc.AtLeast: _at_least, sc.AtMost: _at_most, sc.Range: _range, sc.Growth: _growth, sc.GroupMean: _group_mean,
    sc.Efficacy: _efficacy, sc.Rank: _rank, m.Word: _word, m.Done: _done, m.Expert: _expert, m.Survey: _survey,
    m.Deduct: _deduct,
}  # fmt: skip
