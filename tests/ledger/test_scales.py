"""An office sets what it holds to be too far; what was drawn up before keeps its own."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from responsibilities.ledger.actions.scales import set_scale
from responsibilities.ledger.models import ScaleRow
from responsibilities.ledger.rules import Scale
from responsibilities.record.models import Entry
from revitalization.kit.errors import Stale
from tests import world
from tests.cast import Cast
from tests.ledger import story
from tests.ledger.sheets import as_

pytestmark = pytest.mark.django_db

URL = "/ledger/scales/620121000000/task/"
TYPED = {
    "yellow": "5",
    "red": "12",
    "unstarted": "45",
    "near": "6",
    "basis": "永农领办〔2026〕19号",
    "version": "0",
}


def send(client: Client, then: str = "set", **change: str) -> Any:
    return client.post(URL, {**TYPED, "then": then, **change})


def test_what_is_set_holds_for_what_is_drawn_up_from_then_on(cast: Cast) -> None:
    before = story.issued(cast)
    assert send(as_(cast, "chenjing")).status_code == 302
    after = story.issued(cast)
    before.refresh_from_db()
    assert before.scale == Scale(10, 30, 90, 3)
    assert after.scale == Scale(5, 12, 45, 6)
    other = story.issued(cast, key="rectification")
    assert other.scale == Scale(10, 30, 90, 3)
    elsewhere = story.drafted(cast.wumin, world.GANSU, levels=["county"], basis="")
    assert elsewhere.scale == Scale(10, 30, 90, 3)


def test_what_would_change_is_shown_before_and_nothing_is_set_by_looking(cast: Cast) -> None:
    item = story.reported(cast, story.underway(cast), "85")
    assert item.lamp == "green"
    answer = send(as_(cast, "chenjing"), then="look")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "现在起生效" in page
    shown = answer.context["outlook"]
    assert [(str(row[0]), row[1], row[2]) for row in shown.rows] == [
        ("红灯", 2, 2), ("黄灯", 0, 1), ("绿灯", 1, 0), ("未开始", 0, 0),
    ]  # fmt: skip
    assert not ScaleRow.objects.exists()
    item.refresh_from_db()
    assert item.lamp == "green"


def test_each_setting_stays_in_the_history_with_who_and_on_whose_word(cast: Cast) -> None:
    client = as_(cast, "chenjing")
    send(client)
    send(client, red="15", basis="县委常委会决定", version="1")
    page = client.get(URL).content.decode()
    for text in ("永农领办〔2026〕19号", "县委常委会决定", "陈静"):
        assert text in page
    entry = Entry.objects.filter(verb="scale.set").latest("pk")
    assert (entry.subject_key, entry.before["red"], entry.after["red"]) == ("620121000000/task", 12, 15)
    assert "县委常委会决定" in client.get("/ledger/scales/").content.decode()


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"yellow": "12"}, "yellow"), ({"yellow": "0"}, "yellow"), ({"red": "101"}, "red"), ({"red": "x"}, "red"),
        ({"near": "31"}, "near"), ({"unstarted": "367"}, "unstarted"), ({"basis": " "}, "basis"),
        ({"basis": "据" * 201}, "basis"), ({"yellow": "10", "red": "30", "unstarted": "90", "near": "3"}, "yellow"),
    ],
)  # fmt: skip
def test_what_cannot_be_set_is_said_at_its_field_and_changes_nothing(
    cast: Cast, change: dict[str, str], name: str
) -> None:
    answer = send(as_(cast, "chenjing"), **change)
    assert answer.status_code in {400, 422}
    assert f'id="id_{name}_error"' in answer.content.decode()
    assert not ScaleRow.objects.exists()
    assert not Entry.objects.filter(verb="scale.set").exists()


def test_it_is_set_once_however_often_it_is_sent(cast: Cast) -> None:
    client = as_(cast, "chenjing")
    assert send(client).status_code == 302
    assert send(client).status_code in {409, 412}
    with pytest.raises(Stale):
        set_scale(
            actor=cast.chenjing,
            issuer=world.unit(world.YONGDENG),
            kind="task",
            scale=Scale(4, 9, 30, 2),
            basis="重复",
            version=0,
        )
    assert ScaleRow.objects.count() == 1


def test_nobody_sets_the_thresholds_of_another_unit(cast: Cast) -> None:
    for who, status in (("zhouqiang", 403), ("guoping", 403), ("wangfang", 404), ("maling", 404)):
        client = as_(cast, who)
        assert client.get(URL).status_code == status
        assert send(client).status_code == status
    assert as_(cast, "chenjing").get("/ledger/scales/620121000000/nothing/").status_code == 404
    assert not ScaleRow.objects.exists()


def test_programs_read_and_set_them_with_the_version_they_read(cast: Cast) -> None:
    client = as_(cast, "chenjing")
    url = reverse("api_ledger_scale", args=["620121000000", "task"])
    first = client.get(url)
    assert (first.json()["own"], first.json()["yellow"], first.json()["history"]) == (False, 10, [])
    sent = {"yellow": 5, "red": 12, "unstarted": 45, "near": 6, "basis": "永农领办〔2026〕19号"}
    more = {"content_type": "application/json"}
    assert client.post(url, sent, **more).status_code == 428
    done = client.post(url, sent, headers={"If-Match": first["ETag"]}, **more)
    assert done.status_code == 200
    assert (done.json()["own"], done.json()["red"], done.json()["history"][0]["by"]) == (True, 12, "陈静")
    assert client.post(url, sent, headers={"If-Match": first["ETag"]}, **more).status_code == 412
    wrong = client.post(url, {**sent, "red": 3}, headers={"If-Match": done["ETag"]}, **more)
    assert wrong.status_code in {400, 422}
    assert ScaleRow.objects.count() == 1
