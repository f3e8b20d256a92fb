"""Reading a roster workbook."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from responsibilities.posts.rules.phones import NoPhoneError, clean_phone
from responsibilities.posts.rules.roster_words import HEADINGS, MOST_ROWS, Fault, RosterRow, heading
from responsibilities.units.rules import LEVEL_OF_LENGTH
from revitalization.kit.errors import FieldError, Invalid, TooLarge
from revitalization.kit.headings import LOOKED_AT, Found, find_columns, footer_rows
from revitalization.kit.imports import (
    CellError,
    CellValue,
    Formula,
    OtherSheet,
    ReadLimits,
    ReadSheet,
    clean_code,
    clean_date,
    clean_line,
    clean_value,
    read_sheet,
)
from revitalization.kit.language import translated
from revitalization.kit.words import Words

NEEDED = ("code", "post", "name", "since")
MOST_BYTES = 2 * 1024 * 1024
LIMITS = ReadLimits(file_bytes=MOST_BYTES, rows=MOST_ROWS + LOOKED_AT, columns=40)
TEXTS = {"unit": 200, "post": 60, "name": 60, "kind": 20, "role": 20}
"""The columns of plain text, and how long each may be."""


@dataclass(frozen=True)
class ReadRoster:
    """What was read: the rows, each with what cannot be read in it; the sheet, the row of its headings, the rows taken
    as a footer and left alone, and other sheets that hold rows.
    """

    rows: Sequence[RosterRow]
    sheet: str
    top: int = 1
    footer: Sequence[int] = ()
    others: Sequence[OtherSheet] = ()


def read_roster(data: bytes) -> ReadRoster:
    """The rows of a roster workbook, from its first visible sheet. `Invalid` or `TooLarge` when the file as a whole
    cannot be taken.
    """
    read = read_sheet(data, limits=LIMITS)
    found = _columns(read)
    lines = list(enumerate(read.rows[found.row :], start=found.row + 1))
    filled = [(number, line) for number, line in lines if any(value not in {None, ""} for value in line)]
    code = found.places["code"]
    footer = footer_rows(
        filled, lambda line: bool(code < len(line) and re.match(r"[0-9A-Za-z]", str(line[code] or "")))
    )
    if len(filled) > MOST_ROWS:
        raise TooLarge(gettext("The sheet has more than %(limit)s rows.") % {"limit": f"{MOST_ROWS:,}"})
    rows = [
        _row(number, {key: line[place] if place < len(line) else None for key, place in found.places.items()})
        for number, line in filled
        if number not in footer
    ]
    return ReadRoster(rows, read.name, found.row, footer, read.others)


def _columns(read: ReadSheet) -> Found:
    try:
        return find_columns(read.rows, _words(), NEEDED, where=read.name)
    except Invalid as problem:
        if not read.others:
            raise
        names = "、".join(other.name for other in read.others)
        more = gettext("There are rows on other sheets too (%(sheets)s): put the right one first.") % {
            "sheets": names
        }
        errors = [replace(error, message=f"{error.message} {more}") for error in problem.errors]
        raise Invalid(f"{problem.detail} {more}", errors=errors) from problem


def _words() -> dict[str, list[str]]:
    """The headings of each column, those of the reader's language first."""
    language = get_language() or ""
    return {key: [heading(key, language), *words] for key, words in HEADINGS.items()}


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
        raise Invalid(errors=[FieldError("", translated(error.words), "phone")]) from error


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
