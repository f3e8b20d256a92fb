"""Reading a roster workbook."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from responsibilities.posts.rules.phones import NoPhoneError, clean_phone
from responsibilities.posts.rules.roster_words import HEADINGS, MOST_ROWS, Fault, RosterRow, heading
from responsibilities.units.rules import LEVEL_OF_LENGTH
from revitalization.kit.errors import FieldError, Invalid
from revitalization.kit.imports import (
    CellError,
    CellValue,
    Formula,
    ReadLimits,
    clean_code,
    clean_date,
    clean_line,
    clean_value,
    headings,
    read_workbook,
)
from revitalization.kit.saying import said
from revitalization.kit.words import Words

NEEDED = ("code", "post", "name", "since")
MOST_BYTES = 2 * 1024 * 1024
LIMITS = ReadLimits(file_bytes=MOST_BYTES, rows=MOST_ROWS + 1, columns=40)
TEXTS = {"unit": 200, "post": 60, "name": 60, "kind": 20, "role": 20}
"""The columns of plain text, and how long each may be."""


def read_roster(data: bytes) -> list[RosterRow]:
    """The rows of a roster workbook, each with what cannot be read in it. `Invalid` or `TooLarge` when the file as a
    whole cannot be taken.
    """
    cells = read_workbook(data, limits=LIMITS)
    places = _places(headings(cells[0]) if cells else [])
    return [
        _row(number, {key: line[place] if place < len(line) else None for key, place in places.items()})
        for number, line in enumerate(cells[1:], start=2)
        if any(value not in {None, ""} for value in line)
    ]


def _places(found: Sequence[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, text in enumerate(found):
        key = next(
            (k for k, words in HEADINGS.items() if text.casefold() in {w.casefold() for w in words}), ""
        )
        if key and key not in places:
            places[key] = place
    missing = [heading(key, get_language() or "") for key in NEEDED if key not in places]
    if missing:
        text = gettext("These columns are missing: %(columns)s.") % {"columns": "、".join(missing)}
        raise Invalid(text, errors=[FieldError("file", text, "columns", 1)])
    return places


def _row(number: int, line: Mapping[str, CellValue]) -> RosterRow:
    found: dict[str, Any] = {}
    faults: list[Fault] = []
    readers: dict[str, Callable[[CellValue], Any]] = {
        **{key: partial(_text, most=most) for key, most in TEXTS.items()},
        "code": _code,
        "since": _since,
        "phone": _phone,
    }
    for key, read in readers.items():
        try:
            found[key] = read(line.get(key))
        except Invalid as problem:
            words = [Words(str(error.message)) for error in problem.errors]
            faults += [Fault(number, key, word, _shown(line.get(key))) for word in words]
    return RosterRow(number=number, code=found.pop("code", ""), faults=tuple(faults), **found)


def _shown(value: CellValue) -> str:
    text = value.text if isinstance(value, Formula | CellError) else clean_value(value)
    return text if len(text) <= 60 else f"{text[:60]}…"


def _text(value: CellValue, most: int) -> str:
    text = clean_value(value)
    if len(text) > most:
        message = gettext("At most %(count)s characters.") % {"count": most}
        raise Invalid(errors=[FieldError("", message, "length")])
    return text


def _code(value: CellValue) -> str:
    code = clean_code(value)
    if not code.isdigit():
        return code
    if len(code) not in LEVEL_OF_LENGTH:
        message = gettext("The code has %(count)s digits; codes have 2, 4, 6, 9 or 12.") % {
            "count": len(code)
        }
        raise Invalid(errors=[FieldError("", message, "code")])
    return code.ljust(12, "0")


def _since(value: CellValue) -> date | None:
    return (
        clean_date(value)
        if value is not None and (not isinstance(value, str) or clean_value(value))
        else None
    )


def _phone(value: CellValue) -> str:
    try:
        return clean_phone(clean_value(value))
    except NoPhoneError as error:
        raise Invalid(errors=[FieldError("", said(error.words), "phone")]) from error


class UploadForm(forms.Form):
    """A roster workbook."""

    file = forms.FileField(
        label=_("Roster workbook (.xlsx)"), widget=forms.FileInput(attrs={"accept": ".xlsx"})
    )

    def clean_file(self) -> tuple[str, bytes]:
        """The file's name and its bytes."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 2 MB: split it."), code="too_large")
        return clean_line(file.name), file.read()
