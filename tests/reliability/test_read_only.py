"""While the database takes no changes reading goes on, with a line that says so, and writing is told why."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from reporting.reports.models import Draft, Obligation
from responsibilities.access.models import User
from responsibilities.record.models import Entry
from revitalization.kit import clock
from tests.cast import PASSWORD, Cast
from tests.conftest import NOON
from tests.reports import story

LINE, REFUSED = "目前只能查阅：", "数据库暂时不接受修改"
TYPED = "数据库只读的时候写下的一段总体情况，四十多个字，页面要替人留住它，等到能保存的时候再发送一次就好。"


@pytest.fixture
def filed(committed: str, cast: Cast) -> Obligation:
    return story.drafted(cast, story.running(cast))


@contextmanager
def read_only() -> Iterator[None]:
    """As after a fail-over, or while an administrator has switched changes off."""
    _switch("on")
    try:
        yield
    finally:
        _switch("off")


def _switch(to: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET default_transaction_read_only = {to}")


@pytest.mark.database
def test_reading_goes_on_with_a_line_that_says_so(
    filed: Obligation, browser: Callable[[str], Client]
) -> None:
    client = browser("wangfang")
    sessions = list(Session.objects.values_list("session_data", flat=True))
    with read_only():
        for minutes in (0, 3, 50, 600):
            with clock.moved_to(NOON + timedelta(minutes=minutes)):
                for path in ("/", "/cycles/", "/notices/", f"/reports/{filed.public_id}/", "/nothing/"):
                    answer = client.get(path)
                    assert answer.status_code == (404 if path == "/nothing/" else 200), (minutes, path)
                    assert LINE in answer.content.decode(), path
    assert list(Session.objects.values_list("session_data", flat=True)) == sessions
    assert LINE not in client.get("/").content.decode()


@pytest.mark.database
def test_twelve_hours_still_end_a_session(filed: Obligation, browser: Callable[[str], Client]) -> None:
    client = browser("wangfang")
    with read_only(), clock.moved_to(NOON + timedelta(hours=12, minutes=1)):
        answer = client.get("/")
    assert (answer.status_code, answer["Location"].startswith("/sign-in/")) == (302, True)


@pytest.mark.database
def test_programs_go_on_reading(filed: Obligation, program: Any) -> None:
    office = program("chenjing")
    with read_only():
        assert office.get("obligations/").status_code == 200
        refused = office.post(
            f"reports/{filed.cycle.key}/{filed.unit.code}/receive/", {}, match=f'"{filed.version}"'
        )
    assert refused.status_code == 503
    assert refused.json()["type"] == "urn:baton:problem:read_only"
    assert REFUSED in refused.json()["detail"]


@pytest.mark.database
def test_writing_is_told_why_and_keeps_the_text(filed: Obligation, browser: Callable[[str], Client]) -> None:
    client, address = browser("wangfang"), f"/reports/{filed.public_id}/edit/"
    draft = Draft.objects.values("version", "texts").get()
    before = (draft, Entry.objects.count())
    writer = str(User.objects.get(username="wangfang").public_id)
    typed = {"version": draft["version"], "writer": writer, "then": "stay", "text-overall": TYPED}
    with read_only():
        answer = client.post(address, typed, headers={"Referer": f"http://testserver{address}"})
        saved = client.post(address, typed, headers={"X-Baton-Autosave": "1"})
    page = answer.content.decode()
    assert (answer.status_code, REFUSED in page, TYPED in page) == (503, True, True)
    assert (saved.status_code, saved.json()["code"]) == (503, "read_only")
    assert (Draft.objects.values("version", "texts").get(), Entry.objects.count()) == before


@pytest.mark.database
def test_signing_in_is_told_why(committed: str, cast: Cast) -> None:
    client = Client(raise_request_exception=False)
    with read_only():
        assert LINE in client.get("/sign-in/").content.decode()
        answer = client.post("/sign-in/", {"login": "wangfang", "password": PASSWORD})
    assert (answer.status_code, REFUSED in answer.content.decode()) == (503, True)
    assert PASSWORD not in answer.content.decode()


@pytest.mark.database
def test_a_session_that_cannot_be_noted_for_any_reason_does_not_withhold_the_page(
    filed: Obligation, browser: Callable[[str], Client]
) -> None:
    """Here because the row is being changed by somebody else for longer than anybody waits."""
    client = browser("wangfang")
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("REVOKE UPDATE ON django_session FROM baton_app")
        cursor.execute("SET ROLE baton_app")
    with clock.moved_to(NOON + timedelta(minutes=5)):
        assert client.get("/").status_code == 200
