"""One cell: what Excel can hold of a value, and how it looks."""

import unicodedata
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from revitalization.kit.clock import local
from revitalization.kit.workbooks.shapes import Column, Kind, Value

MAX_CELL = 32_767
LOOKS: dict[str, str] = {
    "text": "@",
    "code": "@",
    "whole": "0",
    "number": "#,##0.00",
    "percent": "0.00%",
    "date": "yyyy-mm-dd",
    "instant": "yyyy-mm-dd hh:mm",
    "any": "General",
}


def clean_text(text: str) -> str:
    """Without what a sheet cannot hold (control characters, lone surrogates), at most 32,767 characters."""
    kept = (c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    return "".join(kept).replace("\ufffe", "").replace("\uffff", "")[:MAX_CELL]


def text_width(text: str) -> int:
    """Width in Latin characters; a Chinese character counts two."""
    return max(
        sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line) for line in text.split("\n")
    )


def safe_sheet_name(name: str) -> str:
    """A name Excel accepts: at most 31 characters, none of []:*?/\\ and no apostrophe at an end."""
    kept = " ".join("".join(" " if c in "[]:*?/\\" else c for c in clean_text(name)).split()).strip(" '")
    while len(kept.encode("utf-16-le")) > 62:
        kept = kept[:-1]
    return kept.strip(" '") or "Sheet"


class Formats:
    """The workbook's cell formats, made once each."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[str, bool], Format] = {}
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.about = book.add_format({"font_color": "#4F5E57"})
        self.heading = book.add_format(
            {
                "bold": True,
                "bg_color": "#E8F0EA",
                "border": 1,
                "text_wrap": True,
                "valign": "vcenter",
                "locked": True,
            }
        )

    def of(self, column: Column, protected: bool, kind: Kind | None = None) -> Format:
        """The look of the column's cells, made once per workbook; `kind` stands instead of the column's own.

        In a protected sheet the cells of locked columns cannot be typed over.
        """
        kind = kind or column.kind
        locked = column.locked and protected
        key = (kind, locked)
        if key not in self._made:
            look: dict[str, Any] = {"num_format": LOOKS[kind], "locked": locked, "valign": "top"}
            if kind == "text":
                look["text_wrap"] = True
            if locked:
                look["bg_color"] = "#F3F3F3"
            self._made[key] = self._book.add_format(look)
        return self._made[key]


def kind_of(value: Value) -> Kind:
    """The kind of cell a value needs where the column leaves it open."""
    if isinstance(value, datetime):
        return "instant"
    if isinstance(value, date):
        return "date"
    return "any" if value is None or isinstance(value, bool | int | float | Decimal) else "text"


def write_cell(page: Worksheet, row: int, place: int, value: Value, kind: Kind, look: Format) -> None:
    """Writes one value as what it is; texts are cleaned and never taken for a formula."""
    if value is None or value == "":
        page.write_blank(row, place, None, look)
    elif kind == "any" and isinstance(value, bool):
        page.write_boolean(row, place, value, look)
    elif kind in {"text", "code"} or isinstance(value, str | bool):
        page.write_string(row, place, clean_text(str(value)), look)
    elif isinstance(value, datetime):
        page.write_datetime(row, place, local(value).replace(tzinfo=None) if value.tzinfo else value, look)
    elif isinstance(value, date):
        page.write_datetime(row, place, value, look)
    elif isinstance(value, Decimal | float) and not Decimal(value).is_finite():
        page.write_string(row, place, str(value), look)
    elif len(str(abs(value)).replace(".", "")) > 15:
        # Excel keeps 15 digits; a longer number would come back changed.
        page.write_string(row, place, str(value), look)
    else:
        page.write_number(row, place, value, look)
