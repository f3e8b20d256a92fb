"""Papers of an inspection: the scheme (督查方案) with its groups, and the notice (督查通知) to the inspected."""

from collections.abc import Sequence
from datetime import date

from assessments.inspections.models import Inspection, Member, Paper, Target
from assessments.inspections.rules import inspections
from responsibilities.units.queries import office_of
from revitalization.kit.documents import Annex, Block, Heading, Layout, OfficialDocument, Paragraph, tables
from revitalization.kit.periods import chinese_date

SCHEME, NOTICE = "督查方案", "督查通知"
HEADINGS = {
    "basis": "督查目的和依据",
    "targets": "督查对象",
    "content": "督查内容",
    "method": "督查方式",
    "timing": "时间安排",
    "grouping": "人员分组",
    "demands": "工作要求",
}
"""Headings of the scheme by the part's key."""
GROUPS = ("组别", "组长", "组员", "被督查单位", "现场时间")
SHEET = (
    "督查组",
    "时间",
    "地点（到村）",
    "被督查单位",
    "问题描述",
    "违反的规定或要求",
    "佐证",
    "被督查单位意见",
    "双方签字",
)
DEMANDS = (
    "严格执行中央八项规定及其实施细则精神，轻车简从，不搞层层陪同，不增加基层负担。不要求专门准备汇报材料，"
    "不以是否开会、发文、留有照片评价工作。"
)


def scheme_paper(
    row: Inspection, targets: Sequence[Target], team: Sequence[Member], day: date
) -> OfficialDocument:
    """The scheme in its seven parts; the groups and the problem sheet are annexes."""
    issuers = office_of(row.issuer)
    body: list[Block] = []
    for name in inspections.PARTS:
        if text := row.scheme.get(name):
            body += [
                Heading(HEADINGS[name]),
                *(Paragraph(line) for line in text.splitlines() if line.strip()),
            ]
    return OfficialDocument(
        issuers=issuers,
        layout=Layout.PLAIN,
        title=f"{row.title.removesuffix('督查')}{SCHEME}",
        title_names_issuers=False,
        addressee="",
        lead=f"编号{row.number}。",
        body=body,
        annexes=[
            Annex("分组表", tables(GROUPS, _groups(targets, team), frozenset({0}))),
            Annex("问题登记表", tables(SHEET, [[""] * len(SHEET)], frozenset())),
        ],
        dated_on=day,
    )


def _groups(targets: Sequence[Target], team: Sequence[Member]) -> list[list[str]]:
    rows = []
    for target in sorted(targets, key=lambda it: (it.group, it.from_on, it.lo)):
        seats = [it for it in team if it.group == target.group and target.group]
        rows.append(
            [
                f"第{target.group}组" if target.group else "待抽签",
                "、".join(it.name for it in seats if it.leads),
                "、".join(it.name for it in seats if not it.leads),
                target.unit.name,
                days_of(target),
            ]
        )
    return rows or [[""] * len(GROUPS)]


def days_of(target: Target) -> str:
    """The days of a visit as papers say them."""
    first, last = chinese_date(target.from_on), chinese_date(target.to_on)
    return first if first == last else f"{first}至{last}"


def notice_paper(
    row: Inspection, paper: Paper, targets: Sequence[Target], team: Sequence[Member]
) -> OfficialDocument:
    """The notice under its number to the inspected units in `targets`: what, when, by whom, nothing to prepare."""
    issuers = office_of(row.issuer)
    names = [target.unit.name for target in targets]
    content = row.scheme.get("content", "")
    body: list[Block] = [Heading("督查内容"), Paragraph(content or row.title)]
    if method := row.scheme.get("method"):
        body += [Heading("督查方式"), Paragraph(method)]
    body += [
        Heading("时间安排"),
        *(Paragraph(f"{target.unit.name}：{days_of(target)}。") for target in targets),
        Heading("工作要求"),
        Paragraph(row.scheme.get("demands") or DEMANDS),
    ]
    leaders = "、".join(it.name for it in team if it.leads)
    said = f"根据年度督查检查计划，决定开展{row.title}（编号{row.number}）。"
    if row.outside:
        said = f"经批准（{row.outside}），决定开展{row.title}（编号{row.number}）。"
    said += f"督查组组长：{leaders}。" if leaders else ""
    return OfficialDocument(
        issuers=issuers,
        number=paper.number,
        title=paper.title,
        addressee="、".join(names) if 0 < len(names) <= 6 else "各被督查单位",
        lead=said + "现将有关事项通知如下：",
        body=body,
        closing="特此通知。",
        dated_on=paper.dated_on,
        printed_by=issuers[0],
    )
