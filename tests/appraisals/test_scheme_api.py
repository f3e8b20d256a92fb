"""Schemes for programs: listed, read, drawn up from a file, every act with its version, trials."""

from collections.abc import Callable
from typing import Any

import pytest

from assessments.appraisals.models import Scheme
from assessments.appraisals.rules.content import digest
from tests.api.conftest import Program
from tests.api.conftest import desk as desk  # a fixture
from tests.api.conftest import program as program  # a fixture
from tests.appraisals import story
from tests.cast import Cast

Programs = Callable[..., Program]
LIST = "assessment-schemes/"
KEY = "620121000000-by-source-2026-v1"
ONE = f"{LIST}{KEY}/"
pytestmark = pytest.mark.django_db


def drawn_up(of: Program, text: str = "", **more: Any) -> Any:
    return of.post(LIST, {"content": text or story.DATA.decode()}, **more)


def act(of: Program, name: str, body: Any = None, match: Any = None, **more: Any) -> Any:
    tag = match if match is not None else of.get(ONE)["ETag"]
    return of.post(f"{ONE}{name}/", body or {}, match=tag, **more)


def test_a_program_draws_a_scheme_up_and_takes_it_to_its_publication(
    cast: Cast, program: Programs, desk: Callable[[str], Program]
) -> None:
    office = program("chenjing")
    made = drawn_up(office)
    assert (made.status_code, made["Location"]) == (201, f"/api/v1/{ONE}")
    found = office.get(ONE)
    row = Scheme.objects.get()
    assert found["ETag"].startswith(f'"{row.version}-')
    body = found.json()
    assert body == made.json()
    assert (body["key"], body["status"], body["faults"], body["digest"]) == (
        KEY, "drafted", [], digest(row.content),
    )  # fmt: skip
    assert body["content"]["scheme"]["title"] == row.title
    assert body["formulas"]["1.1"]
    assert body["acts"] == ["edit", "submit", "discard"]
    assert act(office, "submit").json()["status"] == "submitted"
    assert act(office, "approve").status_code == 403
    assert act(program("fengbo"), "approve").status_code == 403
    assert act(desk("fengbo"), "approve").json()["status"] == "approved"
    number = {"document_number": story.NUMBER}
    assert act(office, "publish", number).status_code == 403, "nobody confirms a program"
    done = act(desk("chenjing"), "publish", number)
    assert (done.status_code, done.json()["number"]) == (200, story.NUMBER)
    new = act(office, "revise", {"reason": "调整权重。"})
    assert (new.status_code, new.json()["key"], new.json()["before"]) == (200, KEY[:-1] + "2", KEY)


def test_a_file_is_kept_as_it_came_to_its_last_line_break(cast: Cast, program: Programs) -> None:
    office, text = program("chenjing"), story.DATA.decode() + "\n# 说明\n\n"
    assert drawn_up(office, text).status_code == 201
    assert Scheme.objects.get().source == text
    other = text.replace('points = "40"', 'points = "40"  # 四十')
    assert act(office, "edit", {"content": other}).status_code == 200
    assert Scheme.objects.get().source == other


def test_the_list_is_filtered_paged_and_shows_what_one_may_read(cast: Cast, program: Programs) -> None:
    office = program("chenjing")
    drawn_up(office)
    other = (
        story.DATA.decode()
        .replace('"by-source-2026"', '"by-source-2027"')
        .replace("year = 2026", "year = 2027")
    )
    assert drawn_up(office, other).status_code == 201
    keys = [row["key"] for row in office.get(LIST).json()["results"]]
    assert keys == ["620121000000-by-source-2027-v1", KEY]
    assert [row["key"] for row in office.get(LIST, year=2026).json()["results"]] == [KEY]
    assert office.get(LIST, status="published").json()["results"] == []
    first = office.get(LIST, limit=1).json()
    assert [row["key"] for row in office.get(first["next"]).json()["results"]] == [KEY]
    assert office.get(LIST, fields="key,year").json()["results"][0].keys() == {"key", "year"}
    for username in ("wangfang", "zhenghua", "maling"):
        assert program(username).get(LIST).json()["results"] == [], username
        assert program(username).get(ONE).status_code == 404, username


def test_a_change_names_its_version_and_is_done_once(cast: Cast, program: Programs) -> None:
    office = program("chenjing")
    once = drawn_up(office, key="first")
    again = drawn_up(office, key="first")
    assert (again.status_code, again["Idempotency-Replayed"], again.content) == (201, "true", once.content)
    assert Scheme.objects.count() == 1
    twice = drawn_up(office)
    assert twice.status_code == 400
    assert office.post(f"{ONE}submit/", {}).status_code == 428
    assert act(office, "submit", match='"9"').status_code == 412
    assert act(office, "submit", key="").status_code == 400
    assert act(office, "submit", {"reason": "无"}).status_code == 400
    assert act(office, "edit").status_code == 400
    assert Scheme.objects.get().status == "drafted"


def test_what_is_wrong_in_a_file_is_said_at_its_field_with_the_place(cast: Cast, program: Programs) -> None:
    office = program("chenjing")
    broken = drawn_up(office, "[scheme")
    assert broken.status_code == 400
    assert broken.json()["errors"][0]["pointer"] == "/content"
    nameless = drawn_up(office, story.DATA.decode().replace("year = 2026", 'year = "zwei"'))
    assert nameless.json()["errors"][0]["detail"].startswith("[scheme] · year: ")
    elsewhere = drawn_up(office, story.DATA.decode().replace('"620121000000"', '"620122000000"'))
    assert elsewhere.status_code == 400
    null = drawn_up(office, story.DATA.decode().replace("2026年度", "\\u0000"))
    assert null.status_code == 400
    timed = drawn_up(office, story.DATA.decode().replace("cut_off = 2027-01-20", "cut_off = 07:30:00"))
    assert timed.status_code == 201
    assert [it["place"] for it in timed.json()["faults"]] == ["[scheme] · cut_off"]
    assert act(office, "submit").status_code == 409
    assert act(office, "edit", {"content": "[scheme"}).json()["errors"][0]["pointer"] == "/content"
    assert program("wangfang").post(LIST, {"content": story.DATA.decode()}).status_code == 403


def test_a_trial_names_the_faults_and_needs_neither_version_nor_key(
    cast: Cast, program: Programs, desk: Callable[[str], Program]
) -> None:
    office = program("chenjing")
    drawn_up(office)
    inputs = '[[value]]\nunit = "620121100000"\ncriterion = "1.1"\nvalue = "100"\n'
    for of in (office, desk("chenjing")):
        found = of.post(f"{ONE}trial/", {"inputs": inputs}, key="")
        assert found.status_code == 200, found.content
        assert [row["state"] for row in found.json()["result"]].count("no_data") == 2
    assert found.json()["moves"] is None
    wrong = office.post(f"{ONE}trial/", {"inputs": inputs.replace("1.1", "9.9")}, key="")
    assert wrong.status_code == 400
    (error,) = wrong.json()["errors"]
    assert error["pointer"] == "/inputs"
    assert error["detail"].startswith("[[value]] 1 (620121100000, 9.9) · criterion: ")
    assert office.post(f"{ONE}trial/", {}, key="").status_code == 400
    assert office.post(f"{ONE}trial/", {"inputs": ""}, key="").status_code == 200
    text = story.DATA.decode().replace('base = "100"', 'base = "90"')
    act(office, "edit", {"content": text})
    faulty = office.post(f"{ONE}trial/", {"inputs": inputs}, key="")
    assert faulty.status_code == 409
    assert "base" in str(faulty.json()["errors"])
    assert program("wangfang").post(f"{ONE}trial/", {"inputs": inputs}).status_code == 404
    assert desk("fengbo").post(f"{ONE}trial/", {"inputs": inputs}).status_code == 403
