"""The list of the ledger narrowed by origin, source and person, kept under a name, and taken away as Excel."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from responsibilities.access.models import SavedView
from responsibilities.ledger.actions import drawing, issuing, judging
from responsibilities.posts.actions import NewPerson, hand_over
from responsibilities.posts.models import Tenure
from revitalization.kit import clock
from tests import world
from tests.cast import Cast, town
from tests.ledger import story
from tests.ledger.sheets import as_

pytestmark = pytest.mark.django_db


def units(client: Client, **chosen: str) -> list[str]:
    """The units of the lines of the list, in its order."""
    answer = client.get(reverse("ledger"), chosen)
    assert answer.status_code == 200, answer.content.decode()[:500]
    return [row["unit__name"] for row in answer.context["table"].rows]


def cells(client: Client, name: str, **chosen: str) -> list[list[Any]]:
    answer = client.get(reverse(name), chosen)
    assert answer.status_code == 200
    book = load_workbook(BytesIO(answer.content))
    return [list(row) for page in book for row in page.iter_rows(values_only=True)]


def test_items_are_found_by_the_person_who_holds_the_post_today(cast: Cast) -> None:
    story.issued(cast)
    client = as_(cast, "chenjing")
    assert units(client, person="赵刚") == ["红城镇"]
    assert units(client, person=" 钱\u200b梅 ") == ["红城镇"]
    assert units(client, person="赵") == []
    assert units(client, person="王芳") == []
    tenure = Tenure.objects.get(person__name="赵刚", until__isnull=True)
    hand_over(
        actor=cast.fresh("hexin"),
        tenure=tenure,
        person=NewPerson("韩冰"),
        on=clock.today() - timedelta(days=1),
    )
    assert units(client, person="赵刚") == []
    assert units(client, person="韩冰") == ["红城镇"]


def test_what_was_closed_stays_with_who_answered_for_it_then(cast: Cast) -> None:
    story.closed(cast)
    with clock.moved_to(clock.now() + timedelta(days=10)):
        tenure = Tenure.objects.get(person__name="赵刚", until__isnull=True)
        hand_over(
            actor=cast.fresh("hexin"),
            tenure=tenure,
            person=NewPerson("韩冰"),
            on=clock.today() - timedelta(days=1),
        )
        client = as_(cast, "chenjing")
        assert units(client, person="赵刚") == ["红城镇"]
        assert units(client, person="韩冰") == []


def test_a_person_outside_of_ones_reach_finds_nothing(cast: Cast) -> None:
    story.issued(cast)
    assert units(as_(cast, "maling"), person="赵刚") == []
    assert units(as_(cast, "sunli"), person="赵刚") == []


def test_items_are_found_by_where_they_come_from(cast: Cast) -> None:
    county = story.issued(cast, source="省委农办督查")
    wide = story.drafted(cast.wumin, world.GANSU, levels=["county"], basis="")
    issuing.issue(actor=cast.wumin, matter=wide)
    item = story.item(wide, world.unit(world.YONGDENG))
    handed = drawing.hand_down(
        actor=cast.chenjing,
        item=item,
        drawn=story.drawn(levels=[], codes=[town().code], due_on=date(2026, 12, 10)),
    )
    issuing.issue(actor=cast.chenjing, matter=handed)
    found = story.drafted(
        cast.chenjing,
        title="整改督查发现的问题",
        levels=[],
        codes=[town().code],
        origin=("finding", "2026-7-3"),
    )
    issuing.issue(actor=cast.chenjing, matter=found)
    client = as_(cast, "wangfang")

    def numbers(**chosen: str) -> list[str]:
        rows = client.get(reverse("ledger"), chosen).context["table"].rows
        return sorted(row["matter__key"] for row in rows)

    assert numbers(origin="own") == [county.key]
    assert numbers(origin="handed") == [handed.key]
    assert numbers(origin="found") == [found.key]
    assert numbers(source="农办") == [county.key]
    assert numbers(source="审计") == []
    assert client.get(reverse("ledger"), {"origin": "elsewhere"}).status_code == 400


def test_both_workbooks_are_narrowed_like_the_list(cast: Cast) -> None:
    story.reported(cast, story.underway(cast, source="省级督查"), "40")
    story.issued(cast, key="rectification", source="审计")
    client = as_(cast, "chenjing")
    for name in ("ledger_sheet", "ledger_officials_sheet"):
        told = [
            " ".join(map(str, filter(None, row))) for row in cells(client, name, person="赵刚", source="省级")
        ]
        assert sum("红城镇" in line and "40%" in line for line in told) == 1, name
        assert not any("中堡镇" in line or "审计" in line for line in told), name
        assert any("赵刚" in line for line in told[:3]), name
    page = client.get(reverse("ledger"), {"lamp": "red", "person": "赵刚"}).content.decode()
    assert f"{reverse('ledger_officials_sheet')}?lamp=red&amp;person=" in page


def test_a_narrowed_ledger_is_kept_under_a_name_apart_from_the_inbox(cast: Cast) -> None:
    story.issued(cast)
    client = as_(cast, "chenjing")
    plain = client.get(reverse("ledger")).content.decode()
    assert reverse("view_save") not in plain
    assert reverse("view_save") in client.get(reverse("ledger"), {"lamp": "red"}).content.decode()
    sent = {"name": "赵刚红灯", "query": "lamp=red&person=赵刚&order=due", "place": "ledger"}
    answer = client.post(reverse("view_save"), sent)
    view = SavedView.objects.get()
    assert answer["Location"] == view.url
    assert view.url.startswith("/ledger/?lamp=red&person=")
    assert "order" not in view.url
    assert client.get(view.url).status_code == 200
    assert "赵刚红灯" in client.get(reverse("ledger")).content.decode()
    assert "赵刚红灯" not in client.get("/").content.decode()
    client.post(reverse("view_save"), {"name": "赵刚红灯", "query": "due=late", "place": "inbox"})
    assert SavedView.objects.count() == 2
    assert client.post(reverse("view_drop", args=[view.public_id]))["Location"] == "/ledger/"
    assert [one.place for one in SavedView.objects.all()] == ["inbox"]


@pytest.mark.parametrize(
    "query", ["lamp=blue", "under=999999999999", "colour=red", "lamp=red&lamp=green", "after=abc", "", "&"]
)
def test_an_address_that_the_ledger_refuses_is_not_kept(cast: Cast, query: str) -> None:
    client = as_(cast, "chenjing")
    answer = client.post(
        reverse("view_save"), {"name": "我的", "query": query, "place": "ledger"}, follow=True
    )
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "请先缩小范围" in page
    assert 'value="我的"' in page
    assert not SavedView.objects.exists()
    assert (
        client.post(reverse("view_save"), {"name": "我的", "query": "a=1", "place": "nowhere"}).status_code
        == 404
    )


def test_programs_narrow_by_the_same(cast: Cast) -> None:
    story.issued(cast, source="省级督查")
    client = as_(cast, "chenjing")

    def codes(**chosen: str) -> list[str]:
        return [row["unit"] for row in client.get(reverse("api_ledger"), chosen).json()["results"]]

    assert codes(person="赵刚") == ["620121101000"]
    assert len(codes(origin="own", source="督查")) == 3
    assert codes(origin="found") == []
    assert client.get(reverse("api_ledger"), {"origin": "x"}).status_code == 400


def test_closing_by_somebody_else_changes_nothing_of_the_person(cast: Cast) -> None:
    row = story.checked(cast)
    judging.verify(actor=cast.chenjing, item=row, words="同意销号。")
    assert units(as_(cast, "chenjing"), person="陈静") == []
