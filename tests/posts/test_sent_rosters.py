"""A roster is sent in, checked and carried out by jobs; the one-time codes are made afterwards and kept nowhere."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from responsibilities.access.models import Grant, User
from responsibilities.jobs.models import Job
from responsibilities.posts.actions.sent_rosters import forget_rosters
from responsibilities.posts.models import Person, Roster, Tenure
from responsibilities.record.models import Entry as Recorded
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.perform import recorded
from revitalization.kit.ports import Entry
from revitalization.kit.workbooks import Column, Sheet, workbook_bytes
from tests.cast import Cast
from tests.conftest import NOON
from tests.posts.sheets import (
    BAD,
    FILER,
    GOOD,
    as_,
    carried_out,
    checked,
    lines,
    narrowed,
    roster,
    seen_codes,
    sent,
    shown_plan,
)
from tests.working import run_jobs

ELSEWHERE = ("620121102", "中堡镇", "", "孙会计", "", "2026-11-24", "13909310005", "填报员")
MADE = (Person, Tenure, User, Grant, Recorded)


def counts() -> list[int]:
    return [model.objects.count() for model in MADE]


def shown(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def take_rights(username: str) -> None:
    with recorded(Entry("grant.end", Actor.system("the clock"), ("grant", username), username, 1)):
        Grant.objects.filter(user__username=username).update(until=date(2026, 11, 23))


def one() -> Roster:
    return Roster.objects.select_related("check_job", "import_job").latest("pk")


# ---------------------------------------------------------------- the way of a roster


def test_a_roster_is_checked_carried_out_and_gives_its_codes_when_they_are_asked_for(
    organizers: Client,
) -> None:
    before = counts()
    url = sent(organizers, GOOD, FILER)
    assert "正在核对" in shown(organizers, url)
    run_jobs()
    assert "确认导入" in shown(organizers, url)
    assert counts() == before
    organizers.post(url + "confirm/", shown_plan())
    assert "正在导入" in shown(organizers, url)
    run_jobs()
    assert "生成一次性密码" in shown(organizers, url)
    codes = lines(organizers.post(url + "codes/", seen_codes()))
    assert [row[:3] for row in codes] == [
        ("夏官营镇", "周敏", "zhoumin"),
        ("夏官营镇", "钱会计", "qiankuaiji"),
    ]
    for _unit, _name, username, code, *_rest in codes:
        user = User.objects.get(username=username)
        assert user.check_password(code)
        assert user.must_change_password
        assert user.code_expires_at == NOON + timedelta(days=7)


def test_the_page_of_the_work_is_the_page_of_the_roster(organizers: Client) -> None:
    url = sent(organizers, GOOD)
    job = reverse("job", args=[one().check_job.public_id])
    assert organizers.get(job)["Location"] == url
    assert "HX-Refresh" not in organizers.get(job + "progress/")
    run_jobs()
    assert organizers.get(job + "progress/")["HX-Refresh"] == "true"
    assert url in organizers.get(reverse("rosters")).content.decode()


def test_a_roster_with_a_bad_row_comes_back_with_the_reason_on_that_row(organizers: Client) -> None:
    before = counts()
    url = checked(organizers, GOOD, BAD)
    page = shown(organizers, url)
    assert "请先改正" in page
    reasons = [
        row[-1] for row in lines(organizers.get(reverse("job_file", args=[one().check_job.public_id])))
    ]
    assert reasons[0] is None
    assert "单位代码" in str(reasons[1])
    assert organizers.post(url + "confirm/", shown_plan()).status_code == 409
    assert counts() == before


def test_reasons_are_written_in_the_language_of_whoever_sent_the_roster(organizers: Client) -> None:
    answer = organizers.post(reverse("rosters"), {"file": roster(BAD)}, headers={"Accept-Language": "en"})
    run_jobs()
    assert "There is no unit of this code" in shown(organizers, answer["Location"])


def test_confirming_twice_and_sending_the_same_again_changes_nothing_more(organizers: Client) -> None:
    url = carried_out(organizers, GOOD)
    after = counts()
    assert organizers.post(url + "confirm/", shown_plan()).status_code == 302
    assert run_jobs() == 0
    again = checked(organizers, GOOD)
    assert "均已登记" in shown(organizers, again)
    assert organizers.post(again + "confirm/", shown_plan()).status_code == 409
    assert counts() == after


def test_what_is_no_workbook_is_refused_at_once_and_kept_nowhere(organizers: Client) -> None:
    file = SimpleUploadedFile("名册.xlsx", b"PK\x03\x04 no workbook")
    assert organizers.post(reverse("rosters"), {"file": file}).status_code == 400
    assert not Roster.objects.exists()
    assert not Job.objects.exists()


def test_a_workbook_without_the_columns_is_not_checked_and_the_page_says_why(organizers: Client) -> None:
    data = workbook_bytes([Sheet("名册", [Column("姓名"), Column("电话")], [["周敏", "1"]])])
    answer = organizers.post(reverse("rosters"), {"file": SimpleUploadedFile("名册.xlsx", data)})
    run_jobs()
    page = shown(organizers, answer["Location"])
    assert "名册未能核对" in page
    assert "单位代码" in page
    assert one().data is None


def test_the_workbook_to_fill_in_can_be_sent_back_as_it_is(organizers: Client, seated: Any) -> None:
    seated("620123101", "government_head", "周敏", date(2025, 1, 1), phone="13909310001")
    data = organizers.get(reverse("roster_template") + "?villages=1").content
    assert b"13909310001" not in data
    answer = organizers.post(reverse("rosters"), {"file": SimpleUploadedFile("r.xlsx", data)})
    run_jobs()
    assert "请先改正" not in shown(organizers, answer["Location"])


def test_codes_typed_in_any_way_are_one_unit(organizers: Client) -> None:
    odd = ("６２０１２３１０１０００ ", "", "镇长", "周 敏", "", "2026年11月1日", "13909310001", "")
    carried_out(organizers, odd)
    assert Tenure.objects.get(person__name="周敏").since == date(2026, 11, 1)
    assert "均已登记" in shown(organizers, checked(organizers, GOOD))


# ---------------------------------------------------------------- whose it is, and with what right


def test_a_roster_belongs_to_the_one_who_sent_it(organizers: Client, cast: Cast) -> None:
    url = carried_out(organizers, GOOD)
    other = as_(cast, "anquan")
    assert other.get(url).status_code == 403
    for step in ("confirm/", "codes/"):
        assert other.post(url + step).status_code == 403
    assert not Recorded.objects.filter(verb="roster.codes").exists()


def test_another_organization_department_does_not_see_it(organizers: Client, cast: Cast) -> None:
    url = carried_out(organizers, GOOD)
    with recorded(Entry("role.grant", Actor.system("tests"), ("grant", ""), "孙丽", 1)):
        held = Grant.objects.get(user__username="hexin")
        Grant.objects.create(
            user=cast.user("sunli"), role=held.role, permission=held.permission,
            content_object=held.content_object, since=held.since,
        )  # fmt: skip
    other = as_(cast, "sunli")
    assert other.get(reverse("rosters")).status_code == 200
    assert url not in other.get(reverse("rosters")).content.decode()
    assert [other.get(url).status_code, other.post(url + "confirm/", shown_plan()).status_code] == [404, 404]
    assert other.post(url + "codes/", seen_codes()).status_code == 404
    assert not Recorded.objects.filter(verb="roster.codes").exists()


@pytest.mark.parametrize("when", ["check", "import"])
def test_whoever_loses_the_right_before_it_runs_gets_nothing(organizers: Client, when: str) -> None:
    url = sent(organizers, GOOD, BAD) if when == "check" else checked(organizers, GOOD)
    if when == "import":
        organizers.post(url + "confirm/", shown_plan())
    before = counts()
    take_rights("hexin")
    assert run_jobs() == 1
    job = one().import_job or one().check_job
    assert (job.state, job.reasons[0]["code"], job.file.name) == ("failed", "forbidden", "")
    assert one().data is None
    assert counts()[:4] == before[:4]
    assert organizers.get(url).status_code == 403


def test_rights_over_one_of_the_units_lost_before_it_runs_stop_the_whole_roster(
    organizers: Client, cast: Cast
) -> None:
    url = checked(organizers, ELSEWHERE, FILER)
    organizers.post(url + "confirm/", shown_plan())
    narrowed(cast, "620121000000")
    before = counts()
    assert run_jobs() == 1
    job = one().import_job
    assert (job.state, [reason["field"] for reason in job.reasons]) == ("failed", ["code"])
    assert counts() == before
    page = shown(organizers, url)
    assert "名册未能导入" in page
    assert "单位代码" in page


# ---------------------------------------------------------------- the workbook while it is worked on


def test_the_workbook_is_kept_only_while_it_is_worked_on(organizers: Client) -> None:
    for rows in ([GOOD, BAD], [("640121100", "", "", "", "", "", "", "")]):
        checked(organizers, *rows)
        assert one().data is None
    url = checked(organizers, GOOD)
    assert one().data is not None
    organizers.post(url + "confirm/", shown_plan())
    assert forget_rosters() == 0
    run_jobs()
    assert one().data is None


def test_a_check_taken_back_takes_the_workbook_with_it(organizers: Client) -> None:
    url = sent(organizers, GOOD)
    organizers.post(reverse("job_cancel", args=[one().check_job.public_id]))
    assert one().data is None
    assert "名册未能核对" in shown(organizers, url)


def test_what_nobody_confirms_within_the_hour_is_removed(organizers: Client, cast: Cast) -> None:
    url = checked(organizers, GOOD)
    assert forget_rosters() == 0
    before = counts()
    with clock.moved_to(NOON + timedelta(minutes=61)):
        organizers = as_(cast, "hexin")
        assert organizers.post(url + "confirm/", shown_plan()).status_code == 410
        assert "核对结果已过期" in shown(organizers, url)
        assert forget_rosters() == 1
    assert one().data is None
    assert run_jobs() == 0
    assert counts() == before
