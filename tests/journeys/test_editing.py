"""Nothing typed is lost: two editors at once, a session that ends while typing, and the way by keyboard alone."""

import re
from collections.abc import Callable

from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from reporting.reports.actions import filing
from reporting.reports.models import Cycle, Draft
from responsibilities.access.actions.grants import grant_role
from responsibilities.access.queries import actor_for
from tests.cast import Cast, days, town
from tests.journeys.visitor import Visitor, session_of
from tests.reports import story

Visit = Callable[..., Visitor]
SAVED = "12:00"


def kept(cycle: Cycle, section: str) -> str:
    """What the server keeps of one section of the town's draft."""
    draft = Draft.objects.get(obligation__cycle=cycle, obligation__unit=town())
    return str(draft.texts[section])


def saved(visitor: Visitor) -> None:
    expect(visitor.page.locator("[data-saved]")).to_have_text(visitor.say("Saved {}").replace("{}", SAVED))


def test_the_second_of_two_editors_sees_both_texts_and_chooses(
    visit: Visit, cast: Cast, cycle: Cycle
) -> None:
    security = actor_for(cast.user("anquan").pk, fresh=True)
    grant_role(actor=security, user=cast.user("sunli"), unit=town(), role="filer")
    edit = f"/reports/{cycle.key}/{town().code}/edit/"
    first, second = visit("wangfang").enter(), visit("sunli", language="en", width=390).enter()
    first.go(edit)
    second.go(edit)
    first.page.fill("#id_text-overall", "王芳写的总体情况")
    saved(first)
    second.page.fill("#id_text-overall", "孙丽写的总体情况")
    dialog = second.page.get_by_role("dialog", name=second.say("Somebody else has changed this text"))
    expect(dialog).to_contain_text("王芳")
    expect(dialog.locator("pre")).to_have_text(["孙丽写的总体情况", "王芳写的总体情况"])
    second.shot("two-editors")
    assert second.judge("two-editors") == []
    assert kept(cycle, "overall") == "王芳写的总体情况"
    dialog.get_by_role("button", name=second.say("Keep mine")).click()
    saved(second)
    assert kept(cycle, "overall") == "孙丽写的总体情况"
    # Another section is saved without a question, and the first page shows the other's text as it now stands.
    first.page.fill("#id_text-food", "粮食面积稳定")
    expect(first.page.locator("#id_text-overall")).to_have_value("孙丽写的总体情况")
    saved(first)
    assert (kept(cycle, "food"), kept(cycle, "overall")) == ("粮食面积稳定", "孙丽写的总体情况")
    assert first.page.get_by_role("dialog").count() == 0


def test_a_refused_page_never_looks_saved_and_keeps_the_copy(visit: Visit, cast: Cast, cycle: Cycle) -> None:
    edit = f"/reports/{cycle.key}/{town().code}/edit/"
    visitor = visit("wangfang").enter()
    visitor.go(edit)
    story.drafted(cast, cycle)
    visitor.page.fill("#id_text-overall", "一秒之内按下保存")
    visitor.press("Save draft")
    dialog = visitor.page.get_by_role("dialog", name=visitor.say("Somebody else has changed this text"))
    expect(dialog.locator("pre")).to_have_text(["一秒之内按下保存", story.TEXTS["overall"]])
    visitor.page.keyboard.press("Escape")
    state = visitor.page.locator("[data-saved]")
    expect(state).to_have_attribute("data-state", "failed")
    assert "12:00" not in state.inner_text()
    # Closed and opened again: the words are still there, and the question as well.
    visitor.go(edit)
    expect(dialog.locator("pre")).to_have_text(["一秒之内按下保存", story.TEXTS["overall"]])
    assert kept(cycle, "overall") == story.TEXTS["overall"]
    dialog.get_by_role("button", name=visitor.say("Keep mine")).click()
    saved(visitor)
    assert kept(cycle, "overall") == "一秒之内按下保存"


def test_what_was_typed_too_late_is_still_to_be_found_on_the_report_page(
    visit: Visit, cast: Cast, cycle: Cycle
) -> None:
    row = story.drafted(cast, cycle)
    visitor = visit("wangfang").enter()
    visitor.go(f"/reports/{cycle.key}/{town().code}/edit/")
    filing.send(actor=cast.wangfang, obligation=row)
    visitor.page.fill("#id_text-food", "同事已经送审，这句晚了")
    visitor.press("Save draft")
    expect(visitor.page.locator("[data-saved]")).to_have_attribute("data-state", "failed")
    visitor.go(f"/reports/{cycle.key}/{town().code}/")
    note = visitor.page.locator("[data-kept-of]")
    expect(note).to_contain_text("同事已经送审，这句晚了")
    assert visitor.judge("kept") == []
    note.get_by_role("button", name=visitor.say("Discard")).click()
    visitor.go(f"/reports/{cycle.key}/{town().code}/")
    expect(note).to_be_hidden()
    assert kept(cycle, "food") == story.TEXTS["food"]


def test_typing_on_in_a_page_of_another_account_saves_nothing_and_says_both_names(
    visit: Visit, cast: Cast, cycle: Cycle
) -> None:
    security = actor_for(cast.user("anquan").pk, fresh=True)
    grant_role(actor=security, user=cast.user("sunli"), unit=town(), role="filer")
    visitor = visit("wangfang").enter()
    visitor.go(f"/reports/{cycle.key}/{town().code}/edit/")
    visitor.username = "sunli"
    visitor.enter()
    visitor.page.fill("#id_text-overall", "孙丽坐到了王芳的电脑前")
    state = visitor.page.locator("[data-saved]")
    expect(state).to_contain_text("孙丽")
    expect(state).to_contain_text("王芳")
    assert not Draft.objects.filter(obligation__cycle=cycle).exists()


def test_two_editors_without_scripts_see_both_texts_as_well(visit: Visit, cast: Cast, cycle: Cycle) -> None:
    visitor = visit("wangfang", scripts=False).enter()
    visitor.go(f"/reports/{cycle.key}/{town().code}/edit/")
    story.drafted(cast, cycle)
    visitor.page.fill("#id_text-overall", "另一台电脑上写的")
    visitor.press("Save draft")
    visitor.sees(story.TEXTS["overall"])
    expect(visitor.page.locator("#id_text-overall")).to_have_value("另一台电脑上写的")
    visitor.shot("both-texts")
    assert kept(cycle, "overall") == story.TEXTS["overall"]
    visitor.press("Save draft")
    visitor.sees(visitor.say("Draft saved."))
    assert kept(cycle, "overall") == "另一台电脑上写的"


def test_a_session_that_ends_while_typing_costs_nothing(visit: Visit, cycle: Cycle) -> None:
    visitor = visit("wangfang").sign_in()
    visitor.go(f"/reports/{cycle.key}/{town().code}/edit/")
    visitor.page.fill("#id_text-overall", "第一句。")
    saved(visitor)
    Session.objects.filter(pk=session_of(visitor)).delete()
    visitor.page.fill("#id_text-overall", "第一句。第二句，会话已结束。")
    dialog = visitor.page.get_by_role("dialog", name=visitor.say("You have been signed out"))
    expect(dialog).to_be_visible()
    visitor.shot("signed-out")
    with visitor.context.expect_page() as opened:
        dialog.get_by_role("link", name=visitor.say("Sign in again")).click()
    tab = opened.value
    tab.fill("#id_login", "wangfang")
    tab.fill("#id_password", "qiao-liang-2026")
    tab.get_by_role("button", name=visitor.say("Sign in"), exact=True).click()
    expect(tab.locator("h1")).to_be_visible()
    dialog.get_by_role("button", name=visitor.say("I have signed in: save now")).click()
    saved(visitor)
    assert kept(cycle, "overall") == "第一句。第二句，会话已结束。"


def focused(visitor: Visitor) -> str:
    return str(visitor.page.evaluate("document.activeElement.id || document.activeElement.innerText.trim()"))


def tab_to(visitor: Visitor, selector: str, most: int = 60) -> list[str]:
    """Tabs until the element has the focus; what was passed on the way. Every stop shows where it is."""
    passed = []
    for _ in range(most):
        visitor.page.keyboard.press("Tab")
        shown = visitor.page.evaluate(
            "(() => { const e = document.activeElement, s = getComputedStyle(e);"
            " return e === document.body || s.outlineStyle !== 'none' || s.boxShadow !== 'none'; })()"
        )
        assert shown, f"no focus to be seen on {focused(visitor)}"
        if visitor.page.evaluate("(s) => document.activeElement.matches(s)", selector):
            return passed
        passed.append(focused(visitor))
    raise AssertionError(f"{selector} cannot be reached by keyboard: {passed}")


def test_a_report_is_written_and_sent_by_keyboard_alone(visit: Visit, cast: Cast, cycle: Cycle) -> None:
    story.drafted(cast, cycle)
    visitor = visit("wangfang").enter()
    visitor.go("/")
    visitor.page.keyboard.press("Tab")
    assert focused(visitor) == visitor.say("Skip to the main content")
    visitor.page.keyboard.press("Enter")
    assert focused(visitor) == "main"
    edit = f"/reports/{cycle.key}/{town().code}/edit/"
    # The card of the first words stands before the list: three links and its button.
    tab_to(visitor, f"a[href='{edit}']", most=12)
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url(f"**{edit}")
    tab_to(visitor, "#id_text-overall")
    visitor.page.keyboard.type("补记：")
    passed = tab_to(visitor, "button[name=then][value=send]")
    fields = [name.removeprefix("id_text-") for name in passed if name.startswith("id_text-")]
    assert fields == list(story.TEXTS)[1:]
    visitor.page.keyboard.press("Enter")
    visitor.sees(visitor.say("Sent for review."))


def test_the_desk_is_worked_by_keys_that_can_be_switched_off(visit: Visit, cast: Cast, cycle: Cycle) -> None:
    later = story.running(cast, period="2025", number="甘农领办〔2026〕14号", due_on=days(20))
    for asked in (cycle, later):
        story.received(cast, asked)
    first, second = (
        re.compile(rf"/walk/\?.*at=report-decide%3A{asked.key}%2F{town().code}$") for asked in (cycle, later)
    )
    visitor = visit("chenjing").enter()
    page = visitor.go(f"/desk/{cycle.key}/{town().code}/")
    expect(page).to_have_url(first)
    page.keyboard.press("j")
    expect(page).to_have_url(second)
    page.keyboard.press("k")
    expect(page).to_have_url(first)
    page.keyboard.press("r")
    expect(page.locator("#id_reason")).to_be_focused()
    page.keyboard.type("jka")
    expect(page.locator("#id_reason")).to_have_value("jka")
    switch = page.locator("[data-keys-switch]")
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("j")
    expect(page).to_have_url(first)
    switch.click()
    page.keyboard.press("a")
    expect(page.locator("button[data-key=a]")).to_be_focused()
    page.keyboard.press("Enter")
    visitor.sees(visitor.say("Done: %(act)s.", act=visitor.say("Accept")))
    expect(page).to_have_url(second)
