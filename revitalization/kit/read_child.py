"""Task file of the workbook child: reads a workbook's values, or writes reasons into a copy of it.

Imports neither Django nor the application. Formulas are never computed: reading sees the text `=…` and says
so.
"""

import io
import json
import warnings
from copy import copy
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

warnings.simplefilter("ignore")
_HIDDEN = "_baton"


class Refused(Exception):  # noqa: N818 - the protocol looks at `facts`, not at the name
    """The workbook is over a limit or cannot be read; `facts` says which and where."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.facts = {"code": code, **facts}


def prepare() -> None:
    """Loads what openpyxl loads late, so that each fork starts warm."""
    target = io.BytesIO()
    openpyxl.Workbook().save(target)
    openpyxl.load_workbook(io.BytesIO(target.getvalue()), read_only=True).close()


def run(request: dict[str, Any]) -> bytes:
    """Dispatches on `act`: read or annotate."""
    try:
        if request["act"] == "read":
            return _read(request)
        return _annotate(request)
    except (Refused, MemoryError):
        raise
    except Exception as error:
        raise Refused("unreadable", detail=type(error).__name__) from error


def _read(request: dict[str, Any]) -> bytes:
    book = openpyxl.load_workbook(
        io.BytesIO(request["data"]), read_only=True, data_only=False, keep_links=False, rich_text=False
    )
    about = _about(book)
    names = [name for name in book.sheetnames if not name.startswith("_")]
    wanted = request["sheet"] if request["sheet"] in names else None
    if request["sheet"] and wanted is None:
        raise Refused("no_such_sheet", sheet=request["sheet"])
    if not names:
        raise Refused("no_sheet")
    rows = _rows(book[wanted or names[0]], request["max_rows"], request["max_columns"])
    return json.dumps(
        {"sheet": wanted or names[0], "about": about, "rows": rows}, ensure_ascii=False
    ).encode()


def _rows(sheet: Any, max_rows: int, max_columns: int) -> list[list[Any]]:
    # The dimension a file claims is not believed: it is counted while reading.
    sheet.reset_dimensions()
    rows: list[list[Any]] = []
    blank = 0
    for number, row in enumerate(sheet.iter_rows(), start=1):
        values = [_value(cell) for cell in row]
        while values and values[-1] is None:
            values.pop()
        if len(values) > max_columns:
            raise Refused("too_many_columns", row=number, limit=max_columns)
        if not values:
            blank += 1
            if blank > max_rows:
                raise Refused("too_many_rows", limit=max_rows)
            rows.append([])
            continue
        if number > max_rows:
            raise Refused("too_many_rows", limit=max_rows)
        rows.append(values)
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _value(cell: Any) -> Any:
    value = cell.value
    if value is None or value == "":
        return None
    if cell.data_type == "f":
        return {"formula": str(value)[:200]}
    if cell.data_type == "e":
        return {"error": str(value)[:20]}
    if isinstance(value, bool | int | str):
        return value if not isinstance(value, int) or abs(value) < 10**18 else str(value)
    if isinstance(value, float):
        return {"number": repr(value)}
    if isinstance(value, datetime):
        return (
            {"date": value.date().isoformat()} if value.time() == time() else {"instant": value.isoformat()}
        )
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, time | timedelta):
        return str(value)
    return str(value)


def _about(book: Any) -> dict[str, str]:
    if _HIDDEN not in book.sheetnames:
        return {}
    sheet = book[_HIDDEN]
    sheet.reset_dimensions()
    found = {}
    for row in sheet.iter_rows(max_row=50, max_col=2, values_only=True):
        if len(row) == 2 and row[0] is not None:
            found[str(row[0])] = str(row[1]) if row[1] is not None else ""
    return found


def _annotate(request: dict[str, Any]) -> bytes:
    book = openpyxl.load_workbook(
        io.BytesIO(request["data"]), keep_links=False, keep_vba=False, rich_text=False
    )
    sheet = (
        book[request["sheet"]]
        if request["sheet"]
        else next(page for page in book.worksheets if not page.title.startswith("_"))
    )
    _silence(book)
    place = _reason_column(sheet, request["heading"])
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, place).value = None
    _say(sheet.cell(1, place), request["heading"], bold=True)
    _say_all(sheet, place, request["reasons"])
    sheet.column_dimensions[get_column_letter(place)].width = 50
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _reason_column(sheet: Any, heading: str) -> int:
    for place in range(1, sheet.max_column + 1):
        if sheet.cell(1, place).value == heading:
            return place
    last = sheet.max_column
    while last > 1 and all(sheet.cell(row, last).value is None for row in range(1, sheet.max_row + 1)):
        last -= 1
    return int(last) + 1


def _silence(book: Any) -> None:
    # What came as a formula goes back as its text, so that opening the answer runs nothing.
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    text = str(getattr(cell.value, "text", None) or cell.value)
                    cell.value = text
                    cell.data_type = "s"
                if cell.hyperlink is not None:
                    cell.hyperlink = None
    for name in list(book.defined_names):
        if book.defined_names[name].attr_text and "!" not in book.defined_names[name].attr_text:
            del book.defined_names[name]


def _say_all(sheet: Any, place: int, reasons: dict[str, str]) -> None:
    # Finding a look among the workbook's styles costs more than writing the cell: found once, then copied.
    look: Any = None
    for row, text in reasons.items():
        cell = sheet.cell(int(row), place)
        if look is None:
            _say(cell, text)
            look = cell._style
            continue
        cell.value = text
        cell.data_type = "s"
        cell._style = copy(look)


def _say(cell: Any, text: str, *, bold: bool = False) -> None:
    cell.value = text
    cell.data_type = "s"
    cell.font = Font(color="FFC00000", bold=bold)
    cell.fill = PatternFill("solid", fgColor="FFFDECEA")
    cell.alignment = Alignment(wrap_text=True, vertical="top")
