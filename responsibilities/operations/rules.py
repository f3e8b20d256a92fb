"""What is late, old or short on a running installation; pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

OVERDUE_AFTER = timedelta(minutes=5)
"""How far behind its time a sweep may be: the clock looks every minute, and a tick may be long."""
SHORT_OF_ROOM = 10
"""Per cent of a disk below which room is short."""


def is_overdue(next_at: datetime, now: datetime) -> bool:
    """Whether timed work should have begun long ago: by more than `OVERDUE_AFTER`. Both instants are aware."""
    return now - next_at > OVERDUE_AFTER


@dataclass(frozen=True)
class Span:
    """A length of time in the largest unit that says it: `n` of "day", "hour", "minute" or "second"."""

    n: int
    unit: str


def span(length: timedelta) -> Span:
    """The length of time as people say it, cut: 90 minutes are one hour."""
    seconds = max(0, int(length.total_seconds()))
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= size:
            return Span(seconds // size, unit)
    return Span(seconds, "second")


def in_bytes(size: int) -> str:
    """A size as operators write it: 512 B, 3.4 GB."""
    amount, unit = float(size), "B"
    for unit in ("B", "KB", "MB", "GB", "TB"):
        if amount < 1000 or unit == "TB":
            break
        amount /= 1000
    return f"{amount:.0f} {unit}" if unit == "B" or amount >= 100 else f"{amount:.1f} {unit}"


def room_tone(free: int, total: int) -> str:
    """A lamp for the room left on a disk, both in bytes: red below `SHORT_OF_ROOM` per cent, else green."""
    return "red" if total and free * 100 < total * SHORT_OF_ROOM else "green"


class BackupKind(StrEnum):
    """How a backup was made: the database by `pg_dump` or `pg_basebackup`, or the files."""

    DUMP = "dump"
    BASE = "base"
    FILES = "files"


BACKED_UP = {"database": (BackupKind.DUMP, BackupKind.BASE), "files": (BackupKind.FILES,)}
"""What must be backed up, and by which kinds of backup."""
BACKUP_LATE = timedelta(hours=26)
"""A daily backup older than this did not run when it should."""
BACKUP_MISSED = timedelta(hours=48)
"""Older than this, two of them did not."""


def backup_tone(age: timedelta | None) -> str:
    """A lamp for the age of the newest backup; None: there was never one."""
    if age is None or age > BACKUP_MISSED:
        return "red"
    return "amber" if age > BACKUP_LATE else "green"
