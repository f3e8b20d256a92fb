"""Hanging departments and leading-group offices on the units they serve."""

import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.db import connection, transaction

from responsibilities.units.actions.registry import (
    CATALOGUE,
    UNIT_COLUMNS,
    copy,
    lock_tree,
    new_ids,
    null,
    read_readings,
)
from responsibilities.units.models import Unit
from responsibilities.units.rules import NATION_CODE, NATION_LO, Kind, Level, path_of, span
from responsibilities.units.rules.bodies import BODY_LEVELS, Body, Seat, read_bodies, seats
from responsibilities.units.rules.naming import Readings, name_pairs, spoken_name
from revitalization.kit.actor import Actor
from revitalization.kit.perform import recorded
from revitalization.kit.ports import Entry

BODIES = CATALOGUE / "bodies.toml"


def load_bodies(
    *, actor: Actor, provinces: Iterable[str] = (), levels: Iterable[Level] = BODY_LEVELS, path: Path = BODIES
) -> int:
    """Creates the catalogue's bodies on the live units of these levels; returns how many were new.

    `provinces`: two digits each, or the published code of a part of one; none means all. The centre is asked for by its
    level. What is there stays.
    """
    bodies = read_bodies(tomllib.loads(path.read_text("utf-8")))
    chosen = set(provinces)
    with transaction.atomic():
        lock_tree()
        there = set(Unit.objects.filter(is_body=True).values_list("lo", flat=True))
        hosts = _hosts(chosen, set(levels))
        wanted = [(host, seat) for host in hosts for seat in _seats(bodies, host) if seat.lo not in there]
        if not wanted:
            return 0
        entry = Entry(
            "unit.load_bodies", actor, ("unit", NATION_CODE), "、".join(sorted(chosen)) or "全国", NATION_LO
        )
        with recorded(entry):
            with connection.cursor() as cursor:
                copy(cursor, "units_unit", UNIT_COLUMNS, _lines(wanted, read_readings()))
            entry.count = len(wanted)
    return len(wanted)


def _hosts(provinces: set[str], levels: set[Level]) -> list[Unit]:
    found = (
        Unit.objects.live().territorial().filter(level__in=[level.value for level in levels]).order_by("lo")
    )
    if not provinces:
        return list(found)
    spans = [span(province) for province in sorted(provinces)]
    return [host for host in found if host.lo == NATION_LO or any(lo <= host.lo <= hi for lo, hi in spans)]


def _seats(bodies: list[Body], host: Unit) -> list[Seat]:
    return seats(bodies, host.code, host.name, Level(host.level), Kind(host.kind), host.lo)


def _lines(wanted: list[tuple[Unit, Seat]], readings: Readings) -> Iterator[str]:
    for own, (host, seat) in zip(new_ids(), wanted, strict=False):
        reading = readings.of(spoken_name("", seat.name))
        pairs = ",".join(sorted({*name_pairs(seat.name), *name_pairs(seat.short_name)}))
        path = seat.name if host.lo == NATION_LO else path_of([host.path, seat.name])
        yield (
            f"{own}\t{seat.code}\t{seat.name}\t{seat.short_name}\t{host.level}\t{seat.kind.value}\t{host.pk}\t\\N\t"
            f"{seat.lo}\t{seat.lo}\t{null(host.province_id)}\t{null(host.city_id)}\t{null(host.county_id)}\tt\t"
            f"{host.valid_from.isoformat()}\t{{}}\t{reading.pinyin}\t{reading.initials}\t{reading.pinyin_other}\t"
            f"{reading.initials_other}\t{{{pairs}}}\t{path}\t1\n"
        )
