"""Long work: runs as the person who asked, with the rights of now; what a killed worker did half is gone."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from responsibilities.access.models import Grant, User
from responsibilities.jobs.actions import cancel, clockwork, queue
from responsibilities.jobs.actions.running import run_next
from responsibilities.jobs.models import Job, NextRun
from responsibilities.record.models import Entry, Leaf
from responsibilities.roles import Capability
from revitalization.kit import clock, ports
from revitalization.kit.actor import Actor, Ceiling
from revitalization.kit.errors import Conflict, Forbidden
from revitalization.kit.perform import recorded
from revitalization.kit.reach import Span
from tests.cast import Cast, town
from tests.ground import kinds
from tests.ground.processes import at_once, times
from tests.infra.product import KEY, address_of_database
from tests.working import run_jobs

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def own_files(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    kinds.register()


def ask(
    actor: Actor, kind: str = "tests.write", capability: str = Capability.REPORT_READ, **params: Any
) -> Job:
    return queue(
        actor=actor, kind=kind, params={"word": "红城镇", **params}, lo=town().lo, capability=capability
    )


def notes() -> list[tuple[str, str]]:
    return list(Entry.objects.filter(verb="job.note").values_list("actor_name", "label"))


def revoke(name: str) -> None:
    with recorded(ports.Entry("grant.end", Actor.system("the clock"), ("grant", name), name, 1)):
        Grant.objects.filter(user__username=name).update(until=clock.today() - timedelta(days=1))


def test_a_job_runs_as_the_person_who_asked(cast: Cast) -> None:
    job = ask(cast.wangfang)
    assert job.state == "queued"
    assert run_jobs() == 1
    job.refresh_from_db()
    assert (job.state, job.result, job.attempts) == ("done", {"word": "红城镇"}, 1)
    assert notes() == [("王芳", "红城镇")]
    assert job.file.read().decode() == "红城镇"


def test_nobody_queues_what_he_may_not_do(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        ask(cast.maling)
    assert not Job.objects.exists()


def test_whoever_loses_the_right_before_it_runs_gets_nothing(cast: Cast) -> None:
    job = ask(cast.wangfang)
    revoke("wangfang")
    run_jobs()
    job.refresh_from_db()
    assert (job.state, notes(), job.file.name) == ("failed", [], "")
    assert job.reasons[0]["code"] == "forbidden"


def test_a_closed_account_gets_nothing(cast: Cast) -> None:
    job = ask(cast.wangfang, capability="")
    User.objects.filter(username="wangfang").update(is_active=False)
    run_jobs()
    job.refresh_from_db()
    assert (job.state, notes()) == ("failed", [])


def test_a_job_asked_with_a_token_stays_within_its_limits(cast: Cast) -> None:
    ceiling = Ceiling(frozenset({Capability.REPORT_READ}), Span(town().lo, town().hi))
    limited = replace(cast.wangfang, ceiling=ceiling)
    job = ask(limited)
    Job.objects.filter(pk=job.pk).update(
        ceiling={"capabilities": [Capability.UNIT_READ], "lo": town().lo, "hi": town().hi}
    )
    run_jobs()
    job.refresh_from_db()
    assert (job.state, notes()) == ("failed", [])


@pytest.mark.parametrize(("kind", "reason"), [("tests.refuse", {"field": "name", "row": 3, "code": "required", "message": "This is required here."}), ("tests.fault", {"code": "fault", "message": "A fault of the system stopped the work. Nothing was changed."})])  # fmt: skip
def test_a_job_that_fails_says_why_and_leaves_nothing_behind(
    cast: Cast, kind: str, reason: dict[str, Any], caplog: Any
) -> None:
    job = ask(cast.wangfang, kind)
    run_jobs()
    job.refresh_from_db()
    assert (job.state, job.reasons, notes()) == ("failed", [reason], [])


def test_an_unknown_kind_is_refused_at_once(cast: Cast) -> None:
    with pytest.raises(KeyError):
        ask(cast.wangfang, "tests.unheard")


def test_a_waiting_job_can_be_taken_back_a_finished_one_not(cast: Cast) -> None:
    job = ask(cast.wangfang)
    with pytest.raises(Forbidden):
        cancel(actor=cast.sunli, job=job)
    assert cancel(actor=cast.wangfang, job=job).state == "cancelled"
    assert run_jobs() == 0
    with pytest.raises(Conflict):
        cancel(actor=cast.wangfang, job=job)


@pytest.mark.database
def test_each_job_is_run_by_one_of_many_workers(committed: str, cast: Cast) -> None:
    for number in range(12):
        ask(cast.wangfang, word=str(number))
    at_once(*times(4, run_jobs))
    assert sorted(word for _name, word in notes()) == sorted(str(number) for number in range(12))
    assert set(Job.objects.values_list("state", "attempts")) == {("done", 1)}


def environment(database: str, tmp_path: Path) -> dict[str, str]:
    known = connection.settings_dict
    url = f"postgresql://{quote(known['USER'])}:{quote(known['PASSWORD'])}@/{database}?host={known['HOST']}&port={known['PORT']}"
    return {
        **os.environ, "DATABASE_URL": url, "DATABASE_OWNER_URL": url, "BATON_MODE": "test",
        "BATON_DATA_DIR": str(tmp_path), "PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "revitalization.settings",
    }  # fmt: skip


def served(database: str, tmp_path: Path) -> dict[str, str]:
    """What a worker needs to start: it refuses the mode of tests and the owner's login."""
    address = address_of_database(database, settings.APPLICATION_ROLE)
    kept = {
        name: value for name, value in environment(database, tmp_path).items() if name != "DATABASE_OWNER_URL"
    }
    return {**kept, "BATON_MODE": "embedded", "BATON_SECRET_KEY": KEY, "DATABASE_URL": address}


def wait_for(what: Any, seconds: float = 40) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.1)


RUNNER = """
import django; django.setup()
from tests.ground import kinds; kinds.register()
from responsibilities.jobs.actions.running import run_next
run_next()
"""


@pytest.mark.database
def test_what_a_killed_worker_did_half_is_gone_and_done_again_once(
    committed: str, cast: Cast, tmp_path: Path
) -> None:
    job = ask(cast.wangfang, "tests.slow", place=str(tmp_path))
    killed = subprocess.Popen([sys.executable, "-c", RUNNER], env=environment(committed, tmp_path), cwd=ROOT)
    wait_for((tmp_path / "begun.1").exists)
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == ("running", 1, 2)
    assert run_next() is None, "somebody is at it"
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    (tmp_path / "go").touch()
    wait_for(run_next)
    job.refresh_from_db()
    assert (job.state, job.attempts, len(notes())) == ("done", 2, 1)


def test_work_that_is_cut_off_again_and_again_is_given_up(cast: Cast) -> None:
    job = ask(cast.wangfang)
    Job.objects.filter(pk=job.pk).update(state="running", attempts=3)
    run_jobs()
    job.refresh_from_db()
    assert (job.state, job.reasons[0]["code"], notes()) == ("failed", "cut_off", [])


@pytest.fixture
def worker(committed: str, tmp_path: Path) -> Iterator[Any]:
    """A real worker on the configured broker, started anew at each call."""
    (tmp_path / "broker" / "control").mkdir(parents=True)
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        words = ["-m", "celery", "-A", "revitalization", "worker", "--pool", "threads", "--concurrency", "2"]
        more = [
            "--include",
            "tests.ground.kinds",
            "--without-gossip",
            "--without-mingle",
            "--without-heartbeat",
        ]
        log = (tmp_path / "worker.log").open("ab")
        started.append(
            subprocess.Popen(
                [sys.executable, *words, *more],
                env=served(committed, tmp_path),
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )
        )
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.mark.queue
def test_a_worker_hears_the_hint_of_a_commit_and_survives_being_killed(
    cast: Cast, worker: Any, tmp_path: Path
) -> None:
    first = worker()
    job = ask(cast.wangfang)
    wait_for(lambda: Job.objects.filter(pk=job.pk, state="done").exists())
    # The worker's first look has been at every sweep; from here on only a hint makes it look at the one that is due.
    wait_for(lambda: NextRun.objects.exists() and not NextRun.objects.filter(last_started=None).exists())
    NextRun.objects.filter(key="record.fold").update(next_at=clock.Now())
    with recorded(ports.Entry("job.hint", Actor.system("the clock"), ("unit", "1"), "hint", 1)):
        pass
    entry = Entry.objects.latest("id").pk
    wait_for(lambda: ports.wake() or Leaf.objects.filter(entry_id=entry).exists())

    slow = ask(cast.wangfang, "tests.slow", place=str(tmp_path))
    wait_for((tmp_path / "begun.1").exists)
    first.kill()
    first.wait()
    assert Job.objects.get(pk=slow.pk).state == "running"
    (tmp_path / "go").touch()
    worker()
    wait_for(lambda: Job.objects.filter(pk=slow.pk, state="done").exists())
    assert [word for _name, word in notes()] == ["红城镇", "slow"]


@pytest.fixture
def wangfang(client: Client, cast: Cast) -> Client:
    client.force_login(cast.user("wangfang"))
    return client


def test_the_pages_show_progress_reasons_and_the_file(wangfang: Client, cast: Cast) -> None:
    job = ask(cast.wangfang)
    waiting = wangfang.get(reverse("job", args=[job.public_id])).content.decode()
    assert "hx-get" in waiting
    run_jobs()
    done = wangfang.get(reverse("job_progress", args=[job.public_id])).content.decode()
    assert "hx-get" not in done
    assert "结果.txt" in done
    answer = wangfang.get(reverse("job_file", args=[job.public_id]))
    assert b"".join(answer.streaming_content).decode() == "红城镇"  # type: ignore[attr-defined]
    assert quote("结果.txt") in answer["Content-Disposition"]


def test_others_find_nothing_and_neither_does_who_lost_the_right(
    wangfang: Client, client: Client, cast: Cast
) -> None:
    job = ask(cast.wangfang)
    run_jobs()
    names = ("job", "job_progress", "job_file")
    revoke("wangfang")
    assert [wangfang.get(reverse(name, args=[job.public_id])).status_code for name in names] == [
        404,
        404,
        404,
    ]
    stranger = Client()
    stranger.force_login(cast.user("sunli"))
    assert [stranger.get(reverse(name, args=[job.public_id])).status_code for name in names] == [
        404,
        404,
        404,
    ]
    assert stranger.post(reverse("job_cancel", args=[job.public_id])).status_code == 404


def test_cancelling_by_page(wangfang: Client, cast: Cast) -> None:
    job = ask(cast.wangfang)
    assert wangfang.get(reverse("job_cancel", args=[job.public_id])).status_code == 405
    assert wangfang.post(reverse("job_cancel", args=[job.public_id])).status_code == 302
    assert Job.objects.get(pk=job.pk).state == "cancelled"
    assert wangfang.post(reverse("job_cancel", args=[job.public_id])).status_code == 409


def test_a_hint_that_fails_does_not_fail_the_act(monkeypatch: pytest.MonkeyPatch) -> None:
    class Away:
        def cursor(self) -> None:
            raise OSError("gone")

    monkeypatch.setattr(clockwork, "connection", Away())
    clockwork.wake()
