"""When timed work runs, how long work is tried, and what the application's login may do to each table; pure."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

MOST_OPEN = 40
"""Pieces of work one account may have waiting or running."""
MOST_ATTEMPTS = 3
"""Runs of one job that may be cut off before it is given up."""

MOST_CROSSED = 4
"""Times the work of one run is tried that crosses others in the database (a deadlock, a failure to serialise)."""

KEY_KEPT = timedelta(hours=24)
"""How long the answer to a request with an idempotency key is kept."""

RESULT_KEPT = timedelta(days=7)
"""How long the file that came of a job is kept: it may hold names and telephone numbers,
and is made anew in seconds.
"""


WAITS_LONG = timedelta(minutes=2)
"""A job that waited so long is said to be safe: its turn has not come, or queue and workers stand still."""


class JobStatus(StrEnum):
    """How far a job is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN = (JobStatus.QUEUED.value, JobStatus.RUNNING.value)


def is_due(next_at: datetime, every: timedelta, now: datetime) -> bool:
    """Whether the stored time has come, or lies so far ahead that only a wrong clock can have written it."""
    return next_at <= now or next_at > now + max(every, timedelta(hours=1)) * 2


def following(next_at: datetime, every: timedelta, now: datetime) -> datetime:
    """The first time after `now` that keeps step with `next_at`; what was missed is made good once, not many times."""
    if next_at > now:
        return now + every
    return next_at + every * ((now - next_at) // every + 1)


def pause_after(tries: int, chance: float) -> float:
    """Seconds before work that crossed others is tried again: longer each time; `chance` (0 to 1) keeps two apart."""
    return 0.1 * 2 ** (tries - 1) * (1 + chance)


def retry_at(failures: int, now: datetime) -> datetime:
    """When failed timed work is tried again: after 1, 2, 4 … minutes, an hour at most."""
    return now + timedelta(minutes=min(2 ** max(failures - 1, 0), 60))


# ------------------------------------------------------------------ what the application's login may do

RIGHTS_OF = {
    "read_only": frozenset({"SELECT"}),
    "append_only": frozenset({"SELECT", "INSERT"}),
    "changeable": frozenset({"SELECT", "INSERT", "UPDATE"}),
    "deletable": frozenset({"SELECT", "INSERT", "UPDATE", "DELETE"}),
}
"""What each list of a slice's declaration allows; never TRUNCATE."""


def changes(held: Collection[str], wanted: Collection[str]) -> tuple[list[str], list[str]]:
    """What to grant and what to revoke, in a fixed order."""
    return sorted(set(wanted) - set(held)), sorted(set(held) - set(wanted))
