"""The first visit: three things of each role where one begins, until they are put away, and then never again."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from responsibilities.access.actions import grant_role
from responsibilities.access.models import User
from responsibilities.roles import ROLES
from revitalization.kit.actor import Actor
from revitalization.kit.registry import REGISTRY
from tests.cast import Cast, town

pytestmark = pytest.mark.django_db

SOMEBODY = {
    "filer": "wangfang",
    "reviewer": "lijun",
    "principal": "zhaogang",
    "receiver": "chenjing",
    "organizer": "hexin",
    "reader": "guoping",
    "system_admin": "xitong",
    "security_admin": "anquan",
    "audit_admin": "shenji",
}
CARD = re.compile(r'<section class="card welcome.*?</section>', re.S)


def reading(user: User, language: str = "zh-CN") -> Client:
    client = Client(HTTP_ACCEPT_LANGUAGE=language)
    client.force_login(user)
    return client


def card(client: Client, path: str = "/home/") -> str:
    found = CARD.search(client.get(path, follow=True).content.decode())
    return found[0] if found else ""


def holding(role: str) -> User:
    """Somebody of the cast with that role, or a new colleague in 红城镇 who was given it."""
    if role in SOMEBODY:
        return User.objects.get(username=SOMEBODY[role])
    user = User.objects.create(username="newcolleague", name="新同事")
    grant_role(actor=Actor.system("tests", via="command"), user=user, unit=town(), role=role)
    return user


def test_a_role_of_which_nobody_says_anything_begins_with_what_goes_for_all() -> None:
    assert [thing.url_name for thing in REGISTRY.welcome("visitor")] == ["inbox", "calendar", "search"]


@pytest.mark.parametrize("role", [role.key for role in ROLES])
def test_each_role_finds_its_three_things_where_it_begins_and_each_leads_there(cast: Cast, role: str) -> None:
    user = holding(role)
    client = reading(user)
    shown = card(client)
    things = REGISTRY.welcome(role)
    links = re.findall(r'<li>\s*<a href="([^"]+)">([^<]+)</a>', shown)
    assert len(things) == len(links) == 3
    for url, words in links:
        assert re.search(r"[一-鿿]{4}", words)
        path, _sharp, part = url.partition("#")
        page = client.get(path, follow=True)
        assert page.status_code == 200, url
        assert not part or f'id="{part}"' in page.content.decode(), url
    english = card(reading(user, "en"))
    assert "three things" in english
    assert all(thing.text in english for thing in things)


def test_the_card_names_place_and_role(cast: Cast) -> None:
    assert "您是红城镇填报员：三件事" in card(reading(cast.user("wangfang")))
    assert "Filer at 红城镇: three things" in card(reading(cast.user("wangfang"), "en"))


def test_put_away_without_a_script_it_never_comes_back_on_any_device(cast: Cast) -> None:
    client = reading(cast.user("wangfang"))
    form = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', card(client)))
    assert card(client, "/units/own/"), "also on the page of the own unit"
    answer = client.post(reverse("welcomed"), {"role": form["role"], "next": form["next"]})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert User.objects.get(username="wangfang").welcomed == ["filer"]
    for other in (client, reading(cast.user("wangfang"), "en")):
        assert card(other, "/") == card(other, "/units/own/") == ""
    assert card(reading(cast.user("sunli")), "/"), "hers still stands"


def test_only_a_role_one_holds_is_put_away(cast: Cast) -> None:
    client = reading(cast.user("wangfang"))
    for sent in ({}, {"role": "receiver"}, {"role": "filer" * 20}):
        assert client.post(reverse("welcomed"), sent).status_code == 400
    assert User.objects.get(username="wangfang").welcomed == []
    assert client.get(reverse("welcomed")).status_code == 405


def test_it_stands_on_no_other_page_and_asks_nothing(cast: Cast, django_assert_num_queries) -> None:
    client = reading(cast.user("chenjing"))
    for path in ("/cycles/", "/calendar/", "/account/", "/units/", "/vacancies/"):
        assert card(client, path) == "", path
    client.get("/")
    with CaptureQueriesContext(connection) as asked:
        assert card(client, "/")
    with_card = len(asked)
    client.post(reverse("welcomed"), {"role": "receiver"})
    with django_assert_num_queries(with_card):
        assert card(client, "/") == ""
