"""What happens at the same moment: a late commit, and one request sent four times."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.test import Client

from responsibilities.record.actions import fold
from responsibilities.record.models import Entry
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.perform import recorded
from revitalization.kit.ports import Entry as NewEntry
from tests import world
from tests.api.conftest import Program
from tests.cast import Cast, town
from tests.conftest import NOON
from tests.reports import story

Programs = Callable[..., Program]


def test_two_requests_with_one_key_at_the_same_moment_do_it_once(
    committed: str, cast: Cast, program: Programs
) -> None:
    cycle = story.running(cast)
    row = story.submitted(cast, cycle)
    county = program("chenjing")
    answers: list[Any] = []

    def ask() -> None:
        try:
            with clock.moved_to(NOON):
                answers.append(
                    Program(client=Client(), headers=county.headers).post(
                        f"reports/{cycle.key}/{town().code}/receive/", {}, match=row.version, key="k"
                    )
                )
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [answer.status_code for answer in answers] == [200] * 4, [answer.content for answer in answers]
    assert len({answer.content for answer in answers}) == 1
    assert Entry.objects.filter(verb="report.receive").count() == 1


def test_a_change_committed_late_is_never_passed_over(committed: str, cast: Cast, program: Programs) -> None:
    county = program("chenjing", capabilities=["record.read", "report.read"])
    fold(everything=True)
    start = county.get("status/changes").json()["next"]
    written, may_end = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                _note("slow")
                written.set()
                may_end.wait(20)
        finally:
            connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert written.wait(20)
    _note("quick")
    fold()
    first = county.get("status/changes", after=start).json()
    may_end.set()
    thread.join(20)
    fold()
    second = county.get("status/changes", after=first["next"]).json()
    assert [c["label"] for c in first["changes"]] == ["quick"]
    assert [c["label"] for c in second["changes"]] == ["slow"]


def _note(label: str) -> None:
    actor = Actor.system("tests", via="command")
    lo = world.unit(world.YONGDENG).lo
    with recorded(NewEntry("report.note", actor, ("report", "x/1"), label, lo, at=clock.now())):
        pass
