"""One Chromium for the journeys of a worker, the product on a port, and people at windows of their own."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from reporting.reports.models import Cycle
from tests.cast import Cast
from tests.conftest import NOON
from tests.journeys.counting import Counting, counted
from tests.journeys.site import serving
from tests.journeys.visitor import Visitor
from tests.needs import browser_program
from tests.reports import story

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs the browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium; where there is none the journeys are skipped by name."""
    program = browser_program()
    # The browser's library runs a loop in this thread; the tests' own look into the database is not part of it.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield found
        found.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def site(committed: str) -> Iterator[str]:
    """The address of the product, working in the test's own database."""
    with serving(NOON) as address:
        yield address


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Callable[..., Visitor]]:
    """`visit("wangfang", language="en", width=390)`; at the end no window may have complained."""
    visitors: list[Visitor] = []

    def come(username: str, **how: object) -> Visitor:
        visitors.append(Visitor(browser, site, username, **how))  # type: ignore[arg-type]
        return visitors[-1]

    yield come
    assert [said for visitor in visitors for said in visitor.leave()] == []


@pytest.fixture
def counting(request: pytest.FixtureRequest) -> Counting:
    """`with counting("sign", visitor): …` holds what the person does to the goal of that job."""

    def told(name: str, value: object) -> None:
        request.node.user_properties.append((name, value))

    return lambda key, who, **where: counted(key, who, told, **where)


@pytest.fixture
def cycle(site: str, cast: Cast) -> Cycle:
    """Gansu's running annual cycle of 2026."""
    return story.running(cast)
