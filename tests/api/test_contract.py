"""Tags, versions, keys, pages, bodies: what a program can rely on."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from reporting.reports.actions import filing
from reporting.reports.models import Cycle, Draft, Obligation
from responsibilities.access.models import User
from responsibilities.record.models import Entry
from revitalization.kit import clock
from tests import world
from tests.api.conftest import Program
from tests.cast import Cast, town
from tests.reports import story

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]
PLAN = {
    "kind": "annual",
    "period": "2026",
    "scope": world.GANSU,
    "notice_number": "甘农领办〔2026〕12号",
    "notice_title": "关于报送2026年度乡村振兴责任制落实情况的通知",
    "issued_on": "2026-11-14",
    "opens_on": "2026-11-15",
    "due_on": "2026-12-05",
    "levels": ["city", "county", "township"],
}


def report(cycle: Cycle, *parts: str) -> str:
    return "/".join(["reports", cycle.key, town().code, *parts]) + "/"


def test_an_unchanged_list_and_an_unchanged_thing_are_not_sent_again(
    program: Programs, cast: Cast, cycle: Cycle
) -> None:
    county = program("chenjing")
    for path in (
        "obligations/",
        f"obligations/{cycle.key}/{town().code}/",
        f"cycles/{cycle.key}/",
        "units/",
        "me/",
    ):
        tag = county.get(path)["ETag"]
        again = county.get(path, headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b""), path
    before = county.get("obligations/")["ETag"]
    story.drafted(cast, cycle)
    assert county.get("obligations/", headers={"If-None-Match": before}).status_code == 200


def test_a_cycle_is_planned_opened_and_closed(program: Programs) -> None:
    province = program("wumin")
    planned = province.post("cycles/", PLAN)
    assert planned.status_code == 201, planned.content
    address = planned["Location"]
    assert planned.json()["acts"] == ["open"]
    opened = province.post(f"{address.removeprefix('/api/v1/')}open/", match=planned["ETag"])
    assert (opened.status_code, opened.json()["status"]) == (200, "running"), opened.content
    assert opened.json()["owed"] == Obligation.objects.count() > 0
    closed = province.post(
        f"{address.removeprefix('/api/v1/')}close/", {"reason": "任务完成"}, match=opened["ETag"]
    )
    assert closed.json()["status"] == "closed"
    assert province.get(address)["ETag"] == closed["ETag"]


def test_a_wrong_plan_is_named_field_by_field(program: Programs) -> None:
    wrong = PLAN | {"due_on": "2026-02-30", "levels": [], "kind": 5, "wish": 1, "remind_before": [0]}
    answer = program("wumin").post("cycles/", wrong)
    pointers = {error["pointer"] for error in answer.json()["errors"]}
    assert answer.status_code == 400
    assert pointers == {"/wish"}
    del wrong["wish"]
    pointers = {error["pointer"] for error in program("wumin").post("cycles/", wrong).json()["errors"]}
    assert pointers == {"/due_on", "/levels", "/kind", "/remind_before/0"}


def test_a_change_names_the_version_it_is_based_on(program: Programs, cast: Cast, cycle: Cycle) -> None:
    filer = program("wangfang")
    texts = {"texts": {"food": "三万一千亩"}}
    assert filer.put(report(cycle, "draft"), texts).status_code == 428
    first = filer.put(report(cycle, "draft"), texts, match='"0"')
    assert (first.status_code, first.json()["version"]) == (200, 1), first.content
    second = filer.put(report(cycle, "draft"), {"texts": {"food": "三万亩"}}, match=first["ETag"])
    assert second.json()["version"] == 2
    stale = filer.put(report(cycle, "draft"), {"texts": {"food": "另一个数"}}, match=first["ETag"])
    assert stale.status_code == 412
    assert (stale.json()["theirs"], stale.json()["version"]) == ({"food": "三万亩"}, 2)
    assert Draft.objects.get().texts == {"food": "三万亩"}
    for tag in ("*", ""):
        assert filer.post(report(cycle, "send"), match=tag).status_code == 428
    assert filer.post(report(cycle, "send"), match='"garbage"').status_code == 412


def test_the_whole_story_is_told_by_programs_but_for_what_is_done_in_person(
    program: Programs, desk: Programs, cast: Cast, cycle: Cycle
) -> None:
    filer, reviewer, county, office = (
        program("wangfang"),
        desk("lijun"),
        program("chenjing"),
        desk("chenjing"),
    )
    filer.put(report(cycle, "draft"), {"texts": story.TEXTS}, match=0)
    tag = filer.get(report(cycle))["ETag"]
    steps = [
        (filer, "send", {"draft_version": 1}, "review"),
        (reviewer, "approve", {}, "signing"),
        (filer, "submit", {}, "submitted"),
        (county, "receive", {}, "received"),
        (office, "return", {"reason": "缺少来源", "new_due_on": "2026-12-20"}, "returned"),
    ]
    for who, act, body, state in steps:
        if act == "submit":
            filing.sign(actor=cast.zhaogang, obligation=story.owed(cycle))
            filing.sign(actor=cast.qianmei, obligation=story.owed(cycle))
            tag = filer.get(report(cycle))["ETag"]
        assert act in who.get(report(cycle)).json()["acts"]
        done = who.post(report(cycle, act), body, match=tag)
        assert (done.status_code, done.json().get("status")) == (200, state), (act, done.content)
        tag = done["ETag"]
    decided = county.get(report(cycle)).json()["decisions"]
    assert [(d["outcome"], d["reason"], d["decided_by"]) for d in decided] == [
        ("returned", "缺少来源", "陈静")
    ]
    assert Entry.objects.filter(verb="report.submit").get().via == "rest"


def test_an_act_takes_only_what_it_needs(desk: Programs, cast: Cast, cycle: Cycle) -> None:
    story.received(cast, cycle)
    county = desk("chenjing")
    tag = county.get(report(cycle))["ETag"]
    without = county.post(report(cycle, "return"), {}, match=tag)
    assert {e["pointer"] for e in without.json()["errors"]} == {"/reason", "/new_due_on"}
    extra = county.post(report(cycle, "accept"), {"new_due_on": "2026-12-20"}, match=tag)
    assert (extra.status_code, extra.json()["errors"][0]["pointer"]) == (400, "/new_due_on")
    conflict = county.post(report(cycle, "receive"), {}, match=tag)
    assert conflict.status_code == 409


def test_the_same_key_does_it_once_and_gives_the_same_answer(
    program: Programs, cast: Cast, cycle: Cycle
) -> None:
    row = story.submitted(cast, cycle)
    county = program("chenjing")
    first = county.post(report(cycle, "receive"), {}, match=row.version, key="k-1")
    again = county.post(report(cycle, "receive"), {}, match=row.version, key="k-1")
    assert (first.status_code, again.status_code) == (200, 200), again.content
    assert (again.content, again["ETag"]) == (first.content, first["ETag"])
    assert again["Idempotency-Replayed"] == "true"
    assert Entry.objects.filter(verb="report.receive").count() == 1
    other = county.post(report(cycle, "accept"), {"reason": "好"}, match=row.version + 1, key="k-1")
    assert (other.status_code, other.json()["type"]) == (409, "urn:baton:problem:idempotency_key_reused")


def test_a_refused_act_leaves_its_key_free(program: Programs, cast: Cast, cycle: Cycle) -> None:
    row = story.submitted(cast, cycle)
    county = program("chenjing")
    assert county.post(report(cycle, "receive"), {}, match=1, key="k-2").status_code == 412
    assert county.post(report(cycle, "receive"), {}, match=row.version, key="k-2").status_code == 200


def test_a_key_of_one_program_is_not_the_key_of_another(program: Programs, cast: Cast, cycle: Cycle) -> None:
    row = story.submitted(cast, cycle)
    first, second = program("chenjing"), program("chenjing")
    done = first.post(report(cycle, "receive"), {}, match=row.version, key="same")
    assert done.status_code == 200, done.content
    # The other program's request is judged anew, not answered with what the first was told.
    own = second.post(report(cycle, "receive"), {}, match=row.version, key="same")
    assert (own.status_code, own.get("Idempotency-Replayed")) == (412, None)


def test_a_program_must_send_a_key_and_a_browser_a_csrf_token(
    program: Programs, cast: Cast, cycle: Cycle
) -> None:
    row = story.submitted(cast, cycle)
    without = program("chenjing").post(report(cycle, "receive"), {}, match=row.version, key="")
    assert (without.status_code, without.json()["type"]) == (400, "urn:baton:problem:idempotency_key_needed")
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.user("chenjing"))
    person = Program(client=browser)
    assert person.get("me/").status_code == 200
    assert person.post(report(cycle, "receive"), {}, match=row.version).status_code == 403
    assert story.owed(cycle).status == "submitted"
    relaxed = Client()
    relaxed.force_login(cast.user("chenjing"))
    assert (
        Program(client=relaxed).post(report(cycle, "receive"), {}, match=row.version, key="").status_code
        == 200
    )


def test_too_many_requests_are_told_when_to_come_back(program: Programs, settings: Any) -> None:
    settings.API_RATE = 2
    county = program("chenjing")
    answers = [county.get("me/") for _ in range(3)]
    assert answers[-1].status_code == 429
    assert answers[-1]["Content-Type"] == "application/problem+json"
    assert 0 < int(answers[-1]["Retry-After"]) <= 60


def test_a_person_with_a_one_time_code_is_refused_in_the_same_form(cast: Cast) -> None:
    user = cast.user("chenjing")
    User.objects.filter(pk=user.pk).update(must_change_password=True)
    browser = Client()
    browser.force_login(user)
    answer = Program(client=browser).get("me/")
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")


def test_a_head_request_gives_the_tag_alone(program: Programs, cycle: Cycle) -> None:
    county = program("chenjing")
    path = f"obligations/{cycle.key}/{town().code}/"
    head = county.client.head(f"/api/v1/{path}", headers=county.headers)
    assert (head.content, head["ETag"]) == (b"", county.get(path)["ETag"])


def test_pages_lead_forward_and_back_and_miss_nothing(program: Programs, cycle: Cycle) -> None:
    city = program("zhouqiang")
    for order in ("due_on", "-due_on", "unit", "-unit"):
        whole = [row["unit"] for row in city.get("obligations/", order=order).json()["results"]]
        seen: list[str] = []
        page = city.get("obligations/", order=order, limit="3").json()
        assert page["previous"] is None
        while True:
            seen += [row["unit"] for row in page["results"]]
            if page["next"] is None:
                break
            page = city.get(page["next"]).json()
        assert seen == whole
        back = city.get(page["previous"]).json()
        assert [row["unit"] for row in back["results"]] == whole[
            -len(page["results"]) - 3 : -len(page["results"])
        ]
        assert city.get(back["next"]).json()["results"] == page["results"]


def test_a_cursor_belongs_to_its_list_and_order(program: Programs, cycle: Cycle) -> None:
    city = program("zhouqiang")
    cursor = city.get("obligations/", limit="3").json()["next"].partition("cursor=")[2]
    for params in ({"order": "-due_on", "cursor": cursor}, {"cursor": "x"}, {"cursor": cursor[:-2]}):
        answer = city.get("obligations/", **params)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "?cursor")


def test_what_changed_since_is_listed_and_nothing_else(program: Programs, cast: Cast, cycle: Cycle) -> None:
    county = program("chenjing")
    later = clock.now() + timedelta(hours=1)
    with clock.moved_to(later):
        story.drafted(cast, cycle)
    rows = county.get("obligations/", updated_since=later.isoformat()).json()["results"]
    assert [row["unit"] for row in rows] == [town().code]
    whole = county.get("obligations/", updated_since=clock.now().isoformat()).json()["results"]
    assert len(whole) == 4  # the cycle was opened at that instant


@pytest.mark.parametrize("path", ["obligations/", "units/", "postings/", "cycles/"])
def test_a_page_takes_as_many_queries_for_a_hundred_rows_as_for_one(
    program: Programs, cycle: Cycle, path: str
) -> None:
    nation = program("linnan")
    counts = []
    for limit in (1, 20, 100):
        with CaptureQueriesContext(connection) as seen:
            assert nation.get(path, limit=str(limit)).status_code == 200
        counts.append(len(seen))
    assert len(set(counts)) == 1
    assert counts[0] <= 6
