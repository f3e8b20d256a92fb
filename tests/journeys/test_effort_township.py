"""A township's report, each hand counted: the filer at a phone on a slow line, the reviewer, both who sign."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from reporting.reports.actions import filing
from reporting.reports.models import Cycle
from tests.cast import Cast
from tests.journeys.counting import Counting
from tests.journeys.visitor import Visitor
from tests.reports import story

Visit = Callable[..., Visitor]
REASON = "请补充与去年的比较。"


def on_line(who: Visitor, part: str = "a.btn, button.btn") -> None:
    """Presses the first button on the first line of the inbox."""
    who.page.locator("main .todo li").first.locator(part).first.click()


@pytest.fixture
def filer(visit: Visit, cycle: Cycle) -> Visitor:
    return visit("wangfang", width=390).enter().slow_line()


def test_a_report_is_filled_and_sent_for_review(
    filer: Visitor, cast: Cast, cycle: Cycle, counting: Counting
) -> None:
    with counting("fill", filer) as effort:
        faults = filer.judge("effort-inbox")
        on_line(filer)
        faults += filer.judge("effort-edit")
        for key, text in story.TEXTS.items():
            filer.page.fill(f"#id_text-{key}", text)
        filer.press("Send for review")
        filer.sees(filer.say("Sent for review."))
    assert faults + filer.judge("effort-sent") == []
    assert len(effort.fields) == len(story.TEXTS)
    assert story.owed(cycle).status == "review"


def test_what_the_own_review_sent_back_is_mended(
    filer: Visitor, cast: Cast, cycle: Cycle, counting: Counting
) -> None:
    row = story.drafted(cast, cycle)
    filing.send(actor=cast.wangfang, obligation=row)
    filing.send_back(actor=cast.lijun, obligation=row, reason=REASON)
    with counting("mend", filer):
        filer.sees(REASON)
        faults = filer.judge("effort-sent-back")
        on_line(filer)
        filer.sees(REASON)
        faults += filer.judge("effort-mending")
        filer.page.fill("#id_text-industry", story.TEXTS["industry"] + "比去年增加八百亩。")
        filer.press("Send for review")
        filer.sees(filer.say("Sent for review."))
    assert faults == []
    assert story.owed(cycle).status == "review"


def test_what_both_have_signed_is_submitted(
    filer: Visitor, cast: Cast, cycle: Cycle, counting: Counting
) -> None:
    story.signed(cast, cycle)
    with counting("submit", filer):
        faults = filer.judge("effort-signed")
        line = filer.page.locator("main .todo li").first
        line.get_by_role("button", name=filer.say("Submit")).click()
        expect(filer.page.locator(".note.success")).to_be_visible()
    assert faults + filer.judge("effort-submitted") == []
    assert story.owed(cycle).status == "submitted"


def test_a_draft_is_passed_on_and_signed_by_both(
    visit: Visit, cast: Cast, cycle: Cycle, counting: Counting
) -> None:
    filing.send(actor=cast.wangfang, obligation=story.drafted(cast, cycle))
    faults = []
    for key, name, width, act in (
        ("review", "lijun", 1280, "Pass on for signing"),
        ("sign", "zhaogang", 1280, "Sign"),
        ("sign-phone", "qianmei", 390, "Sign"),
    ):
        hand = visit(name, width=width).enter()
        with counting(key, hand, home="/"):
            on_line(hand)
            faults += hand.judge(f"effort-{key}")
            button = hand.control(act, hand.page.locator(".act-bar"))
            expect(button).to_be_in_viewport()
            button.click()
            expect(hand.page.locator(".note.success")).to_be_visible()
        faults += hand.judge(f"effort-{key}-done")
    assert faults == []
    assert story.owed(cycle).status == "signed"
