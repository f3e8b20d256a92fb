"""Every act twice at the same moment: one takes effect, the other is told.

Each act of the table, and each that somebody else makes possible, is sent by two threads with connections of their
own to a committed database. Both are held where they would lock or write for the first time, so that both have read
what was there before; what is stored afterwards is what one request alone leaves.
"""

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection, connections
from django.db.models import QuerySet
from django.test import Client

from revitalization.kit import clock
from tests.conftest import NOON, as_application, branched
from tests.policy.brought import POLICIES
from tests.policy.people import EVERYBODY
from tests.policy.rows import HIDDEN, NEEDS, OK, STATE, Row
from tests.policy.table import TABLE
from tests.policy.test_official import STEPS, key_of
from tests.policy.test_versions import AGAIN, NOTHING_SEEN, as_seen
from tests.policy.walker import NOT_OFFICIAL, Walker, outcome, tables, undone

pytestmark = pytest.mark.database
AWAITED: dict[str, Callable[[Any], Row]] = {
    name: prepare for policy in POLICIES.values() for name, prepare in policy.awaited.items()
}
BESIDE = NOT_OFFICIAL | {"jobs_idempotencykey"}
"""Two requests of a program are noted as two; what they do is not."""

TOLD = {OK, STATE, NEEDS, HIDDEN}
"""What the second may hear: the answer of one that is done already, a conflict, a refusal that names it, or gone."""

FIRST = re.compile(r"^(INSERT|UPDATE|DELETE)\b|\bFOR (NO KEY )?UPDATE\b|pg_advisory_xact_lock")
WAIT = 2


def rows_stored() -> dict[str, int]:
    """How many rows each table holds."""
    parts = [f"SELECT '{name}', count(*) FROM \"{name}\"" for name in tables() if name not in BESIDE]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return dict(cursor.fetchall())


def more(before: dict[str, int]) -> dict[str, int]:
    """The rows that have come or gone since, by table."""
    now = rows_stored()
    return {name: now[name] - before[name] for name in now if now[name] != before[name]}


@dataclass
class Gate:
    """Holds two threads before the first statement of each that locks or writes, until both are there."""

    barrier: threading.Barrier = field(default_factory=lambda: threading.Barrier(2))
    met: threading.local = field(default_factory=threading.local)

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not hasattr(self.met, "once") and FIRST.search(sql) and not any(name in sql for name in BESIDE):
            self.met.once = True
            self.wait()
        return execute(sql, params, many, context)

    def wait(self) -> None:
        try:
            self.barrier.wait(WAIT)
        except threading.BrokenBarrierError:
            """The other has ended before it came so far."""


def at_once(walker: Walker, row: Row, place: str, person: str) -> list[Any]:
    """The two answers to the same request, sent by one person from two windows."""
    sent = [as_seen(row, walker.stage, place) for _n in range(2)]
    cookies = walker.browsers[person].cookies
    answers: list[Any] = [None, None]
    gate = Gate()

    def send(n: int) -> None:
        browser = Client(raise_request_exception=False)
        browser.cookies.update(cookies)
        try:
            with clock.moved_to(NOON), as_application(), connection.execute_wrapper(gate):
                answers[n] = walker.send(sent[n], place, person, client=browser, key=f"window-{n}")
        finally:
            gate.barrier.abort()
            connections.close_all()

    threads = [threading.Thread(target=send, args=(n,)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers


@dataclass
class Witness:
    """One act with whoever does it, and the rows it leaves when it is done once."""

    row: Row
    place: str
    person: str
    leaves: dict[str, int]

    def __str__(self) -> str:
        return f"{key_of(self.row)} at {self.place} by {self.person}"


def once(walker: Walker, row: Row) -> Witness | None:
    """The act where it leaves most; None where nobody may."""
    found = []
    for place in row.at:
        person = next((p for p in sorted(EVERYBODY) if row.expected(p, place) == OK), "")
        if person:
            before = rows_stored()
            with undone():
                walker.send(as_seen(row, walker.stage, place), place, person)
                found.append(Witness(row, place, person, more(before)))
    return max(found, key=lambda it: (it.leaves.get("record_entry", 0), len(it.leaves)), default=None)


def faults(walker: Walker, witness: Witness, name: str) -> Iterator[str]:
    """What two at once leave beyond what one leaves, in a copy of the database of its own."""
    with branched(name):
        before = rows_stored()
        answers = at_once(walker, witness.row, witness.place, witness.person)
        found = [outcome(answer) if answer is not None else "no answer" for answer in answers]
        left = more(before)
    again = NOTHING_SEEN.get(witness.row.name) in AGAIN
    if not set(found) <= TOLD or OK not in found:
        yield f"{witness}: {found} {[answer and answer.status_code for answer in answers]}"
    if not again and left != witness.leaves:
        yield f"{witness}: {found}, once leaves {witness.leaves}, twice at once {left}"


def walk(walker: Walker, rows: list[Row], own: str) -> list[str]:
    wrong, met = [], set()
    for row in rows:
        witness = once(walker, row) if key_of(row) not in met else None
        if witness:
            met.add(key_of(row))
            wrong += faults(walker, witness, f"{own}_act")
    assert met
    return wrong


def acts(step: str) -> list[Row]:
    """What is official at the step; one's own desk is raced by nobody."""
    rows = [row for row in TABLE if row.method != "GET" and row.stage == step]
    return [row for row in rows if NOTHING_SEEN.get(row.name) != "own"]


def everywhere(walker: Walker, committed: str, programs: bool) -> list[str]:
    """The faults of all acts of pages or of programs, step by step."""
    wrong = []
    for step in STEPS:
        rows = [row for row in acts(step) if row.name.startswith("api_") == programs]
        if rows:
            with branched(f"{committed}_step"):
                if step != "drafted":
                    walker.tell(step)
                wrong += walk(walker, rows, committed)
    return wrong


def test_two_at_once_have_the_effect_of_one(walker: Walker, committed: str) -> None:
    wrong = everywhere(walker, committed, programs=False)
    assert not wrong, "\n".join(wrong)


@pytest.mark.slow
def test_two_programs_at_once_have_the_effect_of_one(walker: Walker, committed: str) -> None:
    wrong = everywhere(walker, committed, programs=True)
    assert not wrong, "\n".join(wrong)


def test_what_somebody_else_asked_for_is_confirmed_once(walker: Walker, committed: str) -> None:
    wrong = []
    for prepare in AWAITED.values():
        with branched(f"{committed}_step"):
            wrong += walk(walker, [prepare(walker.stage)], committed)
    assert not wrong, "\n".join(wrong)


def only(name: str, key: str = "") -> list[Row]:
    return [
        row
        for row in acts("drafted")
        if row.name == name and key in {"", *row.args.values()} and row.expected("chenjing", row.at[0]) == OK
    ]


def test_the_walk_notices_a_lock_and_a_version_that_are_gone(
    walker: Walker, committed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [*only("report_act", "exempt"), *only("unit_change", "name")]
    assert not walk(walker, rows, committed)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_how: self)
    assert walk(walker, rows, committed)
