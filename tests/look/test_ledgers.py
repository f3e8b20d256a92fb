"""Ledgers: rows at hand drawn after what their values are, on screen, on phones and on paper."""

import re
from datetime import date
from typing import Any

from django.template import Context, Template
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from revitalization.kit.columns import Badge, Button, Code, Grey, Side, Stacked, Strong
from revitalization.kit.ledgers import Cell, Ledger
from revitalization.kit.tables import Column, Place
from revitalization.kit.templatetags.ledgers import cell, options
from revitalization.kit.templatetags.ui import lamp, status_badge

HELD = (
    Column("code", "代码", width="narrow", value=lambda r: Code(r["code"])),
    Column("post", "职务", lead=True, value=lambda r: Stacked(Strong(r["post"]), r["unit"])),
    Column("until", "截止", "date", value=lambda r: r["until"], missing=Grey("未定")),
    Column("state", "状态", value=lambda r: Side(Badge("acting", "代理", "amber"), None, r["note"])),
    Column("acts", "操作", "acts", value=lambda r: Button("撤销", "/undo/") if r["until"] else None),
)
EVIL = "<script>"


def drawn(rows: list[Any], **more: Any) -> str:
    shown = Template("{% ledger ledger %}").render(Context({"ledger": Ledger(HELD, rows, **more)}))
    return re.sub(r"\s*\n\s*", "", shown)


def held(**more: Any) -> dict[str, Any]:
    return {"code": "P1", "post": "镇长", "unit": "八都镇", "until": None, "note": "", **more}


def test_links_beside_the_name_of_a_row_say_aloud_which_row_it_is():
    columns = (
        Column(
            "post",
            "职务",
            value=lambda it: Place(it["post"], "八都镇"),
            url=lambda it: f"/posts/{it['code']}/",
        ),
        Column("unit", "单位", url=lambda it: "/units/1/"),
        Column("acts", "操作", "acts", value=lambda it: Button("撤销", f"/undo/{it['code']}/")),
        Column("more", "操作", "acts", value=lambda it: Button("任职", "/appoint/", about="八都镇 镇长")),
    )
    shown = Template("{% ledger ledger %}").render(Context({"ledger": Ledger(columns, [held()])}))
    said = re.findall(r'<a [^>]*href="([^"]+)">(.*?)</a>', shown)
    assert said == [
        ("/posts/P1/", "镇长"),
        ("/units/1/", '八都镇<span class="sr-only"> 镇长</span>'),
        ("/undo/P1/", "撤销"),
        ("/appoint/", '任职<span class="sr-only"> 八都镇 镇长</span>'),
    ]


def test_rows_at_hand_are_drawn_after_what_their_values_are():
    shown = drawn([held()], current=lambda row: True, anchor=lambda row: row["code"])
    assert re.search(r'<tr role="row" *id="P1" *aria-current="true">', shown)
    assert '<td role="cell" class="narrow" data-label="代码"><span class="code">P1</span></td>' in shown
    assert (
        '<td role="rowheader" class="lead" data-label="职务"><b>镇长</b><small>八都镇</small></td>' in shown
    )
    assert 'data-label="截止"><span class="muted">未定</span></td>' in shown
    assert '<div><span class="badge amber" data-key="acting">代理</span></div>' in shown
    assert 'data-label="操作"></td>' in shown
    assert shown.count("<th ") == shown.count('role="columnheader"') == len(HELD)


def test_columns_of_buttons_are_left_out_on_paper():
    shown = drawn([held(until=date(2026, 5, 1))])
    assert '<td role="cell" class="no-print" data-label="操作"><a' in shown
    (heading,) = re.findall(r"<th ([^>]*)>\s*操作", shown)
    assert 'class="no-print"' in re.sub(r" +", " ", heading).replace(' "', '"')


def test_a_day_and_a_button_stand_in_the_row_that_has_them():
    shown = drawn([held(until=date(2026, 5, 1), note="兼")])
    assert 'datetime="2026-05-01"' in shown
    assert '<a class="btn btn-quiet" href="/undo/">撤销</a>' in shown
    assert "代理</span> 兼</div>" in shown


def test_nothing_typed_becomes_markup_in_any_cell():
    assert EVIL not in drawn([held(code=EVIL, post=EVIL, unit=EVIL, note=EVIL)], anchor=lambda row: EVIL)


def test_a_table_that_stays_a_table_on_phones_has_headings_of_rows():
    shown = drawn([held()], cards=False)
    assert '<table class="ledger"' in shown
    assert '<th scope="row"><span class="code">P1</span></th>' in shown


def test_rows_at_hand_that_are_none_say_why():
    shown = drawn([], empty="尚无记录", empty_hint="还没有人任职")
    assert "<table" not in shown
    assert "尚无记录" in shown
    assert "还没有人任职" in shown


def test_a_heading_that_is_safe_lets_no_other_of_the_same_letters_pass_unescaped() -> None:
    word = "<b>1949</b>"
    for first, then in ((SafeString(word), word), (word, SafeString(word))):
        cells = [cell(Cell("x", label)) for label in (first, then)]
        assert [word in one for one in cells] == [isinstance(one, SafeString) for one in (first, then)]


def test_what_is_drawn_once_is_escaped_for_each_word_and_said_in_each_language() -> None:
    hostile = "<b>绿</b>"
    assert "&lt;b&gt;绿" in lamp("green", hostile)
    assert hostile in lamp("green", SafeString(hostile))
    assert "&lt;b&gt;绿" in lamp("green", hostile)
    for language, word in (("en", "Unit"), ("zh-hans", "单位"), ("en", "Unit")):
        with translation.override(language):
            assert f">{word}</span>" in status_badge("unit", gettext_lazy("Unit"))


def test_the_options_of_a_list_are_escaped_and_the_chosen_one_is_marked() -> None:
    shown = options([("a", "<i>甲</i>"), ('"b"', "乙")], '"b"')
    assert shown == (
        '<option value="a">&lt;i&gt;甲&lt;/i&gt;</option><option value="&quot;b&quot;" selected>乙</option>'
    )


def test_short_chinese_words_stay_on_a_line_and_longer_ones_may_break():
    for value in ("限期整改", Grey("未抽签")):
        assert 'class="nowrap"' in cell(Cell(value, "整改类型"))
    assert 'class="num nowrap"' in cell(Cell("河西村二社", "地点", "num"))
    for value in ("完成山区村饮水管网改造", "to be done", 12, None, Stacked("红城镇", "甘肃省 / 兰州市")):
        assert "nowrap" not in cell(Cell(value, "整改类型"))
