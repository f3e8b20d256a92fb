"""The handover sheet as a paper to be signed by three, in Chinese always, and as a workbook."""

from django.utils.translation import gettext as _

from responsibilities.posts.queries.handover import Sheet
from revitalization.kit.documents import (
    Block,
    Disclosure,
    Heading,
    Layout,
    OfficialDocument,
    Paragraph,
    Table,
    Together,
    tables,
)
from revitalization.kit.periods import chinese_date
from revitalization.kit.tables import sheet_head
from revitalization.kit.workbooks import Column, workbook_bytes
from revitalization.kit.workbooks import Sheet as BookSheet

COLUMNS = ("序号", "事项", "单位", "情况", "期限")
BLANK = "　" * 8
"""Room for a name that is written by hand."""


def handover_paper(sheet: Sheet, receiver: str, witness: str) -> OfficialDocument:
    """The sheet with lines for who hands over, who takes over and who witnesses; call it in Chinese."""
    posts = "、".join(sheet.posts)
    body: list[Block] = [
        Paragraph(f"移交人：{sheet.name}" + (f"（{posts}）" if posts else "")),
        Paragraph(
            f"截至{chinese_date(sheet.day)}，移交人名下未办结、在办和持有的事项共{sheet.count}项，逐项交接如下。"
        ),
    ]
    for _key, heading, found in sheet.headed:
        rows = [
            [str(at), it.what, it.unit, it.state, chinese_date(it.due_on) if it.due_on else ""]
            for at, it in enumerate(found, 1)
        ]
        body += [Heading(heading), *tables(COLUMNS, rows, frozenset({0}))]
    confirmed = Together(
        [
            Heading("交接确认"),
            Paragraph(
                "以上事项已当面交接清楚，自签字之日起由接收人负责办理。"
                "本单一式三份，移交人、接收人、监交人各存一份。"
            ),
            Table(
                ("身份", "姓名", "签字", "日期"),
                [
                    ["移交人", sheet.name, BLANK, ""],
                    ["接收人", receiver, BLANK, ""],
                    ["监交人", witness, BLANK, ""],
                ],
                tall=True,
            ),
        ]
    )
    body.append(confirmed)
    return OfficialDocument(
        issuers=(),
        layout=Layout.PLAIN,
        title="工作交接单",
        title_names_issuers=False,
        body=body,
        dated_on=sheet.day,
        sealed=False,
        disclosure=Disclosure.UNSAID,
    )


def handover_workbook(sheet: Sheet) -> bytes:
    """Everything that is open in one list."""
    columns = [
        Column(_("Part"), "text", 20),
        Column(_("What"), "text", 48),
        Column(_("Unit"), "text", 24),
        Column(_("State"), "text", 24),
        Column(_("Due"), "date", 14),
    ]
    rows = [
        (line.heading, line.matter.what, line.matter.unit, line.matter.state, line.matter.due_on)
        for line in sheet.lines
    ]
    title = _("Handover sheet")
    head = sheet_head(title, f"{sheet.name} {'、'.join(sheet.posts)}".strip())
    return workbook_bytes([BookSheet(title, columns, rows, head=head)])
