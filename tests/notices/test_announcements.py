"""Announcements: to whom they are shown, for how long, and that they cost a page no question of its own."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import Error, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from responsibilities.notices.actions.announcing import announce, put_away, take_back
from responsibilities.notices.models import Announcement, PutAway
from responsibilities.notices.queries import news_of
from responsibilities.record.models import Entry
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Conflict, Forbidden, Invalid
from tests import world
from tests.cast import Cast, town
from tests.reports import story

pytestmark = pytest.mark.django_db


def told(cast: Cast, title: str = "系统维护", hours: float = 24, **more: Any) -> Announcement:
    given: dict[str, Any] = {
        "begins_at": clock.now(), "ends_at": clock.now() + timedelta(hours=hours), "form_key": uuid4(), **more,
    }  # fmt: skip
    return announce(actor=cast.xitong, title=title, **given)


def page(cast: Cast, username: str, address: str = "/account/", language: str = "zh-hans") -> str:
    client = Client()
    client.force_login(cast.user(username))
    client.cookies["language"] = language
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return " ".join(answer.content.decode().split())


def sign_in_page(language: str = "zh-hans") -> str:
    client = Client()
    client.cookies["language"] = language
    return " ".join(client.get("/sign-in/").content.decode().split())


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")


def test_what_is_for_everybody_stands_over_every_page_and_on_the_sign_in_page(cast: Cast) -> None:
    window = {"work_from": shanghai("2026-12-01T20:00"), "work_until": shanghai("2026-12-01T21:00")}
    told(cast, text="维护期间不能报送。", hours=24 * 9, **window)
    for username in ("wangfang", "linnan", "xitong", "maling"):
        said = page(cast, username)
        assert '<strong lang="zh-Hans">系统维护</strong>' in said, username
        assert "维护时间：2026年12月1日 20:00–21:00" in said
    assert "维护期间不能报送。" in sign_in_page()
    english = sign_in_page("en")
    assert '<strong lang="zh-Hans">系统维护</strong>' in english
    assert "Maintenance 1 Dec 2026 20:00–21:00" in english


def test_what_is_for_a_part_of_the_tree_is_read_there_and_nowhere_else(cast: Cast) -> None:
    told(cast, "永登县培训通知", unit=world.unit("620121000000"))
    for username in ("wangfang", "sunli", "chenjing"):
        assert "永登县培训通知" in page(cast, username), username
        assert "永登县培训通知" in page(cast, username, "/announcements/"), username
    for username in ("zhouqiang", "wumin", "maling", "anquan"):
        assert "永登县培训通知" not in page(cast, username), username
        assert "永登县培训通知" not in page(cast, username, "/announcements/"), username
    assert "永登县培训通知" not in sign_in_page()


def test_it_begins_and_ends_by_the_clock_and_stays_in_the_list(cast: Cast) -> None:
    now = clock.now()
    told(cast, begins_at=now + timedelta(hours=2), ends_at=now + timedelta(hours=5))
    for hours, shown in ((1.9, False), (2.1, True), (4.9, True), (5.1, False)):
        with clock.moved_to(now + timedelta(hours=hours)):
            assert ("系统维护" in page(cast, "wangfang")) is shown, hours
            assert ("系统维护" in sign_in_page()) is shown, hours
    with clock.moved_to(now + timedelta(days=30)):
        listed = page(cast, "wangfang", "/announcements/")
    assert "系统维护" in listed
    assert "已结束" in listed


def test_who_put_it_away_does_not_see_it_again_and_others_do(cast: Cast) -> None:
    one = told(cast)
    client = Client()
    client.force_login(cast.user("wangfang"))
    answer = client.post(f"/announcements/{one.public_id}/put-away/", {"next": "/units/?at=620121101000"})
    assert (answer.status_code, answer["Location"]) == (302, "/units/?at=620121101000")
    client.post(f"/announcements/{one.public_id}/put-away/")
    assert "系统维护" not in page(cast, "wangfang")
    assert "系统维护" in page(cast, "lijun")
    assert "系统维护" in page(cast, "wangfang", "/announcements/")
    assert PutAway.objects.count() == 1


def test_an_urgent_one_stands_first_and_is_not_put_away(cast: Cast) -> None:
    urgent = told(cast, "今晚停机", urgent=True)
    told(cast, "培训通知")
    said = page(cast, "wangfang")
    assert said.index("今晚停机") < said.index("培训通知")
    assert f"/announcements/{urgent.public_id}/put-away/" not in said
    with pytest.raises(Conflict):
        put_away(actor=cast.wangfang, announcement=urgent)
    assert not PutAway.objects.exists()


def test_an_announcement_to_others_is_not_there_to_be_put_away(cast: Cast) -> None:
    one = told(cast, unit=town())
    client = Client()
    client.force_login(cast.user("maling"))
    assert client.post(f"/announcements/{one.public_id}/put-away/").status_code == 404
    assert not PutAway.objects.exists()


def test_taken_back_it_is_gone_at_once_on_the_record_and_only_once(cast: Cast) -> None:
    one = told(cast)
    take_back(actor=cast.xitong, announcement=one)
    assert "系统维护" not in page(cast, "wangfang")
    with pytest.raises(Conflict):
        take_back(actor=cast.xitong, announcement=one)
    entries = Entry.objects.filter(subject_kind="announcement").order_by("id")
    assert [(e.verb, e.actor_name, e.label) for e in entries] == [
        ("announcement.publish", "系统员", "系统维护"), ("announcement.take_back", "系统员", "系统维护"),
    ]  # fmt: skip


@pytest.mark.parametrize("username", ["wangfang", "anquan", "shenji", "linnan"])
def test_only_who_runs_the_system_announces_and_takes_back(cast: Cast, username: str) -> None:
    one = told(cast)
    actor: Actor = getattr(cast, username)
    with pytest.raises(Forbidden):
        announce(
            actor=actor, form_key=uuid4(), title="x", begins_at=clock.now(),
            ends_at=clock.now() + timedelta(days=1),
        )  # fmt: skip
    with pytest.raises(Forbidden):
        take_back(actor=actor, announcement=one)
    one.refresh_from_db()
    assert (one.taken_back_at, Announcement.objects.count()) == (None, 1)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": "  "}, "title"),
        ({"ends_at": shanghai("2026-11-24T09:00"), "begins_at": shanghai("2026-11-24T10:00")}, "ends_at"),
        ({"ends_at": shanghai("2026-11-23T10:00"), "begins_at": shanghai("2026-11-22T10:00")}, "ends_at"),
        ({"work_from": shanghai("2026-12-01T20:00")}, "work_until"),
        ({"work_until": shanghai("2026-12-01T20:00")}, "work_from"),
        (
            {"work_from": shanghai("2026-12-01T20:00"), "work_until": shanghai("2026-12-01T20:00")},
            "work_until",
        ),
        # Invisible characters are no title; instants that no page could read again close the whole site.
        ({"title": "\u200b\u202e "}, "title"),
        ({"begins_at": shanghai("0001-01-01T00:00")}, "begins_at"),
        ({"ends_at": shanghai("9999-12-31T23:59")}, "ends_at"),
        (
            {"work_from": shanghai("0001-01-01T00:00"), "work_until": shanghai("2026-12-01T20:00")},
            "work_from",
        ),
        (
            {"work_from": shanghai("2026-12-01T20:00"), "work_until": shanghai("2101-01-01T00:00")},
            "work_until",
        ),
    ],
)
def test_what_nobody_could_understand_is_refused_at_its_field(
    cast: Cast, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        told(cast, **{"title": "系统维护", **wrong})
    assert [error.field for error in refused.value.errors] == [field]
    assert not Announcement.objects.exists()
    assert not Entry.objects.filter(subject_kind="announcement").exists()


def form(**more: str) -> dict[str, str]:
    return {
        "title": "系统维护", "audience": "everybody", "begins_at": "2026-11-24T12:00", "ends_at": "2026-12-02T12:00",
        "form_key": str(uuid4()), **more,
    }  # fmt: skip


def test_the_form_announces_once_however_often_it_is_sent(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.user("xitong"))
    sent = form(
        audience="part", unit="620121000000", work_from="2026-12-01T20:00", work_until="2026-12-01T21:00"
    )
    for _time in range(2):
        assert client.post("/announcements/new/", sent).status_code == 302
    one = Announcement.objects.get()
    assert one.unit is not None
    assert (one.unit.name, one.work_from) == ("永登县", shanghai("2026-12-01T20:00"))
    assert Entry.objects.filter(verb="announcement.publish").count() == 1


@pytest.mark.parametrize(
    "day", ["0001-01-01T00:00", "1999-12-31T23:59", "2101-01-01T00:00", "9999-12-31T23:59"]
)
@pytest.mark.parametrize("field", ["begins_at", "ends_at", "work_from", "work_until"])
def test_an_instant_of_another_age_is_refused_at_its_field_and_every_page_goes_on(
    cast: Cast, day: str, field: str
) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(cast.user("xitong"))
    whole = {
        "work_from": "2026-12-01T20:00",
        "work_until": "2026-12-01T21:00",
        "text": "别丢了我",
        field: day,
    }
    answer = client.post("/announcements/new/", form(**whole))
    assert answer.status_code == 400
    assert f'href="#id_{field}"' in answer.content.decode()
    assert "别丢了我" in answer.content.decode()
    assert not Announcement.objects.exists()
    for address in ("/account/", "/announcements/", "/api/v1/announcements/"):
        assert client.get(address).status_code == 200
    assert Client().get("/sign-in/").status_code == 200


def test_a_title_bears_no_character_that_nobody_sees(cast: Cast) -> None:
    one = told(cast, title="\u202e系统\u200b维护\n今晚 ")
    assert one.title == "系统维护 今晚"
    assert Entry.objects.get(verb="announcement.publish").label == "系统维护 今晚"


@pytest.mark.parametrize("unit", ["", "没有这个县", "999999000000"])
def test_a_unit_that_is_not_there_announces_nothing(cast: Cast, unit: str) -> None:
    client = Client()
    client.force_login(cast.user("xitong"))
    for more in ({}, {"chosen": "999999000000"}):
        answer = client.post("/announcements/new/", form(audience="part", unit=unit, text="别丢了我", **more))
        assert answer.status_code == 400
        assert "别丢了我" in answer.content.decode()
    assert not Announcement.objects.exists()


def test_a_page_asks_no_more_for_many_announcements_than_for_none(cast: Cast) -> None:
    story.submitted(cast, story.running(cast))
    client = Client()
    client.force_login(cast.user("chenjing"))
    asked = []
    for n in (0, 1, 12):
        for _one in range(n):
            told(cast, unit=town() if n % 2 else None)
        client.get("/account/")
        with CaptureQueriesContext(connection) as seen:
            said = client.get("/account/").content.decode()
        asked.append(len(seen))
    assert asked[0] == asked[1] == asked[2]
    assert said.count("<strong lang=") == 3
    with CaptureQueriesContext(connection) as seen:
        client.get("/units/620121000000/children/")
    assert not [q for q in seen if "notices_announcement" in q["sql"]]


def test_the_bell_counts_what_the_list_holds(cast: Cast) -> None:
    story.submitted(cast, story.running(cast))
    client = Client()
    client.force_login(cast.user("chenjing"))
    shown = client.get("/notices/").context
    assert shown["unread"] > 0
    assert next(iter(shown["bells"])).count == shown["unread"] == news_of(cast.chenjing).unread


def test_programs_read_what_is_announced_and_what_is_to_come(cast: Cast) -> None:
    told(cast, "培训", unit=town(), begins_at=clock.now() + timedelta(days=1), hours=90)
    told(cast, "维护")
    take_back(actor=cast.xitong, announcement=told(cast, "误发"))
    client = Client()
    client.force_login(cast.user("wangfang"))
    found = client.get("/api/v1/announcements/").json()["announcements"]
    assert [(one["title"], one["unit"]) for one in found] == [("维护", None), ("培训", "620121101000")]
    client.force_login(cast.user("maling"))
    assert [one["title"] for one in client.get("/api/v1/announcements/").json()["announcements"]] == ["维护"]


def test_the_database_lets_nobody_rewrite_or_remove_an_announcement(cast: Cast) -> None:
    one = told(cast)
    take_back(actor=cast.xitong, announcement=one)
    for change in (
        lambda: Announcement.objects.update(title="别的"),
        lambda: Announcement.objects.update(taken_back_at=None),
        lambda: Announcement.objects.all().delete(),
    ):
        with pytest.raises(Error), transaction.atomic():
            change()
    assert Announcement.objects.get().title == "系统维护"
