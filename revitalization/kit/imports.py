"""Safe reading of workbooks that people send, and the same workbook back with a reason on each bad row.

Order of the checks: size, zip directory (nothing is unpacked yet), reading in a limited child. What is wrong
with the file raises `Invalid` with row, column and reason; what is over a limit raises `TooLarge`.
"""

import io
import json
import re
import struct
import unicodedata
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from revitalization.kit.cleaning import (
    CellError,
    CellValue,
    Formula,
    at,
    clean_code,
    clean_date,
    clean_line,
    clean_number,
    clean_value,
)
from revitalization.kit.errors import FieldError, Invalid, TooLarge
from revitalization.kit.foreign import why_no_workbook
from revitalization.kit.sandbox import InputRefusedError, Limits, SandboxError, ask

__all__ = [
    "CellError",
    "CellValue",
    "Formula",
    "ReadLimits",
    "ReadSheet",
    "annotate_workbook",
    "at",
    "check_workbook_zip",
    "check_zip",
    "clean_code",
    "clean_date",
    "clean_line",
    "clean_number",
    "clean_value",
    "read_sheet",
    "read_workbook",
]

_PACKED = frozenset({"zip", "xlsx", "xlsm", "docx", "docm", "pptx", "7z", "rar", "gz", "jar"})
TASK = Path(__file__).with_name("read_child.py")


@dataclass(frozen=True)
class ReadLimits:
    """What a workbook may be: bytes as sent, entries and unpacked bytes of its zip, ratio, rows, columns."""

    file_bytes: int = 20 * 1024**2
    entries: int = 200
    unpacked_bytes: int = 50 * 1024**2
    ratio: int = 100
    rows: int = 20_000
    columns: int = 60
    cost: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class OtherSheet:
    """A sheet that was not read."""

    name: str
    is_hidden: bool


@dataclass(frozen=True)
class ReadSheet:
    """One sheet as read: its name, its rows (trailing blanks cut), what a template says about itself, and the other
    sheets that hold rows and were not read.
    """

    name: str
    rows: list[list[CellValue]]
    about: Mapping[str, str] = field(default_factory=dict)
    others: tuple[OtherSheet, ...] = ()


def read_workbook(data: bytes, *, limits: ReadLimits | None = None, sheet: str = "") -> list[list[CellValue]]:
    """The rows of the first visible sheet (or of `sheet`), heading included; row n is `rows[n - 1]`.

    Raises `Invalid` or `TooLarge`.
    """
    return read_sheet(data, limits=limits, sheet=sheet).rows


def read_sheet(data: bytes, *, limits: ReadLimits | None = None, sheet: str = "") -> ReadSheet:
    """Like `read_workbook`, with the sheet's name and the template's hidden facts (version, checksum)."""
    bounds = limits or ReadLimits()
    check_workbook_zip(data, bounds)
    request = {
        "act": "read",
        "data": data,
        "sheet": sheet,
        "max_rows": bounds.rows,
        "max_columns": bounds.columns,
    }
    found = json.loads(_asked(request, bounds))
    rows = [[_restored(value) for value in row] for row in found["rows"]]
    others = tuple(OtherSheet(other["name"], other["hidden"]) for other in found["others"])
    return ReadSheet(found["sheet"], rows, found["about"], others)


def annotate_workbook(
    original: bytes,
    reasons: Mapping[int, str],
    *,
    limits: ReadLimits | None = None,
    sheet: str = "",
    top: int = 1,
) -> bytes:
    """The same workbook with a last column that gives, for each row number of `reasons`, the reason as plain text.
    `sheet` is the one that was read, `top` the row of its headings, counted from 1.

    A reason column of an earlier answer is replaced. Formulas come back as the text they were. Raises `TooLarge` for
    a row number beyond the limits, else as `read_workbook`.
    """
    bounds = limits or ReadLimits()
    check_workbook_zip(original, bounds)
    if any(not 1 <= row <= bounds.rows for row in reasons):
        raise TooLarge
    request = {
        "act": "annotate",
        "data": original,
        "sheet": sheet,
        "heading": _("Reason"),
        "top": top,
        "reasons": {str(row): _sheet_text(text) for row, text in reasons.items()},
    }
    return _asked(request, bounds)


def check_workbook_zip(data: bytes, limits: ReadLimits | None = None) -> None:
    """Looks at the zip directory only; raises `Invalid` or `TooLarge` for what could be a bomb or reach outside."""
    bounds = limits or ReadLimits()
    if len(data) > bounds.file_bytes:
        raise TooLarge(_("The file is larger than %(size)s MB.") % {"size": bounds.file_bytes // 1024**2})
    if not zipfile.is_zipfile(io.BytesIO(data)):
        raise _bad(*why_no_workbook(data))
    names = check_zip(data, bounds)
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        code, text = why_no_workbook(data)
        if code == "not_a_zip":
            code, text = "not_a_workbook", _("This is not an Excel workbook (.xlsx).")
        raise _bad(code, text)
    if any("externallink" in name.lower() for name in names):
        raise _bad(
            "external_links",
            _("The workbook refers to other files. Save it without links and send it again."),
        )
    if any(name.lower().endswith("vbaproject.bin") or "/activex/" in name.lower() for name in names):
        raise _bad("macros", _("The workbook contains macros. Save it as .xlsx and send it again."))


def check_zip(data: bytes, bounds: ReadLimits, *, nested: frozenset[str] = frozenset()) -> list[str]:
    """The names in a zip after checking its directory: entries, size, ratio, nesting, paths, locks.

    `nested` holds endings of packed files that may lie inside. Raises `Invalid` or `TooLarge`.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error) as error:
        raise _bad("not_a_zip", _("The file is damaged or of another kind.")) from error
    if len(entries) > bounds.entries or sum(entry.file_size for entry in entries) > bounds.unpacked_bytes:
        raise TooLarge(_("The file unpacks to more than allowed."), code="zip_bomb")
    for entry in entries:
        _check_entry(entry, bounds.ratio, nested)
    if len({entry.header_offset for entry in entries}) != len(entries):
        raise TooLarge(_("The file unpacks to more than allowed."), code="zip_bomb")
    names = [entry.filename for entry in entries]
    if len(set(names)) != len(names):
        raise _bad("double_entry", _("The file is damaged or of another kind."))
    return names


def _check_entry(entry: zipfile.ZipInfo, ratio: int, nested: frozenset[str]) -> None:
    # Small parts of a real workbook compress well beyond the ratio without any danger.
    if entry.file_size > 100_000 and entry.file_size > ratio * max(entry.compress_size, 1):
        raise TooLarge(_("The file unpacks to more than allowed."), code="zip_bomb")
    if entry.filename.lower().rsplit(".", 1)[-1] in _PACKED - nested:
        raise _bad("nested_zip", _("The file contains other archives."))
    if entry.flag_bits & 0x1:
        raise _bad("encrypted", _("The file is protected by a password. Remove it and send the file again."))
    if (
        entry.filename.startswith(("/", "\\"))
        or ".." in re.split(r"[/\\]", entry.filename)
        or "\x00" in entry.filename
    ):
        raise _bad("bad_path", _("The file is damaged or of another kind."))


def _asked(request: Mapping[str, Any], bounds: ReadLimits) -> bytes:
    try:
        return ask(TASK, request, bounds.cost)
    except InputRefusedError as refusal:
        raise _refused(refusal.facts) from refusal
    except SandboxError as error:
        raise TooLarge(_("Reading the workbook takes more time or memory than allowed.")) from error


def _refused(facts: Mapping[str, Any]) -> Invalid | TooLarge:
    code, row = facts["code"], facts.get("row")
    if code == "too_many_rows":
        text = _("The sheet has more than %(limit)s rows.") % {"limit": f"{facts['limit']:,}"}
        return TooLarge(text, errors=[FieldError("", text, code)])
    if code == "too_many_columns":
        text = _("The sheet has more than %(limit)s columns.") % {"limit": facts["limit"]}
        return TooLarge(text, errors=[FieldError("", text, code, row)])
    if code in {"no_sheet", "no_such_sheet"}:
        return _bad(code, _("The sheet to be read is not in the workbook."))
    return _bad(code, _("The workbook cannot be read. Save it again as .xlsx and send it once more."))


def _bad(code: str, text: str) -> Invalid:
    return Invalid(text, errors=[FieldError("file", text, code)], code=code)


def _restored(value: Any) -> CellValue:
    if not isinstance(value, dict):
        return value if isinstance(value, str | int | bool) else None
    (kind, raw), *_others = value.items()
    if kind == "number":
        return Decimal(raw)
    if kind == "date":
        return date.fromisoformat(raw)
    if kind == "instant":
        return datetime.fromisoformat(raw)
    return Formula(raw) if kind == "formula" else CellError(raw)


def _sheet_text(text: object) -> str:
    return "".join(c for c in str(text) if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})[:2_000]
