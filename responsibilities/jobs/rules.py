"""When timed work runs, how long work is tried, and what the application's login may do to each table;

Pure.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

MOST_ATTEMPTS = 3
"""Runs of one job that may be cut off before it is given up."""

KEY_KEPT = timedelta(hours=24)
"""How long the answer to a request with an idempotency key is kept."""

RESULT_KEPT = timedelta(days=7)
"""How long the file that came of a job is kept: it may hold names and telephone numbers,
and is made anew in seconds.
"""


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
    """The first time after `now` in step with the stored one:

    What was missed is made good once, not many times.
    """
    if next_at > now:
        return now + every
    return next_at + every * ((now - next_at) // every + 1)


def retry_at(failures: int, now: datetime) -> datetime:
    """When failed timed work is tried again: after 1, 2, 4 … minutes, an hour at most."""
    return now + timedelta(minutes=min(2 ** max(failures - 1, 0), 60))


# ------------------------------------------------------------------ what the application's login may do

DELETABLE = frozenset(
    {
        "account_emailaddress",
        "account_emailconfirmation",
        "django_session",
        "jobs_idempotencykey",
        "mfa_authenticator",
        "reports_draft",
        "reports_tally",
        "shared_cache",
        "socialaccount_socialaccount",
        "socialaccount_socialtoken",
    }
)
"""Tables whose rows are no official facts and may be removed."""

APPEND_ONLY = frozenset(
    {
        "access_securityevent",
        "posts_rostersignin",
        "record_entry",
        "record_leaf",
        "record_seal",
        "reports_decision",
        "reports_signature",
        "reports_submission",
    }
)
"""Tables that are only added to, besides the row history (`…event`)."""

READ_ONLY = frozenset(
    {
        "auth_group",
        "auth_group_permissions",
        "auth_permission",
        "django_content_type",
        "django_migrations",
        "guardian_groupobjectpermission",
        "guardian_userobjectpermission",
        "pghistory_context",
    }
)
"""Tables that only the owner writes."""


def privileges(table: str) -> frozenset[str]:
    """What the application's login may do to a table; never TRUNCATE."""
    if table in READ_ONLY:
        return frozenset({"SELECT"})
    if table in APPEND_ONLY or table.endswith("event"):
        return frozenset({"SELECT", "INSERT"})
    if table in DELETABLE:
        return frozenset({"SELECT", "INSERT", "UPDATE", "DELETE"})
    return frozenset({"SELECT", "INSERT", "UPDATE"})


def changes(held: Collection[str], wanted: Collection[str]) -> tuple[list[str], list[str]]:
    """What to grant and what to revoke, in a fixed order."""
    return sorted(set(wanted) - set(held)), sorted(set(held) - set(wanted))
