"""At a desk that several share: who signs out leaves nothing behind the browser's Back button."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserType, Page, expect

from reporting.reports.models import Cycle
from tests.cast import Cast, town
from tests.journeys.conftest import ARGUMENTS
from tests.journeys.visitor import Visitor
from tests.needs import browser_program
from tests.reports import story

LOADED = (
    "document.readyState === 'complete' || new Promise((done) => addEventListener('load', () => done(true)))"
)


@pytest.fixture
def keeping(browser: Browser) -> Iterator[Browser]:
    """A browser that keeps pages for its Back button, as people's do; driven ones are started without."""
    kind: BrowserType = browser.browser_type
    found = kind.launch(
        executable_path=browser_program(),
        args=ARGUMENTS,
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield found
    found.close()


def go_back(page: Page) -> str:
    """Presses Back; gives all that the page then shows. The page left is marked: the address may stay the same."""
    page.evaluate("document.documentElement.dataset.left = 1; history.back()")
    expect(page.locator("html:not([data-left]) body")).to_be_attached()
    # A page that comes back as it was is loaded already, and the driver hears of no loading.
    page.evaluate(LOADED)
    return page.title() + page.locator("body").inner_text()


def test_back_shows_nothing_of_a_private_page_after_signing_out(
    keeping: Browser, site: str, cast: Cast, cycle: Cycle
) -> None:
    row = story.drafted(cast, cycle)
    filer = Visitor(keeping, site, "wangfang").sign_in()
    page = filer.go(f"/reports/{cycle.key}/{town().code}/")
    private = page.locator("h1").inner_text()
    assert private
    assert cast.user("wangfang").name in page.locator("body").inner_text()
    filer.go("/sign-out/")
    filer.press("Sign out")
    expect(page.locator("#id_login")).to_be_visible()
    for _press in range(2):
        shown = go_back(page)
        for told in (private, row.unit.name, cast.user("wangfang").name):
            assert told not in shown
        assert re.search(r"/sign-(in|out)/", page.url) or not shown, page.url
    assert filer.leave() == []
