"""The inbox worked through: many lines at once on a phone without scripts, and by keyboard with them."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from reporting.reports.models import Cycle, Obligation
from tests.cast import Cast, town
from tests.journeys.visitor import Visitor
from tests.reports import story

Visit = Callable[..., Visitor]


@pytest.fixture
def two(cast: Cast, cycle: Cycle) -> list[Obligation]:
    """Two reports at the county's office."""
    other = story.running(cast, period="2025", number="甘农领办〔2026〕13号")
    return [story.submitted(cast, cycle), story.submitted(cast, other)]


def faults(who: Visitor, name: str, scripts: bool) -> list[str]:
    """What is wrong with the page; the checker is itself a script and waits for ever where none runs."""
    return who.judge(name, axe=scripts)


@pytest.mark.parametrize(
    ("language", "width", "scripts"),
    [("zh-hans", 390, False), ("zh-hans", 390, True), ("en", 1280, True)],
    ids=["on a phone without scripts", "on a phone", "on a desk"],
)
def test_two_reports_are_received_at_once_after_their_names_were_read(
    visit: Visit, two: list[Obligation], language: str, width: int, scripts: bool
) -> None:
    county = visit("chenjing", language=language, width=width, scripts=scripts).enter()
    page = county.go("/")
    if scripts:
        page.get_by_role("button", name=county.say("Pick all"), exact=True).press("Enter")
        expect(page.locator("[data-picked]")).to_have_text(county.say("{} picked").replace("{}", "2"))
    else:
        for box in page.locator("input[name=line]").all():
            box.check()
    assert faults(county, "inbox-picked", scripts) == []
    county.press("Receive")
    county.sees(county.say("Nothing has been changed yet. Look through the names, then confirm."))
    expect(page.locator("main .todo li")).to_have_count(2)
    assert faults(county, "inbox-preview", scripts) == []
    page.locator("main form button[type=submit]").click()
    county.sees(county.say("This is what came of each line."))
    assert {story.owed(row.cycle, town()).status for row in two} == {"received"}
    assert faults(county, "inbox-came-of-it", scripts) == []
