"""The workbook that the tests write, read and spoil."""

import io
import zipfile
from datetime import date
from decimal import Decimal

from revitalization.kit.workbooks import (
    Column,
    Sheet,
    Template,
    workbook_bytes,
)

COLUMNS = [
    Column("单位代码", "code", locked=True),
    Column("单位名称", locked=True, note="由系统填写"),
    Column("完成率", "percent"),
    Column("金额", "number"),
    Column("截止日期", "date"),
    Column("类别", choices=["产业振兴", "人才振兴"], required=True),
]
ROWS = [
    ["460204001001", "㳇滩村", Decimal("0.985"), Decimal("1234.50"), date(2026, 3, 5), "产业振兴"],
    ["460204001002", "=1+1", None, 7, date(2026, 12, 31), None],
]


def table(rows=ROWS, **more) -> bytes:
    return workbook_bytes([Sheet("台账", COLUMNS, rows, **more)], template=Template("ledger", 3, "3f9a"))


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return target.getvalue()


def changed(**bodies: bytes) -> bytes:
    return packed({**parts(table()), **{name.replace("__", "/"): body for name, body in bodies.items()}})


def with_sheet(body: str) -> bytes:
    names = parts(table())
    head = (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    )
    return packed({**names, "xl/worksheets/sheet1.xml": (head + body + "</worksheet>").encode()})
