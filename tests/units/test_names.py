"""How units are called and read."""

import csv
import lzma
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responsibilities.units.rules.naming import (
    Readings,
    folded,
    name_pairs,
    query_pairs,
    short_name,
    spoken_name,
)

CATALOGUE = Path(__file__).parents[2] / "catalogue"
NAMES = st.text(alphabet="甘肃省兰州市永登县城关镇红城村㳇𡐓·（）Ａa1", min_size=1, max_size=12)


@pytest.fixture(scope="module")
def readings():
    with lzma.open(CATALOGUE / "pinyin-2023.csv.xz", "rt", encoding="utf-8", newline="") as source:
        return Readings.from_lines(tuple(line) for line in list(csv.reader(source))[1:])


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("单县", "shanxian", "sx"), ("六安市", "luanshi", "las"), ("台州市", "taizhoushi", "tzs"), ("蔚县", "yuxian", "yx"),
        ("涡阳县", "guoyangxian", "gyx"), ("乐亭县", "laotingxian", "ltx"), ("黄陂区", "huangpiqu", "hpq"),
        ("亳州市", "bozhoushi", "bzs"), ("莘县", "shenxian", "sx"), ("浚县", "xunxian", "xx"),
        ("泌阳县", "biyangxian", "byx"), ("郫都区", "piduqu", "pdq"), ("东阿县", "dongexian", "dex"),
        ("铅山县", "yanshanxian", "ysx"), ("若羌县", "ruoqiangxian", "rqx"), ("牟平区", "mupingqu", "mpq"),
        ("重庆市", "chongqingshi", "cqs"), ("长垣市", "changyuanshi", "cys"), ("长子县", "zhangzixian", "zzx"),
        ("珲春市", "hunchunshi", "hcs"), ("尉犁县", "yulixian", "ylx"), ("尉氏县", "weishixian", "wsx"),
        ("荥经县", "yingjingxian", "yjx"), ("洪洞县", "hongtongxian", "htx"), ("湖㳇镇", "hufuzhen", "hfz"),
        ("城关镇", "chengguanzhen", "cgz"), ("东莞市", "dongguanshi", "dgs"), ("厦门市", "xiamenshi", "xms"),
    ],
)  # fmt: skip
def test_places_are_read_as_people_there_read_them(readings, name, pinyin, initials):
    found = readings.of(folded(name))
    assert (found.pinyin, found.initials) == (pinyin, initials)


def test_the_dictionary_reading_is_kept_as_the_second_one(readings):
    assert readings.of("单县").pinyin_other == "danxian"
    assert readings.of("六安市").initials_other == "las"
    assert readings.of("长坪村").pinyin_other == "zhangpingcun"
    assert readings.of("永登县").pinyin_other == ""


def test_characters_nobody_knows_are_silent(readings):
    assert readings.of("高\ue170村").pinyin == "gaocun"
    assert readings.of("龘龘").pinyin == ""


@pytest.mark.parametrize(
    ("code", "name", "short"),
    [
        ("62", "甘肃省", "甘肃"), ("15", "内蒙古自治区", "内蒙古"), ("64", "宁夏回族自治区", "宁夏"), ("11", "北京市", "北京"),
        ("620121", "永登县", "永登县"), ("620121100201", "南街村委会", "南街村"),
        ("620201100200", "野麻湾村村民委员会", "野麻湾村"), ("110101001001", "多福巷社区居委会", "多福巷社区"),
        ("620523100251", "北关村民委员会", "北关村"), ("152923204201", "格日勒图嘎查", "格日勒图嘎查"),
    ],
)  # fmt: skip
def test_short_names(code, name, short):
    assert short_name(code, name) == short


def test_full_width_dots_and_blanks_do_not_matter():
    assert folded(" Ａ区·一 村 ") == "a区一村"
    assert spoken_name("620121100201", "南街村委会") == "南街村"


@given(NAMES)
def test_any_part_of_a_name_finds_it(name):
    word = folded(name)
    pairs = set(name_pairs(name))
    for start in range(len(word) - 1):
        for end in range(start + 2, len(word) + 1):
            asked = set(query_pairs(word[start:end]))
            assert asked <= pairs | {"^" + word[:1]}


@given(NAMES)
def test_pairs_fit_the_column_and_the_copy_format(name):
    for pair in name_pairs(name):
        assert len(pair) == 2
        assert not set(pair) & set('{},"\\ \t\n')
