"""Reminder slips for programs: the list, one of them, its paper."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from reporting.reports.api.obligations import CYCLE
from reporting.reports.api.shapes import optional
from reporting.reports.documents.slips import slip_paper
from reporting.reports.models import Obligation, Slip
from reporting.reports.queries.slips import may_press
from responsibilities.roles import C
from responsibilities.units.api import UNDER, span_of
from revitalization.kit.api.described import operation, page_of
from revitalization.kit.api.endpoints import Endpoint
from revitalization.kit.api.listings import Listing, listing
from revitalization.kit.api.parameters import choice, day
from revitalization.kit.documents import Urgency, printed
from revitalization.kit.errors import Forbidden
from revitalization.kit.fetch import get_or_hidden

EXAMPLE = {
    "id": "0b9f6d0e-4a57-4c0e-9a53-6f1f3c2f6f10",
    "number": "永农领办〔2026〕41号",
    "cycle": "annual-2026-620000000000",
    "unit": "620121101000",
    "unit_name": "红城镇",
    "issuer": "620121000000",
    "title": "关于催办红城镇报送2026年度报告的催办单",
    "by": "2026-12-10",
    "urgency": "加急",
    "dated_on": "2026-12-07",
}
PATH = {"slip": (r"[0-9a-f-]{36}", "The slip, its `id`.", EXAMPLE["id"])}


class SlipRow(serializers.Serializer):
    """One reminder slip: which office presses which unit for which report, by when."""

    id = optional(serializers.UUIDField)
    number = optional(serializers.CharField, help_text="In the register of the issuer.")
    cycle = optional(serializers.CharField)
    unit = optional(serializers.CharField, help_text="Code of the unit that owes the report.")
    unit_name = optional(serializers.CharField)
    issuer = optional(serializers.CharField, help_text="Code of the unit in whose name it was given.")
    title = optional(serializers.CharField)
    by = optional(serializers.DateField, help_text="The last day to file that it names.")
    urgency = optional(serializers.CharField, help_text="特急, 加急 or empty.")
    dated_on = optional(serializers.DateField)


class Slips(Listing):
    """Slips about units whose reports the reader reads."""

    columns = {
        "id": "public_id",
        "number": "number",
        "cycle": "obligation__cycle__key",
        "unit": "obligation__unit__code",
        "unit_name": "obligation__unit__name",
        "issuer": "issuer__code",
        "title": "title",
        "by": "by",
        "urgency": "urgency",
        "dated_on": "dated_on",
    }
    orders = {
        "-dated_on": ("-dated_on", "-id"),
        "dated_on": ("dated_on", "id"),
        "by": ("by", "id"),
        "-by": ("-by", "-id"),
    }
    params = listing(
        CYCLE,
        UNDER,
        choice("urgency", "Only slips of this urgency.", [one.value for one in Urgency if one]),
        day("by_before", "Only those whose last day lies before this day."),
        columns=columns,
        orders=orders,
    )

    @operation(
        "slips_list",
        "Reminder slips",
        about="Slips about units whose reports lie within reach.",
        params=params,
        answer=page_of(SlipRow),
        examples={"Chosen fields": {"results": [EXAMPLE], "next": None, "previous": None}},
    )
    def get(self, request: Request) -> Response:
        given = self.given
        named = {"cycle": "obligation__cycle__key", "urgency": "urgency", "by_before": "by__lt"}
        rows = _read_by(self.actor).filter(**{named[name]: given[name] for name in named if given[name]})
        if given["under"]:
            span = span_of(given["under"])
            rows = rows.filter(obligation__lo__gte=span.lo, obligation__lo__lte=span.hi)
        return self.page(rows)


def _read_by(actor: Any) -> QuerySet[Slip]:
    return Slip.objects.filter(actor.reach(C.REPORT_READ).q("obligation__lo"))


class OneSlip(Endpoint):
    """One slip, by its id; 404 where the report it presses for may not be read."""

    @operation("slips_read", "One reminder slip", path=PATH, answer=SlipRow)
    def get(self, request: Request, slip: UUID) -> Response:
        rows = _read_by(self.actor).select_related("issuer", "obligation__cycle", "obligation__unit")
        found = get_or_hidden(rows, public_id=slip)
        return self.answer({name: _value(found, column) for name, column in Slips.columns.items()})


def _value(found: Slip, column: str) -> Any:
    value: Any = found
    for name in column.split("__"):
        value = getattr(value, name)
    return value


class SlipPaper(Endpoint):
    """A slip as PDF, drawn within the request; `Forbidden` for who reads the report but does not press for it."""

    @operation(
        "slips_paper",
        "The paper of a reminder slip",
        about="As PDF, for whoever gives slips to this unit: the office that receives its report.",
        path=PATH,
        media="application/pdf",
    )
    def get(self, request: Request, slip: UUID) -> HttpResponse:
        found = get_or_hidden(_read_by(self.actor), public_id=slip)
        row = Obligation.objects.full().get(pk=found.obligation_id)
        if not may_press(self.actor, row):
            raise Forbidden
        made = printed(slip_paper(row, found, found.dated_on))
        return HttpResponse(made.pdf, content_type="application/pdf")
