"""The yearly plan (年度督查检查计划) as an official document and as a sheet: the same columns, a row for each unit."""

from collections.abc import Sequence
from datetime import date

from assessments.inspections.actions.plans import title_of
from assessments.inspections.models import Line, LineVisit, YearPlan
from assessments.inspections.rules import plans
from responsibilities.units.queries import office_of
from revitalization.kit.documents import Annex, Layout, OfficialDocument, Paragraph, tables
from revitalization.kit.periods import chinese_date
from revitalization.kit.workbooks import Column, Sheet

TITLE = "年度督查检查计划"
KINDS = {
    "regular": "经常性督查",
    "policy": "政策专项督查",
    "funds": "资金专项督查",
    "projects": "项目专项督查",
}
COLUMNS = (
    "序号", "督查事项", "类型", "综合性", "方式", "责任事项", "督查单位", "被督查单位", "单位代码", "现场时间起",
    "现场时间止", "批准文号",
)  # fmt: skip
LINES = ("序号", "督查事项", "类型", "方式", "时间", "被督查单位数", "督查单位")
MOST_ROWS = 1_000
"""Rows of the printed table; the sheet has all of them."""


def rows_of(lines: Sequence[Line]) -> list[list[str]]:
    """A row for each unit that a standing line inspects; one question."""
    standing = [line for line in lines if line.status in plans.STANDING]
    visits = (
        LineVisit.objects.filter(line__in=standing).select_related("unit").order_by("from_on", "unit__lo")
    )
    by_line: dict[int, list[LineVisit]] = {}
    for visit in visits:
        by_line.setdefault(visit.line_id, []).append(visit)
    return [_row(line, visit) for line in standing for visit in by_line.get(line.pk, [])]


def _row(line: Line, visit: LineVisit) -> list[str]:
    return [
        str(line.number),
        line.title,
        KINDS[line.kind],
        "是" if line.comprehensive else "否",
        _how(line),
        "、".join(line.categories) or "全部",
        line.organ.name,
        visit.unit.name,
        visit.unit.code,
        chinese_date(visit.from_on),
        chinese_date(visit.to_on),
        visit.exception_number,
    ]


def _how(line: Line) -> str:
    return "事先通知" if line.announced else "四不两直"


def plan_sheet(plan: YearPlan, lines: Sequence[Line], day: date) -> Sheet:
    """The plan as a sheet in the columns of the paper, as it stands on the day."""
    return Sheet(
        name=f"{plan.year}{TITLE}",
        head=[title_of(plan), *filter(None, [plan.number]), f"截至{chinese_date(day)}"],
        columns=[Column(name) for name in COLUMNS],
        rows=rows_of(lines),
        landscape=True,
    )


def plan_paper(plan: YearPlan, lines: Sequence[Line]) -> OfficialDocument:
    """The plan under its number once it is published; before, as a draft without one."""
    issuers = office_of(plan.issuer)
    standing = [line for line in lines if line.status in plans.STANDING]
    overview = [_overview(line) for line in standing]
    detail = rows_of(lines)[:MOST_ROWS]
    shown = [[row[0], row[7], row[9], row[10], row[11]] for row in detail]
    day = plan.published_on or plan.approved_on or plan.created_at.date()
    said = (
        f"{plan.year}年计划开展督查检查{len(standing)}项，按照统筹规范、减轻基层负担的要求，同一单位全年督查不超过规定次数，"
        "两次督查间隔不少于三十日。未列入计划的督查检查，须经批准。"
    )
    return OfficialDocument(
        issuers=issuers,
        number=plan.number,
        layout=Layout.FILE,
        title=title_of(plan),
        title_names_issuers=False,
        addressee="",
        body=[Paragraph(said)],
        annexes=[
            Annex("督查事项", tables(LINES, overview or [[""] * len(LINES)], frozenset({0}))),
            Annex(
                "督查对象和时间",
                tables(
                    ("事项序号", "被督查单位", "起", "止", "批准文号"), shown or [[""] * 5], frozenset({0})
                ),
            ),
        ],
        dated_on=day,
        printed_by=issuers[0],
    )


def _overview(line: Line) -> list[str]:
    return [
        str(line.number),
        line.title,
        KINDS[line.kind],
        _how(line),
        f"{chinese_date(line.from_on)}至{chinese_date(line.to_on)}",
        str(line.visits.count()),
        line.organ.name,
    ]
