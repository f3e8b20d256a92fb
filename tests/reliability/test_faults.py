"""One part after the other breaks while people work: nobody waits in vain, nothing acknowledged is gone.

The rows this prints stand in docs/reliability.md.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings

from reporting.reports.models import Draft
from revitalization.kit.waiting import GRACE
from tests.cast import Cast
from tests.infra.product import address_of_database, let_in, started, until
from tests.reliability.faults import Line, Seen, at_work, line, run_sql
from tests.reliability.lost import connect_again
from tests.reports import story

pytestmark = pytest.mark.slow

Fault = Callable[[Line, str], None]
SECONDS = 15
LONGEST = settings.PAGE_SECONDS + GRACE + settings.CONNECT_SECONDS + 5
"""Seconds until an answer: a silent statement is given up, a new connection tried; the rest is for a machine that is busy."""
OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}' AND pid <> pg_backend_pid()"
)


def ended_each_second(_wire: Line, database: str) -> None:
    for _second in range(SECONDS):
        run_sql("postgres", OTHERS.format(database))
        time.sleep(1)


def refused(wire: Line, _database: str) -> None:
    for _time in range(3):
        wire.mode = "shut"
        wire.cut()
        time.sleep(3)
        wire.mode = "open"
        time.sleep(2)


def locked(_wire: Line, database: str) -> None:
    aside = psycopg2.connect(address_of_database(database))
    with aside.cursor() as cursor:
        cursor.execute("LOCK TABLE reports_obligation IN ACCESS EXCLUSIVE MODE")
        time.sleep(SECONDS * 2)
    aside.close()


def takes_no_changes(_wire: Line, database: str) -> None:
    run_sql("postgres", f'ALTER DATABASE "{database}" SET default_transaction_read_only = on')
    run_sql("postgres", OTHERS.format(database))
    time.sleep(SECONDS)
    run_sql("postgres", f'ALTER DATABASE "{database}" RESET default_transaction_read_only')
    run_sql("postgres", OTHERS.format(database))


def gives_no_connection(_wire: Line, database: str) -> None:
    run_sql("postgres", f'ALTER DATABASE "{database}" ALLOW_CONNECTIONS false')
    run_sql("postgres", OTHERS.format(database))
    time.sleep(SECONDS)
    run_sql("postgres", f'ALTER DATABASE "{database}" ALLOW_CONNECTIONS true')


def says_nothing(wire: Line, _database: str) -> None:
    wire.mode = "still"
    time.sleep(SECONDS * 2)
    wire.mode = "open"


def nothing_breaks(_wire: Line, _database: str) -> None:
    time.sleep(SECONDS)


FAULTS: dict[str, Fault] = {
    "nothing": nothing_breaks,
    "every connection ended each second": ended_each_second,
    "the server refuses, three times": refused,
    "one table locked": locked,
    "no changes taken": takes_no_changes,
    "no connection given": gives_no_connection,
    "the line says nothing": says_nothing,
}
DEAD_REDIS = "redis://127.0.0.1:1/0"


def broken(
    fault: Fault, database: str, cast: Cast, place: Path, **more: str
) -> tuple[Seen, dict[str, object]]:
    """What was seen while the fault was there, and the draft that is stored afterwards."""
    row = story.drafted(cast, story.running(cast))
    let_in("chenjing", "wangfang")
    form = f"/reports/{row.cycle.key}/{row.unit.code}/edit/"
    pages = ["/", "/cycles/", "/notices/", f"/cycles/{row.cycle.key}/", "/search/?q=红城"]
    with line() as wire, started(
        database, place, "web", "worker", "clock",
        DATABASE_URL=wire.address(database), TESTS_DATABASE=database, **more,
    ) as product:  # fmt: skip
        with at_work(product, form, pages) as seen:
            time.sleep(3)
            fault(wire, database)
            before = len(seen.acknowledged)
            assert until(lambda: len(seen.acknowledged) > before + 2, 30), "it works again"
        connect_again()
        stored = Draft.objects.values("version", "texts").get(obligation=row)
    return seen, stored


def judged(name: str, seen: Seen, stored: dict[str, object]) -> None:
    sys.stdout.write(f"\n{seen.line(name)}\n")
    assert not seen.faults, seen.faults[:5]
    assert max(seen.took) < LONGEST
    assert max(seen.health) < 1
    texts = stored["texts"]
    assert isinstance(texts, dict)
    later = seen.in_doubt[-1] if seen.in_doubt else None
    assert texts["overall"] in {seen.acknowledged[-1], later}


@pytest.mark.parametrize("name", FAULTS)
def test_nobody_waits_in_vain_and_nothing_acknowledged_is_gone(
    committed: str, cast: Cast, tmp_path: Path, name: str
) -> None:
    judged(name, *broken(FAULTS[name], committed, cast, tmp_path / "var"))


def test_a_broker_that_is_away_is_not_noticed_by_anybody(committed: str, cast: Cast, tmp_path: Path) -> None:
    seen, stored = broken(nothing_breaks, committed, cast, tmp_path / "var", REDIS_URL=DEAD_REDIS)
    judged("Redis away", seen, stored)
    assert seen.answers[503] == 0
