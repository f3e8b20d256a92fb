"""Putting right what was found, for programs: plan and progress of each problem, and the reports of the units."""

from typing import Any

from django.urls import re_path
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.inspections.actions.reporting import TEXTS, report_back
from assessments.inspections.api.shapes import INSPECTION_KEY, INSPECTION_PATH
from assessments.inspections.models import Inspection, RectificationReport
from assessments.inspections.queries.mending import Mended, answering, mending_of, reports_for
from assessments.inspections.queries.within import inspection_for
from responsibilities.ledger.rules import WORKFLOW
from revitalization.kit import clock
from revitalization.kit.api.bodies import Body, Text
from revitalization.kit.api.described import WRITING, operation
from revitalization.kit.api.endpoints import Endpoint
from revitalization.kit.errors import FieldError, Forbidden, Invalid

SENT = {
    "unit": "620121101000",
    "document_number": "红政发〔2027〕12号",
    "signer": "钱梅",
    "organised": "成立整改专班，镇长任组长，每周调度。",
    "lasting": "制定公厕管护办法，落实到户。",
    "ahead": "五月底前完成剩余两项。",
}


class MendedShape(serializers.Serializer):
    """One problem that is on the ledger."""

    finding = serializers.CharField(help_text="Key of the finding.")
    number = serializers.CharField()
    problem = serializers.CharField()
    unit = serializers.CharField(help_text="Official code of the inspected unit.")
    unit_name = serializers.CharField()
    matter = serializers.CharField(help_text="Key of its matter on the ledger.")
    target = serializers.CharField()
    measures = serializers.CharField(allow_blank=True)
    lead = serializers.CharField(allow_null=True, help_text="Official code of the lead unit.")
    person = serializers.CharField(allow_blank=True, help_text="Who answers for it.")
    due_on = serializers.DateField()
    percent = serializers.DecimalField(4, 1, allow_null=True, help_text="What the unit claims.")
    verified = serializers.BooleanField(help_text="Whether that was verified from above.")
    status = serializers.CharField(help_text=", ".join(WORKFLOW.state_keys()))
    closed_on = serializers.DateField(allow_null=True)


class RectifiedRow(serializers.Serializer):
    """One problem as it stood when the report was sent; words in Chinese, as on the paper."""

    number = serializers.CharField()
    problem = serializers.CharField()
    measures = serializers.CharField(allow_blank=True)
    progress = serializers.CharField()
    state = serializers.CharField()
    due_on = serializers.DateField()
    how_soon = serializers.CharField()
    closed = serializers.BooleanField()


class RectificationReportShape(serializers.Serializer):
    """One report of a unit."""

    key = serializers.CharField()
    unit = serializers.CharField(help_text="Official code.")
    unit_name = serializers.CharField()
    document_number = serializers.CharField()
    title = serializers.CharField()
    signer = serializers.CharField()
    dated_on = serializers.DateField()
    organised = serializers.CharField()
    lasting = serializers.CharField()
    ahead = serializers.CharField()
    rows = RectifiedRow(many=True)


class MendingShape(serializers.Serializer):
    """How what one inspection found is put right, as far as the reader may see it."""

    problems = MendedShape(many=True)
    reports = RectificationReportShape(many=True)


class RectificationBody(Body):
    """What the unit says itself; the problems come from the ledger."""

    unit = Text(max_length=20, help_text="Code of the unit that reports.")
    document_number = Text(max_length=80)
    signer = Text(max_length=TEXTS["signer"])
    organised = Text(max_length=TEXTS["organised"])
    lasting = Text(max_length=TEXTS["lasting"])
    ahead = Text(max_length=TEXTS["ahead"])


class Rectification(Endpoint):
    """Problems and reports of one inspection."""

    @operation(
        "rectification_read",
        "How the problems of an inspection are put right",
        about="Each problem once, with plan and progress on the ledger, and the reports of the units.",
        path=INSPECTION_PATH,
        answer=MendingShape,
    )
    def get(self, request: Request, inspection: str) -> Response:
        row = inspection_for(self.actor, inspection)
        problems = [_problem(it) for it in mending_of(self.actor, row, clock.today())]
        reports = [_report(it) for it in reports_for(self.actor).filter(inspection=row)]
        return self.answer({"problems": problems, "reports": reports})


class RectificationReports(Endpoint):
    """Sends the report of a unit."""

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
        return self.answer(
            _report(report_back(actor=self.actor, inspection=row, unit=unit, **data)), status=201
        )


def _problem(row: Mended) -> dict[str, Any]:
    """The fields of `MendedShape`."""
    item = row.told.item
    return {
        "finding": row.finding.key,
        "number": row.finding.number,
        "problem": row.finding.words,
        "unit": row.finding.unit.code,
        "unit_name": row.finding.unit.name,
        "matter": item.matter.key,
        "target": item.matter.target,
        "measures": row.told.measures,
        "lead": item.matter.lead.code if item.matter.lead else None,
        "person": row.person,
        "due_on": item.due_on,
        "percent": item.percent,
        "verified": item.verified,
        "status": item.status,
        "closed_on": item.closed_on,
    }


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
    re_path(rf"{_AT}reports/$", RectificationReports.as_view(), name="api_rectification_report"),
]
