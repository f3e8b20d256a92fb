"""Long work that crosses others in the database is done again, a few times, and leaves one record."""

from pathlib import Path
from typing import Any

import pytest

from responsibilities.jobs.actions import queue, running
from responsibilities.jobs.models import Job
from responsibilities.jobs.rules import MOST_CROSSED, pause_after
from responsibilities.record.models import Entry
from responsibilities.roles import Capability
from tests.cast import Cast, town
from tests.ground import kinds
from tests.working import run_jobs

DEADLOCK, SERIALIZATION, LOCKED = "40P01", "40001", "55P03"


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long it paused, without waiting for it."""
    found: list[float] = []
    monkeypatch.setattr(running, "sleep", found.append)
    return found


def crossed(cast: Cast, place: Path, times: int, code: str) -> Job:
    job = queue(
        actor=cast.wangfang, kind="tests.cross", lo=town().lo, capability=Capability.REPORT_READ,
        params={"place": str(place), "times": times, "code": code},
    )  # fmt: skip
    run_jobs()
    job.refresh_from_db()
    return job


@pytest.fixture(autouse=True)
def own_files(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    kinds.register()


def stored(tmp_path: Path) -> int:
    return sum(1 for path in (tmp_path / "files").rglob("*") if path.is_file())


@pytest.mark.parametrize("code", [DEADLOCK, SERIALIZATION])
@pytest.mark.parametrize("times", [1, 2])
def test_work_that_crossed_others_is_done_again_and_recorded_once(
    cast: Cast, tmp_path: Path, pauses: list[float], code: str, times: int
) -> None:
    job = crossed(cast, tmp_path, times, code)
    assert (job.state, job.result, job.attempts) == ("done", {"met": times}, 1)
    assert Entry.objects.filter(verb="job.note").count() == 1
    assert (len(pauses), stored(tmp_path)) == (times, 1)


def test_work_that_crosses_again_and_again_fails_with_the_reason(
    cast: Cast, tmp_path: Path, pauses: list[float]
) -> None:
    job = crossed(cast, tmp_path, 99, DEADLOCK)
    assert (job.state, job.reasons[0]["code"]) == ("failed", "unavailable")
    assert (len(list(tmp_path.glob("met.*"))), len(pauses)) == (MOST_CROSSED, MOST_CROSSED - 1)
    assert not Entry.objects.filter(verb="job.note").exists()


def test_only_what_crossed_is_done_again(cast: Cast, tmp_path: Path, pauses: list[float]) -> None:
    job = crossed(cast, tmp_path, 1, LOCKED)
    assert (job.state, pauses, len(list(tmp_path.glob("met.*")))) == ("failed", [], 1)


def test_the_pause_grows_and_is_never_the_same_for_two() -> None:
    assert [pause_after(n, 0.0) for n in (1, 2, 3)] == [0.1, 0.2, 0.4]
    assert [pause_after(n, 1.0) for n in (1, 2, 3)] == [0.2, 0.4, 0.8]
