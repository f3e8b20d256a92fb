"""The calendar: deadlines and ends of terms by day, within reach, with days off; and the same as a file."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from responsibilities.posts.actions import NewPerson, appoint
from responsibilities.posts.models import Post
from revitalization.kit import clock
from revitalization.kit.agenda import MOST, CalendarEntry, CalendarSource
from revitalization.kit.mechanism import Mechanism
from revitalization.kit.registry import REGISTRY
from revitalization.site.calendar_pages import entries_of
from revitalization.site.ics import calendar_file
from tests import world
from tests.cast import SINCE, Cast, sister, town
from tests.policy.basics import SYSTEM
from tests.reports import story

pytestmark = pytest.mark.django_db
DECEMBER = date(2026, 12, 1), date(2026, 12, 31)


def signed_in(cast: Cast, username: str) -> Client:
    client = Client(HTTP_ACCEPT_LANGUAGE="zh-CN")
    client.force_login(cast.user(username))
    return client


def urls(actor, unit=None) -> list[str]:
    return [entry.url for entry in entries_of(actor, *DECEMBER, unit)]


def test_who_owes_sees_the_deadline_of_the_report_and_who_receives_that_of_the_cycle(cast: Cast) -> None:
    cycle = story.running(cast)
    own = f"/reports/{cycle.key}/{town().code}/"
    for name in ("wangfang", "lijun", "zhaogang"):
        assert urls(getattr(cast, name)) == [own], name
    assert f"/cycles/{cycle.key}/" in urls(cast.chenjing)
    for name in ("maling", "hexin", "xitong", "shenji"):
        assert urls(getattr(cast, name)) == [], name


def test_of_one_unit_only_that_is_shown_and_only_to_those_who_may_see_it(cast: Cast) -> None:
    cycle = story.running(cast)
    other = f"/reports/{cycle.key}/{sister().code}/"
    assert urls(cast.chenjing, sister()) == [other]
    assert urls(cast.wangfang, sister()) == urls(cast.maling, sister()) == []
    assert (
        other
        not in signed_in(cast, "wangfang")
        .get(f"/calendar/?month=2026-12&unit={sister().code}")
        .content.decode()
    )


def test_the_end_of_a_stand_in_is_shown_to_those_who_appoint(cast: Cast) -> None:
    post = Post.objects.get(unit=world.unit(world.YUZHONG), key="government_head")
    appoint(
        actor=SYSTEM,
        post=post,
        person=NewPerson("欧阳军"),
        kind="acting",
        since=SINCE,
        until=date(2026, 12, 20),
    )
    assert urls(cast.hexin) == [f"/posts/{post.public_id}/"]
    assert urls(cast.zhouqiang, world.unit(world.YUZHONG))[-1:] == [f"/posts/{post.public_id}/"]
    assert urls(cast.maling, world.unit(world.YUZHONG)) == urls(cast.chenjing) == []


def test_the_month_shows_days_off_make_up_days_and_today(cast: Cast) -> None:
    client = signed_in(cast, "wangfang")
    weeks = client.get("/calendar/?month=2026-10").context["weeks"]
    days = {day.on: day for week in weeks for day in week}
    assert [day.on.day for day in days.values() if day.off and day.in_month] == [1, 2, 5, 6, 7]
    assert [day.on.day for day in days.values() if day.made_up and day.in_month] == [10]
    assert [len(week) for week in weeks] == [7] * len(weeks)
    assert min(days).weekday() == 0
    now = [day.on for week in client.get("/calendar/").context["weeks"] for day in week if day.is_today]
    assert now == [date(2026, 11, 24)]
    page = client.get("/calendar/?month=2027-01").content.decode()
    assert "放假安排尚未公布" in page


@pytest.mark.parametrize("bad", ["2026-13", "2026", "x", "1999-01", "2026-11-01"])
def test_a_month_that_is_none_is_refused_by_name(cast: Cast, bad: str) -> None:
    client = signed_in(cast, "wangfang")
    assert client.get("/calendar/", {"month": bad}).status_code == 400
    assert client.get("/calendar/", {"unit": "999999999999"}).status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_entries(cast: Cast) -> None:
    counts = []
    client = signed_in(cast, "chenjing")
    client.get("/calendar/")
    for _turn in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get("/calendar/?month=2026-12")
        counts.append(len(queries))
        story.running(cast) if len(counts) == 1 else None
    assert counts[1] <= counts[0] + 1


def test_the_file_holds_the_same_entries_in_the_form_of_the_standard(cast: Cast) -> None:
    cycle = story.running(cast)
    answer = signed_in(cast, "wangfang").get("/calendar/file.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    lines = answer.content.decode().split("\r\n")
    assert (lines[0], lines[-2], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR", "")
    assert all(len(line.encode()) <= 75 for line in lines)
    whole = answer.content.decode().replace("\r\n ", "")
    assert "DTSTART;VALUE=DATE:20261205" in whole
    assert cycle.title in whole
    assert whole.count("BEGIN:VEVENT") == 1
    assert sister().name not in whole


@pytest.mark.parametrize(
    ("month", "led_to"),
    [("2000-01", ["2000-02"]), ("2099-12", ["2099-11"]), ("2026-11", ["2026-10", "2026-12"])],
)
def test_no_link_leads_to_a_month_that_is_refused(cast: Cast, month: str, led_to: list[str]) -> None:
    client = signed_in(cast, "wangfang")
    page = client.get("/calendar/", {"month": month}).content.decode()
    assert re.findall(r'href="\?month=([0-9-]+)', page) == led_to
    for other in led_to:
        assert client.get("/calendar/", {"month": other}).status_code == 200


@pytest.fixture
def harvest(monkeypatch: pytest.MonkeyPatch) -> Callable[[int, date], None]:
    """So many things to harvest on one day, from a mechanism that the frame does not know."""

    def declare(count: int, on: date) -> None:
        def entries(_actor: object, first: date, last: date, _lo: object) -> list[CalendarEntry]:
            found = [CalendarEntry(f"field-{n:03}", on, f"地块{n}", "", "/") for n in reversed(range(count))]
            return found if first <= on <= last else []

        more = Mechanism(key="fields", calendar=[CalendarSource("fields", "cycles", entries)])
        monkeypatch.setattr(REGISTRY, "mechanisms", [*REGISTRY.mechanisms, more])

    return declare


def test_what_the_calendar_leaves_out_is_said_where_it_stops_and_leads_to_the_list(
    cast: Cast, harvest: Callable[[int, date], None]
) -> None:
    harvest(MOST + 1, date(2026, 12, 7))
    client = signed_in(cast, "wangfang")
    agenda = client.get("/calendar/?month=2026-12").context["agenda"]
    assert [one.title for one in agenda[:2]] == ["地块0", "地块1"]
    assert (len(agenda), agenda[-1].url, agenda[-1].on) == (MOST + 1, "/cycles/", date(2026, 12, 7))
    assert client.get("/calendar/?month=2026-12").content.decode().count("从这一天起未全部列出") == 2
    data = client.get("/calendar/file.ics").content.decode().replace("\r\n ", "")
    assert data.count("从这一天起未全部列出") == 1
    assert data.count("UID:field-") == MOST


def test_what_fits_just_so_is_shown_without_a_word(cast: Cast, harvest: Callable[[int, date], None]) -> None:
    harvest(MOST, date(2026, 12, 7))
    client = signed_in(cast, "wangfang")
    assert len(client.get("/calendar/?month=2026-12").context["agenda"]) == MOST
    assert "未全部列出" not in client.get("/calendar/?month=2026-12").content.decode()


def test_a_month_is_never_called_empty_because_the_week_before_filled_the_calendar(
    cast: Cast, harvest: Callable[[int, date], None]
) -> None:
    harvest(MOST + 1, date(2026, 11, 30))
    (only,) = signed_in(cast, "wangfang").get("/calendar/?month=2026-12").context["agenda"]
    assert (only.more, only.url) == (True, "/cycles/")


def test_hostile_words_open_no_field_of_the_file() -> None:
    entry = CalendarEntry("k", date(2026, 12, 1), "一;二,三\\\nEND:VEVENT\r\n四" + "长" * 60, "", "/x/")
    data = calendar_file("名\nX", [entry], clock.now(), lambda url: f"https://b{url}").decode()
    assert data.count("\r\nEND:VEVENT") == 1
    assert "SUMMARY:一\\;二\\,三\\\\\\nEND:VEVENT\\n四" in data.replace("\r\n ", "")
    assert all(len(line.encode()) <= 75 for line in data.split("\r\n"))
