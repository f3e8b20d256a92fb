"""What came of long work is kept for a week."""

import os
from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from responsibilities.access.models import User
from responsibilities.jobs.actions.results import clear_results
from revitalization.kit import clock
from tests.cast import Cast
from tests.ground.test_jobs import ask, own_files, wangfang
from tests.working import run_jobs

__all__ = ["own_files", "wangfang"]


def test_what_work_leaves_to_read_is_in_the_language_of_whoever_asked(cast: Cast) -> None:
    for language, word in (("en", "Done"), ("zh-hans", "完成"), ("", "完成")):
        User.objects.filter(username="wangfang").update(language=language)
        job = ask(cast.wangfang, kind="tests.word")
        run_jobs()
        job.refresh_from_db()
        assert job.result == {"said": word}, language


def test_results_go_after_seven_days_and_so_does_what_no_row_knows(
    wangfang: Client, cast: Cast, settings: Any
) -> None:
    old = ask(cast.wangfang)
    run_jobs()
    folder = settings.MEDIA_ROOT / "jobs"
    stray = folder / "half-written.pdf"
    stray.write_bytes(b"%PDF")
    eight_days = clock.now() - timedelta(days=8)
    for path in folder.iterdir():
        os.utime(path, (eight_days.timestamp(), eight_days.timestamp()))
    with clock.moved_to(clock.now() + timedelta(days=6, hours=23)):
        assert clear_results() == 2, "the files say they are old"
    young = ask(cast.wangfang)
    run_jobs()
    assert clear_results() == 0
    with clock.moved_to(clock.now() + timedelta(days=8)):
        fresh = folder / f"{young.public_id}.txt"
        assert fresh.exists()
        assert clear_results() == 1
        assert not fresh.exists()
    assert not stray.exists()
    assert "/file/" not in wangfang.get(reverse("jobs")).content.decode(), "no door that is closed"
    page = wangfang.get(reverse("job", args=[old.public_id]))
    assert page.status_code == 200
    assert wangfang.get(reverse("job_file", args=[young.public_id])).status_code == 404
    assert "结果.txt 保存七天" in wangfang.get(reverse("job", args=[young.public_id])).content.decode()


def test_a_file_that_went_before_its_row_was_told_is_not_there(
    wangfang: Client, cast: Cast, settings: Any
) -> None:
    job = ask(cast.wangfang)
    run_jobs()
    (settings.MEDIA_ROOT / "jobs" / f"{job.public_id}.txt").unlink()
    assert wangfang.get(reverse("job_file", args=[job.public_id])).status_code == 404
