"""Findings for programs: reading within reach, recording once, answering; what is done in person is refused to tokens."""

from collections.abc import Callable
from typing import Any

import pytest

from assessments.inspections.models import Finding, Objection
from assessments.inspections.queries.finding_steps import steps_of as finding_steps
from assessments.inspections.queries.steps import steps_of as inspection_steps
from responsibilities.record.models import Entry
from tests.api.conftest import Program
from tests.api.conftest import desk as desk
from tests.api.conftest import program as program
from tests.cast import Cast, town
from tests.inspections import found
from tests.inspections.found import people

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]


def on_record() -> int:
    return Entry.objects.filter(subject_kind__in=("finding", "objection")).count()


def sheet(**more: Any) -> dict[str, Any]:
    values = {
        "client_key": "6f3a3c8e-5c0d-4c53-9d7d-0e3c4b8f2a10", "unit": town().code, "place": "河西村二社",
        "problem": "公厕无人管护。", "second": "qier",
    }  # fmt: skip
    return values | more


def test_a_device_records_a_sheet_once(program: Programs, cast: Cast) -> None:
    at = found.inspection(cast)
    team = program("heyi")
    first = team.post(f"inspections/{at.key}/findings/", sheet())
    again = team.post(f"inspections/{at.key}/findings/", sheet())
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["key"] == again.json()["key"] == f"{at.key}/1"
    assert first.json()["acts"] == ["put", "link", "discard"]
    assert Finding.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"second": "wangfang"}, "second"),
        ({"unit": "620123000000"}, "unit"),
        ({"found_on": "2026-11-23"}, "found_on"),
    ],
)
def test_a_wrong_field_is_named(program: Programs, cast: Cast, more: dict[str, Any], pointer: str) -> None:
    at = found.inspection(cast)
    answer = program("heyi").post(f"inspections/{at.key}/findings/", sheet(**more))
    assert answer.status_code == 400
    assert {error["pointer"] for error in answer.json()["errors"]} == {f"/{pointer}"}
    assert Finding.objects.count() == 0


def test_each_reads_what_lies_within_reach(program: Programs, cast: Cast) -> None:
    at = found.inspection(cast)
    draft, shown = found.recorded(cast, at), found.put(cast, at, problem="第二个。")

    def read(who: str) -> set[str]:
        return {row["key"] for row in program(who).get("findings/").json()["results"]}

    assert read("duwei") == read("wumin") == {draft.key, shown.key}
    assert read("wangfang") == read("chenjing") == {shown.key}
    assert read("maling") == set()
    assert program("wangfang").get(f"findings/{draft.key}/").status_code == 404
    assert program("wangfang").get(f"findings/{shown.key}/").json()["acts"] == ["answer"]


def test_the_unit_answers_by_program_and_objects_in_person_alone(
    program: Programs, desk: Programs, cast: Cast
) -> None:
    row = found.put(cast)
    unit = program("wangfang")
    read = unit.get(f"findings/{row.key}/")
    answer = unit.post(
        f"findings/{row.key}/answer/", {"view": "true", "person": "王芳"}, match=read.headers["ETag"]
    )
    assert (answer.status_code, answer.json()["view"]) == (200, "true")
    found.sent(cast, row.inspection)
    version = found.fresh(row).version
    before = on_record()
    said = program("zhaogang").post(f"findings/{row.key}/object/", {"reason": "不符。"}, match=f'"{version}"')
    assert said.status_code == 403
    assert (Objection.objects.count(), on_record()) == (0, before)
    said = desk("zhaogang").post(f"findings/{row.key}/object/", {"reason": "不符。"}, match=f'"{version}"')
    assert (said.status_code, said.json()["objection"]["status"]) == (200, "filed")


def test_an_objection_is_decided_in_person_alone(program: Programs, desk: Programs, cast: Cast) -> None:
    said = found.objected(cast)
    people(cast)
    address = f"findings/{said.finding.key}/objection/keep/"
    before = on_record()
    refused = program("tangsan").post(address, {"reason": "属实。"}, match='"1"')
    assert (refused.status_code, on_record()) == (403, before)
    read = desk("tangsan").get(f"findings/{said.finding.key}/").json()
    assert read["objection"]["acts"] == ["keep", "change", "withdraw"]
    done = desk("tangsan").post(address, {"reason": "属实。"}, match='"1"').json()
    assert (done["status"], done["objection"]["status"]) == ("listed", "kept")
    assert done["matter"]


def said(steps: Any) -> list[tuple[Any, ...]]:
    """Steps as programs get them, in the shape of those of a page."""
    return [
        (one["key"], one["state"], [hand["name"] for hand in one["hands"]], one["due_on"]) for one in steps
    ]


def on_page(steps: Any) -> list[tuple[Any, ...]]:
    due = [step.due_on.isoformat() if step.due_on else None for step in steps]
    return [
        (step.key, step.state, [hand.name for hand in step.hands], day)
        for step, day in zip(steps, due, strict=True)
    ]


def test_a_program_reads_the_same_steps_as_the_page_shows_its_holder(program: Programs, cast: Cast) -> None:
    row = found.put(cast)
    people(cast)
    for who in ("heyi", "wangfang", "duwei"):
        actor = people(cast).get(who) or getattr(cast, who)
        own, office = program(who), row.inspection
        assert said(own.get(f"findings/{row.key}/").json()["steps"]) == on_page(
            finding_steps([row], actor).get(row.key, ())
        ), who
        read = own.get(f"inspections/{office.key}/")
        if read.status_code == 200:
            assert said(read.json()["steps"]) == on_page(
                inspection_steps([office], actor).get(office.key, ())
            ), who
    assert said(program("heyi").get(f"findings/{row.key}/").json()["steps"])
