"""How the installation is: the queue, timed work, failed work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, QuerySet

from responsibilities.jobs.models import Job, NextRun
from responsibilities.jobs.queries import kind_label
from responsibilities.jobs.rules import JobStatus
from responsibilities.operations.rules import is_overdue
from responsibilities.roles import Capability
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.reach import Span
from revitalization.kit.registry import REGISTRY

EVERYTHING = Span(0, 0)
"""The place of what belongs to no unit: the top of the tree."""


def runs_the_system(actor: Actor) -> bool:
    """Whether this reader runs the installation as a whole: the right is held on the top of the tree, from memory."""
    return actor.can(Capability.SYSTEM_RUN, EVERYTHING)


@dataclass(frozen=True)
class QueueLine:
    """Open work of one kind."""

    kind: str
    waiting: int
    running: int
    oldest: datetime | None


@dataclass(frozen=True)
class Queue:
    """What is open: by kind, how many accounts wait, since when the oldest waits (None: nothing waits)."""

    lines: Sequence[QueueLine]
    accounts: int
    oldest: datetime | None

    @property
    def waiting(self) -> int:
        """How many jobs of all kinds wait to be begun."""
        return sum(line.waiting for line in self.lines)

    @property
    def running(self) -> int:
        """How many jobs of all kinds are being worked on."""
        return sum(line.running for line in self.lines)


def queue_now() -> Queue:
    """The queue, with two queries however long it is."""
    found = Job.objects.open().order_by().values("kind", "state")
    counted = {
        (row["kind"], row["state"]): row for row in found.annotate(n=Count("id"), since=Min("queued_at"))
    }
    waiting, running = JobStatus.QUEUED.value, JobStatus.RUNNING.value
    none: Mapping[str, Any] = {"n": 0, "since": None}
    lines = [
        QueueLine(
            kind_label(kind),
            counted.get((kind, waiting), none)["n"],
            counted.get((kind, running), none)["n"],
            counted.get((kind, waiting), none)["since"],
        )
        for kind in sorted({kind for kind, _state in counted})
    ]
    accounts = Job.objects.filter(state=waiting).aggregate(n=Count("asked_by", distinct=True))["n"]
    return Queue(lines, accounts, min((it.oldest for it in lines if it.oldest), default=None))


@dataclass(frozen=True)
class SweepLine:
    """One piece of timed work: what it does, how often, how its last run went."""

    key: str
    about: str
    every: timedelta
    began: datetime | None
    took: timedelta | None
    touched: int
    next_at: datetime | None
    error: str
    failures: int
    overdue: bool


def sweeps_now() -> list[SweepLine]:
    """All timed work of the registry beside what is stored of its runs: overdue first, then failed; one query."""
    now, stored = clock.now(), NextRun.objects.in_bulk()
    lines = [
        _sweep_line(one.key, one.about, one.every, stored.get(one.key), now) for one in REGISTRY.sweeps()
    ]
    return sorted(lines, key=lambda it: (not it.overdue, not it.error, it.key))


def _sweep_line(key: str, about: str, every: timedelta, row: NextRun | None, now: datetime) -> SweepLine:
    if row is None:
        return SweepLine(key, about, every, None, None, 0, None, "", 0, overdue=True)
    ended, began = row.last_done, row.last_started
    took = ended - began if began and ended and ended >= began else None
    return SweepLine(
        key, about, every, began, took, row.touched, row.next_at, row.last_error, row.failures,
        is_overdue(row.next_at, now),
    )  # fmt: skip


def failed_jobs() -> "QuerySet[Job]":
    """Work that failed, whoever asked for it."""
    return Job.objects.filter(state=JobStatus.FAILED)


def failed_kinds() -> list[tuple[str, str]]:
    """The kinds of work there are, with their words."""
    return [(kind.key, kind_label(kind.key)) for kind in REGISTRY.jobs()]


def seen_by_operators() -> "QuerySet[Job]":
    """What has a page at the console: what failed, and what was done again after it failed."""
    return (failed_jobs() | Job.objects.filter(repeats__gt=0)).select_related("asked_by")


def place_name(job: Job) -> str:
    """The name of the unit a job works on; "" where that is none."""
    return Unit.objects.filter(lo=job.lo).values_list("name", flat=True).first() or ""
