"""One act on many lines of the inbox: names before anything changes, then what came of each, in words."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from reporting.reports import rules
from reporting.reports.actions import deciding, filing
from reporting.reports.models import Cycle, Decision, Obligation, Reminder
from responsibilities.notices.models import Notice
from responsibilities.record.models import Entry
from tests.cast import Cast, sister, town
from tests.reports import story

pytestmark = pytest.mark.django_db


def signed_in(cast: Cast, username: str) -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(cast.user(username))
    return client


def picks(client: Client, view: str = "/") -> list[str]:
    """What the boxes of the page send."""
    return re.findall(
        r'<input type="checkbox" name="line" value="([^"]+)">', client.get(view).content.decode()
    )


def sends(client: Client, act: str, lines: list[str], **more: str) -> str:
    answer = client.post(reverse("inbox_bulk"), {"act": act, "line": lines, **more}, follow=True)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def part(page: str, key: str) -> str:
    """What stands in one part of the answer, without tags; "" when it has none."""
    found = page.partition(f'<h2 id="{key}">')[2].partition("</section>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", found).split())


@pytest.fixture
def three(cast: Cast) -> list[Cycle]:
    """Three reports of the town at the county's office: submitted, submitted, received."""
    cycles = [
        story.running(cast, period=str(year), number=f"甘农领办〔2026〕{year}号")
        for year in (2024, 2025, 2026)
    ]
    for cycle in cycles:
        story.submitted(cast, cycle)
    deciding.receive(actor=cast.chenjing, obligation=story.owed(cycles[2]))
    return cycles


def states() -> set[str]:
    return set(Obligation.objects.filter(unit=town()).values_list("status", flat=True))


def test_the_preview_names_what_would_change_and_who_is_refused_and_changes_nothing(
    cast: Cast, three: list[Cycle]
) -> None:
    county = signed_in(cast, "chenjing")
    lines = picks(county)
    assert len(lines) == 3
    before = (states(), Entry.objects.count(), Notice.objects.count())
    page = sends(county, "report.receive", lines)
    assert "将要办理 2" in part(page, "bulk-done")
    assert part(page, "bulk-done").count("红城镇") == 2
    refused = part(page, "bulk-refused")
    assert ("不能办理" in refused, "红城镇" in refused, "已签收" in refused) == (True, True, True)
    assert (states(), Entry.objects.count(), Notice.objects.count()) == before


def test_confirming_does_what_was_shown_and_says_what_came_of_each(cast: Cast, three: list[Cycle]) -> None:
    county = signed_in(cast, "chenjing")
    lines = picks(county)
    preview = sends(county, "report.receive", lines)
    hidden = re.findall(r'<input type="hidden" name="line" value="([^"]+)">', preview)
    assert sorted(hidden) == sorted(
        line for line in lines if "2026" not in line.partition("@")[0].split("-")[2]
    )
    page = sends(county, "report.receive", hidden, confirm="1")
    assert "完成 2" in part(page, "bulk-done")
    assert states() == {rules.RECEIVED}
    assert Entry.objects.filter(verb="report.receive", actor_name="陈静").count() == 3


def test_receive_and_accept_does_both_and_nothing_where_one_of_them_is_refused(
    cast: Cast, three: list[Cycle]
) -> None:
    county = signed_in(cast, "chenjing")
    lines = picks(county)
    # Taken back by the town after the page was read.
    filing.withdraw(actor=cast.wangfang, obligation=story.owed(three[0]), reason="附件有误")
    page = sends(county, "report.accept", lines, confirm="1")
    assert "完成 2" in part(page, "bulk-done")
    assert "未办理" in part(page, "bulk-refused")
    assert [story.owed(cycle).status for cycle in three] == [rules.DRAFT, rules.ACCEPTED, rules.ACCEPTED]
    assert Decision.objects.count() == 2


def test_a_line_somebody_else_changed_meanwhile_is_refused_alone(cast: Cast, three: list[Cycle]) -> None:
    county = signed_in(cast, "chenjing")
    stale = [re.sub(r"@\d+", "@1", line) if n == 0 else line for n, line in enumerate(picks(county))]
    page = sends(county, "report.accept", stale, confirm="1")
    assert "完成 2" in part(page, "bulk-done")
    assert "红城镇" in part(page, "bulk-refused")
    assert Decision.objects.count() == 2


def test_units_whose_reports_are_missing_are_reminded_by_name_once_a_day(cast: Cast) -> None:
    story.submitted(cast, story.running(cast))
    county = signed_in(cast, "chenjing")
    lines = picks(county, "/?view=mine")
    assert lines
    assert not any(town().code in line for line in lines)
    mine = [line for line in lines if sister().code in line]
    assert "中堡镇" in part(sends(county, "report.remind", mine), "bulk-done")
    assert not Reminder.objects.filter(kind="hand").exists()
    assert "完成 1" in part(sends(county, "report.remind", mine, confirm="1"), "bulk-done")
    assert Reminder.objects.filter(kind="hand", unit=sister()).count() == 1
    assert Reminder.objects.filter(kind="hand").count() == 1
    again = sends(county, "report.remind", mine, confirm="1")
    assert "今天已经催过" in part(again, "bulk-refused")
    assert Notice.objects.filter(event__startswith="report.remind:").count() == 1


def test_nothing_picked_leads_back_with_a_word(cast: Cast, three: list[Cycle]) -> None:
    page = sends(signed_in(cast, "chenjing"), "report.receive", [], next="/?kind=report-decide")
    assert "请先勾选事项" in page
    assert states() == {rules.SUBMITTED, rules.RECEIVED}


GONE = [
    "report-decide:annual-2020-630000000000/620121101000@1",
    "report-decide:nonsense@1",
    "report-decide:annual-2026-620000000000/000000000000@1",
]
"""Lines as the page makes them, of what is not there."""
NONSENSE = ["report-decide:@1", "ledger:1@1", "x", "", "report-decide:a\x1fb@1", "report-decide:a/b@٣", "a:" * 4000,
            "report-decide:a/b@9999999999", "report-wait:annual-2026-620000000000/620121101000@1"]  # fmt: skip
"""What no page of ours sends."""


@pytest.mark.parametrize("line", [*GONE, *NONSENSE])
def test_beside_a_line_that_is_none_the_others_are_done_and_told(
    cast: Cast, three: list[Cycle], line: str
) -> None:
    county = signed_in(cast, "chenjing")
    good = next(one for one in ones(county) if one.startswith("report.receive|")).partition("|")[2]
    page = sends(county, "report.receive", [good, line], confirm="1")
    assert "完成 1" in part(page, "bulk-done")
    said = part(page, "bulk-refused") if line in GONE else page
    assert ("已不在清单中" if line in GONE else "1 行无法识别，未办理") in said
    assert Entry.objects.filter(verb="report.receive", actor_name="陈静").count() == 2


@pytest.mark.parametrize("line", GONE)
def test_what_is_not_there_at_all_is_not_found(cast: Cast, three: list[Cycle], line: str) -> None:
    county = signed_in(cast, "chenjing")
    form = {"act": "report.receive", "line": [line], "confirm": "1"}
    assert county.post(reverse("inbox_bulk"), form).status_code == 404
    assert states() == {rules.SUBMITTED, rules.RECEIVED}


@pytest.mark.parametrize("line", NONSENSE)
def test_nothing_but_nonsense_leads_back_with_a_word(cast: Cast, three: list[Cycle], line: str) -> None:
    form = {"act": "report.receive", "line": [line], "confirm": "1"}
    page = signed_in(cast, "chenjing").post(reverse("inbox_bulk"), form, follow=True)
    assert "无法识别所选的行" in page.content.decode()
    assert states() == {rules.SUBMITTED, rules.RECEIVED}


@pytest.mark.parametrize(
    ("who", "status"), [("zhouqiang", 200), ("guoping", 200), ("wangfang", 200), ("maling", 404)]
)
def test_others_than_the_office_are_refused_each_line(
    cast: Cast, three: list[Cycle], who: str, status: int
) -> None:
    lines = picks(signed_in(cast, "chenjing"))
    form = {"act": "report.accept", "line": lines, "confirm": "1"}
    answer = signed_in(cast, who).post(reverse("inbox_bulk"), form)
    assert answer.status_code == status
    if status == 200:
        assert part(" ".join(answer.content.decode().split()), "bulk-done") == ""
    assert states() == {rules.SUBMITTED, rules.RECEIVED}
    assert not Decision.objects.exists()


def test_each_box_has_a_name_of_its_own(cast: Cast, three: list[Cycle]) -> None:
    page = signed_in(cast, "chenjing").get("/").content.decode()
    names = re.findall(r'<label class="pick">.*?<span class="sr-only">([^<]+)</span>', page, re.S)
    assert len(names) == len(set(names)) == 3


def ones(client: Client, view: str = "/") -> list[str]:
    """What the buttons of the lines send."""
    return re.findall(r'name="one"\s+value="([^"]+)"', client.get(view).content.decode())


def presses(client: Client, one: str, **more: str) -> str:
    answer = client.post(reverse("inbox_bulk"), {"one": one, **more}, follow=True)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_receiving_is_done_from_the_line_and_told_above_the_list(cast: Cast, three: list[Cycle]) -> None:
    county = signed_in(cast, "chenjing")
    receive = [one for one in ones(county) if one.startswith("report.receive|")]
    assert len(receive) == 2, "what is received already is not received once more"
    page = presses(county, receive[0], line=receive[1].partition("|")[2], next="/?due=week")
    assert "已办理：签收，红城镇。" in page
    assert Entry.objects.filter(verb="report.receive", actor_name="陈静").count() == 2, (
        "the boxes are not looked at"
    )
    # Pressed a second time on a page that was not read again.
    again = presses(county, receive[0])
    assert "签收，红城镇：" in again
    assert Entry.objects.filter(verb="report.receive").count() == 2


def test_what_cannot_be_taken_back_is_named_and_confirmed_first(cast: Cast, three: list[Cycle]) -> None:
    county = signed_in(cast, "chenjing")
    (accept,) = [one for one in ones(county) if one.startswith("report.accept|")]
    page = presses(county, accept)
    assert "将要办理 1" in page
    assert not Decision.objects.exists()
    sends(county, "report.accept", [accept.partition("|")[2]], confirm="1")
    assert Decision.objects.get().outcome == rules.ACCEPTED


def test_one_unit_is_reminded_from_the_line_of_what_others_have(cast: Cast) -> None:
    story.running(cast)
    county = signed_in(cast, "chenjing")
    remind = [one for one in ones(county, "/?view=mine") if town().code in one]
    assert len(remind) == 1
    assert "已办理：催办，红城镇。" in presses(county, remind[0])
    assert "红城镇：" in presses(county, remind[0]), "once a day"
    assert [row.unit.code for row in Reminder.objects.filter(kind="hand")] == [town().code]


@pytest.mark.parametrize("one", ["report.receive", "report.receive|", "|x", "report.receive|report-await:a/b@1",
                                 "report.nothing|report-decide:a/b@1", "\x1f|\x1f"])  # fmt: skip
def test_a_button_that_no_page_has_leads_back_with_a_word(cast: Cast, three: list[Cycle], one: str) -> None:
    before = (states(), Entry.objects.count())
    assert "该按钮已失效" in presses(signed_in(cast, "chenjing"), one, next="/?due=week")
    assert (states(), Entry.objects.count()) == before


def test_the_button_of_a_line_that_is_not_there_is_not_found(cast: Cast, three: list[Cycle]) -> None:
    before = (states(), Entry.objects.count())
    one = "report.receive|report-decide:annual-2026-620000000000/000000000000@1"
    assert signed_in(cast, "chenjing").post(reverse("inbox_bulk"), {"one": one}).status_code == 404
    assert (states(), Entry.objects.count()) == before


def test_enter_on_a_box_presses_no_line_s_button(cast: Cast, three: list[Cycle]) -> None:
    page = signed_in(cast, "chenjing").get("/").content.decode()
    form = page.partition('action="/inbox/act/"')[2]
    first = re.search(r'<button[^>]*type="submit"[^>]*>', form)
    assert first is not None
    assert "disabled" in first[0]


def test_a_signed_report_is_submitted_from_its_line_and_only_by_who_may(cast: Cast) -> None:
    row = story.signed(cast, story.running(cast))
    filer = signed_in(cast, "wangfang")
    (line,) = picks(filer)
    assert line == f"report-submit:{row.public_id}@{row.version}"
    for other in ("lijun", "chenjing", "sunli"):
        refused = signed_in(cast, other).post(
            reverse("inbox_bulk"), {"one": f"report.submit|{line}"}, follow=True
        )
        assert refused.status_code in {200, 404}
        assert story.owed(row.cycle).status == "signed"
    stale = line.replace(f"@{row.version}", f"@{row.version - 1}")
    filer.post(reverse("inbox_bulk"), {"one": f"report.submit|{stale}"})
    assert story.owed(row.cycle).status == "signed"
    page = filer.post(reverse("inbox_bulk"), {"one": f"report.submit|{line}"}, follow=True).content.decode()
    assert "已办理：报送，红城镇。" in " ".join(page.split())
    assert story.owed(row.cycle).status == "submitted"
