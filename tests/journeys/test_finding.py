"""The search as a dialog, by keyboard and by touch, and the same without scripts."""

from collections.abc import Callable

from playwright.sync_api import expect

from reporting.reports.models import Cycle
from tests.journeys.visitor import Visitor

Visit = Callable[..., Visitor]


def test_a_key_opens_the_search_arrows_choose_and_enter_goes_there(visit: Visit, cycle: Cycle) -> None:
    county = visit("chenjing").enter()
    page = county.go("/cycles/")
    page.keyboard.press("Control+k")
    box = page.locator("#finder-text")
    expect(box).to_be_focused()
    page.keyboard.type("赵刚")
    first = page.locator("#finder-people-1")
    expect(first).to_contain_text("红城镇")
    expect(page.locator("[data-finder-says]")).to_have_text("找到 1 项")
    page.keyboard.press("ArrowDown")
    expect(first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", "finder-people-1")
    assert county.judge("finder") == []
    page.keyboard.press("Enter")
    page.wait_for_url("**/people/*/")
    expect(page.locator("h1")).to_contain_text("赵　刚")


def test_escape_closes_the_search_and_gives_the_focus_back(visit: Visit, cycle: Cycle) -> None:
    page = visit("chenjing").enter().go("/cycles/")
    link = page.locator("main a").first
    link.focus()
    page.keyboard.press("Control+k")
    page.keyboard.type("没有这个地方")
    expect(page.locator("[data-finder-says]")).to_have_text("没有找到")
    page.keyboard.press("Escape")
    expect(page.locator("#finder")).to_be_hidden()
    expect(link).to_be_focused()


def test_on_a_phone_the_lens_opens_it_and_a_touch_goes_there(visit: Visit, cycle: Cycle) -> None:
    filer = visit("wangfang", width=390, language="en").enter()
    page = filer.go("/")
    page.locator("[data-finder-open]").click()
    page.locator("#finder-text").fill("兰州红城")
    hit = page.locator("#finder-units-1")
    expect(hit).to_contain_text("红城镇")
    assert filer.judge("finder-phone") == []
    hit.click()
    page.wait_for_url("**/units/*/")


def test_enter_with_nothing_chosen_and_no_script_both_lead_to_the_page(visit: Visit, cycle: Cycle) -> None:
    plain = visit("chenjing", scripts=False).enter()
    page = plain.go("/")
    page.fill("#find", "红城")
    page.keyboard.press("Enter")
    expect(page.locator("#found-units")).to_be_visible()
    county = visit("chenjing").enter()
    page = county.go("/")
    page.keyboard.press("Control+k")
    page.keyboard.type("红城")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")
    expect(page.locator("#found-units")).to_be_visible()
    county.judge("search-page", axe=False)
