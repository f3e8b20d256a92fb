"""What party committee and government are called, by kind of unit."""

import pytest

from responsibilities.units.rules import KINDS, Kind, Level
from responsibilities.units.rules.organs import ORGANS, office_word, organ_names, organ_words

NAMED = [
    ("province", "province", "甘肃省", "", ("中共甘肃省委员会", "甘肃省人民政府")),
    ("province", "corps", "新疆生产建设兵团", "", ("中共新疆生产建设兵团委员会", "新疆生产建设兵团")),
    ("city", "autonomous_prefecture", "甘南藏族自治州", "", ("中共甘南藏族自治州委员会", "甘南藏族自治州人民政府")),
    ("city", "region", "阿里地区", "", ("中共阿里地区委员会", "阿里地区行政公署")),
    ("city", "league", "锡林郭勒盟", "", ("中共锡林郭勒盟委员会", "锡林郭勒盟行政公署")),
    ("county", "county", "永登县", "", ("中共永登县委员会", "永登县人民政府")),
    ("county", "functional", "兰州新区", "", ("中共兰州新区工作委员会", "兰州新区管理委员会")),
    ("county", "functional", "嘉峪关工业园区管理委员会", "", ("中共嘉峪关工业园区工作委员会", "嘉峪关工业园区管理委员会")),
    ("township", "town", "红城镇", "永登县", ("中共永登县红城镇委员会", "永登县红城镇人民政府")),
    ("township", "street", "广武门街道", "城关区", ("中共城关区广武门街道工作委员会", "城关区广武门街道办事处")),
    ("township", "street", "东城街道办事处", "某区", ("中共某区东城街道工作委员会", "某区东城街道办事处")),
    ("township", "sumu", "巴彦苏木", "某旗", ("中共某旗巴彦苏木委员会", "某旗巴彦苏木人民政府")),
    ("township", "quasi_township", "国营第一农场", "某县", ("某县国营第一农场",)),
    ("village", "village", "东沟村", "永登县", ("永登县东沟村",)),
    ("county", "department", "永登县农业农村局", "", ("永登县农业农村局",)),
    ("province", "leading_group_office", "甘肃省委农村工作领导小组办公室", "", ("中共甘肃省委农村工作领导小组办公室",)),
    ("centre", "leading_group_office", "中央农村工作领导小组办公室", "", ("中央农村工作领导小组办公室",)),
]  # fmt: skip


@pytest.mark.parametrize(("level", "kind", "name", "county", "organs"), NAMED)
def test_a_unit_writes_in_the_names_of_its_organs(level, kind, name, county, organs):
    assert organ_names(level, kind, name, county) == organs


def test_every_kind_down_to_the_township_has_its_organs_or_is_one_itself():
    proper = {kind for level, kinds in KINDS.items() for kind in kinds if level is not Level.VILLAGE}
    assert proper - set(ORGANS) == {Kind.NATION, Kind.QUASI_TOWNSHIP, Kind.DIRECT_VILLAGES}


@pytest.mark.parametrize(
    ("kind", "words", "office"),
    [
        ("county", ("县委", "县政府"), "县委农办"),
        ("region", ("地委", "行署"), "地委农办"),
        ("autonomous_region", ("自治区党委", "自治区政府"), "自治区党委农办"),
        ("functional", ("党工委", "管委会"), ""),
        ("nation", ("党中央", "国务院"), "中央农办"),
        ("village", (), ""),
    ],
)
def test_an_addressee_is_called_by_the_words_of_daily_use(kind, words, office):
    assert organ_words(kind) == words
    assert office_word(kind) == office
