"""What people send is read without running anything, and goes back with reasons."""

import io

import openpyxl
import pytest

from revitalization.kit.errors import Invalid, TooLarge
from revitalization.kit.imports import (
    CellError,
    Formula,
    ReadLimits,
    annotate_workbook,
    read_sheet,
    read_workbook,
)
from revitalization.kit.workbooks import (
    Column,
    Sheet,
    workbook_bytes,
)
from tests.documents.given import changed, packed, parts, table, with_sheet


# ---------------------------------------------------------------- reading
def refused(data: bytes, error, code: str, **limits):
    with pytest.raises(error) as problem:
        read_workbook(data, limits=ReadLimits(**limits))
    assert code in {problem.value.code, *(found.code for found in problem.value.errors)}
    assert str(problem.value.detail)
    return problem.value


def test_a_formula_is_seen_and_never_computed():
    data = with_sheet(
        "<sheetData><row r='1'><c r='A1'><f>1+1</f><v>2</v></c><c r='B1' t='e'><v>#N/A</v></c></row></sheetData>"
    )
    assert read_workbook(data) == [[Formula("=1+1"), CellError("#N/A")]]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 100,
        b"a,b\n1,2",
        b"PK\x05\x06" + b"\x00" * 18,
    ],
)
def test_what_is_no_workbook_is_refused_with_a_reason(data):
    with pytest.raises(Invalid) as problem:
        read_workbook(data)
    assert problem.value.errors


def test_a_zip_bomb_is_refused_by_its_directory():
    bomb = changed(xl__media__x=b"0" * 60_000_000)
    assert len(bomb) < 200_000
    refused(bomb, TooLarge, "zip_bomb")
    refused(changed(xl__media__x=b"0" * 5_000_000), TooLarge, "zip_bomb")


def test_a_bomb_that_lies_about_its_size_is_refused():
    data = bytearray(changed(xl__media__x=b"0" * 5_000_000))
    size = (5_000_000).to_bytes(4, "little")
    assert data.count(size) == 2
    lying = bytes(data.replace(size, (10).to_bytes(4, "little")))
    assert read_workbook(lying)[0][0] == "单位代码"


def test_too_many_entries_and_packed_files_inside_are_refused():
    refused(packed({**parts(table()), **{f"x{n}": b"" for n in range(200)}}), TooLarge, "zip_bomb")
    refused(changed(xl__embeddings__a_zip=b"x").replace(b"a_zip", b"a.zip"), Invalid, "nested_zip")


def test_links_to_other_files_macros_and_odd_paths_are_refused():
    refused(
        packed({**parts(table()), "xl/externalLinks/externalLink1.xml": b"<x/>"}), Invalid, "external_links"
    )
    refused(packed({**parts(table()), "xl/vbaProject.bin": b"x"}), Invalid, "macros")
    refused(packed({**parts(table()), "../../etc/x": b"x"}), Invalid, "bad_path")


def test_billion_laughs_in_a_sheet_are_refused():
    names = parts(table())
    laughs = "<!DOCTYPE x [<!ENTITY a 'ha'>" + "".join(
        f"<!ENTITY {chr(98 + n)} '{('&' + chr(97 + n) + ';') * 10}'>" for n in range(20)
    )
    body = f"<?xml version='1.0'?>{laughs}]><worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><sheetData><row><c t='inlineStr'><is><t>&u;</t></is></c></row></sheetData></worksheet>"
    with pytest.raises((Invalid, TooLarge)):
        read_workbook(packed({**names, "xl/worksheets/sheet1.xml": body.encode()}))


def test_an_entity_that_names_a_file_shows_nothing_of_it(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("CANARY", encoding="utf-8")
    names = parts(table())
    body = f"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a SYSTEM '{secret.as_uri()}'>]><worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>x&a;</t></is></c></row></sheetData></worksheet>"
    try:
        rows = read_workbook(packed({**names, "xl/worksheets/sheet1.xml": body.encode()}))
    except Invalid:
        return
    assert "CANARY" not in str(rows)


def test_a_cell_far_away_costs_nothing_and_is_refused():
    far = "<sheetData><row r='1048576'><c r='A1048576'><v>1</v></c></row></sheetData>"
    refused(with_sheet(far), TooLarge, "too_many_rows")
    wide = "<sheetData><row r='1'><c r='XFD1'><v>1</v></c></row></sheetData>"
    assert refused(with_sheet(wide), TooLarge, "too_many_columns").errors[0].row == 1


def test_the_dimension_a_sheet_claims_is_not_believed():
    body = "<dimension ref='A1:XFD1048576'/><sheetData><row r='1'><c r='A1'><v>1</v></c></row></sheetData>"
    assert read_workbook(with_sheet(body)) == [[1]]


def test_rows_and_columns_are_capped():
    data = workbook_bytes([Sheet("x", [Column("a")], [[str(n)] for n in range(30)])])
    assert len(read_workbook(data, limits=ReadLimits(rows=31))) == 31
    refused(data, TooLarge, "too_many_rows", rows=30)
    wide = workbook_bytes([Sheet("x", [Column(str(n)) for n in range(61)], [])])
    refused(wide, TooLarge, "too_many_columns")


def test_a_file_over_its_size_is_refused_unread():
    refused(b"x" * 1_001, TooLarge, "too_large", file_bytes=1_000)


def test_another_sheet_can_be_read_and_a_missing_one_is_named():
    data = workbook_bytes([Sheet("一", [Column("a")], []), Sheet("二", [Column("b")], [])])
    assert read_workbook(data, sheet="二") == [["b"]]
    with pytest.raises(Invalid):
        read_workbook(data, sheet="三")


# ---------------------------------------------------------------- reasons
def test_the_same_workbook_comes_back_with_a_reason_on_each_bad_row():
    back = annotate_workbook(table(protected=True), {2: "=单位不在辖区内", 3: "类别缺失\x07"})
    book = openpyxl.load_workbook(io.BytesIO(back))
    sheet = book["台账"]
    assert sheet["G2"].value == "=单位不在辖区内"
    assert sheet["G2"].data_type == "s"
    assert sheet["G3"].value == "类别缺失"
    assert [cell.value for cell in sheet[2]][:2] == ["460204001001", "㳇滩村"]
    assert sheet.data_validations.dataValidation[0].formula1 == '"产业振兴,人才振兴"'
    assert read_sheet(back).about["version"] == "3"


def test_reasons_are_replaced_and_not_added_to():
    once = annotate_workbook(table(), {2: "错"})
    twice = read_workbook(annotate_workbook(once, {3: "还是错"}))
    assert len(twice[0]) == 7
    assert twice[1][6:] == []
    assert twice[2][6] == "还是错"


def test_formulas_come_back_as_plain_text():
    data = with_sheet(
        "<sheetData><row r='1'><c r='A1'><v>1</v></c></row><row r='2'><c r='A2'><f>HYPERLINK(\"http://x\")</f></c></row></sheetData>"
    )
    sheet = parts(annotate_workbook(data, {2: "x"}))["xl/worksheets/sheet1.xml"]
    assert b"<f>" not in sheet
