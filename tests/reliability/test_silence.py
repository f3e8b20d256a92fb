"""A database that says nothing and closes nothing is given up in bounded time, over TCP and unix sockets alike."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from threading import Timer
from typing import Any

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.test import Client
from psycopg2 import extensions

from reporting.reports.models import Draft
from revitalization.kit import database
from tests.cast import Cast
from tests.reliability.faults import Line, line
from tests.reliability.lost import connect_again
from tests.reports import story

TYPED = "线路无声无息的时候写下的一段总体情况，页面要替人留住它，等到能保存的时候再发送一次，一个字也不能少。"


@pytest.fixture
def behind(committed: str, settings: Any) -> Iterator[Line]:
    """This process keeps to the limits of pages, one second for a statement, and reaches the database by a line."""
    known = connections["default"].settings_dict
    before = {name: known[name] for name in ("HOST", "PORT", "OPTIONS")}
    settings.DATABASE_LIMITS = settings.DATABASE_LIMITS | {"pages": (1, 1, 60), "work": (4, 4, 60)}
    with line() as wire:
        connection.close()
        known |= {
            "HOST": "127.0.0.1",
            "PORT": str(wire.port),
            "OPTIONS": {**known["OPTIONS"], "sslmode": "disable"},
        }
        known["OPTIONS"]["connect_timeout"] = 1
        database.keep_to("pages")
        try:
            yield wire
        finally:
            wire.mode = "open"
            connection.close()
            known |= before
            known.pop("KEEPS", None)
            extensions.set_wait_callback(None)
            connect_again()


@contextmanager
def bounded(seconds: float, speak: Callable[[], object]) -> Iterator[None]:
    """What is inside ends in time; would it wait for ever, `speak` ends the silence later, and the test is red."""
    began, late = time.monotonic(), Timer(2 * seconds, speak)
    late.start()
    try:
        yield
    finally:
        late.cancel()
    assert time.monotonic() - began < seconds


@pytest.mark.database
def test_an_answer_that_does_not_come_is_given_up(behind: Line) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        behind.mode = "still"
        with bounded(5, behind.speak), pytest.raises(OperationalError, match="said nothing for 3 seconds"):
            cursor.execute("SELECT 2")
    assert database.is_lost()
    connection.close()
    with bounded(3, behind.speak), pytest.raises(OperationalError):  # nor is a new connection waited for
        connection.ensure_connection()
    behind.mode = "open"
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 3")
        assert cursor.fetchone() == (3,)


@pytest.mark.database
def test_a_statement_that_is_worked_at_is_ended_by_the_server_and_the_connection_lives(behind: Line) -> None:
    with connection.cursor() as cursor:
        with pytest.raises(OperationalError, match="statement timeout"):
            cursor.execute("SELECT pg_sleep(2)")
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


@pytest.mark.database
def test_what_may_take_minutes_is_waited_for_until_its_transaction_ends(behind: Line) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        database.allow_minutes()
        cursor.execute("SELECT pg_sleep(3.2)")  # past the deadline of a page
    behind_it = connection.connection
    with connection.cursor() as cursor, pytest.raises(OperationalError, match="statement timeout"):
        cursor.execute("SELECT pg_sleep(2)")
    assert connection.connection is behind_it


@pytest.mark.database
def test_a_long_list_is_still_read_in_pieces(behind: Line, cast: Cast) -> None:
    """As exports read it: with a cursor that the server keeps, also while other questions are asked."""
    cycle = story.running(cast)
    owed = list(cycle.obligations.order_by("pk").values_list("pk", flat=True))
    read = []
    for one in cycle.obligations.order_by("pk").iterator(chunk_size=2):
        read.append(one.pk)
        assert cycle.obligations.filter(pk=one.pk).exists()
    assert len(owed) > 4
    assert read == owed
    behind.mode = "still"
    with bounded(8, behind.speak), pytest.raises(OperationalError, match="said nothing"):
        list(cycle.obligations.order_by("pk").iterator(chunk_size=2))


@pytest.mark.database
def test_a_page_says_that_the_database_does_not_answer_and_keeps_what_was_typed(
    behind: Line, cast: Cast, browser: Callable[[str], Client]
) -> None:
    cycle = story.running(cast)
    story.drafted(cast, cycle)
    address = f"/reports/{cycle.key}/{story.owed(cycle).unit.code}/edit/"
    client, here = browser("wangfang"), {"Referer": f"http://testserver{address}"}
    assert client.get(address).status_code == 200
    behind.mode = "still"
    with bounded(8, behind.speak):
        read = client.get(address)
    connection.close()
    with bounded(8, behind.speak):
        sent = client.post(address, {"version": "1", "then": "stay", "text-overall": TYPED}, headers=here)
    behind.mode = "open"
    connection.close()
    assert (read.status_code, sent.status_code) == (503, 503)
    assert "数据库" in read.content.decode()
    assert TYPED in sent.content.decode()
    assert not Draft.objects.filter(texts__overall=TYPED).exists()
    assert client.get(address).status_code == 200


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no SIGSTOP here")
def test_a_server_process_that_stands_still_is_given_up_over_a_unix_socket(
    committed: str, settings: Any
) -> None:
    known = connections["default"].settings_dict
    options = dict(known["OPTIONS"])
    settings.DATABASE_LIMITS = settings.DATABASE_LIMITS | {"pages": (1, 1, 60)}
    database.keep_to("pages")
    try:
        connection.ensure_connection()
        pid = connection.connection.info.backend_pid
        try:
            os.kill(pid, signal.SIGSTOP)
        except (PermissionError, ProcessLookupError):
            pytest.skip("the server's processes are another account's or another machine's")
        try:
            with (
                connection.cursor() as cursor,
                bounded(5, partial(os.kill, pid, signal.SIGCONT)),
                pytest.raises(OperationalError, match="said nothing"),
            ):
                cursor.execute("SELECT 1")
        finally:
            os.kill(pid, signal.SIGCONT)
    finally:
        known["OPTIONS"] = options
        known.pop("KEEPS", None)
        extensions.set_wait_callback(None)
        connect_again()
