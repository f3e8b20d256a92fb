"""Titles are broken by sense: never inside a word, at most some twenty characters a line, no waist."""

from itertools import pairwise

import pytest

from revitalization.kit.documents import title_lines
from revitalization.kit.documents.titles import WIDEST, width

WORDS = (
    "乡村振兴",
    "责任制",
    "落实情况",
    "年度",
    "上半年",
    "通知",
    "报告",
    "领导小组",
    "2026年",
    "办公室",
    "人居环境",
)
TITLES = [
    "关于2026年上半年乡村振兴责任制落实情况的报告",
    "关于报送2026年度乡村振兴责任制落实情况的通知",
    "关于甘南藏族自治州2026年高标准农田建设和粮食安全责任制落实情况的专题报告",
    "关于对永登县2026年度乡村振兴责任制落实情况进行督查考核并反馈发现问题整改情况的通知",
    "关于印发《永登县2026年乡村振兴重点任务清单》和《永登县2026年乡村建设项目计划》的通知",
    "关于调整县委农村工作领导小组及其办公室组成人员和进一步加强农村人居环境整治工作的通知",
    "关于巩固拓展脱贫攻坚成果同乡村振兴有效衔接2026年度第三季度资金项目管理使用情况的报告",
]


@pytest.mark.parametrize("title", TITLES)
def test_a_long_title_is_broken_between_words_into_lines_that_fit(title):
    lines = title_lines(title)
    assert "".join(lines) == title
    assert 2 <= len(lines) <= 4
    assert max(width(line) for line in lines) <= WIDEST
    cuts = {sum(map(len, lines[: n + 1])) for n in range(len(lines) - 1)}
    for word in WORDS:
        at = title.find(word)
        while at >= 0:
            assert not cuts & set(range(at + 1, at + len(word))), (lines, word)
            at = title.find(word, at + 1)
    assert [line for line in lines if line[0] in "的、，》）" and line not in {"的报告", "的通知"}] == []
    assert [line for line in lines if line.endswith(("关于", "《", "（", "和"))] == []


@pytest.mark.parametrize("title", TITLES)
def test_the_lines_of_a_title_have_no_waist(title):
    sizes = [width(line) for line in title_lines(title)]
    steps = [b - a for a, b in pairwise(sizes)]
    assert not any(a < 0 < b for a, b in pairwise(steps)), sizes


def test_what_fits_stays_on_one_line_and_an_own_break_is_kept():
    assert title_lines("关于做好冬春季火灾防控工作的通知") == ["关于做好冬春季火灾防控工作的通知"]
    assert title_lines("关于2026年度\n乡村振兴责任制落实情况的报告") == [
        "关于2026年度",
        "乡村振兴责任制落实情况的报告",
    ]


def test_the_organs_stand_above_side_by_side_where_they_fit():
    assert title_lines("关于工作的报告", ["县财政局", "县水务局"]) == ["县财政局　县水务局", "关于工作的报告"]
    town = ["中共永登县红城镇委员会", "永登县红城镇人民政府"]
    assert title_lines("关于工作的报告", town) == [*town, "关于工作的报告"]


@pytest.mark.parametrize("text", ["字" * 60, "a" * 90, "《" * 50, "", "的" * 45, "1" * 100, "字" * 500])
def test_what_no_rule_foresees_is_broken_all_the_same_and_loses_nothing(text):
    assert "".join(title_lines(text)) == text


NAMED = [
    ("关于印发《甘肃省乡村振兴责任制实施细则（试行）》的通知", ["《甘肃省乡村振兴责任制实施细则（试行）》"]),
    ("关于报送《2026年度推进乡村振兴战略进展情况报告》的通知", ["《2026年度推进乡村振兴战略进展情况报告》"]),
    (
        "关于印发《永登县2026年乡村振兴重点任务清单》和《永登县2026年乡村建设项目计划》的通知",
        ["《永登县2026年乡村振兴重点任务清单》", "《永登县2026年乡村建设项目计划》"],
    ),
    (
        "关于学习贯彻《中国共产党农村工作条例》和《乡村振兴责任制实施办法》落实情况的通知",
        ["《中国共产党农村工作条例》", "《乡村振兴责任制实施办法》"],
    ),
]


@pytest.mark.parametrize(("title", "names"), NAMED)
def test_a_name_that_fits_on_a_line_is_not_broken(title, names):
    lines = title_lines(title)
    assert "".join(lines) == title
    assert max(width(line) for line in lines) <= WIDEST
    for name in names:
        assert any(name in line for line in lines), lines


@pytest.mark.parametrize(
    "title",
    [
        "关于印发《甘肃省巩固拓展脱贫攻坚成果同乡村振兴有效衔接资金项目管理使用办法（试行）》的通知",
        "关于转发《中共甘肃省委农村工作领导小组办公室关于做好2026年度乡村振兴责任制落实情况考核评估工作的通知》的通知",
        "关于印发《永登县党政领导班子和领导干部推进乡村振兴战略实绩考核暂行办法》的通知",
        "关于印发《某某甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地玄黄宇宙洪荒》的通知",
    ],
)
def test_a_longer_name_is_broken_by_its_sense_and_never_beside_its_marks(title):
    lines = title_lines(title)
    assert "".join(lines) == title
    assert max(width(line) for line in lines) <= WIDEST
    assert not [
        line for line in lines if line[-1] in "《（" or line[0] in "》）" or line.startswith("（试行")
    ]
    cuts = {sum(map(len, lines[: n + 1])) for n in range(len(lines) - 1)}
    for word in ("领导小组", "考核评估", "有效衔接", "乡村振兴", "2026年"):
        at = title.find(word)
        assert at < 0 or not cuts & set(range(at + 1, at + len(word))), (lines, word)


def test_under_a_long_organ_a_name_is_rather_broken_than_the_title_given_a_waist():
    organ = "中共甘肃省委农村工作领导小组办公室"
    lines = title_lines("关于报送《2026年度推进乡村振兴战略进展情况报告》的通知", [organ])
    assert lines == [organ, "关于报送《2026年度推进乡村振兴", "战略进展情况报告》的通知"]
