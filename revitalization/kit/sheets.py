"""A list as an Excel workbook, written row by row in constant memory.

Text stays text: nothing a person typed becomes a formula or a link.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

import xlsxwriter
from django.utils.timezone import localtime

from revitalization.kit.tables import TablePage

MAX_ROWS = 1_048_000
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "remove_timezone": True,
    "default_date_format": "yyyy-mm-dd",
}


def write(page: TablePage, out: BinaryIO, title: str) -> int:
    """Writes all matching rows under the table's headings; returns how many. `title` names the sheet."""
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        sheet = book.add_worksheet(sheet_name(title))
        bold = book.add_format({"bold": True, "bg_color": "#E5F0EB", "border": 1})
        instant = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        headings = page.export_headings()
        sheet.set_column(0, max(len(headings) - 1, 0), 18)
        for place, heading in enumerate(headings):
            sheet.write_string(0, place, heading, bold)
        written = 0
        for written, row in enumerate(page.rows_for_export(), start=1):
            for place, value in enumerate(row):
                _write(sheet, written, place, value, instant)
    return written


def _write(sheet: Any, row: int, place: int, value: Any, instant: Any) -> None:
    if isinstance(value, datetime):
        sheet.write_datetime(row, place, localtime(value).replace(tzinfo=None), instant)
    elif isinstance(value, date):
        sheet.write_datetime(row, place, value)
    elif isinstance(value, bool) or value is None:
        sheet.write(row, place, value)
    elif isinstance(value, int | Decimal):
        sheet.write_number(row, place, value)
    else:
        sheet.write_string(row, place, value[:32_767])


def sheet_name(title: str) -> str:
    """A name Excel accepts: no `[]:*?/\\`, at most 31 characters."""
    kept = "".join(" " if sign in "[]:*?/\\" else sign for sign in title).strip(" '")
    return kept[:31] or "Sheet"
