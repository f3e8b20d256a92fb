"""The navigation is composed of what the slices declare: in groups, short, and without a dead end."""

from itertools import pairwise

import pytest
from django.test import Client

from revitalization.kit.mechanism import GROUPS, Mechanism, NavItem
from revitalization.kit.registry import REGISTRY
from tests.cast import Cast

pytestmark = pytest.mark.django_db

EVERYBODY = [
    "wangfang", "lijun", "zhaogang", "chenjing", "zhouqiang", "wumin", "linnan", "anquan", "hexin", "guoping", "fengbo",
]  # fmt: skip
MOST = 7


def page_of(cast: Cast, username: str, path: str = "/account/") -> object:
    client = Client()
    client.force_login(cast.user(username))
    return client.get(path)


@pytest.mark.parametrize("username", EVERYBODY)
def test_nobody_has_more_than_seven_entries_and_each_of_them_opens(cast: Cast, username: str) -> None:
    client = Client()
    client.force_login(cast.user(username))
    context = client.get("/account/").context
    entries = list(context["navigation"])
    assert 1 < len(entries) <= MOST
    for entry in [*entries, *context["bells"], *context["account_links"]]:
        answer = client.get(entry.url)
        assert answer.status_code == 200, entry.url
        here = [
            one.url
            for place in ("navigation", "bells", "account_links")
            for one in answer.context[place]
            if one.current
        ]
        assert here == [entry.url]


@pytest.mark.parametrize("username", EVERYBODY)
def test_the_groups_stand_in_their_order_each_headed_once(cast: Cast, username: str) -> None:
    answer = page_of(cast, username)
    headings = [entry.heading for entry in answer.context["navigation"] if entry.heading]  # type: ignore[attr-defined]
    assert headings[0] == "工作"
    order = ["工作", "一张图", "业务", "基础", "管理"]
    assert len(order) == len(GROUPS)
    assert all(order.index(one) < order.index(after) for one, after in pairwise(headings))


def test_news_and_downloads_take_no_room_in_the_navigation(cast: Cast) -> None:
    context = page_of(cast, "wangfang").context  # type: ignore[attr-defined]
    assert [entry.url for entry in context["bells"]] == ["/notices/"]
    assert [entry.url for entry in context["account_links"]] == [
        "/account/",
        "/handover/",
        "/calendar/",
        "/assessment/schemes/",
        "/jobs/",
        "/categories/",
        "/record/",
    ]
    assert not {"/notices/", "/jobs/"} & {entry.url for entry in context["navigation"]}


def test_who_one_is_here_stands_in_the_head(cast: Cast) -> None:
    for username, words in (("wangfang", "填报员 · 红城镇"), ("zhaogang", "镇党委书记"), ("linnan", "全国")):
        head = page_of(cast, username).content.decode().split("</header>")[0]  # type: ignore[attr-defined]
        assert words in head, head[-1500:]


def test_a_part_keeps_its_entry_marked_below_other_addresses(cast: Cast) -> None:
    for path, entry in (("/cycles/series/", "/cycles/"), ("/duties/", "/categories/")):
        answer = page_of(cast, "chenjing", path)
        assert answer.status_code == 200, path  # type: ignore[attr-defined]
        shown = (*answer.context["navigation"], *answer.context["account_links"])  # type: ignore[attr-defined]
        marked = [one.url for one in shown if one.current]
        assert marked == [entry]


def test_a_mechanism_comes_in_by_declaring_alone(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    more = Mechanism(key="bees", navigation=[NavItem("bees", "Beehives", "jobs", "list", "business", 1)])
    monkeypatch.setattr(REGISTRY, "mechanisms", [*REGISTRY.mechanisms, more])
    entries = list(page_of(cast, "zhaogang").context["navigation"])  # type: ignore[attr-defined]
    business = [entry.label for entry in entries if entry.url in ("/jobs/", "/cycles/")]
    assert business[0] == "Beehives"


@pytest.mark.parametrize("wrong", [{"group": "elsewhere"}, {"group": "work", "place": "cellar"}])
def test_an_entry_that_nobody_would_see_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="navigation entry “plan”"):
        NavItem("plan", "Plan", "plan", "flag", order=1, **wrong)
