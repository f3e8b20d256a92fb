"""Who moves against another scheme: the same inputs computed by both, as far as the other one knows them; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assessments.appraisals.rules.computing import Result, compute
from assessments.appraisals.rules.fields import Faults
from assessments.appraisals.rules.inputs import Given, Inputs
from assessments.appraisals.rules.reading_inputs import (
    FACT,
    LAST_YEAR,
    VALUE,
    VETO,
    read_entry,
    read_inputs,
)
from assessments.appraisals.rules.schemes import Criterion, Scheme

KEYED = (FACT, VETO, LAST_YEAR)


@dataclass(frozen=True)
class Moved:
    """A unit whose group, place or grade is another one under the scheme on trial."""

    unit: str
    before: Result
    now: Result


@dataclass(frozen=True)
class Comparison:
    """Against the scheme `key`: who moved, how many did not, how many units it does not assess.

    `left_out` are the entries of the inputs that it does not know or reads otherwise, by table.
    """

    key: str
    title: str
    moved: tuple[Moved, ...]
    unmoved: int
    new: int
    left_out: Mapping[str, int]


def compared(
    key: str,
    other: Scheme,
    scheme: Scheme,
    tables: Mapping[str, Any],
    inputs: Inputs,
    results: Sequence[Result],
) -> Comparison:
    """The results of the scheme against those of the other one on the same inputs; `tables` are what was read."""
    known, left_out = known_to(other, scheme, tables, inputs)
    before = {one.unit: one for one in compute(other, known)}
    both = [Moved(one.unit, before[one.unit], one) for one in results if one.unit in before]
    moved = tuple(one for one in both if _stands(one.before) != _stands(one.now))
    return Comparison(key, other.title, moved, len(both) - len(moved), len(results) - len(both), left_out)


def _stands(one: Result) -> tuple[str, int | None, str | None]:
    return one.group, one.place, one.grade


def known_to(
    other: Scheme, scheme: Scheme, tables: Mapping[str, Any], inputs: Inputs
) -> tuple[Inputs, dict[str, int]]:
    """The inputs as far as the other scheme knows them, and how many entries of each table it does not."""
    keyed = {kind: [row for row in tables.get(kind, ()) if _knows(other, kind, row)] for kind in KEYED}
    left_out = {kind: len(tables.get(kind, ())) - len(rows) for kind, rows in keyed.items()}
    alike = {key for key, leaf in other.by_key.items() if _reads_alike(leaf, scheme.by_key.get(key))}
    given: dict[str, dict[str, Given]] = {}
    rows = tables.get(VALUE, ())
    for row in rows:
        unit, key = row["unit"], row["criterion"]
        if unit in other.group_of:
            # Most leaves stay as they were: what is given of them is read once.
            found = inputs.given[unit][key] if key in alike else _entry(other, row)
            if found is not None:
                given.setdefault(unit, {})[key] = found
    left_out = {VALUE: len(rows) - sum(map(len, given.values())), **left_out}
    return replace(read_inputs(keyed, other), given=given), left_out


def _knows(scheme: Scheme, kind: str, row: dict[str, Any]) -> bool:
    named = kind == LAST_YEAR or any(getattr(one, kind) == row["key"] for one in scheme.limiters)
    return named and row["unit"] in scheme.group_of


def _reads_alike(one: Criterion, other: Criterion | None) -> bool:
    """Whether both take the same entries."""
    return other is not None and (one.type, one.points, one.parameters) == (
        other.type,
        other.points,
        other.parameters,
    )


def _entry(scheme: Scheme, row: dict[str, Any]) -> Given | None:
    one = scheme.by_key.get(row["criterion"])
    return read_entry("", row, one, Faults()) if one is not None and one.type else None
