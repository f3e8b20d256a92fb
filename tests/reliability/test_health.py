"""Whether the site is well is said at once, whatever the database does; which part is wrong, within two seconds."""

import socket
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from responsibilities.jobs.models import NextRun
from responsibilities.operations.queries import readiness
from tests.cast import Cast

LONG_AGO, FAR_OFF = datetime(2020, 1, 1, tzinfo=UTC), datetime(2120, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def anew(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    """No report of an earlier test, and a broker whose folder is there."""
    monkeypatch.setattr(readiness, "_last", readiness.Asking())
    settings.REDIS_URL, settings.BROKER_DIR = "", tmp_path


@pytest.fixture
def ticked(committed: str) -> None:
    """The clock has run."""
    NextRun.objects.create(key="tests", next_at=FAR_OFF)


@pytest.fixture
def reached(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Lets the look at the database reach it in another way."""

    def by(**more: Any) -> None:
        usual = readiness._address
        monkeypatch.setattr(readiness, "_address", lambda: {**usual(), **more})

    return by


def asked() -> tuple[int, list[str]]:
    answer = Client().get("/readyz")
    return answer.status_code, answer.content.decode().splitlines()


def test_health_asks_nothing_whoever_asks(
    browser: Callable[[str], Client], django_assert_num_queries: Any, cast: Cast
) -> None:
    client = browser("chenjing")
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.content, answer["Cache-Control"]) == (200, b"ok\n", "no-store")
    assert client.cookies["sessionid"].value
    assert client.get("/healthz?x=1").status_code == 400
    assert client.post("/healthz").status_code == 405


def test_every_part_is_named_when_all_is_well(ticked: None) -> None:
    assert asked() == (
        200, ["ready", "broker: ok", "changes: ok", "clock: ok", "database: ok", "migrations: ok"],
    )  # fmt: skip


def test_a_database_that_refuses_is_named_and_the_site_is_not_ready(
    ticked: None, reached: Callable[..., None]
) -> None:
    reached(host="127.0.0.1", port=1)
    assert asked() == (503, ["not ready", "broker: ok", "database: does not answer"])


@pytest.fixture
def silent() -> Iterator[int]:
    """A port that takes connections and never says a word, like a line that drops what is sent."""
    with socket.socket() as wire:
        wire.bind(("127.0.0.1", 0))
        wire.listen(8)
        yield wire.getsockname()[1]


def test_a_database_that_says_nothing_costs_two_seconds_and_later_askers_no_more(
    ticked: None, reached: Callable[..., None], silent: int
) -> None:
    reached(host="127.0.0.1", port=silent)
    began = time.monotonic()
    status, lines = asked()
    assert time.monotonic() - began < 2.5
    assert (status, lines[-1].startswith("database: does not answer")) == (503, True)


def test_a_database_that_takes_no_changes_still_serves(ticked: None, reached: Callable[..., None]) -> None:
    reached(options="-c default_transaction_read_only=on")
    status, lines = asked()
    assert (status, lines[0], "changes: read-only" in lines) == (200, "ready", True)


def test_a_missing_migration_is_named_and_the_site_is_not_ready(
    ticked: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = readiness._known_migrations() | {("reports", "0999_of_tomorrow")}
    monkeypatch.setattr(readiness, "_known_migrations", lambda: known)
    status, lines = asked()
    assert (status, lines[0], lines[-1]) == (503, "not ready", "migrations: 1 missing")


def test_newer_tables_than_the_program_are_fine(ticked: None, monkeypatch: pytest.MonkeyPatch) -> None:
    fewer = frozenset(list(readiness._known_migrations())[1:])
    monkeypatch.setattr(readiness, "_known_migrations", lambda: fewer)
    assert asked()[0] == 200


def test_a_late_clock_and_one_that_never_ran_are_named(committed: str) -> None:
    assert "clock: has never run" in asked()[1]
    NextRun.objects.create(key="tests", next_at=LONG_AGO)
    time.sleep(readiness.GOOD_FOR + 0.1)
    status, lines = asked()
    (late,) = [line for line in lines if line.startswith("clock:")]
    assert (status, late.endswith("seconds late")) == (200, True)


def test_a_broker_that_is_away_is_named_and_the_site_serves(ticked: None, settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    status, lines = asked()
    assert (status, "broker: does not answer" in lines) == (200, True)


def test_a_broker_folder_that_is_gone_is_named(ticked: None, settings: Any, tmp_path: Path) -> None:
    settings.BROKER_DIR = tmp_path / "gone"
    assert "broker: its folder cannot be written" in asked()[1]


def test_many_who_ask_at_once_cost_one_connection(ticked: None, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[int] = []
    usual = readiness._database

    def counted() -> Any:
        looks.append(1)
        return usual()

    monkeypatch.setattr(readiness, "_database", counted)
    monkeypatch.setattr(readiness, "GOOD_FOR", 60.0)
    assert {asked()[0] for _again in range(20)} == {200}
    assert len(looks) == 1
