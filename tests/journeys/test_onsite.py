"""An inspector in a village without signal: what is kept stays on the phone and is sent in order; both forms of a sheet."""

import json
from collections.abc import Callable
from uuid import UUID

from playwright.sync_api import expect

from assessments.inspections.actions import findings, sheets
from assessments.inspections.models import Finding
from tests import world
from tests.cast import Cast
from tests.inspections import found
from tests.journeys.visitor import Visitor

TEAM = ("luyan", "chenjing")


def test_what_is_kept_without_a_connection_is_sent_in_order_when_there_is_one(
    visit: Callable[..., Visitor], cast: Cast
) -> None:
    at = found.inspection(cast, issuer=world.unit(world.YONGDENG), team=TEAM)
    luyan = visit("luyan", width=390).enter()
    page = luyan.page
    page.goto(f"{luyan.site}/inspections/{at.key}/on-site/")
    assert luyan.judge("onsite-390") == []
    page.context.set_offline(True)
    for n in ("一", "二", "三"):
        page.get_by_label("地点").fill(f"河西村{n}社")
        page.locator("#id_problem").fill(f"问题{n}。")
        page.get_by_role("button", name="保存").click()
        expect(page.locator("[data-onsite-list] > li")).to_have_count(1 + "一二三".index(n))
    assert Finding.objects.count() == 0
    # Half a sheet survives the page, too.
    page.locator("#id_problem").fill("写到一半")
    store = f"baton-onsite:{cast.user('luyan').public_id}:{at.key}"
    held = json.loads(page.evaluate("name => localStorage.getItem(name)", store))
    assert [sheet["values"]["problem"] for sheet in held["sheets"]] == ["问题一。", "问题二。", "问题三。"]
    assert held["draft"]["problem"] == "写到一半"
    luyan.complaints.clear()
    page.context.set_offline(False)
    expect(page.locator("[data-onsite-list] > li")).to_have_count(0)
    assert list(Finding.objects.order_by("sequence").values_list("problem", flat=True)) == [
        "问题一。",
        "问题二。",
        "问题三。",
    ]
    page.reload()
    expect(page.locator("#id_problem")).to_have_value("写到一半")
    expect(page.get_by_text("2026督001-3")).to_be_visible()
    luyan.complaints.clear()


def test_both_forms_are_shown_where_a_colleague_changed_the_sheet_meanwhile(
    visit: Callable[..., Visitor], cast: Cast
) -> None:
    at = found.inspection(cast, issuer=world.unit(world.YONGDENG), team=TEAM)
    luyan = visit("luyan", width=390).enter()
    page = luyan.page
    page.goto(f"{luyan.site}/inspections/{at.key}/on-site/")
    key = page.locator("input[name=client_key]").input_value()
    page.get_by_label("地点").fill("河西村一社")
    page.locator("#id_problem").fill("我写的。")
    page.context.set_offline(True)
    page.get_by_role("button", name="保存").click()
    expect(page.locator("[data-onsite-list] > li")).to_have_count(1)
    # The first try arrived after all, and a colleague has changed it since.
    mine = sheets.Sheet(place="河西村一社", problem="我写的第一稿。", second=cast.user("chenjing").pk)
    unit = at.targets.get().unit.code
    made = findings.record(actor=cast.luyan, inspection=at, unit=unit, client_key=UUID(key), sheet=mine)
    luyan.complaints.clear()
    page.context.set_offline(False)
    expect(page.get_by_text("其间有人修改了这份登记表")).to_be_visible()
    expect(page.get_by_text("我写的第一稿。")).to_be_visible()
    assert luyan.judge("onsite-clash-390") == []
    page.get_by_role("button", name="保留我的").click()
    expect(page.locator("[data-onsite-list] > li")).to_have_count(0)
    assert Finding.objects.get(pk=made.pk).problem == "我写的。"
    luyan.complaints.clear()


def test_the_pages_of_findings_stand_on_a_phone_and_in_english(
    visit: Callable[..., Visitor], cast: Cast
) -> None:
    said = found.objected(cast)
    faults = []
    for width, language in ((390, "zh-hans"), (1280, "en")):
        office = visit("tangsan", width=width, language=language).enter()
        for name, path in (
            ("finding", f"findings/{said.finding.key}/"),
            ("decide", f"findings/{said.finding.key}/objection/keep/"),
            ("findings", "findings/"),
            ("board", "findings/board/"),
            ("lookbacks", "look-back/"),
            ("draw", "look-back/draw/"),
            ("sisters", "sisters/"),
        ):
            office.go(f"/inspections/{path}")
            faults += office.judge(f"{name}-{width}")
    assert faults == []
