"""The console of whoever runs the system: what waits, what is late, what failed and why; failed work done again once."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from responsibilities.access.models import Grant
from responsibilities.jobs.actions import queue
from responsibilities.jobs.actions.faults import last_lines
from responsibilities.jobs.actions.repeating import repeat
from responsibilities.jobs.models import Job, NextRun
from responsibilities.operations.queries import queue_now, sweeps_now
from responsibilities.record.models import Entry
from responsibilities.roles import Capability
from revitalization.kit import clock, ports
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Conflict, Forbidden
from revitalization.kit.mechanism import JobKind, Mechanism
from revitalization.kit.perform import recorded
from revitalization.kit.registry import REGISTRY
from tests.cast import Cast, town
from tests.working import run_jobs

pytestmark = pytest.mark.django_db

TRIED: list[str] = []


def breaks_once(job: Any, progress: Any) -> dict[str, Any]:
    """Breaks the first time, as when a disk was full; then it is done."""
    TRIED.append(job.actor.name)
    if len(TRIED) == 1:
        raise ValueError("no room\nDETAIL: Key (phone)=(13919990001)")
    return {}


def cleans_up(_job: Any) -> None:
    """What it was made of goes when it is over."""


@pytest.fixture(autouse=True)
def kinds(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> None:
    TRIED.clear()
    settings.MEDIA_ROOT = tmp_path
    plan = Mechanism(
        key="plan",
        jobs=[
            JobKind("plan.break", "Board as Excel", breaks_once),
            JobKind("plan.clean", "Import of a roster", breaks_once, cleans_up),
        ],
    )
    monkeypatch.setattr(REGISTRY, "mechanisms", [*REGISTRY.mechanisms, plan])


def ask(actor: Actor, kind: str = "plan.break") -> Job:
    return queue(actor=actor, kind=kind, params={}, lo=town().lo, capability=Capability.REPORT_READ)


def failed(cast: Cast, kind: str = "plan.break") -> Job:
    job = ask(cast.wangfang, kind)
    run_jobs()
    job.refresh_from_db()
    assert job.state == "failed"
    return job


def at(cast: Cast, username: str = "xitong") -> Client:
    client = Client()
    client.force_login(cast.user(username))
    return client


def page(cast: Cast, address: str = "/operations/", username: str = "xitong") -> str:
    answer = at(cast, username).get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


@pytest.mark.parametrize("username", ["wangfang", "anquan", "shenji", "linnan"])
def test_only_who_runs_the_system_reads_the_console(cast: Cast, username: str) -> None:
    assert at(cast, username).get("/operations/").status_code == 403
    entries = at(cast, username).get("/account/").context["navigation"]
    assert "/operations/" not in {entry.url for entry in entries}


def test_who_runs_a_province_does_not_run_the_system(cast: Cast) -> None:
    with recorded(ports.Entry("grant.move", Actor.system("tests"), ("grant", "1"), "xitong", 0)):
        Grant.objects.filter(user__username="xitong").update(until=clock.today() - timedelta(days=1))
        given = Grant(
            user=cast.user("xitong"), content_object=town(), role="system_admin", since=clock.today()
        )
        given.permission = Grant.objects.first().permission  # type: ignore[union-attr]
        given.save()
    assert at(cast).get("/operations/").status_code == 403


def test_the_queue_is_counted_by_kind_with_its_accounts_and_its_oldest(cast: Cast) -> None:
    began = clock.now()
    for minutes, who in ((50, cast.wangfang), (40, cast.chenjing), (30, cast.wangfang)):
        job = ask(who)
        Job.objects.filter(pk=job.pk).update(queued_at=began - timedelta(minutes=minutes))
    Job.objects.filter(pk=ask(cast.lijun).pk).update(state="running")
    found = queue_now()
    assert [(line.kind, line.waiting, line.running) for line in found.lines] == [
        ("报送情况表（Excel）", 3, 1)
    ]
    assert (found.waiting, found.running, found.accounts) == (3, 1, 2)
    assert found.oldest == began - timedelta(minutes=50)
    assert "50 分钟" in page(cast)


def test_timed_work_is_said_with_its_sentence_its_run_and_whether_it_is_late(cast: Cast) -> None:
    now = clock.now()
    NextRun.objects.update_or_create(key="record.seal", defaults={
        "last_started": now - timedelta(hours=3), "last_done": now - timedelta(hours=3) + timedelta(seconds=7),
        "next_at": now - timedelta(hours=2), "touched": 812,
    })  # fmt: skip
    NextRun.objects.update_or_create(key="sessions", defaults={
        "last_started": now, "next_at": now + timedelta(minutes=2), "last_error": "DataError: x", "failures": 1,
    })  # fmt: skip
    lines = {line.key: line for line in sweeps_now()}
    assert set(lines) == {sweep.key for sweep in REGISTRY.sweeps()}
    assert (lines["record.seal"].overdue, lines["record.seal"].took) == (True, timedelta(seconds=7))
    assert (lines["sessions"].overdue, lines["sessions"].error) == (False, "DataError: x")
    said = page(cast)
    assert "封存留痕记录并在库外留存封印" in said
    assert "7 秒" in said
    assert "812" in said


def test_what_waits_four_minutes_past_its_time_is_not_called_overdue(cast: Cast) -> None:
    NextRun.objects.update_or_create(key="sessions", defaults={"next_at": clock.now() - timedelta(minutes=4)})
    assert not next(line for line in sweeps_now() if line.key == "sessions").overdue


def test_failed_work_is_listed_with_whose_it_is_and_why_and_shows_no_value(cast: Cast) -> None:
    job = failed(cast)
    listed = page(cast)
    assert f"/operations/jobs/{job.public_id}/" in listed
    assert "王芳" in listed
    assert "系统故障" in listed
    one = page(cast, f"/operations/jobs/{job.public_id}/")
    assert "ValueError: no room" in one
    assert "breaks_once" in one
    assert "13919990001" not in one
    assert "DETAIL" not in one
    assert "红城镇" in one


def test_the_last_lines_of_a_fault_keep_no_number_and_no_secret() -> None:
    try:
        raise RuntimeError("call 13912345678 password=abc")
    except RuntimeError as error:
        told = last_lines(error)
    assert "13912345678" not in told
    assert "abc" not in told
    assert told.splitlines()[-1].startswith("RuntimeError: call 139****5678")


def test_failed_work_is_done_again_once_for_its_own_account(cast: Cast) -> None:
    job = failed(cast)
    answer = at(cast).post(f"/operations/jobs/{job.public_id}/again/")
    assert (answer.status_code, answer["Location"]) == (302, f"/operations/jobs/{job.public_id}/")
    job.refresh_from_db()
    assert (job.state, job.repeats, job.attempts, job.reasons) == ("queued", 1, 0, [])
    assert 'hx-get="/operations/jobs/' in page(cast, f"/operations/jobs/{job.public_id}/")
    run_jobs()
    job.refresh_from_db()
    assert job.state == "done"
    assert TRIED == ["王芳", "王芳"]
    entry = Entry.objects.get(verb="job.repeat")
    assert (entry.actor_name, entry.lo, entry.subject_key) == ("系统员", town().lo, str(job.public_id))
    assert entry.before["reasons"][0]["code"] == "fault"


def test_a_second_try_is_refused_and_changes_nothing(cast: Cast) -> None:
    job = failed(cast)
    TRIED.clear()
    repeat(actor=cast.xitong, job=job)
    run_jobs()
    job.refresh_from_db()
    assert (job.state, job.repeats) == ("failed", 1)
    answer = at(cast).post(f"/operations/jobs/{job.public_id}/again/")
    assert answer.status_code == 409
    assert "已重新执行过一次" in answer.content.decode()
    job.refresh_from_db()
    assert (job.state, job.repeats) == ("failed", 1)
    assert Entry.objects.filter(verb="job.repeat").count() == 1
    assert "/again/" not in page(cast, f"/operations/jobs/{job.public_id}/")


def test_work_done_again_has_the_rights_of_its_account_now(cast: Cast) -> None:
    job = failed(cast)
    repeat(actor=cast.xitong, job=job)
    with recorded(ports.Entry("grant.end", Actor.system("tests"), ("grant", "1"), "wangfang", 0)):
        Grant.objects.filter(user__username="wangfang").update(until=clock.today() - timedelta(days=1))
    run_jobs()
    job.refresh_from_db()
    assert (job.state, job.reasons[0]["code"]) == ("failed", "forbidden")
    assert len(TRIED) == 1


def test_work_whose_workbook_went_with_its_end_is_not_done_again(cast: Cast) -> None:
    job = failed(cast, "plan.clean")
    with pytest.raises(Conflict):
        repeat(actor=cast.xitong, job=job)
    job.refresh_from_db()
    assert (job.state, job.repeats, Entry.objects.filter(verb="job.repeat").count()) == ("failed", 0, 0)


@pytest.mark.parametrize("username", ["wangfang", "anquan", "linnan"])
def test_nobody_else_has_failed_work_done_again(cast: Cast, username: str) -> None:
    job = failed(cast)
    with pytest.raises(Forbidden):
        repeat(actor=getattr(cast, username), job=job)
    assert at(cast, username).post(f"/operations/jobs/{job.public_id}/again/").status_code == 403
    job.refresh_from_db()
    assert (job.state, job.repeats) == ("failed", 0)


def test_work_that_goes_on_or_is_done_is_not_at_the_console(cast: Cast) -> None:
    waiting = ask(cast.wangfang)
    assert at(cast).get(f"/operations/jobs/{waiting.public_id}/").status_code == 404
    with pytest.raises(Conflict):
        repeat(actor=cast.xitong, job=waiting)


def many_failed(cast: Cast, n: int) -> None:
    user = cast.user("wangfang")
    Job.objects.bulk_create(
        Job(kind="plan.break", state="failed", lo=town().lo, asked_by=user, ended_at=clock.now(),
            reasons=[{"code": "fault", "message": ""}])
        for _one in range(n)
    )  # fmt: skip


def test_the_console_asks_the_same_questions_however_much_there_is(cast: Cast) -> None:
    client = at(cast)
    client.get("/operations/")
    asked = []
    for n in (1, 45):
        many_failed(cast, n)
        for who in (cast.wangfang, cast.chenjing, cast.lijun):
            ask(who)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get("/operations/")
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 14


def test_failed_work_is_read_page_by_page_and_narrowed(cast: Cast) -> None:
    many_failed(cast, 45)
    old = Job.objects.order_by("id").first()
    assert old is not None
    Job.objects.filter(pk=old.pk).update(ended_at=clock.now() - timedelta(days=9))
    seen: set[str] = set()
    address = "/operations/"
    while address:
        text = page(cast, address)
        seen |= set(re.findall(r"/operations/jobs/([0-9a-f-]{36})/", text))
        found = re.search(r'href="([^"]+)" rel="next"|rel="next" href="([^"]+)"', text)
        address = "/operations/" + unescape(found.group(1) or found.group(2)) if found else ""
    assert len(seen) == 45
    lately = page(cast, f"/operations/?since={clock.today() - timedelta(days=1)}&kind=plan.break")
    assert str(old.public_id) not in lately
    assert "王芳" not in page(cast, "/operations/?whose=%E9%99%88%E9%9D%99").split('id="failed"')[1]


def test_the_console_names_each_part_of_its_health_and_what_it_runs_on(cast: Cast) -> None:
    said = page(cast)
    for word in ("队列", "数据库", "数据库迁移", "时钟", "PostgreSQL", "Python", "数据库连接数"):
        assert word in said, word
