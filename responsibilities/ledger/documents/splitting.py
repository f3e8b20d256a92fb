"""The notice of a matter with its task-splitting table (任务分解表), which says who answers for what by when."""

from collections.abc import Sequence
from datetime import date

from responsibilities.ledger import rules
from responsibilities.ledger.documents import words
from responsibilities.ledger.models import Matter
from responsibilities.ledger.queries.told import Told
from responsibilities.ledger.rules.lamps import per_cent
from responsibilities.units.queries import office_of
from responsibilities.units.rules import LEVELS, Level
from revitalization.kit.documents import Annex, Block, Heading, OfficialDocument, Paragraph, Table, tables
from revitalization.kit.periods import chinese_date

TITLE = "任务分解表"
COLUMNS = (
    "序号", "重点任务", "上级工作措施", "上级牵头单位", "本级工作措施", "牵头单位", "配合单位", "责任单位", "责任人",
    "年度目标", "完成时限", "进展", "状态",
)  # fmt: skip
ADDRESSEES = {
    Level.PROVINCE: "各省（自治区、直辖市）党委农村工作领导小组办公室",
    Level.CITY: "各市（州、盟）党委农村工作领导小组办公室",
    Level.COUNTY: "各县（市、区、旗）党委农村工作领导小组办公室",
    Level.TOWNSHIP: "各乡镇（街道）",
    Level.VILLAGE: "各村",
}
SAME = "同上"
"""Stands where a row says what the row above it says."""
FROM_ABOVE = ("上级工作措施", "上级牵头单位")
"""Columns that only what was handed down has."""
NAMED = 6
"""Units addressed by name; more are the units concerned."""


def splitting_paper(matter: Matter, rows: Sequence[Told], day: date) -> OfficialDocument:
    """The notice under the number of the matter's document (plain while it is drawn up), the table as its annex."""
    issuers = office_of(matter.issuer)
    issued = matter.status == rules.MATTER_ISSUED
    return OfficialDocument(
        issuers=issuers,
        number=matter.document_number if issued else "",
        title=_title(matter),
        addressee=_addressee(matter, rows),
        lead=_lead(matter),
        body=_body(matter),
        closing="特此通知。",
        annexes=[Annex(TITLE, _table(matter, rows, day))],
        dated_on=matter.issued_on,
        printed_by=issuers[0],
    )


def _table(matter: Matter, rows: Sequence[Told], day: date) -> list[Table]:
    """All the columns, but for those of the level above where there is none."""
    places = [at for at, name in enumerate(COLUMNS) if matter.parent or name not in FROM_ABOVE]
    lines = [[line[at] for at in places] for line in table_rows(matter, rows, day)]
    return tables([COLUMNS[at] for at in places], lines, frozenset({0}))


def table_rows(matter: Matter, rows: Sequence[Told], day: date) -> list[list[str]]:
    """A row for each unit; what all of them share stands in the first one."""
    above = matter.parent.matter if matter.parent else None
    shared = [
        matter.title,
        above.measure if above else "",
        above.lead.name if above and above.lead else "",
        matter.measure,
        matter.lead.name if matter.lead else "",
        matter.supporting,
    ]
    found = []
    for number, row in enumerate(rows, 1):
        first = number == 1
        found.append(
            [
                str(number), *(shared if first else [SAME if text else "" for text in shared]),
                row.item.unit.name, row.leaders, matter.target if first else SAME,
                words.short_day(row.item.due_on), row.latest, words.standing(row.item, day),
            ]
        )  # fmt: skip
    return found or [["", *shared, "", "", matter.target, words.short_day(matter.due_on), "", ""]]


def _title(matter: Matter) -> str:
    _before, about, rest = matter.document_title.partition("关于")
    return about + rest if about else f"关于下达{matter.title}任务的通知"


def _addressee(matter: Matter, rows: Sequence[Told]) -> str:
    named = list(dict.fromkeys(row.item.unit.name for row in rows))
    if not matter.levels:
        return "、".join(named) if 0 < len(named) <= NAMED else "各有关单位"
    return ADDRESSEES[min((Level(level) for level in matter.levels), key=LEVELS.index)]


def _lead(matter: Matter) -> str:
    above = matter.parent.matter if matter.parent else None
    if above is None or not above.document_title:
        return f"现将“{matter.title}”（编号{matter.number}）下达给你们，请认真抓好落实。"
    number = f"（{above.document_number}）" if above.document_number else ""
    return (
        f"根据《{above.document_title}》{number}，现将“{matter.title}”（编号{matter.number}）"
        "分解下达给你们，请认真抓好落实。"
    )


def _body(matter: Matter) -> list[Block]:
    body: list[Block] = [Heading("工作目标"), Paragraph(matter.target)]
    if matter.measure:
        body += [Heading("工作措施"), Paragraph(matter.measure)]
    who = f"牵头单位：{matter.lead.name if matter.lead else matter.issuer.name}。"
    who += f"配合单位：{matter.supporting}。" if matter.supporting else ""
    when = f"{chinese_date(matter.start_on)}开始，{chinese_date(matter.due_on)}前完成。"
    marks = "；".join(f"{chinese_date(on)}达到{per_cent(at)}" for on, at in matter.points)
    when += f"进度安排：{marks}。" if marks else ""
    rests = [
        *([f"要求乡镇（街道）办理的依据：{matter.basis}。"] if matter.basis else []),
        *([f"要求村办理，已经县级批准：{matter.approval}。"] if matter.approval else []),
    ]
    body += [
        Heading("责任分工"),
        Paragraph(f"{who}各责任单位及其责任人见附件。"),
        Heading("时间要求"),
        Paragraph(when),
        Heading("进展和销号"),
        Paragraph(
            "进展在系统台账中填报，写一个百分数和一句话，不另报材料。填报的进展为申报数；"
            "完成后由主要负责人申请销号，经上级核查、复核后销号。"
        ),
    ]
    return [*body, Heading("办理依据"), Paragraph("".join(rests))] if rests else body
