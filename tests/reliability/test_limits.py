"""Nobody waits for ever: pages give up in seconds, work in minutes, a migration in one second and tries again."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
import pytest
from django.db import Error, connection, connections, transaction
from django.test import Client
from psycopg2 import extensions

from reporting.reports.actions import cycles
from reporting.reports.models import Draft
from responsibilities.access.models import User
from responsibilities.jobs.actions import preparation
from revitalization.kit import database
from revitalization.kit.errors import Unavailable
from tests.cast import Cast
from tests.infra.product import address_of_database
from tests.reliability.lost import connect_again
from tests.reports import story

TYPED = "在别人锁住表的时候写下的一段总体情况，四十多个字，页面要替人留住它，等到能保存的时候再发送一次。"


@pytest.fixture
def keeping(committed: str, settings: Any) -> Iterator[Callable[..., None]]:
    """Makes this process keep to the limits of a kind of work, given in seconds."""
    known = connections["default"].settings_dict
    options = dict(known["OPTIONS"])

    def keep_to(kind: str, **limits: tuple[float, float, float]) -> None:
        known["OPTIONS"] = dict(options)
        settings.DATABASE_LIMITS = settings.DATABASE_LIMITS | limits
        database.keep_to(kind)
        connect_again()

    yield keep_to
    known["OPTIONS"] = options
    known.pop("KEEPS", None)
    extensions.set_wait_callback(None)
    connect_again()


@contextmanager
def held(statement: str) -> Iterator[Any]:
    """Another transaction that holds what the statement locks."""
    aside = psycopg2.connect(address_of_database(connection.settings_dict["NAME"]))
    try:
        with aside.cursor() as cursor:
            cursor.execute(statement)
            yield aside
    finally:
        aside.close()


def shown(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {name}")
        return str(cursor.fetchone()[0])


@pytest.mark.database
def test_pages_wait_seconds_and_work_minutes(keeping: Callable[..., None]) -> None:
    keeping("pages")
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
    assert [shown(name) for name in names] == ["14s", "2s", "1min"]
    keeping("work")
    assert [shown(name) for name in names] == ["10min", "20s", "10min"]


@pytest.mark.database
def test_a_line_that_is_cut_is_noticed(keeping: Callable[..., None]) -> None:
    keeping("pages")
    told = connection.connection.get_dsn_parameters()
    assert (told["connect_timeout"], told["tcp_user_timeout"], told["keepalives_idle"]) == ("3", "5000", "10")


@pytest.mark.database
def test_a_statement_that_takes_too_long_is_ended_in_its_own_words(keeping: Callable[..., None]) -> None:
    keeping("pages", pages=(0.2, 1, 5))
    with pytest.raises(Error) as refused, connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(5)")
    problem = database.refusal(refused.value)
    assert isinstance(problem, Unavailable)
    assert "处理时间过长" in str(problem.detail)


@pytest.mark.database
def test_who_waits_for_a_locked_table_is_told_in_time_and_keeps_the_text(
    keeping: Callable[..., None], browser: Callable[[str], Client], cast: Cast
) -> None:
    row = story.drafted(cast, story.running(cast))
    keeping("pages", pages=(5, 0.3, 5))
    client, address = browser("wangfang"), f"/reports/{row.public_id}/edit/"
    before = Draft.objects.values("version", "texts").get(obligation=row)
    writer = str(User.objects.get(username="wangfang").public_id)
    typed = {"version": before["version"], "writer": writer, "then": "stay", "text-overall": TYPED}
    with held("LOCK TABLE reports_draft IN ACCESS EXCLUSIVE MODE"):
        began = time.monotonic()
        answers = [
            client.get(address),
            client.post(address, typed, headers={"Referer": f"http://testserver{address}"}),
        ]
        took = time.monotonic() - began
        assert client.get("/notices/").status_code == 200, "what needs no such table goes on"
    assert [answer.status_code for answer in answers] == [503, 503]
    assert took < 5
    assert all("等待超时" in answer.content.decode() for answer in answers)
    assert TYPED in answers[1].content.decode()
    assert Draft.objects.values("version", "texts").get(obligation=row) == before
    assert client.post(address, typed).status_code == 302


@pytest.mark.database
def test_opening_a_cycle_for_a_whole_nation_may_take_minutes(
    keeping: Callable[..., None], cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeping("pages")
    seen: list[str] = []
    usual = cycles.allow_minutes

    def look() -> None:
        usual()
        seen.append(shown("statement_timeout"))

    monkeypatch.setattr(cycles, "allow_minutes", look)
    story.running(cast)
    assert seen == ["10min"]
    assert shown("statement_timeout") == "14s", "for that transaction alone"


@pytest.mark.database
def test_a_migration_waits_a_second_at_most_and_goes_through_in_the_end(
    committed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader of an hour holds it up; others who read in the meantime hardly notice."""
    tried: list[float] = []
    monkeypatch.setattr(preparation.MigrationExecutor, "migration_plan", lambda *_a, **_k: ["one"])
    monkeypatch.setattr(preparation, "MIGRATION_PAUSES", (0.2,) * 20)

    def migrate(*_args: Any, **_more: Any) -> None:
        tried.append(time.monotonic())
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("ALTER TABLE jobs_nextrun ADD COLUMN of_tests integer")

    monkeypatch.setattr(preparation, "call_command", migrate)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    with held("SELECT count(*) FROM jobs_nextrun") as reader:
        threading.Timer(3.0, reader.rollback).start()
        waits = _reading_until(lambda: preparation.migrate_if_needed(connection, 0))
    assert len(tried) >= 2
    assert max(waits) < 1.6, "nobody waited behind it for longer than its second"
    assert shown("lock_timeout") == "0"
    with connection.cursor() as cursor:
        cursor.execute("SELECT of_tests FROM jobs_nextrun")


def _reading_until(work: Callable[[], object]) -> list[float]:
    """Does the work while another connection reads; returns how long each reading took."""
    waits, over = [], threading.Event()
    address = address_of_database(connection.settings_dict["NAME"])

    def read() -> None:
        aside = psycopg2.connect(address)
        aside.autocommit = True
        with aside.cursor() as cursor:
            while not over.is_set():
                began = time.monotonic()
                cursor.execute("SELECT count(*) FROM jobs_nextrun")
                waits.append(time.monotonic() - began)
                time.sleep(0.02)
        aside.close()

    thread = threading.Thread(target=read)
    thread.start()
    try:
        work()
    finally:
        over.set()
        thread.join(20)
    return waits
