"""The feedback letter (督查反馈意见) with the problem list as its annex, to all inspected units or to one of them."""

from collections.abc import Mapping, Sequence

from assessments.inspections.documents.sheet import said, view_of
from assessments.inspections.models import Feedback, Finding
from responsibilities.ledger.rules import EXTENTS, TYPES
from responsibilities.units.queries import office_of, organs_of
from revitalization.kit.documents import Annex, Block, Heading, OfficialDocument, Paragraph, tables
from revitalization.kit.periods import chinese_date

TITLE = "督查反馈意见"
LIST = "问题清单"
COLUMNS = ("序号", "问题编号", "责任事项", "问题", "涉及单位", "类型", "整改类型", "来源")
NAMED = 6
"""Units addressed by name; more are the units concerned."""
TOLD = 5
"""Problems told in the letter itself; all of them stand in its annex."""


def letter_paper(letter: Feedback, rows: Sequence[Finding], lines: Mapping[str, str]) -> OfficialDocument:
    """The letter under its number with the problems of `rows`; `lines` are titles of responsibilities by key."""
    inspection = letter.inspection
    units = list({row.unit_id: row.unit for row in rows}.values())
    issuers = office_of(inspection.issuer)
    return OfficialDocument(
        issuers=issuers,
        number=letter.number,
        title=f"关于{inspection.title}的反馈意见",
        addressee="、".join(organs_of(units[0]))
        if len(units) == 1
        else _named([unit.name for unit in units]),
        lead=f"根据年度督查检查计划，{_when(letter)}对你们开展了{inspection.title}（{inspection.number}）。现将有关情况反馈如下。",
        body=_body(letter, rows),
        annexes=[Annex(LIST, tables(COLUMNS, list_rows(rows, lines), frozenset({0})))],
        dated_on=letter.dated_on,
        printed_by=issuers[0],
    )


def list_rows(rows: Sequence[Finding], lines: Mapping[str, str]) -> list[list[str]]:
    """The problem list, one row for each problem in the order of numbers."""
    return [
        [
            str(n), row.number, lines.get(row.category, row.category), row.words, f"{row.unit.name}{row.place}",
            said(EXTENTS, row.extent), said(TYPES, row.how_soon), row.inspection.title,
        ]
        for n, row in enumerate(rows, 1)
    ]  # fmt: skip


def _named(names: Sequence[str]) -> str:
    return "、".join(names) if 0 < len(names) <= NAMED else "各被督查单位"


def _when(letter: Feedback) -> str:
    row = letter.inspection
    first = row.begun_on or row.from_on
    return f"{chinese_date(first)}起，"


def _body(letter: Feedback, rows: Sequence[Finding]) -> list[Block]:
    problems: list[Block] = [
        Paragraph(f"{n}.{row.words}（{row.unit.name}{row.place}；单位意见：{view_of(row) or '未提出'}）")
        for n, row in enumerate(rows[:TOLD], 1)
    ]
    problems.insert(0, Paragraph(f"共反馈问题{len(rows)}个，详见附件。" + ("主要问题：" if rows else "")))
    demands = f"{letter.demands}请于{chinese_date(letter.plan_by)}前在台账中报送整改方案。"
    demands += "对问题有异议的，请自反馈之日起三十日内提出。"
    contact = f"联系人：{letter.contact}。" if letter.contact else ""
    return [
        Heading("总体情况"),
        Paragraph(letter.overall),
        Heading("发现的主要问题"),
        *problems,
        Heading("原因分析"),
        Paragraph(letter.causes),
        Heading("整改要求"),
        Paragraph(demands + contact),
    ]
