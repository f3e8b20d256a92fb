"""A trial (试算) as a workbook: places, grades, what criteria separate, who moves; each sheet says what it is."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from assessments.appraisals.models import Scheme
from assessments.appraisals.rules.computing import FINAL, NO_DATA, PROVISIONAL, Result
from assessments.appraisals.rules.numbers import shown
from assessments.appraisals.rules.trial import GroupTrial, Separation, Trial
from assessments.appraisals.rules.trial_data import MORE, fraction, percent
from responsibilities.units.models import Unit
from revitalization.kit.periods import chinese_date
from revitalization.kit.workbooks import Column, Sheet

STATES = {FINAL: "已排名", PROVISIONAL: "暂定", NO_DATA: "无数据"}
PLACES = ("组", "名次", "单位", "单位代码", "得分", "等次", "限制", "状态", "缺项")
GROUPS = ("组", "项目", "数值", "名额")
CRITERIA = ("组", "指标", "名称", "有分单位", "不同得分", "满分单位", "最低得分率", "平均得分率", "最高得分率",
            "占差异比重（%）", "区分")  # fmt: skip
MOVES = ("单位", "单位代码", "现行组", "现行名次", "现行等次", "试算组", "试算名次", "试算等次")


def trial_sheets(
    scheme: Scheme, trial: Trial, units: Mapping[str, Unit], day: date, file: str
) -> list[Sheet]:
    """The sheets of the trial; `file` is the name of the inputs."""
    head = [
        f"{scheme.title}（试算）",
        f"试算，非正式结果，系统不保存。方案：{scheme.key}，数据：{file}",
        f"截至{chinese_date(day)}",
    ]
    leaves = [*trial.scheme.leaves, *trial.scheme.beside]
    sheets = [
        _sheet("试算名次", head, [*PLACES, *(one.key for one in leaves)], _places(trial, units)),
        _sheet("等次分布", head, GROUPS, _groups(trial)),
        _sheet("指标区分度", head, CRITERIA, _criteria(trial)),
    ]
    return [*sheets, _sheet("名次变动", head, MOVES, _moves(trial, units))] if trial.comparison else sheets


def _sheet(name: str, head: Sequence[str], columns: Sequence[str], rows: Iterator[list[Any]]) -> Sheet:
    return Sheet(name, [Column(it) for it in columns], rows, landscape=True, head=head)


def _named(code: str, units: Mapping[str, Unit]) -> str:
    return units[code].name if code in units else code


def _places(trial: Trial, units: Mapping[str, Unit]) -> Iterator[list[Any]]:
    titles = {one.key: one.title for one in trial.scheme.limiters}
    for group in trial.groups:
        for one in group.results:
            yield [
                group.group.title,
                _text(one.place),
                _named(one.unit, units),
                one.unit,
                shown(one.total, trial.scheme.places) if one.total is not None else "",
                one.grade or "",
                "、".join(titles[key] for key in one.limiters),
                STATES[one.state],
                "、".join(one.missing),
                *_scores(trial, one),
            ]


def _scores(trial: Trial, one: Result) -> list[str]:
    if one.state == NO_DATA:
        return []
    leaves = dict(one.leaves)
    scores = [leaves[leaf.key].score for leaf in trial.scheme.leaves]
    points = [*scores, *(one.beside[it.key] for it in trial.scheme.beside)]
    return ["" if it is None else shown(it, trial.scheme.places) for it in points]


def _groups(trial: Trial) -> Iterator[list[str]]:
    for group in trial.groups:
        title = group.group.title
        for state, word in STATES.items():
            yield [title, word, str(group.many(state)), ""]
        for grade in group.grades:
            yield [title, grade.word, str(grade.many), "不限" if grade.quota is None else str(grade.quota)]
        for word, value in _apart(trial, group):
            yield [title, word, value, ""]


def _apart(trial: Trial, group: GroupTrial) -> list[tuple[str, str]]:
    found, places = group.apart, trial.scheme.places
    if found is None:
        return []
    return [
        ("最高分", shown(found.highest, places)),
        ("中位数", shown(found.median, places + MORE)),
        ("最低分", shown(found.lowest, places)),
        ("极差", shown(found.gap, places)),
        ("标准差", shown(found.deviation(places + MORE), places + MORE)),
    ]


def _criteria(trial: Trial) -> Iterator[list[str]]:
    for group in trial.groups:
        for one in group.criteria:
            yield [
                group.group.title, one.key, one.title, str(one.units), str(one.distinct), _full(one),
                fraction(one.lowest) or "", fraction(one.mean) or "", fraction(one.highest) or "",
                percent(one.share) or "", "无区分" if one.nothing else "",
            ]  # fmt: skip


def _full(one: Separation) -> str:
    return "" if one.mean is None else str(one.full)


def _moves(trial: Trial, units: Mapping[str, Unit]) -> Iterator[list[str]]:
    for it in trial.comparison.moved if trial.comparison else ():
        yield [
            _named(it.unit, units), it.unit, it.before.group, _text(it.before.place), it.before.grade or "",
            it.now.group, _text(it.now.place), it.now.grade or "",
        ]  # fmt: skip


def _text(place: int | None) -> str:
    return "" if place is None else str(place)
