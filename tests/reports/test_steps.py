"""The way of a report: who had it, who has it now and since when, who is next; names only within rights."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reporting.reports.actions import deciding, filing
from reporting.reports.models import Cycle, Obligation
from reporting.reports.queries.steps import steps_by_key, steps_of
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from tests.cast import Cast, sister
from tests.reports import story

pytestmark = pytest.mark.django_db

Said = list[tuple[str, str, list[str]]]


def way(row: Obligation, actor: Actor) -> Said:
    """Word, state and hands of each step as the actor reads it."""
    steps = steps_of([story.owed(row.cycle, row.unit)], actor)[row.public_id]
    return [(s.label, s.state, [h.name + ("✓" if h.done else "") for h in s.hands]) for s in steps]


def sent(cast: Cast, cycle: Cycle) -> Obligation:
    return filing.send(actor=cast.wangfang, obligation=story.drafted(cast, cycle))


def half_signed(cast: Cast, cycle: Cycle) -> Obligation:
    row = sent(cast, cycle)
    filing.approve(actor=cast.lijun, obligation=row)
    return filing.sign(actor=cast.zhaogang, obligation=row)


TOLD: list[tuple[Callable[[Cast, Cycle], Obligation], Said]] = [
    (
        story.drafted,
        [
            ("Writing", "now", ["王芳"]),
            ("Review", "next", ["李军"]),
            ("Signing", "next", ["赵刚", "钱梅"]),
            ("Submission", "next", ["王芳"]),
            ("Receipt", "next", ["永登县"]),
            ("Acceptance", "next", ["永登县"]),
        ],
    ),
    (
        half_signed,
        [
            ("Writing", "done", ["王芳✓"]),
            ("Review", "done", ["李军✓"]),
            ("Signing", "now", ["赵刚✓", "钱梅"]),
            ("Submission", "next", ["王芳"]),
            ("Receipt", "next", ["永登县"]),
            ("Acceptance", "next", ["永登县"]),
        ],
    ),
    (
        story.accepted,
        [
            ("Writing", "done", ["王芳✓"]),
            ("Review", "done", ["李军✓"]),
            ("Signing", "done", ["赵刚✓", "钱梅✓"]),
            ("Submission", "done", ["王芳✓"]),
            ("Receipt", "done", ["陈静✓"]),
            ("Acceptance", "done", ["陈静✓"]),
        ],
    ),
]


@pytest.mark.parametrize(("happens", "said"), TOLD, ids=["drafted", "half signed", "accepted"])
def test_each_step_names_who_had_it_who_has_it_and_who_is_next(
    cast: Cast, happens: Callable[[Cast, Cycle], Obligation], said: Said
) -> None:
    row = happens(cast, story.running(cast))
    assert way(row, cast.wangfang) == said


def test_a_return_begins_the_way_anew_and_keeps_the_new_deadline(cast: Cast) -> None:
    row = story.returned(cast, story.running(cast))
    steps = steps_of([row], cast.wangfang)[row.public_id]
    assert [step.state for step in steps] == ["now", *["next"] * 5]
    assert (steps[0].due_on, steps[0].at) == (row.due_on, row.decided_at)


def test_who_reviews_and_files_is_told_inside_the_unit_only(cast: Cast) -> None:
    row = sent(cast, story.running(cast))
    for who in ("wangfang", "lijun", "zhaogang"):
        assert ("Review", "now", ["李军"]) in way(row, getattr(cast, who)), who
    for who in ("chenjing", "guoping", "wumin"):
        told = way(row, getattr(cast, who))
        assert ("Review", "now", []) in told, who
        assert ("Submission", "next", []) in told, who


def test_what_is_out_of_reach_has_no_way(cast: Cast) -> None:
    row = sent(cast, story.running(cast))
    assert list(steps_by_key(cast.chenjing, [row.public_id])) == [row.public_id]
    for who in ("maling", "sunli", "hexin", "anquan"):
        assert steps_by_key(getattr(cast, who), [row.public_id]) == {}, who
    assert steps_by_key(cast.chenjing, ["annual-2020-630000000000/620121101000"]) == {}


def test_an_exempt_report_has_no_way(cast: Cast) -> None:
    row = story.owed(story.running(cast))
    deciding.exempt(actor=cast.chenjing, obligation=row, reason="撤并")
    assert steps_by_key(cast.wangfang, [row.public_id]) == {}


def test_the_way_of_many_reports_costs_the_queries_of_one(cast: Cast) -> None:
    cycle = story.running(cast)
    later = half_signed(cast, story.running(cast, period="2025", number="甘农领办〔2026〕13号"))
    rows = [story.accepted(cast, cycle), story.owed(cycle, sister()), story.owed(later.cycle)]
    signer = cast.zhaogang
    with CaptureQueriesContext(connection) as queries:
        steps_of(rows, signer)
    assert len(queries) <= 5, [query["sql"][:200] for query in queries]


def test_the_report_shows_the_way_with_the_step_that_is_now(cast: Cast) -> None:
    row = story.drafted(cast, story.running(cast))
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(cast.user("wangfang"))
    shown = " ".join(
        client.get(reverse("report", args=[row.cycle.key, row.unit.code])).content.decode().split()
    )
    way_ = shown[shown.index('<ol class="stepper"') :].partition("</ol>")[0]
    (now,) = re.findall(r'<li class="now" aria-current="step">(.*?)</li>', way_)
    assert ("填报" in now, "王芳" in now, "12月5日" in now) == (True, True, True)
    assert re.findall(r"<strong>([^<]+)</strong>", way_) == ["填报", "审核", "签发", "报送", "签收", "审定"]


def test_after_an_act_the_page_says_who_is_next(cast: Cast) -> None:
    row = story.drafted(cast, story.running(cast))
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(cast.user("wangfang"))
    act = reverse("report_act", args=[row.cycle.key, row.unit.code, "send"])
    form = {"version": row.version, "draft_version": row.draft.version}
    assert "已完成：送审核。接下来：审核（李军）。" in client.post(act, form, follow=True).content.decode()


def test_the_line_of_what_others_have_says_who_has_it_and_how_long(cast: Cast) -> None:
    sent(cast, story.running(cast))
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(cast.user("wangfang"))
    with clock.moved_to(clock.now() + timedelta(days=2)):
        page = " ".join(client.get("/?view=mine").content.decode().split())
    line = re.sub(r"<[^>]+>", " ", page[page.index('class="step-now">') + 17 :].partition("</small>")[0])
    assert " ".join(line.split()).endswith("审核 ● 当前 李军 2 天前")


def test_programs_read_the_same_way_and_the_same_names(cast: Cast) -> None:
    row = sent(cast, story.running(cast))
    read = {}
    for who in ("wangfang", "chenjing"):
        client = Client()
        client.force_login(cast.user(who))
        read[who] = client.get(f"/api/v1/reports/{row.public_id}/").json()["steps"]
    assert [step["key"] for step in read["wangfang"]] == [
        "write",
        "review",
        "sign",
        "submit",
        "receive",
        "accept",
    ]
    assert [step["state"] for step in read["chenjing"]] == ["done", "now", *["next"] * 4]
    assert read["wangfang"][1]["hands"] == [{"name": "李军", "done": False}]
    assert read["chenjing"][1]["hands"] == []
    assert read["chenjing"][1]["due_on"] == str(row.due_on)
    assert read["chenjing"][1]["at"] is not None
