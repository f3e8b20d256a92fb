"""The reminder slip (催办单) of one unit, in Chinese always: numbered as a letter, without a number plain."""

from collections.abc import Mapping, Sequence
from datetime import date

from reporting.reports.models import Obligation, Slip
from responsibilities.units.models import Unit
from responsibilities.units.queries import office_of, organs_by_unit
from revitalization.kit.documents import Layout, OfficialDocument, Paragraph, Table, Urgency
from revitalization.kit.periods import chinese_date


def slip_paper(row: Obligation, slip: Slip | None, day: date, by: date | None = None) -> OfficialDocument:
    """What the unit has not filed, since when, by when it is to be there now; signed by the unit that demands it.

    `by` is the day that a plain slip names; a numbered one has its own.
    """
    (paper,) = slips_on_paper(
        Unit.objects.get(pk=row.receiver_id), [row], {row.pk: slip} if slip else {}, day, by
    )
    return paper


def slips_on_paper(
    receiver: Unit,
    rows: Sequence[Obligation],
    given: Mapping[int, Slip],
    day: date,
    by: date | None = None,
) -> list[OfficialDocument]:
    """The slips of several units, all owing the report to `receiver`; the same queries however many they are."""
    issuers, organs = office_of(receiver), organs_by_unit([row.unit for row in rows])
    return [_paper(row, given.get(row.pk), day, by, issuers, organs[row.unit_id]) for row in rows]


def _paper(
    row: Obligation,
    slip: Slip | None,
    day: date,
    by: date | None,
    issuers: Sequence[str],
    addressees: Sequence[str],
) -> OfficialDocument:
    cycle, dated, wanted = row.cycle, slip.dated_on if slip else day, slip.by if slip else by
    late = (dated - row.due_on).days
    until = f"请于{chinese_date(wanted)}前报送。" if wanted else "请尽快报送。"
    said = (
        f"《{cycle.notice_title}》（{cycle.notice_number}）要求{chinese_date(row.due_on)}前报送。"
        f"截至{chinese_date(dated)}，你单位尚未报送" + (f"，已逾期{late}天。" if late > 0 else "。")
    )
    return OfficialDocument(
        issuers=issuers,
        layout=Layout.LETTER,
        number=slip.number if slip else "",
        urgency=Urgency(slip.urgency) if slip else Urgency.UNSAID,
        title="催办单",
        title_names_issuers=False,
        addressee="、".join(addressees),
        lead=said,
        body=[
            Table(
                ("催办事项", "报送截止日期", "逾期", "限报日期"),
                [[
                    cycle.title, chinese_date(row.due_on), f"{late}天" if late > 0 else "",
                    chinese_date(wanted) if wanted else "",
                ]],
            ),
            Paragraph(f"{until}经主要负责人签发后报送；确有困难的，请书面说明原因。"),
        ],
        dated_on=dated,
    )  # fmt: skip
