"""Rules of inspection as data: what the catalogue and an issuer say of one, and whom it falls on in a year; pure."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from revitalization.kit.words import N_, Words
from revitalization.kit.workdays import month_anchor

REGULAR, POLICY, FUNDS, PROJECTS = "regular", "policy", "funds", "projects"
KINDS = {
    REGULAR: N_("Regular inspection"),
    POLICY: N_("Special inspection of a policy"),
    FUNDS: N_("Special inspection of the use of funds"),
    PROJECTS: N_("Special inspection of projects"),
}
ALL, YEARS, SAMPLE = "all", "years", "sample"
EVERY = {
    ALL: N_("every unit each year"),
    YEARS: N_("each unit once in some years"),
    SAMPLE: N_("a sample by lot"),
}

TEXTS = ("key", "title", "title_en", "kind", "issuer_level", "every", "source")
NUMBERS = ("number", "years", "share", "first_month", "last_month", "days")
FLAGS = ("comprehensive", "announced", "verified")
LISTS = ("levels", "categories")
FIELDS = (*TEXTS, *NUMBERS, *FLAGS, *LISTS)
LEVELS = ("centre", "province", "city", "county", "township", "village")
MOST_DAYS = 30

_KEY = re.compile(r"[a-z][a-z_]{1,23}")


def faults(data: Mapping[str, Any]) -> list[tuple[str, Words]]:
    """What is wrong with one rule as the catalogue has it: (name, reason)."""
    found = [(name, Words(N_("“%(name)s” is missing."), {"name": name})) for name in _missing(data)]
    if found:
        return found
    found += [(key, Words(N_("There is no such entry."))) for key in sorted(set(data) - set(FIELDS))]
    if not _KEY.fullmatch(data["key"]):
        found.append(("key", Words(N_("A key is small Latin letters."))))
    if data["issuer_level"] not in LEVELS[:-1]:
        found.append(("issuer_level", Words(N_("There is no such level."))))
        return found
    return found + wrong(data, LEVELS[LEVELS.index(data["issuer_level"]) + 1 :])


def wrong(data: Mapping[str, Any], below: Sequence[str]) -> list[tuple[str, Words]]:
    """What is wrong with the substance of a rule, wherever it comes from; `below` are the levels it may speak of."""
    found = []
    if data["kind"] not in KINDS:
        found.append(("kind", Words(N_("There is no such kind."))))
    if data["every"] not in EVERY:
        found.append(("every", Words(N_("Say: all, years or sample."))))
    if data["every"] == YEARS and not 2 <= data["years"] <= 10:
        found.append(("years", Words(N_("Between 2 and 10 years."))))
    if data["every"] == SAMPLE and not 1 <= data["share"] <= 100:
        found.append(("share", Words(N_("Between 1 and 100 per cent."))))
    if not 1 <= data["first_month"] <= data["last_month"] <= 12:
        found.append(("last_month", Words(N_("Months go from 1 to 12, the first one before the last."))))
    if not 1 <= data["days"] <= MOST_DAYS:
        found.append(("days", Words(N_("Between 1 and 30 days on site."))))
    if not set(data["levels"]) <= set(below) or not data["levels"]:
        found.append(("levels", Words(N_("Choose levels below the unit that inspects."))))
    if data["kind"] != REGULAR and (data["comprehensive"] or not data["categories"]):
        said = N_("A special inspection is about categories and is not comprehensive.")
        found.append(("categories", Words(said)))
    return found


def _missing(data: Mapping[str, Any]) -> list[str]:
    wanted = {
        **dict.fromkeys(TEXTS, str),
        **dict.fromkeys(NUMBERS, int),
        **dict.fromkeys(FLAGS, bool),
        **dict.fromkeys(LISTS, list),
    }
    return [name for name, kind in wanted.items() if type(data.get(name)) is not kind or data[name] == ""]


def cap_faults(data: Mapping[str, Any]) -> list[tuple[str, Words]]:
    """What is wrong with one cap as the catalogue has it: inspections a unit of a level has in a year at most."""
    wanted = {"key": str, "number": int, "most": int, "source": str, "verified": bool}
    found = [(name, Words(N_("“%(name)s” is missing."), {"name": name})) for name, kind in wanted.items()
             if type(data.get(name)) is not kind or data[name] == ""]  # fmt: skip
    if found:
        return found
    found += [(key, Words(N_("There is no such entry."))) for key in sorted(set(data) - set(wanted))]
    if data["key"] not in LEVELS[1:]:
        found.append(("key", Words(N_("There is no such level."))))
    if not 1 <= data["most"] <= 12:
        found.append(("most", Words(N_("Between 1 and 12 inspections a year."))))
    return found


def window(year: int, first_month: int, last_month: int) -> tuple[date, date]:
    """The first and the last day of the months in the year."""
    return date(year, first_month, 1), month_anchor(date(year, last_month, 1), 1, 1) - timedelta(days=1)
