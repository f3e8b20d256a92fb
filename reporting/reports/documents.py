"""Documents of the reports: the report itself as PDF in official layout, the board as a workbook."""

from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from reporting.reports.models import Cycle, Obligation, Submission
from reporting.reports.queries.boards import Counts, Row
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.documents.official import (
    Block,
    Heading,
    OfficialDocument,
    Paragraph,
    Signature,
)
from revitalization.kit.workbooks import Column, Sheet

Progress = Callable[[int, int], None]


def official_report(obligation: Obligation, submission: Submission) -> OfficialDocument:
    """One submitted version as an official document; the unit's own words stay Chinese for every reader."""
    unit, kind = obligation.unit, obligation.cycle.kind
    body: list[Block] = []
    for section in kind.parts():
        text = submission.texts.get(section.key, "").strip()
        if text:
            body.append(Heading(section.title))
            body += [Paragraph(line.strip()) for line in text.split("\n") if line.strip()]
    signed = [
        Signature(made.title, made.holder, clock.local(made.at).date(), made.by) for made in submission.signed
    ]
    return OfficialDocument(
        issuer=f"{unit.name}文件",
        title=f"{unit.name}关于{obligation.cycle.year}年度{kind.title.removesuffix('年度报告')}的报告"
        if kind.key == "annual"
        else f"{unit.name}{kind.title}",
        body=[*body, *signed],
        addressee=_addressee(obligation),
        dated_on=clock.local(submission.submitted_at).date(),
        signed_by=[f"中共{unit.name}委员会", f"{unit.name}人民政府"] if len(signed) > 1 else [unit.name],
        attachments=[file["name"] for file in submission.files],
        footer=f"{obligation.cycle.notice_number}  v{submission.number}  {submission.digest[:16]}",
    )


def _addressee(obligation: Obligation) -> str:
    above = Unit.objects.filter(pk=obligation.receiver_id).first()
    return f"{above.name}党委农村工作领导小组" if above is not None and above.lo else "中央农村工作领导小组"


def board_sheet(cycle: Cycle, unit: Unit, rows: list[Row]) -> Sheet:
    """The board's rows with the columns of the page."""
    return Sheet(
        name=unit.name[:31],
        columns=[
            Column(_("Code")),
            Column(_("Unit")),
            Column(_("Own report")),
            Column(_("Due"), kind="date"),
            Column(_("Owed below"), kind="whole"),
            Column(_("Filed below"), kind="whole"),
            Column(_("Filed, percent"), kind="number"),
            *(Column(part.word, kind="whole") for part in Counts().measure.parts),
            Column(_("Due so far"), kind="whole"),
            Column(_("In time"), kind="whole"),
            Column(_("On time, percent"), kind="number"),
        ],
        rows=_board_lines(rows),
    )


def _board_lines(rows: list[Row]) -> Iterator[list[Any]]:
    for row in rows:
        word = _("Overdue") if row.late else _(row.state.label) if row.obligation_id else ""
        below, due = row.below, row.below.judged > 0
        yield [
            row.code, row.name, word, row.due_on, below.owed, below.filed, _percent(below.filed_share),
            *(part.n for part in below.measure.parts),
            below.judged, below.timely if due else None, _percent(below.share),
        ]  # fmt: skip


def _percent(hundredths: int | None) -> float | None:
    return None if hundredths is None else hundredths / 100
