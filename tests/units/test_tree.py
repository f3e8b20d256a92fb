"""Sets of units and what is found by search, in the world."""

from datetime import date

import pytest

from responsibilities.units.models import Unit, UnitYear
from responsibilities.units.queries import ancestors, branches, by_code, children_by_kind, find, in_scope
from revitalization.kit.errors import Hidden
from revitalization.kit.reach import Reach
from tests import world
from tests.world import bodies_of

pytestmark = pytest.mark.django_db


def reach(*codes: str) -> Reach:
    return Reach(frozenset((world.unit(code).span, None) for code in codes))


def names(hits) -> list[str]:
    return [hit.name for hit in hits]


def test_a_subtree_is_a_range():
    yongdeng = world.unit(world.YONGDENG)
    under = Unit.objects.under(yongdeng).territorial()
    assert [unit.name for unit in under.filter(level="township")] == ["城关镇", "红城镇", "中堡镇"]
    assert under.filter(level="village").count() == 6
    assert {unit.county_id for unit in under} == {yongdeng.pk}
    assert not under.filter(pk=yongdeng.pk).exists()


def test_the_nation_holds_everything():
    nation = world.unit(world.NATION)
    assert Unit.objects.within(Reach(frozenset({(nation.span, None)}))).count() == Unit.objects.count()


def test_within_is_the_union_of_the_ranges():
    found = Unit.objects.within(reach(world.GAOLAN, world.XIJI)).filter(level="county", is_body=False)
    assert [unit.name for unit in found] == ["皋兰县", "西吉县"]
    assert not Unit.objects.within(Reach()).exists()


def test_jiayuguan_has_no_counties():
    city = world.unit(world.JIAYUGUAN)
    children = Unit.objects.children_of(city)
    assert [unit.name for unit in children] == ["雄关街道", "新城镇", "峪泉镇", "文殊镇"]
    assert {unit.level for unit in children} == {"township"}
    assert not Unit.objects.filter(code="620201000000").exists()


def test_bodies_are_no_children():
    yongdeng = world.unit(world.YONGDENG)
    assert not Unit.objects.children_of(yongdeng).filter(is_body=True).exists()
    assert bodies_of(yongdeng).first().code == "620121000000-D01"


def test_in_being_on_a_day():
    assert Unit.objects.live(date(2023, 6, 30)).filter(code=world.YONGDENG).exists()
    assert not Unit.objects.live(date(2023, 6, 29)).filter(code=world.YONGDENG).exists()


def test_urban_streets_and_their_district_are_out_of_scope_with_a_reason():
    out = Unit.objects.exclude(pk__in=Unit.objects.in_scope(2026))
    assert {(unit.name, unit.level) for unit in out} == {
        ("城关区", "county"), ("酒泉路街道", "township"), ("畅家巷社区居委会", "village"), ("张家园社区居委会", "village"),
        ("雄关街道", "township"), ("福民社区", "village"), ("胜利社区", "village"),
    }  # fmt: skip
    assert all(str(row.reason_text).endswith(".") for row in UnitYear.objects.all())
    assert Unit.objects.in_scope(2026).filter(name="兴隆路社区").exists()


def test_a_decision_holds_until_a_later_year_says_otherwise():
    street = world.named("雄关街道")
    UnitYear.objects.create(unit=street, year=2026, in_scope=True, reason="征地后留有两个村民小组")
    UnitYear.objects.create(unit=street, year=2028, in_scope=False, reason="撤村")
    expected = {2023: False, 2025: False, 2026: True, 2027: True, 2028: False, 2030: False, 2020: True}
    for year, holds in expected.items():
        assert in_scope(street, year) is holds, year
        assert Unit.objects.in_scope(year).filter(pk=street.pk).exists() is holds, year


def test_the_path_upwards():
    village = world.unit("620121100201")
    assert [unit.name for unit in ancestors(village)] == ["甘肃省", "兰州市", "永登县", "城关镇"]
    assert village.path == "甘肃省 / 兰州市 / 永登县 / 城关镇 / 南街村委会"
    assert [unit.name for unit in ancestors(world.unit("620200000000-D03"))] == ["甘肃省", "嘉峪关市"]


def test_branches_say_whether_something_lies_under_them(django_assert_num_queries):
    gansu = world.unit(world.GANSU)
    with django_assert_num_queries(1):
        rows = branches(gansu)
    assert [(row.name, row.has_children) for row in rows][:2] == [("兰州市", True), ("嘉峪关市", True)]
    assert not any(row.has_children for row in branches(world.unit("620121100")))
    corps = [row for row in branches(world.unit(world.NATION)) if row.code == "660000000000"]
    assert [row.has_children for row in corps] == [False]


def test_children_by_kind():
    assert children_by_kind(world.unit(world.JIAYUGUAN)) == [("town", 3), ("street", 1)]


def test_an_unknown_code_is_hidden():
    with pytest.raises(Hidden):
        by_code("999999999999")


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("甘肃", "甘肃省"), ("永登", "永登县"), ("登县", "永登县"), ("永登 城关", "城关镇"), ("永登/城关镇", "城关镇"),
        ("永", "永登县"), ("yongdeng", "永登县"), ("yong deng", "永登县"), ("YongDeng", "永登县"), ("yǒngdēng", "永登县"),
        ("ydx", "永登县"), ("yd", "永登县"), ("620121", "永登县"), ("６２０１２１", "永登县"), ("6201", "兰州市"),
        ("南街村民委员会", "南街村委会"), ("南街村", "南街村委会"), ("nanjiecun", "南街村委会"), ("巉口", "巉口镇"),
        ("chankou", "巉口镇"), ("宁夏回族", "宁夏回族自治区"), ("ningxia", "宁夏回族自治区"), ("兵团", "新疆生产建设兵团"),
        ("620121000000-D01", "永登县委农村工作领导小组办公室"), ("中央农办", "中央农村工作领导小组办公室"),
        ("皋兰·县", "皋兰县"), (" 皋兰 ", "皋兰县"), ("dangxian", None), ("没有这个地方", None), ("", None), ("·", None),
        ("%", None), ("_", None), ("\\", None), ("'", None), ("\x00", None), ("永登 没有", None), ("9" * 50, None),
    ],
)  # fmt: skip
def test_search(typed, first):
    found = names(find(typed))
    assert (found[0] if found else None) == first


def test_rare_characters_are_found(tmp_path):
    found = find("磐安")
    assert [(hit.name, hit.path) for hit in found] == [("磐安镇", "甘肃省 / 天水市 / 甘谷县 / 磐安镇")]


def test_both_town_seats_are_found_with_their_paths_and_mine_first():
    assert [hit.above for hit in find("城关镇")] == ["甘肃省 / 兰州市 / 永登县", "甘肃省 / 兰州市 / 榆中县"]
    mine = find("城关镇", near=reach(world.YUZHONG))
    assert [hit.above for hit in mine] == ["甘肃省 / 兰州市 / 榆中县", "甘肃省 / 兰州市 / 永登县"]


def test_territory_before_departments_and_at_most_twenty():
    found = names(find("永登"))
    assert len(found) == 20
    assert found[0] == "永登县"
    assert found[1].startswith("永登县委")
    assert len(find("甘肃", limit=5)) == 5


def test_a_search_is_two_queries_whatever_it_finds(django_assert_num_queries):
    with django_assert_num_queries(2):
        find("南街")
    with django_assert_num_queries(1):
        find("620121")
