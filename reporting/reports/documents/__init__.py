"""Documents of the reports: the report itself as PDF in official layout, the board as a workbook."""

from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from reporting.reports.models import Cycle, Obligation, Submission
from reporting.reports.queries.boards import Row
from reporting.reports.queries.counts import Counts
from reporting.reports.queries.numbers import number_of, report_title, signed_on
from responsibilities.posts.rules import PostKey
from responsibilities.units.models import Unit
from responsibilities.units.queries import organs_of
from responsibilities.units.rules.organs import office_word, organ_words
from revitalization.kit.documents import Block, Heading, OfficialDocument, Paragraph
from revitalization.kit.tables import sheet_head
from revitalization.kit.workbooks import Column, Sheet

Progress = Callable[[int, int], None]


def official_report(obligation: Obligation, submission: Submission) -> OfficialDocument:
    """One submitted version as an official document of the unit's organs to those above; Chinese for every reader."""
    unit, cycle, above = obligation.unit, obligation.cycle, Unit.objects.get(pk=obligation.receiver_id)
    body: list[Block] = []
    for section in cycle.kind.parts():
        text = submission.texts.get(section.key, "").strip()
        if text:
            body += [Heading(section.title), Paragraph(text)]
    organs, title = organs_of(unit), report_title(cycle)
    return OfficialDocument(
        issuers=organs,
        number=number_of(submission),
        title=title,
        signers=_signers(submission),
        addressee="、".join(organ_words(above.kind)),
        lead=f"按照《{cycle.notice_title}》（{cycle.notice_number}）要求，现将{_matter(title)}报告如下。",
        body=body,
        closing="特此报告。",
        dated_on=signed_on(submission),
        attachments=[file["name"] for file in submission.files],
        note="；".join(made.noted for made in submission.signed if made.by),
        copy_to=[office_word(above.kind)] if office_word(above.kind) else [],
        printed_by=organs[0],
        footer=f"校验码 {submission.digest[:16]}",
    )


def _signers(submission: Submission) -> list[str]:
    """Who signed, in the order of the organs signed for, each once."""
    order = list(PostKey)
    made = sorted(submission.signatures, key=lambda one: order.index(PostKey(one["post"])))
    return list(dict.fromkeys(one["name"] for one in made))


def _matter(title: str) -> str:
    return title.removeprefix("关于").removesuffix("的报告")


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
            *(Column(part.word, kind="whole") for part in Counts().breakdown.parts),
            Column(_("Due so far"), kind="whole"),
            Column(_("In time"), kind="whole"),
            Column(_("On time, percent"), kind="number"),
        ],
        rows=_board_lines(rows),
        head=sheet_head(cycle.title, f"{cycle.notice_number} {cycle.notice_title}", unit.path),
    )


def _board_lines(rows: list[Row]) -> Iterator[list[Any]]:
    for row in rows:
        word = _("Overdue") if row.late else _(row.state.label) if row.obligation_id else ""
        below, due = row.below, row.below.judged > 0
        yield [
            row.code, row.name, word, row.due_on, below.owed, below.filed, _percent(below.filed_share),
            *(part.n for part in below.breakdown.parts),
            below.judged, below.timely if due else None, _percent(below.share),
        ]  # fmt: skip


def _percent(hundredths: int | None) -> float | None:
    return None if hundredths is None else hundredths / 100
