"""Strict reading of query parameters: what nobody declared, repeated or broken is refused, never ignored."""

from collections.abc import Collection
from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext as _

from revitalization.kit import errors

LIMIT = 500
YEARS = range(1900, 2201)
"""Days further away are slips of the pen, and instants of theirs cannot be reckoned with."""


def invalid(name: str, message: str) -> errors.Invalid:
    """The refusal of one parameter, to be raised: `Invalid` on the field `name` with the translated message."""
    return errors.Invalid(message, errors=[errors.FieldError(name, message)])


def clean(parameters: QueryDict, known: Collection[str], limit: int = LIMIT) -> dict[str, str]:
    """Name → stripped text of the parameters given; empty ones are dropped. `limit` is in characters."""
    found: dict[str, str] = {}
    for name, values in parameters.lists():
        if name not in known:
            raise invalid(name[:50], _("There is no parameter of this name here."))
        if len(values) > 1:
            raise invalid(name, _("This parameter is given more than once."))
        text = str(values[0]).strip()
        if len(text) > limit or "\x00" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
            raise invalid(name, _("This value is too long or contains characters that are not allowed."))
        if text:
            found[name] = text
    return found


def one_of(text: str, allowed: Collection[str], name: str) -> str:
    """The text when it is among `allowed`; raises `Invalid` on `name`."""
    if text not in allowed:
        raise invalid(name, _("This value is not one of those offered."))
    return text


def day(text: str, name: str) -> date:
    """A date written as 2026-11-24, in no shorter form, of the years 1900 to 2200; raises `Invalid` on `name`."""
    try:
        if len(text) != 10:
            raise ValueError("not the long form")
        found = date.fromisoformat(text)
        if found.year not in YEARS:
            raise ValueError("no day of ours")
        return found
    except ValueError as broken:
        raise invalid(name, _("Write the date as 2026-11-24.")) from broken
