"""A job that meets a fault of the database or the disk ends with its reason; a lost connection has it run again."""

import errno
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import InterfaceError, OperationalError, connection, connections

from responsibilities.jobs.actions.running import run_next
from responsibilities.jobs.models import Job
from tests.cast import Cast
from tests.ground.test_jobs import ask, notes, own_files
from tests.working import run_jobs

__all__ = ["own_files"]  # files of each test in a folder of its own

RAISED = "DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '%s'; END $$"


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SET LOCAL statement_timeout = 20; SELECT pg_sleep(1)", "处理时间过长，已经停止。"),
        (RAISED % "40P01", "多人同时修改了同一内容"),
        (RAISED % "55P03", "他人正在修改，等待超时。"),
        (RAISED % "53100", "数据库资源已用尽。"),
    ],
)
def test_what_the_database_refuses_is_the_end_of_that_job_and_of_no_other(
    cast: Cast, sql: str, said: str
) -> None:
    job, next_one = ask(cast.wangfang, "tests.ask", sql=sql), ask(cast.wangfang)
    assert run_jobs() == 2
    job.refresh_from_db()
    next_one.refresh_from_db()
    assert (job.state, next_one.state) == ("failed", "done")
    (reason,) = job.reasons
    assert reason["message"].startswith(said)
    assert [label for _name, label in notes()] == ["红城镇"]


@pytest.mark.usefixtures("committed")
def test_a_lost_connection_ends_the_turn_and_the_job_is_run_again(cast: Cast) -> None:
    job = ask(cast.wangfang, "tests.ask", sql="SELECT 1", lost=True)
    with pytest.raises((OperationalError, InterfaceError)):
        run_next()
    connection.close()
    job.refresh_from_db()
    assert (job.state, job.reasons, notes()) == ("running", [], [])
    Job.objects.filter(pk=job.pk).update(params={"sql": "SELECT 1"})
    assert run_next() == job
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 2)


def test_a_full_disk_is_said_and_leaves_no_half_file(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    def half(content: Any, chunk_size: int | None = None) -> Iterator[bytes]:
        yield content.read()[:3]
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(ContentFile, "chunks", half)
        job = ask(cast.wangfang)
        run_jobs()
    job.refresh_from_db()
    said = "磁盘空间已用尽。没有任何改动，此前已保存的内容是安全的。"
    assert (job.state, [reason["message"] for reason in job.reasons], notes()) == ("failed", [said], [])
    assert (job.file.name, job.file_name) == ("", "")
    assert [place for place in settings.MEDIA_ROOT.rglob("*") if place.is_file()] == []
    again = ask(cast.wangfang)
    run_jobs()
    again.refresh_from_db()
    assert again.state == "done"


def test_work_whose_progress_cannot_be_shown_is_done_all_the_same(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = connections["default"].copy

    def unreachable() -> Any:
        aside = real()
        aside.settings_dict = {**aside.settings_dict, "HOST": "127.0.0.1", "PORT": "1"}
        return aside

    monkeypatch.setattr(connections["default"], "copy", unreachable)
    job = ask(cast.wangfang)
    assert run_jobs() == 1
    job.refresh_from_db()
    assert (job.state, job.reasons, [label for _name, label in notes()]) == ("done", [], ["红城镇"])
