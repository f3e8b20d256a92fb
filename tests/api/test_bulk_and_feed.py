"""Many reports at once, and the feed of changes."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from reporting.reports.models import Cycle, Obligation
from responsibilities.access.actions import revoke_token
from responsibilities.access.actions.grants import end_grant, grant_role
from responsibilities.access.models import Grant
from responsibilities.access.queries import actor_for
from responsibilities.jobs.models import Job
from responsibilities.record.actions import fold
from responsibilities.record.api import POSITION
from responsibilities.record.models import Entry, Leaf
from responsibilities.units.models import Unit
from revitalization.kit import keyset
from revitalization.kit.actor import Actor
from revitalization.kit.perform import history
from tests import world
from tests.api.conftest import Program
from tests.cast import Cast, sister, town
from tests.reports import story
from tests.working import run_jobs

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


def test_nothing_and_more_than_the_most_are_refused(program: Programs, cast: Cast, cycle: Cycle) -> None:
    one = item(story.owed(cycle))
    for items in ([], [one] * 20_001):
        refused = program("chenjing").post("obligations/bulk/", {"act": "receive", "items": items})
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "/items")
    assert not Job.objects.exists()


@pytest.fixture
def one_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A job from the second report on: what is told here of two holds for 20,000."""
    monkeypatch.setattr("reporting.reports.api.bulk.AT_ONCE", 1)


def both(cast: Cast, cycle: Cycle) -> dict[str, Any]:
    """The towns' two reports: one submitted, the other not even begun."""
    return {
        "act": "receive",
        "items": [item(story.submitted(cast, cycle)), item(story.owed(cycle, sister()))],
    }


def submitted_too(cast: Cast, cycle: Cycle, code: str = "620121100000") -> Obligation:
    """The report of the county town (or another), as far as the office: put there by its own steps."""
    row = story.owed(cycle, world.unit(code))
    version = row.version
    with transaction.atomic(), history(Actor.system("tests", via="command"), "put") as _context:
        for state in ("draft", "signing", "signed", "submitted"):
            Obligation.objects.filter(pk=row.pk).update(status=state, version=version + 1)
    return story.owed(cycle, row.unit)


def test_over_a_thousand_it_is_a_job_that_names_every_fault_and_changes_nothing(
    program: Programs, cast: Cast, cycle: Cycle, one_at_once: None
) -> None:
    county = program("chenjing")
    body = both(cast, cycle)
    taken = county.post("obligations/bulk/", body, key="once")
    assert taken.status_code == 202, taken.content
    address = taken["Location"]
    assert address == f"/api/v1/obligations/bulk/{taken.json()['id']}/"
    again = county.post("obligations/bulk/", body, key="once")
    assert (again.status_code, again["Location"], again["Idempotency-Replayed"]) == (202, address, "true")
    assert Job.objects.count() == 1
    waiting = county.get(address).json()
    assert (waiting["state"], waiting["count"], waiting["results"]) == ("queued", 2, [])
    assert run_jobs() == 1
    over = county.get(address).json()
    assert (over["state"], over["results"]) == ("failed", [])
    assert [(e["pointer"], e["code"]) for e in over["errors"]] == [("/items/1", "conflict")]
    assert story.owed(cycle).status == "submitted"
    assert not Entry.objects.filter(verb="report.receive").exists()


def test_the_job_does_all_and_a_dry_run_none(
    program: Programs, cast: Cast, cycle: Cycle, one_at_once: None
) -> None:
    first, second = story.submitted(cast, cycle), submitted_too(cast, cycle)
    county = program("chenjing")
    body = {"act": "receive", "items": [item(first), item(second)]}
    for dry in (True, False):
        address = county.post("obligations/bulk/", body | {"dry_run": dry})["Location"]
        run_jobs()
        over = county.get(address).json()
        assert (over["state"], over["dry_run"], over["done"]) == ("done", dry, 2), over
        assert [row["status"] for row in over["results"]] == ["received", "received"]
        assert story.owed(cycle).status == ("submitted" if dry else "received")
    assert Entry.objects.filter(verb="report.receive").count() == 2


def test_the_results_are_cut_to_what_the_asker_may_read_now(
    program: Programs, cast: Cast, cycle: Cycle, one_at_once: None
) -> None:
    security = actor_for(cast.user("anquan").pk, fresh=True)
    gangu = Unit.objects.children_of(world.unit(world.GANGU)).filter(kind="town").order_by("lo")[0]
    away = grant_role(
        actor=security, user=cast.user("chenjing"), unit=world.unit(world.GANGU), role="receiver"
    )
    here, there = story.submitted(cast, cycle), submitted_too(cast, cycle, gangu.code)
    county = program("chenjing")
    address = county.post("obligations/bulk/", {"act": "receive", "items": [item(there), item(here)]})[
        "Location"
    ]
    assert run_jobs() == 1
    both_of_them = county.get(address).json()
    assert [row["code"] for row in both_of_them["results"]] == [gangu.code, town().code]
    end_grant(actor=security, grant=away, reason="调离")
    cut = county.get(address).json()
    assert (cut["state"], [row["code"] for row in cut["results"]]) == ("done", [town().code])
    assert gangu.code not in str(cut)


def test_the_job_belongs_to_the_asker_and_rights_are_those_of_the_moment_it_runs(
    program: Programs, cast: Cast, cycle: Cycle, one_at_once: None
) -> None:
    county = program("chenjing")
    address = county.post("obligations/bulk/", both(cast, cycle))["Location"]
    for other in ("zhouqiang", "wangfang", "maling"):
        assert program(other).get(address).status_code == 404
    assert county.get("obligations/bulk/" + str(UUID(int=7)) + "/").status_code == 404
    grant = Grant.objects.get(user=cast.user("chenjing"), role="receiver")
    end_grant(actor=actor_for(cast.user("anquan").pk, fresh=True), grant=grant, reason="调离")
    run_jobs()
    job = Job.objects.get()
    assert (job.state, job.reasons[0]["code"]) == ("failed", "forbidden")
    assert county.get(address).status_code == 404
    assert story.owed(cycle).status == "submitted"


def test_a_job_asked_with_a_token_that_was_revoked_before_it_runs_does_nothing(
    program: Programs, cast: Cast, cycle: Cycle, one_at_once: None
) -> None:
    county = program("chenjing")
    first, second = story.submitted(cast, cycle), submitted_too(cast, cycle)
    county.post("obligations/bulk/", {"act": "receive", "items": [item(first), item(second)]})
    assert county.token is not None
    revoke_token(actor=actor_for(cast.user("anquan").pk, fresh=True), token=county.token, reason="泄露")
    run_jobs()
    job = Job.objects.get()
    assert (job.state, job.reasons[0]["code"]) == ("failed", "forbidden")
    assert story.owed(cycle).status == "submitted"
    assert not Entry.objects.filter(verb="report.receive").exists()


def test_a_job_needs_a_key_and_the_right(
    program: Programs, cast: Cast, cycle: Cycle, one_at_once: None
) -> None:
    body = both(cast, cycle)
    assert program("chenjing").post("obligations/bulk/", body, key="").status_code == 400
    assert program("wangfang").post("obligations/bulk/", body).status_code == 403
    assert not Job.objects.exists()


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
    on = county.get("status/changes", after=found["next"]).json()
    assert (on["changes"], on["left_out"]) == ([], [])
    assert program("zhenghua").get("status/changes", after=start).json()["changes"] == []
    two = county.get("status/changes", after=start, limit=2).json()
    assert len(two["changes"]) == 2
    rest = county.get("status/changes", after=two["next"]).json()["changes"]
    assert [*two["changes"], *rest] == found["changes"]


def test_a_place_the_feed_does_not_know_is_gone(program: Programs, cycle: Cycle) -> None:
    fold()
    last = Leaf.objects.order_by("-seq").first()
    assert last is not None
    beyond = keyset.seal([last.seq + 1, "x"], POSITION)
    answer = program("chenjing").get("status/changes", after=beyond)
    assert (answer.status_code, answer.json()["type"]) == (410, "urn:baton:problem:gone")
