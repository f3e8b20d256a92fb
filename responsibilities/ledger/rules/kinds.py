"""What the catalogue says of a kind of the ledger; pure."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from responsibilities.ledger.rules.lamps import Scale
from responsibilities.ledger.rules.matters import NOW, ROUTE, wrong_route
from responsibilities.units.rules import LEVELS
from revitalization.kit.words import N_, Words

TEXTS = ("key", "letter", "prefix", "title", "title_en", "source")
SCALE = ("yellow", "red", "unstarted", "near")
"""The parts of a scale, in the order of `Scale`."""
NUMBERS = ("number", *SCALE)
FLAGS = ("plan", "funds", "verified")
LISTS = ("route", "route_now", "issuers", "levels")
FIELDS = (*TEXTS, *NUMBERS, *FLAGS, *LISTS)

_KEY = re.compile(r"[a-z]{2,16}")
_LETTER = re.compile(r"[a-z]")


def faults(data: Mapping[str, Any]) -> list[tuple[str, Words]]:
    """What is wrong with one kind as the file has it: (name, reason)."""
    found = [(name, Words(N_("“%(name)s” is missing."), {"name": name})) for name in _missing(data)]
    if found:
        return found
    found += [(key, Words(N_("There is no such entry."))) for key in sorted(set(data) - set(FIELDS))]
    if not _KEY.fullmatch(data["key"]) or not _LETTER.fullmatch(data["letter"]):
        found.append(("key", Words(N_("Key and letter are small Latin letters."))))
    if wrong_route(data["route"]) or wrong_route(data.get("route_now", data["route"])):
        said = Words(
            N_("Steps of closing are: %(steps)s, in this order, the last one always."),
            {"steps": ", ".join(ROUTE)},
        )
        found.append(("route", said))
    if unknown := {*data.get("issuers", ()), *data.get("levels", ())} - {level.value for level in LEVELS}:
        said = Words(N_("There is no level “%(name)s”."), {"name": ", ".join(sorted(map(str, unknown)))})
        found.append(("levels", said))
    return found + scale_faults(Scale(*(data[name] for name in SCALE)))


def scale_faults(scale: Scale) -> list[tuple[str, Words]]:
    """What is wrong with a scale: (name, reason)."""
    found = []
    if not 0 < scale.yellow < scale.red <= 100:
        found.append(("yellow", Words(N_("Yellow comes before red, both within 100 points."))))
    if not 1 <= scale.near <= 30:
        found.append(("near", Words(N_("Days lie between 1 and a month, or a year."))))
    if not 1 <= scale.unstarted <= 366:
        found.append(("unstarted", Words(N_("Days lie between 1 and a month, or a year."))))
    return found


def _missing(data: Mapping[str, Any]) -> list[str]:
    wanted = {
        **dict.fromkeys(TEXTS, str),
        **dict.fromkeys(NUMBERS, int),
        **dict.fromkeys(FLAGS, bool),
        "route": list,
    }
    return [name for name, kind in wanted.items() if type(data.get(name)) is not kind or data[name] == ""]


def way(route: Sequence[str], route_now: Sequence[str], plan: bool, how_soon: str) -> tuple[list[str], bool]:
    """The steps of closing and whether a plan is asked for, of a matter that is to be put right `how_soon`."""
    at_once = how_soon == NOW and bool(route_now)
    return (list(route_now), False) if at_once else (list(route), plan)
