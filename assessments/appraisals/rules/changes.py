"""What one scheme says differently from another: criterion by criterion, field by field; pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assessments.appraisals.rules.content import PARTS, canonical
from assessments.appraisals.rules.reading import SCHEME

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
_NAMES = {"grade": "word"}
_OF_ITS_OWN = frozenset({"key", "document", "year"})
"""Fields of the head that differ between two schemes because they are two."""


Pairs = dict[str, tuple[Mapping[str, Any] | None, Mapping[str, Any] | None]]


@dataclass(frozen=True)
class Difference:
    """One difference: the table (`criterion`, …), the key and title of its row, what became of it, which field.

    `old` and `new` are the texts of the field; a row that is new or gone has neither field nor texts.
    """

    part: str
    key: str
    title: str
    kind: str
    field: str = ""
    old: str = ""
    new: str = ""


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Difference]:
    """What `new` says differently, in the order of its tables; nothing where both mean the same."""
    return [found for part in PARTS for found in _of_part(part, old.get(part), new.get(part))]


def _of_part(part: str, old: Any, new: Any) -> Iterator[Difference]:
    if part == SCHEME:
        pairs: Pairs = {"": (_own(old), _own(new))}
    else:
        before, after = _rows(part, old), _rows(part, new)
        pairs = {
            key: (before.get(key), after.get(key)) for key in (*after, *(k for k in before if k not in after))
        }
    for key, (was, now) in pairs.items():
        title = str((now or was or {}).get("title", ""))
        if was is None or now is None:
            yield Difference(part, key, title, ADDED if was is None else REMOVED)
        else:
            yield from _fields(part, key, title, was, now)


def _own(head: Any) -> dict[str, Any]:
    return {name: it for name, it in (head or {}).items() if name not in _OF_ITS_OWN}


def _rows(part: str, given: Any) -> dict[str, Mapping[str, Any]]:
    return {str(row.get(_NAMES.get(part, "key"), "")): row for row in given or () if isinstance(row, Mapping)}


def _fields(
    part: str, key: str, title: str, was: Mapping[str, Any], now: Mapping[str, Any]
) -> Iterator[Difference]:
    for name in (*now, *(name for name in was if name not in now)):
        old, new = was.get(name), now.get(name)
        if old != new:
            yield Difference(part, key, title, CHANGED, name, _said(old), _said(new))


def _said(value: Any) -> str:
    """A field as one reads it: a list with its entries, a table with its pairs."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return "、".join(f"{name} {_said(it)}" for name, it in value.items())
    if isinstance(value, list | tuple):
        return "、".join(_said(it) for it in value)
    return value if isinstance(value, str) else canonical(value)
