"""Loading a registry file into the tree."""

import csv
import io
import lzma
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from responsibilities.units.actions.missing import missing_from, refuse_cut
from responsibilities.units.actions.rescoping import renamed, stale_scopes, take_in
from responsibilities.units.rules import NATION_LO, Level, padded, span
from responsibilities.units.rules.naming import Readings
from responsibilities.units.rules.registry import BadFile, Place, Plan, Planned, Row, parse
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import FieldError, Invalid
from revitalization.kit.language import translated
from revitalization.kit.perform import recorded
from revitalization.kit.ports import Entry

CATALOGUE = Path(settings.BASE_DIR) / "catalogue"
REGISTRY = CATALOGUE / "divisions-2023.csv.xz"
READINGS = CATALOGUE / "pinyin-2023.csv.xz"
REGISTRY_DAY = date(2023, 6, 30)
"""The reference day of the carried registry."""

LOCK = 7_101_001
"""Advisory lock of whoever adds units."""

CHUNK = 20_000

MOST_BYTES = 100 * 1024**2
"""What a registry file may unpack to: five times the whole nation's."""

ABOVE_THE_FILE = 2
"""The nation and the corps, which the file does not hold."""

UNIT_COLUMNS = (
    "id, code, name, short_name, level, kind, parent_id, led_by_id, lo, hi, province_id, city_id,"
    " county_id, is_body, valid_from, unit_class, pinyin, initials, pinyin_other, initials_other,"
    " name_pairs, path, version"
)
YEAR_COLUMNS = "unit_id, year, in_scope, reason"

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Loaded:
    """Rows of the file for the asked provinces, units added, and how many of those are out of scope; units of earlier
    loads `taken_in` since their villages have come; (code, name here, name in the file) of those `renamed` in the file;
    how many that are here are `missing` from it.
    """

    rows: int
    added: int
    out_of_scope: int
    taken_in: int = 0
    renamed: Sequence[tuple[str, str, str]] = ()
    missing: int = 0


def load_registry(
    *, actor: Actor, path: Path = REGISTRY, provinces: Iterable[str] = (), as_of: date = REGISTRY_DAY,
    fewer: bool = False, progress: Progress | None = None,
) -> Loaded:  # fmt: skip
    """Adds the units of the file that are not there yet; of the given provinces (two digits) or of all.

    The whole file is checked first; raises `Invalid` with line and reason, and then nothing has been written.
    A file that lacks units at its end, or more than a small share of those that are there, is refused as cut unless
    it is confirmed that it has `fewer`.
    Units that are there are left as they are, so that loading twice changes nothing; other names in the file are
    returned. What an earlier load left out of scope for lack of rows is decided anew.
    """
    if as_of > clock.today():
        raise Invalid(_("The reference date %(day)s is in the future.") % {"day": as_of.isoformat()})
    chosen = set(provinces)
    rows = _read(path, chosen)
    readings = read_readings()
    with transaction.atomic():
        lock_tree()
        missing = missing_from(rows, chosen, as_of)
        if not fewer:
            refuse_cut(missing, rows, path.name)
        plan = _plan(readings, len(rows))
        try:
            first = next(plan_units := plan.units(rows), None)
            others = renamed({padded(row.code): row.name for row in rows})
            if first is None and not stale_scopes():
                return Loaded(len(rows), 0, 0, renamed=others, missing=missing.count)
            with recorded(_entry(actor, rows, chosen, as_of)) as entry:
                writer = _Writer(as_of, progress, len(rows))
                writer.write(_chained(first, plan_units))
                _analyze()
                stale = stale_scopes()
                take_in(stale, as_of.year)
                entry.count = writer.added or len(stale)
                entry.after = {"added": writer.added, "out_of_scope": writer.out}
                if stale:
                    entry.after = {**entry.after, "taken_in": len(stale)}
        except BadFile as error:
            raise _refusal(path, error) from error
    return Loaded(len(rows), writer.added, writer.out, len(stale), others, missing.count)


def lock_tree() -> None:
    """Waits until nobody else adds units in another transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def read_readings() -> Readings:
    """The readings (pinyin) of names and characters that the catalogue carries."""
    with lzma.open(READINGS, "rt", encoding="utf-8", newline="") as source:
        lines = csv.reader(source)
        next(lines)
        return Readings.from_lines((text, reading, other) for text, reading, other in lines)


def _read(path: Path, provinces: set[str]) -> list[Row]:
    try:
        data = _unpacked(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes()
    except (OSError, lzma.LZMAError) as error:
        raise Invalid(
            _("The file %(name)s cannot be read: %(why)s") % {"name": path.name, "why": error}
        ) from error
    try:
        rows = parse(data)
    except BadFile as error:
        raise _refusal(path, error) from error
    missing = provinces - {row.code for row in rows if len(row.code) == 2}
    if missing:
        raise Invalid(_("Not in the file: %(codes)s") % {"codes": ", ".join(sorted(missing))})
    return [row for row in rows if row.code[:2] in provinces] if provinces else rows


def _unpacked(data: bytes) -> bytes:
    """The bytes of an .xz file; what unpacks to more than a registry can be is refused before memory is full."""
    reader = lzma.LZMADecompressor(memlimit=MOST_BYTES)
    found = reader.decompress(data, max_length=MOST_BYTES + 1)
    if len(found) > MOST_BYTES:
        raise lzma.LZMAError(_("it unpacks to more than %(size)s MB") % {"size": MOST_BYTES // 1024**2})
    if not reader.eof:
        raise lzma.LZMAError(_("it was not copied completely"))
    return found


def _refusal(path: Path, error: BadFile) -> Invalid:
    reason = translated(error.reason)
    line = _("%(name)s, line %(line)s: %(reason)s") % {
        "name": path.name,
        "line": error.line,
        "reason": reason,
    }
    return Invalid(line, errors=[FieldError("file", reason, "registry", row=error.line)])


def _entry(actor: Actor, rows: list[Row], provinces: Iterable[str], as_of: date) -> Entry:
    chosen = sorted(set(provinces))
    names = "、".join(row.name for row in rows if len(row.code) == 2) if chosen else "全国"
    lo = span(chosen[0])[0] if len(chosen) == 1 else NATION_LO
    code = padded(chosen[0]) if len(chosen) == 1 else padded("")
    return Entry("unit.load", actor, ("unit", code), names, lo, reason=f"{as_of:%Y-%m-%d}")


def _plan(readings: Readings, rows: int) -> Plan:
    """A plan that knows what is there.

    Its ids are fetched at once, with the first new unit: later the connection is busy taking in rows.
    """
    places: dict[int, Place] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT lo, id, CASE WHEN lo = %s THEN '' ELSE path END, province_id, city_id, county_id,"
            " valid_to IS NOT NULL FROM units_unit WHERE level <> %s AND NOT is_body",
            [NATION_LO, Level.VILLAGE.value],
        )
        for lo, *rest in cursor.fetchall():
            places[lo] = Place(*rest)
        cursor.execute("SELECT lo FROM units_unit WHERE level = %s AND NOT is_body", [Level.VILLAGE.value])
        leaves = {lo for (lo,) in cursor.fetchall()}
    return Plan(readings, places, leaves, new_ids(rows + ABOVE_THE_FILE))


def new_ids(block: int = 1_000) -> Iterator[int]:
    """Ids of units from the sequence, a block at a time."""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence('units_unit', 'id')) FROM generate_series(1, %s)",
                [block],
            )
            found = cursor.fetchall()
        yield from (own for (own,) in found)


def _analyze() -> None:
    """Tells the planner about the new rows; a login that does not own the tables gets only a warning."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE units_unit, units_unityear")


def _chained(first: Planned | None, rest: Iterator[Planned]) -> Iterator[Planned]:
    if first is not None:
        yield first
    yield from rest


class _Writer:
    """Writes planned units by COPY, a chunk at a time, and their scope beside them."""

    def __init__(self, as_of: date, progress: Progress | None, total: int) -> None:
        self._day = as_of.isoformat()
        self._year = as_of.year
        self._progress = progress or (lambda done, of: None)
        self._total = total
        self.added = 0
        self.out = 0

    def write(self, units: Iterator[Planned]) -> None:
        # The database takes in one chunk while the next is worked out; at most one is under way.
        with connection.cursor() as cursor, ThreadPoolExecutor(max_workers=1) as sender:
            under_way: Future[None] | None = None
            while chunk := list(islice(units, CHUNK)):
                out = [unit for unit in chunk if unit.scope is not None]
                lines = "".join(map(self._unit_line, chunk)), "".join(map(self._year_line, out))
                if under_way is not None:
                    under_way.result()
                under_way = sender.submit(_send, cursor, *lines)
                self.added += len(chunk)
                self.out += len(out)
                self._progress(self.added, self._total)
            if under_way is not None:
                under_way.result()
        self._progress(self._total, self._total)

    def _unit_line(self, unit: Planned) -> str:
        reading = unit.reading
        return (
            f"{unit.id}\t{unit.code}\t{unit.name}\t{unit.short_name}\t{unit.level.value}\t{unit.kind.value}\t"
            f"{null(unit.parent_id)}\t{null(unit.led_by_id)}\t{unit.lo}\t{unit.hi}\t{null(unit.province_id)}\t"
            f"{null(unit.city_id)}\t{null(unit.county_id)}\tf\t{self._day}\t{{}}\t{reading.pinyin}\t"
            f"{reading.initials}\t{reading.pinyin_other}\t{reading.initials_other}\t{{{','.join(unit.pairs)}}}\t"
            f"{unit.path}\t1\n"
        )

    def _year_line(self, unit: Planned) -> str:
        return f"{unit.id}\t{self._year}\tf\t{unit.scope}\n"


def null(value: int | None) -> Any:
    """The value as COPY writes it: the number, or its mark for NULL."""
    return "\\N" if value is None else value


def copy(cursor: Any, table: str, columns: str, lines: Iterable[str]) -> None:
    """COPY of lines in PostgreSQL's text format, handed over in large pieces."""
    text = io.StringIO("".join(lines))
    cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", text, size=1 << 20)


def _send(cursor: Any, units: str, years: str) -> None:
    copy(cursor, "units_unit", UNIT_COLUMNS, (units,))
    copy(cursor, "units_unityear", YEAR_COLUMNS, (years,))
