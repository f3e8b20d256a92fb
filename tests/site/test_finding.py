"""The search: every kind of things in one page, within the reader's reach, and what one may begin."""

from datetime import date

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from responsibilities.numbers.rules import Sought, sought
from responsibilities.posts.actions import NewPerson, appoint, relieve
from responsibilities.posts.models import Post
from responsibilities.units.queries import find
from revitalization.kit.perform import history
from revitalization.kit.registry import REGISTRY
from tests import world
from tests.cast import SINCE
from tests.policy.basics import SYSTEM
from tests.reports import story

pytestmark = pytest.mark.django_db
SIGN_IN = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def reader(cast):
    """Signs somebody of the cast in and asks the search in Chinese."""

    def ask(username: str, text: str, **more: str):
        client = Client(HTTP_ACCEPT_LANGUAGE="zh-CN")
        client.force_login(cast.user(username), SIGN_IN)
        answer = client.get("/search/", {"q": text, **more})
        assert answer.status_code == 200, answer.content.decode()
        return answer

    return ask


def found(actor, key, text, limit=6):
    return next(kind for kind in REGISTRY.search() if kind.key == key).find(actor, text, limit)


def rename(cycle, title):
    with transaction.atomic(), history(SYSTEM, "cycle.rename"):
        cycle.title = title
        cycle.save()


def titles(actor, key, text):
    return [hit.title for hit in found(actor, key, text)]


# ---------------------------------------------------------------- units


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("永登县红城镇", "甘肃省 / 兰州市 / 永登县 / 红城镇"),
        ("兰州红城", "甘肃省 / 兰州市 / 永登县 / 红城镇"),
        ("甘肃兰州永登红城镇", "甘肃省 / 兰州市 / 永登县 / 红城镇"),
        ("榆中县城关镇", "甘肃省 / 兰州市 / 榆中县 / 城关镇"),
        ("榆中城关", "甘肃省 / 兰州市 / 榆中县 / 城关镇"),
        ("宁夏西吉县", "宁夏回族自治区 / 固原市 / 西吉县"),
    ],
)  # fmt: skip
def test_places_named_without_blanks_between_them_are_found(cast, typed, first):
    hits = find(typed)
    assert hits
    assert hits[0].path == first


def test_what_lies_elsewhere_is_not_found_by_a_place_it_does_not_lie_in(cast):
    assert find("榆中红城") == []
    assert find("红城永登县") == []
    assert find("永登县" * 20) == []


# ---------------------------------------------------------------- people


def test_people_are_found_by_the_beginning_or_the_end_of_their_name_with_their_post(cast):
    for typed in ("赵刚", "赵 刚", "赵·刚"):
        assert [(hit.title, hit.about) for hit in found(cast.chenjing, "people", typed)] == [
            ("赵刚", "甘肃省 / 兰州市 / 永登县 / 红城镇 · 镇党委书记")
        ], typed
    person = NewPerson("欧阳振国")
    post = Post.objects.get(unit=world.unit(world.YUZHONG), key="party_secretary")
    appoint(actor=SYSTEM, post=post, person=person, since=SINCE)
    assert (
        titles(cast.zhouqiang, "people", "欧阳") == titles(cast.zhouqiang, "people", "振国") == ["欧阳振国"]
    )
    assert titles(cast.zhouqiang, "people", "国") == titles(cast.zhouqiang, "people", "%%") == []


def test_people_beyond_the_reach_are_not_found_and_not_counted(cast, reader):
    assert titles(cast.chenjing, "people", "冯波") == ["冯波"]
    assert titles(cast.wangfang, "people", "冯波") == titles(cast.maling, "people", "冯波") == []
    assert titles(cast.xitong, "people", "冯波") == []
    assert "冯波" not in reader("maling", "冯波").content.decode().replace("“冯波”", "").replace('"冯波"', "")


def test_who_left_is_found_with_the_last_day_after_whoever_holds_a_post(cast):
    seat = {"unit": world.unit(world.YUZHONG), "key": "party_secretary"}
    left = appoint(actor=SYSTEM, post=Post.objects.get(**seat), person=NewPerson("欧阳振"), since=SINCE)
    relieve(actor=SYSTEM, tenure=left, until=date(2026, 11, 23))
    assert [hit.about for hit in found(cast.zhouqiang, "people", "欧阳")] == [
        "甘肃省 / 兰州市 / 榆中县 · 县委书记（任至2026年11月23日）"
    ]
    head = Post.objects.get(unit=world.unit(world.YUZHONG), key="government_head")
    appoint(actor=SYSTEM, post=head, person=NewPerson("欧阳军"), since=SINCE)
    assert titles(cast.zhouqiang, "people", "欧阳") == ["欧阳军", "欧阳振"]


# ---------------------------------------------------------------- numbers and cycles


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("甘农领办〔2026〕12号", Sought("甘农领办", "〔2026〕12号")),
        ("甘农领办[2026]012", Sought("甘农领办", "〔2026〕12号")),
        ("甘农领办 （2026） 第12号", Sought("甘农领办", "〔2026〕12号")),
        ("2026-12", Sought("", "〔2026〕12号")),
        ("〔2026〕12号", Sought("", "〔2026〕12号")),
        ("甘农领办", Sought("甘农领办")),
        ("甘农领办〔2026", Sought("甘农领办〔2026")),
        ("620121", Sought()), ("12", Sought()), ("%", Sought()), ("", Sought()),
    ],
)  # fmt: skip
def test_a_number_is_understood_as_it_is_typed(typed, meant):
    assert sought(typed) == meant


def test_a_notice_is_found_by_its_number_by_those_whom_it_concerns(cast):
    cycle = story.running(cast)
    number = cycle.notice_number
    year = number.partition("〔")[2].partition("〕")[0]
    serial = number.rpartition("〕")[2].rstrip("号")
    for typed in (number, number.replace("〔", "[").replace("〕", "]"), f"{year}-{serial}", number[:3]):
        hits = found(cast.wangfang, "numbers", typed)
        assert [(hit.title, hit.url) for hit in hits] == [(number, f"/cycles/{cycle.key}/")], typed
        assert found(cast.maling, "numbers", typed) == []
        assert found(cast.xitong, "numbers", typed) == []


def test_a_cycle_is_found_by_words_of_its_title_by_those_whom_it_concerns(cast):
    cycle = story.running(cast)
    word = cycle.title[-4:]
    assert [hit.url for hit in found(cast.wangfang, "cycles", f"甘肃 {word}")] == [f"/cycles/{cycle.key}/"]
    assert found(cast.maling, "cycles", word) == []
    assert found(cast.wangfang, "cycles", "告") == []


def test_words_of_a_title_are_found_whole_in_any_order_and_in_any_case(cast):
    cycle = story.running(cast)
    where = [f"/cycles/{cycle.key}/"]
    rename(cycle, "关于报送ABC工程与年度总结的函")
    for typed in ("abc工程", "abc", "总结 工程", "年度总结的函", "工程 函"):
        assert [hit.url for hit in found(cast.wangfang, "cycles", typed)] == where, typed
    # All pairs of the word stand in the title, the word does not.
    rename(cycle, "总结和结制与制度的办法")
    assert found(cast.wangfang, "cycles", "总结制度") == []
    assert found(cast.wangfang, "cycles", "总结 没有") == []
    assert [hit.url for hit in found(cast.wangfang, "cycles", "制度 总结")] == where


# ---------------------------------------------------------------- acts


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("wumin", ["cycle", "matter", "assessment_scheme"]), ("hexin", ["appoint", "roster"]), ("anquan", ["account", "token"]),
        ("wangfang", []), ("zhaogang", []), ("shenji", []),
    ],
)  # fmt: skip
def test_everybody_is_offered_what_the_role_may_begin(cast, client, who, may):
    begins = [begin.key for begin in REGISTRY.begins() if begin.open_to(getattr(cast, who))]
    assert begins == may
    client.force_login(cast.user(who), SIGN_IN)
    page = client.get("/begin/")
    assert page.status_code == 200
    assert page.content.decode().count('class="begins"') == bool(may)


def test_acts_and_pages_are_found_by_their_names_in_the_readers_language(reader):
    assert "/cycles/new/" in reader("wumin", "新建").content.decode()
    assert "/rosters/" in reader("hexin", "名册").content.decode()
    assert "/tokens/new/" not in reader("wumin", "令牌").content.decode()
    assert "/tokens/new/" in reader("anquan", "令牌").content.decode()
    assert "/security-events/" in reader("shenji", "安全事件").content.decode()


# ---------------------------------------------------------------- the page


def test_one_page_shows_all_kinds_in_groups_and_one_kind_whole(cast, client, reader):
    page = reader("chenjing", "城关").content.decode()
    assert 'id="found-units"' in page
    assert page.count("kind=units") == 1
    whole = reader("chenjing", "永登", kind="units").content.decode()
    assert whole.count('class="tree-row"') == 20
    client.force_login(cast.user("chenjing"), SIGN_IN)
    assert client.get("/search/?q=x&kind=nothing").status_code == 400


def test_the_list_alone_comes_without_the_frame_for_the_script(cast, client):
    client.force_login(cast.user("chenjing"), SIGN_IN)
    part = client.get("/search/", {"q": "赵刚"}, headers={"X-Baton-Part": "list"}).content.decode()
    assert 'role="option"' in part
    assert "<html" not in part
    assert (
        client.get("/search/", {"q": "<b>x"}, headers={"X-Baton-Part": "list"}).content.decode().strip() == ""
    )


def test_the_number_of_queries_hangs_on_neither_text_nor_hits(cast, client):
    story.running(cast)
    client.force_login(cast.user("linnan"), SIGN_IN)
    client.get("/search/")
    asked = {}
    for text in ("城关", "赵刚", "南街", "甘肃", "2026"):
        with CaptureQueriesContext(connection) as queries:
            client.get("/search/", {"q": text})
        asked[text] = len(queries)
    assert max(asked.values()) - min(asked.values()) <= 4, asked
    assert max(asked.values()) <= 18, asked
