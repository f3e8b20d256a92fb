"""Putting right what was found, for programs: plan and progress of each problem, and the reports of the units."""

from typing import Any

from django.db.models import BooleanField, Case, F, Q, Value, When
from django.db.models.functions import JSONObject
from django.urls import re_path, reverse
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.inspections.actions.reporting import report_back
from assessments.inspections.api.mending_shapes import (
    REPORT_PATH,
    MendedRow,
    RectificationBody,
    RectificationReportRow,
    RectificationReportShape,
)
from assessments.inspections.api.shapes import INSPECTION_KEY, INSPECTION_PATH
from assessments.inspections.models import Inspection, RectificationReport
from assessments.inspections.queries.mending import (
    answering,
    late,
    listed_for,
    persons_of,
    report_for,
    reports_for,
    with_plan,
)
from assessments.inspections.queries.within import inspection_for
from responsibilities.ledger.rules import CLOSED, LAMPS, TYPES, WORKFLOW
from responsibilities.units.api import UNDER, span_of
from revitalization.kit import clock
from revitalization.kit.api.described import WRITING, operation, page_of
from revitalization.kit.api.endpoints import Endpoint
from revitalization.kit.api.listings import Listing, listing
from revitalization.kit.api.parameters import choice, flag
from revitalization.kit.errors import FieldError, Forbidden, Invalid

SENT = {
    "unit": "620121101000",
    "document_number": "红政发〔2027〕12号",
    "signer": "钱梅",
    "organised": "成立整改专班，镇长任组长，每周调度。",
    "lasting": "制定公厕管护办法，落实到户。",
    "ahead": "五月底前完成剩余两项。",
}
PROBLEMS = {
    "finding": "key",
    "number": "number",
    "problem": "stands",
    "unit": "unit__code",
    "unit_name": "unit__name",
    "matter": "item__matter__key",
    "target": "item__matter__target",
    "measures": "measures",
    "lead": "item__matter__lead__code",
    "person": "answers",
    "how_soon": "how_soon",
    "due_on": "item__due_on",
    "overdue": "late",
    "lamp": "item__lamp",
    "percent": "item__percent",
    "verified": "closed_above",
    "status": "item__status",
    "closed_on": "item__closed_on",
}
REPORTS = {
    "key": "key",
    "unit": "unit__code",
    "unit_name": "unit__name",
    "document_number": "number",
    "title": "title",
    "signer": "signer",
    "dated_on": "dated_on",
    "organised": "organised",
    "lasting": "lasting",
    "ahead": "ahead",
}


class Rectification(Listing):
    """The problems of one inspection that are on the ledger, each once."""

    columns = PROBLEMS
    orders = {
        "number": ("sequence", "id"),
        "-number": ("-sequence", "-id"),
        "due_on": ("item__due_on", "sequence", "id"),
        "-due_on": ("-item__due_on", "-sequence", "-id"),
        "unit": ("unit_lo", "sequence", "id"),
    }
    params = listing(
        UNDER,
        choice("status", "Only problems whose item is in this state.", WORKFLOW.state_keys()),
        choice("lamp", "Only problems whose item has this lamp.", LAMPS),
        choice("how_soon", "Only problems to be put right so.", list(TYPES)),
        flag("overdue", "1: only those the unit has still to do after the deadline; 0: only the others."),
        columns=columns,
        orders=orders,
    )

    @operation(
        "rectification_list",
        "How the problems of an inspection are put right",
        about="Each problem once, with plan and progress on the ledger. `under` is where the inspected unit lies.",
        params=params,
        path=INSPECTION_PATH,
        answer=page_of(MendedRow),
    )
    def get(self, request: Request, inspection: str) -> Response:
        overdue = late(clock.today())
        found = listed_for(self.actor, inspection_for(self.actor, inspection)).filter(self._wanted(overdue))
        return self.page(
            with_plan(found).annotate(
                answers=JSONObject(unit=F("unit_id"), lo=F("unit_lo"), planned=F("planned")),
                late=_whether(overdue),
                closed_above=_whether(Q(item__status=CLOSED)),
            )
        )

    def _wanted(self, overdue: Q) -> Q:
        given = self.given
        named = {"status": "item__status", "lamp": "item__lamp", "how_soon": "how_soon"}
        wanted = Q(**{column: given[name] for name, column in named.items() if given[name]})
        if given["overdue"] is not None:
            wanted &= overdue if given["overdue"] else ~overdue
        if given["under"]:
            span = span_of(given["under"])
            wanted &= Q(unit_lo__gte=span.lo, unit_lo__lte=span.hi)
        return wanted

    def shapes(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """With who answers: whom the plan names, else the first responsible persons for whoever may read them."""
        asked = [row["person"] for row in rows if "person" in row]
        named = persons_of(self.actor, [(it["unit"], it["lo"], it["planned"]) for it in asked], clock.today())
        return [
            {**row, "person": row["person"]["planned"] or named.get(row["person"]["unit"], "")}
            if "person" in row
            else row
            for row in rows
        ]


def _whether(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


class RectificationReports(Listing):
    """The reports of the units on one inspection; sends another."""

    columns = REPORTS
    orders = {"-dated_on": ("-dated_on", "-id"), "dated_on": ("dated_on", "id"), "unit": ("lo", "id")}
    params = listing(UNDER, columns=columns, orders=orders)

    @operation(
        "rectification_reports_list",
        "Reports on putting right",
        about="The problems of each stand with the one report. `under` is where the unit lies that reported.",
        params=params,
        path=INSPECTION_PATH,
        answer=page_of(RectificationReportRow),
    )
    def get(self, request: Request, inspection: str) -> Response:
        rows = reports_for(self.actor).filter(inspection=inspection_for(self.actor, inspection))
        if self.given["under"]:
            span = span_of(self.given["under"])
            rows = rows.filter(lo__gte=span.lo, lo__lte=span.hi)
        return self.page(rows)

    @operation(
        "rectification_report",
        "Report on putting right",
        about="By whoever answers for the unit. Each problem comes into it as the ledger has it today.",
        path=INSPECTION_PATH,
        body=RectificationBody,
        answer=RectificationReportShape,
        status=201,
        errors=WRITING,
        key=True,
        sent={"A township's report": SENT},
    )
    def post(self, request: Request, inspection: str) -> Response:
        row = inspection_for(self.actor, inspection)
        return self.once(lambda: self._sent(row, self.body(RectificationBody)))

    def _sent(self, row: Inspection, data: dict[str, Any]) -> Response:
        units = {unit.code: unit for unit in answering(self.actor, row)}
        if not units:
            raise Forbidden
        unit = units.get(data.pop("unit"))
        if unit is None:
            raise Invalid(errors=[FieldError("unit", _("You do not report for this unit here."))])
        made = report_back(actor=self.actor, inspection=row, unit=unit, **data)
        place = reverse("api_rectification_report", args=[row.key, made.sequence])
        return self.answer(_report(made), status=201, Location=place)


class OneRectificationReport(Endpoint):
    """One report; `Hidden` where the reader may not see it."""

    @operation(
        "rectification_reports_read",
        "One report on putting right",
        about="As it was sent, with each problem as it stood on that day.",
        path=REPORT_PATH,
        answer=RectificationReportShape,
    )
    def get(self, request: Request, inspection: str, n: str) -> Response:
        return self.answer(_report(report_for(self.actor, f"{inspection}-r{n}")))


def _report(row: RectificationReport) -> dict[str, Any]:
    """The fields of `RectificationReportShape`."""
    names = ("key", "title", "signer", "dated_on", "organised", "lasting", "ahead", "rows")
    return {
        **{name: getattr(row, name) for name in names},
        "document_number": row.number,
        "unit": row.unit.code,
        "unit_name": row.unit.name,
    }


_AT = rf"^inspections/(?P<inspection>{INSPECTION_KEY})/rectification/"
MENDING_URLS = [
    re_path(rf"{_AT}$", Rectification.as_view(), name="api_rectification"),
    re_path(rf"{_AT}reports/$", RectificationReports.as_view(), name="api_rectification_reports"),
    re_path(
        rf"{_AT}reports/(?P<n>[0-9]{{1,4}})/$",
        OneRectificationReport.as_view(),
        name="api_rectification_report",
    ),
]
