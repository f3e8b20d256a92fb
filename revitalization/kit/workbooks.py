"""Excel workbooks and CSV cells, written so that nothing in them can run.

Every text is written as a text: no formula, no link, whatever it starts with. A template locks what is
given, leaves the rest open, offers drop-downs and carries its version and a checksum of the given rows on a
hidden sheet.
"""

import hashlib
import io
import json
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from revitalization.kit.clock import local

Value = str | int | Decimal | float | date | datetime | bool | None
Kind = Literal["text", "whole", "number", "percent", "date", "instant", "code", "any"]
"""How a column's cells are written; `any`: each as its value asks."""

ABOUT_SHEET = "_baton"
MAX_CELL = 32_767
MAX_ROWS = 1_048_575
_FORMATS: dict[str, str] = {
    "text": "@",
    "code": "@",
    "whole": "0",
    "number": "#,##0.00",
    "percent": "0.00%",
    "date": "yyyy-mm-dd",
    "instant": "yyyy-mm-dd hh:mm",
    "any": "General",
}
_DANGEROUS_FIRST = frozenset("=+-@\t\r\n＝＋－＠﹢﹣﹫﹦−|")
_MIN_WIDTH, _MAX_WIDTH = 8, 60


@dataclass(frozen=True)
class Column:
    """One column: its heading, kind, width in Latin characters (None: from the heading and first rows), choices.

    `choices` become a drop-down, `locked` columns cannot be changed in a protected sheet, `note` is the
    comment on the heading.
    """

    heading: str
    kind: Kind = "text"
    width: int | None = None
    choices: Sequence[str] = ()
    locked: bool = False
    note: str = ""
    required: bool = False


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, columns and rows (consumed once, in order).

    `protected` locks the locked columns and the heading; `spare_rows` open empty rows follow; `landscape` prints.
    """

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    protected: bool = False
    spare_rows: int = 0
    landscape: bool = False


@dataclass(frozen=True)
class Template:
    """What a template says about itself: its key, version and the checksum of the rows it was filled with."""

    key: str
    version: int
    checksum: str = ""
    facts: dict[str, str] = field(default_factory=dict)


def workbook_bytes(sheets: Sequence[Sheet], *, template: Template | None = None) -> bytes:
    """The sheets as an xlsx file, rows written as they come (memory does not grow with them).

    Raises ValueError for two sheets of one name, for a row longer than its columns and for more rows than
    Excel has.
    """
    target = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
        "remove_timezone": True,
    }
    with xlsxwriter.Workbook(target, options) as book:
        formats = _Formats(book)
        lists = _Lists(sheets)
        for sheet in sheets:
            _write_sheet(book, sheet, formats, lists)
        if lists.columns:
            lists.write(book)
        if template is not None:
            _write_about(book, template)
    return target.getvalue()


def csv_cell(value: object) -> str:
    """The value as a CSV cell that no spreadsheet program takes for a formula.

    A text whose first visible character is `= + - @`, tab, return or one of their full-width twins gets an
    apostrophe before it; numbers stay numbers.
    """
    if value is None:
        return ""
    if isinstance(value, bool | int | Decimal | float):
        return str(value)
    text = clean_text(str(value))
    seen = text.lstrip(" \u3000\u00a0\u200b\ufeff\"'")
    return f"'{text}" if text[:1] in _DANGEROUS_FIRST or seen[:1] in _DANGEROUS_FIRST else text


def checksum(rows: Iterable[Sequence[Value]]) -> str:
    """A short checksum of rows, the same for the same values whatever their type in the sheet."""
    found = hashlib.sha256()
    for row in rows:
        found.update(json.dumps([str(v) if v is not None else "" for v in row], ensure_ascii=False).encode())
    return found.hexdigest()[:32]


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


class _Formats:
    """The workbook's cell formats, made once each."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[str, bool], Format] = {}
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
        kind = kind or column.kind
        locked = column.locked and protected
        key = (kind, locked)
        if key not in self._made:
            look: dict[str, Any] = {"num_format": _FORMATS[kind], "locked": locked, "valign": "top"}
            if kind == "text":
                look["text_wrap"] = True
            if locked:
                look["bg_color"] = "#F3F3F3"
            self._made[key] = self._book.add_format(look)
        return self._made[key]


class _Lists:
    """Choices too long for the validation itself (255 characters) stand on a hidden sheet."""

    NAME = "_lists"

    def __init__(self, sheets: Sequence[Sheet]) -> None:
        self.columns: list[tuple[str, ...]] = []
        for sheet in sheets:
            for column in sheet.columns:
                choices = tuple(column.choices)
                if choices and self._long(choices) and choices not in self.columns:
                    self.columns.append(choices)

    @staticmethod
    def _long(choices: Sequence[str]) -> bool:
        return len(",".join(choices)) > 255 or any("," in choice for choice in choices)

    def source(self, choices: Sequence[str]) -> list[str] | str:
        if not self._long(choices):
            return list(choices)
        letter = xlsxwriter.utility.xl_col_to_name(self.columns.index(tuple(choices)))
        return f"={self.NAME}!${letter}$1:${letter}${len(choices)}"

    def write(self, book: Workbook) -> None:
        sheet = book.add_worksheet(self.NAME)
        for row in range(max(map(len, self.columns))):
            for number, choices in enumerate(self.columns):
                if row < len(choices):
                    sheet.write_string(row, number, clean_text(choices[row]))
        sheet.very_hidden()


def _write_sheet(book: Workbook, sheet: Sheet, formats: _Formats, lists: _Lists) -> None:
    page = book.add_worksheet(safe_sheet_name(sheet.name))
    page.freeze_panes(1, 0)
    page.set_paper(9)
    if sheet.landscape:
        page.set_landscape()
    page.repeat_rows(0)
    page.fit_to_pages(1, 0)
    rows = iter(sheet.rows)
    first = [row for _number, row in zip(range(50), rows, strict=False)]
    for number, column in enumerate(sheet.columns):
        page.set_column(number, number, _width(column, number, first), formats.of(column, sheet.protected))
        page.write_string(0, number, clean_text(column.heading), formats.heading)
        if column.note:
            page.write_comment(0, number, clean_text(column.note), {"x_scale": 2})
    count = 0
    for source in (first, rows):
        for row in source:
            count += 1
            _write_row(page, count, row, sheet, formats)
    _finish(page, sheet, count, formats, lists)


def _write_row(page: Worksheet, number: int, row: Sequence[Value], sheet: Sheet, formats: _Formats) -> None:
    if len(row) > len(sheet.columns) or number > MAX_ROWS:
        raise ValueError(f"row {number} does not fit the sheet")
    for place, value in enumerate(row):
        column = sheet.columns[place]
        kind = _kind_of(value) if column.kind == "any" else column.kind
        _write_cell(page, number, place, value, kind, formats.of(column, sheet.protected, kind))


def _kind_of(value: Value) -> Kind:
    if isinstance(value, datetime):
        return "instant"
    if isinstance(value, date):
        return "date"
    return "any" if value is None or isinstance(value, bool | int | float | Decimal) else "text"


def _write_cell(page: Worksheet, row: int, place: int, value: Value, kind: Kind, look: Format) -> None:
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


def _finish(page: Worksheet, sheet: Sheet, count: int, formats: _Formats, lists: _Lists) -> None:
    last = min(count + max(sheet.spare_rows, 0), MAX_ROWS)
    for number, column in enumerate(sheet.columns):
        if column.choices and last:
            page.data_validation(
                1,
                number,
                last,
                number,
                {
                    "validate": "list",
                    "source": lists.source(column.choices),
                    "ignore_blank": not column.required,
                    "error_title": clean_text(column.heading)[:32],
                },
            )
    if sheet.columns and count:
        page.autofilter(0, 0, count, len(sheet.columns) - 1)
    if sheet.protected:
        page.protect("", {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True})


def _width(column: Column, number: int, first: Sequence[Sequence[Value]]) -> int:
    if column.width is not None:
        return column.width
    shown = [text_width(column.heading)]
    shown += [text_width(str(row[number])) for row in first if number < len(row) and row[number] is not None]
    return min(max(*shown, _MIN_WIDTH) + 2, _MAX_WIDTH)


def _write_about(book: Workbook, template: Template) -> None:
    page = book.add_worksheet(ABOUT_SHEET)
    about = {"template": template.key, "version": str(template.version), "checksum": template.checksum}
    for number, (name, value) in enumerate({**about, **template.facts}.items()):
        page.write_string(number, 0, clean_text(name))
        page.write_string(number, 1, clean_text(value))
    page.very_hidden()
    page.protect()
