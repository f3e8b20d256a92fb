"""Many at once: opening twice in parallel, writers in one county, two editors; committed, on real connections."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection, connections

from reporting.reports import rules
from reporting.reports.actions import cycles, deciding, filing, series
from reporting.reports.models import Cycle, Draft, Obligation, Reminder, ReportKind, Series, Submission
from responsibilities.notices.models import Notice
from responsibilities.record.models import Entry
from revitalization.kit import clock
from revitalization.kit.errors import Conflict, Problem, Stale
from revitalization.kit.periods import Rhythm
from tests import world
from tests.cast import Cast, town
from tests.conftest import NOON, as_application
from tests.reports import story

pytestmark = pytest.mark.database


def together(*works: Callable[[], object]) -> list[object]:
    """Runs the works at the same moment, each on a connection of its own; gives results or the errors they raised."""
    gate, found = threading.Barrier(len(works)), [None] * len(works)

    def run(at: int, work: Callable[[], object]) -> None:
        try:
            with clock.moved_to(NOON), as_application():
                gate.wait()
                found[at] = work()
        except (Problem, AssertionError) as error:
            found[at] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(at, work)) for at, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_opened_by_four_at_once_each_unit_owes_once(committed: str, cast: Cast) -> None:
    cycle = story.planned(cast.wumin)

    def opening() -> int:
        return cycles.open_cycle(actor=Cast().wumin, cycle=Cycle.objects.get(pk=cycle.pk))

    found = together(*[opening] * 4)
    owed = Obligation.objects.filter(cycle=cycle).count()
    assert sum(n for n in found if isinstance(n, int)) == owed > 0
    assert all(isinstance(n, int | Conflict) for n in found)
    assert Obligation.objects.filter(cycle=cycle).values("unit_id").distinct().count() == owed


def test_of_eight_editors_one_is_saved_and_seven_are_told(committed: str, cast: Cast) -> None:
    cycle = story.running(cast)
    row = story.owed(cycle)

    def saving(n: int) -> Callable[[], object]:
        return lambda: filing.save_draft(
            actor=Cast().wangfang, obligation=story.owed(cycle), texts={"overall": f"第{n}稿"}, version=0
        )

    found = together(*[saving(n) for n in range(8)])
    assert sum(isinstance(f, Draft) for f in found) == 1
    assert sum(isinstance(f, Stale) for f in found) == 7
    saved = next(f for f in found if isinstance(f, Draft))
    assert Draft.objects.get(obligation=row).texts == saved.texts


def test_a_double_click_submits_once(committed: str, cast: Cast) -> None:
    cycle = story.running(cast)
    story.signed(cast, cycle)

    def submitting() -> object:
        return filing.submit(actor=Cast().wangfang, obligation=story.owed(cycle))

    found = together(*[submitting] * 3)
    assert sum(isinstance(f, Obligation) for f in found) == 1
    assert sum(isinstance(f, Conflict) for f in found) == 2
    assert Submission.objects.filter(obligation__unit=town()).count() == 1


def test_two_officials_who_remind_at_once_remind_once(committed: str, cast: Cast) -> None:
    cycle, county = story.running(cast), world.unit(world.YONGDENG)
    missing = Obligation.objects.pending().filter(cycle=cycle, receiver_id=county.pk).count()
    found = together(
        *[lambda: deciding.remind(actor=Cast().chenjing, cycle=Cycle.objects.get(), unit=county)] * 4
    )
    assert sorted(found, key=str) == sorted([missing, 0, 0, 0], key=str)
    assert Reminder.objects.filter(kind="hand").count() == missing > 1
    assert Entry.objects.filter(verb="cycle.remind").count() == 1
    told = Notice.objects.filter(event__startswith="report.remind:")
    assert told.filter(recipient__username="wangfang").count() == 1


KILLED = """
import os, sys
import django
django.setup()
from django.db import connection, transaction
from reporting.reports.actions import cycles
from reporting.reports.models import Cycle
from revitalization.kit.actor import Actor
from revitalization.kit import ports
def stop(entry):
    print("here", flush=True)
    sys.stdin.readline()
    return 0
ports.PORTS.record = stop
cycles.open_cycle(actor=Actor.system("test"), cycle=Cycle.objects.get(key=sys.argv[1]))
"""


def test_killed_in_the_middle_of_opening_nothing_is_half_done(committed: str, cast: Cast) -> None:
    cycle = story.planned(cast.wumin)
    killed_at_work(committed, KILLED, cycle.key)
    cycle.refresh_from_db()
    assert cycle.status == rules.PLANNED
    assert not Obligation.objects.filter(cycle=cycle).exists()
    assert (
        cycles.open_cycle(actor=cast.wumin, cycle=cycle) == Obligation.objects.filter(cycle=cycle).count() > 0
    )


def killed_at_work(committed: str, script: str, *arguments: str) -> None:
    """Runs the script in a process of its own and kills it as soon as it says that it is at its work."""
    host = connection.settings_dict
    url = f"postgresql://{host['USER']}:{host['PASSWORD']}@/{committed}?host={host['HOST']}&port={host['PORT'] or 5432}"
    environment = os.environ | {
        "DATABASE_URL": url,
        "DATABASE_OWNER_URL": url,
        "DJANGO_SETTINGS_MODULE": "revitalization.settings",
    }
    child = subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "here\n"
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    if child.stdin:
        child.stdin.close()
    deadline = time.monotonic() + 10
    while _others(committed) and time.monotonic() < deadline:
        time.sleep(0.05)


def _others(name: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()", [name]
        )
        return int(cursor.fetchone()[0])


def test_four_clocks_at_once_open_each_period_once(committed: str, cast: Cast) -> None:
    row = series.start_series(actor=cast.wumin, series=recurring(cast))

    def ticking() -> int:
        return series.open_due(day=date(2027, 1, 4))

    found = together(*[ticking] * 4)
    assert sorted(found) == [0, 0, 0, 1]
    cycle = Cycle.objects.get(series=row)
    owed = Obligation.objects.filter(cycle=cycle)
    assert owed.count() == owed.values("unit_id").distinct().count() == cycle.owed > 0
    row.refresh_from_db()
    assert (row.next_no, row.skipped) == (1, [])


def recurring(cast: Cast) -> Series:
    rhythm = Rhythm("2026H2", "2027H1", date(2026, 12, 31), "calendar", 40)
    notice = series.Recurring("甘农领办〔2026〕31号", "半年报告", date(2026, 11, 24), ["city"], rhythm)
    kind = ReportKind.objects.get(key="half_year", current=True)
    return series.plan_series(actor=cast.wumin, kind=kind, scope=world.unit(world.GANSU), notice=notice)


CLOCK_KILLED = """
import sys
from datetime import date
import django
django.setup()
from reporting.reports.actions import series
def stop(row, asked, why):
    print("here", flush=True)
    sys.stdin.readline()
series._advance = stop
series.open_due(day=date(2027, 1, 4))
"""


def test_a_clock_killed_between_opening_and_noting_it_opens_the_period_once(
    committed: str, cast: Cast
) -> None:
    row = series.start_series(actor=cast.wumin, series=recurring(cast))
    killed_at_work(committed, CLOCK_KILLED)
    assert not Cycle.objects.filter(series=row).exists()
    assert series.open_due(day=date(2027, 1, 4)) == 1
    assert series.open_due(day=date(2027, 1, 4)) == 0
    assert Cycle.objects.filter(series=row).count() == 1
