"""The closing form (销号申请表) of one item, filled from the steps of the present round; what is to come is empty."""

from collections.abc import Sequence
from datetime import date

from responsibilities.ledger.documents import words
from responsibilities.ledger.queries.told import Told, claimed
from responsibilities.ledger.rules.matters import CHECK, PUBLICIZE, SIGN
from revitalization.kit.documents import Layout, OfficialDocument, Table
from revitalization.kit.periods import chinese_date

TITLE = "销号申请表"
NOT_ASKED = "本类事项不要求"
"""Stands where the route of the matter has no such step, so that nobody waits for it."""


def closing_paper(row: Told, files: Sequence[str], day: date) -> OfficialDocument:
    """The form as of the day; `files` are the names of the evidence."""
    return OfficialDocument(
        issuers=(),
        layout=Layout.PLAIN,
        title=TITLE,
        body=[
            Table(("项目", "内容"), _about(row, files, day), shares=(22, 78), headed=False),
            Table(("办理环节", "意见", "办理人、日期"), _steps(row), tall=True, shares=(30, 42, 28)),
        ],
        footer=f"编号 {row.item.number} · 第{row.item.round}轮",
    )


def _about(row: Told, files: Sequence[str], day: date) -> list[list[str]]:
    item, matter = row.item, row.item.matter
    done = row.step("declare") or row.step("prepare")
    problem = item.kind.plan
    return [
        ["整改单位" if problem else "责任单位", item.unit.path.replace(" / ", "")],
        ["问题编号" if problem else "事项编号", f"{item.number}{_basis(row)}"],
        ["问题" if problem else "事项", matter.title],
        ["整改目标" if problem else "工作目标", matter.target],
        ["完成时限", "；".join(filter(None, [chinese_date(item.due_on), words.deadlines(row)]))],
        ["办理状态", f"{words.state(item)}，{claimed(item)}（截至{chinese_date(day)}）"],
        *_funds(row, day),
        ["措施完成情况", done.words if done else ""],
        ["成效", done.effect if done else ""],
        ["佐证目录", "；".join(f"{n}. {name}" for n, name in enumerate(files, 1))],
    ]


def _funds(row: Told, day: date) -> list[list[str]]:
    """What a project has of funds, and the notice that hung before the work; nothing of other kinds."""
    if not row.item.kind.funds:
        return []
    return [
        ["资金", words.funds(row.item)],
        ["资金支付", words.payment(row.item, day)],
        ["事前公告公示（起止）", words.before(row)],
    ]


def _basis(row: Told) -> str:
    number = row.item.matter.document_number
    return f"（依据{number}）" if number else ""


def _steps(row: Told) -> list[list[str]]:
    route = row.item.matter.route
    applied, checked, closed = row.step("declare"), row.step("check"), row.step("verify")
    signed = row.step("sign")

    def asked(step: str, text: str) -> str:
        return text if step in route else NOT_ASKED

    return [
        ["自查意见（主要负责人签字、盖章）", "申请销号" if applied else "", words.signed(applied)],
        ["牵头部门验收意见（验收人、时间）", asked(CHECK, checked.words if checked else ""), words.signed(checked)],
        ["公示情况（起止、有无异议）", asked(PUBLICIZE, _notice(row)), words.signed(row.step("publicize"))],
        ["主要负责人签字（公示后）", asked(SIGN, "同意销号" if signed else ""), words.signed(signed)],
        ["上级复核意见、销号日期", _closed(row), words.signed(closed)],
    ]  # fmt: skip


def _closed(row: Told) -> str:
    closed, day = row.step("verify"), row.item.closed_on
    return f"{closed.words}（{chinese_date(day)}销号）" if closed and day else ""


def _notice(row: Told) -> str:
    """Days and place of the notice, and what came of objections; 无异议 only once it is over."""
    hung, since = words.notice(row), row.step("publicize")
    if not hung or since is None:
        return ""
    # What was said against the notice before the work is not of this one.
    objected, settled = (
        step if step is not None and step.pk > since.pk else None
        for step in (row.step("object"), row.step("settle_objection"))
    )
    if row.item.objected and objected:
        return f"{hung}。有异议：{objected.words}"
    if objected and settled:
        return f"{hung}。有异议，经核不成立：{settled.words}"
    over = row.step("sign") or row.step("verify")
    return f"{hung}。" + ("无异议" if over else "公示中")
