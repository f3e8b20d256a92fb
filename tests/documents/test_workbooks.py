"""Workbooks come and go without running anything, and what was exported can be imported."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from revitalization.kit.imports import (
    read_sheet,
    read_workbook,
)
from revitalization.kit.workbooks import (
    Column,
    Sheet,
    safe_sheet_name,
    text_width,
    workbook_bytes,
)
from tests.documents.given import COLUMNS, parts, table

EVIL = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "=HYPERLINK(\"http://x.invalid\")", "\t=1", "\r=1", "＝1+1", "＋1", "－1", "＠x",
        "http://x.invalid/", "{=1}", "file:///etc/passwd"]  # fmt: skip


# ---------------------------------------------------------------- writing
def test_what_is_exported_can_be_read_again():
    rows = read_workbook(table())
    assert rows[0] == [column.heading for column in COLUMNS]
    assert rows[1] == [
        "460204001001",
        "㳇滩村",
        Decimal("0.985"),
        Decimal("1234.5"),
        date(2026, 3, 5),
        "产业振兴",
    ]
    assert rows[2] == ["460204001002", "=1+1", None, 7, date(2026, 12, 31)]


@pytest.mark.parametrize("text", EVIL)
def test_no_text_becomes_a_formula_or_a_link(text):
    data = workbook_bytes([Sheet("台账", [Column("甲"), Column("乙", "number")], [[text, text]])])
    sheet = parts(data)["xl/worksheets/sheet1.xml"].decode()
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet.lower()
    cell = openpyxl.load_workbook(io.BytesIO(data)).active["A2"]
    assert cell.data_type == "s"
    assert cell.value.strip() == text.strip()


def test_a_template_locks_what_is_given_and_offers_choices():
    book = openpyxl.load_workbook(io.BytesIO(table(protected=True, spare_rows=10)))
    sheet = book["台账"]
    assert sheet.protection.sheet
    assert sheet["A2"].protection.locked
    assert not sheet["C2"].protection.locked
    assert not sheet["C9"].value
    assert sheet.freeze_panes == "A2"
    assert sheet["B1"].comment.text == "由系统填写"
    (choice,) = sheet.data_validations.dataValidation
    assert choice.formula1 == '"产业振兴,人才振兴"'
    assert str(choice.sqref) == "F2:F13"
    assert (sheet["C2"].number_format, sheet["E2"].number_format) == ("0.00%", "yyyy-mm-dd")
    assert book["_baton"].sheet_state == "veryHidden"


def test_a_template_says_its_version_and_the_checksum_of_its_rows():
    found = read_sheet(table())
    assert found.name == "台账"
    assert found.about == {"template": "ledger", "version": "3", "checksum": "3f9a"}


def test_many_choices_stand_on_a_hidden_sheet():
    names = [f"第{n}村，含逗号,的名字" for n in range(200)]
    data = workbook_bytes([Sheet("台账", [Column("村", choices=names)], [["x"]])])
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book["台账"].data_validations.dataValidation[0].formula1 == "_lists!$A$1:$A$200"
    assert book["_lists"]["A200"].value == names[-1]
    assert read_workbook(data) == [["村"], ["x"]]


def test_a_chinese_column_is_wide_enough():
    book = openpyxl.load_workbook(io.BytesIO(table()))
    assert text_width("单位名称") == 8
    assert book["台账"].column_dimensions["A"].width >= 14


def test_instants_show_shanghai_time_and_long_numbers_keep_every_digit():
    moment = datetime(2026, 12, 31, 15, 59, tzinfo=UTC)
    rows = [[moment, 123456789012345678, Decimal("NaN")]]
    data = workbook_bytes(
        [Sheet("x", [Column("a", "instant"), Column("b", "whole"), Column("c", "number")], rows)]
    )
    assert read_workbook(data)[1] == [datetime(2026, 12, 31, 23, 59), "123456789012345678", "NaN"]  # noqa: DTZ001


def test_a_row_longer_than_its_columns_is_a_mistake_of_the_program():
    with pytest.raises(ValueError, match="row 1"):
        workbook_bytes([Sheet("x", [Column("a")], [["1", "2"]])])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=40), min_size=1, max_size=5), st.text(max_size=60))
def test_any_text_can_be_written(values, name):
    data = workbook_bytes([Sheet(name, [Column(str(n)) for n in range(len(values))], [values])])
    assert openpyxl.load_workbook(io.BytesIO(data)).sheetnames == [safe_sheet_name(name)]
