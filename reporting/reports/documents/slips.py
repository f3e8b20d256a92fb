"""The reminder slip (催办单) of one unit, in Chinese always: numbered as a letter, without a number plain."""

from datetime import date

from reporting.reports.models import Obligation, Slip
from responsibilities.units.models import Unit
from responsibilities.units.queries import office_of, organs_of
from revitalization.kit.documents import Layout, OfficialDocument, Paragraph, Table, Urgency
from revitalization.kit.periods import chinese_date


def slip_paper(row: Obligation, slip: Slip | None, day: date) -> OfficialDocument:
    """What the unit has not filed, since when, by when it is to be there now; signed by the unit that demands it."""
    cycle, dated = row.cycle, slip.dated_on if slip else day
    late = (dated - row.due_on).days
    until = f"请于{chinese_date(slip.by)}前报送。" if slip else "请尽快报送。"
    said = (
        f"《{cycle.notice_title}》（{cycle.notice_number}）要求{chinese_date(row.due_on)}前报送。"
        f"截至{chinese_date(dated)}，你单位尚未报送" + (f"，已逾期{late}天。" if late > 0 else "。")
    )
    return OfficialDocument(
        issuers=office_of(Unit.objects.get(pk=row.receiver_id)),
        layout=Layout.LETTER,
        number=slip.number if slip else "",
        urgency=Urgency(slip.urgency) if slip else Urgency.UNSAID,
        title="催办单",
        title_names_issuers=False,
        addressee="、".join(organs_of(row.unit)),
        lead=said,
        body=[
            Table(
                ("催办事项", "报送截止日期", "逾期", "限报日期"),
                [[
                    cycle.title, chinese_date(row.due_on), f"{late}天" if late > 0 else "",
                    chinese_date(slip.by) if slip else "",
                ]],
            ),
            Paragraph(f"{until}经主要负责人签发后报送；确有困难的，请书面说明原因。"),
        ],
        dated_on=dated,
    )  # fmt: skip
