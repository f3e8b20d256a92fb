"""On a phone, also one turned on its side or magnified: what has the focus is never covered, and paper holds all."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from reporting.reports.actions import filing
from reporting.reports.models import Cycle
from tests.cast import Cast, town
from tests.journeys.visitor import Visitor
from tests.reports import story

Visit = Callable[..., Visitor]

COVERED = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const box = element.getBoundingClientRect();
  const within = (low, high, most) => Math.min(Math.max((low + high) / 2, 1), most - 1);
  const x = within(Math.max(box.left, 0), Math.min(box.right, innerWidth), innerWidth);
  const y = within(Math.max(box.top, 0), Math.min(box.bottom, innerHeight), innerHeight);
  const top = document.elementFromPoint(x, y);
  const name = element.id || element.name || element.innerText.trim().slice(0, 30) || element.tagName;
  const shown = box.bottom > 0 && box.top < innerHeight && top && (element.contains(top) || top.contains(element));
  return [name, shown && top !== document.body && top !== document.documentElement];
}"""


def covered(visitor: Visitor, path: str, width: int, height: int) -> list[str]:
    """What has the focus on the way through the page by keyboard, and is not on top at its centre."""
    page = visitor.go(path)
    page.set_viewport_size({"width": width, "height": height})
    wrong, passed = [], 0
    for _step in range(80):
        page.keyboard.press("Tab")
        found = page.evaluate(COVERED)
        if found is None:
            break
        passed += 1
        if not found[1]:
            wrong.append(found[0])
    assert passed > 8, "the page was not walked through"
    return wrong


@pytest.mark.parametrize("size", [(320, 256), (390, 844)])
def test_what_has_the_focus_is_never_covered(visit: Visit, cast: Cast, cycle: Cycle, size: tuple) -> None:
    row = story.drafted(cast, cycle)
    filer = visit("wangfang", width=390).enter()
    report = f"/reports/{cycle.key}/{town().code}/"
    assert covered(filer, f"{report}edit/", *size) == []
    filer.shot(f"edit-{size[1]}")
    assert covered(filer, report, *size) == []
    assert covered(filer, "/", *size) == []
    filing.send(actor=cast.wangfang, obligation=row)
    filing.approve(actor=cast.lijun, obligation=row)
    signer = visit("zhaogang", width=390, language="en").enter()
    assert covered(signer, report, *size) == []
    signer.shot(f"sign-{size[1]}")


def test_the_act_is_at_hand_without_scrolling(visit: Visit, cast: Cast, cycle: Cycle) -> None:
    row = story.drafted(cast, cycle)
    filing.send(actor=cast.wangfang, obligation=row)
    filing.approve(actor=cast.lijun, obligation=row)
    signer = visit("zhaogang", width=390).enter()
    page = signer.go(f"/reports/{cycle.key}/{town().code}/")
    button = page.locator("main").get_by_role("button", name=signer.say("Sign"), exact=True)
    expect(button).to_be_in_viewport()
    for act in ("Decline to sign", "Sign on behalf of %(title)s %(name)s"):
        words = signer.say(act, title="镇长", name="钱梅")
        expect(page.locator(".act-bar").get_by_text(words, exact=True).first).to_be_in_viewport()
    page.locator(".act-bar summary").click()
    sure = page.locator(".confirm-box button")
    expect(sure).to_be_in_viewport(ratio=1)
    sure.click(trial=True)
    assert signer.judge("report-signing") == []


def test_the_navigation_gives_way_to_a_form_and_no_bar_moves_from_under_the_finger(
    visit: Visit, cast: Cast, cycle: Cycle
) -> None:
    story.drafted(cast, cycle)
    filer = visit("wangfang", width=390).enter()
    page = filer.go(f"/reports/{cycle.key}/{town().code}/edit/")
    expect(page.locator(".side")).to_be_hidden()
    before = page.locator(".submit-bar").bounding_box()
    assert before["y"] > 844 - 190
    page.locator("#id_text-reform").focus()
    assert page.locator(".submit-bar").bounding_box() == before
    page.locator("#id_text-reform").blur()
    assert page.locator(".submit-bar").bounding_box() == before


def test_the_printed_form_holds_the_whole_text(visit: Visit, cast: Cast, cycle: Cycle) -> None:
    story.drafted(cast, cycle)
    filer = visit("wangfang").enter()
    page = filer.go(f"/reports/{cycle.key}/{town().code}/edit/")
    text = "\n".join(f"第{n}行，写得很长。" for n in range(60))
    page.fill("#id_text-reform", text)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(page.locator("#id_text-reform")).to_be_hidden()
    paper = page.locator("[data-print-of=id_text-reform]")
    expect(paper).to_be_visible()
    assert paper.inner_text().strip() == text
    assert paper.bounding_box()["height"] > 800
