"""Workbooks come and go without running anything, and what was exported can be imported."""

import io
import zipfile
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from revitalization.kit.errors import FieldError, Invalid, TooLarge
from revitalization.kit.imports import (
    CellError,
    Formula,
    ReadLimits,
    annotate_workbook,
    at,
    clean_code,
    clean_date,
    clean_line,
    clean_number,
    clean_value,
    read_sheet,
    read_workbook,
)
from revitalization.kit.workbooks import (
    Column,
    Sheet,
    Template,
    checksum,
    csv_cell,
    safe_sheet_name,
    text_width,
    workbook_bytes,
)

EVIL = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "=HYPERLINK(\"http://x.invalid\")", "\t=1", "\r=1", "＝1+1", "＋1", "－1", "＠x",
        "http://x.invalid/", "{=1}", "file:///etc/passwd"]  # fmt: skip

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
    return workbook_bytes(
        [Sheet("台账", COLUMNS, rows, **more)], template=Template("ledger", 3, checksum(rows))
    )


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
    assert found.about == {"template": "ledger", "version": "3", "checksum": checksum(ROWS)}
    assert checksum(ROWS) != checksum([*ROWS, ["x"]])


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


@pytest.mark.parametrize("text", [*EVIL[:11], " =1", "\u3000=1", "﹢1", "\ufeff=1", "'=1", '"=1'])
def test_csv_cells_that_could_run_are_prefixed(text):
    assert csv_cell(text).startswith("'")


@pytest.mark.parametrize(
    ("value", "cell"),
    [("崖州区", "崖州区"), (-5, "-5"), (Decimal("-0.5"), "-0.5"), (None, ""), ("a=b", "a=b")],
)
def test_csv_cells_without_danger_stay(value, cell):
    assert csv_cell(value) == cell


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


# ---------------------------------------------------------------- one identity
@pytest.mark.parametrize(
    "typed",
    ["460105000000", "４６０１０５００００００ ", " 460105000000\u3000", "460105\u200b000000", "\ufeff460105000000",
     "460105000000.0", "4.60105E+11", "4.60105e11", 460105000000, Decimal("460105000000.0"), Decimal("4.60105E+11"),
     "460105 000000", "\u202d460105000000\u202c", "46\u00ad0105000000", "460105\u2060000000"],
)  # fmt: skip
def test_one_unit_has_one_identity_however_its_code_was_typed(typed):
    assert clean_code(typed) == "460105000000"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        None,
        "四六零",
        Formula("=1"),
        CellError("#N/A"),
        True,
        "4601.5",
        "x" * 65,
        "46'0105",
        Decimal("1.5"),
    ],
)
def test_what_is_no_code_is_refused(typed):
    with pytest.raises(Invalid):
        clean_code(typed)


@given(st.text(alphabet="0123456789", min_size=1, max_size=15), st.data())
def test_noise_never_changes_a_code(code, data):
    noise = st.sampled_from(["", "", " ", "\u200b", "\u3000", "\ufeff", "\u00a0", "\t"])
    typed = "".join(
        data.draw(noise) + (chr(ord(c) + 0xFEE0) if data.draw(st.booleans()) else c) for c in code
    )
    assert clean_code(typed) == code


@given(st.one_of(st.text(), st.integers(), st.decimals(), st.booleans(), st.none()))
def test_cleaning_never_breaks(value):
    for clean in (clean_code, clean_number, clean_date):
        with suppress(Invalid):
            clean(value)
    if isinstance(value, str):
        assert clean_line(clean_line(value)) == clean_line(value)
    assert (
        isinstance(clean_value("" if isinstance(value, Decimal) and not value.is_finite() else value), str)
        or value
    )


def test_names_keep_their_own_punctuation_and_rare_characters():
    assert clean_line("  买买提·艾力\u200b （代）  ") == "买买提·艾力 （代）"
    assert clean_line("㳇滩村\ue08b𡐓") == "㳇滩村\ue08b𡐓"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("１，２３４.５０", "1234.50"),
        ("1,234", "1234"),
        (7, "7"),
        ("-0.5", "-0.5"),
        (Decimal("89.995"), "89.995"),
        ("1e3", "1E+3"),
    ],
)
def test_numbers_are_exact(typed, number):
    assert clean_number(typed) == Decimal(number)


@pytest.mark.parametrize(
    "typed", ["1,23", "NaN", "inf", "1e99", 10**18, "十", "", None, True, Formula("=1"), "1_000", "٣x"]
)
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(Invalid):
        clean_number(typed)


def test_a_number_with_too_many_decimals_is_refused_not_rounded():
    assert clean_number("89.99", places=2) == Decimal("89.99")
    with pytest.raises(Invalid):
        clean_number("89.995", places=2)


@pytest.mark.parametrize(
    "typed",
    [
        "2026-03-05",
        "2026/3/5",
        "２０２６.3.5",
        "2026年3月5日",
        20260305,
        date(2026, 3, 5),
        datetime(2026, 3, 5, 8),  # noqa: DTZ001
    ],
)
def test_dates_are_read_in_the_usual_ways(typed):
    assert clean_date(typed) == date(2026, 3, 5)


@pytest.mark.parametrize("typed", ["2026-02-30", "05/03/2026", "明天", "", None, 5, True, 46_000])
def test_what_is_no_date_is_refused(typed):
    with pytest.raises(Invalid):
        clean_date(typed)


def test_errors_name_row_and_column():
    found: list[FieldError] = []
    with at(found, 7, "单位代码"):
        clean_code("不是代码")
    with at(found, 8, "金额"):
        clean_number("5")
    assert [(error.row, error.field, error.code) for error in found] == [(7, "单位代码", "code")]
