"""Lots: who is inspected, who inspects whom; from a seed, so that everybody can draw them again; pure.

The seed is made when the lot is drawn and kept with it. The same seed, names and conflicts always give the same result.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from revitalization.kit.words import N_
from revitalization.kit.workdays import month_anchor

FORMER = 36
"""Months after leaving a unit during which one does not inspect it."""

OWN, FORMERLY, LINE, SELF = "own", "former", "line", "self"
RECUSED = {
    OWN: N_("works there"),
    FORMERLY: N_("worked there within the last three years"),
    LINE: N_("works at a unit above or below it, or did within the last three years"),
    SELF: N_("named a conflict"),
}
"""Why somebody does not inspect a unit."""


def order(seed: str, names: Collection[str]) -> list[str]:
    """The names in the order of the lot."""
    return sorted(set(names), key=lambda name: (sha256(f"{seed}\n{name}".encode()).hexdigest(), name))


def sample(seed: str, names: Collection[str], share: int) -> list[str]:
    """The share (per cent, rounded up) of the names that the lot falls on, in its order."""
    return order(seed, names)[: -(-len(set(names)) * share // 100)]


def turn_comes(rule: str, name: str, year: int, years: int) -> bool:
    """Whether it is the year of the unit under a rule of every `years` years: in as many years exactly one is."""
    return int(sha256(f"{rule}\n{name}".encode()).hexdigest(), 16) % years == year % years


@dataclass(frozen=True)
class Stay:
    """A time somebody worked at a unit, from `since` to `until` (None: still).

    `own_lo` is the position of the unit itself, `lo..hi` those of its line: of a body, of the unit it is hung on.
    """

    lo: int
    hi: int
    own_lo: int
    since: date
    until: date | None


def recusal(career: Collection[Stay], target: tuple[int, int], issuer: tuple[int, int], day: date) -> str:
    """Why somebody with this career does not inspect the target on the day; "" where nothing stands against it.

    One's own unit; one left within three years; a superior or subordinate unit on its line, now or within three years.
    The issuer itself, what lies above it and beside it are not on that line: it inspects by its office.
    """
    found = set()
    for stay in career:
        recent = stay.until is None or month_anchor(stay.until, FORMER) >= day
        if stay.since > day or not recent:
            continue
        if stay.own_lo == target[0]:
            found.add(OWN if stay.until is None or stay.until >= day else FORMERLY)
        elif _on_line(stay, target, issuer):
            found.add(LINE)
    return next((why for why in (OWN, FORMERLY, LINE) if why in found), "")


def _on_line(stay: Stay, target: tuple[int, int], issuer: tuple[int, int]) -> bool:
    below_issuer = issuer[0] < stay.lo and stay.hi <= issuer[1]
    above = stay.lo <= target[0] and target[1] <= stay.hi
    below = target[0] <= stay.lo and stay.hi <= target[1]
    return below_issuer and (above or below)


@dataclass(frozen=True)
class Teams:
    """What a lot gave: by group its members (the first leads), by unit its group, and who was recused and why."""

    members: dict[int, list[str]]
    groups: dict[str, int]
    recused: dict[str, str]


def teams(
    seed: str,
    pool: Collection[str],
    units: Collection[str],
    groups: int,
    size: int,
    conflicts: Mapping[str, Mapping[str, str]],
) -> Teams:
    """Draws `groups` groups of `size` from the pool and gives each its units.

    `conflicts[person][unit]` says why the person does not inspect the unit. Nobody is in a group with such a unit.
    Groups may stay short: then there were not enough people free of conflicts.
    """
    of_unit = {unit: at % groups + 1 for at, unit in enumerate(order(f"{seed}:units", units))}
    barred = {
        person: {
            of_unit[unit]: why for unit, why in sorted(conflicts.get(person, {}).items()) if unit in of_unit
        }
        for person in pool
    }
    members: dict[int, list[str]] = {group: [] for group in range(1, groups + 1)}
    recused = {}
    for person in order(f"{seed}:people", pool):
        free = [group for group in members if group not in barred[person]]
        if not free:
            recused[person] = next(iter(barred[person].values()))
            continue
        room = [group for group in free if len(members[group]) < size]
        if room:
            members[_emptiest(members, room)].append(person)
    return Teams(members, of_unit, recused)


def _emptiest(members: Mapping[int, Sequence[str]], among: Sequence[int]) -> int:
    return min(among, key=lambda group: (len(members[group]), group))
