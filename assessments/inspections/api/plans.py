"""Yearly plans of inspections for programs: list, one with its lines and clashes, every act on plan and line."""

from collections.abc import Mapping
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from assessments.inspections import rules
from assessments.inspections.actions import DO_LINE, DO_PLAN
from assessments.inspections.api.inspections import YEAR
from assessments.inspections.api.shapes import (
    LINE_PATH,
    PLAN_PATH,
    LineActBody,
    LineShape,
    PlanActBody,
    PlanRow,
    YearPlanShape,
)
from assessments.inspections.models import Line, LineVisit, YearPlan
from assessments.inspections.queries.facts import line_facts, plan_facts
from assessments.inspections.queries.plans import line_for, lines_for, plan_for, plans_for
from assessments.inspections.queries.visits import Clashing, clashing
from assessments.inspections.rules import plans
from revitalization.kit.actor import Actor
from revitalization.kit.api.described import CHANGING, operation, page_of
from revitalization.kit.api.endpoints import Endpoint
from revitalization.kit.api.listings import Listing, listing
from revitalization.kit.api.parameters import choice
from revitalization.kit.language import translated

COLUMNS = {
    "key": "key",
    "issuer": "issuer__code",
    "issuer_name": "issuer__name",
    "year": "year",
    "status": "status",
    "number": "number",
    "published_on": "published_on",
    "version": "version",
}
PLAN_ACT = {**PLAN_PATH, "act": (f"({'|'.join(DO_PLAN)})", "What is done.", "submit")}
LINE_ACT = {**LINE_PATH, "act": (f"({'|'.join(DO_LINE)})", "What is done.", "visit")}
Clashes = Mapping[tuple[int, int], Clashing]


class Plans(Listing):
    """The yearly plans of the reader's offices and of those below."""

    columns = COLUMNS
    orders = {"-year": ("-year", "lo", "id"), "year": ("year", "lo", "id")}
    params = listing(
        YEAR,
        choice("status", "Only plans in this state.", rules.PLAN.state_keys()),
        columns=COLUMNS,
        orders=orders,
    )

    @operation("inspection_plans_list", "Yearly plans of inspections", params=params, answer=page_of(PlanRow))
    def get(self, request: Request) -> Response:
        wanted = {name: self.given[name] for name in ("year", "status") if self.given[name]}
        return self.page(plans_for(self.actor).filter(**wanted))


def shape(plan: YearPlan, actor: Actor) -> dict[str, Any]:
    """The fields of `YearPlanShape`, with what clashes in words; a constant number of queries."""
    lines = list(lines_for(actor, plan))
    stands = clashing(plan, actor) if plan.status != plans.PUBLISHED else []
    clashes = {(it.line.pk, it.unit.pk): it for it in stands if it.unit is not None}
    visits: dict[int, list[LineVisit]] = {}
    for visit in (
        LineVisit.objects.filter(line__in=lines).select_related("unit").order_by("from_on", "unit__lo")
    ):
        visits.setdefault(visit.line_id, []).append(visit)
    acts = rules.PLAN.available(plan, actor, lambda it: plan_facts(it, actor))
    return {
        **{name: getattr(plan, name) for name, column in COLUMNS.items() if "__" not in column},
        "issuer": plan.issuer.code,
        "issuer_name": plan.issuer.name,
        "lines": [line_shape(line, actor, visits.get(line.pk, []), clashes) for line in lines],
        "acts": [act.key for act in DO_PLAN.offered(acts)],
    }


def line_shape(line: Line, actor: Actor, visits: list[LineVisit], clashes: Clashes) -> dict[str, Any]:
    """The fields of `LineShape`."""
    names = (
        "number",
        "title",
        "kind",
        "comprehensive",
        "announced",
        "categories",
        "from_on",
        "to_on",
        "days",
    )
    acts = rules.LINE.available(line, actor, line_facts)
    return {
        **{name: getattr(line, name) for name in (*names, "status", "version")},
        "visits": [_visit(it, clashes.get((line.pk, it.unit_id))) for it in visits],
        "acts": [act.key for act in DO_LINE.offered(acts)],
    }


def _visit(it: LineVisit, stands: Clashing | None) -> dict[str, Any]:
    return {
        "unit": it.unit.code,
        "unit_name": it.unit.name,
        "from_on": it.from_on,
        "to_on": it.to_on,
        "exception_number": it.exception_number,
        "clashes": [translated(one.words) for one in stands.clashes] if stands else [],
    }


class OnePlan(Endpoint):
    """One plan with the lines the reader may see; `Hidden` where it is outside."""

    @operation("inspection_plans_read", "One yearly plan", path=PLAN_PATH, answer=YearPlanShape)
    def get(self, request: Request, plan: str) -> Response:
        row = plan_for(self.actor, plan)
        return self.answer(shape(row, self.actor), row.version)


class PlanAct(Endpoint):
    """One act of the workflow on one plan; raises what `perform` raises, `Refused` naming what clashes."""

    @operation(
        "inspection_plans_act",
        "Do one act on a plan",
        about="Acts: "
        + ", ".join(DO_PLAN)
        + ". Approving is done in person: a token gets 403. If-Match names the"
        " version.",
        path=PLAN_ACT,
        body=PlanActBody,
        answer=YearPlanShape,
        errors=CHANGING,
        match=True,
        key=True,
        sent={"Publish": {"document_number": "永督发〔2026〕8号"}},
    )
    def post(self, request: Request, plan: str, act: str) -> Response:
        row = plan_for(self.actor, plan)
        version = self.version()
        given = self.body(PlanActBody)
        DO_PLAN.check(act, given)
        return self.once(lambda: self._done(row, act, version, given))

    def _done(self, plan: YearPlan, act: str, version: int, given: dict[str, Any]) -> Response:
        DO_PLAN.do(act, actor=self.actor, subject=plan, version=version, given=given)
        fresh = plan_for(self.actor, plan.key)
        return self.answer(shape(fresh, self.actor), fresh.version)


class LineAct(Endpoint):
    """One act on one line of a plan that is being prepared; raises what `perform` raises."""

    @operation(
        "inspection_lines_act",
        "Do one act on a line of a plan",
        about="Acts: " + ", ".join(DO_LINE) + ". If-Match names the version of the line.",
        path=LINE_ACT,
        body=LineActBody,
        answer=LineShape,
        errors=CHANGING,
        match=True,
        key=True,
        sent={"Move a unit": {"unit": "620121101000", "on_day": "2027-06-07"}},
    )
    def post(self, request: Request, plan: str, number: str, act: str) -> Response:
        line = line_for(self.actor, plan, number)
        version = self.version()
        given = self.body(LineActBody)
        DO_LINE.check(act, given)
        return self.once(lambda: self._done(line, act, version, given))

    def _done(self, line: Line, act: str, version: int, given: dict[str, Any]) -> Response:
        DO_LINE.do(act, actor=self.actor, subject=line, version=version, given=given)
        fresh = line_for(self.actor, line.plan.key, str(line.number))
        visits = list(fresh.visits.select_related("unit").order_by("from_on", "unit__lo"))
        found = {
            (it.line.pk, it.unit.pk): it for it in clashing(fresh.plan, self.actor) if it.unit is not None
        }
        return self.answer(line_shape(fresh, self.actor, visits, found), fresh.version)
