"""Inputs read from tables, against the scheme they are for; what means nothing certain is refused with its place."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from assessments.appraisals.rules import fields as read
from assessments.appraisals.rules.fields import BadFieldError, Fault, Faults, Field, optional
from assessments.appraisals.rules.inputs import Given, Inputs
from assessments.appraisals.rules.marks import Done, Expert, Word
from assessments.appraisals.rules.numbers import plain
from assessments.appraisals.rules.reading import tables
from assessments.appraisals.rules.schemes import Criterion, Scheme
from revitalization.kit.words import N_

VALUE, FACT, VETO, LAST_YEAR = "value", "fact", "veto", "last_year"
_WHERE = {"unit": Field(read.unit_code), "criterion": Field(read.text)}
_NA = {**_WHERE, "na": Field(read.yes), "reason": Field(read.text)}
_ENTRY: Mapping[str, Field] = {
    "value": Field(read.number),
    "last": optional(read.number),
    "counts": Field(read.map_of(read.whole, empty=True)),
    "sheets": optional(read.list_of(read.not_negative), ()),
    "decided": optional(read.not_negative),
    "asked": Field(read.whole),
    "satisfied": Field(read.whole),
}
_REASON = {"reason": optional(read.text, "")}
_FACT = {"unit": Field(read.unit_code), "key": Field(read.text), "value": Field(read.number)}
_VETO = {"unit": Field(read.unit_code), "key": Field(read.text)}
_LAST = {"unit": Field(read.unit_code), "total": Field(read.number), "base": Field(read.positive)}


def read_inputs(data: Mapping[str, Any], scheme: Scheme) -> Inputs:
    """The inputs of these tables. Raises `UnreadableError` with all its faults."""
    faults = Faults()
    for name in data:
        if name not in {VALUE, FACT, VETO, LAST_YEAR}:
            faults.add(f"[{name}]", N_("nobody knows this key here"))
    found = Inputs(
        _values(tables(data, VALUE, faults), scheme, faults),
        {
            (row["unit"], row["key"]): row["value"]
            for row in _keyed(tables(data, FACT, faults), FACT, _FACT, scheme, faults)
        },
        frozenset(
            (row["unit"], row["key"])
            for row in _keyed(tables(data, VETO, faults), VETO, _VETO, scheme, faults)
        ),
        {
            row["unit"]: (row["total"], row["base"])
            for row in _keyed(tables(data, LAST_YEAR, faults), LAST_YEAR, _LAST, scheme, faults)
        },
    )
    faults.raise_any()
    return found


def _place(name: str, at: int, table: Any) -> str:
    said = [table.get(part) for part in ("unit", "criterion", "key")] if isinstance(table, dict) else []
    words = ", ".join(one for one in said if isinstance(one, str))
    return f"[[{name}]] {at + 1} ({words})" if words else f"[[{name}]] {at + 1}"


def _keyed(
    given: list[Any], name: str, fields: Mapping[str, Field], scheme: Scheme, faults: Faults
) -> list[dict[str, Any]]:
    """Rows about units: each unit (and key) once, each key one that a limiter of the scheme names."""
    limiters = {getattr(one, name) for one in scheme.limiters} if "key" in fields else set()
    found, met = [], set()
    for at, table in enumerate(given):
        place = _place(name, at, table)
        row = faults.table(place, table, fields)
        if row is None:
            continue
        key = (row["unit"], row.get("key", ""))
        if row["unit"] not in scheme.group_of:
            faults.add(place, N_("%(unit)s is in no group"), unit=row["unit"])
        elif "key" in fields and row["key"] not in limiters:
            faults.add(place, N_("no limiter of the scheme names “%(key)s”"), key=row["key"])
        elif key in met:
            faults.add(place, N_("stands there twice"))
        else:
            met.add(key)
            found.append(row)
    return found


def _values(given: list[Any], scheme: Scheme, faults: Faults) -> dict[str, dict[str, Given]]:
    found: dict[str, dict[str, Given]] = {}
    for at, table in enumerate(given):
        place = _place(VALUE, at, table)
        if not isinstance(table, dict):
            faults.add(place, N_("a table is needed here"))
            continue
        one, unit = scheme.by_key.get(str(table.get("criterion"))), table.get("unit")
        if one is None or not one.type:
            faults.add(
                f"{place} · criterion", N_("there is no leaf “%(key)s”"), key=str(table.get("criterion"))
            )
        elif unit not in scheme.group_of:
            faults.add(f"{place} · unit", N_("%(unit)s is in no group"), unit=str(unit))
        elif one.key in found.get(str(unit), {}):
            faults.add(place, N_("stands there twice"))
        elif entry := read_entry(place, table, one, faults):
            found.setdefault(str(unit), {})[one.key] = entry
    return found


def read_entry(place: str, table: dict[str, Any], one: Criterion, faults: Faults) -> Given | None:
    """What is given of one leaf for one unit; None where it is none, which is among the faults then."""
    if "na" in table:
        if one.beside:
            faults.add(place, N_("a bonus or a penalty applies to everybody"))
            return None
        row = faults.table(place, table, _NA)
        return Given(na=True, reason=row["reason"]) if row else None
    shape = one.scale or one.beside
    if shape is None:
        raise AssertionError("a leaf has a scale, or stands beside the tree")
    fields = {name: _ENTRY[name] for name in sorted(shape.takes)}
    if isinstance(shape, Word):
        fields["value"] = Field(read.one_of(*shape.words))
    if isinstance(shape, Done):
        fields["value"] = Field(read.yes_or_no)
    row = faults.table(place, table, {**_WHERE, **fields, **_REASON})
    if row is None:
        return None
    entry = Given(**{name: row[name] for name in (*fields, "reason")})
    try:
        _holds(one, entry)
    except BadFieldError as bad:
        faults.found.append(Fault(place, bad.words))
        return None
    return entry


def _holds(one: Criterion, entry: Given) -> None:
    """What holds between the fields of an entry and its leaf. Raises `BadFieldError`."""
    items = one.parameters.get("items")
    unknown = sorted(set(entry.counts) - set(items or {}))
    if unknown:
        raise BadFieldError(N_("the scheme has no item “%(key)s” here"), key=unknown[0])
    if entry.satisfied > entry.asked:
        raise BadFieldError(N_("more are satisfied than were asked"))
    if isinstance(one.scale, Expert):
        _sheets(one.scale, entry)


def _sheets(scale: Expert, entry: Given) -> None:
    most = 1 if scale.sheets == 1 else 3
    if len(entry.sheets) > most:
        raise BadFieldError(N_("not more sheets than %(n)s"), n=most)
    if not entry.sheets and entry.decided is None:
        raise BadFieldError(N_("neither a sheet nor a decision is there"))
    marks: list[Fraction] = [*entry.sheets, *([entry.decided] if entry.decided is not None else [])]
    if any(mark > scale.points for mark in marks):
        raise BadFieldError(
            N_("no sheet gives more than the %(points)s points of the leaf"), points=plain(scale.points)
        )
    if entry.decided is not None and not entry.reason:
        raise BadFieldError(N_("a moderator's decision needs its reason"))
