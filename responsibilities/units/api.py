"""Units for programs: names, codes and paths for everybody signed in; the facts of a unit within reach."""

from typing import Any

from django.urls import path, re_path
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from responsibilities.roles import Capability
from responsibilities.units.models import Unit, UnitQuerySet
from responsibilities.units.queries import ancestors, by_code, in_scope
from responsibilities.units.rules import Level
from revitalization.kit import clock
from revitalization.kit.api.described import operation, page_of
from revitalization.kit.api.endpoints import Endpoint
from revitalization.kit.api.listings import Listing, listing
from revitalization.kit.api.parameters import choice, text
from revitalization.kit.errors import FieldError, Hidden, Invalid
from revitalization.kit.reach import Span

CODE = r"\d{12}(-D\d{2,3})?"
CODE_PATH = {
    "code": (CODE, "Official code of the unit: 12 digits, shorter codes padded with zeros.", "620121000000")
}
UNDER = text(
    "under", "Only this unit and what lies under it, by its official code.", CODE, example="620121000000"
)
LEVEL = choice("level", "Only units of this level.", [str(level) for level in Level])


def span_of(code: str) -> Span:
    """The positions of the unit of the parameter `under`; `Invalid` when there is no such unit."""
    try:
        return by_code(code).span
    except Hidden as missing:
        raise Invalid(errors=[FieldError("?under", _("There is no unit with this code."))]) from missing


class UnitName(serializers.Serializer):
    """What is public of a unit."""

    code = serializers.CharField()
    name = serializers.CharField()


class UnitRow(serializers.Serializer):
    """One unit within reach."""

    code = serializers.CharField(required=False)
    name = serializers.CharField(required=False)
    short_name = serializers.CharField(required=False)
    path = serializers.CharField(required=False, help_text="Names from the province down.")
    level = serializers.CharField(required=False)
    kind = serializers.CharField(required=False)
    parent = serializers.CharField(  # type: ignore[assignment]
        required=False, allow_null=True, help_text="Code of the unit above."
    )
    is_body = serializers.BooleanField(required=False, help_text="A department or office hung on its unit.")
    unit_class = serializers.ListField(child=serializers.CharField(), required=False)
    valid_from = serializers.DateField(required=False)


class UnitFacts(serializers.Serializer):
    """What only those see within whose reach the unit lies."""

    short_name = serializers.CharField()
    level = serializers.CharField()
    kind = serializers.CharField()
    is_body = serializers.BooleanField()
    unit_class = serializers.ListField(child=serializers.CharField())
    in_scope = serializers.BooleanField(help_text="Agriculture-related in this year.")
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True, help_text="First day on which it is no longer exists.")
    led_by = UnitName(allow_null=True, help_text="The unit that leads it besides the one above.")
    version = serializers.IntegerField()


class UnitShape(serializers.Serializer):
    """One unit; `facts` is null outside of the reach."""

    code = serializers.CharField()
    name = serializers.CharField()
    path = serializers.CharField()
    above = UnitName(many=True, help_text="From the province down.")
    facts = UnitFacts(allow_null=True)


EXAMPLE = {
    "code": "620121000000",
    "name": "永登县",
    "path": "甘肃省 / 兰州市 / 永登县",
    "above": [{"code": "620000000000", "name": "甘肃省"}, {"code": "620100000000", "name": "兰州市"}],
    "facts": None,
}


class Units(Listing):
    """The live units within reach, in the order of the tree."""

    columns = {
        "code": "code",
        "name": "name",
        "short_name": "short_name",
        "path": "path",
        "level": "level",
        "kind": "kind",
        "parent": "parent__code",
        "is_body": "is_body",
        "unit_class": "unit_class",
        "valid_from": "valid_from",
    }
    orders = {"tree": ("lo",), "-tree": ("-lo",)}
    params = listing(UNDER, LEVEL, columns=columns, orders=orders)

    @operation(
        "units_list",
        "Units within reach",
        about="The live units within the reach of the right unit.read, in the order of the tree.",
        params=params,
        answer=page_of(UnitRow),
    )
    def get(self, request: Request) -> Response:
        rows = Unit.objects.live().within(self.actor.reach(Capability.UNIT_READ))
        return self.page(self._narrowed(rows))

    def _narrowed(self, rows: UnitQuerySet) -> UnitQuerySet:
        if self.given["under"]:
            span = span_of(self.given["under"])
            rows = rows.filter(lo__gte=span.lo, lo__lte=span.hi)
        if self.given["level"]:
            rows = rows.filter(level=self.given["level"])
        return rows


class OneUnit(Endpoint):
    """One unit by its code: name and place for everybody, `facts` and version only within the reach of unit.read."""

    @operation(
        "units_read",
        "One unit",
        about="Code, name and path are public to everybody; facts only within the reach of unit.read.",
        path=CODE_PATH,
        answer=UnitShape,
        examples={"Yongdeng county, outside of the reach": EXAMPLE},
    )
    def get(self, request: Request, code: str) -> Response:
        unit = by_code(code)
        inside = self.actor.can(Capability.UNIT_READ, unit)
        data = {
            "code": unit.code,
            "name": unit.name,
            "path": unit.path,
            "above": [{"code": above.code, "name": above.name} for above in ancestors(unit)],
            "facts": _facts(unit) if inside else None,
        }
        return self.answer(data, unit.version if inside else None)


def _facts(unit: Unit) -> dict[str, Any]:
    leader = unit.led_by
    return {
        "short_name": unit.short_name,
        "level": unit.level,
        "kind": unit.kind,
        "is_body": unit.is_body,
        "unit_class": unit.unit_class,
        "in_scope": in_scope(unit, clock.today().year),
        "valid_from": unit.valid_from,
        "valid_to": unit.valid_to,
        "led_by": {"code": leader.code, "name": leader.name} if leader else None,
        "version": unit.version,
    }


URLS = [
    path("units/", Units.as_view(), name="api_units"),
    re_path(r"^units/(?P<code>\d{12}(?:-D\d{2,3})?)/$", OneUnit.as_view(), name="api_unit"),
]
