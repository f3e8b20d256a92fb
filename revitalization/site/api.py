"""The interface's own addresses: who I am, its description, its documentation, and what is not there."""

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from responsibilities.roles import Capability
from responsibilities.units.api import UnitName
from responsibilities.units.models import Unit
from revitalization.kit import problems
from revitalization.kit.actor import Actor
from revitalization.kit.api.described import operation
from revitalization.kit.api.endpoints import Endpoint
from revitalization.kit.errors import Hidden
from revitalization.kit.views import SignedIn, page


class BearerToken(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the token is described."""

    target_class = "responsibilities.access.api.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "baton_<id>_<secret>"}


class Session(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How a session is described."""

    target_class = "rest_framework.authentication.SessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        said = "People who are signed in; changes need the CSRF token in X-CSRFToken."
        return {"type": "apiKey", "in": "cookie", "name": "sessionid", "description": said}


class HoldingShape(serializers.Serializer):
    """One role on one unit."""

    role = serializers.CharField()
    unit = UnitName()


class MeShape(serializers.Serializer):
    """Who asks, in which post, and what is allowed where."""

    name = serializers.CharField()
    post = serializers.CharField(allow_blank=True)
    capabilities = serializers.ListField(child=serializers.CharField(), help_text="Allowed somewhere.")
    holdings = HoldingShape(many=True, help_text="Roles in force today.")
    ceiling = UnitName(allow_null=True, help_text="The subtree a token is limited to; null in a session.")


EXAMPLE = {
    "name": "陈静",
    "post": "",
    "capabilities": ["cycle.read", "report.accept", "report.read"],
    "holdings": [{"role": "receiver", "unit": {"code": "620121000000", "name": "永登县"}}],
    "ceiling": {"code": "620121000000", "name": "永登县"},
}


class Me(Endpoint):
    """Who the token or the session is."""

    @operation("me_read", "Who am I", answer=MeShape, examples={"A token of the receiving office": EXAMPLE})
    def get(self, request: Request) -> Response:
        return self.answer(_me(self.actor))


def _me(actor: Actor) -> dict[str, Any]:
    ceiling = actor.ceiling
    places = {holding.place.lo for holding in actor.holdings} | ({ceiling.place.lo} if ceiling else set())
    units = {unit["lo"]: unit for unit in Unit.objects.filter(lo__in=places).values("lo", "code", "name")}
    names = {lo: {"code": unit["code"], "name": unit["name"]} for lo, unit in units.items()}
    return {
        "name": actor.name,
        "post": actor.post,
        "capabilities": sorted(str(capability) for capability in Capability if actor.has(capability)),
        "holdings": [{"role": holding.role, "unit": names[holding.place.lo]} for holding in actor.holdings],
        "ceiling": names[ceiling.place.lo] if ceiling else None,
    }


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document, made once in a process."""
    generator: Any = SchemaGenerator
    found: dict[str, Any] = generator().get_schema(request=None, public=True)
    return found


class Schema(Endpoint):
    """The description for programs."""

    @operation("schema_read", "The OpenAPI document", answer=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        return self.answer(document())


@page()
def docs(request: SignedIn) -> HttpResponse:
    """The documentation, drawn from local files by a script of our own."""
    return render(request, "site/api_docs.html")


@csrf_exempt
def nothing(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Any other address under /api/."""
    return problems.answer(request, Hidden())
