"""A session never ends unannounced: two minutes before it says so, and one press goes on with it."""

from collections.abc import Callable

from django.conf import settings
from playwright.sync_api import expect

from responsibilities.access.rules import SEEN_EVERY
from tests.cast import Cast
from tests.journeys.visitor import Visitor

Visit = Callable[..., Visitor]
MINUTE = 60_000


def test_the_end_of_a_session_is_announced_and_put_off_by_one_press(visit: Visit, cast: Cast) -> None:
    visitor = visit("wangfang", width=390, language="zh-hans").enter()
    page = visitor.page
    page.clock.install()
    visitor.go("/calendar/")
    warning, over = page.locator("[data-idle-warning]"), page.locator("[data-idle-over]")
    page.clock.run_for(26 * MINUTE)
    expect(warning).to_be_hidden()
    page.clock.run_for(MINUTE + 10_000)
    expect(warning).to_be_visible()
    expect(warning).to_contain_text("2 分钟后")
    with page.expect_response(lambda answer: answer.url.endswith("/mine/")) as stayed:
        warning.get_by_role("button").click()
    assert stayed.value.ok
    expect(warning).to_be_hidden()
    page.clock.run_for(26 * MINUTE)
    expect(warning).to_be_hidden()
    page.clock.run_for(4 * MINUTE)
    expect(warning).to_be_hidden()
    expect(over).to_be_visible()


def test_the_page_never_reckons_with_more_time_than_the_server_gives(visit: Visit, cast: Cast) -> None:
    page = visit("wangfang").enter().go("/calendar/")
    told = int(page.locator("[data-idle]").get_attribute("data-idle") or 0)
    # The server notes the last instant once a minute at most.
    assert told == (settings.SESSION_IDLE - SEEN_EVERY).total_seconds()
