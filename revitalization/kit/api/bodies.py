"""Reading bodies: JSON in exactly the types declared; nothing is guessed, nothing unknown is passed over."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import orjson
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ParseError, ValidationError
from rest_framework.parsers import BaseParser

from revitalization.kit.doing import Doings, Take

BIGGEST = 2**31 - 1
UNKNOWN = _("There is no such field here.")


class JsonBody(BaseParser):
    """Reads one JSON text; NaN, lone surrogates and texts nested too deeply are refused."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        try:
            return orjson.loads(stream.read())
        except orjson.JSONDecodeError as broken:
            raise ParseError(_("The body is not valid JSON.")) from broken


class Body(serializers.Serializer):
    """A body whose fields are all declared."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            unknown = [str(name) for name in data if name not in self.fields]
            if unknown:
                raise ValidationError({name: [ErrorDetail(UNKNOWN, "unknown")] for name in unknown[:20]})  # type: ignore[arg-type]
        return super().to_internal_value(data)


class Text(serializers.CharField):
    """A JSON string; numbers are not taken for text."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Whole(serializers.IntegerField):
    """A JSON number without fraction; neither a string nor true."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": 0, "max_value": BIGGEST, **kwargs})

    def to_internal_value(self, data: Any) -> int:
        if type(data) is not int:
            self.fail("invalid")
        return super().to_internal_value(data)


class Flag(serializers.BooleanField):
    """true or false, nothing else."""

    def to_internal_value(self, data: Any) -> bool:
        if type(data) is not bool:
            self.fail("invalid", input=data)
        return data


class Choice(serializers.ChoiceField):
    """One of the declared words; numbers are not taken for text."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid_choice", input=data)
        return str(super().to_internal_value(data))


class Day(serializers.DateField):
    """A date written as 2026-11-24, of this century."""

    def to_internal_value(self, data: Any) -> date:
        try:
            found = (
                date.fromisoformat(data)
                if isinstance(data, str) and len(data) == 10 and data[4] == "-"
                else None
            )
        except ValueError:
            found = None
        if found is None or data != found.isoformat() or not 2000 <= found.year <= 2100:
            raise ValidationError(_("Write the date as 2026-11-24."), code="invalid")
        return found


def body_of(name: str, about: str, doings: Doings) -> type[Body]:
    """The body of the one address for all acts of a table: what any of them takes; each takes its own only.

    Raises `ValueError` for what is typed in several fields: such a body is written by hand.
    """
    fields = {take.name: _field_of(take) for take in doings.takes()}
    more = {"table": doings.table.key, "__doc__": about, "__module__": __name__}
    return type(name, (Body,), fields | more)


def _field_of(take: Take) -> serializers.Field:
    if take.kind is date:
        return Day(required=False, help_text=take.about)
    if take.kind is int:
        return Whole(required=False, min_value=0, help_text=take.about)
    if take.choices:
        return Choice(required=False, choices=take.choices, help_text=take.about)
    if take.kind is not str:
        raise ValueError(f"{take.name}: programs cannot send a {take.kind.__name__} in one field")
    return Text(required=False, max_length=take.most, help_text=take.about)
