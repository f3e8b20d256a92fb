"""The catalogue of responsibility categories and duties: what a file must say; pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import Any, TypeVar

from responsibilities.units.rules import Level
from revitalization.kit.periods import Window
from revitalization.kit.words import N_, Words

FIRST_YEAR, LAST_YEAR = 2022, 2100

T = TypeVar("T")


class Side(StrEnum):
    """Whom a category binds: departments by line, localities by block."""

    DEPARTMENT = "department"
    LOCAL = "local"


class Tag(StrEnum):
    """The five revitalizations."""

    INDUSTRY = "I"
    TALENT = "T"
    CULTURE = "C"
    ECOLOGY = "E"
    ORGANIZATION = "O"


TAG_LABELS = {
    Tag.INDUSTRY: N_("Industry"),
    Tag.TALENT: N_("Talent"),
    Tag.CULTURE: N_("Culture"),
    Tag.ECOLOGY: N_("Ecology"),
    Tag.ORGANIZATION: N_("Organization"),
}

TAG_TONES = {
    Tag.INDUSTRY: "amber",
    Tag.TALENT: "blue",
    Tag.CULTURE: "red",
    Tag.ECOLOGY: "green",
    Tag.ORGANIZATION: "brand",
}


class Counted(StrEnum):
    """What one unit of a duty is."""

    PLAN = "plan"
    MEETING = "meeting"
    VISIT = "visit"
    CONTACT = "contact"
    DISCLOSURE = "disclosure"
    WORK = "work"


COUNTED_LABELS = {
    Counted.PLAN: N_("plan"),
    Counted.MEETING: N_("meeting"),
    Counted.VISIT: N_("visit"),
    Counted.CONTACT: N_("contact point"),
    Counted.DISCLOSURE: N_("disclosure"),
    Counted.WORK: N_("standing work"),
}


COVERAGES = {"": N_("—"), "villages": N_("every village of the unit")}

DUTY_LEVELS = (Level.PROVINCE, Level.CITY, Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE)

_KEY = re.compile(r"[DL]\d{2}(\.\d{2})?")
_DUTY_KEY = re.compile(r"[a-z]+\.[a-z]+")
_TEXTS = ("title_zh", "title_en", "summary_zh", "summary_en", "article_ref", "source")
_DUTY_TEXTS = ("action_zh", "action_en", "article_ref", "source")


@dataclass(frozen=True)
class Version:
    """The wording of a category from `year_from` to `year_to` (None: until it changes)."""

    year_from: int
    year_to: int | None
    texts: Mapping[str, str]
    primary: str
    tags: tuple[str, ...]
    verified: bool


@dataclass(frozen=True)
class CategoryData:
    """One category as the file has it."""

    key: str
    side: str
    versions: tuple[Version, ...]


@dataclass(frozen=True)
class DutyData:
    """One duty requirement as the file has it; `order` is its place in the file."""

    key: str
    level: str
    year_from: int
    year_to: int | None
    texts: Mapping[str, str]
    counted: str
    minimum: int | None
    window: str
    coverage: str
    verified: bool
    order: int


@dataclass(frozen=True)
class Fault:
    """What is wrong with one entry of the file."""

    key: str
    words: Words


@dataclass
class Catalogue:
    """A read file; usable only without faults."""

    categories: list[CategoryData] = field(default_factory=list)
    duties: list[DutyData] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


class _BadError(Exception):
    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text)
        self.words = Words(text, values)


def parse(data: Mapping[str, Any]) -> Catalogue:
    """The parsed file with everything that is wrong with it."""
    found = Catalogue()
    _each("category", data, _category, found.categories, found.faults)
    _each("duty", data, _duty, found.duties, found.faults)
    found.faults += _doubles([c.key for c in found.categories])
    found.faults += _doubles([f"{d.key} {d.year_from}" for d in found.duties])
    return found


def _each(
    name: str,
    data: Mapping[str, Any],
    read: Callable[[Mapping[str, Any], int], T],
    target: list[T],
    faults: list[Fault],
) -> None:
    entries = data.get(name)
    if not isinstance(entries, list) or not entries:
        faults.append(Fault(name, Words(N_("The file has no such entries."))))
        return
    for order, entry in enumerate(entries, start=1):
        key = str(entry.get("key", order)) if isinstance(entry, Mapping) else str(order)
        try:
            target.append(read(entry, order))
        except _BadError as bad:
            faults.append(Fault(key, bad.words))


def _doubles(keys: Sequence[str]) -> list[Fault]:
    return [
        Fault(key, Words(N_("The key appears twice.")))
        for key in sorted({k for k in keys if keys.count(k) > 1})
    ]


def _category(entry: Mapping[str, Any], order: int) -> CategoryData:
    key, side = _matching(entry, "key", _KEY), _one_of(entry, "side", list(Side))
    if (side == Side.DEPARTMENT) != key.startswith("D"):
        raise _BadError(N_("Keys of departments begin with D, of localities with L."))
    versions = entry.get("version")
    if not isinstance(versions, list) or not versions:
        raise _BadError(N_("“%(name)s” is missing."), name="version")
    read = tuple(sorted((_version(version) for version in versions), key=lambda v: v.year_from))
    for before, after in pairwise(read):
        if before.year_to is None or before.year_to >= after.year_from:
            raise _BadError(N_("Two versions hold in the year %(year)s."), year=after.year_from)
    return CategoryData(key, side, read)


def _version(entry: Mapping[str, Any]) -> Version:
    year_from, year_to = _years(entry)
    tags = entry.get("tags", [])
    if not isinstance(tags, list) or not tags or not set(tags) <= set(Tag):
        raise _BadError(N_("“%(name)s” must be one of: %(words)s."), name="tags", words=", ".join(Tag))
    primary = _one_of(entry, "primary", ["", *tags])
    return Version(year_from, year_to, _texts(entry, _TEXTS), primary, tuple(tags), _flag(entry, "verified"))


def _duty(entry: Mapping[str, Any], order: int) -> DutyData:
    year_from, year_to = _years(entry)
    minimum = entry.get("minimum")
    if minimum is not None and (
        not isinstance(minimum, int) or isinstance(minimum, bool) or not 1 <= minimum <= 999
    ):
        raise _BadError(N_("“%(name)s” must be a whole number."), name="minimum")
    return DutyData(
        key=_matching(entry, "key", _DUTY_KEY),
        level=_one_of(entry, "level", list(DUTY_LEVELS)),
        year_from=year_from,
        year_to=year_to,
        texts=_texts(entry, _DUTY_TEXTS),
        counted=_one_of(entry, "counted", list(Counted)),
        minimum=minimum,
        window=_one_of(entry, "window", list(Window)),
        coverage=_one_of({"coverage": "", **entry}, "coverage", list(COVERAGES)),
        verified=_flag(entry, "verified"),
        order=order,
    )


def _matching(entry: Mapping[str, Any], name: str, form: re.Pattern[str]) -> str:
    value = entry.get(name)
    if not isinstance(value, str) or not form.fullmatch(value):
        raise _BadError(N_("“%(name)s” is not in the right format."), name=name)
    return value


def _one_of(entry: Mapping[str, Any], name: str, allowed: Sequence[str]) -> str:
    value = entry.get(name)
    if value not in allowed:
        raise _BadError(N_("“%(name)s” must be one of: %(words)s."), name=name, words=", ".join(allowed))
    return str(value)


def _flag(entry: Mapping[str, Any], name: str) -> bool:
    value = entry.get(name)
    if not isinstance(value, bool):
        raise _BadError(N_("“%(name)s” must be true or false."), name=name)
    return value


def _texts(entry: Mapping[str, Any], names: Sequence[str]) -> dict[str, str]:
    for name in names:
        if not isinstance(entry.get(name), str) or not entry[name].strip():
            raise _BadError(N_("“%(name)s” is missing."), name=name)
    return {name: entry[name].strip() for name in names}


def _years(entry: Mapping[str, Any]) -> tuple[int, int | None]:
    year_from = _year("year_from", entry.get("year_from"))
    year_to = None if entry.get("year_to") is None else _year("year_to", entry["year_to"])
    if year_to is not None and year_to < year_from:
        raise _BadError(N_("The last year is before the first."))
    return year_from, year_to


def _year(name: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not FIRST_YEAR <= value <= LAST_YEAR:
        raise _BadError(N_("“%(name)s” must be a year from 2022 on."), name=name)
    return value
