"""The problem sheet (问题登记表): one problem a sheet, with the unit's view and both names."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments.inspections.models import Finding
from assessments.inspections.rules.findings import VIEWS
from responsibilities.ledger.rules import EXTENTS, SEVERITIES, TYPES
from revitalization.kit.documents import Layout, OfficialDocument, Table
from revitalization.kit.documents.official import CHINESE
from revitalization.kit.periods import chinese_date

TITLE = "问题登记表"


def sheet_paper(finding: Finding, files: list[str], line: str, *, office: bool) -> OfficialDocument:
    """The sheet as it stands; `line` is the title of the responsibility, `office` whether it names the inspection."""
    return OfficialDocument(
        issuers=(),
        layout=Layout.PLAIN,
        title=TITLE,
        body=[
            Table(
                ("项目", "内容"), _lines(finding, files, line, office=office), shares=(24, 76), headed=False
            )
        ],
        footer=f"编号 {finding.number}",
    )


def said(known: dict[str, str], key: str) -> str:
    """The word of a key in Chinese, as papers have it; "" for none."""
    with override(CHINESE):
        return _(known[key]) if key else ""


def view_of(finding: Finding) -> str:
    """What the unit says, with its words: 部分属实：……; "" while it has said nothing."""
    if not finding.view:
        return ""
    return f"{said(VIEWS, finding.view)}{f'：{finding.view_words}' if finding.view_words else ''}"


def _lines(finding: Finding, files: list[str], line: str, *, office: bool) -> list[list[str]]:
    counted = f"{said(TYPES, finding.how_soon)}；{said(SEVERITIES, finding.severity)}；{said(EXTENTS, finding.extent)}"
    changed = finding.words if finding.words != finding.problem else ""
    team = "、".join(filter(None, [finding.recorded_name, finding.second_name]))
    signed = f"{finding.person_post}{finding.person}" if finding.person else ""
    rows = [
        (
            "督查",
            f"{finding.inspection.number} {finding.inspection.title}"
            if office or finding.fed_back_on
            else "",
        ),
        ("时间", chinese_date(finding.found_on)),
        ("地点（到村）", f"{finding.unit.name} {finding.place}"),
        ("被督查单位", finding.unit.path),
        ("责任事项", line),
        ("问题描述（时间、地点、事实、数据）", finding.problem),
        ("复核变更后的问题", changed),
        ("违反的规定或要求", finding.rule_broken),
        ("佐证（文件名、文号）", "；".join(filter(None, [finding.evidence, *files]))),
        ("整改类型、性质", counted),
        ("被督查单位意见", view_of(finding)),
        ("现场核实人", signed),
        ("督查人员（两人）签字", team),
        ("被督查单位签字", ""),
    ]
    kept = {"复核变更后的问题", "督查"}
    return [[name, text] for name, text in rows if text or name not in kept]
