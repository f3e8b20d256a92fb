"""Rosters as people make them in Excel and WPS: which sheet is read, where the headings stand, what is no workbook."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from responsibilities.posts import work
from responsibilities.posts.documents import roster_with_reasons
from responsibilities.posts.forms.roster import read_roster
from responsibilities.posts.models import Roster, Tenure
from revitalization.kit.errors import FieldError, Invalid, Problem, TooLarge
from revitalization.kit.imports import read_workbook
from tests.cast import Cast
from tests.posts.sheets import BAD, GOOD, HEADINGS, as_, roster
from tests.working import run_jobs

Change = Callable[[Any], object]


def made(*changes: Change, rows: tuple[Any, ...] = (GOOD,), headings: tuple[str, ...] = HEADINGS) -> bytes:
    """A workbook with the sheet 名册 of these rows, and what else people do to it."""
    book = Workbook()
    sheet = book.active
    sheet.title = "名册"
    for line in (headings, *rows):
        sheet.append(line)
    for change in changes:
        change(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def another(name: str, state: str, place: int, *rows: tuple[Any, ...]) -> Change:
    def change(book: Any) -> None:
        sheet = book.create_sheet(name, place)
        sheet.sheet_state = state
        for row in rows or (HEADINGS, BAD):
            sheet.append(row)
        book.active = book.sheetnames.index("名册")

    return change


def sent(cast: Cast, data: bytes) -> tuple[Client, str]:
    client = as_(cast, "hexin")
    answer = client.post(reverse("rosters"), {"file": SimpleUploadedFile("名册.xlsx", data)})
    run_jobs()
    return client, client.get(answer["Location"]).content.decode()


# ---------------------------------------------------------------- which sheet


@pytest.mark.parametrize(
    ("name", "state"),
    [("旧表", "hidden"), ("字典", "hidden"), ("WpsReserved_CellImgList", "veryHidden"), ("密", "veryHidden")],
)
def test_the_first_sheet_that_can_be_seen_is_read_and_named(cast: Cast, name: str, state: str) -> None:
    _client, page = sent(cast, made(another(name, state, 0)))
    assert "读取的是工作表“名册”" in page
    assert "周敏" in page
    assert "马某" not in page
    assert (f"“{name}”（隐藏）" in page) is (state == "hidden")


def test_another_sheet_with_rows_is_named(cast: Cast) -> None:
    _client, page = sent(cast, made(another("第二批", "visible", 1), another("空表", "visible", 2, ("",))))
    assert "以下工作表有内容但未读取" in page
    assert "第二批" in page
    assert "空表" not in page


def test_when_the_first_sheet_is_no_roster_it_is_named_with_the_others(cast: Cast) -> None:
    _client, page = sent(cast, made(another("填表说明", "visible", 0, ("说明",), ("每行一人",))))
    for word in ("填表说明", "名册", "单位代码"):
        assert word in page


def test_reasons_are_written_on_the_sheet_that_was_read() -> None:
    data = made(another("旧表", "hidden", 0), rows=(GOOD, BAD))
    back = load_workbook(io.BytesIO(roster_with_reasons(data, [FieldError("code", "错", "x", 3)], "名册", 1)))
    assert "错" in str(back["名册"]["I3"].value)
    assert back["旧表"]["I3"].value is None


# ---------------------------------------------------------------- headings, footers, formats


@pytest.mark.parametrize(
    "headings",
    [
        ("单 位 代 码", "单位\n名称", "职　务", "姓  名", "任职\n方式", "任职\n日期", "办公电话", "角色"),
        (
            "单位代码（必填）",
            "单位名称",
            "职务*",
            "姓名【必填】",
            "任职方式",
            "任职日期(年月日)",
            "办公电话：",
            "角色",
        ),
    ],
)
def test_blanks_breaks_and_remarks_in_headings_do_not_count(headings: tuple[str, ...]) -> None:
    read = read_roster(made(headings=headings))
    assert [(row.code, row.name, row.since) for row in read.rows] == [
        ("620123101000", "周敏", date(2026, 11, 1))
    ]


def test_a_title_above_the_headings_is_passed_over_and_reasons_stand_beside_the_right_row() -> None:
    data = made(headings=("榆中县第一责任人名册",), rows=((), HEADINGS, GOOD, BAD))
    read = read_roster(data)
    assert (read.top, [row.number for row in read.rows]) == (3, [4, 5])
    back = read_workbook(roster_with_reasons(data, [FieldError("code", "错", "x", 5)], read.sheet, read.top))
    assert (back[2][-1], len(back[3])) == ("原因", 7)
    assert "错" in str(back[4][-1])


def test_a_near_miss_is_named() -> None:
    with pytest.raises(Invalid) as refused:
        read_roster(made(headings=("单位编码", *HEADINGS[1:])))
    assert re.search("名册.*单位代码.*单位编码", str(refused.value.errors[0].message))


def test_a_heading_given_twice_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        read_roster(made(headings=(*HEADINGS, "姓名")))
    assert "姓名" in str(refused.value.errors[0].message)


def test_a_footer_is_left_alone_and_said(cast: Cast) -> None:
    _client, page = sent(
        cast, made(rows=(GOOD, ("合计", "", "1人"), ("制表人：李四", "", "", "审核人：王五")))
    )
    assert "第 3、4 行按表尾处理" in page
    assert "确认导入" in page


def test_a_row_without_a_code_in_the_middle_is_no_footer() -> None:
    read = read_roster(made(rows=(("合计", "", "", "周敏"), GOOD)))
    assert [row.number for row in read.rows] == [2, 3]


def test_only_a_heading_is_said_to_be_empty(cast: Cast) -> None:
    _client, page = sent(cast, made(rows=()))
    assert "没有填写内容" in page
    assert "均已登记" not in page


def test_a_sheet_formatted_far_down_is_read() -> None:
    def formatted(book: Any) -> None:
        for number in range(3, 30_001):
            book["名册"].cell(number, 2).number_format = "@"

    assert len(read_roster(made(formatted)).rows) == 1


def test_the_last_row_a_roster_may_have_gets_its_reason() -> None:
    assert roster_with_reasons(made(), [FieldError("code", "错", "x", 20_001)], "名册", 1)


@pytest.mark.slow
def test_more_rows_than_allowed_are_refused_and_the_last_allowed_one_gets_its_reason() -> None:
    rows = [("620123101", *[""] * 7)] * 20_001
    with pytest.raises(TooLarge):
        read_roster(roster(*rows).read())
    data = roster(*rows[:20_000]).read()
    assert read_roster(data).rows[-1].number == 20_001
    assert roster_with_reasons(data, [FieldError("code", "错", "x", 20_001)], "名册", 1)


@pytest.mark.parametrize("number", [27, 28, 29, 30, 31, 36, 50, 52, 57, 58])
def test_a_day_in_a_format_that_chinese_excel_has_by_number_is_a_day(number: int) -> None:
    def dated(book: Any) -> None:
        book["名册"]["F2"].value = 46_327
        book["名册"]["F2"].number_format = '"日"yyyy"年"m"月"d"日"'

    data = with_format(made(dated), number)
    assert read_roster(data).rows[0].since == date(2026, 11, 1)
    back = roster_with_reasons(data, [FieldError("code", "错", "x", 2)], "名册", 1)
    assert read_roster(back).rows[0].since == date(2026, 11, 1)


def with_format(data: bytes, number: int) -> bytes:
    """The workbook with its one number format of its own turned into that number without a definition."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            body = source.read(name)
            if name == "xl/styles.xml":
                body = re.sub(rb"<numFmts.*?</numFmts>", b"", body)
                body = body.replace(b'numFmtId="164"', f'numFmtId="{number}"'.encode())
            archive.writestr(name, body)
    return target.getvalue()


def test_reasons_are_on_the_page_and_right_of_what_is_merged(cast: Cast) -> None:
    def merged(book: Any) -> None:
        book["名册"]["I1"] = "备注"
        book["名册"].merge_cells("I1:K1")

    client, page = sent(cast, made(merged, rows=((*GOOD[:5], "坏日子", *GOOD[6:]),)))
    assert "坏日子" in page
    answer = client.get(reverse("job_file", args=[Roster.objects.get().check_job.public_id]))
    sheet = load_workbook(io.BytesIO(b"".join(answer))).active  # type: ignore[arg-type]
    assert sheet["L1"].value == "原因"
    assert "任职日期" in sheet["L2"].value
    assert Tenure.objects.filter(person__name="周敏").count() == 0


@pytest.mark.parametrize("why", [Invalid(), TooLarge()])
def test_reasons_are_on_the_page_when_the_workbook_cannot_be_given_back(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, why: Problem
) -> None:
    def fails(*_args: object) -> bytes:
        raise why

    monkeypatch.setattr(work, "roster_with_reasons", fails)
    _client, page = sent(cast, made(rows=((*GOOD[:5], "坏日子", *GOOD[6:]),)))
    assert "坏日子" in page
    assert "任职日期" in page
    assert not Roster.objects.get().check_job.file
    assert Tenure.objects.filter(person__name="周敏").count() == 0


# ---------------------------------------------------------------- what is no workbook


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 2_000


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (OLE + "EncryptedPackage".encode("utf-16-le"), "打开密码"),
        (OLE, "旧格式"),
        (OLE + "Workbook".encode("utf-16-le"), "旧格式"),
        ("单位代码,姓名\n620121,周敏\n".encode("gb18030"), "CSV"),
        ("\ufeff单位代码,姓名\n".encode(), "CSV"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "网页"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "图片"),
        (b"", "空"),
        (made()[:3_000], "没有传完"),
    ],
)  # fmt: skip
def test_what_came_instead_of_a_workbook_is_named_with_the_cure(cast: Cast, data: bytes, word: str) -> None:
    client = as_(cast, "hexin")
    answer = client.post(reverse("rosters"), {"file": SimpleUploadedFile("名册.xlsx", data)})
    assert answer.status_code == 400
    assert word in answer.content.decode()
    assert not Roster.objects.exists()
