"""Who looks at an area, opens cycles, appoints, and administers, each job counted from where one begins."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from reporting.reports.models import Cycle, Obligation
from responsibilities.access.models import Grant, Token
from responsibilities.posts.models import Tenure
from responsibilities.record.models import Entry
from tests import world
from tests.cast import Cast, days, sister, town
from tests.journeys.counting import Counting
from tests.journeys.visitor import Visitor
from tests.posts.sheets import FILER, GOOD, roster
from tests.reports import story
from tests.working import run_jobs

Visit = Callable[..., Visitor]


def navigates(who: Visitor, words: str) -> None:
    """Presses an entry of the navigation."""
    found = who.page.locator(".side nav").get_by_role("link", name=who.say(words))
    found.first.click()


def test_a_first_responsible_person_sees_what_is_red_below_and_why(
    visit: Visit, cast: Cast, site: str, counting: Counting
) -> None:
    story.running(cast, due_on=days(-1))
    leader = visit("fengbo").enter()
    with counting("red", leader):
        expect(leader.page.locator("main svg, main .tiles").first).to_be_visible()
        leader.sees(leader.say("Overdue"))
        faults = leader.judge("effort-leader")
    with counting("red-why", leader):
        leader.press("Board")
        row = leader.page.locator("main tbody tr").filter(has_text=town().name)
        for word in ("behind", "own report not filed"):
            expect(row).to_contain_text(leader.say(word))
        faults += leader.judge("effort-red")
    assert faults == []


def test_from_home_to_a_report_of_a_township(
    visit: Visit, cast: Cast, cycle: Cycle, counting: Counting
) -> None:
    story.submitted(cast, cycle)
    faults = []
    for key, name in (("below-city", "zhouqiang"), ("below-reader", "guoping")):
        reader = visit(name).enter()
        with counting(key, reader):
            faults += reader.judge(f"effort-{key}")
            page = reader.page
            page.keyboard.press("Control+k")
            page.keyboard.type("红城镇")
            page.locator("#finder-units-1").click()
            page.wait_for_url(f"**/units/{town().code}/")
            faults += reader.judge(f"effort-{key}-unit")
            page.locator(".unit-lamps a").first.click()
            reader.sees(story.TEXTS["industry"])
            faults += reader.judge(f"effort-{key}-report")
    assert faults == []


def test_the_province_opens_a_cycle(visit: Visit, cast: Cast, site: str, counting: Counting) -> None:
    province = visit("wumin").enter()
    page = province.page
    with counting("open", province):
        navigates(province, "Report cycles")
        faults = province.judge("effort-cycles")
        province.press("New cycle from a notice")
        faults += province.judge("effort-cycle-new")
        page.select_option("#id_kind", "annual")
        page.fill("#id_notice_number", "甘农领办〔2026〕12号")
        page.fill("#id_notice_title", "关于报送2026年度乡村振兴责任制落实情况的通知")
        province.press("Plan and show the counts")
        province.sees(province.say("Who would owe this report"))
        faults += province.judge("effort-cycle-planned")
        province.press("Open the cycle")
        page.wait_for_url(f"**/cycles/annual-2026-*/{world.GANSU}/")
    assert faults == []
    assert Obligation.objects.filter(status="open").count() > 0


def test_a_vacancy_is_filled_from_its_row(visit: Visit, cast: Cast, site: str, counting: Counting) -> None:
    organizer = visit("hexin").sign_in()
    page = organizer.page
    with counting("appoint", organizer):
        navigates(organizer, "Officials' posts")
        faults = organizer.judge("effort-vacancies")
        row = page.locator("main tbody tr").first
        unit = row.locator("a").first.inner_text()
        row.get_by_role("link", name=organizer.say("Appoint")).click()
        faults += organizer.judge("effort-appoint")
        page.fill("#id_name", "欧阳振")
        organizer.press("Appoint")
        organizer.sees(organizer.say("Appointed."))
    assert faults == []
    assert Tenure.objects.get(person__name="欧阳振").post.unit.name == unit


def test_a_roster_is_sent_read_and_its_codes_taken(
    visit: Visit, cast: Cast, site: str, counting: Counting, tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    clerk = visit("hexin").sign_in()
    page = clerk.page
    with counting("roster", clerk, home="/rosters/"):
        with page.expect_download():
            clerk.press("Without villages")
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        data = roster(GOOD, FILER).read()
        page.set_input_files("#id_file", {"name": "名册.xlsx", "mimeType": kind, "buffer": data})
        clerk.press("Check")
        run_jobs()
        clerk.sees("周敏")
        faults = clerk.judge("effort-roster")
        clerk.press("Confirm the import")
        run_jobs()
        with page.expect_download() as fetched:
            clerk.press("Make the one-time codes")
        assert fetched.value.suggested_filename.endswith(".xlsx")
    assert faults == []


def test_an_account_with_a_role_a_new_code_and_a_token(
    visit: Visit, cast: Cast, cycle: Cycle, counting: Counting
) -> None:
    story.submitted(cast, cycle)
    security = visit("anquan").sign_in()
    page = security.page
    with counting("account", security):
        faults = security.judge("effort-accounts")
        security.press("Open an account")
        faults += security.judge("effort-account-new")
        page.fill("#id_name", "吕婷")
        page.fill("#id_username", "lvting")
        security.press("Open the account")
        faults += security.judge("effort-account-code")
        security.press("Step 2: grant a role")
        faults += security.judge("effort-account-role")
        page.fill("#id_unit", sister().code)
        page.select_option("#id_role", "reviewer")
        security.press("Grant the role")
        security.sees(security.say("The role has been granted."))
    assert Grant.objects.get(user__username="lvting").role == "reviewer"
    with counting("code", security):
        page.fill("#filter-q, [name=q]:not(#find)", "lvting")
        page.keyboard.press("Enter")
        security.press("吕婷")
        faults += security.judge("effort-account")
        page.fill("#reset_reason", "一次性口令遗失，本人到场核实身份。")
        security.press("Issue a new code")
        expect(page.locator("[data-code]")).to_be_visible()
    with counting("token", security):
        navigates(security, "API tokens")
        faults += security.judge("effort-tokens")
        security.press("Fetching data")
        faults += security.judge("effort-token-new")
        page.fill("#id_label", "县平台")
        page.fill("#id_username", "guoping")
        page.fill("#id_unit", world.YONGDENG)
        security.press("Issue the token")
        text = page.locator("[data-token]").inner_text()
    assert faults == []
    assert Token.objects.get().label == "县平台"
    line = page.locator("[data-line]").inner_text()
    address = line.split('"')[1]
    assert line == f'curl -s "{address}" -H "Authorization: Bearer {text}"'
    answer = page.request.get(address, headers={"Authorization": f"Bearer {text}"})
    assert answer.status == 200
    assert town().code in [row["unit"] for row in answer.json()["results"]]


def test_the_auditor_finds_who_did_something_in_a_unit(
    visit: Visit, cast: Cast, cycle: Cycle, counting: Counting
) -> None:
    story.submitted(cast, cycle)
    auditor = visit("shenji").enter()
    page = auditor.page
    with counting("audit", auditor):
        navigates(auditor, "Record")
        faults = auditor.judge("effort-record")
        page.fill("main [name=who]", "王芳")
        page.fill("main [name=unit]", town().name)
        page.keyboard.press("Enter")
        page.wait_for_url("**unit=**")
        expect(page.locator("main .timeline li").first).to_contain_text("王芳")
        shown = page.locator("main .timeline li").count()
    assert faults + auditor.judge("effort-record-found") == []
    assert shown == Entry.objects.filter(actor_name="王芳", lo=town().lo).count() > 2


def test_the_system_administrator_sees_whether_everything_runs(
    visit: Visit, cast: Cast, site: str, counting: Counting
) -> None:
    system = visit("xitong").enter()
    with counting("system", system):
        for part in ("Health", "Queue", "Failed work", "Timed work"):
            system.sees(system.say(part))
        faults = system.judge("effort-operations")
    assert faults == []
