"""Findings for programs: list, one with its objection, recording a sheet, every act, the decision on an objection."""

from typing import Any

from django.urls import path, re_path, reverse
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.inspections.actions.finding_acts import DO_FINDING, DO_OBJECTION
from assessments.inspections.actions.findings import record
from assessments.inspections.actions.sheets import Sheet
from assessments.inspections.api.finding_shapes import (
    FINDING_PATH,
    FindingActBody,
    FindingRow,
    FindingShape,
    ObjectionActBody,
    SheetBody,
)
from assessments.inspections.api.shapes import EXAMPLE, INSPECTION_KEY, INSPECTION_PATH
from assessments.inspections.models import Finding
from assessments.inspections.queries.finding_steps import steps_of
from assessments.inspections.queries.findings import (
    finding_facts,
    finding_for,
    findings_for,
    objection_facts,
    objection_for,
)
from assessments.inspections.queries.teams import conducted_by
from assessments.inspections.rules import findings as rules
from assessments.inspections.rules.objections import FILED, OBJECTION, last_day
from responsibilities.access.models import User
from responsibilities.units.api import UNDER, span_of
from revitalization.kit.actor import Actor
from revitalization.kit.api.described import CHANGING, WRITING, operation, page_of
from revitalization.kit.api.endpoints import Endpoint
from revitalization.kit.api.listings import Listing, listing
from revitalization.kit.api.parameters import choice, text
from revitalization.kit.api.steps import step_answers

COLUMNS = {
    "key": "key",
    "number": "number",
    "inspection": "inspection__key",
    "unit": "unit__code",
    "unit_name": "unit__name",
    "place": "place",
    "found_on": "found_on",
    "problem": "problem",
    "category": "category",
    "how_soon": "how_soon",
    "severity": "severity",
    "extent": "extent",
    "status": "status",
    "view": "view",
    "fed_back_on": "fed_back_on",
    "same_as": "same_as__key",
    "matter": "item__matter__key",
    "version": "version",
}
SENT_SHEET = {
    "client_key": "6f3a3c8e-5c0d-4c53-9d7d-0e3c4b8f2a10",
    "unit": "620121101000",
    "place": "河西村二社",
    "problem": "公厕3座，至检查时无人管护，1座停用。",
    "second": "qier",
}


class Findings(Listing):
    """Findings within the reach of the right inspect.read; the inspected see a sheet once it was put before them."""

    columns = COLUMNS
    orders = {"-found_on": ("-found_on", "-id"), "found_on": ("found_on", "id")}
    params = listing(
        text("inspection", "Only this inspection, by its key.", INSPECTION_KEY, example=EXAMPLE),
        UNDER,
        choice("status", "Only findings in this state.", rules.FINDING.state_keys()),
        columns=COLUMNS,
        orders=orders,
    )

    @operation(
        "findings_list",
        "Findings of inspections",
        about="`under` is where the inspected unit lies. What repeats another finding names it in `same_as`.",
        params=params,
        answer=page_of(FindingRow),
    )
    def get(self, request: Request) -> Response:
        rows = findings_for(self.actor)
        if self.given["inspection"]:
            rows = rows.filter(inspection__key=self.given["inspection"])
        if self.given["status"]:
            rows = rows.filter(status=self.given["status"])
        if self.given["under"]:
            span = span_of(self.given["under"])
            rows = rows.filter(unit_lo__gte=span.lo, unit_lo__lte=span.hi)
        return self.page(rows)


class OneFinding(Endpoint):
    """One finding; `Hidden` where the reader may not see it."""

    @operation(
        "findings_read",
        "One finding",
        about="With the whole sheet, the unit's view and the objection. The ETag carries the version acts ask for.",
        path=FINDING_PATH,
        answer=FindingShape,
    )
    def get(self, request: Request, inspection: str, n: str) -> Response:
        row = finding_for(self.actor, f"{inspection}/{n}")
        return self.answer(shape(row, self.actor), row.version)


class RecordFinding(Endpoint):
    """A problem sheet recorded by somebody of the team."""

    @operation(
        "findings_record",
        "Record a finding",
        about="By a member of the team while it is on site. The same `client_key` twice gives what is there.",
        path=INSPECTION_PATH,
        body=SheetBody,
        answer=FindingShape,
        status=201,
        errors=WRITING,
        key=True,
        sent={"A sheet from a device": SENT_SHEET},
    )
    def post(self, request: Request, inspection: str) -> Response:
        row = conducted_by(self.actor, inspection)
        return self.once(lambda: self._recorded(row, self.body(SheetBody)))

    def _recorded(self, inspection: Any, data: dict[str, Any]) -> Response:
        client_key, unit = data.pop("client_key"), data.pop("unit")
        second = data.pop("second")
        account = (
            User.objects.filter(username=second).values_list("pk", flat=True).first() if second else None
        )
        # A name nobody bears is no member of the team either: told as such.
        sheet = Sheet(second=(account or -1) if second else None, **data)
        made = record(actor=self.actor, inspection=inspection, unit=unit, client_key=client_key, sheet=sheet)
        location = reverse("api_finding", args=made.key.split("/"))
        return self.answer(shape(made, self.actor), made.version, 201, Location=location)


class FindingAct(Endpoint):
    """One act on one finding, as `acts` of the finding offers it. Raises what `perform` raises."""

    @operation(
        "findings_act",
        "Do one act on a finding",
        about="Acts: "
        + ", ".join(DO_FINDING)
        + ". If-Match names the version. Objecting is done in person: a token"
        " gets 403.",
        path={**FINDING_PATH, "act": (f"({'|'.join(DO_FINDING)})", "What is done.", "answer")},
        body=FindingActBody,
        answer=FindingShape,
        errors=CHANGING,
        match=True,
        key=True,
        sent={"The unit's view": {"view": "partly", "words": "一座已列入拆除计划。", "person": "王芳"}},
    )
    def post(self, request: Request, inspection: str, n: str, act: str) -> Response:
        row = finding_for(self.actor, f"{inspection}/{n}")
        version = self.version()
        given = self.body(FindingActBody)
        DO_FINDING.check(act, given)
        return self.once(lambda: self._done(row, act, version, given))

    def _done(self, row: Finding, act: str, version: int, given: dict[str, Any]) -> Response:
        DO_FINDING.do(act, actor=self.actor, subject=row, version=version, given=given)
        fresh = Finding.objects.full().get(pk=row.pk)
        return self.answer(shape(fresh, self.actor), fresh.version)


class ObjectionAct(Endpoint):
    """The decision on an objection, in person."""

    @operation(
        "objections_act",
        "Decide an objection",
        about="Acts: "
        + ", ".join(DO_OBJECTION)
        + ". If-Match names the version of the objection. Decided in person:"
        " a token gets 403.",
        path={**FINDING_PATH, "act": (f"({'|'.join(DO_OBJECTION)})", "What is decided.", "keep")},
        body=ObjectionActBody,
        answer=FindingShape,
        errors=CHANGING,
        match=True,
        key=True,
        sent={"Keep it": {"reason": "现场照片和笔录一致。"}},
    )
    def post(self, request: Request, inspection: str, n: str, act: str) -> Response:
        row = objection_for(self.actor, f"{inspection}/{n}")
        version = self.version()
        given = self.body(ObjectionActBody)
        DO_OBJECTION.check(act, given)
        return self.once(lambda: self._done(row, act, version, given))

    def _done(self, row: Any, act: str, version: int, given: dict[str, Any]) -> Response:
        DO_OBJECTION.do(act, actor=self.actor, subject=row, version=version, given=given)
        fresh = Finding.objects.full().get(pk=row.finding_id)
        return self.answer(shape(fresh, self.actor), fresh.version)


def shape(row: Finding, actor: Actor) -> dict[str, Any]:
    """The fields of `FindingShape`."""
    acts = rules.FINDING.available(row, actor, lambda found: finding_facts(found, actor))
    flat = {name: getattr(row, name) for name, column in COLUMNS.items() if name == column}
    names = ("words", "rule_broken", "evidence", "view_words", "person", "person_post")
    return {
        **flat,
        **{name: getattr(row, name) for name in names},
        "inspection": row.inspection.key,
        "unit": row.unit.code,
        "unit_name": row.unit.name,
        "same_as": row.same_as.key if row.same_as else None,
        "matter": row.item.matter.key if row.item else None,
        "recorded_by": row.recorded_name,
        "second": row.second_name,
        "object_until": last_day(row.fed_back_on) if row.fed_back_on else None,
        "objection": _objection(row, actor),
        "steps": step_answers(steps_of([row], actor).get(row.key, ())),
        "acts": [act.key for act in DO_FINDING.offered(acts)],
    }


def _objection(row: Finding, actor: Actor) -> dict[str, Any] | None:
    found = getattr(row, "objection", None)
    if found is None:
        return None
    found.finding = row
    decides = (
        OBJECTION.available(found, actor, lambda one: objection_facts(one, actor))
        if found.status == FILED
        else []
    )
    names = (
        "status", "words", "evidence", "filed_on", "decide_by", "decided_on", "reason", "problem", "document_number",
        "version",
    )  # fmt: skip
    return {**{name: getattr(found, name) for name in names}, "acts": [act.key for act in decides]}


_FINDING = rf"^findings/(?P<inspection>{INSPECTION_KEY})/(?P<n>[0-9]{{1,5}})/"
FINDING_URLS = [
    path("findings/", Findings.as_view(), name="api_findings"),
    re_path(rf"{_FINDING}$", OneFinding.as_view(), name="api_finding"),
    re_path(
        rf"{_FINDING}objection/(?P<act>{'|'.join(DO_OBJECTION)})/$",
        ObjectionAct.as_view(),
        name="api_objection_act",
    ),
    re_path(rf"{_FINDING}(?P<act>{'|'.join(DO_FINDING)})/$", FindingAct.as_view(), name="api_finding_act"),
    re_path(
        rf"^inspections/(?P<inspection>{INSPECTION_KEY})/findings/$",
        RecordFinding.as_view(),
        name="api_finding_record",
    ),
]
