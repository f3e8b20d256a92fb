"""Every odd shape of the real registry, by name. Pure: the whole file is planned, no database."""

import csv
import lzma
from collections import Counter
from itertools import count
from pathlib import Path

import pytest

from responsibilities.units.rules import BODY_KINDS, KINDS, Kind, Level, ScopeRule, is_filler, span
from responsibilities.units.rules.naming import Readings
from responsibilities.units.rules.registry import PARENT_LENGTH, Plan, parse

CATALOGUE = Path(__file__).parents[2] / "catalogue"

FILLERS = {
    "1101", "1201", "3101", "5001", "5002", "4190", "4290", "4690", "6590",
    "441900", "442000", "460400", "620201", "350527000", "350527000000",
}  # fmt: skip

WITH_VILLAGES = {"110101", "110106", "350527", "460321", "620102", "620121", "650106", "659001"}


@pytest.fixture(scope="module")
def rows():
    return parse(lzma.decompress((CATALOGUE / "divisions-2023.csv.xz").read_bytes()))


@pytest.fixture(scope="module")
def readings():
    with lzma.open(CATALOGUE / "pinyin-2023.csv.xz", "rt", encoding="utf-8", newline="") as source:
        return Readings.from_lines(tuple(line) for line in list(csv.reader(source))[1:])


@pytest.fixture(scope="module")
def units(rows, readings):
    """All units down to the townships, by code; villages of a few places only, to stay quick."""
    kept = [row for row in rows if len(row.code) < 12 or row.code[:6] in WITH_VILLAGES]
    return {unit.code: unit for unit in Plan(readings, {}, set(), count(1)).units(kept)}


@pytest.fixture(scope="module")
def above(units):
    by_id = {unit.id: unit for unit in units.values()}
    return lambda code: by_id[units[code.ljust(12, "0")].parent_id]


def test_the_registry_has_its_five_levels(rows):
    assert Counter(len(row.code) for row in rows) == {2: 31, 4: 342, 6: 2978, 9: 41352, 12: 620573}


def test_exactly_the_known_rows_are_fillers(rows):
    names = dict(rows)
    found = {c for c, n in rows if is_filler(c, n, names.get(c[: PARENT_LENGTH.get(len(c), 0)], ""))}
    assert found == FILLERS


@pytest.mark.slow
def test_no_two_units_share_a_place_or_a_code(rows, readings):
    planned = list(Plan(readings, {}, set(), count(1)).units(rows))
    assert len(planned) == 665_276 - 15 + 2
    assert len({unit.lo for unit in planned}) == len({unit.code for unit in planned}) == len(planned)
    kinds = Counter((unit.level, unit.kind) for unit in planned)
    assert all(kind in KINDS[level] for level, kind in kinds)
    assert not {kind for _level, kind in kinds} & BODY_KINDS
    per_level = Counter(unit.level for unit in planned)
    assert per_level[Level.PROVINCE] == 32
    assert per_level[Level.CITY] == 333
    assert kinds[Level.CITY, Kind.PREFECTURE_CITY] == 293
    assert kinds[Level.CITY, Kind.REGION] == 7
    assert kinds[Level.CITY, Kind.AUTONOMOUS_PREFECTURE] == 30
    assert kinds[Level.CITY, Kind.LEAGUE] == 3
    assert kinds[Level.TOWNSHIP, Kind.QUASI_TOWNSHIP] == 2_710
    assert kinds[Level.TOWNSHIP, Kind.STREET] == 9_066
    assert kinds[Level.TOWNSHIP, Kind.TOWN] + kinds[Level.TOWNSHIP, Kind.DIRECT_VILLAGES] == 21_377
    by_id = {unit.id: unit for unit in planned}
    parents = [(unit, by_id[unit.parent_id]) for unit in planned if unit.parent_id]
    assert all(parent.lo < unit.lo and unit.hi <= parent.hi for unit, parent in parents)
    assert [unit.name for unit in planned if unit.parent_id is None] == ["全国"]


@pytest.mark.parametrize(
    ("code", "name", "parent"),
    [
        ("110101", "东城区", "北京市"),
        ("120116", "滨海新区", "天津市"),
        ("310115", "浦东新区", "上海市"),
        ("500101", "万州区", "重庆市"),
        ("500229", "城口县", "重庆市"),
        ("419001", "济源市", "河南省"),
        ("429021", "神农架林区", "湖北省"),
        ("469001", "五指山市", "海南省"),
        ("659001", "石河子市", "新疆维吾尔自治区"),
        ("441900003", "东城街道", "东莞市"),
        ("442000001", "石岐街道", "中山市"),
        ("460400100", "那大镇", "儋州市"),
        ("620201100", "新城镇", "嘉峪关市"),
        ("350527", "金门县", "泉州市"),
    ],
)
def test_what_stands_under_a_filler_hangs_on_the_next_real_unit(units, above, code, name, parent):
    assert units[code.ljust(12, "0")].name == name
    assert above(code).name == parent


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("11", Kind.MUNICIPALITY), ("15", Kind.AUTONOMOUS_REGION), ("62", Kind.PROVINCE), ("66", Kind.CORPS),
        ("2327", Kind.REGION), ("1522", Kind.LEAGUE), ("6229", Kind.AUTONOMOUS_PREFECTURE), ("6201", Kind.PREFECTURE_CITY),
        ("620102", Kind.DISTRICT), ("310151", Kind.DISTRICT), ("140109", Kind.DISTRICT), ("620121", Kind.COUNTY),
        ("632857", Kind.FUNCTIONAL), ("152571", Kind.FUNCTIONAL), ("620171", Kind.FUNCTIONAL), ("130672", Kind.FUNCTIONAL),
        ("232761", Kind.FUNCTIONAL), ("429021", Kind.FOREST_DISTRICT), ("520203", Kind.SPECIAL_DISTRICT),
        ("130321", Kind.AUTONOMOUS_COUNTY), ("230751", Kind.DISTRICT), ("659001", Kind.COUNTY_CITY),
        ("460321", Kind.ISLANDS), ("460322451", Kind.QUASI_TOWNSHIP), ("659012503", Kind.QUASI_TOWNSHIP),
        ("110101001", Kind.STREET), ("620121100", Kind.TOWN), ("110111208", Kind.TOWNSHIP),
        ("110112209", Kind.ETHNIC_TOWNSHIP), ("152923203", Kind.SUMU), ("650106198", Kind.DIRECT_VILLAGES),
        ("110106001200", Kind.VILLAGE), ("620102001001", Kind.COMMUNITY),
    ],
)  # fmt: skip
def test_kinds(units, code, kind):
    assert units[code.ljust(12, "0")].kind is kind


def test_autonomous_and_plain_banners(units):
    kinds = Counter(
        unit.kind for code, unit in units.items() if code.startswith("15") and unit.level is Level.COUNTY
    )
    assert kinds[Kind.BANNER] == 49
    assert kinds[Kind.AUTONOMOUS_BANNER] == 3


def test_the_corps_leads_its_cities_which_lie_in_xinjiang(units, above):
    corps = units["660000000000"]
    led = [unit for unit in units.values() if unit.led_by_id == corps.id]
    assert len(led) == 12
    assert {above(unit.code).name for unit in led} == {"新疆维吾尔自治区"}
    assert (corps.lo, corps.hi) == span("66")


def test_depth_is_not_level(units):
    yongdeng, dongcheng, town = units["620121000000"], units["110101000000"], units["620201100000"]
    assert yongdeng.city_id == units["620100000000"].id
    assert (dongcheng.province_id, dongcheng.city_id) == (units["110000000000"].id, None)
    assert (town.city_id, town.county_id) == (units["620200000000"].id, None)
    assert town.path == "甘肃省 / 嘉峪关市 / 新城镇"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("62", None), ("6201", None), ("620121", None), ("620121100", None), ("4419", None), ("4420", None),
        ("4403", ScopeRule.NO_RURAL_PART), ("110101", ScopeRule.NO_RURAL_PART), ("110101001", ScopeRule.NO_VILLAGES),
        ("620102001", ScopeRule.NO_VILLAGES), ("620102001001", ScopeRule.URBAN_COMMUNITY), ("4603", ScopeRule.ISLANDS),
        ("460321", ScopeRule.ISLANDS), ("460321451001", ScopeRule.ISLANDS), ("650106198", ScopeRule.PLACEHOLDER),
        ("350527", ScopeRule.NO_RURAL_PART),
    ],
)  # fmt: skip
def test_scope_when_first_loaded(units, code, reason):
    assert units[code.ljust(12, "0")].scope == reason


def test_a_street_with_villages_is_in_scope_and_so_is_its_district(units):
    street = units["110106001000"]
    assert (street.name, street.kind, street.scope) == ("右安门街道", Kind.STREET, None)
    assert units["110106000000"].scope is None
