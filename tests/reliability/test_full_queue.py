"""A disk without room for the queue's folder, and other troubles of the queue: said in words, and nothing is lost."""

import errno
import logging
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import redis
from django.test import Client
from kombu.exceptions import ChannelError, OperationalError

from responsibilities.jobs.models import Job
from responsibilities.operations.queries import readiness
from revitalization import celery, listening
from revitalization.broker import wrong_with
from revitalization.kit import clock
from tests.cast import Cast, town
from tests.infra.test_queue_folder import connected, heard, publish
from tests.working import run_jobs
from tools import surroundings

WAITS = "您的请求已保存，系统会自动完成"


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of 256 kB; where none can be mounted the test is skipped."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)]
    try:
        told = subprocess.run(mount, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("no mount here")
    if told.returncode != 0:
        pytest.skip(f"no small disk can be mounted here: {told.stderr.strip()}")
    try:
        surroundings.prepare_folders(disk)
        yield disk / "broker"
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def fill(folder: Path) -> Path:
    place = folder.parent / "filling"
    block = b"x" * 4096
    with place.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(block)
    assert not os.statvfs(folder).f_bavail
    return place


def test_a_full_disk_takes_no_message_leaves_no_half_one_and_goes_on_when_there_is_room(small: Path) -> None:
    with connected(small) as connection:
        publish(connection, "before")
        filling = fill(small)
        with pytest.raises((ChannelError, OperationalError)) as refused:
            publish(connection, "x" * 8192)
        assert wrong_with(refused.value) == "has no room left"
        assert not list(small.glob(".new-*"))
        filling.unlink()
        publish(connection, "after")
        assert heard(connection, 2) == ["before", "after"]


def refuses_to_write(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing can be mounted: the operating system's own words from the first byte of a message."""

    def full(self: Path, *_args: Any, **_more: Any) -> int:
        self.touch()
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)


def test_a_message_that_found_no_room_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    surroundings.prepare_folders(tmp_path)
    with connected(tmp_path / "broker") as connection:
        publish(connection, "before")
        with monkeypatch.context() as patch:
            refuses_to_write(patch)
            with pytest.raises((ChannelError, OperationalError)):
                publish(connection, "lost")
        assert not list((tmp_path / "broker").glob(".new-*"))
        publish(connection, "after")
        assert heard(connection, 2) == ["before", "after"]


def test_an_unreadable_message_on_a_full_disk_stops_nobody(small: Path) -> None:
    with connected(small) as connection:
        publish(connection, "whole")
        (small / "00000000000000000000_torn.celery.msg").write_bytes(b"{")
        fill(small)
        assert heard(connection, 1) == ["whole"]


@pytest.fixture
def on_small_disk(small: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The worker's own queue lies on the small disk."""
    with connected(small) as connection:

        def send(name: str, **_options: Any) -> None:
            with connection._reraise_as_library_errors():
                publish(connection, name)

        monkeypatch.setattr(celery.app, "send_task", send)
        yield small


def test_what_was_asked_for_while_the_disk_is_full_waits_and_is_done(
    on_small_disk: Path, cast: Cast, caplog: pytest.LogCaptureFixture, db: None
) -> None:
    celery.look()
    filling = fill(on_small_disk)
    job = Job.objects.create(kind="none", lo=town().lo, params={}, asked_by_id=cast.wangfang.user_id)
    with caplog.at_level(logging.WARNING, "baton.queue"):
        assert celery.look() is False
    assert "the queue has no room left; nothing is lost" in caplog.text
    job.refresh_from_db()
    assert job.state == "queued"
    filling.unlink()
    assert celery.look() is True
    assert run_jobs() == 1


def test_readiness_names_a_full_disk(small: Path, settings: Any) -> None:
    settings.REDIS_URL, settings.BROKER_DIR = "", small
    assert str(readiness._broker()) == "broker: ok"
    filling = fill(small)
    assert str(readiness._broker()) == "broker: its disk has no room left"
    filling.unlink()
    assert str(readiness._broker()) == "broker: ok"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (redis.exceptions.OutOfMemoryError("command not allowed"), "has no room left"),
        (redis.exceptions.AuthenticationError("WRONGPASS"), "refuses the password"),
        (redis.exceptions.NoPermissionError("NOPERM"), "refuses the account"),
        (redis.exceptions.ReadOnlyError("READONLY"), "takes no changes"),
        (OSError(errno.ENOSPC, "full"), "has no room left"),
        (OSError(errno.ECONNREFUSED, "refused"), "does not answer"),
        (redis.exceptions.ConnectionError("away"), "does not answer"),
    ],
)
def test_a_queue_in_trouble_is_named_however_deep_the_error_lies(error: Exception, words: str) -> None:
    told = ChannelError("of the library")
    told.__cause__ = error
    assert wrong_with(told) == words


def test_a_hint_that_the_queue_did_not_take_is_passed_on_again(
    committed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "AGAIN", 0.1)
    monkeypatch.setattr(listening, "PAUSE", 0.0)
    told: list[bool] = []

    def heard() -> bool:
        told.append(len(told) >= 2)
        if told[-1]:
            listener.end()
        return told[-1]

    listener = listening.Listener(heard)
    listener.start()
    listener.join(20)
    assert told == [False, False, True]


@pytest.mark.django_db
def test_a_job_that_waits_for_long_is_said_to_be_safe(browser: Callable[[str], Client], cast: Cast) -> None:
    job = Job.objects.create(kind="reports.pdf", lo=town().lo, params={}, asked_by_id=cast.wangfang.user_id)
    client, page = browser("wangfang"), f"/jobs/{job.public_id}/"
    assert WAITS not in client.get(page).content.decode()
    with clock.moved_to(clock.now() + timedelta(minutes=3)):
        assert WAITS in client.get(page).content.decode()
        assert WAITS in client.get(f"{page}progress/").content.decode()
        Job.objects.filter(pk=job.pk).update(state="done", ended_at=clock.Now())
        assert WAITS not in client.get(page).content.decode()
