"""Thresholds of an issuer for programs: what holds for a kind, its history, setting it anew."""

from dataclasses import asdict
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from responsibilities.ledger import rules
from responsibilities.ledger.actions.scales import set_scale
from responsibilities.ledger.queries.scales import InForce, scale_for
from responsibilities.ledger.rules.kinds import SCALE
from responsibilities.roles import C
from responsibilities.units.models import Unit
from revitalization.kit.api.bodies import Body, Text, Whole
from revitalization.kit.api.described import CHANGING, operation
from revitalization.kit.api.endpoints import Endpoint
from revitalization.kit.fetch import get_or_hidden

ISSUER = r"\d{12}"
KIND = "[a-z]{2,16}"
PATH = {
    "issuer": (ISSUER, "Official code of the unit that issues.", "620121000000"),
    "kind": (KIND, "Key of the kind.", "task"),
}


class ScaleBody(Body):
    """What an issuer holds to be too far from now on."""

    yellow = Whole(min_value=1, max_value=99, help_text="Points behind from which a lamp is yellow.")
    red = Whole(min_value=2, max_value=100, help_text="Points behind beyond which it is red.")
    unstarted = Whole(
        min_value=1, max_value=366, help_text="Days without any progress after which it is red."
    )
    near = Whole(
        min_value=1, max_value=30, help_text="Working days before the deadline in which it is yellow."
    )
    basis = Text(max_length=200, help_text="On whose word: a document or a decision.")


class ScaleShape(serializers.Serializer):
    """Four numbers and what they rest on."""

    yellow = serializers.IntegerField()
    red = serializers.IntegerField()
    unstarted = serializers.IntegerField()
    near = serializers.IntegerField()
    basis = serializers.CharField(allow_blank=True, help_text="On whose word; of the kind's own its source.")


class SetScaleShape(ScaleShape):
    """One that the issuer set."""

    at = serializers.DateTimeField()
    by = serializers.CharField(allow_blank=True)


class OneScaleShape(ScaleShape):
    """What holds for the next matter of the kind, and what was set before."""

    issuer = serializers.CharField()
    kind = serializers.CharField()
    own = serializers.BooleanField(help_text="Set by the issuer; false: the kind's own holds.")
    history = SetScaleShape(many=True, help_text="The latest first.")


def shape(found: InForce) -> dict[str, Any]:
    """The fields of `OneScaleShape`."""
    return {
        "issuer": found.issuer.code,
        "kind": found.kind.key,
        "own": bool(found.rows),
        **asdict(found.scale),
        "basis": found.rows[0].basis if found.rows else found.kind.source,
        "history": [
            {**asdict(row.scale), "basis": row.basis, "at": row.at, "by": row.by_name} for row in found.rows
        ],
    }


class OneScale(Endpoint):
    """The thresholds of one issuer for one kind, for those who issue there."""

    @operation("ledger_scale", "Thresholds of an issuer for a kind", path=PATH, answer=OneScaleShape)
    def get(self, request: Request, issuer: str, kind: str) -> Response:
        found = scale_for(self._issuer(issuer), kind)
        return self.answer(shape(found), found.version)

    @operation(
        "ledger_scale_set",
        "Set the thresholds of an issuer for a kind",
        about="They hold for what the issuer draws up from then on; what was drawn up keeps its own.",
        path=PATH,
        body=ScaleBody,
        answer=OneScaleShape,
        errors=CHANGING,
        match=True,
        key=True,
        sent={
            "Stricter": {"yellow": 5, "red": 20, "unstarted": 60, "near": 5, "basis": "永农领办〔2026〕9号"}
        },
    )
    def post(self, request: Request, issuer: str, kind: str) -> Response:
        unit = self._issuer(issuer)
        scale_for(unit, kind)
        version, data = self.version(), self.body(ScaleBody)
        scale = rules.Scale(*(data[name] for name in SCALE))
        return self.once(lambda: self._set(unit, kind, scale, data["basis"], version))

    def _set(self, unit: Unit, kind: str, scale: rules.Scale, basis: str, version: int) -> Response:
        found = set_scale(actor=self.actor, issuer=unit, kind=kind, scale=scale, basis=basis, version=version)
        return self.answer(shape(found), found.version)

    def _issuer(self, code: str) -> Unit:
        unit = get_or_hidden(Unit.objects.live(), code=code)
        self.actor.require(C.LEDGER_ISSUE, unit, sees=C.LEDGER_READ)
        return unit
