"""Every act that carries the version its doer saw is refused when that version is stale; what carries none is named here.

The rows of the table are sent as they stand, but for the one number: the hidden field of a page, If-Match, the version of
an item or of the text. A new act is held to it as soon as the table has its row.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from responsibilities.record.models import Entry
from tests.policy.brought import POLICIES, merged
from tests.policy.rows import OK, STATE, Row
from tests.policy.test_official import STEPS, Cell, acts, key_of
from tests.policy.walker import Walker, outcome, undone

pytestmark = pytest.mark.django_db

NOTHING_SEEN: dict[str, str] = merged("unversioned")
"""Addresses whose acts look at no earlier state, and why: "new", "ends", "once", "again", "own"."""

SEEN: dict[str, tuple[str, ...]] = {
    act: names for policy in POLICIES.values() for act, names in policy.versions.items()
}
"""Numbers an act carries beside its version."""


def stale(row: Row) -> Iterator[tuple[str, Row]]:
    """The row once for each number it carries, with that number stale."""
    if row.match is not None:
        seen = row.match
        yield (
            "If-Match",
            replace(row, match=lambda stage, place: f'"{other(int(seen(stage, place).strip(chr(34))))}"'),
        )
    for name in ("version", *SEEN.get(key_of(row), ())):
        yield name, replace(row, send=lambda stage, place, name=name: staled(body(row, stage, place), name))


def body(row: Row, stage: Any, place: str) -> Any:
    return row.send(stage, place) if callable(row.send) else row.send


def other(number: int) -> int:
    """What a page showed that was opened before somebody else's change; of a thing just begun, a number of nobody."""
    return number - 1 if number > 1 else number + 7


def staled(sent: Any, name: str) -> Any:
    """The body with every number of that name, however deep, stale."""
    if isinstance(sent, dict):
        return {key: other(int(value)) if key == name else staled(value, name) for key, value in sent.items()}
    return [staled(item, name) for item in sent] if isinstance(sent, list) else sent


def carries(sent: Any, name: str) -> bool:
    """Whether the body holds a number of that name, however deep."""
    if isinstance(sent, dict):
        return name in sent or any(carries(value, name) for value in sent.values())
    return isinstance(sent, list) and any(carries(item, name) for item in sent)


def faults(walker: Walker, cell: Cell) -> Iterator[str]:
    """Stale numbers that are not refused whole; an act that carries none and is not named."""
    carried = 0
    for name, changed in stale(cell.row):
        if name != "If-Match" and not carries(body(cell.row, walker.stage, cell.place), name):
            continue
        carried += 1
        answer = walker.ask(changed, cell.place, cell.person)
        if outcome(answer) not in {STATE, "needs input"} or answer.changed:
            yield f"{cell}, {name} stale: {answer.status_code}, changed {answer.changed}"
    if not carried and cell.row.name not in NOTHING_SEEN:
        yield f"{cell}: carries no version, and nobody says why"
    if carried and cell.row.name in NOTHING_SEEN:
        yield f"{cell}: carries a version and is named among those that carry none"


@pytest.mark.parametrize("step", STEPS)
def test_an_act_on_what_somebody_else_changed_meanwhile_is_refused(walker: Walker, step: str) -> None:
    with undone():
        if step != "drafted":
            walker.tell(step)
        cells = [cell for cell in acts(step) if cell.row.expected(cell.person, cell.place) == OK]
        assert cells
        wrong = [fault for cell in cells for fault in faults(walker, cell)]
    assert not wrong, "\n".join(wrong)


AGAIN = {"again", "own"}


def as_seen(row: Row, stage: Any, place: str) -> Row:
    """The row as a page that was opened now would send it, also later."""
    sent, match = body(row, stage, place), row.match(stage, place) if row.match else None
    return replace(row, send=sent, match=(lambda _stage, _place: match) if row.match else None)


def entries_after(walker: Walker, cell: Cell, times: int) -> int:
    """How many entries of the record the same request leaves, sent so many times with what was seen before the first."""
    row = as_seen(cell.row, walker.stage, cell.place)
    with undone():
        before = Entry.objects.count()
        for _time in range(times):
            walker.send(row, cell.place, cell.person)
        return Entry.objects.count() - before


@pytest.mark.parametrize("step", STEPS)
def test_a_confirmation_sent_twice_has_one_effect(walker: Walker, step: str) -> None:
    with undone():
        if step != "drafted":
            walker.tell(step)
        cells = [cell for cell in acts(step) if cell.row.expected(cell.person, cell.place) == OK]
        cells = [cell for cell in cells if NOTHING_SEEN.get(cell.row.name) not in AGAIN]
        wrong = []
        for cell in cells:
            once, twice = entries_after(walker, cell, 1), entries_after(walker, cell, 2)
            if twice != once:
                wrong.append(f"{cell}: {once} entries, sent twice {twice}")
    assert not wrong, "\n".join(wrong)
