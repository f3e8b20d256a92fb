"""Excel workbooks, written so that nothing in them can run.

Every text is written as a text: no formula, no link, whatever it starts with. A template locks what is
given, leaves the rest open, offers drop-downs and says its version on a hidden sheet.
"""

import io
from collections.abc import Sequence

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from revitalization.kit.workbooks.cells import (
    Formats,
    clean_text,
    kind_of,
    safe_sheet_name,
    text_width,
    write_cell,
)
from revitalization.kit.workbooks.shapes import Column, Kind, Sheet, Template, Value

__all__ = ["Column", "Kind", "Sheet", "Template", "Value", "safe_sheet_name", "text_width", "workbook_bytes"]

ABOUT_SHEET = "_baton"
MAX_ROWS = 1_048_575
_MIN_WIDTH, _MAX_WIDTH = 8, 60


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
        formats = Formats(book)
        lists = _Lists(sheets)
        for sheet in sheets:
            _write_sheet(book, sheet, formats, lists)
        if lists.columns:
            lists.write(book)
        if template is not None:
            _write_about(book, template)
    return target.getvalue()


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


def _write_sheet(book: Workbook, sheet: Sheet, formats: Formats, lists: _Lists) -> None:
    page = book.add_worksheet(safe_sheet_name(sheet.name))
    top = len(sheet.head)
    page.freeze_panes(top + 1, 0)
    page.set_paper(9)
    if sheet.landscape:
        page.set_landscape()
    page.repeat_rows(top)
    page.fit_to_pages(1, 0)
    rows = iter(sheet.rows)
    first = [row for _number, row in zip(range(50), rows, strict=False)]
    for number, line in enumerate(sheet.head):
        page.write_string(number, 0, clean_text(line), formats.about if number else formats.title)
    for number, column in enumerate(sheet.columns):
        page.set_column(number, number, _width(column, number, first), formats.of(column, sheet.protected))
        page.write_string(top, number, clean_text(column.heading), formats.heading)
        if column.note:
            page.write_comment(top, number, clean_text(column.note), {"x_scale": 2})
    last = top
    for source in (first, rows):
        for row in source:
            last += 1
            _write_row(page, last, row, sheet, formats)
    _finish(page, sheet, last, formats, lists)


def _write_row(page: Worksheet, number: int, row: Sequence[Value], sheet: Sheet, formats: Formats) -> None:
    if len(row) > len(sheet.columns) or number > MAX_ROWS:
        raise ValueError(f"row {number} does not fit the sheet")
    for place, value in enumerate(row):
        column = sheet.columns[place]
        kind = kind_of(value) if column.kind == "any" else column.kind
        write_cell(page, number, place, value, kind, formats.of(column, sheet.protected, kind))


def _finish(page: Worksheet, sheet: Sheet, last: int, formats: Formats, lists: _Lists) -> None:
    """`last` is the row of the last line, that of the headings when there is none."""
    top = len(sheet.head)
    open_to = min(last + max(sheet.spare_rows, 0), MAX_ROWS)
    for number, column in enumerate(sheet.columns):
        if column.choices and open_to > top:
            page.data_validation(
                top + 1,
                number,
                open_to,
                number,
                {
                    "validate": "list",
                    "source": lists.source(column.choices),
                    "ignore_blank": not column.required,
                    "error_title": clean_text(column.heading)[:32],
                },
            )
    if sheet.columns and last > top:
        page.autofilter(top, 0, last, len(sheet.columns) - 1)
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
