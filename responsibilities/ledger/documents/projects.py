"""Fund projects in the columns of the project library (项目库): planned by source, allotted, paid, in 万元."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from responsibilities.ledger.documents import words
from responsibilities.ledger.queries.told import Told
from responsibilities.ledger.rules.funds import ALLOTTED, PLANNED, SOURCES, rate
from revitalization.kit.workbooks import Column

WIDE = 40
PROJECT_COLUMNS = (
    Column("序号", kind="whole"),
    Column("项目编号"),
    Column("项目名称", width=WIDE),
    Column("实施地点"),
    Column("主管部门"),
    Column("实施单位"),
    Column("责任人"),
    Column("建设内容与规模", width=WIDE),
    Column("绩效目标", width=WIDE),
    Column("计划资金（万元）", kind="number"),
    Column("中央（万元）", kind="number"),
    Column("省级（万元）", kind="number"),
    Column("市级（万元）", kind="number"),
    Column("县级（万元）", kind="number"),
    Column("其他（万元）", kind="number"),
    Column("批复文号"),
    Column("计划开工", kind="date"),
    Column("计划完工", kind="date"),
    Column("资金下达日期、文号", width=WIDE),
    Column("下达（万元）", kind="number"),
    Column("支出（万元）", kind="number"),
    Column("支出率"),
    Column("支付灯"),
    Column("进展", width=WIDE),
    Column("状态"),
    Column("公告公示（事前）"),
    Column("公告公示（事后）"),
)


def project_lines(rows: Sequence[Told], day: date) -> Iterator[list[Any]]:
    """A line for each project, in the order of its columns; amounts are exact."""
    for number, row in enumerate(rows, 1):
        item, matter, purse = row.item, row.item.matter, row.item.purse
        lead = matter.lead.name if matter.lead else ""
        yield [
            number, item.number, matter.title, item.unit.path, lead, item.unit.name, row.leaders, row.measures,
            matter.target, _wan(purse.planned), *_by_source(row), _numbers(row), item.start_on, item.due_on,
            _allotments(row), _wan(purse.allotted), _wan(purse.paid), rate(purse.paid, purse.allotted),
            words.payment(item, day), row.latest, words.standing(item, day), words.before(row),
            words.notice(row),
        ]  # fmt: skip


def _wan(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-6)


def _by_source(row: Told) -> list[Decimal]:
    """What is planned of each source."""
    return [
        _wan(sum(it.amount for it in row.funds if it.what == PLANNED and it.source == source))
        for source in SOURCES
    ]


def _numbers(row: Told) -> str:
    found = [it.document_number for it in row.funds if it.what == PLANNED and it.amount]
    return "；".join(dict.fromkeys(found))


def _allotments(row: Told) -> str:
    found = [
        f"{it.on_day.isoformat()} {it.document_number}"
        for it in row.funds
        if it.what == ALLOTTED and it.amount
    ]
    return "；".join(found)
