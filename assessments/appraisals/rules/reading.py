"""A scheme read from a table, as TOML gives it; whatever means nothing certain is refused with its place."""

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from assessments.appraisals.rules import fields as read
from assessments.appraisals.rules import schemes as s
from assessments.appraisals.rules.fields import BadFieldError, Fault, Faults, Field, optional
from assessments.appraisals.rules.numbers import plain
from assessments.appraisals.rules.types import BESIDE, BESIDE_FIELDS, TYPES, beside_of
from revitalization.kit.words import N_

SCHEME, GROUP, CRITERION, LIMITER, GRADE = "scheme", "group", "criterion", "limiter", "grade"
SOURCES = ("department", "office", "self", "survey", "expert", "fact")
MOST_PLACES = 6

_HEAD = {
    "key": Field(read.text),
    "title": Field(read.text),
    "document": optional(read.text, ""),
    "issuer": Field(read.unit_code),
    "year": Field(read.whole_above_zero),
    "cut_off": Field(read.day),
    "base": Field(read.positive),
    "ceiling": optional(read.positive),
    "round": Field(lambda given: given),
    "na": optional(read.one_of(s.REDISTRIBUTE, s.GROUP_MEAN, s.FULL), s.REDISTRIBUTE),
    "missing_after": optional(read.one_of(s.PENDING, s.ZERO), s.PENDING),
    "ties_by": optional(read.list_of(read.text), ()),
    "quota_round": optional(read.one_of(s.DOWN, s.HALF_UP), s.DOWN),
    "quota_ties": optional(read.one_of(s.OUT, s.IN), s.OUT),
}
_ROUND = {"step": Field(read.one_of(s.CRITERION, s.TOTAL)), "places": Field(read.whole)}
_GROUP = {"key": Field(read.text), "title": Field(read.text), "units": Field(read.list_of(read.unit_code))}
_NODE = {
    "key": Field(read.text),
    "title": Field(read.text),
    "points": Field(read.positive),
    "parent": optional(read.text, ""),
    "standard": optional(read.text, ""),
}
_SOURCE = {
    "source": Field(read.one_of(*SOURCES)),
    "by": optional(read.text, ""),
    "fact": optional(read.text, ""),
}
_LEAF = {**_NODE, "type": Field(read.text), **_SOURCE}
_BESIDE = {
    "key": Field(read.text),
    "title": Field(read.text),
    "standard": optional(read.text, ""),
    "type": Field(read.text),
    **_SOURCE,
}
_LIMITER = {
    "key": Field(read.text),
    "title": Field(read.text),
    "when": Field(lambda given: given),
    "total_at_most": optional(read.not_negative),
    "grade_at_most": optional(read.text, ""),
}
_WHEN = (
    {"veto": Field(read.text)},
    {"criterion": Field(read.text), "below": Field(read.share)},
    {"fact": Field(read.text), "at_least": Field(read.number)},
)
_GRADE = {"word": Field(read.text), "from": Field(read.not_negative), "quota": optional(read.share)}


def read_scheme(data: Mapping[str, Any]) -> s.Scheme:
    """The scheme of these tables. Raises `UnreadableError` with all its faults."""
    faults = Faults()
    for name in data:
        if name not in {SCHEME, GROUP, CRITERION, LIMITER, GRADE}:
            faults.add(f"[{name}]", N_("nobody knows this key here"))
    head = _head(data.get(SCHEME), faults)
    groups = _groups(tables(data, GROUP, faults), faults)
    criteria = _criteria(tables(data, CRITERION, faults), faults)
    grades = _grades(tables(data, GRADE, faults), faults)
    limiters = _limiters(tables(data, LIMITER, faults), faults)
    faults.raise_any()
    if head is None:
        raise AssertionError("a head without faults is read")
    scheme = s.Scheme(
        **head, groups=groups, criteria=criteria, limiters=limiters, grades=grades,
    )  # fmt: skip
    _whole(scheme, faults)
    faults.raise_any()
    return scheme


def tables(data: Mapping[str, Any], name: str, faults: Faults) -> list[Any]:
    """The tables of that name; none where there is none."""
    found = data.get(name, [])
    if not isinstance(found, list):
        faults.add(f"[{name}]", N_("write it in double brackets: there may be several"))
        return []
    return found


def place_of(name: str, at: int, table: Any) -> str:
    """Where a table stands: by its key where it has one, else by its number."""
    key = table.get("key", table.get("word")) if isinstance(table, dict) else None
    return f"[[{name}]] {key}" if isinstance(key, str) else f"[[{name}]] {at + 1}"


def _head(given: Any, faults: Faults) -> dict[str, Any] | None:
    if given is None:
        faults.add("[scheme]", N_("is missing"))
        return None
    found = faults.table("[scheme]", given, _HEAD)
    if found is None:
        return None
    rounding = faults.table("[scheme] · round", found.pop("round"), _ROUND)
    if rounding is None:
        return None
    if rounding["places"] > MOST_PLACES:
        faults.add("[scheme] · round", N_("at most %(n)s decimal places"), n=MOST_PLACES)
    if found["ceiling"] is not None and found["ceiling"] < found["base"]:
        faults.add("[scheme] · ceiling", N_("must not lie below the base"))
    return found | rounding


def _doubles(name: str, words: Sequence[str], text: str, faults: Faults) -> None:
    for word, many in Counter(words).items():
        if many > 1:
            faults.add(f"[[{name}]] {word}", text)


def _groups(given: list[Any], faults: Faults) -> tuple[s.Group, ...]:
    found = []
    for at, table in enumerate(given):
        values = faults.table(place_of(GROUP, at, table), table, _GROUP)
        if values is not None:
            found.append(s.Group(**values))
            if not values["units"]:
                faults.add(place_of(GROUP, at, table), N_("has no units"))
    if not given:
        faults.add("[[group]]", N_("is missing"))
    _doubles(GROUP, [one.key for one in found], N_("stands there twice"), faults)
    _doubles(
        GROUP,
        [unit for one in found for unit in one.units],
        N_("this unit stands in two groups, or twice"),
        faults,
    )
    return tuple(found)


def _criteria(given: list[Any], faults: Faults) -> tuple[s.Criterion, ...]:
    found = []
    for at, table in enumerate(given):
        place = place_of(CRITERION, at, table)
        one = criterion_of(place, table, faults) if isinstance(table, dict) else None
        if one is not None:
            found.append(one)
            sourced(place, one, faults)
    keys = [table.get("key") for table in given if isinstance(table, dict)]
    _doubles(CRITERION, [key for key in keys if isinstance(key, str)], N_("stands there twice"), faults)
    return tuple(found)


def criterion_of(place: str, table: dict[str, Any], faults: Faults) -> s.Criterion | None:
    """The criterion of this table alone, whatever stands beside it; None where it is none, with why in `faults`."""
    kind = table.get("type")
    if kind is None:
        values = faults.table(place, table, _NODE)
        return s.Criterion(**values) if values else None
    if kind in BESIDE:
        values = faults.table(place, table, _BESIDE | BESIDE_FIELDS)
        if values is None:
            return None
        own = {name: values.pop(name) for name in BESIDE_FIELDS}
        return s.Criterion(**values, points=Fraction(0), parameters=own, beside=beside_of(str(kind), own))
    if kind not in TYPES:
        faults.add(
            f"{place} · type",
            N_("there is no such type; there are: %(words)s"),
            words=", ".join([*TYPES, *BESIDE]),
        )
        return None
    found = TYPES[kind]
    values = faults.table(place, table, {**_LEAF, **found.fields})
    if values is None:
        return None
    own = {name: values.pop(name) for name in found.fields}
    try:
        scale = found.build(own, values["points"])
    except BadFieldError as bad:
        faults.found.append(Fault(place, bad.words))
        return None
    return s.Criterion(**values, parameters=own, scale=scale)


def sourced(place: str, one: s.Criterion, faults: Faults) -> None:
    """A scoring department and a figure of the product are named where the source is one, and only there."""
    if not one.type:
        return
    if (one.source == "department") != bool(one.by):
        faults.add(
            f"{place} · by",
            N_("the scoring department is named where the source is a department, and only there"),
        )
    if (one.source == "fact") != bool(one.fact):
        faults.add(f"{place} · fact", N_("the figure is named where the source is a fact, and only there"))


def _grades(given: list[Any], faults: Faults) -> tuple[s.Grade, ...]:
    found = []
    for at, table in enumerate(given):
        values = faults.table(place_of(GRADE, at, table), table, _GRADE)
        if values is not None:
            found.append(s.Grade(values["word"], values["from"], values["quota"]))
    if not given:
        faults.add("[[grade]]", N_("is missing"))
    _doubles(GRADE, [one.word for one in found], N_("stands there twice"), faults)
    for better, next_ in pairwise(found):
        if better.at <= next_.at:
            faults.add(f"[[grade]] {next_.word} · from", N_("grades go from the best down"))
    return tuple(found)


def _limiters(given: list[Any], faults: Faults) -> tuple[s.Limiter, ...]:
    found = []
    for at, table in enumerate(given):
        place = place_of(LIMITER, at, table)
        values = faults.table(place, table, _LIMITER)
        if values is None:
            continue
        if values["total_at_most"] is None and not values["grade_at_most"]:
            faults.add(place, N_("limits nothing: “total_at_most”, “grade_at_most” or both"))
        when = values.pop("when")
        shape = next((one for one in _WHEN if isinstance(when, dict) and next(iter(one)) in when), None)
        if shape is None:
            faults.add(f"{place} · when", N_("a veto, a criterion with “below”, or a fact with “at_least”"))
            continue
        said = faults.table(f"{place} · when", when, shape)
        if said is not None:
            found.append(s.Limiter(**values, **said))
    _doubles(LIMITER, [one.key for one in found], N_("stands there twice"), faults)
    return tuple(found)


# ---------------------------------------------------------------- what holds between the tables


def _whole(scheme: s.Scheme, faults: Faults) -> None:
    """The tree stands, its points add up, and what is named is there."""
    _tree(scheme, faults)
    units = {unit for group in scheme.groups for unit in group.units}
    for leaf in scheme.leaves:
        for unit in leaf.parameters.get("targets") or {}:
            if unit not in units:
                faults.add(f"[[criterion]] {leaf.key} · targets", N_("%(unit)s is in no group"), unit=unit)
    leaves = {leaf.key for leaf in scheme.leaves}
    for key in scheme.ties_by:
        if key not in leaves:
            faults.add("[scheme] · ties_by", N_("there is no leaf “%(key)s”"), key=key)
    words = {grade.word for grade in scheme.grades}
    for one in scheme.limiters:
        if one.criterion and one.criterion not in leaves:
            faults.add(f"[[limiter]] {one.key} · when", N_("there is no leaf “%(key)s”"), key=one.criterion)
        if one.grade_at_most and one.grade_at_most not in words:
            faults.add(
                f"[[limiter]] {one.key} · grade_at_most",
                N_("there is no grade “%(key)s”"),
                key=one.grade_at_most,
            )


def _tree(scheme: s.Scheme, faults: Faults) -> None:
    rooted = True
    for one in scheme.criteria:
        place = f"[[criterion]] {one.key}"
        above = scheme.by_key.get(one.parent)
        if one.parent and above is None:
            faults.add(f"{place} · parent", N_("there is no criterion “%(key)s”"), key=one.parent)
        elif above is not None and above.type:
            faults.add(
                f"{place} · parent", N_("“%(key)s” is a leaf: nothing stands below it"), key=one.parent
            )
        elif _circles(scheme, one):
            rooted = False
            faults.add(f"{place} · parent", N_("stands below itself"))
        elif not one.type:
            _sums(place, one.points, scheme.children.get(one.key, ()), faults)
    if rooted:
        _sums("[scheme] · base", scheme.base, scheme.children.get("", ()), faults)


def _circles(scheme: s.Scheme, one: s.Criterion) -> bool:
    seen, at = {one.key}, one.parent
    while at in scheme.by_key:
        if at in seen:
            return True
        seen.add(at)
        at = scheme.by_key[at].parent
    return False


def _sums(place: str, points: Fraction, below: Sequence[s.Criterion], faults: Faults) -> None:
    from_below = sum((one.points for one in below), Fraction(0))
    if not below:
        faults.add(place, N_("nothing stands below it, and it has no type"))
    elif from_below != points:
        faults.add(
            place, N_("%(points)s points, but those below come to %(sum)s"), points=plain(points), sum=plain(from_below)
        )  # fmt: skip
