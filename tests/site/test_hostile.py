"""Picked lines, boards, walks and calendars as no page of ours sends them: refused, hidden or empty, never a fault."""

import re
from collections.abc import Callable
from datetime import date
from urllib.parse import quote, urlencode

import pytest
from django.test import Client
from django.urls import reverse

from reporting.reports.models import Obligation, Reminder
from responsibilities.notices.models import Notice
from responsibilities.record.models import Entry
from revitalization.kit import clock
from revitalization.kit.agenda import CalendarEntry
from revitalization.site.ics import calendar_file
from tests import world
from tests.cast import Cast, sister, town
from tests.reports import story

pytestmark = pytest.mark.django_db

AWAY = (
    "//evil.example/", "https://evil.example/", "https:/\\evil.example", "/\\evil.example", "/\t/evil.example",
    "javascript:alert(1)", "///evil.example", "\x0b//evil.example", "http:evil.example", "/\r\nSet-Cookie: x=1",
)  # fmt: skip
MANY = 10_000


def browser(cast: Cast, username: str) -> Client:
    client = Client(raise_request_exception=False, headers={"accept-language": "zh-hans"})
    client.force_login(cast.user(username))
    return client


def facts() -> tuple[object, ...]:
    states = list(Obligation.objects.order_by("pk").values_list("status", "version"))
    return states, Entry.objects.count(), Notice.objects.count(), Reminder.objects.count()


@pytest.fixture
def submitted(cast: Cast) -> Obligation:
    """The town's report at the county's office; the sister town's is missing."""
    return story.submitted(cast, story.running(cast))


def sound_line(row: Obligation) -> str:
    return f"report-decide:{row.public_id}@{row.version}"


def lines(row: Obligation) -> dict[str, Callable[[], list[str]]]:
    """Picks that no page sends."""
    return {
        "a kind that is not there": lambda: [f"nothing:{row.public_id}@1"],
        "no version": lambda: [f"report-decide:{row.public_id}"],
        "a version below nought": lambda: [f"report-decide:{row.public_id}@-1"],
        "a version as long as a line": lambda: [f"report-decide:{row.public_id}@{'9' * 40}"],
        "a key that is none": lambda: ["report-decide:x@1"],
        "a key that is a path": lambda: ["report-decide:../../etc/passwd@1"],
        "a key of slashes": lambda: [f"report-decide:{'/' * 90}@1"],
        "a unit that is not there": lambda: [f"report-decide:{row.cycle.key}/999999999999@1"],
        "another province's": lambda: [f"report-decide:{row.cycle.key}/{world.XIJI}@1"],
    }  # fmt: skip


BESIDE: dict[str, Callable[[Obligation], str]] = {
    "of another kind": lambda row: f"report-await:{row.public_id}@{row.version}",
    "a broken one": lambda row: "report-decide:x@1",
    "the same in another version": lambda row: f"report-decide:{row.public_id}@{row.version + 1}",
    "another province's": lambda row: f"report-decide:{row.cycle.key}/{world.XIJI}@1",
}
"""Lines picked beside a sound one."""


@pytest.mark.parametrize("said", BESIDE)
def test_beside_whatever_line_the_sound_one_is_done_once_and_nothing_else(
    cast: Cast, submitted: Obligation, said: str
) -> None:
    county = browser(cast, "chenjing")
    picked = [sound_line(submitted), BESIDE[said](submitted)]
    told = county.post(
        reverse("inbox_bulk"), {"act": "report.receive", "line": picked, "confirm": "1"}
    ).content.decode()
    assert "完成" in told
    assert Entry.objects.filter(verb="report.receive").count() == 1
    assert Obligation.objects.filter(status="received").get() == submitted
    assert not Reminder.objects.exists()


@pytest.mark.parametrize("confirm", ["", "1"])
def test_lines_that_no_page_sends_are_not_there_and_nothing_happens(
    cast: Cast, submitted: Obligation, confirm: str
) -> None:
    county, before = browser(cast, "chenjing"), facts()
    for said, made in lines(submitted).items():
        for act in (
            "report.receive",
            "report.accept",
            "report.remind",
            "report.submit",
            "report.nothing",
            "",
        ):
            sent = {"act": act, "line": made(), "confirm": confirm}
            assert county.post(reverse("inbox_bulk"), sent).status_code in {302, 404}, (said, act)
            for one in made():
                button = county.post(reverse("inbox_bulk"), {"one": f"{act}|{one}"})
                assert button.status_code in {302, 404}, (said, act)
    assert facts() == before


def test_a_stale_line_is_refused_by_itself_and_says_so(cast: Cast, submitted: Obligation) -> None:
    county, before = browser(cast, "chenjing"), facts()
    for version in (submitted.version - 1, submitted.version + 1, 999_999_999):
        line = f"report-decide:{submitted.public_id}@{version}"
        told = county.post(
            reverse("inbox_bulk"), {"act": "report.receive", "line": line, "confirm": "1"}
        ).content.decode()
        assert "不能办理" in told or "未办理" in told
        county.post(reverse("inbox_bulk"), {"one": f"report.receive|{line}"})
    assert facts() == before


def test_ten_thousand_picks_change_nothing_and_break_nothing(cast: Cast, submitted: Obligation) -> None:
    county, before = browser(cast, "chenjing"), facts()
    for count in (201, 900, MANY):
        picked = [f"report-decide:{submitted.cycle.key}/{n:012}@1" for n in range(count)]
        for sent in (
            {"act": "report.accept", "line": picked, "confirm": "1"},
            {"one": "report.accept|" + "x" * count},
        ):
            assert county.post(reverse("inbox_bulk"), sent).status_code in {302, 400, 404}
        units = {"act": "report.remind", "unit": [f"{n:012}" for n in range(count)], "confirm": "1"}
        assert county.post(reverse("board_pick"), units).status_code in {302, 400, 404}
        compared = urlencode([("unit", f"{n:012}") for n in range(count)])
        assert county.get(f"{reverse('compare')}?{compared}").status_code == 400
    assert facts() == before


@pytest.mark.parametrize("away", AWAY)
def test_nothing_that_is_pressed_leads_off_the_site(cast: Cast, submitted: Obligation, away: str) -> None:
    county = browser(cast, "chenjing")
    sound = sound_line(submitted)
    desk = [submitted.cycle.key, submitted.unit.code]
    for address, sent in (
        (reverse("inbox_bulk"), {"act": "report.receive"}),
        (reverse("inbox_bulk"), {"one": f"report.receive|{sound}"}),
        (reverse("inbox_bulk"), {"one": f"report.remind|report-await:{submitted.cycle.key}/{sister().code}@0"}),
        (reverse("report_receive_accept", args=desk), {"version": str(submitted.version)}),
        (reverse("set_language"), {"language": "en"}),
        (reverse("set_text_size"), {"size": "large"}),
        (reverse("view_save"), {"name": "我的", "query": away}),
    ):  # fmt: skip
        answer = county.post(address, {"next": away, **sent})
        assert answer.status_code < 500, (address, sent)
        where = answer.headers.get("Location", "/")
        assert re.match(r"/(?![/\\])", where), (address, where)
        assert "evil.example" not in where.partition("?")[0]
        assert not re.search(r"[\x00-\x1f]", where)
        assert "x" not in answer.cookies


@pytest.mark.parametrize(
    "after", ["zzz", "a" * 480, "eyJ:x", "-1", "1" + "0" * 30, "\u202e", "[]:1:2", "../../x"]
)
def test_a_mark_of_a_page_that_was_made_up_is_refused(cast: Cast, submitted: Obligation, after: str) -> None:
    county = browser(cast, "chenjing")
    for address in ("/", "/walk/", "/board/", "/notices/", "/units/620121000000/?tab=numbers"):
        sign = "&" if "?" in address else "?"
        assert county.get(f"{address}{sign}after={quote(after)}").status_code == 400, address


@pytest.mark.parametrize(
    "at", ["x", "report-decide:", "report-decide:x", "'\"<script>", "\u202e" * 40, "9" * 480]
)
def test_a_walk_to_a_line_that_is_not_there_begins_at_the_first(
    cast: Cast, submitted: Obligation, at: str
) -> None:
    page = browser(cast, "chenjing").get(f"/walk/?at={quote(at)}")
    assert page.status_code == 200
    assert page.context["line"].subject[1] == submitted.public_id
    assert "<script>" not in page.content.decode().replace("<script src", "")


@pytest.mark.parametrize(
    "month", ["2026-13", "2026-00", "0001-01", "1999-12", "9999-12", "20٢٦-01", "２０２６-01", "2026-1"]
)
def test_a_month_that_is_none_is_refused(cast: Cast, month: str) -> None:
    assert browser(cast, "chenjing").get(f"/calendar/?month={quote(month)}").status_code == 400


def test_no_text_breaks_out_of_a_line_of_a_calendar_file() -> None:
    words = "甲\r\nBEGIN:VALARM\nX;Y,Z\\N\x85\u2028\u2029" + "长" * 200
    entry = CalendarEntry("k", date(2026, 11, 24), words, words, "/x/", state=words)
    told = calendar_file(words, [entry], clock.now(), lambda url: f"https://baton{url}")
    whole = told.decode().replace("\r\n ", "")
    assert all(len(line) <= 75 for line in told.split(b"\r\n"))
    assert "\n" not in whole.replace("\r\n", "")
    assert [line.partition(":")[0].partition(";")[0] for line in whole.split("\r\n")] == [
        "BEGIN", "VERSION", "PRODID", "X-WR-CALNAME", "BEGIN", "UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY",
        "DESCRIPTION", "URL", "TRANSP", "END", "END", "",
    ]  # fmt: skip
    assert r"甲\nBEGIN:VALARM\nX\;Y\,Z\\N" in whole


def test_of_another_unit_nothing_is_picked_compared_or_reminded(cast: Cast, submitted: Obligation) -> None:
    before = facts()
    for username in ("maling", "sunli", "wangfang", "hexin"):
        stranger = browser(cast, username)
        line = sound_line(submitted)
        owed = f"report-await:{submitted.cycle.key}/{sister().code}@0"
        for act, one in (("report.receive", line), ("report.accept", line), ("report.remind", owed)):
            for sent in ({"act": act, "line": one, "confirm": "1"}, {"one": f"{act}|{one}"}):
                answer = stranger.post(reverse("inbox_bulk"), sent)
                assert answer.status_code in {200, 302, 404}, (username, act)
        units = {"act": "report.remind", "unit": [town().code, sister().code], "confirm": "1"}
        answer = stranger.post(f"{reverse('board_pick')}?area={world.YONGDENG}", units)
        # Who sees no subtree has no board at all.
        assert answer.status_code in {403, 404}, username
    assert facts() == before
