"""The places at the foot of a phone and the pages only they lead to."""

import pytest
from django.test import Client

from tests import world
from tests.cast import Cast, town

pytestmark = pytest.mark.django_db
EVERYBODY = (
    "wangfang",
    "lijun",
    "zhaogang",
    "chenjing",
    "wumin",
    "linnan",
    "hexin",
    "guoping",
    "anquan",
    "shenji",
    "xitong",
)


def signed_in(cast: Cast, username: str) -> Client:
    client = Client(HTTP_ACCEPT_LANGUAGE="zh-CN")
    client.force_login(cast.user(username))
    return client


@pytest.mark.parametrize("username", EVERYBODY)
def test_the_places_stand_in_one_order_and_each_of_them_opens(cast: Cast, username: str) -> None:
    client = signed_in(cast, username)
    slots = list(client.get("/account/").context["slots"])
    order = ["inbox", "own", "begin", "overview", "mine"]
    keys = [slot.key for slot in slots]
    assert keys == [key for key in order if key in keys]
    assert {"inbox", "own", "mine"} <= set(keys)
    for slot in slots:
        assert client.get(slot.url, follow=True).status_code == 200, slot.url
        if slot.key != "own":
            assert [one.key for one in client.get(slot.url).context["slots"] if one.current] == [slot.key]


@pytest.mark.parametrize(
    ("username", "has"),
    [("wangfang", False), ("zhaogang", False), ("guoping", False), ("chenjing", True), ("hexin", True), ("anquan", True)],
)  # fmt: skip
def test_the_plus_is_there_for_those_who_may_begin_something(cast: Cast, username: str, has: bool) -> None:
    slots = signed_in(cast, username).get("/account/").context["slots"]
    assert ("begin" in [slot.key for slot in slots]) is has


def test_our_unit_is_that_of_the_post_or_role_one_acts_in(cast: Cast) -> None:
    for username, code in (
        ("wangfang", town().code), ("zhaogang", town().code), ("chenjing", world.YONGDENG), ("linnan", world.NATION),
    ):  # fmt: skip
        answer = signed_in(cast, username).get("/units/own/")
        assert (answer.status_code, answer["Location"]) == (302, f"/units/{code}/")


def test_what_is_not_at_the_foot_is_on_ones_own_page(cast: Cast) -> None:
    client = signed_in(cast, "chenjing")
    page = client.get("/mine/")
    shown = page.content.decode().split("<main")[1]
    for entry in [*page.context["navigation"], *page.context["account_links"], *page.context["bells"]]:
        assert f'href="{entry.url}"' in shown, entry.url
    assert 'action="/sign-out/"' in shown
