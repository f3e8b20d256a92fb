"""The pages of the tree: what everybody may see, what only those in reach, and what they decide."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from responsibilities.record.models import Entry
from responsibilities.units.actions.facts import set_class, set_scope, set_short_name
from responsibilities.units.models import Unit, UnitYear
from responsibilities.units.queries import in_scope
from revitalization.kit.errors import Forbidden, Hidden, Invalid, Refused, Stale
from tests import world

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.fixture
def as_user(client, cast):
    def sign_in(username: str):
        client.force_login(cast.user(username), "allauth.account.auth_backends.AuthenticationBackend")
        client.cookies["language"] = "en"
        return client

    return sign_in


@pytest.fixture
def receiver(as_user):
    """The receiving office of Yongdeng county."""
    return as_user("chenjing")


def test_nobody_sees_the_tree_without_signing_in(client):
    for url in (
        "/units/",
        f"/units/{world.YONGDENG}/",
        f"/units/{world.YONGDENG}/children/",
        "/search/?q=永登",
    ):
        response = client.get(url)
        assert response.status_code in {302, 401}, url
        assert "永登县" not in response.content.decode()


def test_the_tree_opens_at_the_top_and_level_by_level_without_a_script(receiver):
    top = text(receiver.get("/units/"))
    assert "甘肃省" in top
    assert "新疆生产建设兵团" in top
    assert f"/units/{world.YONGDENG}/" not in top
    county = receiver.get("/units/", {"at": world.YONGDENG})
    assert "红城镇" in text(county)
    assert f"/units/?at={world.LANZHOU}" in text(county)


def test_children_come_as_a_fragment(receiver):
    fragment = text(receiver.get(f"/units/{world.LANZHOU}/children/"))
    assert "永登县" in fragment
    assert "<html" not in fragment
    assert f'hx-get="/units/{world.YONGDENG}/children/"' in fragment


def test_the_number_of_queries_does_not_grow_with_the_tree(receiver):
    receiver.get("/units/")
    counts = []
    for code in (world.NATION, world.GANSU):
        with CaptureQueriesContext(connection) as queries:
            receiver.get("/units/", {"at": code})
        counts.append(len(queries))
    assert counts[0] <= counts[1] <= 10


def test_search_shows_the_path_and_what_is_mine_first(receiver):
    page = text(receiver.get("/search/", {"q": "城关镇"}))
    assert page.index("甘肃省 / 兰州市 / 永登县") < page.index("甘肃省 / 兰州市 / 榆中县")
    assert "Nothing found" in text(receiver.get("/search/", {"q": "没有这个地方"}))
    assert receiver.get("/search/").status_code == 200
    assert receiver.get("/search/", {"q": "长" * 101}).status_code == 400
    assert receiver.get("/search/", {"p": "永登"}).status_code == 400


def test_typed_text_never_becomes_markup(receiver):
    page = receiver.get("/search/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in page


def test_name_code_and_path_are_open_facts_are_not(receiver):
    own, other = receiver.get(f"/units/{world.YONGDENG}/?tab=facts"), receiver.get(f"/units/{world.XIJI}/")
    assert (own.status_code, other.status_code) == (200, 200)
    assert "In scope" in text(own)
    assert all(f">{name}</" in text(other) for name in ("宁夏回族自治区", "固原市", "西吉县"))
    for fact in ("In scope", "County level", "Agriculture-related"):
        assert fact not in text(other)
    assert receiver.get(f"/units/{world.XIJI}/", {"tab": "facts"}).status_code == 404
    assert receiver.get("/units/999999999999/").status_code == 404
    assert receiver.get("/units/12/").status_code == 404


def test_the_corps_page_names_the_cities_it_leads(as_user, tmp_path):
    page = text(as_user("linnan").get("/units/660000000000/"))
    assert "Production and construction corps" in page


def test_the_unit_page_speaks_chinese(receiver):
    receiver.cookies["language"] = "zh-hans"
    page = text(receiver.get(f"/units/{world.YONGDENG}/?tab=facts"))
    for word in ("基本情况", "县级", "涉农", "部门和办事机构"):
        assert word in page


def test_an_official_decides_on_the_scope_below_and_it_is_on_the_record(receiver):
    town = world.named("红城镇")
    data = {"version": town.version, "year": 2026, "scope": "no", "reason": "整镇纳入城市规划区"}
    response = receiver.post(f"/units/{town.code}/scope/", data)
    assert (response.status_code, response["Location"]) == (302, f"/units/{town.code}/")
    assert not in_scope(town, 2026)
    assert in_scope(town, 2025)
    entry = Entry.objects.filter(verb="unit.set_scope").get()
    assert (entry.actor_name, entry.reason, entry.lo) == ("陈静", "整镇纳入城市规划区", town.lo)
    assert (entry.before, entry.after) == (
        {"year": 2026, "in_scope": True},
        {"year": 2026, "in_scope": False},
    )
    assert "整镇纳入城市规划区" in text(receiver.get(f"/units/{town.code}/?tab=facts"))


def test_a_refused_decision_shows_the_form_with_what_was_typed(receiver):
    town = world.named("红城镇")
    data = {"version": town.version, "year": 2024, "scope": "no", "reason": "补记往年"}
    response = receiver.post(f"/units/{town.code}/scope/", data)
    assert response.status_code == 409
    assert "补记往年" in text(response)
    assert "2024 is over" in text(response)
    assert not UnitYear.objects.filter(unit=town).exists()


@pytest.mark.parametrize(
    ("username", "code", "status"),
    [
        ("chenjing", world.YONGDENG, 403),
        ("chenjing", world.YUZHONG, 404),
        ("chenjing", world.XIJI, 404),
        ("chenjing", "999999999999", 404),
        ("wangfang", "620121101000", 403),
        ("guoping", "620121101000", 403),
        ("zhouqiang", world.YONGDENG, 302),
    ],
)
def test_only_the_level_above_decides(as_user, username, code, status):
    before = list(UnitYear.objects.values()), Entry.objects.count()
    unit = Unit.objects.filter(code=code).first()
    data = {"version": unit.version if unit else 1, "year": 2026, "scope": "no", "reason": "说明"}
    assert as_user(username).post(f"/units/{code}/scope/", data).status_code == status
    if status != 302:
        assert (list(UnitYear.objects.values()), Entry.objects.count()) == before


def test_a_change_needs_a_post(receiver):
    assert receiver.get("/units/620121101000/scope/").status_code == 405


def test_classes_and_short_name(cast):
    town = world.named("红城镇")
    changed = set_class(
        actor=cast.chenjing, unit=town, classes=["grain", "hill"], reason="省农办名单", version=1
    )
    assert (changed.unit_class, changed.version) == (["grain", "hill"], 2)
    with pytest.raises(Stale):
        set_short_name(actor=cast.chenjing, unit=town, short_name="红城", reason="习惯叫法", version=1)
    set_short_name(actor=cast.chenjing, unit=town, short_name=" 红城 ", reason="习惯叫法", version=2)
    fresh = world.named("红城镇")
    assert (fresh.short_name, fresh.version) == ("红城", 3)
    events = fresh.events.order_by("pgh_id").values_list("short_name", "unit_class", "version")
    assert list(events) == [("红城镇", ["grain", "hill"], 2), ("红城", ["grain", "hill"], 3)]
    assert list(
        Entry.objects.filter(verb__startswith="unit.set").order_by("id").values_list("verb", flat=True)
    ) == [
        "unit.set_class",
        "unit.set_short_name",
    ]


def test_what_is_not_known_or_not_said_is_refused(cast):
    town = world.named("红城镇")
    with pytest.raises(Invalid):
        set_class(actor=cast.chenjing, unit=town, classes=["rich"], reason="x", version=1)
    with pytest.raises(Invalid):
        set_class(actor=cast.chenjing, unit=town, classes=["grain"], reason="  ", version=1)
    with pytest.raises(Invalid):
        set_scope(actor=cast.chenjing, unit=town, year=1999, scope=False, reason="x", version=1)
    with pytest.raises(Refused):
        set_scope(actor=cast.chenjing, unit=town, year=2025, scope=False, reason="x", version=1)
    with pytest.raises(Forbidden):
        set_scope(
            actor=cast.chenjing,
            unit=world.unit(world.YONGDENG),
            year=2026,
            scope=False,
            reason="x",
            version=1,
        )
    with pytest.raises(Hidden):
        set_scope(
            actor=cast.chenjing, unit=world.unit(world.XIJI), year=2026, scope=False, reason="x", version=1
        )
    assert world.named("红城镇").version == 1
