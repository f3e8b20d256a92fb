"""A scheme as an official document (考核方案): what is assessed, how points come about, and four annexes."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from assessments.appraisals.documents.said import LEVELS, depth_of, grade_line, how, limiter_line, scorer
from assessments.appraisals.models import Scheme
from assessments.appraisals.rules.content import digest, part_of
from assessments.appraisals.rules.numbers import plain
from assessments.appraisals.rules.tree import Row, rows, top_sum
from responsibilities.units.models import Unit
from responsibilities.units.queries import office_of
from revitalization.kit.documents import (
    Annex,
    Block,
    Disclosure,
    Heading,
    Layout,
    OfficialDocument,
    Paragraph,
    tables,
)
from revitalization.kit.periods import chinese_date

DRAFT = "（送审稿）"
STEPS = {
    "criterion": "每项指标得分四舍五入，保留{places}位小数，总分为各项指标得分之和，不再取舍",
    "total": "各项指标得分按精确值累加，仅总分四舍五入，保留{places}位小数",
}
NA = {
    "redistribute": "指标对某单位不适用的，注明理由，其分值按比例调入同一上级指标下的其他指标",
    "group_mean": "指标对某单位不适用的，注明理由，按本组该项指标得分率的平均值计分",
    "full": "指标对某单位不适用的，注明理由，按满分计分",
}
MISSING = {
    "pending": "截止日后仍缺少数据的指标不按零分处理，该单位总分为暂计分，不确定等次、不排名次，待数据补齐后再行确定",
    "zero": "截止日后仍缺少数据的指标按零分计，并在得分明细中注明",
}
QUOTA_ROUND = {"down": "名额按比例计算后舍去尾数", "half_up": "名额按比例计算后四舍五入"}
QUOTA_TIES = {
    "out": "并列名次超出名额的，并列单位均不评为该等次",
    "in": "并列名次超出名额的，并列单位均评为该等次",
}
OBJECTIONS = (
    "考核结果审定前，考核办将各项得分和扣分理由反馈被考核单位，只反馈其本单位情况。被考核单位有异议的，可以书面提出并附"
    "有关材料，由考核办会同评分部门复核，复核结果书面答复。"
)
METHOD = "不以是否开会、发文、留有照片、转发宣传作为计分依据，不要求被考核单位重复报送已经掌握的数据和材料。"


def scheme_paper(scheme: Scheme, units: Mapping[str, Unit]) -> OfficialDocument:
    """The scheme under its number once it is published; before, as a draft without one."""
    issuers = office_of(scheme.issuer)
    draft = not scheme.number
    found = rows(scheme.content.get("criterion", []))
    stamp = f"{scheme.key} 第{scheme.edition}版 内容摘要{digest(scheme.content)[:16]}"
    return OfficialDocument(
        issuers=issuers,
        number=scheme.number,
        layout=Layout.FILE,
        title=f"{scheme.title}{DRAFT if draft else ''}",
        title_names_issuers=False,
        body=_body(scheme, found, issuers[0]),
        annexes=_annexes(scheme, found, units),
        dated_on=_dated(scheme),
        sealed=not draft,
        disclosure=Disclosure.UNSAID,
        printed_by="" if draft else issuers[0],
        footer=stamp,
    )


def _dated(scheme: Scheme) -> date | None:
    return scheme.published_on or scheme.approved_on


def _body(scheme: Scheme, found: Sequence[Row], office: str) -> list[Block]:
    head = scheme.content.get("scheme", {})
    parts: list[tuple[str, list[str]]] = [
        ("考核目的", [_purpose(scheme)]),
        ("考核对象和组织", [_objects(scheme), f"考核工作由{office}（以下简称考核办）组织实施。"]),
        ("考核内容和分值", [_content(head, found)]),
        ("计分办法", _method(head, scheme)),
        ("等次确定", _grades(head, scheme)),
    ]
    if scheme.content.get("limiter"):
        parts.append(("限定条款", ["出现限定情形的，不论得分高低，总分、等次按附件4的规定限定。"]))
    parts += [("名次和并列", [_ties(head, scheme)]), ("异议和复核", [OBJECTIONS])]
    body: list[Block] = []
    for heading, lines in parts:
        body += [Heading(heading), *(Paragraph(line) for line in lines if line)]
    return body


def _purpose(scheme: Scheme) -> str:
    law = "为落实《乡村振兴责任制实施办法》，压实乡村振兴责任，"
    return f"{law}客观评价{scheme.year}年度推进乡村振兴战略实绩，制定本{_called(scheme)}。"


def _called(scheme: Scheme) -> str:
    """What the paper calls itself, after its title."""
    return "办法" if scheme.title.endswith("办法") else "方案"


def _objects(scheme: Scheme) -> str:
    groups = scheme.content.get("group", ())
    many = sum(len(group.get("units", ())) for group in groups)
    if len(groups) > 1:
        return f"考核对象共{many}个单位，按可比原则分为{len(groups)}组，在组内比较和排名，名单见附件1。"
    return f"考核对象共{many}个单位，名单见附件1。"


def _content(head: Mapping[str, Any], found: Sequence[Row]) -> str:
    leaves = [row for row in found if row.leaf and not row.beside]
    tops = [row for row in found if not row.depth and not row.beside]
    said = f"考核基础分{head.get('base', '')}分，设一级指标{len(tops)}项，末级指标{len(leaves)}项。"
    said += "指标、分值和评分部门见附件2，评分办法见附件3。"
    if any(row.beside for row in found):
        said += "加分、扣分见附件4。"
    if head.get("ceiling"):
        said += f"计入加分后总分最高为{head['ceiling']}分。"
    return said


def _method(head: Mapping[str, Any], scheme: Scheme) -> list[str]:
    rounding = part_of(head, "round")
    step = STEPS.get(str(rounding.get("step")), "")
    return [
        f"数据截止日为{_day(head.get('cut_off'))}，事实以当日状况为准。{METHOD}",
        f"{step.format(places=rounding.get('places', ''))}。" if step else "",
        f"{NA.get(str(head.get('na', 'redistribute')), '')}。",
        f"{MISSING.get(str(head.get('missing_after', 'pending')), '')}。",
        f"本{_called(scheme)}所称以上、以下、达到、不高于均含本数，低于、超过不含本数。",
    ]


def _grades(head: Mapping[str, Any], scheme: Scheme) -> list[str]:
    grades = scheme.content.get("grade", ())
    said = []
    for one in grades:
        word, _bound, share = grade_line(one)
        said.append(f"{word}：{one.get('from', '')}分以上{f'，且{share}' if share else ''}")
    lines = [f"考核等次按总分确定：{'；'.join(said)}（以上均含本数）。"]
    if any(one.get("quota") for one in grades):
        rounded = QUOTA_ROUND.get(str(head.get("quota_round", "down")), "")
        ties = QUOTA_TIES.get(str(head.get("quota_ties", "out")), "")
        lines.append(f"有比例限制的等次按名次先后确定，{rounded}；{ties}，其后名次不再评为该等次。")
    return lines


def _ties(head: Mapping[str, Any], scheme: Scheme) -> str:
    titles = {str(one.get("key")): str(one.get("title", "")) for one in scheme.content.get("criterion", ())}
    keys = [str(key) for key in head.get("ties_by") or ()]
    if not keys:
        return "名次在组内按总分确定，总分相同的名次并列，其后名次相应空出。"
    named = "、".join(f"“{titles.get(key, key)}”（{key}）" for key in keys)
    return f"名次在组内按总分确定；总分相同的，依次比较{named}的得分；仍相同的名次并列，其后名次相应空出。"


def _day(value: Any) -> str:
    try:
        return chinese_date(date.fromisoformat(str(value)))
    except ValueError:
        return str(value or "")


# ---------------------------------------------------------------- annexes


def _annexes(scheme: Scheme, found: Sequence[Row], units: Mapping[str, Unit]) -> list[Annex]:
    return [
        Annex("考核对象分组", _groups(scheme, units)),
        Annex("指标表", _table(found)),
        Annex("评分办法", _methods(found)),
        Annex("加分扣分和限定条款", _beside(scheme, found)),
    ]


def _groups(scheme: Scheme, units: Mapping[str, Unit]) -> list[Block]:
    body: list[Block] = []
    for group in scheme.content.get("group", ()):
        lines = [
            [str(n), units[code].name if code in units else "", code]
            for n, code in enumerate(group.get("units", ()), 1)
        ]
        body.append(Paragraph(f"{group.get('title', '')}（{len(lines)}个）"))
        body += tables(("序号", "单位", "单位代码"), lines, shares=(14, 50, 36))
    return body or [Paragraph("尚未分组。")]


def _table(found: Sequence[Row]) -> list[Block]:
    tree = [row for row in found if not row.beside]
    depth = depth_of(list(found))
    lines = []
    for row in tree:
        titles = [""] * depth
        titles[min(row.depth, depth - 1)] = f"{row.key} {row.table.get('title', '')}"
        lines.append([*titles, str(row.table.get("points", "")), scorer(row)])
    whole = top_sum([row.table for row in tree])
    lines.append(["合计", *[""] * (depth - 1), plain(whole) if whole is not None else "", ""])
    left = 100 - 10 - 20
    shares = (*(left // depth for _level in range(depth)), 10, 20)
    return [*tables((*LEVELS[:depth], "分值", "评分部门"), lines, frozenset({depth}), shares=shares)]


def _methods(found: Sequence[Row]) -> list[Block]:
    lines = [
        [f"{row.key} {row.table.get('title', '')}", str(row.table.get("points", "")), _how(row)]
        for row in found
        if row.leaf and not row.beside
    ]
    return [*tables(("指标", "分值", "评分办法"), lines, frozenset({1}), shares=(30, 10, 60))]


def _how(row: Row) -> str:
    standard = " ".join(str(row.table.get("standard", "")).split())
    said = how(row.table) or "评分办法待定。"
    return f"{said}评分标准：{standard}" if standard else said


def _beside(scheme: Scheme, found: Sequence[Row]) -> list[Block]:
    titles = {str(one.get("key")): str(one.get("title", "")) for one in scheme.content.get("criterion", ())}
    beside = [row for row in found if row.beside]
    body: list[Block] = [Heading("加分、扣分")]
    if beside:
        lines = [
            ["加分" if row.table["type"] == "bonus" else "扣分", str(row.table.get("title", "")), _how(row)]
            for row in beside
        ]
        body += tables(("类别", "事项", "办法"), lines, shares=(12, 30, 58))
    else:
        body.append(Paragraph("不设加分、扣分事项。"))
    body.append(Heading("限定条款"))
    limits = [list(limiter_line(one, titles)) for one in scheme.content.get("limiter", ())]
    if limits:
        body += tables(("情形", "条件", "限定"), limits, shares=(32, 38, 30))
    else:
        body.append(Paragraph("不设限定条款。"))
    return body
