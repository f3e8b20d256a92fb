"""Where one begins: at the work, or at the page of the own unit."""

import pytest
from django.test import Client

from tests import world
from tests.cast import PASSWORD, Cast, town
from tests.reports import story

pytestmark = pytest.mark.django_db


def landed(cast: Cast, username: str) -> str:
    client = Client()
    client.force_login(cast.user(username))
    answer = client.get("/home/")
    assert answer.status_code == 302
    assert client.get(answer["Location"]).status_code == 200
    return answer["Location"]


def test_first_responsible_persons_and_readers_begin_at_their_unit(cast: Cast) -> None:
    row = story.drafted(cast, story.running(cast))
    assert row.status == "draft"
    for username, code in (
        ("zhaogang", town().code),
        ("fengbo", world.YONGDENG),
        ("guoping", world.YONGDENG),
    ):
        assert landed(cast, username) == f"/units/{code}/"


def test_whoever_has_work_begins_at_it_and_without_work_at_the_own_area(cast: Cast) -> None:
    cycle = story.running(cast)
    assert landed(cast, "wangfang") == "/"
    assert landed(cast, "chenjing") == f"/units/{world.YONGDENG}/"
    story.submitted(cast, cycle)
    assert landed(cast, "chenjing") == "/"
    assert landed(cast, "zhouqiang") == f"/units/{world.LANZHOU}/"
    assert landed(cast, "hexin") == f"/units/{world.LANZHOU}/"


def test_who_has_no_area_begins_at_the_inbox(cast: Cast) -> None:
    assert landed(cast, "lijun") == "/"


def test_each_administrator_begins_at_the_own_console(cast: Cast) -> None:
    consoles = {"xitong": "/operations/", "anquan": "/accounts/", "shenji": "/security-events/"}
    assert {username: landed(cast, username) for username in consoles} == consoles


def test_opening_the_site_and_signing_in_leads_home(cast: Cast) -> None:
    client = Client()
    asked = client.get("/")
    assert asked["Location"] == "/sign-in/"
    answer = client.post(asked["Location"], {"login": "guoping", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/home/")
    assert client.get("/account/").status_code == 200


def test_a_page_that_was_asked_for_is_opened_after_signing_in(cast: Cast) -> None:
    client = Client()
    asked = client.get("/board/")
    answer = client.post(asked["Location"], {"login": "guoping", "password": PASSWORD})
    assert answer["Location"] == "/board/"
