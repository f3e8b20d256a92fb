"""What is typed in a form with a long text outlives a closed window, a lost line and a refusal, and is gone once sent."""

import json
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from assessments.inspections.actions import findings
from assessments.inspections.models import Finding, RectificationReport
from responsibilities.ledger.models import Item
from tests import world
from tests.cast import Cast
from tests.inspections import found
from tests.inspections.test_mending import SAYS, listed
from tests.journeys.visitor import Visitor

Visit = Callable[..., Visitor]
PUT_BACK = "上次未提交的文字已恢复。"


def kept(page: Page) -> dict[str, Any]:
    """All that this browser keeps of what was typed, by address."""
    held = page.evaluate("() => ({...localStorage})")
    return {
        name.partition(":")[2].partition(":")[2]: json.loads(text)["texts"]
        for name, text in held.items()
        if name.startswith("baton-draft:")
    }


def fill(page: Page, **texts: str) -> None:
    for name, text in texts.items():
        page.locator(f"#id_{name}").fill(text)


def test_a_report_outlives_the_window_the_line_and_a_refusal_and_is_gone_once_sent(
    visit: Visit, cast: Cast
) -> None:
    at = listed(cast)
    filer = visit("wangfang", width=390).enter()
    address = f"/inspections/{at.key}/rectification/report/"
    page = filer.go(address)
    fill(page, document_number=SAYS["document_number"], organised=SAYS["organised"], lasting="写到一半")
    page.close()

    filer.page = page = filer.window()
    filer.go(address)
    expect(page.get_by_text(PUT_BACK)).to_be_visible()
    expect(page.locator("#id_organised")).to_have_value(SAYS["organised"])
    expect(page.locator("#id_lasting")).to_have_value("写到一半")
    expect(page.locator("#id_document_number")).to_have_value(SAYS["document_number"])
    assert filer.judge("report-put-back-390") == []

    page.context.set_offline(True)
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name="报送报告").click(no_wait_after=True)
    filer.complaints.clear()
    page.context.set_offline(False)
    filer.go(address)
    expect(page.locator("#id_lasting")).to_have_value("写到一半")

    page.get_by_role("button", name="报送报告").click()
    expect(page.locator("#id_ahead")).to_have_attribute("aria-invalid", "true")
    page.close()
    filer.page = page = filer.window()
    filer.go(address)
    fill(page, lasting=SAYS["lasting"], ahead=SAYS["ahead"])
    # Whoever only looks elsewhere has sent nothing.
    page.get_by_role("link", name="返回", exact=True).click()
    page.wait_for_url("**/rectification/")
    assert kept(page)[address]["ahead"] == SAYS["ahead"]
    filer.go(address)
    page.get_by_role("button", name="报送报告").click()
    page.wait_for_url("**/inspections/rectification/*/")
    made = RectificationReport.objects.get()
    assert (made.organised, made.ahead) == (SAYS["organised"], SAYS["ahead"])
    assert kept(page) == {}
    filer.go(address)
    expect(page.locator("#id_organised")).to_have_value("")
    assert filer.complaints == []


def test_the_letter_is_kept_also_when_a_colleague_sent_it_first(visit: Visit, cast: Cast) -> None:
    at = found.inspection(cast)
    found.put(cast, at)
    found.people(cast)
    office = visit("duwei").enter()
    page = office.go(f"/inspections/{at.key}/feed_back/")
    texts = {"overall": "总体情况写到一半", "causes": "管护经费未落实。", "demands": "限期整改。"}
    fill(page, document_number="甘农领办〔2026〕81号", **texts)
    page.reload()
    for name, text in texts.items():
        expect(page.locator(f"#id_{name}")).to_have_value(text)
    found.sent(cast, at)
    page.get_by_role("button", name="反馈督查意见").click()
    expect(page.locator("#id_overall")).to_have_value("总体情况写到一半")
    assert next(iter(kept(page).values()))["causes"] == "管护经费未落实。"
    office.complaints.clear()


def test_words_that_were_changed_meanwhile_are_not_written_over(visit: Visit, cast: Cast) -> None:
    at = found.inspection(cast)
    row = found.recorded(cast, at)
    member = visit("heyi").enter()
    address = f"/inspections/findings/{row.key}/edit/"
    page = member.go(address)
    fill(page, problem="我改到一半。")
    other = found.people(cast)["qier"]
    sheet = found.sheet(cast, problem="同事已改。")
    findings.amend(actor=other, finding=row, sheet=sheet, version=row.version)
    page.reload()
    expect(page.locator("#id_problem")).to_have_value("同事已改。")
    page.get_by_text("显示文字").click()
    expect(page.get_by_text("我改到一半。")).to_be_visible()
    assert Finding.objects.get().problem == "同事已改。"
    member.complaints.clear()


def test_it_is_the_same_for_acts_on_the_ledger_and_one_may_discard_it(visit: Visit, cast: Cast) -> None:
    listed(cast)
    item = Item.objects.select_related("matter", "unit").get()
    filer = visit("wangfang").enter()
    address = f"/ledger/{item.public_id}/ask_extension/"
    page = filer.go(address)
    fill(page, reason="连日降雨")
    page.reload()
    expect(page.locator("#id_reason")).to_have_value("连日降雨")
    page.get_by_role("button", name="不再保留").click()
    expect(page.locator("#id_reason")).to_have_value("")
    page.reload()
    expect(page.get_by_text(PUT_BACK)).to_have_count(0)
    assert kept(page) == {}


def test_the_page_of_an_error_offers_what_was_typed_there(visit: Visit, cast: Cast) -> None:
    listed(cast)
    item = Item.objects.select_related("matter", "unit").get()
    filer = visit("wangfang", width=390, language="en").enter()
    address = f"/ledger/{item.public_id}/ask_extension/"
    page = filer.go(address)
    fill(page, reason="连日降雨，无法施工。")
    filer.go(f"/ledger/{item.matter.key}/{world.LANZHOU}/ask_extension/")
    offered = page.locator("[data-kept-here]")
    expect(offered).to_be_hidden()
    filer.go(f"/ledger/{item.public_id}/no_such_act/")
    expect(offered).to_be_visible()
    assert filer.judge("error-with-text-390") == []
    offered.get_by_text("Show the text").click()
    expect(offered.get_by_text("连日降雨，无法施工。")).to_be_visible()
    offered.get_by_role("button", name="Discard").click()
    expect(offered).to_be_hidden()
    assert kept(page) == {}
    filer.complaints.clear()


def test_whoever_signs_out_is_shown_what_was_never_sent_and_leaves_none_of_it(
    visit: Visit, cast: Cast
) -> None:
    listed(cast)
    item = Item.objects.select_related("matter", "unit").get()
    filer = visit("wangfang", language="en").enter()
    page = filer.go(f"/ledger/{item.public_id}/ask_extension/")
    fill(page, reason="连日降雨，无法施工。")
    other = "baton-draft:another:/ledger/x/"
    page.evaluate("name => localStorage.setItem(name, JSON.stringify({texts: {reason: '别人的'}}))", other)
    sheet = f"baton-onsite:{cast.user('wangfang').public_id}:x"
    page.evaluate(
        "name => localStorage.setItem(name, JSON.stringify({draft: null, sheets: [{values: {problem: '路灯不亮'}}]}))",
        sheet,
    )
    page.locator(".who summary").click()
    page.locator(".who").get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-out/")
    told = page.locator("[data-kept-all]")
    expect(told).to_be_visible()
    told.get_by_text("Show the text").click()
    for text in ("连日降雨，无法施工。", "路灯不亮"):
        expect(told.get_by_text(text)).to_be_visible()
    expect(told.get_by_text("别人的")).to_have_count(0)
    assert filer.judge("sign-out-with-text") == []
    page.locator("main").get_by_role("button", name="Sign out").click()
    expect(page.locator("#id_login")).to_be_visible()
    left = page.evaluate(
        "() => Object.keys(localStorage).filter((name) => /^baton-(draft|onsite)/.test(name))"
    )
    assert left == [other]
    assert filer.complaints == []


def test_whoever_has_nothing_left_to_send_signs_out_at_once(visit: Visit, cast: Cast) -> None:
    filer = visit("wangfang", language="en").enter()
    page = filer.go("/")
    page.locator(".who summary").click()
    page.locator(".who").get_by_role("button", name="Sign out").click()
    expect(page.locator("#id_login")).to_be_visible()
