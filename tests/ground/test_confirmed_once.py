"""Two confirmations of one roster at the same moment: one import."""

import time
from pathlib import Path
from typing import Any

import pytest

from responsibilities.jobs.actions import sent
from responsibilities.jobs.models import Job
from responsibilities.posts.actions import confirm_roster
from responsibilities.posts.models import Roster
from tests.cast import Cast
from tests.posts.sheets import GOOD, as_, checked
from tests.reports.test_parallel import together


@pytest.mark.database
def test_two_confirmations_at_once_queue_one_import(
    committed: str, cast: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    checked(as_(cast, "hexin"), GOOD)
    queued = sent.queue

    def slowly(**given: Any) -> Job:
        time.sleep(0.5)
        return queued(**given)

    monkeypatch.setattr(sent, "queue", slowly)
    found = together(
        *[
            lambda: confirm_roster(
                actor=Cast().fresh("hexin"),
                roster=Roster.objects.get(),
                shown=Roster.objects.get().check_job.result["plan"],
            )
        ]
        * 2
    )
    assert not any(isinstance(it, Exception) for it in found), found
    assert Job.objects.filter(kind="posts.roster_import").count() == 1
