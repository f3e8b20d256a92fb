"""Long work is taken in turn by account, and nobody has more open than a stated number."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from responsibilities.jobs.actions import cancel, queue
from responsibilities.jobs.actions.running import run_next
from responsibilities.jobs.models import Job
from responsibilities.jobs.rules import MOST_OPEN
from responsibilities.roles import Capability
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import TooMany
from tests.cast import Cast, town
from tests.ground import kinds
from tests.reports import story

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_files(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    kinds.register()


def ask(actor: Actor, word: str = "x") -> Job:
    return queue(
        actor=actor,
        kind="tests.write",
        params={"word": word},
        lo=town().lo,
        capability=Capability.REPORT_READ,
    )


def who_ran(times: int) -> list[str]:
    """Each a second after the one before."""
    found = []
    for at in range(times):
        with clock.moved_to(clock.now() + timedelta(seconds=1 + at)):
            found.append(run_next())
    return [job.asked_by.username for job in found if job is not None and job.asked_by]


def test_another_office_waits_for_one_job_of_the_first_at_most(cast: Cast) -> None:
    for _ in range(MOST_OPEN):
        ask(cast.wangfang)
    assert who_ran(1) == ["wangfang"]
    ask(cast.chenjing)
    assert "chenjing" in who_ran(1)


def test_accounts_take_turns_and_each_keeps_its_own_order(cast: Cast) -> None:
    mine = [ask(cast.wangfang, f"甲{at}") for at in range(3)]
    theirs = [ask(cast.chenjing, f"乙{at}") for at in range(2)]
    third = ask(cast.zhouqiang, "丙")
    assert who_ran(6) == ["wangfang", "chenjing", "zhouqiang", "wangfang", "chenjing", "wangfang"]
    for rows in (mine, theirs, [third]):
        started = list(
            Job.objects.filter(pk__in=[row.pk for row in rows])
            .order_by("pk")
            .values_list("started_at", flat=True)
        )
        assert started == sorted(started)


def test_whoever_came_back_waits_behind_those_not_served_yet(cast: Cast) -> None:
    ask(cast.wangfang)
    assert who_ran(1) == ["wangfang"]
    ask(cast.wangfang)
    ask(cast.chenjing)
    assert who_ran(2) == ["chenjing", "wangfang"]


def test_the_work_of_the_system_has_its_turn_too(cast: Cast) -> None:
    for _ in range(3):
        ask(cast.wangfang)
    queue(actor=Actor.system("clock"), kind="tests.write", params={"word": "x"}, lo=town().lo)
    found = [run_next(), run_next()]
    assert None in [job.asked_by for job in found if job]


@pytest.mark.parametrize("over", [0, 3])
def test_nobody_has_more_open_than_the_quota_and_a_finished_one_makes_room(cast: Cast, over: int) -> None:
    for _ in range(MOST_OPEN):
        ask(cast.wangfang)
    for _ in range(over + 1):
        with pytest.raises(TooMany) as refused:
            ask(cast.wangfang)
        assert refused.value.extra["retry_after"] > 0
        assert str(MOST_OPEN) in str(refused.value.detail)
    assert Job.objects.asked_for_by(cast.wangfang.user_id).count() == MOST_OPEN
    ask(cast.chenjing)
    assert who_ran(1) == ["wangfang"]
    ask(cast.wangfang)
    cancel(actor=cast.wangfang, job=Job.objects.filter(asked_by__username="wangfang").latest("pk"))
    ask(cast.wangfang)


def test_a_page_over_the_quota_says_so_with_the_time_and_changes_nothing(cast: Cast) -> None:
    row = story.submitted(cast, story.running(cast))
    for _ in range(MOST_OPEN):
        ask(cast.chenjing)
    client = Client()
    client.force_login(cast.user("chenjing"))
    answer = client.post(reverse("report_pdf", args=[row.cycle.key, row.unit.code]), {"number": "1"})
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    again = clock.local(clock.now() + timedelta(seconds=int(answer["Retry-After"])))
    assert f"{MOST_OPEN}" in answer.content.decode()
    assert f"{again:%Y-%m-%d %H:%M}" in answer.content.decode()
    assert Job.objects.filter(asked_by__username="chenjing").count() == MOST_OPEN
