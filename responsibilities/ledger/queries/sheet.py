"""What the ledger knows of the items, units and responsibilities that an office's sheet names.

A fixed number of queries for each `CHUNK` of rows, however many there are.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice

from django.db.models import Q

from responsibilities.duties.queries import categories_of
from responsibilities.ledger import rules
from responsibilities.ledger.models import Item, Kind, Matter
from responsibilities.ledger.queries.told import Told, told
from responsibilities.ledger.queries.within import items_for
from responsibilities.ledger.rules import sheet_words as w
from responsibilities.ledger.rules.sheet_known import Known, KnownItem, Place
from responsibilities.ledger.rules.sheet_words import SheetRow, every_level, places_of
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from responsibilities.units.queries import levels_below
from revitalization.kit import clock
from revitalization.kit.actor import Actor

CHUNK = 1_000
"""Rows and names asked for together."""
SHORTEST = 2
"""Characters of the shortest name of a unit."""
_WORDS = {
    **{key: word for word, key in reversed(w.HOW_SOON.items())},
    **{key: word for word, key in reversed(w.EXTENT.items())},
}
"""How kinds and extents are written in a sheet."""


def known_to(actor: Actor, rows: Sequence[SheetRow], issuer: Unit | None, year: int) -> Known:
    """What the rows are held against, within what the actor may read; `issuer` is who would draw up what is new."""
    known = Known(
        today=clock.today(),
        issuer=_place(issuer) if issuer else None,
        items={},
        places={},
        levels=frozenset(level for level, _words in levels_below([issuer])) if issuer else frozenset(),
        categories=_categories(year),
        prefixes=sorted(set(Kind.objects.values_list("prefix", flat=True))),
    )
    numbers = {row.text("number").replace(" ", "") for row in rows}
    ours = {number for number in numbers if known.is_ours(number)}
    new = [row for row in rows if row.text("number").replace(" ", "") not in ours]
    return replace(known, items=_items(actor, ours, known.today), places=_places(issuer, new))


def _chunks(values: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(sorted(values))
    while found := list(islice(rest, CHUNK)):
        yield found


def _place(unit: Unit) -> Place:
    return Place(unit.code, unit.name, w.plain_place(unit.path), unit.level, unit.is_body)


# ---------------------------------------------------------------- items by their numbers


def _items(actor: Actor, numbers: set[str], today: date) -> dict[str, list[KnownItem]]:
    """The items by the numbers in the rows: their own (2026改003-2) or those of their matters (2026改003)."""
    found: dict[str, list[KnownItem]] = defaultdict(list)
    for chunk in _chunks(numbers):
        parts = [number.partition("-") for number in chunk]
        wanted = Q(matter__number__in=[matter for matter, _dash, own in parts if not own])
        own = [(matter, int(own)) for matter, _dash, own in parts if own]
        wanted |= Q(
            matter__number__in={matter for matter, _own in own}, ordinal__in={own for _matter, own in own}
        )
        keys = [
            pk
            for pk, matter, ordinal in items_for(actor)
            .filter(wanted)
            .values_list("pk", "matter__number", "ordinal")
            if f"{matter}-{ordinal}" in numbers or matter in numbers
        ]
        rows = told(Item.objects.filter(pk__in=keys), today)
        summed = _summed(keys)
        for row in rows:
            item = _known(actor, row, row.item.pk in summed)
            for number in {item.number, row.item.matter.number} & numbers:
                found[number].append(item)
    return found


def _summed(keys: Sequence[int]) -> set[int]:
    """Those whose progress is made up of what was handed down."""
    rows = Matter.objects.filter(parent__in=keys, counts=True, status=rules.MATTER_ISSUED)
    return set(rows.values_list("parent_id", flat=True))


def _known(actor: Actor, row: Told, summed: bool) -> KnownItem:
    item, matter, last = row.item, row.item.matter, row.progress
    problem = item.kind.key in w.PROBLEM_KINDS
    return KnownItem(
        key=item.public_id,
        number=item.number,
        unit=_place(item.unit),
        issuer=matter.issuer.name,
        title=matter.title,
        due_on=item.due_on,
        status=item.status,
        percent=last.percent if last else None,
        words=last.words if last else "",
        on_day=last.on_day if last else None,
        latest=row.latest,
        since=min(matter.issued_on, item.start_on),
        may_report=actor.can(C.LEDGER_WORK, item),
        summed=summed,
        texts={
            "target": matter.target,
            "measure": row.measures if problem else matter.measure,
            "lead": matter.lead.name if matter.lead else "",
            "supporting": matter.supporting,
            "source": matter.source,
            "extent": _WORDS.get(matter.extent, ""),
            "how_soon": _WORDS[matter.how_soon],
        },
    )


# ---------------------------------------------------------------- units by the names in the rows


def _places(issuer: Unit | None, rows: Sequence[SheetRow]) -> dict[str, list[Place]]:
    """The units below the issuer that each name may mean: 红城镇, 永登县红城镇, the short name, the code."""
    if issuer is None:
        return {}
    texts = (row.text(column) for row in rows for column in ("unit", "place", "lead"))
    names = {name for text in texts for name in places_of(text) if not every_level(name)}
    own = [_place(unit) for unit in Unit.objects.live().filter(parent=issuer, is_body=True).order_by("lo")]
    found: dict[str, list[Place]] = {}
    for chunk in _chunks(names):
        ends = {name[at:] for name in chunk for at in range(len(name) - SHORTEST + 1)}
        wanted = Q(name__in=ends) | Q(short_name__in=chunk) | Q(code__in=chunk)
        units = Unit.objects.live().under(issuer).filter(wanted).order_by("lo")
        by_end: dict[str, list[tuple[Place, str]]] = defaultdict(list)
        for unit in units:
            place = _place(unit)
            for end in {unit.name, unit.short_name, unit.code}:
                by_end[end].append((place, unit.short_name))
        for name in chunk:
            found[name] = _meant(name, by_end, own)
    return found


def _meant(name: str, by_end: dict[str, list[tuple[Place, str]]], own: Sequence[Place]) -> list[Place]:
    """The units that the name means; the issuer's own departments are also called without its name: 县水务局."""
    there = {
        place.code: place
        for at in range(len(name) - SHORTEST + 1)
        for place, short in by_end.get(name[at:], ())
        if place.whole.endswith(name) or name in {short, place.code}
    }
    plain = re.sub(r"^[省市州县区旗]", "", name)
    there |= {place.code: place for place in own if place.name.endswith(plain)}
    exact = [place for place in there.values() if place.name == name]
    return exact if len(exact) == 1 else list(there.values())


def _categories(year: int) -> dict[str, str]:
    """Keys by title and by key; of a title on both sides the local one, since units are local."""
    lines = [*categories_of(year, "department"), *categories_of(year, "local")]
    return {line.title_zh: line.key for line in lines} | {line.key: line.key for line in lines}
