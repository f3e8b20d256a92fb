"""A scheme as plain tables, as it is kept while it is written: texts, whole numbers, lists and tables only.

A draft may be incomplete, so it is no `Scheme` yet; `faults_of` says what is wrong with it, each with its place.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from assessments.appraisals.rules.fields import Fault, UnreadableError
from assessments.appraisals.rules.reading import CRITERION, GRADE, GROUP, LIMITER, SCHEME, read_scheme
from assessments.appraisals.rules.schemes import Scheme

Content = dict[str, Any]
PARTS = (SCHEME, GROUP, CRITERION, LIMITER, GRADE)
"""The tables of a scheme, in the order in which they stand in a file."""


def frozen(tables: Any) -> Any:
    """The same as plain data: days, times and decimals as the texts they are written with."""
    if isinstance(tables, Mapping):
        return {str(name): frozen(it) for name, it in tables.items()}
    if isinstance(tables, list | tuple):
        return [frozen(it) for it in tables]
    if isinstance(tables, date | datetime | time):
        return tables.isoformat()
    return format(tables, "f") if isinstance(tables, Decimal) else tables


def thawed(content: Mapping[str, Any]) -> Content:
    """The same as a file gives it: the cut-off is a day. A text that is none stays, and is told as a fault."""
    head = content.get(SCHEME)
    if not isinstance(head, Mapping):
        return dict(content)
    return {**content, SCHEME: {**head, **_days(head)}}


def _days(head: Mapping[str, Any]) -> dict[str, date]:
    try:
        return (
            {"cut_off": date.fromisoformat(head["cut_off"])} if isinstance(head.get("cut_off"), str) else {}
        )
    except ValueError:
        return {}


def scheme_in(content: Mapping[str, Any]) -> Scheme:
    """The scheme that the tables say. Raises `UnreadableError` with every fault."""
    return read_scheme(thawed(content))


def faults_of(content: Mapping[str, Any]) -> tuple[Fault, ...]:
    """What is wrong with it; nothing where it is a scheme."""
    try:
        scheme_in(content)
    except UnreadableError as unreadable:
        return unreadable.faults
    return ()


def part_of(table: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The table of that name inside; an empty one where there is none."""
    found = table.get(name)
    return found if isinstance(found, Mapping) else {}


def canonical(content: Mapping[str, Any]) -> str:
    """One text for one content, however its tables were ordered when they were read."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(content: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical text, which papers and stored results name."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()
