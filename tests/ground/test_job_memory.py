"""What a job reads for whoever asked is read with the rights of that job."""

from dataclasses import replace
from functools import cache

import pytest

from responsibilities.access.queries import actor_for
from responsibilities.jobs.actions import queue, running
from responsibilities.jobs.models import Job
from responsibilities.roles import Capability
from revitalization.kit.actor import Actor, Ceiling
from revitalization.kit.reach import Span
from tests.cast import Cast, town
from tests.ground import kinds
from tests.working import run_jobs


def ask(actor: Actor) -> Job:
    kinds.register()
    return queue(
        actor=actor, kind="tests.remember", params={}, lo=town().lo, capability=Capability.REPORT_READ
    )


@pytest.mark.parametrize("limited", [False, True])
def test_what_one_job_read_for_its_asker_is_not_told_to_the_next(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, limited: bool
) -> None:
    """Also where accounts are remembered between two jobs: what was read is read anew, within the limits of now."""
    monkeypatch.setattr(running, "actor_for", cache(actor_for))
    ceiling = Ceiling(frozenset({Capability.REPORT_READ}), Span(town().lo, town().hi)) if limited else None
    wider = Ceiling(frozenset({Capability.REPORT_READ, Capability.UNIT_READ}), Span(town().lo, town().hi))
    jobs = [ask(replace(cast.wangfang, ceiling=one)) for one in (ceiling, wider)]
    run_jobs()
    assert Job.objects.get(pk=jobs[1].pk).result == {"rights": ["report.read", "unit.read"]}
