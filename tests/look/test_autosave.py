"""Saving while typing goes on after whatever was answered, section by section, and says why it stands."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.look import gallery
from tests.look.stage import Stage, open_stage

pytestmark = pytest.mark.browser

CHROMIUM = Path("/usr/bin/chromium")
SAVED = (200, {"version": 5, "saved_at": "10:50"})


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("no Chromium here: apt-get install chromium")
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture
def stage() -> Iterator[Stage]:
    opened, server = open_stage({"/form-zh-hans": gallery.draw("form", "zh-hans")})
    yield opened
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(browser: Browser, stage: Stage) -> Iterator[Page]:
    found = browser.new_page(viewport={"width": 1280, "height": 860}, locale="zh-CN")
    found.clock.install()
    found.goto(stage.address + "/form-zh-hans")
    yield found
    found.close()


def edit(page: Page, text: str, field: str = "problem") -> None:
    page.locator(f"#id_{field}").fill(text)


def passes(page: Page, seconds: int) -> None:
    """So many seconds of the page's own clock."""
    page.clock.run_for(seconds * 1000)


def line(page: Page) -> object:
    return page.locator("[data-saved]")


def kept(page: Page) -> str:
    return str(page.evaluate("localStorage.getItem('baton-draft:7:/autosave/') || ''"))


def dropped(page: Page) -> None:
    """Waits until all is confirmed, so that the browser keeps no copy any more."""
    for _try in range(40):
        if not kept(page):
            return
        passes(page, 1)
        time.sleep(0.1)
    raise AssertionError(kept(page))


def test_only_the_changed_section_is_sent(page: Page, stage: Stage) -> None:
    edit(page, "只改了问题")
    passes(page, 2)
    expect(line(page)).to_have_text("已保存 10:42")
    assert 'name="problem"' in stage.posted[-1]
    assert 'name="summary"' not in stage.posted[-1]


REFUSED = [
    (400, {"detail": "输入有误"}),
    (404, {}),
    (409, {"detail": "报告不在填报阶段"}),
    (412, {}),
    (413, {}),
    (200, {"welcome": "a page of the gateway"}),
    (502, {}),
]


@pytest.mark.parametrize("answer", REFUSED)
def test_after_any_answer_the_reason_stays_and_saving_goes_on(
    page: Page, stage: Stage, answer: tuple
) -> None:
    stage.answers = [answer]
    edit(page, "第一句。")
    passes(page, 2)
    expect(line(page)).to_have_attribute("data-state", "failed")
    why = line(page).inner_text()
    assert answer[1].get("detail", "未能保存") in why
    edit(page, "第一句。第二句。")
    assert line(page).inner_text() == why
    assert "第二句" in kept(page)
    stage.answers = [SAVED]
    passes(page, 6)
    passes(page, 6)
    expect(line(page)).to_have_text("已保存 10:50")
    dropped(page)
    assert "第二句" in stage.posted[-1]


def test_a_button_tries_again_at_once_and_left_alone_it_tries_slowly(page: Page, stage: Stage) -> None:
    stage.answers = [(409, {"detail": "报告不在填报阶段"})]
    edit(page, "退回之后还要改")
    passes(page, 2)
    button = page.get_by_role("button", name="立即重试")
    expect(button).to_be_visible()
    before = len(stage.posted)
    button.click()
    passes(page, 1)
    assert stage.arrived(before + 1)
    expect(line(page)).to_have_text("报告不在填报阶段")
    assert len(stage.posted) == before + 1
    stage.answers = [SAVED]
    passes(page, 65)
    expect(line(page)).to_have_text("已保存 10:50")
    expect(button).to_be_hidden()


def test_a_question_put_aside_stops_only_its_own_section(page: Page, stage: Stage) -> None:
    stage.answers = [(409, {"version": 9, "theirs": {"problem": "对方写的"}, "author": "王伟"}), SAVED]
    edit(page, "我写的")
    passes(page, 2)
    dialog = page.get_by_role("dialog", name="这段文字已被他人修改")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    edit(page, "另一部分照常保存", "summary")
    passes(page, 6)
    assert stage.arrived(2)
    expect(line(page)).to_have_text("这段文字已被他人修改")
    assert "另一部分照常保存" in stage.posted[-1]
    assert 'name="problem"' not in stage.posted[-1]
    assert "我写的" in kept(page)
    page.get_by_role("button", name="对照").click()
    dialog.get_by_role("button", name="两份都保留").click()
    expect(page.locator("#id_problem")).to_have_value("我写的\n\n对方写的")
    expect(line(page)).to_have_text("已保存 10:50")
    dropped(page)


def test_what_was_sent_without_an_answer_is_sent_again_before_anything_newer(
    page: Page, stage: Stage
) -> None:
    stage.answers = [(504, {}), SAVED]
    edit(page, "发出去没有回音")
    passes(page, 2)
    expect(line(page)).to_contain_text("未能保存")
    edit(page, "发出去没有回音，又写了一句")
    passes(page, 6)
    expect(line(page)).to_have_text("已保存 10:50")
    passes(page, 2)
    dropped(page)
    assert ["又写了一句" in body for body in stage.posted] == [False, False, True]


def test_half_a_syllable_of_an_input_method_is_neither_sent_nor_kept(page: Page, stage: Stage) -> None:
    page.locator("#id_problem").fill("全县")
    passes(page, 2)
    expect(line(page)).to_have_text("已保存 10:42")
    sent = len(stage.posted)
    page.locator("#id_problem").press("End")
    keys = page.context.new_cdp_session(page)
    keys.send("Input.imeSetComposition", {"text": "xiang'cun", "selectionStart": 9, "selectionEnd": 9})
    expect(page.locator("#id_problem")).to_have_value("全县xiang'cun")
    passes(page, 30)
    assert len(stage.posted) == sent
    assert "xiang" not in kept(page)
    keys.send("Input.insertText", {"text": "乡村"})
    passes(page, 2)
    dropped(page)
    assert "全县乡村" in stage.posted[-1]


def test_who_types_without_a_pause_is_saved_all_the_same(page: Page, stage: Stage) -> None:
    page.locator("#id_problem").focus()
    for _second in range(12):
        page.keyboard.type("字")
        passes(page, 1)
    assert stage.arrived(1)
