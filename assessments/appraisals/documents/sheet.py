"""A scheme as a workbook in the columns of officials' tables; pasted back it changes nothing."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from assessments.appraisals.documents.said import (
    BESIDE,
    LEVELS,
    depth_of,
    grade_line,
    how,
    limiter_line,
    scorer,
)
from assessments.appraisals.models import Scheme
from assessments.appraisals.rules.numbers import exact
from assessments.appraisals.rules.tree import Row, rows
from responsibilities.units.models import Unit
from revitalization.kit.periods import chinese_date
from revitalization.kit.workbooks import Column, Sheet, Value

TABLE, GROUPS, RULES = "指标表", "分组", "等次与限定"


def scheme_sheets(scheme: Scheme, units: Mapping[str, Unit], day: date) -> list[Sheet]:
    """The criteria, the groups with their units, grades and limiters, as they stand on the day."""
    return [_criteria(scheme, day), _groups(scheme, units, day), _rules(scheme, day)]


def _head(scheme: Scheme, name: str, day: date) -> list[str]:
    title = scheme.title if scheme.number else f"{scheme.title}（送审稿）"
    return [
        f"{title} {name}",
        *filter(None, [scheme.number]),
        f"截至{chinese_date(day)}，第{scheme.edition}版",
    ]


def _criteria(scheme: Scheme, day: date) -> Sheet:
    found = rows(scheme.content.get("criterion", []))
    depth = depth_of(found)
    if any(row.beside for row in found):
        depth = max(depth, 2)
    columns = [
        Column("编号", "code", 8),
        *(Column(LEVELS[at], "text", 24) for at in range(depth)),
        Column("分值", "any", 8),
        Column("评分标准", "text", 40),
        Column("评分部门", "text", 16),
        Column("计分方式", "text", 50),
    ]
    return Sheet(TABLE, columns, _lines(found, depth), landscape=True, head=_head(scheme, TABLE, day))


def _lines(found: list[Row], depth: int) -> list[list[Value]]:
    lines: list[list[Value]] = []
    section = ""
    for row in found:
        titles = [""] * depth
        title = str(row.table.get("title", ""))
        if row.beside:
            kind = str(row.table["type"])
            titles[0] = BESIDE[kind] if kind != section else ""
            titles[1] = title
            section = kind
        else:
            titles[min(row.depth, depth - 1)] = title
        standard = str(row.table.get("standard", ""))
        lines.append([row.key, *titles, _points(row), standard, scorer(row), how(row.table)])
    return lines


def _points(row: Row) -> Value:
    if row.beside:
        return f"{'+' if row.table['type'] == 'bonus' else '-'}{row.table.get('cap', '')}"
    text = str(row.table.get("points", ""))
    return text if exact(text) is None else Decimal(text)


def _groups(scheme: Scheme, units: Mapping[str, Unit], day: date) -> Sheet:
    columns = [
        Column("组别", "text", 10),
        Column("组名", "text", 20),
        Column("单位", "text", 24),
        Column("单位代码", "code", 18),
    ]
    lines: list[list[Value]] = [
        [
            str(group.get("key", "")),
            str(group.get("title", "")),
            units[code].name if code in units else "",
            code,
        ]
        for group in scheme.content.get("group", ())
        for code in group.get("units", ())
    ]
    return Sheet(GROUPS, columns, lines, head=_head(scheme, GROUPS, day))


def _rules(scheme: Scheme, day: date) -> Sheet:
    titles = {str(one.get("key")): str(one.get("title", "")) for one in scheme.content.get("criterion", ())}
    columns = [
        Column("类别", "text", 8),
        Column("名称", "text", 30),
        Column("条件", "text", 44),
        Column("作用或名额", "text", 40),
    ]
    lines: list[list[Value]] = [["等次", *grade_line(one)] for one in scheme.content.get("grade", ())]
    lines += [["限定", *limiter_line(one, titles)] for one in scheme.content.get("limiter", ())]
    return Sheet(RULES, columns, lines, head=_head(scheme, RULES, day))
