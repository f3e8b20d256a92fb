"""Jobs as their askers see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from responsibilities.jobs.models import Job, JobQuerySet
from responsibilities.jobs.rules import OPEN, WAITS_LONG, JobStatus
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.registry import REGISTRY
from revitalization.kit.words import N_

LABELS = {
    JobStatus.QUEUED: N_("Waiting"),
    JobStatus.RUNNING: N_("Running"),
    JobStatus.DONE: N_("Done"),
    JobStatus.FAILED: N_("Not done"),
    JobStatus.CANCELLED: N_("Cancelled"),
}
TONES = {
    JobStatus.QUEUED: "grey",
    JobStatus.RUNNING: "blue",
    JobStatus.DONE: "green",
    JobStatus.FAILED: "red",
    JobStatus.CANCELLED: "grey",
}


@dataclass(frozen=True)
class Shown:
    """One job as it is shown; `reasons` are in the reader's language where they are ours."""

    public_id: str
    kind: str
    status: str
    label: str
    tone: str
    is_open: bool
    waits_long: bool
    done: int
    total: int
    queued_at: datetime
    ended_at: datetime | None
    reasons: Sequence[Mapping[str, Any]]
    result: Mapping[str, Any]
    file_name: str
    has_file: bool

    @property
    def missing(self) -> list[str]:
        """The characters of the paper that no font had, each with its code point."""
        return [f"{char}（U+{ord(char):04X}）" for char in str(self.result.get("missing", ""))]


def shown(job: Job) -> Shown:
    """The job as it is shown: state, progress, result or faults, in the reader's language."""
    status = JobStatus(job.state)
    return Shown(
        public_id=str(job.public_id),
        kind=kind_label(job.kind),
        status=job.state,
        label=_(LABELS[status]),
        tone=TONES[status],
        is_open=job.is_open,
        waits_long=status is JobStatus.QUEUED and clock.now() - job.queued_at > WAITS_LONG,
        done=job.done,
        total=job.total,
        queued_at=job.queued_at,
        ended_at=job.ended_at,
        reasons=[
            {**reason, "message": _(said) if (said := reason["message"]) else ""} for reason in job.reasons
        ],
        result=job.result,
        file_name=job.file_name,
        has_file=bool(job.file),
    )


def kind_label(key: str) -> str:
    """The word for a kind of work; its key where an earlier version knew it."""
    try:
        return _(REGISTRY.job(key).label)
    except StopIteration:
        return key


def own_page(job: Job) -> str:
    """The address of the page that this kind of work has of its own; "" when it has none."""
    try:
        page = REGISTRY.job(job.kind).page
    except StopIteration:
        return ""
    return page(job) if page is not None else ""


def may_repeat(job: Job) -> bool:
    """Whether failed work can be done again: once, and not where its end removed what it was made of."""
    try:
        kind = REGISTRY.job(job.kind)
    except StopIteration:
        return False
    return job.state == JobStatus.FAILED and not job.repeats and kind.ended is None


def jobs_of(actor: Actor) -> JobQuerySet:
    """The jobs a person asked for, where the right to their result still holds; newest first."""
    found = Job.objects.asked_for_by(actor.user_id)
    needed = (
        Job.objects.asked_for_by(actor.user_id).exclude(capability="").values_list("capability", flat=True)
    )
    allowed = found.filter(capability="")
    for capability in sorted(set(needed.distinct())):
        allowed = allowed | found.within(actor.reach(capability)).filter(capability=capability)
    return allowed.order_by("-pk")


_IN_TURN = """
SELECT mine.id
FROM (
    SELECT id, asked_by_id, row_number() OVER (PARTITION BY asked_by_id ORDER BY id) AS place
    FROM jobs_job WHERE state = ANY(%(open)s)
) mine
LEFT JOIN LATERAL (
    SELECT started_at FROM jobs_job
    WHERE asked_by_id IS NOT DISTINCT FROM mine.asked_by_id AND started_at IS NOT NULL
    ORDER BY id DESC LIMIT 1
) served ON mine.place = 1
ORDER BY mine.place, served.started_at NULLS FIRST, mine.id LIMIT %(most)s
"""
_USUAL = """
SELECT coalesce(extract(epoch FROM avg(ended_at - started_at)), 0)
FROM (SELECT started_at, ended_at FROM jobs_job WHERE started_at IS NOT NULL AND ended_at IS NOT NULL
      ORDER BY id DESC LIMIT 20) lately
"""


def in_turn(most: int = 50) -> list[int]:
    """Ids of open jobs in the order they are taken: each account's oldest, then each one's next.

    Among the oldest those of accounts not served yet come first, then whoever was served longest ago, so that the many
    jobs of one account keep nobody else waiting for more than one of them.
    """
    with connection.cursor() as cursor:
        cursor.execute(_IN_TURN, {"open": list(OPEN), "most": most})
        return [pk for (pk,) in cursor.fetchall()]


def seconds_until_one_ends() -> int:
    """About how long until an account that has open work sees one of its jobs end: a turn of everybody."""
    with connection.cursor() as cursor:
        cursor.execute(_USUAL)
        usual = float(cursor.fetchone()[0])
    accounts = Job.objects.open().order_by().values("asked_by").distinct().count()
    return max(10, round(usual * accounts))


def anything_open() -> bool:
    """Whether a job of anybody is waiting or running."""
    return Job.objects.open().exists()
