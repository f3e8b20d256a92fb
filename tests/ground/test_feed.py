"""The changes feed: numbered after commit, so that what was committed late is never skipped."""

import threading

import pytest
from django.db import transaction

from responsibilities.record.actions import fold, write
from responsibilities.record.models import Leaf
from responsibilities.record.queries import changes_after
from responsibilities.roles import Capability
from revitalization.kit import ports
from revitalization.kit.actor import EVERYWHERE, Actor
from revitalization.kit.errors import Gone
from tests import world
from tests.cast import Cast, town
from tests.ground.processes import at_once, times

pytestmark = pytest.mark.database


def note(label: str, lo: int = 10) -> int:
    return write(ports.Entry("unit.note", Actor.system("the clock"), ("unit", label), label, lo))


def last() -> int:
    fold(everything=True)
    return Leaf.objects.latest("seq").seq


def test_a_reader_gets_every_change_once_and_in_order(db: None) -> None:
    start = last()
    for number in range(5):
        note(f"n{number}")
    fold()
    first, on = changes_after(start, EVERYWHERE, limit=3)
    rest, end = changes_after(on, EVERYWHERE, limit=3)
    assert [change.label for change in [*first, *rest]] == ["n0", "n1", "n2", "n3", "n4"]
    assert end == start + 5
    assert changes_after(end, EVERYWHERE) == ([], end)


def test_what_was_committed_late_comes_later(committed: str) -> None:
    start = last()
    written, folded = threading.Event(), threading.Event()

    def late() -> int:
        with transaction.atomic():
            number = note("late")
            written.set()
            folded.wait(20)
        return number

    def prompt() -> tuple[int, list[str]]:
        written.wait(20)
        number = note("prompt")
        fold()
        seen, _on = changes_after(start, EVERYWHERE)
        folded.set()
        return number, [change.label for change in seen]

    early_id, (later_id, seen) = at_once(late, prompt)
    assert early_id < later_id
    assert seen == ["prompt"]
    fold()
    assert [change.label for change in changes_after(start + 1, EVERYWHERE)[0]] == ["late"]


def test_folding_in_parallel_numbers_each_entry_once(committed: str) -> None:
    start = last()
    for number in range(40):
        note(str(number))
    assert sum(at_once(*times(6, fold))) == 40
    assert list(Leaf.objects.filter(seq__gt=start).values_list("seq", flat=True)) == list(
        range(start + 1, start + 41)
    )


def test_a_reader_sees_only_the_own_reach_and_still_moves_on(cast: Cast) -> None:
    start = last()
    note("theirs", world.unit(world.XIJI).lo)
    note("ours", town().lo)
    note("theirs too", world.unit(world.XIJI).lo)
    fold()
    found, on = changes_after(start, cast.chenjing.reach(Capability.RECORD_READ))
    assert [change.label for change in found] == ["ours"]
    assert on == start + 3
    assert changes_after(start, cast.xitong.reach(Capability.RECORD_READ)) == ([], start + 3)


def test_kinds_can_be_chosen(db: None) -> None:
    start = last()
    note("unit")
    write(ports.Entry("cycle.open", Actor.system("the clock"), ("cycle", "c"), "cycle", 10))
    fold()
    assert [change.label for change in changes_after(start, EVERYWHERE, kinds={"cycle": EVERYWHERE})[0]] == [
        "cycle"
    ]


def test_a_number_never_given_is_gone(db: None) -> None:
    with pytest.raises(Gone):
        changes_after(last() + 1, EVERYWHERE)
    with pytest.raises(Gone):
        changes_after(-1, EVERYWHERE)
