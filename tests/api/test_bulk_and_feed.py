"""Many reports at once, and the feed of changes."""

from collections.abc import Callable
from typing import Any

import pytest

from reporting.reports.models import Cycle, Obligation
from responsibilities.record.actions import fold
from responsibilities.record.models import Entry, Leaf
from tests.api.conftest import Program
from tests.cast import Cast, sister, town
from tests.reports import story

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]


def item(row: Obligation, **more: Any) -> dict[str, Any]:
    return {"cycle": row.cycle.key, "code": row.unit.code, "version": row.version, **more}


def test_all_are_received_or_none(program: Programs, cast: Cast, cycle: Cycle) -> None:
    row, other = story.submitted(cast, cycle), story.owed(cycle, sister())
    county = program("chenjing")
    body = {"act": "receive", "items": [item(row), item(other), item(row, code="629999999000"), item(row)]}
    refused = county.post("obligations/bulk/", body)
    assert refused.status_code == 400
    said = {(e["pointer"], e["code"]) for e in refused.json()["errors"]}
    assert said == {("/items/1", "conflict"), ("/items/2", "not_found"), ("/items/3", "not_found")}
    assert story.owed(cycle).status == "submitted"
    done = county.post("obligations/bulk/", {"act": "receive", "items": [item(row)]})
    assert done.json()["results"] == [
        {"cycle": cycle.key, "code": town().code, "status": "received", "version": row.version + 1}
    ]
    assert Entry.objects.filter(verb="report.receive").count() == 1


def test_a_dry_run_says_what_would_happen_and_changes_nothing(
    program: Programs, cast: Cast, cycle: Cycle
) -> None:
    row = story.submitted(cast, cycle)
    body = {"act": "receive", "items": [item(row)], "dry_run": True}
    answer = program("chenjing").post("obligations/bulk/", body)
    assert (answer.json()["dry_run"], answer.json()["results"][0]["status"]) == (True, "received")
    assert story.owed(cycle).status == "submitted"
    assert not Entry.objects.filter(verb="report.receive").exists()


def test_a_stale_item_and_a_hidden_one_are_named(program: Programs, cast: Cast, cycle: Cycle) -> None:
    row = story.submitted(cast, cycle)
    stale = program("chenjing").post("obligations/bulk/", {"act": "receive", "items": [item(row, version=1)]})
    assert stale.json()["errors"][0]["code"] == "stale"
    gangu = program("zhenghua").post("obligations/bulk/", {"act": "receive", "items": [item(row)]})
    assert gangu.json()["errors"][0]["code"] == "not_found"
    assert (
        program("wangfang").post("obligations/bulk/", {"act": "receive", "items": [item(row)]}).status_code
        == 403
    )


def test_a_thousand_items_are_the_most(program: Programs, cast: Cast, cycle: Cycle) -> None:
    one = item(story.owed(cycle))
    assert (
        program("chenjing").post("obligations/bulk/", {"act": "receive", "items": [one] * 1001}).status_code
        == 400
    )
    assert program("chenjing").post("obligations/bulk/", {"act": "receive", "items": []}).status_code == 400


def test_the_feed_tells_what_changed_within_reach(program: Programs, cast: Cast, cycle: Cycle) -> None:
    county = program("chenjing")
    fold()
    start = county.get("status/changes").json()["next"]
    story.submitted(cast, cycle)
    assert county.get("status/changes", after=start).json()["changes"] == []
    fold()
    found = county.get("status/changes", after=start).json()
    assert [change["verb"] for change in found["changes"]][-1] == "report.submit"
    assert found["changes"][-1]["key"] == f"{cycle.key}/{town().code}"
    assert found["changes"][-1]["after"]["status"] == "submitted"
    assert not any(name.endswith("_id") for change in found["changes"] for name in change["after"])
    assert county.get("status/changes", after=found["next"]).json() == {"changes": [], "next": found["next"]}
    assert program("zhenghua").get("status/changes", after=start).json()["changes"] == []
    two = county.get("status/changes", after=start, limit=2).json()
    assert len(two["changes"]) == 2
    assert two["next"] == two["changes"][-1]["seq"]


def test_a_place_the_feed_does_not_know_is_gone(program: Programs, cycle: Cycle) -> None:
    fold()
    last = Leaf.objects.order_by("-seq").first()
    assert last is not None
    answer = program("chenjing").get("status/changes", after=last.seq + 1)
    assert (answer.status_code, answer.json()["type"]) == (410, "urn:baton:problem:gone")
