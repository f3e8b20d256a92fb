"""What is counted of a person's doings, and that a job that takes more than its goal fails."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.cast import Cast
from tests.journeys.counting import counted
from tests.journeys.goals import GOALS, effort_table
from tests.journeys.visitor import Visitor

PAGE = """<main><input id="name" type="search"><textarea id="text"></textarea><select id="kind"><option>a<option>b</select>
<label><input id="box" type="checkbox">box</label><button id="go" type="button">go</button></main>"""


def does_things(page: Page) -> None:
    """One click, two keys, three fields; the click into a field and the one of a script are none."""
    page.evaluate("html => { document.body.innerHTML = html }", PAGE)
    page.locator("label").click()
    page.locator("#name").click()
    page.keyboard.type("红城")
    page.keyboard.press("Enter")
    page.fill("#text", "两行")
    page.locator("#text").press("Enter")
    page.select_option("#kind", "b")
    page.keyboard.press("Control+k")
    page.evaluate("document.querySelector('#go').click()")


def test_presses_are_counted_and_typing_stands_beside(visit: Callable[..., Visitor], cast: Cast) -> None:
    system = visit("xitong").enter()
    page, kept = system.page, []
    counting = counted("system", system, lambda _name, value: kept.append(value), home="/healthz")
    with pytest.raises(AssertionError, match="is everything running"), counting as effort:
        does_things(page)
    assert (effort.clicks, effort.keys, len(effort.fields), effort.loads) == (1, 2, 3, 0)
    assert kept == [["system", {"clicks": 1, "keys": 2, "loads": 0, "screens": 0.0, "fields": 3}]]


def test_the_table_tells_the_dearest_way_and_what_is_too_much() -> None:
    few = {"clicks": 1, "keys": 0, "fields": 0, "loads": 1, "screens": 0.0}
    lines = effort_table([("sign", few), ("sign", {**few, "clicks": 3}), ("one", few)])
    assert len(lines) == 3
    assert lines[1].split()[-2:] == ["too", "many"]
    assert lines[2].split()[-1] == str(GOALS["one"].most)


@pytest.mark.parametrize("key", GOALS)
def test_every_goal_is_held_by_a_journey(key: str) -> None:
    told = "".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_effort_*.py"))
    assert f'"{key}"' in told
