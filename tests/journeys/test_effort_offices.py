"""What offices do with the reports of those below, counted: deciding one and fifty, reminding, taking the board away."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from reporting.reports.models import Cycle, Obligation, Reminder, Slip
from tests import world
from tests.cast import Cast, days
from tests.journeys.counting import Counting
from tests.journeys.many import submit_all, widen
from tests.journeys.visitor import Visitor
from tests.reports import story

Visit = Callable[..., Visitor]


def states(cycle: Cycle) -> list[str]:
    """Those of the county's townships' reports."""
    rows = Obligation.objects.filter(cycle=cycle, receiver_id=world.unit(world.YONGDENG).pk)
    return [row.status for row in rows]


def to_board(who: Visitor) -> None:
    """From the inbox to the board of the first cycle beside it."""
    who.page.locator("main aside .card h2 a").first.click()


def test_one_report_is_read_and_decided(visit: Visit, cast: Cast, cycle: Cycle, counting: Counting) -> None:
    story.submitted(cast, cycle)
    county = visit("chenjing").enter()
    with counting("one", county, home="/"):
        faults = county.judge("effort-county")
        county.page.locator("main .todo li a.btn").first.click()
        county.sees(story.TEXTS["industry"])
        faults += county.judge("effort-desk")
        county.press("Receive and accept")
        county.sees(county.say("Nothing is left to do here"))
    assert faults == []
    assert story.owed(cycle).status == "accepted"


def test_fifty_reports_are_received_and_accepted_after_their_names_were_read(
    visit: Visit, cast: Cast, site: str, counting: Counting, tmp_path: Path
) -> None:
    widen(tmp_path, 50)
    cycle = story.running(cast)
    assert len(submit_all(cast, cycle)) == 50
    county = visit("chenjing").enter()
    with counting("fifty-listed", county, home="/"):
        page = county.page
        expect(page.locator("input[name=line]")).to_have_count(50)
        faults = county.judge("effort-fifty")
        county.press("Pick all")
        expect(page.locator("[data-picked]")).to_have_text(county.say("{} picked").replace("{}", "50"))
        county.press("Receive and accept")
        expect(page.locator("main .todo li")).to_have_count(50)
        faults += county.judge("effort-fifty-named")
        page.locator("main form button[type=submit]").click()
        county.sees(county.say("This is what came of each line."))
    assert faults + county.judge("effort-fifty-done") == []
    assert states(cycle) == ["accepted"] * 50


def test_fifty_reports_are_read_and_accepted_one_after_the_other(
    visit: Visit, cast: Cast, site: str, counting: Counting, tmp_path: Path
) -> None:
    widen(tmp_path, 50)
    cycle = story.running(cast)
    rows = submit_all(cast, cycle)
    county = visit("chenjing").enter()
    with counting("fifty", county, home="/"):
        county.page.locator("main .todo li a.btn").first.click()
        for at, _row in enumerate(rows):
            waiting = county.say("%(at)s of %(of)s on this page", at=1, of=50 - at)
            expect(county.page.locator(".head .sub")).to_contain_text(waiting)
            county.press("Receive and accept")
        county.sees(county.say("Nothing is left to do here"))
    assert states(cycle) == ["accepted"] * 50


def test_the_missing_are_reminded_and_the_board_is_taken_away(
    visit: Visit, cast: Cast, cycle: Cycle, counting: Counting
) -> None:
    county = visit("chenjing").enter()
    with counting("remind", county, home="/"):
        to_board(county)
        faults = county.judge("effort-board")
        county.press("Remind those missing")
        expect(county.page.locator(".note.success")).to_be_visible()
    assert Reminder.objects.filter(cycle=cycle, kind="hand").count() == 3
    with counting("excel", county, home="/"):
        to_board(county)
        faults += county.judge("effort-excel")
        with county.page.expect_download() as fetched:
            county.press("Excel")
        assert fetched.value.suggested_filename.endswith(".xlsx")
    assert faults == []


def test_two_are_picked_and_reminded_after_their_names_were_read(
    visit: Visit, cast: Cast, cycle: Cycle, counting: Counting
) -> None:
    county = visit("chenjing").enter()
    with counting("remind-some", county, home="/"):
        page = county.page
        page.locator("main").get_by_role("link", name=county.say("Started by us")).click()
        boxes = page.locator("input[name=line]")
        expect(boxes).to_have_count(3)
        boxes.nth(0).check()
        boxes.nth(2).check()
        page.locator(".pick-bar").get_by_role("button", name=county.say("Remind")).click()
        expect(page.locator("main .todo li")).to_have_count(2)
        faults = county.judge("effort-remind-some")
        page.locator("main form button[type=submit]").click()
        county.sees(county.say("This is what came of each line."))
    assert faults == []
    assert Reminder.objects.filter(cycle=cycle, kind="hand").count() == 2


def test_one_that_is_missing_is_pressed_with_a_numbered_slip(
    visit: Visit, cast: Cast, cycle: Cycle, counting: Counting
) -> None:
    county = visit("chenjing").enter()
    with counting("slip", county, home="/"):
        county.page.locator("main").get_by_role("link", name=county.say("Started by us")).click()
        county.page.locator("main .todo li a.btn").first.click()
        county.page.get_by_role("link", name=county.say("Reminder slip")).click()
        faults = county.judge("effort-slip")
        county.page.fill("#id_document_number", "永农领办〔2026〕41号")
        county.page.fill("#id_by", days(3).isoformat())
        county.press("Slip as PDF")
        county.page.wait_for_url("**/jobs/**")
    assert faults == []
    (slip,) = Slip.objects.all()
    assert (slip.obligation.cycle_id, slip.number) == (cycle.pk, "永农领办〔2026〕41号")


def test_what_is_overdue_stands_in_one_list_of_all_cycles(
    visit: Visit, cast: Cast, site: str, counting: Counting
) -> None:
    story.running(cast, due_on=days(-1))
    story.running(cast, period="2025", number="甘农领办〔2026〕13号", due_on=days(-3))
    county = visit("chenjing").enter()
    with counting("overdue", county, home="/"):
        county.page.locator("main").get_by_role("link", name=county.say("Started by us")).click()
        late = county.page.locator("main .todo li").filter(has_text=county.say("Overdue"))
        expect(late).to_have_count(6)
    assert county.judge("effort-overdue") == []
