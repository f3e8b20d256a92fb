"""A unit's year as one line: what was asked of it, filed, decided and due, who came and went; within reach."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from reporting.reports.actions.cycles import close_cycle
from responsibilities.posts.actions import NewPerson, appoint, relieve
from responsibilities.posts.models import Post
from revitalization.kit import clock
from revitalization.site.calendar_pages import entries_of
from revitalization.site.unit_year import moments_of
from tests import world
from tests.cast import Cast, sister, town
from tests.policy.basics import SYSTEM
from tests.reports import story

pytestmark = pytest.mark.django_db


def said(actor, unit, year=2026):
    with translation.override("en"):
        return [(one.on, one.state, one.url) for one in moments_of(actor, unit, year)]


def page(cast: Cast, username: str, unit, year=""):
    client = Client(HTTP_ACCEPT_LANGUAGE="zh-CN")
    client.force_login(cast.user(username))
    return client.get(f"/units/{unit.code}/", {"tab": "year", **({"year": year} if year else {})})


def test_a_report_stands_at_the_days_on_which_it_was_asked_for_filed_and_decided(cast: Cast) -> None:
    cycle = story.running(cast)
    story.accepted(cast, cycle)
    today, url = clock.today(), f"/reports/{cycle.key}/{town().code}/"
    found = [one for one in said(cast.zhaogang, town()) if one[2] == url]
    assert found == [
        (today, "asked for", url),
        (today, "filed in time", url),
        (today, "Accepted", url),
    ]
    assert said(cast.zhaogang, town(), 2025) == []


def test_what_is_not_filed_stands_at_its_deadline_red_once_it_has_passed(cast: Cast) -> None:
    cycle = story.running(cast)
    url = f"/reports/{cycle.key}/{sister().code}/"
    assert said(cast.chenjing, sister())[-1] == (cycle.due_on, "due", url)
    with clock.moved_to(clock.now() + timedelta(days=60)), translation.override("en"):
        last = moments_of(cast.chenjing, sister(), cycle.due_on.year)[-1]
    assert (last.on, last.state, last.tone) == (cycle.due_on, "overdue", "red")


def test_what_was_never_filed_before_its_cycle_was_closed_is_no_longer_overdue(cast: Cast) -> None:
    """Nothing can be filed any more, so that nobody is in delay; it stays red, and so it is in the calendar."""
    cycle = story.running(cast)
    close_cycle(actor=cast.wumin, cycle=cycle, reason="已另行通知")
    with clock.moved_to(clock.now() + timedelta(days=60)), translation.override("en"):
        last = moments_of(cast.chenjing, sister(), cycle.due_on.year)[-1]
        (entry,) = entries_of(cast.chenjing, cycle.due_on, cycle.due_on, sister())
    assert (last.on, last.state, last.tone) == (cycle.due_on, "never filed", "red")
    assert (entry.on, entry.state, entry.tone) == (cycle.due_on, "never filed", "red")


def test_the_notices_a_unit_issued_stand_in_its_own_line(cast: Cast) -> None:
    cycle = story.running(cast)
    with translation.override("en"):
        found = [
            one for one in moments_of(cast.wumin, world.unit(world.GANSU), 2026) if one.state == "issued"
        ]
    assert [(one.url, cycle.notice_number in one.what) for one in found] == [(f"/cycles/{cycle.key}/", True)]


def test_who_comes_and_goes_stands_at_the_first_and_the_last_day(cast: Cast) -> None:
    unit = world.unit(world.YUZHONG)
    post = Post.objects.get(unit=unit, key="government_head")
    since, until = date(2026, 3, 2), date(2026, 9, 30)
    held = appoint(actor=SYSTEM, post=post, person=NewPerson("何春来"), since=since)
    relieve(actor=SYSTEM, tenure=held, until=until)
    found = [(on, url) for on, _state, url in said(cast.hexin, unit)]
    assert found == [(since, f"/posts/{post.public_id}/"), (until, f"/posts/{post.public_id}/")]


def test_beyond_the_reach_nothing_is_told_of_a_unit(cast: Cast) -> None:
    story.running(cast)
    assert said(cast.maling, town()) == said(cast.wangfang, sister()) == []


def test_the_page_shows_twelve_months_and_the_same_as_a_list_for_any_year_there_is(cast: Cast) -> None:
    story.accepted(cast, story.running(cast))
    text = page(cast, "zhaogang", town()).content.decode()
    # Both first responsible persons took office in January.
    assert text.count('class="mark ') == 3 + 2
    assert "按期报送" in text
    assert "2023年没有" in page(cast, "zhaogang", town(), "2023").content.decode()
    for wrong in ("2022", "20266", "x", "２０２６", "-1"):
        assert page(cast, "zhaogang", town(), wrong).status_code == 400, wrong


def test_the_line_of_a_year_asks_the_same_few_questions_however_much_happened(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.user("chenjing"))
    address = f"/units/{town().code}/?tab=year"
    client.get(address)
    with CaptureQueriesContext(connection) as nothing:
        client.get(address)
    story.accepted(cast, story.running(cast))
    with CaptureQueriesContext(connection) as much:
        client.get(address)
    assert len(much) == len(nothing) <= 15
