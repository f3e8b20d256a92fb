"""Loading the whole registry against a bare COPY of the same rows into the same table, keys and indexes."""

import io
import os
import time
from typing import NamedTuple

from responsibilities.units.actions.registry import UNIT_COLUMNS, load_registry
from revitalization.kit.actor import Actor

BAR = 2.5
QUICK = bool(os.environ.get("BATON_BENCH_QUICK"))
PROVINCES = ("62", "64") if QUICK else ()
"""Those loaded: all; for a quick look Gansu and Ningxia, 22,000 units."""


class Result(NamedTuple):
    """One line of the bench: seconds against the floor's seconds, their ratio, and the bar."""

    name: str
    seconds: float
    floor_seconds: float
    ratio: float
    bar: float

    def __str__(self) -> str:
        return f"{self.name} {self.seconds:.2f} {self.floor_seconds:.2f} {self.ratio:.2f} {self.bar}"


def run(connection) -> list[Result]:
    """Empties the tree of this database (never a real one), loads the nation, then its rows again by COPY."""
    empty(connection)
    started = time.perf_counter()
    loaded = load_registry(actor=Actor.system("bench", via="command"), provinces=PROVINCES)
    if QUICK:  # reading the file of the whole nation would be all that is measured
        return []
    seconds = time.perf_counter() - started
    again_started = time.perf_counter()
    assert load_registry(actor=Actor.system("bench", via="command"), provinces=PROVINCES).added == 0
    again = time.perf_counter() - again_started
    floor = _floor(connection)
    print(f"# {loaded.added} units, {loaded.out_of_scope} out of scope; loading again {again:.2f} s")
    return [
        Result("load_registry", seconds, floor, seconds / floor, BAR),
        Result("load_registry_again", again, floor, again / floor, 1.0),
    ]


def _floor(connection) -> float:
    """Seconds of a bare COPY: the rows are written out, the table is emptied, the rows are read in again."""
    text = io.StringIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY (SELECT {UNIT_COLUMNS} FROM units_unit ORDER BY id) TO STDOUT", text)
    empty(connection)
    text.seek(0)
    started = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY units_unit ({UNIT_COLUMNS}) FROM STDIN", text)
    return time.perf_counter() - started


def empty(connection) -> None:
    """Takes all units out, and with them all that rests on them."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE units_unit, units_unityear, posts_step, posts_tally CASCADE")
