"""The tree of criteria while it is written: as rows of a page, and the moves one makes with it; pure.

All functions take the list of criterion tables and give a new one; the tables that were taken are not changed.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from assessments.appraisals.rules.numbers import exact, plain
from assessments.appraisals.rules.types import BESIDE

Table = dict[str, Any]
MOST_DEPTH = 6
_LAST_NUMBER = re.compile(r"^(.*?)([0-9]+)$", re.DOTALL)


@dataclass(frozen=True)
class Row:
    """A criterion as a row: its depth (0 at the top), its place in the list, the sum of what stands below it.

    `leaf`: nothing stands below it. `below` is None for a leaf and where a number below is none.
    """

    table: Table
    at: int
    depth: int
    leaf: bool
    below: Fraction | None
    first: bool
    last: bool

    @property
    def key(self) -> str:
        """By which the others name it."""
        return str(self.table.get("key", ""))

    @property
    def beside(self) -> bool:
        """Whether it stands outside the tree, as bonus or penalty."""
        return self.table.get("type") in BESIDE

    @property
    def adds_up(self) -> bool:
        """Whether its points are the sum of those below it; a leaf always does."""
        return self.leaf or (self.below is not None and self.below == exact(self.table.get("points")))


def rows(criteria: Sequence[Table]) -> list[Row]:
    """Every criterion once: each above those below it, what stands outside the tree last.

    What hangs on nothing, or on itself, stands at the top, so that it is seen and can be moved.
    """
    below: dict[str, list[int]] = {}
    keys = {str(one.get("key", "")) for one in criteria}
    for at, one in enumerate(criteria):
        parent = str(one.get("parent", ""))
        below.setdefault(parent if parent in keys else "", []).append(at)
    found: list[Row] = []
    seen: set[int] = set()

    def walk(key: str, depth: int) -> None:
        ones = [at for at in below.get(key, ()) if at not in seen]
        # First and last among those it can change places with: what stands outside the tree keeps to itself.
        sides = [
            [at for at in ones if (criteria[at].get("type") in BESIDE) == side] for side in (False, True)
        ]
        ends = ({side[0] for side in sides if side}, {side[-1] for side in sides if side})
        for at in ones:
            seen.add(at)
            own = str(criteria[at].get("key", ""))
            under = [criteria[it] for it in below.get(own, ())] if own else []
            found.append(
                Row(criteria[at], at, depth, not under, _sum(under), at in ends[0], at in ends[1])
            )  # fmt: skip
            if own and depth < MOST_DEPTH:
                walk(own, depth + 1)

    walk("", 0)
    lost = [at for at in range(len(criteria)) if at not in seen]
    found += [Row(criteria[at], at, 0, True, None, True, True) for at in lost]
    return [row for row in found if not row.beside] + [row for row in found if row.beside]


def _sum(tables: Sequence[Table]) -> Fraction | None:
    points = [exact(one.get("points")) for one in tables if one.get("type") not in BESIDE]
    return (
        None if not points or None in points else sum((one for one in points if one is not None), Fraction(0))
    )


def top_sum(criteria: Sequence[Table]) -> Fraction | None:
    """The points of all criteria at the top; None where one of them is no number."""
    return _sum([one for one in criteria if not one.get("parent")])


def summed(criteria: Sequence[Table]) -> list[Table]:
    """With each inner criterion given the sum of those below it, from the leaves up."""
    found = [dict(one) for one in criteria]
    by_key = {str(one.get("key", "")): one for one in found}
    for row in reversed(rows(found)):
        if not row.leaf and row.key in by_key:
            under = _sum([one for one in found if one.get("parent") == row.key])
            if under is not None:
                by_key[row.key]["points"] = plain(under)
    return found


def added(criteria: Sequence[Table], parent: str = "", *, beside: str = "") -> tuple[list[Table], str]:
    """With a new criterion last under the parent, or one outside the tree; also its key."""
    key = _next_key(criteria, parent, beside)
    new: Table = {"key": key, "title": "", **({"parent": parent} if parent else {})}
    new |= {"type": beside, "items": {}, "cap": "", "source": "office"} if beside else {"points": ""}
    found = [dict(one) for one in criteria]
    if parent:
        # What gets something below it is no leaf any more: it keeps neither type nor source.
        found = [_inner(one) if one.get("key") == parent else one for one in found]
    return [*found, new], key


INNER = ("key", "parent", "title", "points", "standard")


def _inner(one: Table) -> Table:
    return {name: one[name] for name in INNER if name in one}


def _next_key(criteria: Sequence[Table], parent: str, beside: str) -> str:
    taken = {str(one.get("key", "")) for one in criteria}
    stem = {"bonus": "J", "penalty": "K"}.get(beside, f"{parent}." if parent else "")
    numbers = [
        int(hit.group(2))
        for key in taken
        if (hit := _LAST_NUMBER.match(key)) and hit.group(1) == stem and len(hit.group(2)) < 6
    ]
    start = max(numbers, default=0) + 1
    return next(key for n in range(start, start + len(taken) + 1) if (key := f"{stem}{n}") not in taken)


def removed(criteria: Sequence[Table], key: str) -> list[Table]:
    """Without the criterion and all that stands below it."""
    gone = {key, *under(criteria, key)}
    return [dict(one) for one in criteria if str(one.get("key", "")) not in gone]


def under(criteria: Sequence[Table], key: str) -> set[str]:
    """The keys of all that stands below it."""
    found: set[str] = set()
    wanted = [key]
    while wanted:
        above = wanted.pop()
        new = (
            {str(one["key"]) for one in criteria if one.get("parent") == above and one.get("key")}
            - found
            - {key}
        )
        found |= new
        wanted += new
    return found


def moved(criteria: Sequence[Table], key: str, by: int) -> list[Table]:
    """With the criterion before (-1) or after (1) its neighbour of the same parent; at an end nothing moves."""
    found = [dict(one) for one in criteria]
    alike = _alike(found, key)
    at = next((n for n, place in enumerate(alike) if found[place].get("key") == key), None)
    if at is not None and 0 <= at + by < len(alike):
        one, other = alike[at], alike[at + by]
        found[one], found[other] = found[other], found[one]
    return found


def _alike(criteria: Sequence[Table], key: str) -> list[int]:
    """The places of those with the same parent, on the same side of the tree."""
    own = next((one for one in criteria if one.get("key") == key), {})
    side = own.get("type") in BESIDE
    return [
        at
        for at, one in enumerate(criteria)
        if one.get("parent", "") == own.get("parent", "") and (one.get("type") in BESIDE) == side
    ]


def deeper(criteria: Sequence[Table], key: str) -> list[Table]:
    """With the criterion last under the one before it, where that is no leaf with a rule of its own."""
    found = [dict(one) for one in criteria]
    alike = [found[at] for at in _alike(found, key)]
    at = next((n for n, one in enumerate(alike) if one.get("key") == key), 0)
    if at == 0 or alike[at].get("type") in BESIDE or alike[at - 1].get("type"):
        return found
    own, above = alike[at], alike[at - 1]
    last = next((one for one in reversed(found) if one.get("parent") == above["key"]), above)
    return _moved_after(found, own, str(above["key"]), last)


def _moved_after(found: list[Table], own: Table, parent: str, before: Table) -> list[Table]:
    rest = [one for one in found if one is not own]
    rest.insert(next(n for n, one in enumerate(rest) if one is before) + 1, _under(own, parent))
    return rest


def _under(own: Table, parent: str) -> Table:
    return {name: it for name, it in own.items() if name != "parent"} | ({"parent": parent} if parent else {})


def higher(criteria: Sequence[Table], key: str) -> list[Table]:
    """With the criterion right after the one it stood under; what stands at the top stays."""
    found = [dict(one) for one in criteria]
    own = next((one for one in found if one.get("key") == key), None)
    above = next((one for one in found if own is not None and one.get("key") == own.get("parent")), None)
    if own is None or above is None:
        return found
    parent = str(above.get("parent", ""))
    if parent == key or parent in under(found, key):
        parent = ""  # It stood below itself: now it stands at the top.
    if above is own:
        return [_under(one, "") if one is own else one for one in found]
    return _moved_after(found, own, parent, above)


def placed(criteria: Sequence[Table], key: str, before: str) -> list[Table]:
    """With the criterion right before another one and under the same parent; never below itself."""
    found = [dict(one) for one in criteria]
    own = next((one for one in found if one.get("key") == key), None)
    target = next((one for one in found if one.get("key") == before), None)
    if own is None or target is None or own is target or before in under(found, key):
        return found
    if (own.get("type") in BESIDE) != (target.get("type") in BESIDE):
        return found
    rest = [one for one in found if one is not own]
    at = next(n for n, one in enumerate(rest) if one is target)
    return [*rest[:at], _under(own, str(target.get("parent", ""))), *rest[at:]]


def renamed(content: Mapping[str, Any], old: str, new: str) -> dict[str, Any]:
    """The whole content with the criterion under a new key, wherever the old one was named."""
    found: dict[str, Any] = {**content}
    found["criterion"] = [
        {
            **one,
            **({"key": new} if one.get("key") == old else {}),
            **({"parent": new} if one.get("parent") == old else {}),
        }
        for one in content.get("criterion", ())
    ]
    found["limiter"] = [
        {**one, "when": {**one["when"], "criterion": new}}
        if isinstance(one.get("when"), Mapping) and one["when"].get("criterion") == old
        else dict(one)
        for one in content.get("limiter", ())
    ]
    head = dict(content.get("scheme", {}))
    if "ties_by" in head:
        head["ties_by"] = [new if key == old else key for key in head["ties_by"]]
    return {**found, "scheme": head}
