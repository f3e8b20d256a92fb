"""On a phone, also one turned on its side or magnified: what has the focus is never covered, and paper holds all."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from reporting.reports.actions import filing
from reporting.reports.models import Cycle
from responsibilities.posts.actions import NewPerson, appoint, relieve
from responsibilities.posts.models import Post, Tenure
from tests.cast import SINCE, Cast, days, sister, town
from tests.journeys.visitor import Visitor
from tests.policy.basics import SYSTEM
from tests.reports import story

Visit = Callable[..., Visitor]

COVERED = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  // A link over two lines is one box a line; the centre of both together may be another word.
  const box = element.getClientRects()[0] || element.getBoundingClientRect();
  const within = (low, high, most) => Math.min(Math.max((low + high) / 2, 1), most - 1);
  const x = within(Math.max(box.left, 0), Math.min(box.right, innerWidth), innerWidth);
  const y = within(Math.max(box.top, 0), Math.min(box.bottom, innerHeight), innerHeight);
  const top = document.elementFromPoint(x, y);
  const name = element.id || element.name || (element.innerText || element.textContent || "").trim().slice(0, 30) || element.tagName;
  const shown = box.bottom > 0 && box.top < innerHeight && top && (element.contains(top) || top.contains(element));
  return [name, shown && top !== document.body && top !== document.documentElement];
}"""


def covered(
    visitor: Visitor, path: str, width: int, height: int, most: int = 80, least: int = 9
) -> list[str]:
    """What has the focus on the way through the page by keyboard, and is not on top at its centre."""
    page = visitor.go(path)
    page.set_viewport_size({"width": width, "height": height})
    wrong, passed = [], 0
    for _step in range(most):
        page.keyboard.press("Tab")
        found = page.evaluate(COVERED)
        if found is None:
            break
        passed += 1
        if not found[1]:
            wrong.append(found[0])
    assert passed >= least, "the page was not walked through"
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


TABS = """() => [...document.querySelectorAll(".tabs a")].flatMap((tab) => {
  tab.focus();
  const box = tab.getBoundingClientRect(), list = tab.closest(".tabs").getBoundingClientRect();
  const seen = Math.min(box.right, list.right, innerWidth) - Math.max(box.left, list.left, 0);
  const wide = [tab.textContent.trim(), Math.round(seen), Math.round(box.width)];
  return [[...wide, seen >= Math.min(box.width, 48) && box.width <= list.width]];
})"""
"""By tab that took the focus: its words, how much of it is seen, how wide it is, and whether that is enough."""


PRESENT = """() => {
  const tab = document.querySelector(".tabs [aria-current]"), box = tab.getBoundingClientRect();
  const list = tab.closest(".tabs").getBoundingClientRect();
  return [tab.textContent.trim(), box.left >= list.left - 1 && box.right <= list.right + 1, list.width < tab.closest(".tabs").scrollWidth];
}"""
"""The words of the present tab, whether all of it is seen, and whether the tabs are wider than the screen."""


def test_the_present_tab_is_in_sight_when_the_page_comes(visit: Visit, cast: Cast) -> None:
    page = visit("wangfang", width=390).enter().go("/units/own/")
    page.set_viewport_size({"width": 320, "height": 568})
    places = page.eval_on_selector_all(".tabs a", "links => links.map((link) => link.href)")
    assert len(places) > 3
    for place in (places[0], places[-2], places[-1]):
        page.goto(place)
        page.wait_for_load_state()
        words, seen, wider = page.evaluate(PRESENT)
        assert (seen, wider) == (True, True), words


@pytest.mark.parametrize("path", ["/board/", "/units/own/", "/"])
def test_a_tab_that_takes_the_focus_is_scrolled_into_sight(visit: Visit, cast: Cast, path: str) -> None:
    page = visit("chenjing", width=390, language="en").enter().go(path)
    page.set_viewport_size({"width": 320, "height": 256})
    tabs = page.evaluate(TABS)
    assert len(tabs) > 1
    assert [one for one in tabs if not one[3]] == []


def test_the_act_is_at_hand_without_scrolling(visit: Visit, cast: Cast, cycle: Cycle) -> None:
    row = story.drafted(cast, cycle)
    filing.send(actor=cast.wangfang, obligation=row)
    filing.approve(actor=cast.lijun, obligation=row)
    # One signs for another post only where it is vacant or with a written authority.
    relieve(actor=SYSTEM, tenure=Tenure.objects.get(person__name="钱梅"), until=days(-1))
    signer = visit("zhaogang", width=390).enter()
    page = signer.go(f"/reports/{cycle.key}/{town().code}/")
    expect(signer.control("Sign")).to_be_in_viewport()
    for act in ("Decline to sign", "Sign for the vacant post of %(title)s"):
        words = signer.say(act, title="镇长")
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
    before = page.locator(".act-bar").bounding_box()
    assert before["y"] > 844 - 190
    page.locator("#id_text-reform").focus()
    assert page.locator(".act-bar").bounding_box() == before
    page.locator("#id_text-reform").blur()
    assert page.locator(".act-bar").bounding_box() == before


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


def test_five_places_stand_at_the_foot_for_everybody_and_lead_where_they_say(
    visit: Visit, cast: Cast, cycle: Cycle
) -> None:
    for who, words in (
        ("chenjing", ["待办", "本单位", "新建", None, "我的"]),
        ("wangfang", ["待办", "本单位", None, "我的"]),
    ):
        phone = visit(who, width=390).enter()
        page = phone.go("/account/")
        labels = page.locator(".slots .label").all_inner_texts()
        assert [had if said else None for had, said in zip(labels, words, strict=True)] == words
        for url in page.locator(".slots a").evaluate_all("links => links.map(link => link.href)"):
            answer = page.goto(url)
            assert answer is not None
            assert answer.ok, url
        assert page.locator(".side > nav:not(.slots)").is_hidden()
    wide = visit("chenjing").enter()
    expect(wide.go("/").locator(".slots")).to_be_hidden()


def test_a_term_shows_its_definition_in_place_and_escape_puts_it_away(
    visit: Visit, cast: Cast, cycle: Cycle
) -> None:
    page = visit("chenjing", width=390).enter().go("/vacancies/")
    page.set_viewport_size({"width": 320, "height": 512})
    term = page.locator("[data-term]").first
    says = page.locator(f"#{term.get_attribute('aria-describedby')}")
    expect(says).to_be_hidden()
    term.focus()
    page.keyboard.press("Enter")
    expect(says).to_be_visible()
    expect(says).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.keyboard.press("Escape")
    expect(says).to_be_hidden()
    expect(term).to_be_focused()
    term.click()
    expect(says).to_be_visible()
    page.locator("main").click(position={"x": 5, "y": 5})
    expect(says).to_be_hidden()
    assert page.url.endswith("/vacancies/")


def test_escape_closes_menus_and_questions_and_gives_the_focus_back(
    visit: Visit, cast: Cast, cycle: Cycle
) -> None:
    post = Post.objects.filter(unit=sister()).order_by("rank")[0]
    held = appoint(actor=SYSTEM, post=post, person=NewPerson("欧阳振"), since=SINCE)
    assert held.person is not None
    organizer = visit("hexin", width=390).enter()
    page = organizer.go(f"/people/{held.person.public_id}/")
    for place in ("header details.menu", "main details.confirm"):
        menu = page.locator(place).first
        summary = menu.locator("summary")
        summary.click()
        expect(menu).to_have_attribute("open", "")
        page.keyboard.press("Tab")
        page.keyboard.press("Escape")
        expect(menu).not_to_have_attribute("open", "")
        expect(summary).to_be_focused()


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("chenjing", "/units/{town}/?tab=facts"),
        ("chenjing", "/reports/{cycle}/{town}/"),
        ("chenjing", "/?due=week"),
        ("chenjing", "/help/"),
    ],
)
def test_escape_closes_whatever_is_unfolded_and_gives_the_focus_back(
    visit: Visit, cast: Cast, cycle: Cycle, who: str, address: str
) -> None:
    story.submitted(cast, cycle)
    page = visit(who, width=390).enter().go(address.format(town=town().code, cycle=cycle.key))
    # Everything that unfolds, also what only one role or state shows; each is like the others to the script.
    page.evaluate(
        """() => document.querySelector("main").insertAdjacentHTML("beforeend",
          "<details class='fold'><summary>Fold</summary><p><input type='text' id='in-fold'></p></details>"
          + "<details><summary>Plain</summary><p><button type='button'>Go</button></p></details>")"""
    )
    folds = page.locator("details:not(.tree details)")
    tried = 0
    for n in range(folds.count()):
        fold = folds.nth(n)
        summary = fold.locator("> summary")
        if not summary.is_visible():
            continue
        if fold.get_attribute("open") is None:
            summary.focus()
            page.keyboard.press("Enter")
            expect(fold).to_have_attribute("open", "")
        inside = fold.locator("a[href], button, input:not([type=hidden]), select, textarea").first
        if inside.count():
            inside.focus()
        else:
            summary.focus()
        page.keyboard.press("Escape")
        expect(fold).not_to_have_attribute("open", "")
        expect(summary).to_be_focused()
        tried += 1
    assert tried >= 3


def test_what_unfolds_does_so_without_a_script_and_a_search_box_keeps_its_escape(
    visit: Visit, cast: Cast, cycle: Cycle
) -> None:
    plain = visit("chenjing", width=390, scripts=False).enter().go(f"/units/{town().code}/?tab=facts")
    fold = plain.locator("main details.fold").first
    fold.locator("summary").click()
    expect(fold).to_have_attribute("open", "")
    page = visit("chenjing", width=390).enter().go("/help/")
    page.evaluate(
        """() => document.querySelector("main").insertAdjacentHTML("beforeend",
          "<details class='fold' open><summary>Fold</summary><input type='search' id='seek' value='x'></details>")"""
    )
    page.locator("#seek").focus()
    page.keyboard.press("Escape")
    expect(page.locator("#seek")).to_have_value("")
    expect(page.locator("details:has(#seek)")).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(page.locator("details:has(#seek)")).not_to_have_attribute("open", "")
