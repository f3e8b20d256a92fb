"""What a scheme says in Chinese, as its sheet and its paper have it: formulas, grades, limiters, who scores."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import override

from assessments.appraisals.rules.content import part_of
from assessments.appraisals.rules.fields import Faults
from assessments.appraisals.rules.numbers import exact, plain
from assessments.appraisals.rules.pasting import source_words
from assessments.appraisals.rules.reading import criterion_of
from assessments.appraisals.rules.saying import formula
from assessments.appraisals.rules.tree import Row
from revitalization.kit.documents.official import CHINESE
from revitalization.kit.language import translated

LEVELS = ("一级指标", "二级指标", "三级指标", "四级指标", "五级指标", "六级指标", "七级指标")
_BLANKS = re.compile(
    r"(?<=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]) +| +(?=[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef])"
)
"""Blanks beside Chinese signs, which pages have around figures and papers have not."""
BESIDE = {"bonus": "加分项", "penalty": "扣分项"}


def how(table: Mapping[str, Any]) -> str:
    """How the criterion is scored, in sentences; "" for one that is no leaf, or not complete yet."""
    one = criterion_of("", dict(table), Faults()) if table.get("type") else None
    if one is None:
        return ""
    with override(CHINESE):
        return _BLANKS.sub("", "".join(translated(said) for said in formula(one)))


def scorer(row: Row) -> str:
    """Who scores the leaf; "" for what is no leaf."""
    return source_words(row.table) if row.table.get("type") else ""


def depth_of(rows: list[Row]) -> int:
    """How many columns the titles take."""
    return min(max((row.depth + 1 for row in rows if not row.beside), default=1), len(LEVELS))


def grade_line(one: Mapping[str, Any]) -> tuple[str, str, str]:
    """A grade: its word, from how many points on, and how many may have it."""
    quota = exact(one.get("quota"))
    share = f"不超过本组参加排名单位数的{plain(quota * 100)}%" if quota is not None else ""
    return str(one.get("word", "")), f"{one.get('from', '')}分以上（含本数）", share


def limiter_line(one: Mapping[str, Any], titles: Mapping[str, str]) -> tuple[str, str, str]:
    """A limiter: its title, when it holds, what it limits; `titles` are those of the criteria."""
    when = part_of(one, "when")
    if "veto" in when:
        said = "经认定存在该情形"
    elif "criterion" in when:
        share, key = exact(when.get("below")), str(when["criterion"])
        bound = f"{plain(share * 100)}%" if share is not None else "？"
        said = f"指标{key}“{titles.get(key, '')}”得分率低于{bound}（不含本数）"
    else:
        said = f"该情形达到{when.get('at_least', '？')}次（项）以上（含本数）"
    effects = []
    if one.get("total_at_most") is not None:
        effects.append(f"总分最高计{one['total_at_most']}分")
    if one.get("grade_at_most"):
        effects.append(f"等次最高为“{one['grade_at_most']}”")
    return str(one.get("title", "")), said, "，".join(effects)
