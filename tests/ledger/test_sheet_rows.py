"""Offices' sheets as Excel and WPS let people make them: read where they are clear, refused by row where they are not."""

from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from responsibilities.jobs.models import Job
from responsibilities.ledger.models import Matter
from revitalization.kit.foreign import OLE
from tests.cast import Cast
from tests.ledger.asking import kept
from tests.ledger.sheets import (
    DUE,
    LEAKS,
    PROBLEM,
    SAID,
    TASK,
    WALLS,
    as_,
    carried_out,
    checked,
    post,
    reasons,
    result,
    saved,
    table,
    workbook,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]


def only(book: Workbook) -> Workbook:
    book.remove(book.active)
    return book


@pytest.mark.parametrize(
    ("change", "column", "said"),
    [
        ({"重点任务": "=A1&B1"}, "重点任务", "公式"),
        ({"年度目标": "=VLOOKUP(B4,参考!A:B,2,0)"}, "年度目标", "公式"),
        ({"重点任务": "任" * 301}, "重点任务", "300"),
        ({"重点任务": None}, "重点任务", "合并单元格"),
        ({"年度目标": None}, "年度目标", "必填"),
        ({"完成时限": "年底前"}, "完成时限", "日期"),
        ({"完成时限": "2026-02-30"}, "完成时限", "日期"),
        ({"完成时限": 46381}, "完成时限", "2026-12-25"),
        ({"完成时限": date(2026, 10, 31)}, "完成时限", "已过"),
        ({"责任单位": None, "牵头单位": None}, "责任单位", "责任单位"),
        ({"责任单位": "红城镇、皋兰县石洞镇"}, "责任单位", "石洞镇"),
        ({"责任单位": "6.20121E+11"}, "责任单位", "6.20121E+11"),
        ({"责任单位": "永登县"}, "责任单位", "永登县"),
        ({"责任单位": "各县（市、区）"}, "责任单位", "各县"),
        ({"牵头单位": "县水务局、县农业农村局"}, "牵头单位", "一个"),
        ({"牵头单位": "县盐务局"}, "牵头单位", "县盐务局"),
    ],
)
def test_a_row_that_is_not_clear_is_refused_with_its_column_and_reason(
    cast: Cast, change: dict[str, Any], column: str, said: str
) -> None:
    before = kept()
    checked(as_(cast, "chenjing"), workbook(tasks=(WALLS, {**WALLS, "重点任务": "修缮公厕九座", **change})))
    assert result()["bad"] == 1
    found = [(sheet, row, where) for sheet, row, where, reason in reasons() if said in reason]
    assert ("任务分解", 5, column) in found, reasons()
    assert kept() == before


@pytest.mark.parametrize(
    ("change", "column", "said"),
    [
        ({"责任事项": "粮食与饲料"}, "责任事项", "粮食与饲料"),
        ({"整改类型": "尽快整改"}, "整改类型", "立行立改"),
        ({"共性/个性": "都有"}, "共性/个性", "个性问题"),
        ({"反馈日期": "去年"}, "反馈日期", "日期"),
        ({"问题编号": "2026改017-1"}, "问题编号", "查不到编号"),
    ],
)
def test_a_problem_that_is_not_clear_is_refused(
    cast: Cast, change: dict[str, Any], column: str, said: str
) -> None:
    before = kept()
    checked(as_(cast, "chenjing"), workbook(problems=({**LEAKS, **change},)))
    assert any(where == column and said in reason for _sheet, _row, where, reason in reasons()), reasons()
    assert kept() == before


def test_a_formula_whose_column_is_not_read_does_no_harm_and_an_error_that_is_read_does(cast: Cast) -> None:
    book = load_workbook(BytesIO(workbook(tasks=(WALLS,))))
    page = book["任务分解"]
    page["A4"] = "=ROW()-3"
    page["N4"] = '=IF(L4>TODAY(),"推进中","超期")'
    checked(as_(cast, "chenjing"), saved(book))
    assert (result()["created"], result()["bad"]) == (1, 0)
    page["K4"].value, page["K4"].data_type = "#N/A", "e"
    checked(as_(cast, "chenjing"), saved(book))
    assert "#N/A" in reasons()[0][3]


def test_headings_as_people_type_them_below_a_title_above_a_footer(cast: Cast) -> None:
    book = only(Workbook())
    headings = ("序 号", "重点任务（必填）", "责任\n单位", "年 度\u3000目标*", "完成时限（年月日）", "进展")
    rows = (
        {"序 号": 1, "重点任务（必填）": "整治闲置畜棚", "责任\n单位": "红城镇", "年 度\u3000目标*": "全部处置。",
         "完成时限（年月日）": "2026．12．20"},
        {"序 号": 2}, {},
        {"序 号": "合计", "重点任务（必填）": "1项"},
        {"序 号": "填表人：陈静", "责任\n单位": "联系电话：0931-6422009"},
    )  # fmt: skip
    table(book, "任务", headings, *rows, above=("永登县重点任务", "单位：项"))
    carried_out(as_(cast, "chenjing"), saved(book))
    assert result() == {"created": 1, "reported": 0, "unchanged": 0}
    assert Matter.objects.get().due_on == date(2026, 12, 20)


def test_a_hidden_sheet_is_not_read_and_others_are_named(cast: Cast) -> None:
    book = only(Workbook())
    table(book, "旧台账", PROBLEM, {**LEAKS, "具体问题": "去年的问题"}).sheet_state = "hidden"
    table(book, "WpsReserved_CellImgList", ("x",), {"x": "1"}).sheet_state = "veryHidden"
    table(book, "填表说明", ("说明",), {"说明": "请按格式填写。"})
    table(book, "台账", PROBLEM, LEAKS)
    client = as_(cast, "chenjing")
    page = client.get(checked(client, saved(book))).content.decode()
    assert "读取的是工作表“台账”" in page
    assert "旧台账" in page
    assert "填表说明" in page
    assert result()["created"] == 1
    assert "去年的问题" not in page


def test_of_a_table_that_came_down_the_columns_of_the_own_level_are_read(cast: Cast) -> None:
    book = only(Workbook())
    headings = (
        "序号",
        "改革任务",
        "我省工作措施",
        "省牵头单位",
        "我市工作措施",
        "市牵头单位",
        "责任单位",
        "年度目标",
        "完成时限",
    )
    row = {"改革任务": "推进庭院经济", "我省工作措施": "省里的措施", "省牵头单位": "省农业农村厅", "我市工作措施": "市里的措施",
           "责任单位": "各乡镇", "年度目标": "覆盖三百户。", "完成时限": DUE}  # fmt: skip
    table(book, "分解表", headings, row)
    carried_out(as_(cast, "chenjing"), saved(book))
    matter = Matter.objects.get()
    assert (matter.measure, matter.levels, matter.lead) == ("市里的措施", ["township"], None)


def test_places_are_named_as_offices_name_them(cast: Cast) -> None:
    names = (
        "永登县红城镇",
        "甘肃省兰州市永登县红城镇",
        "甘肃省 / 兰州市 / 永登县 / 红城镇",
        "620121101000",
        "红城镇，红城镇",
    )
    rows = tuple({**WALLS, "重点任务": f"任务{n}", "责任单位": name} for n, name in enumerate(names))
    carried_out(as_(cast, "chenjing"), workbook(tasks=rows))
    assert [matter.codes for matter in Matter.objects.order_by("pk")] == [["620121101000"]] * len(names)


def test_a_name_that_several_units_bear_is_refused_with_their_paths(cast: Cast) -> None:
    before = kept()
    said = {**SAID, "issuer": "620100000000"}
    checked(as_(cast, "zhouqiang"), workbook(tasks=({**WALLS, "责任单位": "城关镇"},)), said)
    assert "永登县城关镇" in reasons()[0][3]
    assert "榆中县城关镇" in reasons()[0][3]
    assert kept() == before


def test_a_problem_without_a_responsible_unit_falls_to_the_place_it_names(cast: Cast) -> None:
    line = {**LEAKS, "责任单位": None, "涉及单位": "红城镇"}
    carried_out(as_(cast, "chenjing"), workbook(problems=(line,)))
    assert Matter.objects.get().codes == ["620121101000"]


def test_the_number_that_another_office_gave_is_kept(cast: Cast) -> None:
    carried_out(as_(cast, "chenjing"), workbook(problems=({**LEAKS, "问题编号": "甘督-0417"},)))
    assert Matter.objects.get().source == "省级督查（原编号甘督-0417）"


def test_what_a_new_row_says_of_progress_is_named_as_not_taken(cast: Cast) -> None:
    client = as_(cast, "chenjing")
    page = client.get(checked(client, workbook(tasks=({**WALLS, "进展": "已完成30%。"},)))).content.decode()
    assert result()["created"] == 1
    assert page.count("整改进展") == 1


def test_the_same_row_twice_in_one_workbook_is_refused_with_the_row_it_repeats(cast: Cast) -> None:
    checked(as_(cast, "chenjing"), workbook(tasks=(WALLS, {**WALLS, "序号": 2})))
    (found,) = reasons()
    assert found[1] == 5
    assert "第 4 行" in found[3]


def test_townships_need_a_basis_and_villages_an_approval(cast: Cast) -> None:
    before = kept()
    village = {**WALLS, "责任单位": "宁朔村委会", "重点任务": "整修文化广场"}
    checked(as_(cast, "chenjing"), workbook(tasks=(WALLS, village)), {**SAID, "basis": ""})
    assert [row for _sheet, row, *_rest in reasons()] == [4, 5]
    assert kept() == before


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "空"),
        (OLE + b"\0" * 3000, "旧格式"),
        (OLE + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le"), "密码"),
        ("重点任务,完成时限\n整治畜棚,2026-12-20\n".encode("gbk"), ".xlsx"),
        (b"%PDF-1.7\n", "PDF"),
        (b"PK\x03\x04" + b"\0" * 60, "损坏"),
    ],
)
def test_what_is_no_workbook_is_told_at_once_with_the_cure(cast: Cast, data: bytes, said: str) -> None:
    before = Job.objects.count()
    answer = post(as_(cast, "chenjing"), data)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert said in page
    assert 'value="永农领办〔2026〕31号"' in page
    assert Job.objects.count() == before


def test_a_workbook_with_macros_or_a_bomb_is_refused(cast: Cast) -> None:
    for name, content in (("xl/vbaProject.bin", b"x"), ("xl/media/big.bin", b"\0" * 60_000_000)):
        data = BytesIO(workbook(tasks=(WALLS,)))
        with ZipFile(data, "a", 8) as archive:
            archive.writestr(name, content)
        assert post(as_(cast, "chenjing"), data.getvalue()).status_code in {400, 413}
    assert not Matter.objects.exists()


def test_a_table_of_something_else_names_what_is_missing(cast: Cast) -> None:
    book = only(Workbook())
    table(book, "名单", ("姓名", "具体问题描述", "完成日期"), {"姓名": "赵某"})
    client = as_(cast, "chenjing")
    page = client.get(checked(client, saved(book))).content.decode()
    assert "缺少以下列" in page
    assert "具体问题描述" in page


@pytest.mark.parametrize(
    "given", [{"year": ""}, {"issued_on": "去年"}, {"document_number": "第3号"}, {"kind": "rectification"}]
)
def test_what_holds_for_new_rows_is_asked_for_and_nothing_typed_is_lost(
    cast: Cast, given: dict[str, str]
) -> None:
    answer = post(as_(cast, "chenjing"), workbook(tasks=(WALLS,)), {**SAID, **given})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "错误" in page
    assert "关于印发整改台账的通知" in page


def test_more_rows_than_one_workbook_may_hold_are_refused(cast: Cast) -> None:
    book = only(Workbook())
    rows = (
        {"重点任务": f"任务{n}", "责任单位": "红城镇", "年度目标": "完成。", "完成时限": DUE}
        for n in range(5_012)
    )
    table(book, "任务", TASK, *rows)
    client = as_(cast, "chenjing")
    page = client.get(checked(client, saved(book))).content.decode()
    assert "5,0" in page
    assert not Matter.objects.exists()
