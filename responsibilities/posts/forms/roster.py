"""Reading a roster workbook."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from responsibilities.posts.rules.roster_words import HEADINGS, MOST_ROWS, RosterRow, heading
from revitalization.kit.errors import FieldError, Invalid
from revitalization.kit.imports import (
    CellValue,
    ReadLimits,
    at,
    clean_code,
    clean_date,
    clean_line,
    clean_value,
    headings,
    read_workbook,
)

NEEDED = ("code", "post", "name", "since")
MOST_BYTES = 2 * 1024 * 1024
LIMITS = ReadLimits(file_bytes=MOST_BYTES, rows=MOST_ROWS + 1, columns=40)

_PHONE = re.compile(r"\+?[0-9][0-9 ()-]{4,30}")


@dataclass(frozen=True)
class ReadRoster:
    """The rows as read and what cannot be read; the errors' `field` is the column's key."""

    rows: Sequence[RosterRow]
    errors: Sequence[FieldError]


def read_roster(data: bytes) -> ReadRoster:
    """The rows of a roster workbook. `Invalid` or `TooLarge` when the file as a whole cannot be taken."""
    cells = read_workbook(data, limits=LIMITS)
    places = _places(headings(cells[0]) if cells else [])
    rows: list[RosterRow] = []
    errors: list[FieldError] = []
    for number, line in enumerate(cells[1:], start=2):
        if any(value is not None and clean_value(value) for value in line):
            _read(
                number,
                {key: line[place] if place < len(line) else None for key, place in places.items()},
                rows,
                errors,
            )
    return ReadRoster(rows, errors)


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


def _read(number: int, line: dict[str, CellValue], rows: list[RosterRow], errors: list[FieldError]) -> None:
    before = len(errors)
    texts: dict[str, Any] = {key: clean_value(line.get(key)) for key in ("post", "name", "kind", "role")}
    since: date | None = None
    code = phone = ""
    with at(errors, number, "code"):
        code = clean_code(line.get("code"))
    with at(errors, number, "since"):
        since = clean_date(line["since"]) if clean_value(line.get("since")) else None
    with at(errors, number, "phone"):
        phone = _phone(clean_value(line.get("phone")))
    with at(errors, number, "name"):
        _short(texts["name"], 60)
    if len(errors) == before:
        rows.append(
            RosterRow(
                number, code.ljust(12, "0") if code.isdigit() else code, since=since, phone=phone, **texts
            )
        )


def _phone(text: str) -> str:
    if text and not _PHONE.fullmatch(text):
        raise Invalid(errors=[FieldError("phone", gettext("This is not a telephone number."), "phone")])
    return text


def _short(text: str, limit: int) -> None:
    if len(text) > limit:
        raise Invalid(
            errors=[FieldError("", gettext("At most %(count)s characters.") % {"count": limit}, "length")]
        )


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
