"""A person keeps addresses of the inbox under names of the own; nobody else sees or drops them."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from responsibilities.access.actions.saved import MOST
from responsibilities.access.models import SavedView
from tests.cast import Cast
from tests.reports import story

pytestmark = pytest.mark.django_db

NARROWED = "kind=report-decide&due=week"


def signed_in(cast: Cast, username: str) -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(cast.user(username))
    return client


def keep(client: Client, name: str, query: str = NARROWED) -> str:
    answer = client.post(reverse("view_save"), {"name": name, "query": query}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_view_is_kept_under_its_name_and_leads_to_the_same_list(cast: Cast) -> None:
    story.submitted(cast, story.running(cast))
    client = signed_in(cast, "chenjing")
    assert "已保存为“本周签收”" in keep(client, "本周签收")
    page = client.get("/").content.decode()
    (address,) = re.findall(r'<a href="(/\?[^"]+)"[^>]*>本周签收', page)
    found = client.get(address.replace("&amp;", "&")).context["inbox"]
    assert [line.kind.key for part in found.parts for line in part.lines] == ["report-decide"]


def test_only_a_narrowed_list_offers_to_be_kept(cast: Cast) -> None:
    story.submitted(cast, story.running(cast))
    client = signed_in(cast, "chenjing")
    assert reverse("view_save") not in client.get("/").content.decode()
    assert reverse("view_save") in client.get(f"/?{NARROWED}").content.decode()


def test_the_same_name_gets_the_new_address(cast: Cast) -> None:
    client = signed_in(cast, "chenjing")
    keep(client, "我的")
    keep(client, "我的", "due=late")
    assert SavedView.objects.get().query == "due=late"


def test_views_of_others_are_not_seen_and_not_dropped(cast: Cast) -> None:
    keep(signed_in(cast, "chenjing"), "本周签收")
    other = signed_in(cast, "zhouqiang")
    assert "本周签收" not in other.get("/").content.decode()
    drop = reverse("view_drop", args=[SavedView.objects.get().public_id])
    assert other.post(drop).status_code == 404
    assert SavedView.objects.count() == 1
    assert signed_in(cast, "chenjing").post(drop).status_code == 302
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    ("name", "query", "said"),
    [
        ("", NARROWED, "请写一个名称"),
        ("\u200b\u202e", NARROWED, "请写一个名称"),
        ("长" * 41, NARROWED, "请写一个名称"),
        ("我的", "", "请先缩小范围"),
        ("我的", "kind=" + "a" * 300, "请先缩小范围"),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_is_kept(
    cast: Cast, name: str, query: str, said: str
) -> None:
    client = signed_in(cast, "chenjing")
    client.post(reverse("view_save"), {"name": name, "query": query})
    assert said in client.get("/").content.decode()
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    "query",
    ["kind=%00", "kind=report-draft", "colour=red", "due=late&due=week", "due=sometimes", "under=000000000000",
     "under=%00", "view=nowhere", "after=abc", "view=todo", "&", "due=late&colour=red"],
)  # fmt: skip
def test_an_address_that_the_inbox_refuses_is_not_kept(cast: Cast, query: str) -> None:
    client = signed_in(cast, "chenjing")
    page = keep(client, "我的", query)
    assert not SavedView.objects.exists()
    assert "请先缩小范围" in page
    assert 'value="我的"' in page


@pytest.mark.parametrize(
    "query", ["/?due=late", "view=mine&due=week", "view=done", " kind=report-decide ", "due=late&kind="]
)
def test_what_is_kept_opens_the_list_again(cast: Cast, query: str) -> None:
    client = signed_in(cast, "chenjing")
    keep(client, "我的", query)
    assert client.get(SavedView.objects.get().url).status_code == 200


def test_a_name_bears_no_character_that_nobody_sees_and_names_one_view(cast: Cast) -> None:
    client = signed_in(cast, "chenjing")
    for name in ("我的", "我\u200b的", " \u202e我的\n"):
        keep(client, name)
    assert [view.name for view in SavedView.objects.all()] == ["我的"]


@pytest.mark.parametrize("name", ["", "  ", "长" * 41, "再一个"])
def test_nothing_typed_is_lost_with_a_name_that_cannot_be_kept(cast: Cast, name: str) -> None:
    user = cast.user("chenjing")
    if name.startswith("再"):
        SavedView.objects.bulk_create(
            SavedView(user=user, name=str(n), query="due=late") for n in range(MOST)
        )
    story.submitted(cast, story.running(cast))
    client = signed_in(cast, "chenjing")
    before = SavedView.objects.count()
    answer = client.post(reverse("view_save"), {"name": name, "query": NARROWED}, follow=True)
    assert answer.request["QUERY_STRING"] == NARROWED
    page = answer.content.decode()
    assert page.index("<title>错误：") > 0
    form = page[page.index('class="inline-form') :].partition("</form>")[0]
    assert re.search(r'<a href="#view-name">\s*视图名称', form)
    field = re.search(r'<input[^>]*id="view-name"[^>]*>', form)[0]
    assert (f'value="{name}"' in field) == bool(name)
    assert 'aria-invalid="true"' in field
    assert 'aria-describedby="view-name_error"' in field
    assert f'name="query" value="{NARROWED.replace("&", "&amp;")}"' in form
    assert SavedView.objects.count() == before
    # Said once: the list is itself again afterwards.
    again = client.get(f"/?{NARROWED}").content.decode()
    assert "error-summary" not in again
    assert 'id="view-name"' in again


def test_nobody_keeps_more_than_a_handful(cast: Cast) -> None:
    user = cast.user("chenjing")
    SavedView.objects.bulk_create(SavedView(user=user, name=str(n), query="due=late") for n in range(MOST))
    assert "请先删除" in keep(signed_in(cast, "chenjing"), "再一个")
    assert SavedView.objects.count() == MOST


@pytest.mark.parametrize("query", ["//evil.example/", "a=1\r\nSet-Cookie: x=1", "due=late#x", "?/?due=late"])
def test_an_address_never_leads_off_the_site(cast: Cast, query: str) -> None:
    answer = signed_in(cast, "chenjing").post(reverse("view_save"), {"name": "我的", "query": query})
    assert answer.status_code in {302, 400}
    if answer.status_code == 302:
        assert re.match(r"/(\?|$)", answer["Location"])
        assert "\n" not in answer["Location"]
