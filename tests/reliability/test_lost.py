"""A connection that goes away at any statement is said in the same words everywhere, and never a fault of ours."""

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from reporting.reports.models import Draft, Obligation
from responsibilities.access.models import User
from tests.cast import Cast
from tests.reliability.lost import lost_at, lost_at_commit
from tests.reports import story

AWAY = "数据库没有响应"
IN_DOUBT = "尚不能确定是否已保存"
TYPED = "这一段是停电之前刚刚写下的总体情况，一共写了四十多个字，谁也不想再写第二遍，所以页面要把它留住。"


@pytest.fixture
def filed(committed: str, browser: Callable[[str], Client], cast: Cast) -> Obligation:
    """A report of the town with a draft, its board, an open cycle."""
    return story.drafted(cast, story.running(cast))


def statements(client: Client, path: str, **more: Any) -> int:
    with CaptureQueriesContext(connection) as caught:
        client.get(path, **more)
    return len(caught)


def each_loss(client: Client, path: str, **more: Any) -> Iterator[tuple[int, Any]]:
    """The answers to the same request, its connection ended before each of its statements in turn."""
    client.get(path, **more)
    for number in range(1, statements(client, path, **more) + 1):
        with lost_at(number) as asked:
            answer = client.get(path, **more)
        assert len(asked) >= number, f"{path}: only {len(asked)} statements"
        yield number, answer


PAGES = [
    ("wangfang", "/"),
    ("chenjing", "/"),
    ("chenjing", "/cycles/"),
    ("chenjing", "/notices/"),
    ("chenjing", "/search/?q=红城"),
    ("wangfang", "{report}edit/"),
    ("wangfang", "{report}"),
    ("chenjing", "/units/620121000000/children/"),
    ("chenjing", "/nothing/"),
]


@pytest.mark.database
@pytest.mark.parametrize(("person", "path"), PAGES)
def test_a_page_that_loses_its_connection_anywhere_says_so(
    browser: Callable[[str], Client], filed: Obligation, person: str, path: str
) -> None:
    client = browser(person)
    address = path.format(report=f"/reports/{filed.public_id}/")
    seen = 0
    for number, answer in each_loss(client, address):
        page = answer.content.decode()
        assert answer.status_code == 503, f"statement {number} of {address}: {answer.status_code}"
        assert AWAY in page, f"statement {number} of {address}"
        assert IN_DOUBT not in page
        seen += 1
    assert seen >= 3
    assert client.get(address).status_code in {200, 404}


@pytest.mark.database
def test_programs_read_the_same_as_a_problem(
    program: Any,
    filed: Obligation,
    browser: Any,
) -> None:
    office = program("chenjing")
    for path in ("/api/v1/obligations/", "/api/v1/cycles/"):
        seen = 0
        for number, answer in each_loss(office.client, path, headers=office.headers):
            assert answer.status_code == 503, f"statement {number} of {path}: {answer.content}"
            assert answer["Content-Type"] == "application/problem+json"
            assert answer["Retry-After"]
            body = answer.json()
            assert (body["type"], AWAY in body["detail"]) == ("urn:baton:problem:unavailable", True)
            seen += 1
        assert seen >= 2, path


def draft_of(filed: Obligation) -> str:
    return str(Draft.objects.get(obligation=filed).texts.get("overall", ""))


def save(client: Client, filed: Obligation, text: str = TYPED, **headers: str) -> Any:
    version = Draft.objects.get(obligation=filed).version
    address = f"/reports/{filed.public_id}/edit/"
    headers.setdefault("Referer", f"http://testserver{address}")
    writer = str(User.objects.get(username="wangfang").public_id)
    fields = {"version": version, "writer": writer, "then": "stay", "text-overall": text}
    return client.post(address, fields, headers=headers)


@pytest.mark.database
def test_a_change_that_loses_its_connection_promises_nothing_and_keeps_the_text(
    browser: Callable[[str], Client], filed: Obligation
) -> None:
    client, earlier = browser("wangfang"), draft_of(filed)
    with CaptureQueriesContext(connection) as caught:
        save(client, filed, "erst gut")
    total, undecided = len(caught), 0
    stored = draft_of(filed)
    assert stored != earlier
    for number in range(3, total + 1):  # the first two are the looks for version and writer by `save` itself
        with lost_at(number):
            answer = save(client, filed)
        page = answer.content.decode()
        if answer.status_code == 302:  # lost after the act, where nobody needed it
            assert draft_of(filed) == TYPED
            continue
        assert answer.status_code == 503, f"statement {number}: {answer.status_code}"
        assert "没有任何改动" not in page
        assert TYPED in page, f"statement {number} lost the text"
        undecided += IN_DOUBT in page
        assert IN_DOUBT in page or AWAY in page
    assert undecided >= 3


@pytest.mark.database
@pytest.mark.parametrize("after", [False, True], ids=["before the commit", "after the commit"])
def test_a_commit_whose_answer_is_lost_is_in_doubt_and_not_nothing_changed(
    browser: Callable[[str], Client], filed: Obligation, monkeypatch: pytest.MonkeyPatch, after: bool,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    client = browser("wangfang")
    with lost_at_commit(monkeypatch, after=after), caplog.at_level(logging.ERROR, "baton.database"):
        answer = save(client, filed)
    page = answer.content.decode()
    assert (answer.status_code, IN_DOUBT in page, TYPED in page) == (503, True, True)
    assert "没有任何改动" not in page
    assert (draft_of(filed) == TYPED) is after
    assert "database not available" in caplog.text


@pytest.mark.database
def test_a_program_is_told_that_the_outcome_is_open(
    program: Any,
    filed: Obligation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    filer = program("wangfang")
    path, version = f"reports/{filed.cycle.key}/{filed.unit.code}/draft/", Draft.objects.get().version
    with lost_at_commit(monkeypatch, after=True):
        answer = filer.put(path, {"texts": {"overall": TYPED}}, match=f'"{version}"')
    assert answer.status_code == 503, answer.content
    assert answer.json()["type"] == "urn:baton:problem:in_doubt"
    assert draft_of(filed) == TYPED


@pytest.mark.database
def test_a_page_that_would_show_nothing_for_what_it_could_not_read_is_not_shown(
    committed: str, browser: Callable[[str], Client]
) -> None:
    """Conditions in templates take an error for false."""
    client = browser("chenjing")
    total = statements(client, "/notices/")
    with lost_at(total) as asked:
        answer = client.get("/notices/")
    assert len(asked) >= total
    assert answer.status_code == 503
