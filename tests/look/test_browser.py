"""The face in a real browser: both widths, both languages, no policy breach, no axe finding, no lost text."""

import re
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.look import gallery
from tests.look.looks import CUT_OFF
from tests.look.stage import Stage, open_stage
from tests.needs import browser_program

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("inbox", "list", "form", "desk", "signin", "missing")
LANGUAGES = ("zh-hans", "en")
WIDTHS = {1280: 860, 390: 844}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = browser_program()
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    drawn = {f"/{name}-{language}": gallery.draw(name, language) for name in PAGES for language in LANGUAGES}
    return drawn | {"/inbox-large": gallery.draw("inbox", "zh-hans", baton_text="large")}


@pytest.fixture
def stage(pages: dict[str, str]) -> Iterator[Stage]:
    opened, server = open_stage(pages)
    yield opened
    server.shutdown()
    server.server_close()


def visit(browser: Browser, stage: Stage, path: str, width: int = 1280, **options: object) -> Page:
    page = browser.new_page(viewport={"width": width, "height": WIDTHS[width]}, locale="zh-CN", **options)
    page.complaints = []
    page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.goto(stage.address + path)
    return page


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_finding_no_complaint_and_no_sideways_scroll(browser, stage, name, language, width):
    page = visit(browser, stage, f"/{name}-{language}", width)
    if (language == "en") == (width == 390):  # what axe judges does not change with the other two
        found = Axe().run(page).response["violations"]
        assert [(item["id"], [node["target"] for node in item["nodes"]]) for item in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate(CUT_OFF) == []
    assert page.complaints == []
    page.close()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [320, 390, 600])
def test_a_row_that_became_a_card_holds_its_bar_whole(browser, stage, language, width):
    """The frame of a table may scroll sideways, so what sticks out of a card is cut off and nothing tells of it."""
    page = browser.new_page(viewport={"width": width, "height": 844})
    page.goto(f"{stage.address}/list-{language}")
    assert page.locator(".ledger.cards .share").count() > 5
    assert page.evaluate(CUT_OFF) == []
    assert page.locator(".ledger.cards td .share svg").last.bounding_box()["width"] >= 20
    page.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_large_print_is_a_quarter_larger_and_still_fits(browser, stage, width):
    page = visit(browser, stage, "/inbox-large", width)
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "20px"
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.close()


def test_every_page_can_be_used_without_scripts(browser, stage):
    page = visit(browser, stage, "/list-zh-hans", 390, java_script_enabled=False)
    expect(page.locator(".slots").get_by_role("link")).to_have_count(5)
    expect(page.locator(".slots").get_by_role("link").first).to_be_visible()
    page.get_by_text("批量催办").first.click()
    expect(page.get_by_text("向 5 个未报单位各发一条催办？")).to_be_visible()
    page.close()


def test_a_page_prints_without_its_frame(browser, stage):
    page = visit(browser, stage, "/list-zh-hans")
    page.emulate_media(media="print")
    for hidden in (".top", ".side", ".secrecy", ".filters"):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.get_by_role("table")).to_be_visible()
    page.close()


def test_the_first_load_of_the_inbox_stays_under_100_kilobytes(pages):
    """As sent: brotli, as the server compresses static files; the page itself with the same."""
    inbox = pages["/inbox-zh-hans"]
    sent = len(brotli.compress(inbox.encode()))
    for name in set(re.findall(r'(?:href|src)="/static/([^"#]+)', inbox)):
        found = gallery.static_file(name)
        sent += len(brotli.compress(found.read_bytes()))
    assert sent < 60_000


# ---------------------------------------------------------------- nothing typed is lost


def kept(page: Page) -> str:
    return page.evaluate("localStorage.getItem('baton-draft:7:/autosave/') || ''")


def edit(page: Page, text: str) -> None:
    page.locator("#id_problem").fill(text)


def test_typing_is_saved_and_said(browser, stage):
    page = visit(browser, stage, "/form-zh-hans")
    edit(page, "偏远村冷链设施不足")
    assert "偏远村冷链设施不足" in kept(page)
    expect(page.locator("[data-saved]")).to_have_text("已保存 10:42")
    assert "偏远村冷链设施不足" in stage.posted[-1]
    assert page.locator("input[name=version]").input_value() == "4"
    assert kept(page) == ""
    page.close()


def test_a_session_that_ends_while_typing_costs_nothing(browser, stage):
    stage.answers = [(401, {"sign_in": "/signin-zh-hans"}), (200, {"version": 4, "saved_at": "10:43"})]
    page = visit(browser, stage, "/form-zh-hans")
    edit(page, "青年人才回流偏少")
    dialog = page.get_by_role("dialog", name="您已退出登录")
    expect(dialog).to_be_visible()
    assert "青年人才回流偏少" in kept(page)
    expect(dialog.get_by_role("link", name="重新登录")).to_have_attribute("target", "_blank")
    dialog.get_by_role("button", name="我已登录，立即保存").click()
    expect(page.locator("[data-saved]")).to_have_text("已保存 10:43")
    assert "青年人才回流偏少" in stage.posted[-1]
    assert kept(page) == ""
    page.close()


def test_two_editors_see_both_texts_and_choose(browser, stage):
    theirs = {"version": 9, "theirs": {"problem": "对方写的"}, "author": "王伟"}
    stage.answers = [(409, theirs), (200, {"version": 10, "saved_at": "10:44"})]
    page = visit(browser, stage, "/form-zh-hans")
    edit(page, "我写的")
    dialog = page.get_by_role("dialog", name="这段文字已被他人修改")
    expect(dialog).to_contain_text("王伟")
    expect(dialog.locator("pre")).to_have_text(["我写的", "对方写的"])
    dialog.get_by_role("button", name="采用对方的").click()
    expect(page.locator("#id_problem")).to_have_value("对方写的")
    expect(page.locator("[data-saved]")).to_have_text("已保存 10:44")
    assert 'name="version"\r\n\r\n9' in stage.posted[-1]
    page.close()


def test_what_was_not_saved_is_put_back_when_the_page_is_opened_again(browser, stage):
    stage.answers = [(503, {})]
    page = visit(browser, stage, "/form-zh-hans")
    edit(page, "断线前写的")
    expect(page.locator("[data-saved]")).to_contain_text("未能保存")
    stage.answers = [(200, {"version": 5, "saved_at": "10:50"})]
    page.reload()
    expect(page.locator("#id_problem")).to_have_value("断线前写的")
    expect(page.locator("[data-saved]")).to_have_text("已保存 10:50")
    assert "断线前写的" in stage.posted[-1]
    page.close()


def test_without_a_network_it_tries_again_until_it_is_saved(browser, stage):
    page = visit(browser, stage, "/form-zh-hans")
    page.context.set_offline(True)
    edit(page, "山路上写的")
    expect(page.locator("[data-saved]")).to_contain_text("网络已断开")
    page.context.set_offline(False)
    expect(page.locator("[data-saved]")).to_have_text("已保存 10:42", timeout=8_000)
    page.close()


def test_a_refusal_is_shown_in_its_words_and_the_text_stays_kept(browser, stage):
    stage.answers = [(409, {"detail": "报告已报送，不能再修改"})]
    page = visit(browser, stage, "/form-zh-hans")
    edit(page, "迟了")
    expect(page.locator("[data-saved]")).to_have_text("报告已报送，不能再修改")
    assert "迟了" in kept(page)
    page.close()


def test_the_counter_counts_characters_as_the_server_does(browser, stage):
    page = visit(browser, stage, "/form-zh-hans")
    edit(page, "𠮷\n村")
    expect(page.locator("#id_problem_counter")).to_have_text("3 / 1000")
    page.close()


def test_the_desk_is_worked_by_keys_that_can_be_switched_off(browser, stage):
    page = visit(browser, stage, "/desk-zh-hans")
    page.keyboard.press("j")
    expect(page).to_have_url(re.compile("#3$"))
    page.keyboard.press("r")
    expect(page.locator("#reason")).to_be_focused()
    page.keyboard.type("ka")
    expect(page.locator("#reason")).to_have_value("ka")
    switch = page.get_by_role("button", name="快捷键")
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("k")
    expect(page).to_have_url(re.compile("#3$"))
    page.close()
