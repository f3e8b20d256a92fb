"""The clock: stored next times, one process at a time, what was missed is made good once."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import InterfaceError, OperationalError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from responsibilities.jobs.actions import clockwork
from responsibilities.jobs.models import NextRun
from responsibilities.jobs.rules import following, is_due, retry_at
from responsibilities.record.models import Entry
from revitalization.kit import clock, ports
from revitalization.kit.actor import Actor
from revitalization.kit.mechanism import Mechanism, Sweep
from revitalization.kit.perform import recorded
from revitalization.kit.registry import REGISTRY
from tests.conftest import NOON
from tests.ground.processes import at_once, times
from tests.reliability.lost import connect_again, end_connection

pytestmark = pytest.mark.clock

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
instants = st.integers(0, 4 * 365 * 86_400).map(
    lambda second: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=second)
)
steps = st.timedeltas(timedelta(seconds=5), timedelta(days=400))


@pytest.fixture
def sweeps(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Only these sweeps are registered."""

    def register(*found: Sweep) -> None:
        monkeypatch.setattr(REGISTRY, "mechanisms", [Mechanism(key="tests", sweeps=found)])

    return register


def counted(ran: list[str], name: str) -> Callable[[], int]:
    def action() -> int:
        ran.append(name)
        return len(ran)

    return action


def note() -> int:
    """A sweep that leaves a trace in the database."""
    with recorded(ports.Entry("clock.note", Actor.system("the clock"), ("unit", "1"), "note", 1)):
        pass
    return 1


def notes() -> int:
    return Entry.objects.filter(verb="clock.note").count()


@given(instants, steps, instants)
def test_the_next_time_lies_ahead_and_keeps_its_step(
    stored: datetime, every: timedelta, now: datetime
) -> None:
    found = following(stored, every, now)
    assert now < found <= now + every
    if stored <= now:
        assert (found - stored) % every == timedelta(0)


def test_a_time_only_a_wrong_clock_can_have_written_counts_as_come() -> None:
    assert is_due(NOON + timedelta(days=365), HOUR, NOON)
    assert not is_due(NOON + HOUR, HOUR, NOON)


def test_a_failing_sweep_waits_longer_each_time_but_an_hour_at_most() -> None:
    assert [retry_at(n, NOON) - NOON for n in (1, 2, 3, 50)] == [timedelta(minutes=m) for m in (1, 2, 4, 60)]


def test_a_tick_runs_what_is_due_and_stores_the_next_time(db: None, sweeps: Callable[..., None]) -> None:
    ran: list[str] = []
    sweeps(
        Sweep("tests.hourly", HOUR, counted(ran, "hourly"), "…"),
        Sweep("tests.daily", DAY, counted(ran, "daily"), "…"),
    )
    assert [one.key for one in clockwork.tick() or []] == ["tests.hourly", "tests.daily"]
    assert clockwork.tick() == []
    with clock.moved_to(NOON + HOUR):
        clockwork.tick()
    assert ran == ["hourly", "daily", "hourly"]
    row = NextRun.objects.get(key="tests.hourly")
    assert (row.next_at, row.touched, row.last_done) == (NOON + 2 * HOUR, 3, NOON + HOUR)


def test_a_year_without_a_clock_is_made_good_once(db: None, sweeps: Callable[..., None]) -> None:
    ran: list[str] = []
    sweeps(Sweep("tests.daily", DAY, counted(ran, "daily"), "…"))
    clockwork.tick()
    with clock.moved_to(NOON + timedelta(days=365, hours=5)):
        clockwork.tick()
        clockwork.tick()
    assert ran == ["daily", "daily"]
    assert NextRun.objects.get().next_at == NOON + timedelta(days=366)


def test_a_failing_sweep_stops_no_other_and_leaves_nothing_behind(
    db: None, sweeps: Callable[..., None]
) -> None:
    ran: list[str] = []

    def broken() -> int:
        note()
        raise ValueError("out of ink")

    sweeps(Sweep("tests.broken", DAY, broken, "…"), Sweep("tests.well", DAY, counted(ran, "well"), "…"))
    first, second = clockwork.tick() or []
    assert (first.error, second.error) == ("ValueError: out of ink", "")
    assert (ran, notes()) == (["well"], 0)
    row = NextRun.objects.get(key="tests.broken")
    assert (row.failures, row.last_error, row.last_done) == (1, "ValueError: out of ink", None)
    assert row.next_at == NOON + timedelta(minutes=1)


REFUSALS = {
    "40P01": "a deadlock", "55P03": "a lock not given", "57014": "a statement cancelled", "53100": "a full disk",
    "25006": "no changes taken",
}  # fmt: skip


@pytest.mark.parametrize("code", REFUSALS, ids=REFUSALS.get)
@pytest.mark.parametrize("whole", [True, False], ids=["whole", "in parts"])
def test_what_the_database_refuses_one_sweep_stops_no_other_and_is_counted(
    db: None, sweeps: Callable[..., None], code: str, whole: bool
) -> None:
    ran: list[str] = []

    def refused() -> int:
        with transaction.atomic():
            note()
            with connection.cursor() as cursor:
                cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = '{code}'; END $$")
        return 1

    sweeps(
        Sweep("tests.refused", DAY, refused, "…", whole=whole),
        Sweep("tests.well", DAY, counted(ran, "well"), "…"),
    )
    first, second = clockwork.tick() or []
    assert "no room" in first.error
    assert (second.error, ran, notes()) == ("", ["well"], 0)
    row = NextRun.objects.get(key="tests.refused")
    assert (row.failures, "no room" in row.last_error) == (1, True)
    assert clockwork.tick() == []


def test_two_that_really_lock_each_other_out_cost_one_sweep_its_turn(
    committed: str, sweeps: Callable[..., None]
) -> None:
    ran: list[str] = []
    both = threading.Barrier(2, timeout=20)
    keys = [NextRun.objects.create(key=f"tests.row{n}", next_at=NOON + DAY).pk for n in (1, 2)]

    def locked_in(order: list[object], pause: float) -> int:
        with transaction.atomic():
            NextRun.objects.select_for_update().get(pk=order[0])
            both.wait()
            time.sleep(pause)  # whoever waits first is the one the server ends
            NextRun.objects.select_for_update().get(pk=order[1])
        return 1

    def crossing() -> int:
        return locked_in(keys, 0)

    def elsewhere() -> int:
        return locked_in(keys[::-1], 0.3)

    sweeps(Sweep("tests.crossing", DAY, crossing, "…"), Sweep("tests.well", DAY, counted(ran, "well"), "…"))
    (first, second), other = at_once(clockwork.tick, elsewhere)
    assert ("deadlock" in first.error, second.error, ran, other) == (True, "", ["well"], 1)
    assert NextRun.objects.get(key="tests.crossing").failures == 1


def test_a_failure_that_cannot_even_be_noted_stops_no_other(
    db: None, sweeps: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []

    def broken() -> int:
        raise ValueError("out of ink")

    def full(*_args: object) -> object:
        raise OperationalError("no space left on device")

    monkeypatch.setattr(clockwork, "retry_at", full)
    sweeps(Sweep("tests.broken", DAY, broken, "…"), Sweep("tests.well", DAY, counted(ran, "well"), "…"))
    assert [one.key for one in clockwork.tick() or []] == ["tests.broken", "tests.well"]
    assert ran == ["well"]


def test_a_lost_connection_ends_the_tick_and_the_next_one_does_the_rest(
    committed: str, sweeps: Callable[..., None]
) -> None:
    ran: list[str] = []
    lost = [True]

    def away() -> int:
        if lost.pop() if lost else False:
            end_connection()
        return note()

    sweeps(Sweep("tests.away", DAY, away, "…"), Sweep("tests.well", DAY, counted(ran, "well"), "…"))
    with pytest.raises((OperationalError, InterfaceError)):
        clockwork.tick()
    assert ran == []
    connect_again()
    assert [one.error for one in clockwork.tick() or []] == ["", ""]
    assert (ran, notes()) == (["well"], 1)


def test_a_failed_sweep_is_tried_again_and_forgets_its_failures(
    db: None, sweeps: Callable[..., None]
) -> None:
    troubles = [ValueError("no"), ValueError("no")]

    def weak() -> int:
        if troubles:
            raise troubles.pop()
        return 7

    sweeps(Sweep("tests.weak", DAY, weak, "…"))
    clockwork.tick()
    for minutes in (1, 3):
        with clock.moved_to(NOON + timedelta(minutes=minutes)):
            clockwork.tick()
    row = NextRun.objects.get()
    assert (row.failures, row.last_error, row.touched) == (0, "", 7)


def test_while_one_process_ticks_another_does_nothing(committed: str, sweeps: Callable[..., None]) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow() -> int:
        begun.set()
        go_on.wait(20)
        return note()

    sweeps(Sweep("tests.slow", DAY, slow, "…"))

    def other() -> object:
        begun.wait(20)
        try:
            return clockwork.tick()
        finally:
            go_on.set()

    first, second = at_once(clockwork.tick, other)
    assert [one.touched for one in first] == [1]
    assert second is None
    assert notes() == 1


def test_a_doubled_beat_does_the_work_once(committed: str, sweeps: Callable[..., None]) -> None:
    sweeps(Sweep("tests.note", DAY, note, "…"))
    at_once(*times(8, clockwork.tick))
    clockwork.tick()
    assert notes() == 1


def test_a_sweep_and_its_next_time_are_one_transaction(
    committed: str, sweeps: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    sweeps(Sweep("tests.note", DAY, note, "…"))

    def cut(*args: object) -> None:
        raise RuntimeError("killed here")

    with monkeypatch.context() as killed:
        killed.setattr(clockwork, "_done", cut)
        clockwork.tick()
    assert (notes(), NextRun.objects.get().last_done) == (0, None)
    with clock.moved_to(NOON + timedelta(minutes=2)):
        clockwork.tick()
    assert notes() == 1


def test_the_lock_is_given_back(db: None, sweeps: Callable[..., None]) -> None:
    sweeps()
    clockwork.tick()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        assert cursor.fetchone()[0] == 0


@pytest.fixture
def all_sweeps(db: None) -> list[str]:
    return [sweep.key for sweep in REGISTRY.sweeps()]


def test_every_sweep_of_the_product_runs_twice_without_harm(all_sweeps: list[str]) -> None:
    for _again in range(2):
        assert [(key, clockwork.run_sweep(key).error) for key in all_sweeps] == [
            (key, "") for key in all_sweeps
        ]


def test_the_command_lists_and_runs(all_sweeps: list[str]) -> None:
    said = StringIO()
    call_command("sweep", "--list", stdout=said)
    assert all(key in said.getvalue() for key in all_sweeps)
    call_command("sweep", "--run", "record.fold", stdout=said)
    assert "record.fold: " in said.getvalue()
    with pytest.raises(CommandError, match="No sweep"):
        call_command("sweep", "--run", "tea.time")
    call_command("sweep", "--tick", stdout=said)
    assert "record.seal: " in said.getvalue()
