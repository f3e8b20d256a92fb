"""The ledger for programs: reading within reach, acting on what was read, drawing up and handing down."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from responsibilities.access.actions import tokens
from responsibilities.ledger.actions import drawing, timed
from responsibilities.ledger.models import Item, Matter, Progress
from responsibilities.ledger.queries.steps import steps_of
from revitalization.kit import clock
from tests import world
from tests.api.conftest import Program
from tests.cast import Cast, days, town
from tests.conftest import NOON
from tests.ledger import story
from tests.ledger.asking import kept, pointers

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]


def at(row: Item, *parts: str) -> str:
    return "/".join(["ledger", row.public_id, *parts]) + "/"


# ---------------------------------------------------------------- reading


def test_a_row_tells_what_is_claimed_from_what_is_verified(program: Programs, cast: Cast) -> None:
    done = story.closed(cast)
    claimed = story.reported(cast, story.underway(cast, title="办好第二件事"))
    rows = program("chenjing").get("ledger/", under=town().code).json()["results"]
    told = {row["matter"]: (row["claimed_percent"], row["verified"], row["status"]) for row in rows}
    assert told == {
        done.matter.key: ("100.0", True, "closed"),
        claimed.matter.key: ("100.0", False, "running"),
    }
    silent = program("sunli").get("ledger/", fields="claimed_percent,verified,number").json()["results"]
    assert [row["claimed_percent"] for row in silent] == [None, None]
    assert not any(row["verified"] for row in silent)


def test_filters_narrow_the_list_and_red_comes_first_by_lamp(program: Programs, cast: Cast) -> None:
    behind = story.item(story.issued(cast))
    ahead = story.item(
        story.issued(
            cast, title="明年的事", start_on=days(0), issued_on=days(0), document_number="永农领办〔2026〕8号"
        )
    )
    county = program("chenjing")

    def found(**given: str) -> set[str]:
        rows = county.get("ledger/", under=town().code, fields="matter", **given).json()["results"]
        return {row["matter"] for row in rows}

    first, second = behind.matter.key, ahead.matter.key
    assert (behind.lamp, ahead.lamp) == ("red", "green")
    assert found() == {first, second}
    assert found(lamp="red") == found(matter=first) == {first}
    assert found(status="issued", kind="task", year="2026", level="township") == {first, second}
    assert (
        found(year="2025") == found(kind="project") == found(overdue="1") == found(status="closed") == set()
    )
    assert found(due_before="2026-12-19", overdue="0") == {first, second}
    assert found(due_before="2026-12-18") == set()
    by_lamp = county.get("ledger/", under=town().code, order="lamp", fields="lamp").json()["results"]
    assert [row["lamp"] for row in by_lamp] == ["red", "green"]
    for wrong in ({"lamp": "blue"}, {"matter": "x"}, {"order": "version"}, {"fields": "id"}, {"until": "1"}):
        assert county.get("ledger/", **wrong).status_code == 400, wrong


def test_after_the_deadline_what_the_unit_has_still_to_do_is_overdue(program: Programs, cast: Cast) -> None:
    late = story.item(story.issued(cast))
    with clock.moved_to(NOON + timedelta(days=30)):
        county = program("chenjing")
        rows = county.get("ledger/", overdue="1", under=town().code).json()["results"]
        assert [(row["matter"], row["overdue"]) for row in rows] == [(late.matter.key, True)]
        one = county.get(at(late)).json()
        assert (one["overdue"], one["standing"]["lamp"], one["standing"]["why"]) == (True, "red", "overdue")
        assert one["standing"]["n"] == "6"


def test_pages_of_many_items_follow_one_another_without_gap_in_every_order(
    program: Programs, cast: Cast
) -> None:
    for n in range(4):
        story.issued(cast, title=f"事项{n}", document_number=f"永农领办〔2026〕{20 + n}号")
    county = program("chenjing")
    everything = {
        f"{row['matter']}/{row['unit']}" for row in county.get("ledger/", limit="500").json()["results"]
    }
    assert len(everything) == Item.objects.count() == 12
    for order in ("due_on", "-due_on", "unit", "-unit", "lamp"):
        seen, answer = [], county.get("ledger/", limit="5", order=order, count="1").json()
        assert answer["count"] == 12
        while True:
            seen += [f"{row['matter']}/{row['unit']}" for row in answer["results"]]
            if not answer["next"]:
                break
            answer = county.get(answer["next"]).json()
        assert (len(seen), set(seen)) == (12, everything), order


def test_lists_and_one_item_ask_as_many_queries_however_much_there_is(program: Programs, cast: Cast) -> None:
    row = story.reported(cast, story.underway(cast), "10")
    county = program("chenjing")

    def queries() -> list[int]:
        found = []
        for path in ("ledger/", "matters/", at(row), f"matters/{row.matter.key}/"):
            with CaptureQueriesContext(connection) as captured:
                assert county.get(path).status_code == 200
            found.append(len(captured))
        return found

    queries()
    few = queries()
    for n in range(3):
        story.issued(cast, title=f"事项{n}", document_number=f"永农领办〔2026〕{30 + n}号")
        row = story.reported(cast, row, str(20 + n))
        drawing.revise(actor=cast.chenjing, matter=row.matter, reason="补充", measure=f"措施{n}")
    assert queries() == few


def test_one_item_has_its_words_its_claims_and_its_steps(program: Programs, cast: Cast) -> None:
    row = story.checked(cast)
    one = program("wangfang").get(at(row)).json()
    assert (one["words"]["title"], one["words"]["issuer"]["name"]) == (row.matter.title, "永登县")
    assert [(p["percent"], p["by"]) for p in one["progress"]] == [("100.0", "王芳")]
    assert [(h["act"], h["by"], h["round"]) for h in one["handlings"]] == [
        ("check", "陈静", 1),
        ("declare", "赵刚", 1),
    ]
    assert (one["above"], one["words_changed"], one["route"]) == (None, False, ["check", "verify"])
    assert one["acts"] == []


def test_what_was_handed_down_shows_the_words_above_and_that_they_changed(
    program: Programs, cast: Cast
) -> None:
    above = story.drafted(
        cast.wumin, world.GANSU, levels=["county"], basis="", document_number="甘农领办〔2026〕5号"
    )
    province = program("wumin")
    issued = province.post(f"matters/{above.key}/issue/", match=1)
    assert (issued.status_code, issued.json()["created"]) == (200, Item.objects.count())
    county = program("chenjing")
    said = {
        "measure": "县里分三片推进。", "issued_on": "2026-11-24", "start_on": "2026-11-24", "due_on": "2026-12-10",
        "levels": ["township"], "basis": "履职事项清单第23项", "lead": world.YONGDENG,
    }  # fmt: skip
    down = county.post(f"ledger/{above.key}/{world.YONGDENG}/hand-down/", said)
    assert (down.status_code, down.json()["title"]) == (201, above.title), down.content
    assert down["Location"] == f"/api/v1/matters/{down.json()['key']}/"
    own = county.post(f"matters/{down.json()['key']}/issue/", match=down["ETag"]).json()
    assert (own["created"], own["owed"], own["missing"]) == (3, 3, 0)
    drawing.revise(
        actor=cast.wumin, matter=Matter.objects.get(pk=above.pk), reason="上调", target="改造四十公里。"
    )
    seen = program("wangfang").get(f"ledger/{own['key']}/{town().code}/").json()
    assert (seen["words"]["measure"], seen["words"]["lead"]["name"]) == ("县里分三片推进。", "永登县")
    assert (seen["above"]["target"], seen["words"]["target"]) == ("改造四十公里。", above.target)
    assert seen["words_changed"]
    taken = county.post(f"matters/{own['key']}/adopt/", match=own["version"])
    assert (taken.json()["target"], taken.json()["words_changed"]) == ("改造四十公里。", False)
    assert [v["number"] for v in taken.json()["versions"]] == [1, 2]


def test_what_lies_outside_of_the_reach_is_not_there(program: Programs, cast: Cast) -> None:
    row = story.item(story.issued(cast))
    draft = story.drafted(cast.chenjing, title="未下达", document_number="永农领办〔2026〕9号")
    before = kept()
    for username in ("sunli", "maling", "hexin"):
        stranger = program(username)
        assert stranger.get(at(row)).status_code == 404
        assert stranger.post(at(row, "accept"), match=1).status_code == 404
        assert stranger.get(f"matters/{draft.key}/").status_code == 404
        assert stranger.post(f"matters/{draft.key}/issue/", match=1).status_code == 404
    assert program("sunli").get(f"matters/{row.matter.key}/").status_code == 200
    assert program("maling").get("ledger/").json()["results"] == []
    assert kept() == before


# ---------------------------------------------------------------- acting


def test_a_program_of_the_town_reports_progress_once_however_often_it_sends(
    program: Programs, cast: Cast
) -> None:
    row = story.item(story.issued(cast))
    filer = program("wangfang")
    seen = filer.get(at(row))
    assert {"accept", "progress", "ask_extension"} <= set(seen.json()["acts"])
    sent = {"percent": "60", "words": "完成十九公里。"}
    first = filer.post(at(row, "progress"), sent, match=seen["ETag"], key="one")
    assert (first.status_code, first.json()["claimed_percent"], first.json()["verified"]) == (
        200,
        "60.0",
        False,
    )
    again = filer.post(at(row, "progress"), sent, match=seen["ETag"], key="one")
    assert (again.content, again["Idempotency-Replayed"]) == (first.content, "true")
    assert Progress.objects.count() == 1
    other = filer.post(at(row, "progress"), {**sent, "percent": "70"}, match=first["ETag"], key="one")
    assert other.status_code == 409


def test_a_stale_version_none_or_a_broken_body_is_refused_and_changes_nothing(
    program: Programs, cast: Cast
) -> None:
    row = story.reported(cast, story.underway(cast), "40")
    filer, sent = program("wangfang"), {"percent": "60", "words": "推进中。"}
    before = kept()
    assert filer.post(at(row, "progress"), sent, match=row.version - 1).status_code == 412
    assert filer.post(at(row, "progress"), sent).status_code == 428
    assert filer.post(at(row, "progress"), sent, match=row.version, key="").status_code == 400
    for body, pointer in (
        ({"percent": "101", "words": "推进中。"}, "/percent"),
        ({"percent": 60, "words": "推进中。"}, "/percent"),
        ({"percent": "30", "words": "推进中。"}, "/reason"),
        ({"percent": "60", "words": "字" * 301}, "/words"),
        ({"percent": "60", "words": "推进中。", "on_day": "2026-12-01"}, "/on_day"),
        ({"percent": "60", "words": "推进中。", "effect": "x"}, "/effect"),
        ({"percent": "60"}, "/words"),
    ):
        answer = filer.post(at(row, "progress"), body, match=row.version)
        assert (answer.status_code, pointers(answer)) == (400, {pointer}), body
    assert filer.post(at(row, "close"), {}, match=row.version).status_code == 404
    assert kept() == before


def test_a_token_without_the_right_is_refused_and_judging_never_has_one(
    program: Programs, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = story.declared(cast)
    reads = program("wangfang", ["ledger.read"])
    with monkeypatch.context() as earlier:
        # A token of before still names the rights; it does not have them any more.
        earlier.setattr(tokens, "IN_PERSON", frozenset())
        judge = program("chenjing", ["ledger.read", "ledger.check", "ledger.close"])
    seen, before = judge.get(at(row)), kept()
    assert (seen.status_code, seen.json()["acts"]) == (200, [])
    found = {"words": "属实。", "on_day": str(clock.today())}
    why = {"reason": "不实", "new_due_on": str(days(10))}
    for who, act, body in (
        (reads, "progress", {"percent": "60", "words": "推进中。"}),
        (judge, "check", found),
        (judge, "return", why),
        (judge, "cancel", {"reason": "取消", "document_number": "永农领办〔2026〕9号"}),
    ):
        assert who.post(at(row, act), body, match=seen["ETag"]).status_code == 403, act
    assert kept() == before


def test_the_same_person_checks_and_closes_in_the_own_session(
    desk: Callable[[str], Program], cast: Cast
) -> None:
    row = story.declared(cast)
    office = desk("chenjing")
    seen = office.get(at(row))
    assert seen.json()["acts"] == ["check", "return", "cancel"]
    found = {"words": "现场属实。", "on_day": str(clock.today())}
    checked = office.post(at(row, "check"), found, match=seen["ETag"], key="")
    closed = office.post(at(row, "verify"), {"words": "同意销号。"}, match=checked["ETag"], key="")
    assert (closed.json()["status"], closed.json()["verified"], closed.json()["lamp"]) == (
        "closed",
        True,
        "done",
    )
    assert closed.json()["closed_on"] == str(clock.today())


def test_a_lamp_that_turned_by_the_clock_is_among_what_was_updated(program: Programs, cast: Cast) -> None:
    story.reported(cast, story.underway(cast), "70")
    later = NOON + timedelta(days=25)
    with clock.moved_to(later):
        county = program("chenjing")
        since = later.isoformat()
        before = county.get("ledger/", updated_since=since).json()["results"]
        timed.turn_lamps()
        after = county.get("ledger/", updated_since=since).json()["results"]
    assert [row["unit"] for row in before] == []
    assert [(row["unit"], row["lamp"]) for row in after if row["unit"] == town().code] == [
        (town().code, "red")
    ]


def test_a_program_reads_the_same_steps_as_the_page_shows_its_holder(program: Programs, cast: Cast) -> None:
    row = story.declared(cast)
    for who in ("wangfang", "chenjing", "fengbo"):
        told = program(who).get(at(row)).json()["steps"]
        shown = steps_of([row], getattr(cast, who))[row.public_id]
        assert [(one["key"], one["state"]) for one in told] == [(step.key, step.state) for step in shown], who
        names = [[hand["name"] for hand in one["hands"]] for one in told]
        assert names == [[hand.name for hand in step.hands] for step in shown], who
    assert {one["state"] for one in told} == {"done", "now", "next"}
