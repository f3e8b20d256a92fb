"""A worker that is killed while it imports a roster: nothing of it stays, and the next worker does it once."""

import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from responsibilities.access.models import Grant, User
from responsibilities.posts.models import Person, Roster, Tenure
from responsibilities.record.models import Entry
from tests.cast import Cast
from tests.ground.test_jobs import ROOT, environment, wait_for
from tests.posts.sheets import FILER, GOOD, as_, checked, shown_plan
from tests.working import run_jobs

RUNNER = """
import django; django.setup()
import pathlib, sys, time
from responsibilities.posts.actions import roster
done = roster._give_roles
def stop(*args):
    done(*args)
    pathlib.Path(sys.argv[1]).touch()
    time.sleep(120)
roster._give_roles = stop
from responsibilities.jobs.actions.running import run_next
run_next()
"""


def counts() -> list[int]:
    return [model.objects.count() for model in (Person, Tenure, User, Grant, Entry)]


@pytest.mark.database
def test_an_import_killed_in_the_middle_leaves_nothing_and_is_done_once(
    committed: str, cast: Cast, tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    client = as_(cast, "hexin")
    url = checked(client, GOOD, FILER)
    client.post(url + "confirm/", shown_plan())
    before = counts()
    words = [sys.executable, "-c", RUNNER, str(tmp_path / "all-but-done")]
    killed = subprocess.Popen(words, env=environment(committed, tmp_path), cwd=ROOT)
    wait_for((tmp_path / "all-but-done").exists)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert counts() == before
    wait_for(run_jobs)
    job = Roster.objects.get().import_job
    assert job is not None
    assert (job.state, job.attempts, job.result["sign_ins"]) == ("done", 2, 2)
    assert Person.objects.filter(name__in=["周敏", "钱会计"]).count() == 2
    assert Entry.objects.filter(verb="roster.import").count() == 1
