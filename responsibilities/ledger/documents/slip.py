"""The supervision slip (督办单) of one unit's item: what, on whose word, by when, how it stands, what is asked now."""

from datetime import date

from responsibilities.ledger.documents import words
from responsibilities.ledger.models import Slip
from responsibilities.ledger.queries.told import Told, claimed
from responsibilities.units.queries import office_of, organs_of
from revitalization.kit.documents import Layout, OfficialDocument, Table, Urgency
from revitalization.kit.periods import chinese_date

TITLE = "督办单"


def slip_paper(row: Told, day: date, by: date, slip: Slip | None = None) -> OfficialDocument:
    """A letter of the office that issued the item to the unit that has it; an answer is asked for `by` a day.

    Numbered it bears number, urgency and day of the `slip`; without one it is plain.
    """
    item, matter = row.item, row.item.matter
    late = (day - item.due_on).days
    said = f"你单位承担的“{matter.title}”（编号{item.number}）应于{chinese_date(item.due_on)}前完成，"
    said += f"截至{chinese_date(day)}，{claimed(item)}"
    said += f"，已超期{late}天。" if late > 0 else "。"
    said += _asked(row, day, by)
    return OfficialDocument(
        issuers=office_of(matter.issuer),
        layout=Layout.LETTER,
        number=slip.number if slip else "",
        urgency=Urgency(slip.urgency) if slip else Urgency.UNSAID,
        title=TITLE,
        title_names_issuers=False,
        addressee="、".join(organs_of(item.unit)),
        lead=said,
        body=[Table(("项目", "内容"), _lines(row, day), shares=(20, 80), headed=False)],
        dated_on=day,
    )


def _lines(row: Told, day: date) -> list[list[str]]:
    """What the item is, by name; its deadline stands in the lead sentence, a moved one also here."""
    item, matter = row.item, row.item.matter
    above = matter.parent.matter if matter.parent else None
    number = f"（{matter.document_number}）" if matter.document_number else ""
    lead = matter.lead.name if matter.lead else matter.issuer.name
    person = row.plan.person if row.plan and row.plan.person else row.leaders
    lines = [
        ("交办依据", f"《{matter.document_title}》{number}" if matter.document_title else matter.source),
        ("工作目标", matter.target),
        ("上级工作措施", above.measure if above else ""),
        ("工作措施", row.measures),
        ("牵头、配合单位", "；".join(filter(None, [lead, matter.supporting]))),
        ("责任单位、责任人", f"{item.unit.name}，{person}" if person else item.unit.name),
        ("延期情况", words.deadlines(row)),
        ("最新进展", row.latest),
        ("资金", words.funds(item)),
        ("资金支付", words.payment(item, day)),
        ("办理状态", words.standing(item, day)),
    ]
    return [[name, text] for name, text in lines if text]


def _asked(row: Told, day: date, by: date) -> str:
    item = row.item
    if item.status == "planning":
        return f"请于{chinese_date(by)}前报送整改方案，写明措施、责任人和时限。"
    if day > item.due_on:
        return (
            f"请于{chinese_date(by)}前在台账中填报最新进展，书面说明超期原因和完成日期；"
            "完成后由主要负责人申请销号。"
        )
    if item.percent is not None and item.percent >= 100:
        return f"你单位已申报100%，尚未申请销号。请于{chinese_date(by)}前由主要负责人申请销号，以便核查。"
    return (
        f"请于{chinese_date(by)}前在台账中填报最新进展和下一步安排，并按时限完成；"
        "确需延期的，请在完成时限之前申请。"
    )
