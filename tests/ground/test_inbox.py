"""The inbox and its badge are made of what the slices declare."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from revitalization.kit.mechanism import InboxSource, Mechanism, Todo, TodoGroup
from revitalization.kit.registry import REGISTRY
from revitalization.kit.words import Words
from tests.cast import Cast
from tests.reports import story

pytestmark = pytest.mark.django_db


def badge(answer: object) -> int:
    return next(item.count for item in answer.context["navigation"] if item.url == "/")  # type: ignore[attr-defined]


def signed_in(cast: Cast, username: str) -> Client:
    client = Client()
    client.force_login(cast.user(username))
    return client


def test_the_badge_counts_what_every_slice_asks_for(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    story.running(cast)
    client = signed_in(cast, "wangfang")
    before = badge(client.get("/"))
    assert before == 1
    lines = [Todo(f"item:{n}", Words("销号"), "红城镇", "/", "办理") for n in range(3)]
    group = TodoGroup("items", "To clear", 50, lines, 3)
    ledger = InboxSource("ledger", lambda actor, day: [group], lambda actor, day: 3)
    monkeypatch.setattr(
        REGISTRY, "mechanisms", [*REGISTRY.mechanisms, Mechanism(key="ledger", inbox=[ledger])]
    )
    page = client.get("/")
    assert badge(page) == before + 3
    assert "items" in {found.key for found in page.context["todo"]}


@pytest.mark.parametrize("username", ["wangfang", "lijun", "zhaogang", "chenjing", "linnan", "anquan"])
def test_the_navigation_of_a_page_asks_at_most_twice(cast: Cast, username: str) -> None:
    story.submitted(cast, story.running(cast))
    client = signed_in(cast, username)
    client.get("/notices/")
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/account/")
    with CaptureQueriesContext(connection) as bare:
        fragment = client.get("/units/620121000000/children/")
    assert (page.status_code, fragment.status_code) == (200, 200)
    navigation = [q for q in asked if "COUNT(" in q["sql"]]
    assert len(navigation) <= 2, [q["sql"] for q in navigation]
    assert not [q for q in bare if "COUNT(" in q["sql"]]
