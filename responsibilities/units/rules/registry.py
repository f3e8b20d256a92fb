"""Reading a registry file and planning what is to be written; pure.

The file has the columns `code,name`, is UTF-8 and sorted by code; a code's parent is its prefix. A last line
`count,N` may say how many units it has. The whole file is checked before anything is planned.
"""

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from responsibilities.units.rules import (
    CORPS_CODE,
    LEVEL_OF_LENGTH,
    NATION_CODE,
    NATION_HI,
    NATION_LO,
    PARENT_LENGTH,
    VILLAGE_KINDS,
    Kind,
    Level,
    ScopeRule,
    is_filler,
    is_sansha,
    kind_of,
    led_by_corps,
    out_of_scope,
    padded,
    path_of,
    span,
    urban_community,
)
from responsibilities.units.rules.naming import Reading, Readings, name_pairs, short_name, spoken_name
from revitalization.kit.words import N_, Words

HEADER = ["code", "name"]
COUNT = "count"
"""First field of the line after the last unit that says how many there are; a file need not have it."""
LONGEST_NAME = 80


class BadFile(Exception):  # noqa: N818 - says what is wrong, as the errors of the kit do
    """The file is refused: the 1-based line and the reason."""

    def __init__(self, line: int, reason: Words) -> None:
        super().__init__(f"{line}: {reason}")
        self.line = line
        self.reason = reason


class Row(NamedTuple):
    """One line: the code as published (2 to 12 digits) and the name."""

    code: str
    name: str


def parse(data: bytes) -> list[Row]:
    """All rows of the file, checked; raises `BadFile` at the first fault."""
    text = _decoded(data)
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        if next(lines, None) != HEADER:
            raise BadFile(1, Words(N_("The first line must be code,name.")))
        rows = _checked(lines)
    except csv.Error as error:
        raise BadFile(lines.line_num, Words(N_("The line cannot be read as CSV."))) from error
    if not text.endswith(("\n", "\r")):
        raise BadFile(
            lines.line_num, Words(N_("The last line is cut off: the file was not copied completely."))
        )
    return rows


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadFile(line, Words(N_("The line is not valid UTF-8."))) from error


def _checked(lines: Iterator[list[str]]) -> list[Row]:
    rows: list[Row] = []
    open_codes: dict[int, str] = {}
    before = ""
    for at, fields in enumerate(lines, start=2):
        if len(fields) != 2:
            raise BadFile(at, Words(N_("Each line has two fields, code and name.")))
        code, name = fields
        if code == COUNT:
            _counted(name, len(rows), at, next(lines, None))
            break
        fault = _fault(code, name, before, open_codes)
        if fault is not None:
            raise BadFile(at, fault)
        open_codes[len(code)] = before = code
        rows.append(Row(code, name))
    if not rows:
        raise BadFile(2, Words(N_("The file contains no unit.")))
    return rows


def _counted(said: str, found: int, at: int, after: list[str] | None) -> None:
    if after is not None:
        raise BadFile(at + 1, Words(N_("No line may follow the number of units.")))
    if said != f"{found}":
        reason = N_(
            "The file should contain %(said)s units but contains %(found)s: it was not copied completely."
        )
        raise BadFile(at, Words(reason, {"said": said[:20], "found": found}))


def _fault(code: str, name: str, before: str, open_codes: Mapping[int, str]) -> Words | None:
    size = len(code)
    if size not in LEVEL_OF_LENGTH or not (code.isascii() and code.isdigit()):
        return Words(N_("The code “%(code)s” is not 2, 4, 6, 9 or 12 digits."), {"code": code[:20]})
    if code == before:
        return Words(N_("The code %(code)s appears twice."), {"code": code})
    if code < before:
        return Words(N_("The code %(code)s is out of order."), {"code": code})
    if size > 2 and open_codes.get(PARENT_LENGTH[size]) != code[: PARENT_LENGTH[size]]:
        if size == 12 and code.endswith("000"):  # a filler's own code ends so too, but stands under its unit
            return Words(
                N_("The code %(code)s is padded with zeros; write it as published: %(short)s."),
                {"code": code, "short": unpadded(code)},
            )
        return Words(N_("The unit above %(code)s is missing."), {"code": code})
    if not name.strip():
        return Words(N_("The name of %(code)s is empty."), {"code": code})
    if len(name) > LONGEST_NAME or name != name.strip() or any(map(_is_odd, name)):
        return Words(
            N_("The name of %(code)s is too long or contains characters that no name has."), {"code": code}
        )
    return None


def unpadded(code: str) -> str:
    """The published code of a unit above the village: 620000000000 is 62."""
    size = next((size for size in sorted(LEVEL_OF_LENGTH) if not code[size:].strip("0")), len(code))
    return code[:size]


def _is_odd(char: str) -> bool:
    """Whether no name can hold the character: controls, what turns or hides text, a backslash."""
    return char == "\\" or unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}


@dataclass(frozen=True)
class Place:
    """What a unit gives to those under it."""

    id: int
    names: str
    province_id: int | None
    city_id: int | None
    county_id: int | None
    closed: bool = False


class Planned(NamedTuple):
    """One unit to be written, in the order of the columns; `scope` is why it is out of scope, or None."""

    id: int
    code: str
    name: str
    short_name: str
    level: Level
    kind: Kind
    parent_id: int | None
    led_by_id: int | None
    lo: int
    hi: int
    province_id: int | None
    city_id: int | None
    county_id: int | None
    reading: Reading
    pairs: list[str]
    path: str
    scope: ScopeRule | None


@dataclass
class Plan:
    """Turns rows into units.

    `places` are the units that are there already, by position; `leaves` the villages' positions.
    New units take their ids from `ids`.
    """

    readings: Readings
    places: dict[int, Place]
    leaves: set[int]
    ids: Iterator[int]
    _rural: set[str] = field(default_factory=set)
    _stack: dict[int, Place] = field(default_factory=dict)
    _names: dict[int, str] = field(default_factory=dict)
    _township_kind: Kind | None = None

    def units(self, rows: list[Row]) -> Iterator[Planned]:
        """The units that are not there yet, parents before children."""
        yield from self._tops()
        self._rural = rural_codes(rows)
        for at, row in enumerate(rows, start=2):
            planned = self._unit(row, at)
            if planned is not None:
                yield planned

    def _tops(self) -> Iterator[Planned]:
        """The centre and the corps, which no row names."""
        if NATION_LO not in self.places:
            yield self._top(
                NATION_CODE, "全国", "中央", Level.CENTRE, Kind.NATION, (NATION_LO, NATION_HI), None
            )
        corps = span(CORPS_CODE[:2])
        if corps[0] not in self.places:
            nation = self.places[NATION_LO].id
            name = "新疆生产建设兵团"
            yield self._top(CORPS_CODE, name, "兵团", Level.PROVINCE, Kind.CORPS, corps, nation)

    def _top(
        self,
        code: str,
        name: str,
        short: str,
        level: Level,
        kind: Kind,
        place: tuple[int, int],
        parent: int | None,
    ) -> Planned:
        own = next(self.ids)
        province = own if level is Level.PROVINCE else None
        self.places[place[0]] = Place(own, "" if level is Level.CENTRE else name, province, None, None)
        reading, pairs = (
            self.readings.of(spoken_name("", name)),
            sorted({*name_pairs(name), *name_pairs(short)}),
        )
        ids = (province, None, None)
        return Planned(
            own, code, name, short, level, kind, parent, None, *place, *ids, reading, pairs, name, None
        )

    def _unit(self, row: Row, line: int) -> Planned | None:
        """The unit of the row; None for a filler and for a unit that is there."""
        code, name = row
        size = len(code)
        above = self.places[NATION_LO] if size == 2 else self._stack[PARENT_LENGTH[size]]
        self._names[size] = name
        if is_filler(code, name, self._names.get(PARENT_LENGTH.get(size, 0), "")):
            self._stack[size] = above
            return None
        kind = kind_of(code, name)
        if size == 9:
            self._township_kind = kind
        lo, hi = span(code)
        if lo in self.places or lo in self.leaves:
            self._stack[size] = self.places.get(lo, above)
            return None
        if above.closed:
            reason = N_("The unit above %(code)s no longer exists; nothing new can be placed under it.")
            raise BadFile(line, Words(reason, {"code": code}))
        return self._new(code, name, kind, above, (lo, hi))

    def _new(self, code: str, name: str, kind: Kind, above: Place, place: tuple[int, int]) -> Planned:
        size, own = len(code), next(self.ids)
        level = LEVEL_OF_LENGTH[size]
        path = path_of([above.names, name]) if above.names else name
        province, city, county = above.province_id, above.city_id, above.county_id
        if size == 2:
            province = own
        elif size == 4:
            city = own
        elif size == 6:
            county = own
        if size != 12:
            self.places[place[0]] = self._stack[size] = Place(own, path, province, city, county)
        corps = self.places[span(CORPS_CODE[:2])[0]].id if led_by_corps(code) else None
        ids = (province, city, county)
        short, reading = short_name(code, name), self.readings.of(spoken_name(code, name))
        pairs, scope = name_pairs(name), self._scope(code, level, kind)
        line = (
            padded(code),
            name,
            short,
            level,
            kind,
            above.id,
            corps,
            *place,
            *ids,
            reading,
            pairs,
            path,
            scope,
        )
        return Planned(own, *line)

    def _scope(self, code: str, level: Level, kind: Kind) -> ScopeRule | None:
        if is_sansha(code):
            return ScopeRule.ISLANDS
        if level is Level.VILLAGE:
            return ScopeRule.URBAN_COMMUNITY if urban_community(kind, self._township_kind) else None
        rural = code in self._rural
        return out_of_scope(level, kind, has_villages=rural, has_rural_part=rural)


def rural_codes(rows: Iterable[Row]) -> set[str]:
    """Codes of township units with villages, and of what lies above a township unit that is in scope."""
    found: set[str] = set()
    for code, name in rows:
        size = len(code)
        if size == 12 and kind_of(code, name) in VILLAGE_KINDS:
            found.update((code[:9], code[:6], code[:4]))
        elif size == 9 and out_of_scope(Level.TOWNSHIP, kind_of(code, name), False, False) is None:
            found.update((code[:6], code[:4]))
    return found
