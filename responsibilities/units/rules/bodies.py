"""Departments and leading-group offices: which units have them and how they are called; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from responsibilities.units.rules import SEATS, Kind, Level, body_code
from responsibilities.units.rules.organs import ORGANS

BODY_LEVELS = (Level.CENTRE, Level.PROVINCE, Level.CITY, Level.COUNTY)
NO_BODIES = frozenset({Kind.FUNCTIONAL, Kind.ISLANDS})
"""Zones and islands have a management committee instead of the usual departments."""

# What follows the unit's name in the name of its party committee's bodies: 甘肃省委….
_COMMITTEES = {
    Kind.AUTONOMOUS_REGION: "党委",
    Kind.CORPS: "党委",
    Kind.FOREST_DISTRICT: "党委",
    Kind.REGION: "地委",
    Kind.AUTONOMOUS_PREFECTURE: "州委",
}
_DROPPED = {Kind.REGION: "地区", Kind.AUTONOMOUS_PREFECTURE: "自治州"}


@dataclass(frozen=True)
class Body:
    """One entry of the catalogue; see its head for what the fields mean."""

    number: int
    kind: Kind
    short: str
    centre: str = ""
    party: str = ""
    province: str = ""
    local: str = ""
    municipality: str = ""


@dataclass(frozen=True)
class Seat:
    """One body on one unit: its code, names and place."""

    code: str
    name: str
    short_name: str
    kind: Kind
    lo: int


def read_bodies(catalogue: Mapping[str, Any]) -> list[Body]:
    """The catalogue's entries; raises ValueError for a number that is there twice or out of bounds."""
    bodies = [Body(**{**entry, "kind": Kind(entry["kind"])}) for entry in catalogue["body"]]
    numbers = {body.number for body in bodies}
    if len(numbers) != len(bodies) or not all(0 < number < SEATS for number in numbers):
        raise ValueError("bodies: each needs its own number between 1 and 999")
    return bodies


def seats(bodies: Iterable[Body], code: str, name: str, level: Level, kind: Kind, lo: int) -> list[Seat]:
    """The bodies that a unit of this name, level and kind has."""
    if level not in BODY_LEVELS or kind in NO_BODIES:
        return []
    found = []
    for body in bodies:
        full, short = _names(body, name, level, kind)
        if full:
            found.append(Seat(body_code(code, body.number), full, short, body.kind, lo + body.number))
    return found


def _names(body: Body, name: str, level: Level, kind: Kind) -> tuple[str, str]:
    if level is Level.CENTRE:
        return body.centre, ("中央农办" if body.kind is Kind.LEADING_GROUP_OFFICE else body.centre)
    if body.party:
        full = name.removesuffix(_DROPPED.get(kind, "")) + _COMMITTEES.get(kind, "委") + body.party
        return full, ORGANS[kind].party_word + body.short
    ending = _ending(body, kind)
    return (name + ending if ending else ""), ending


def _ending(body: Body, kind: Kind) -> str:
    if kind in {Kind.PROVINCE, Kind.AUTONOMOUS_REGION}:
        return body.province
    return (body.municipality if kind is Kind.MUNICIPALITY else "") or body.local
