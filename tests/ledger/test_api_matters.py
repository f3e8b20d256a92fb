"""Matters of the ledger for programs: drawing up, issuing, changing words, the feed of changes."""

from collections.abc import Callable

import pytest

from responsibilities.ledger.models import Item, Matter
from responsibilities.record.actions import fold
from tests import world
from tests.api.conftest import Program
from tests.cast import Cast, town
from tests.ledger import story
from tests.ledger.asking import kept, pointers

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]
PLAN = {
    "kind": "task",
    "issuer": world.YONGDENG,
    "year": 2026,
    "title": "整修机耕道",
    "target": "年底前整修八公里。",
    "issued_on": "2026-11-20",
    "start_on": "2026-11-20",
    "due_on": "2026-12-20",
    "milestones": [{"on": "2026-12-01", "percent": 40}],
    "levels": ["township"],
    "basis": "履职事项清单第23项",
}


def test_a_matter_is_drawn_up_issued_and_issued_again_to_whom_is_new(program: Programs, cast: Cast) -> None:
    county = program("chenjing")
    made = county.post("matters/", PLAN, key="draw")
    assert (made.status_code, made.json()["acts"], made.json()["missing"]) == (201, ["issue", "discard"], 3)
    assert made.json()["milestones"] == [{"on": "2026-12-01", "percent": "40.0"}]
    assert county.post("matters/", PLAN, key="draw").json() == made.json()
    assert Matter.objects.count() == 1
    address = made["Location"].removeprefix("/api/v1/")
    assert program("wangfang").get(address).status_code == 404
    issued = county.post(f"{address}issue/", match=made["ETag"])
    assert (issued.json()["status"], issued.json()["created"], issued.json()["owed"]) == ("issued", 3, 3)
    assert program("wangfang").get(address).json()["missing"] is None
    again = county.post(f"{address}issue/", match=issued["ETag"])
    assert (again.status_code, again.json()["created"], Item.objects.count()) == (200, 0, 3)
    listed = county.get("matters/", status="issued", kind="task", under=world.YONGDENG).json()["results"]
    assert [(row["number"], row["issuer"], row["owed"]) for row in listed] == [
        ("2026重001", world.YONGDENG, 3)
    ]
    assert county.get("matters/", under=world.XIJI).json()["results"] == []


def test_a_wrong_matter_is_named_field_by_field_and_nothing_is_drawn_up(
    program: Programs, cast: Cast
) -> None:
    county = program("chenjing")
    before = kept()
    for more, pointer in (
        ({"basis": ""}, "/basis"),
        ({"levels": ["village"]}, "/approval"),
        ({"levels": []}, "/levels"),
        ({"due_on": "2026-11-01"}, "/due_on"),
        ({"codes": [world.XIJI]}, "/codes"),
        ({"lead": world.XIJI}, "/lead"),
        ({"lead": "629999999000"}, "/lead"),
        ({"kind": "wish"}, "/kind"),
        ({"issuer": "629999999000"}, "/issuer"),
        ({"categories": ["L99"]}, "/categories"),
        ({"milestones": [{"on": "2027-01-01", "percent": 40}]}, "/milestones"),
        ({"milestones": [{"on": "2026-12-01", "percent": 101}]}, "/milestones/0/percent"),
        ({"severity": "dire"}, "/severity"),
        ({"document_number": "七号"}, "/document_number"),
        ({"wish": 1}, "/wish"),
    ):
        answer = county.post("matters/", {**PLAN, **more})
        assert (answer.status_code, pointers(answer)) == (400, {pointer}), (more, answer.content)
    assert county.post("matters/", {**PLAN, "issuer": world.XIJI}).status_code == 404
    assert program("wangfang").post("matters/", PLAN).status_code == 403
    assert program("zhouqiang").post("matters/", PLAN).status_code == 403
    assert kept() == before


def test_words_are_changed_on_the_version_that_was_read_and_a_draft_is_discarded(
    program: Programs, cast: Cast
) -> None:
    matter = story.issued(cast)
    county = program("chenjing")
    address = f"matters/{matter.key}/"
    sent = {"target": "改造三十六公里。", "reason": "新增两个村。"}
    assert county.post(f"{address}revise/", sent, match=99).status_code == 412
    revised = county.post(f"{address}revise/", sent, match=county.get(address)["ETag"])
    assert (revised.json()["words"], revised.json()["target"], revised.json()["created"]) == (
        2,
        "改造三十六公里。",
        None,
    )
    assert [(v["number"], v["by"], v["reason"]) for v in revised.json()["versions"]] == [
        (1, "陈静", ""),
        (2, "陈静", "新增两个村。"),
    ]
    draft = story.drafted(cast.chenjing, title="不办了", document_number="永农领办〔2026〕9号")
    gone = county.post(f"matters/{draft.key}/discard/", match=1)
    assert (gone.status_code, gone.json()["status"]) == (200, "discarded")
    assert county.get(f"matters/{draft.key}/").status_code == 404


def test_the_feed_tells_of_items_and_matters(program: Programs, cast: Cast) -> None:
    fold(everything=True)
    county = program("chenjing")
    start = county.get("status/changes").json()["next"]
    row = story.reported(cast, story.underway(cast), "30")
    fold(everything=True)
    told = county.get("status/changes", after=start, kinds="ledger,matter").json()["changes"]
    found = [(c["kind"], c["key"], c["verb"]) for c in told]
    assert ("matter", row.matter.key, "matter.issue") in found
    assert ("ledger", row.public_id, "ledger.progress") in found
    elsewhere = program("sunli").get("status/changes", after=start, kinds="ledger").json()["changes"]
    assert [c["key"] for c in elsewhere if c["key"].endswith(town().code)] == []
