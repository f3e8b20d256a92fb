"""A scheme as its page shows it: the tree in rows with formulas, groups with their units, what is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from assessments.appraisals.models import Scheme
from assessments.appraisals.queries.facts import faults
from assessments.appraisals.queries.units import units_in
from assessments.appraisals.rules.fields import Fault, Faults
from assessments.appraisals.rules.numbers import exact
from assessments.appraisals.rules.reading import CRITERION, GROUP, SCHEME, criterion_of
from assessments.appraisals.rules.saying import formula
from assessments.appraisals.rules.tree import Row, rows, top_sum
from responsibilities.units.models import Unit
from revitalization.kit.words import Words


@dataclass(frozen=True)
class Line:
    """A row of the tree with its formula in sentences and the faults that stand at it."""

    row: Row
    formula: tuple[Words, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class GroupShown:
    """A group with its live units in the scheme's order, and codes that are no unit's."""

    key: str
    title: str
    units: Sequence[Unit]
    unknown: Sequence[str]


@dataclass(frozen=True)
class SchemeShown:
    """All of a scheme that a page needs."""

    lines: Sequence[Line]
    groups: Sequence[GroupShown]
    faults: Sequence[Fault]
    base: Fraction | None
    sum: Fraction | None


def shown(scheme: Scheme, *, judged: bool = True) -> SchemeShown:
    """The scheme as its page shows it; `judged`: with what is wrong. Two questions."""
    content = scheme.content
    units = units_in(content)
    found = faults(scheme, units) if judged else []
    criteria: list[dict[str, Any]] = [dict(one) for one in content.get(CRITERION, ())]
    by_place: dict[str, list[Fault]] = {}
    for fault in found:
        by_place.setdefault(fault.place.partition(" · ")[0], []).append(fault)
    head: Mapping[str, Any] = content.get(SCHEME, {})
    return SchemeShown(
        [_line(row, by_place.get(f"[[{CRITERION}]] {row.key}", ())) for row in rows(criteria)],
        _groups(content, units),
        found,
        exact(head.get("base")),
        top_sum(criteria),
    )


def _line(row: Row, faults: Sequence[Fault]) -> Line:
    one = criterion_of("", dict(row.table), Faults()) if row.table.get("type") else None
    return Line(row, formula(one) if one is not None else (), tuple(faults))


def _groups(content: Mapping[str, Any], units: Mapping[str, Unit]) -> list[GroupShown]:
    found = []
    for one in content.get(GROUP, ()):
        codes = [code for code in one.get("units", ()) if isinstance(code, str)]
        found.append(
            GroupShown(
                str(one.get("key", "")),
                str(one.get("title", "")),
                [units[code] for code in codes if code in units],
                [code for code in codes if code not in units],
            )
        )
    return found
