"""An inspection from the plan the clock draws to the relapse its look-back finds, by people at their own windows.

Where scripts run, each job is held to its goal.
"""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from assessments.inspections import rules
from assessments.inspections.actions.drawing import draw_plans
from assessments.inspections.models import Inspection, YearPlan
from tests.cast import Cast, days, sister
from tests.inspections import story
from tests.journeys.counting import Counting
from tests.journeys.inspecting import Story, Visit, inspection, item, on, visited, word

HELD = [
    "approve-plan",
    "publish-plan",
    "finding",
    "answer-finding",
    "feed-back",
    "object",
    "decide-objection",
]
"""The jobs whose clicks are counted on the way, in their order."""


@pytest.mark.parametrize(
    ("language", "scripts"),
    [("en", True), ("zh-hans", False)],
    ids=["in English", "in Chinese without scripts"],
)
def test_a_problem_goes_from_the_plan_to_its_closing_from_above_and_comes_back(
    visit: Visit, counting: Counting, cast: Cast, language: str, scripts: bool
) -> None:
    told = Story(visit, language, scripts, counting)
    story.member(cast, "inspector2")
    told.adopts()
    with on(date(2026, 12, 1)):
        assert draw_plans() == 1
        assert draw_plans() == 0
        assert YearPlan.objects.get().status == "drafted"
        told.prepares()
        told.approves()
    with on(date(2027, 5, 20)):
        told.readies()
    day = visited()
    with on(inspection().from_on):
        office = told.comes("dingwei")
        office.go(f"/inspections/{inspection().key}/")
        told.did(office, rules.INSPECTION, "begin")
    with on(day):
        told.records()
        told.answers()
    # She comes to the office after the team was drawn.
    story.member(cast, "tangsan", role="supervisor")
    with on(day + timedelta(days=5)):
        told.feeds_back()
    with on(day + timedelta(days=12)):
        told.objects()
    with on(day + timedelta(days=20)):
        told.decides()
        told.mends(day + timedelta(days=20))
    with on(day + timedelta(days=300)):
        told.looks_back()
    assert told.counted == (HELD if scripts else [])
    row = item()
    assert (row.status, row.reopened, row.round) == ("running", 1, 2)
    assert told.faults == []


def test_a_department_inspects_the_use_of_funds_and_sees_nothing_else(visit: Visit, cast: Cast) -> None:
    """The finance bureau makes a visit to a town's funds; the office's own inspections are not there for it."""
    hidden = story.made(cast, title="防返贫监测督查", categories=["L01"], from_on=days(12))
    user = story.member(cast, "caizheng", role="supervisor", remit=["L04"])
    finance = visit(user.username, width=390).enter()
    finance.go("/inspections/")
    expect(finance.page.get_by_text(hidden.title)).to_have_count(0)
    answer = finance.page.request.get(f"{finance.site}/inspections/{hidden.key}/")
    assert answer.status == 404
    finance.go("/inspections/new/")
    finance.page.fill("#id_title", "衔接资金使用专项督查")
    finance.page.select_option("#id_kind", "funds")
    finance.page.fill("#id_from_on", days(60).isoformat())
    finance.page.fill("#id_units", sister().code)
    finance.page.fill("#id_outside", "永政督函〔2026〕6号")
    finance.press("Make it")
    # About all of them is beyond its remit: the words that were typed stay.
    expect(finance.page.locator("#id_title")).to_have_value("衔接资金使用专项督查")
    finance.page.locator("input[name=categories][value=L04]").check()
    faults = finance.judge("inspect-funds")
    finance.press("Make it")
    finance.sees("衔接资金使用专项督查")
    own = Inspection.objects.exclude(pk=hidden.pk).get()
    for address in ("/inspections/", "/inspections/findings/board/", "/inspections/calendar/"):
        finance.go(address)
        expect(finance.page.get_by_text(hidden.title)).to_have_count(0)
        faults += finance.judge(f"inspect-funds{address.replace('/', '-')}")
    finance.go("/inspections/")
    expect(finance.page.locator("main").get_by_text(own.title).first).to_be_visible()
    # A town of both: the visit that stands in the way is named by its office alone.
    finance.go(f"/inspections/{own.key}/move/")
    finance.page.select_option("#id_unit", sister().code)
    finance.page.fill("#id_on_day", days(14).isoformat())
    finance.page.fill("#id_reason", "与资金拨付进度衔接。")
    finance.press(word(rules.INSPECTION, "move"), finance.page.locator("main form"))
    finance.sees(story.county().name)
    expect(finance.page.get_by_text(hidden.title)).to_have_count(0)
    assert Inspection.objects.get(pk=own.pk).from_on == days(60)
    assert faults == []
