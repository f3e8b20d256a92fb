"""Parameters of addresses, declared once: the same line reads the value and writes the documentation."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from revitalization.kit import parameters as strict
from revitalization.kit.errors import FieldError, Invalid

LIMIT, MOST, COUNTED = 100, 500, 10_000


@dataclass(frozen=True)
class Param:
    """One query parameter: `read` gives the value or raises `ValueError` with the words for the sender, translated."""

    name: str
    about: str
    read: Callable[[str], Any]
    schema: Mapping[str, Any]
    default: Any = None
    required: bool = False
    example: Any = field(default=None, compare=False)


def parsed(given: QueryDict, params: Sequence[Param]) -> dict[str, Any]:
    """Name → value for every declared parameter; `Invalid` names each one that is wrong."""
    known = {param.name: param for param in params}
    errors = [
        FieldError(f"?{name[:50]}", _("There is no parameter of this name here."), "unknown")
        for name in given
        if name not in known
    ]
    values: dict[str, Any] = {}
    for name, param in known.items():
        try:
            values[name] = _value(param, given.getlist(name))
        except ValueError as broken:
            errors.append(FieldError(f"?{name}", str(broken)))
    if errors:
        raise Invalid(_("The address contains parameters that are not understood."), errors=errors)
    return values


def _value(param: Param, texts: list[str]) -> Any:
    if len(texts) > 1:
        raise ValueError(_("This parameter is given more than once."))
    if not texts or texts[0] == "":
        if param.required:
            raise ValueError(_("This parameter is needed."))
        return param.default
    if len(texts[0]) > 2000:
        raise ValueError(_("This value is too long or contains characters that are not allowed."))
    return param.read(texts[0])


def whole(name: str, about: str, low: int, high: int, **more: Any) -> Param:
    """A number from `low` to `high`, both included, in ASCII digits without a sign; `read` gives an int."""

    def read(text: str) -> int:
        value = int(text) if text.isascii() and text.isdigit() and len(text) <= 19 else -1
        if not low <= value <= high:
            raise ValueError(_("Write a whole number from %(low)s to %(high)s.") % {"low": low, "high": high})
        return value

    schema = {"type": "integer", "minimum": low, "maximum": high}
    if "default" in more:
        schema["default"] = more["default"]
    return Param(name, about, read, schema, **more)


def choice(name: str, about: str, options: Collection[str], **more: Any) -> Param:
    """One of the words offered; `read` gives it as it was written."""

    def read(text: str) -> str:
        if text not in options:
            raise ValueError(_("This value is not one of those offered."))
        return text

    return Param(name, about, read, {"type": "string", "enum": list(options)}, **more)


def several(name: str, about: str, options: Collection[str], **more: Any) -> Param:
    """One or more of the words offered, with commas between."""

    def read(text: str) -> list[str]:
        words = text.split(",")
        if any(word not in options for word in words) or len(set(words)) != len(words):
            raise ValueError(_("This value is not one of those offered."))
        return words

    word = "|".join(options)
    return Param(name, about, read, {"type": "string", "pattern": f"^({word})(,({word}))*$"}, **more)


def flag(name: str, about: str) -> Param:
    """1 or 0; `read` gives True or False."""

    def read(text: str) -> bool:
        if text not in {"0", "1"}:
            raise ValueError(_("Write 1 or 0."))
        return text == "1"

    return Param(name, about, read, {"type": "string", "enum": ["0", "1"]})


def day(name: str, about: str, **more: Any) -> Param:
    """A date written as 2026-11-24, of the years 2000 to 2100; `read` gives a `date`."""

    def read(text: str) -> Any:
        try:
            found = strict.day(text, name)
        except Invalid as broken:
            raise ValueError(str(broken.detail)) from broken
        if not 2000 <= found.year <= 2100:
            raise ValueError(_("Write the date as 2026-11-24."))
        return found

    return Param(name, about, read, {"type": "string", "format": "date"}, **more)


def instant(name: str, about: str) -> Param:
    """An instant with its offset, of the years 2000 to 2100; `read` gives an aware `datetime`. A plus sign that
    became a blank in the address is taken for the plus.
    """

    def read(text: str) -> datetime:
        try:
            found = datetime.fromisoformat(text.replace(" ", "+"))
        except ValueError:
            found = datetime.min  # noqa: DTZ901 - refused below
        if found.tzinfo is None or not 2000 <= found.year <= 2100:
            raise ValueError(_("Write the date and time as 2026-11-24T08:00:00Z."))
        return found

    return Param(name, about, read, {"type": "string", "format": "date-time"})


def text(name: str, about: str, pattern: str, **more: Any) -> Param:
    """A short word of a fixed shape (a pattern that both this program and the documentation use)."""
    shape = re.compile(pattern, re.ASCII)

    def read(value: str) -> str:
        if not shape.fullmatch(value):
            raise ValueError(_("This value is not in the expected format."))
        return value

    return Param(name, about, read, {"type": "string", "pattern": f"^{pattern}$"}, **more)


PAGING = (
    whole("limit", "Rows of one page.", 1, MOST, default=LIMIT),
    Param(
        "cursor",
        "Where to go on; taken from `next` or `previous` of an earlier answer.",
        str,
        {"type": "string"},
    ),
    flag("count", f"1 adds `count`, the number of rows of all pages, counted up to {COUNTED:,}."),
)
