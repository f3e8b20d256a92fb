"""Criteria that measure meetings, photos, log-ins or praise are refused with the rule, wherever a scheme is written."""

import tomllib
from typing import Any

import pytest

from assessments.appraisals.actions import writing
from assessments.appraisals.actions.beginning import begin_from_file
from assessments.appraisals.actions.catalogue import BANNED
from assessments.appraisals.models import BannedKind, Scheme
from assessments.appraisals.rules.banned import Ban, banned_in, newly_banned
from assessments.appraisals.rules.toml_text import scheme_toml
from revitalization.kit.errors import Invalid
from tests.appraisals import story
from tests.appraisals.examples import NAMES, tables
from tests.cast import Cast

BANS = [
    Ban(one["key"], one["title"], tuple(one["patterns"]), one["basis"])
    for one in tomllib.loads(BANNED.read_text(encoding="utf-8"))["kind"]
]
OF_2018 = {
    "河长APP巡河次数": "app_use",
    "河长制手机APP巡查率达到100%": "app_use",
    "驻村干部民情日记": "diaries",
    "工作日志记录完整": "diaries",
    "在市级以上媒体发表稿件篇数": "articles",
    "乡村振兴信息被省级采用，每篇得1分": "articles",
    "年度工作总结按时报送": "summaries",
    "及时上报半年工作总结": "summaries",
}
"""Items of a real table of 2018 (design/domain-material.md §4.3), each in two wordings."""
OTHERS = {
    "召开领导小组会议不少于4次": "meetings",
    "每月组织1次乡村振兴工作推进会": "meetings",
    "人居环境整治前后对比照片齐全": "photos",
    "上传入户走访照片每户不少于2张": "photos",
    "防返贫监测系统登录次数": "app_use",
    "工作群每日打卡率": "app_use",
    "获市委主要领导肯定性批示": "praise",
    "工作经验得到省领导批示，每件加2分": "praise",
}
LEGITIMATE = [
    "农村人居环境整治", "高标准农田建设面积", "村级集体经济收入", "信访化解率", "档外核实一致率",
    "党组织书记培训覆盖率", "数字乡村平台建设", "粮食播种面积和产量", "农村卫生厕所普及率", "脱贫人口人均纯收入增速",
    "防止返贫监测对象帮扶措施落实率", "农户满意度", "农村生活污水治理率", "乡村振兴责任制落实情况", "衔接资金支出进度",
    "督办事项按期办结率", "农村公路管护里程", "乡村建设信息采集质量",
]  # fmt: skip


def kinds(title: str, **more: Any) -> list[str]:
    content = {"criterion": [{"key": "1", "title": title, **more}]}
    by_basis = {(ban.basis, ban.title): ban.key for ban in BANS}
    return [
        by_basis[str(fault.words.values["basis"]), str(fault.words.values["kind"])]
        for fault in banned_in(content, BANS)
    ]


@pytest.mark.parametrize(("title", "kind"), [*OF_2018.items(), *OTHERS.items()])
def test_what_measures_the_show_of_work_is_of_its_kind(title: str, kind: str) -> None:
    assert kind in kinds(title)


@pytest.mark.parametrize("title", LEGITIMATE)
def test_what_measures_work_is_not_refused(title: str) -> None:
    assert kinds(title) == []


@pytest.mark.parametrize("name", NAMES)
def test_the_worked_schemes_hold_none(name: str) -> None:
    assert banned_in(tables(name, "scheme"), BANS) == []


def test_the_place_is_where_the_words_stand() -> None:
    said = {"title": "宣传工作", "standard": "在省级媒体发表稿件每篇1分", "items": {"获省领导批示": "2"}}
    found = banned_in({"criterion": [{"key": "7", **said}]}, BANS)
    assert [fault.place for fault in found] == ["[[criterion]] 7 · standard", "[[criterion]] 7 · items"]


def test_what_stood_there_before_it_was_banned_does_not_stop_the_rest() -> None:
    old = {"criterion": [{"key": "1", "title": "民情日记"}]}
    new = {"criterion": [*old["criterion"], {"key": "2", "title": "工作日志"}]}
    assert newly_banned(old, old, BANS) == []
    assert [fault.place for fault in newly_banned(old, new, BANS)] == ["[[criterion]] 2 · title"]


# ---------------------------------------------------------------- wherever it is written


def diary(content: dict[str, Any]) -> dict[str, Any]:
    new = {"key": "4", "title": "民情日记", "points": "1", "type": "done", "source": "office"}
    return {**content, "criterion": [*content["criterion"], new]}


def rule() -> str:
    return BannedKind.objects.get(key="diaries", current=True).basis


def test_a_draft_does_not_take_one_and_stays_as_it_was(cast: Cast) -> None:
    row = story.drafted(cast)
    with pytest.raises(Invalid) as refused:
        story.written(cast, row, diary)
    (error,) = refused.value.errors
    assert error.field == "[[criterion]] 4 · title"
    assert "日记" in error.message
    assert rule() in error.message
    assert (story.again(row).version, story.again(row).content) == (row.version, row.content)


def test_a_whole_file_in_place_of_the_draft_and_a_new_scheme_from_one_are_refused_alike(cast: Cast) -> None:
    row = story.drafted(cast)
    text = scheme_toml(diary(row.content))
    with pytest.raises(Invalid) as refused:
        writing.replace(actor=cast.chenjing, scheme=row, content=text)
    assert [error.field for error in refused.value.errors] == ["[[criterion]] 4 · title"]
    other = text.replace('key = "by-source-2026"', 'key = "other-2026"')
    with pytest.raises(Invalid) as refused:
        begin_from_file(
            actor=cast.chenjing, issuers={story.county().code: story.county()}, data=other.encode()
        )
    assert [error.field for error in refused.value.errors] == ["[[criterion]] 4 · title"]
    assert Scheme.objects.count() == 1
