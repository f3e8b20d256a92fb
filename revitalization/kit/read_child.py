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
from openpyxl.cell.cell import MergedCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils import get_column_letter

warnings.simplefilter("ignore")
_HIDDEN = "_baton"
_RESERVED = ("_", "WpsReserved_")
"""Sheets of ours and of the office program, which are nobody's rows."""

_DAY = 'yyyy"年"m"月"d"日"'
_EAST_ASIAN_DAYS = (*range(27, 37), *range(50, 59))
"""Number formats that Chinese Excel and WPS give to days by their number alone; openpyxl knows no code for them."""


class Refused(Exception):  # noqa: N818 - the protocol looks at `facts`, not at the name
    """The workbook is over a limit or cannot be read; `facts` says which and where."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.facts = {"code": code, **facts}


def prepare() -> None:
    """Loads what openpyxl loads late, so that each fork starts warm; teaches it the East Asian formats of days."""
    for number in _EAST_ASIAN_DAYS:
        BUILTIN_FORMATS.setdefault(number, _DAY)
    target = io.BytesIO()
    openpyxl.Workbook().save(target)
    openpyxl.load_workbook(io.BytesIO(target.getvalue()), read_only=True).close()


def run(request: dict[str, Any]) -> bytes:
    """Job of the child: reads a workbook's rows, or writes reasons into it, by `act` ("read" or "annotate").

    Raises `Refused` with the code of what is wrong; "unreadable" with the kind of the error for all that was not
    foreseen.
    """
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
    sheet = _chosen(book, request["sheet"])
    others = [
        {"name": other.title, "hidden": other.sheet_state != "visible"}
        for other in _own_sheets(book)[:_PEEKED]
        if other.title != sheet.title and _holds_rows(other)
    ]
    rows = _rows(sheet, request["max_rows"], request["max_columns"])
    found = {"sheet": sheet.title, "others": others, "about": about, "rows": rows}
    return json.dumps(found, ensure_ascii=False).encode()


_PEEKED = 20


def _own_sheets(book: Any) -> list[Any]:
    """The sheets that people made, hidden ones too; not those that no menu shows."""
    return [
        sheet
        for sheet in book.worksheets
        if sheet.sheet_state != "veryHidden" and not sheet.title.startswith(_RESERVED)
    ]


def _chosen(book: Any, wanted: str) -> Any:
    """The sheet of that name, else the first one that can be seen."""
    sheets = _own_sheets(book)
    if wanted:
        sheets = [sheet for sheet in sheets if sheet.title == wanted]
        if not sheets:
            raise Refused("no_such_sheet", sheet=wanted)
    visible = [sheet for sheet in sheets if wanted or sheet.sheet_state == "visible"]
    if not visible:
        raise Refused("no_sheet")
    return visible[0]


def _holds_rows(sheet: Any) -> bool:
    """Whether anything stands under its first filled row."""
    sheet.reset_dimensions()
    rows = (
        row for row in sheet.iter_rows(max_row=200, values_only=True) if any(v not in (None, "") for v in row)
    )
    return next(rows, None) is not None and next(rows, None) is not None


def _rows(sheet: Any, max_rows: int, max_columns: int) -> list[list[Any]]:
    # The dimension a file claims is not believed: it is counted while reading.
    sheet.reset_dimensions()
    # Rows that are only formatted cost nothing: blank ones count when something follows.
    rows: list[list[Any]] = []
    for number, row in enumerate(sheet.iter_rows(), start=1):
        values = [_value(cell) for cell in row]
        while values and values[-1] is None:
            values.pop()
        if len(values) > max_columns:
            raise Refused("too_many_columns", row=number, limit=max_columns)
        if not values:
            continue
        if number > max_rows:
            raise Refused("too_many_rows", limit=max_rows)
        rows.extend([] for _blank in range(number - len(rows) - 1))
        rows.append(values)
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
    sheet = _chosen(book, request["sheet"])
    _silence(book)
    top = request["top"]
    place, is_new = _reason_column(sheet, request["heading"], top)
    if not is_new:
        for row in [row for row, column in sheet._cells if column == place and row > top]:
            sheet.cell(row, place).value = None
    _say(sheet.cell(top, place), request["heading"], bold=True)
    _say_all(sheet, place, request["reasons"])
    sheet.column_dimensions[get_column_letter(place)].width = 50
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _reason_column(sheet: Any, heading: str, top: int) -> tuple[int, bool]:
    """Where the reasons go: the column of an earlier answer, else a new one right of all that is filled or merged."""
    merged = max((area.max_col for area in sheet.merged_cells.ranges), default=0)
    filled = {
        cell.column
        for cell in sheet._cells.values()
        if cell.value is not None and not isinstance(cell, MergedCell)
    }
    for place in sorted(filled):
        if place > merged and sheet.cell(top, place).value == heading:
            return place, False
    return max(merged, *filled, 0) + 1, True


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
