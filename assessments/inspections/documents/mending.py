"""Papers of putting right what was found: the plan (整改方案), the report (整改情况报告), both as one sheet too."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from assessments.inspections.documents.sheet import said
from assessments.inspections.models import Feedback, Inspection, RectificationReport
from assessments.inspections.queries.mending import FROZEN, Mended
from assessments.inspections.rules.findings import LONG, NOW, TERM
from responsibilities.ledger.documents import words
from responsibilities.ledger.rules import TYPES
from responsibilities.units.queries import office_of, organs_of
from revitalization.kit.documents import Annex, Block, Heading, OfficialDocument, Paragraph, Table, tables
from revitalization.kit.periods import chinese_date
from revitalization.kit.workbooks import Column, Sheet

PLAN, REPORT = "整改方案", "整改情况报告"
TASKS, STANDING = "问题整改任务清单", "问题整改情况清单"
PLANNED = (
    "序号",
    "问题编号",
    "问题",
    "整改目标",
    "整改措施",
    "牵头单位",
    "责任单位、责任人",
    "整改类型",
    "整改时限",
)
LEAD = PLANNED.index("牵头单位")
"""Left out where no problem has one: on paper every column costs the others their room."""
SHARES = (4, 13, 18, 13, 20, 7, 13, 8, 11)
"""Hundredths of the width as far as all are there: numbers and days stay on one line."""
REPORTED = ("序号", "问题编号", "问题", "整改措施", "进展情况", "办理状态", "整改时限")
TOLD = 10
"""Problems told one by one in the report itself; all of them stand in its annex."""
WIDE = 40
SHEET = (
    Column("序号", kind="whole"),
    Column("问题编号"),
    Column("问题", width=WIDE),
    Column("整改目标", width=WIDE),
    Column("整改措施", width=WIDE),
    Column("牵头单位"),
    Column("责任单位"),
    Column("责任人"),
    Column("整改类型"),
    Column("整改时限", kind="date"),
    Column("进展情况", width=WIDE),
    Column("办理状态"),
    Column("销号日期", kind="date"),
    Column("台账编号"),
)


def plan_paper(inspection: Inspection, letter: Feedback, rows: Sequence[Mended]) -> OfficialDocument:
    """The plan of one unit, or of all the reader may see, with its tasks as annex; the unit gives it its number."""
    units = list({row.finding.unit_id: row.finding.unit for row in rows}.values())
    issuers = organs_of(units[0]) if len(units) == 1 else office_of(inspection.issuer)
    soon = [row.finding.how_soon for row in rows]
    counted = "、".join(
        f"{said(TYPES, kind)}{soon.count(kind)}个" for kind in (NOW, TERM, LONG) if kind in soon
    )
    return OfficialDocument(
        issuers=issuers,
        title=f"关于{inspection.title}反馈问题的{PLAN}",
        lead=f"根据《关于{inspection.title}的反馈意见》（{letter.number}），制定本方案。",
        body=[
            Paragraph(f"列入整改的问题共{len(rows)}个，其中{counted}，目标、措施、责任和时限见附件。"),
            Paragraph("整改进展按节点在台账中填报；完成后逐项申请销号，由上级核实后销号。"),
        ],
        annexes=[Annex(TASKS, _plan_table(rows))],
        printed_by=issuers[0],
    )


def _plan_table(rows: Sequence[Mended]) -> list[Table]:
    lines = [_planned(n, row) for n, row in enumerate(rows, 1)]
    places = [at for at in range(len(PLANNED)) if at != LEAD or any(line[LEAD] for line in lines)]
    kept = [[line[at] for at in places] for line in lines]
    whole = sum(SHARES[at] for at in places)
    shares = [SHARES[at] * 100 // whole for at in places]
    return tables([PLANNED[at] for at in places], kept, frozenset({0}), shares)


def _planned(n: int, row: Mended) -> list[str]:
    *said, unit, person, how_soon = _tasks(row)
    return [
        str(n),
        *said,
        f"{unit}，{person}" if person else unit,
        how_soon,
        words.short_day(row.told.item.due_on),
    ]


def _tasks(row: Mended) -> list[str]:
    """What stands in the plan and the sheet alike, from the number to how soon."""
    item = row.told.item
    return [
        row.finding.number,
        row.finding.words,
        item.matter.target,
        row.told.measures,
        item.matter.lead.name if item.matter.lead else "",
        item.unit.name,
        row.person,
        said(TYPES, row.finding.how_soon),
    ]


def report_paper(report: RectificationReport) -> OfficialDocument:
    """The report under its number, upward to the office that inspected: signed, with each problem as it stood."""
    issuers = organs_of(report.unit)
    lines = [[str(n), *_reported(row)] for n, row in enumerate(report.rows, 1)]
    return OfficialDocument(
        issuers=issuers,
        number=report.number,
        signers=[report.signer],
        title=report.title,
        addressee=office_of(report.inspection.issuer)[0],
        lead=f"根据{report.inspection.title}（{report.inspection.number}）反馈意见，现将整改情况报告如下。",
        body=[
            Heading("组织推进情况"),
            Paragraph(report.organised),
            Heading("逐条整改情况"),
            *_one_by_one(report.rows),
            Heading("长效机制"),
            Paragraph(report.lasting),
            Heading("下步打算"),
            Paragraph(report.ahead),
        ],
        closing="特此报告。",
        annexes=[Annex(STANDING, tables(REPORTED, lines, frozenset({0})))],
        dated_on=report.dated_on,
        printed_by=issuers[0],
    )


def _reported(row: Mapping[str, Any]) -> list[str]:
    return [*(row[name] for name in FROZEN[:-1]), words.short_day(date.fromisoformat(row["due_on"]))]


def _one_by_one(rows: Sequence[Mapping[str, Any]]) -> list[Block]:
    done = sum(1 for row in rows if row["closed"])
    long = sum(1 for row in rows if not row["closed"] and row["how_soon"] == LONG)
    going = len(rows) - done - long
    told: list[Block] = [
        Paragraph(
            f"共反馈问题{len(rows)}个，已完成整改{done}个，正在推进{going}个，长期坚持{long}个。详见附件。"
        )
    ]
    told += [Paragraph(f"{n}.{_sentence(row)}") for n, row in enumerate(rows[:TOLD], 1)]
    return told


def _sentence(row: Mapping[str, Any]) -> str:
    measures = f"整改措施：{row['measures']}" if row["measures"] else ""
    end = "" if row["progress"].endswith(("。", "）")) else "。"
    return f"{row['problem']}{measures}进展：{row['progress']}{end}"


def mending_sheet(inspection: Inspection, rows: Sequence[Mended], day: date, narrowed: str = "") -> Sheet:
    """Plan and progress side by side, one problem a row; `narrowed` says to what, where these are not all."""
    head = [
        f"{inspection.title}问题整改台账",
        inspection.number,
        f"截至{chinese_date(day)}，共{len(rows)}个问题。" + (f"范围：{narrowed}。" if narrowed else ""),
    ]
    lines = (
        [
            n, *_tasks(row), row.told.item.due_on, row.told.latest,
            words.state(row.told.item), row.told.item.closed_on, row.told.item.number,
        ]
        for n, row in enumerate(rows, 1)
    )  # fmt: skip
    return Sheet("问题整改台账", SHEET, lines, landscape=True, head=head)
