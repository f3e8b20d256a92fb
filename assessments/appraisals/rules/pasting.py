"""What an official's table makes of the criteria of a draft: which stay, come, go and change; pure.

A row is an existing criterion by its key, or by the titles from the top down. What stays keeps its key, its type with
the parameters, and its source, unless the table names another department.
"""

import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from assessments.appraisals.rules.changes import Difference, differences
from assessments.appraisals.rules.numbers import exact, plain
from assessments.appraisals.rules.official_words import plain_title
from assessments.appraisals.rules.officials import Node, ReadTable, RowFault
from assessments.appraisals.rules.reading import CRITERION
from assessments.appraisals.rules.tree import INNER, Table, rows, top_sum
from assessments.appraisals.rules.types import BESIDE
from revitalization.kit.words import N_, Words

INSTEAD, BELOW = "instead", "below"
"""In place of all criteria, or added to them."""
SOURCES: Mapping[str, tuple[str, ...]] = {
    "office": ("考核办", "考核组织单位", "领导小组办公室", "组织单位"),
    "self": ("被考核单位", "自评"),
    "survey": ("调查队伍", "满意度调查组", "调查组", "第三方"),
    "expert": ("考核人员", "评分人员", "专家", "核查组", "考核组"),
    "fact": ("本系统记载的数据", "系统数据"),
}
"""Who gives what is scored, where it is no department: the word that is written, and others that are read."""
SHEET = {"type": "expert", "sheets": 1}
"""How a new criterion is scored until another type is chosen: points by whoever the table names."""


@dataclass
class Plan:
    """The criteria as they would be; what comes, goes and changes; faults keep all of it from being done."""

    criteria: list[Table]
    faults: list[RowFault] = field(default_factory=list)
    remarks: list[RowFault] = field(default_factory=list)
    come: list[Table] = field(default_factory=list)
    go: list[Table] = field(default_factory=list)
    changed: list[Difference] = field(default_factory=list)
    moved: bool = False

    @property
    def changes(self) -> bool:
        """Whether anything would be different."""
        return bool(self.come or self.go or self.changed or self.moved)


def planned(
    read: ReadTable, old: Sequence[Table], *, mode: str = INSTEAD, named: Collection[str] = ()
) -> Plan:
    """What the table makes of the criteria; `named` are keys that something else in the scheme speaks of."""
    made = _Maker(read, old, mode, named)
    new = made.criteria()
    faults = [*read.faults, *made.faults]
    plan = Plan(new, sorted(faults, key=lambda one: one.row), read.remarks)
    kept = {str(one.get("key")) for one in old} & {str(one.get("key")) for one in new} - made.fresh
    plan.come = [one for one in new if str(one["key"]) not in kept]
    plan.go = [dict(one) for one in old if str(one.get("key")) not in kept]
    pair = ([one for one in given if str(one.get("key")) in kept] for given in (old, new))
    was, now = pair
    plan.changed = differences({CRITERION: was}, {CRITERION: now})
    plan.moved = [row.key for row in rows(was)] != [row.key for row in rows(now)]
    if not plan.changes:
        plan.criteria = [dict(one) for one in old]
    return plan


def source_words(table: Mapping[str, Any]) -> str:
    """Who gives what is scored, as the column 评分部门 says it."""
    source = str(table.get("source", ""))
    return str(table.get("by") or SOURCES.get(source, (source,))[0])


def keys_named(content: Mapping[str, Any]) -> set[str]:
    """The keys of criteria that limiters and the order of ties speak of."""
    ties = content.get("scheme", {}).get("ties_by") or ()
    whens = [one.get("when") for one in content.get("limiter", ())]
    of_limiters = [when.get("criterion") for when in whens if isinstance(when, Mapping)]
    return {str(key) for key in (*ties, *of_limiters) if key}


def paths(criteria: Sequence[Table]) -> dict[tuple[str, ...], Table]:
    """Each criterion by its titles from the top down, a bonus or penalty by its kind and title; none that is double."""
    by_key = {str(one.get("key", "")): one for one in criteria}
    found: list[tuple[tuple[str, ...], Table]] = []
    for one in criteria:
        found.append((_path(one, by_key), one))
    many = Counter(path for path, _one in found)
    return {path: one for path, one in found if many[path] == 1}


def _path(one: Table, by_key: Mapping[str, Table]) -> tuple[str, ...]:
    title = alike(str(one.get("title", "")))
    if one.get("type") in BESIDE:
        return (f"+{one['type']}", title)
    path, seen, at = [title], {str(one.get("key"))}, str(one.get("parent", ""))
    while at in by_key and at not in seen:
        seen.add(at)
        path.append(alike(str(by_key[at].get("title", ""))))
        at = str(by_key[at].get("parent", ""))
    return tuple(reversed(path))


class _Maker:
    def __init__(self, read: ReadTable, old: Sequence[Table], mode: str, named: Collection[str]) -> None:
        self.read, self.old, self.mode = read, old, mode
        self.by_key = {str(one.get("key", "")): one for one in old}
        self.inner = {str(one["parent"]) for one in old if one.get("parent")}
        self.faults: list[RowFault] = []
        self.by_path = paths(self.old)
        for node in read.nodes():
            there = self.by_key.get(node.key) if node.key and mode == INSTEAD else None
            there = there or self.by_path.get(tuple(map(alike, node.path)))
            node.inside = there is not None and there.get("type") not in BESIDE
        self.nodes = [node for node in read.nodes() if not (node.outside and node.below)]
        self.of: dict[int, Table] = {}
        self._match()
        self.keys: dict[int, str] = {}
        self.fresh: set[str] = set()
        whole = mode == BELOW or bool(self.of)
        self.taken = set(self.by_key) if whole else set(named)
        self.taken |= {node.key for node in self.nodes if node.key}

    def _fault(self, node: Node, text: str, **values: object) -> None:
        self.faults.append(RowFault(node.row, "title", Words(text, values), node.title))

    def _match(self) -> None:
        """Finds the criterion that each row is, by its key first."""
        used: set[int] = set()
        for node in self.nodes:
            old = self.by_key.get(node.key) if node.key and self.mode == INSTEAD else None
            if old is not None and (old.get("type") in BESIDE) == bool(node.beside):
                self.of[id(node)] = old
                used.add(id(old))
        for node in self.nodes:
            path = (f"+{node.beside}", alike(node.title)) if node.beside else tuple(map(alike, node.path))
            old = self.by_path.get(path)
            if id(node) not in self.of and old is not None and id(old) not in used:
                self.of[id(node)] = old
                used.add(id(old))

    def criteria(self) -> list[Table]:
        """The new list; what adds to the old one leaves it as it is."""
        if self.mode == INSTEAD:
            return [self._table(node) for node in self._in_order()]
        found = {str(one.get("key", "")): dict(one) for one in self.old}
        touched: list[str] = []
        sums = {row.key: row.adds_up for row in rows(self.old)}
        for node in self._in_order():
            old = self.of.get(id(node))
            if old is None:
                table = self._table(node)
                found[str(table["key"])] = table
            elif not node.below or str(old.get("key")) not in self.inner:
                said = N_(
                    "stands there as %(key)s already; leave the row out, or put the table in place of all"
                )
                self._fault(node, said, key=str(old.get("key")))
            else:
                self.keys[id(node)] = str(old["key"])
                touched.append(str(old["key"]))
        for key in reversed(touched):
            below = [exact(one.get("points")) for one in found.values() if one.get("parent") == key]
            if sums.get(key) and None not in below:
                found[key]["points"] = plain(sum((it for it in below if it is not None), Fraction(0)))
        return list(found.values())

    def _in_order(self) -> Iterator[Node]:
        yield from (node for node in self.nodes if not node.beside)
        yield from (node for node in self.nodes if node.beside)

    def _table(self, node: Node) -> Table:
        old = self.of.get(id(node))
        key = self._key(node, old)
        parent = self.keys.get(id(node.above), "") if node.above and not node.beside else ""
        kept = self._kept(node, old)
        table = {**kept, "key": key, "title": _same(kept.get("title"), node.title)}
        table.pop("parent", None)
        if parent:
            table["parent"] = parent
        value = "cap" if node.beside else "points"
        table[value] = _same_number(kept.get(value), node)
        if node.standard is not None:
            table.pop("standard", None)
            if node.standard:
                table["standard"] = _same(kept.get("standard"), node.standard)
        if table.get("type"):
            self._sourced(node, table, known=old is not None and bool(old.get("type")))
        return table

    def _kept(self, node: Node, old: Table | None) -> Table:
        """What the row takes over: all of a leaf, of what gets something below it only what an inner one has."""
        if node.beside:
            return (
                dict(old)
                if old is not None and old.get("type") == node.beside
                else {"type": node.beside, "items": {}, "source": "office"}
            )
        if node.below:
            return {name: old[name] for name in INNER if name in old} if old else {}
        if old is None:
            return {**SHEET, "source": "office"}
        if str(old.get("key")) in self.inner:
            return {**{name: old[name] for name in INNER if name in old}, **SHEET, "source": "office"}
        if old.get("type") or not node.by:
            return dict(old)
        return {**old, **SHEET, "source": "office"}

    def _sourced(self, node: Node, table: Table, *, known: bool) -> None:
        text = node.by or ("" if known else node.by_above)
        if not text or (known and alike(text) == alike(source_words(table))):
            return
        source = next((name for name, words in SOURCES.items() if text in words), "department")
        if source == "fact":
            said = N_(
                "which figure of this system it is, is chosen with the criterion itself: leave this empty"
            )
            self.faults.append(RowFault(node.row, "by", Words(said), text))
            return
        table.pop("by", None)
        table.pop("fact", None)
        table["source"] = source
        if source == "department":
            table["by"] = text

    def _key(self, node: Node, old: Table | None) -> str:
        key = str(old.get("key", "")) if old is not None else ""
        others = {one.key for one in self.nodes if one.key and one is not node}
        if not key or key in others:
            free = node.key and not (self.mode == BELOW and node.key in self.by_key)
            key = node.key if free else self._next(node)
        if old is None or key != str(old.get("key", "")):
            self.fresh.add(key)
        self.taken.add(key)
        self.keys[id(node)] = key
        return key

    def _next(self, node: Node) -> str:
        above = self.keys.get(id(node.above), "") if node.above and not node.beside else ""
        stem = {"bonus": "J", "penalty": "K"}.get(node.beside, f"{above}." if above else "")
        tried = (f"{stem}{n}" for n in range(1, len(self.taken) + 2))
        return next(key for key in tried if key not in self.taken)


def alike(text: str) -> str:
    """A title or text as it is compared: without number, points, blanks, and whether its signs are full-width."""
    folded = unicodedata.normalize("NFKC", plain_title(text))
    return "".join(c for c in folded if not c.isspace() and unicodedata.category(c) != "Cf")


def _same(old: Any, new: str) -> str:
    """The old text where the table can only mean it, since a table keeps neither numbers before titles nor blanks."""
    return old if isinstance(old, str) and old and alike(old) == alike(new) else new


def _same_number(old: Any, node: Node) -> str:
    total = node.total
    if total is None:
        return ""
    return old if isinstance(old, str) and exact(old) == total else plain(total)


def sums(old: Sequence[Table], new: Sequence[Table]) -> tuple[str, str]:
    """The points at the top, before and after; "?" where one of them is no number."""
    before, after = top_sum(old), top_sum(new)
    return ("0" if not old else _shown(before), _shown(after))


def _shown(value: Fraction | None) -> str:
    return "?" if value is None else plain(value)
