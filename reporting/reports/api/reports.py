"""One report for programs: reading, saving the draft, every act on it."""

from collections.abc import Mapping
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from reporting.reports import rules
from reporting.reports.actions import DO, filing
from reporting.reports.api import obligations
from reporting.reports.api.shapes import (
    REPORT_PATH,
    ActBody,
    DraftBody,
    DraftShape,
    ObligationShape,
    ReportShape,
    obligation_shape,
    section_shapes,
)
from reporting.reports.models import Draft, Obligation, Submission
from reporting.reports.queries.reports import ReportView, view_of
from reporting.reports.queries.steps import steps_of
from reporting.reports.queries.within import obligation_for
from responsibilities.roles import C
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.api.described import CHANGING, operation
from revitalization.kit.api.endpoints import Endpoint
from revitalization.kit.api.steps import step_answers
from revitalization.kit.errors import FieldError, Invalid

ACT_PATH = {**REPORT_PATH, "act": (f"({'|'.join(DO)})", "What is done.", "submit")}


class Report(Endpoint):
    """One report with its versions, signatures, decisions, files and steps, as far as this reader may see them.

    The draft is there for people of the unit alone; `Hidden` outside of the reach of report.read.
    """

    @operation(
        "reports_read",
        "One report",
        about="The latest submitted version for all within reach; the draft only for people of the unit."
        " The ETag carries the version that acts ask for; the draft has its own in `draft.version`.",
        path=REPORT_PATH,
        answer=ReportShape,
    )
    def get(self, request: Request, cycle: str, code: str) -> Response:
        row = obligation_for(self.actor, cycle, code)
        return self.answer(_report(view_of(row, self.actor), self.actor), row.version)


def _report(view: ReportView, actor: Actor) -> dict[str, Any]:
    row = view.obligation
    acts = [act.key for act in DO.offered(view.acts)]
    return {
        **obligation_shape(row, row.late_on(clock.today()), acts),
        "title": row.cycle.title,
        "sections": section_shapes(row.cycle),
        "submission": _submission(view.submissions[0], view.numbers) if view.submissions else None,
        "decisions": [_decision(s) for s in view.submissions if hasattr(s, "decision")],
        "draft": _draft(view.draft, row.status) if view.internal else None,
        "steps": step_answers(steps_of([row], actor).get(row.public_id, ())),
        "missing_signatures": [slot.title for slot in view.slots if slot.signed is None],
    }


def _submission(found: Submission, numbers: Mapping[int, str]) -> dict[str, Any]:
    return {
        "number": found.number,
        "document_number": numbers[found.number],
        "submitted_at": found.submitted_at,
        "submitted_by": found.submitted_name,
        "on_behalf": found.on_behalf,
        "digest": found.digest,
        "texts": found.texts,
        "signatures": found.signatures,
        "files": found.files,
    }


def _decision(found: Submission) -> dict[str, Any]:
    decision = found.decision
    return {
        "submission": found.number,
        "outcome": decision.outcome,
        "reason": decision.reason,
        "new_due_on": decision.new_due_on,
        "decided_by": decision.decided_name,
        "at": decision.at,
    }


def _draft(draft: Draft | None, status: str) -> dict[str, Any]:
    if draft is None:
        return {"version": 0, "texts": {}, "saved_at": None, "saved_by": "", "status": status}
    return {
        "version": draft.version,
        "texts": draft.texts,
        "saved_at": draft.saved_at,
        "saved_by": draft.saved_by.name,
        "status": status,
    }


class DraftText(Endpoint):
    """The text being written, by key of the section; sections left out keep theirs.

    `Stale` with the stored text when somebody was faster, `Invalid` on `texts/<section>`.
    """

    @operation(
        "reports_save_draft",
        "Save the draft",
        about='If-Match names the version of the draft (`"0"`: nothing was written yet). 412 carries'
        " `version` and the stored text in `theirs`, so that nobody overwrites another unseen. A report"
        " that was not started or was returned becomes a draft.",
        path=REPORT_PATH,
        body=DraftBody,
        answer=DraftShape,
        errors=CHANGING,
        match=True,
        key=True,
        sent={"One section": {"texts": {"overall": "全镇22个村全部完成年度任务。"}}},
    )
    def put(self, request: Request, cycle: str, code: str) -> Response:
        row = obligation_for(self.actor, cycle, code)
        self.actor.require(C.REPORT_DRAFT, row)
        version = self.version()
        texts = self.body(DraftBody)["texts"]
        return self.once(lambda: self._saved(row, texts, version))

    def _saved(self, row: Obligation, texts: dict[str, str], version: int) -> Response:
        try:
            draft = filing.save_draft(actor=self.actor, obligation=row, texts=texts, version=version)
        except Invalid as problem:
            errors = [
                FieldError(f"texts/{e.field}" if e.field else "", e.message, e.code) for e in problem.errors
            ]
            raise Invalid(problem.detail, errors=errors) from problem
        return self.answer(_draft(draft, rules.DRAFT), draft.version)


class ReportAct(Endpoint):
    """One act of the workflow on one report, as `acts` of the report offers it.

    Raises what `perform` raises: `Stale`, `Refused` with the reason in words, `Forbidden`, `Invalid`.
    """

    @operation(
        "reports_act",
        "Do one act on a report",
        about="Acts: " + ", ".join(DO) + ". `acts` of the report says which are open to the reader now."
        " If-Match names the version of the report; to send, `draft_version` names the text as well.",
        path=ACT_PATH,
        body=ActBody,
        answer=ObligationShape,
        errors=CHANGING,
        match=True,
        key=True,
        sent={
            "Submit": {},
            "Send the text that was read": {"draft_version": 7},
            "Return with a new deadline": {
                "reason": "第三部分缺少粮食播种面积，请补充。",
                "new_due_on": "2026-12-31",
            },
        },
    )
    def post(self, request: Request, cycle: str, code: str, act: str) -> Response:
        row = obligation_for(self.actor, cycle, code)
        version = self.version()
        given = self.body(ActBody)
        DO.check(act, given)
        return self.once(lambda: self._done(row, act, version, given))

    def _done(self, row: Obligation, act: str, version: int, given: dict[str, Any]) -> Response:
        DO.do(act, actor=self.actor, subject=row, version=version, given=given)
        fresh = obligation_for(self.actor, row.cycle.key, row.unit.code)
        return self.answer(obligations.shape(fresh, self.actor), fresh.version)
