"""Inspections for programs: list, one, making one outside the plan, every act."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.inspections import rules
from assessments.inspections.actions import DO
from assessments.inspections.actions.making import Wanted, make
from assessments.inspections.api.shapes import (
    EXAMPLE,
    INSPECTION_PATH,
    InspectionActBody,
    InspectionRow,
    InspectionShape,
    MakeBody,
)
from assessments.inspections.models import Inspection, Target
from assessments.inspections.queries.facts import inspection_facts
from assessments.inspections.queries.inspections import view_of
from assessments.inspections.queries.steps import steps_of
from assessments.inspections.queries.within import inspection_for, inspections_for
from assessments.inspections.rules import kinds
from responsibilities.roles import C
from responsibilities.units.api import UNDER, span_of
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor
from revitalization.kit.api.described import CHANGING, WRITING, operation, page_of
from revitalization.kit.api.endpoints import Endpoint
from revitalization.kit.api.listings import Listing, listing
from revitalization.kit.api.parameters import choice, whole
from revitalization.kit.api.steps import step_answers
from revitalization.kit.errors import FieldError, Forbidden, Invalid

COLUMNS = {
    "key": "key",
    "number": "number",
    "title": "title",
    "issuer": "issuer__code",
    "issuer_name": "issuer__name",
    "year": "year",
    "kind": "kind",
    "comprehensive": "comprehensive",
    "announced": "announced",
    "from_on": "from_on",
    "to_on": "to_on",
    "status": "status",
    "version": "version",
}
ACT_PATH = {**INSPECTION_PATH, "act": (f"({'|'.join(DO)})", "What is done.", "notice")}
YEAR = whole("year", "Only those of this year.", 2000, 2100)
MADE = {
    "issuer": "620121000000",
    "title": "防返贫监测帮扶情况督查",
    "kind": "policy",
    "from_on": "2026-12-07",
    "days": 2,
    "units": ["620121101000"],
    "outside": "永政督函〔2026〕5号",
    "categories": ["L04"],
}


class Inspections(Listing):
    """The inspections the reader may see: of one's office and below, and what one's units are shown."""

    columns = COLUMNS
    orders = {
        "-from_on": ("-from_on", "-id"),
        "from_on": ("from_on", "id"),
    }
    params = listing(
        YEAR,
        choice("kind", "Only this kind.", list(kinds.KINDS)),
        choice("status", "Only those in this state.", rules.INSPECTION.state_keys()),
        UNDER,
        columns=COLUMNS,
        orders=orders,
    )

    @operation(
        "inspections_list",
        "Inspections",
        about="`under` is where the inspected units lie. What is not announced is shown to the inspected after its"
        " feedback only.",
        params=params,
        answer=page_of(InspectionRow),
    )
    def get(self, request: Request) -> Response:
        wanted = {name: self.given[name] for name in ("year", "kind", "status") if self.given[name]}
        rows = inspections_for(self.actor).filter(**wanted)
        if self.given["under"]:
            span = span_of(self.given["under"])
            rows = rows.filter(
                pk__in=Target.objects.filter(lo__range=(span.lo, span.hi)).values("inspection")
            )
        return self.page(rows)

    @operation(
        "inspections_make",
        "Make an inspection outside the plan",
        about="On an approval. A clash with another inspection of a unit is refused with that one named.",
        body=MakeBody,
        answer=InspectionShape,
        status=201,
        errors=WRITING,
        key=True,
        sent={"Yongdeng inspects a town": MADE},
    )
    def post(self, request: Request) -> Response:
        if not self.actor.has(C.INSPECT_PLAN):
            raise Forbidden
        return self.once(lambda: self._made(self.body(MakeBody)))

    def _made(self, data: dict[str, Any]) -> Response:
        issuer = Unit.objects.live().filter(code=data.pop("issuer")).first()
        if issuer is None:
            raise Invalid(errors=[FieldError("issuer", _("There is no unit with this code."))])
        row = make(actor=self.actor, issuer=issuer, wanted=Wanted(**data))
        place = reverse("api_inspection", kwargs={"inspection": row.key})
        return self.answer(shape(row, self.actor), row.version, 201, Location=place)


def shape(row: Inspection, actor: Actor) -> dict[str, Any]:
    """The fields of `InspectionShape`; `acts` are the keys of what this actor can do now."""
    found = view_of(row, actor)
    acts = rules.INSPECTION.available(row, actor, lambda it: inspection_facts(it, actor))
    return {
        **{name: getattr(row, name) for name, column in COLUMNS.items() if "__" not in column},
        "issuer": row.issuer.code,
        "issuer_name": row.issuer.name,
        "categories": row.categories,
        "targets": [_visit(it, found.whole) for it in found.targets],
        "team": [
            {"name": it.name, "group": it.group, "leads": it.leads} for it in found.members if it.standing
        ],
        "seed": found.draw.seed if found.draw else "",
        "scheme": row.scheme if found.whole else {},
        "scheme_state": row.scheme_state if found.whole else "",
        "notices": [paper.number for paper in found.papers],
        "steps": step_answers(steps_of([row], actor).get(row.key, ())),
        "acts": [act.key for act in DO.offered(acts)],
    }


def _visit(it: Target, whole: bool) -> dict[str, Any]:
    return {
        "unit": it.unit.code,
        "unit_name": it.unit.name,
        "from_on": it.from_on,
        "to_on": it.to_on,
        "group": it.group,
        "exception_number": it.exception_number if whole else "",
    }


class OneInspection(Endpoint):
    """One inspection as the reader may see it; `Hidden` where it is not shown."""

    @operation("inspections_read", "One inspection", path=INSPECTION_PATH, answer=InspectionShape)
    def get(self, request: Request, inspection: str) -> Response:
        row = inspection_for(self.actor, inspection)
        return self.answer(shape(row, self.actor), row.version)


class InspectionAct(Endpoint):
    """One act of the workflow on one inspection, as `acts` of it offers it.

    Raises what `perform` raises: `Stale`, `Refused` with the reason in words, `Forbidden`, `Invalid`.
    """

    @operation(
        "inspections_act",
        "Do one act on an inspection",
        about="Acts: "
        + ", ".join(DO)
        + ". If-Match names the version. Approving is done in person: a token gets 403.",
        path=ACT_PATH,
        body=InspectionActBody,
        answer=InspectionShape,
        errors=CHANGING,
        match=True,
        key=True,
        sent={
            "Give notice": {"document_number": "永督发〔2026〕3号"},
            "Draw the team": {"groups": 2, "size": 3},
        },
        examples={"Noticed": {"key": EXAMPLE, "status": "noticed", "acts": ["begin"]}},
    )
    def post(self, request: Request, inspection: str, act: str) -> Response:
        row = inspection_for(self.actor, inspection)
        version = self.version()
        given = self.body(InspectionActBody)
        DO.check(act, given)
        return self.once(lambda: self._done(row, act, version, given))

    def _done(self, row: Inspection, act: str, version: int, given: dict[str, Any]) -> Response:
        DO.do(act, actor=self.actor, subject=row, version=version, given=given)
        fresh = Inspection.objects.full().get(pk=row.pk)
        return self.answer(shape(fresh, self.actor), fresh.version)
