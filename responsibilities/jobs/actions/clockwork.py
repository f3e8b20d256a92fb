"""The clock: runs every sweep whose stored next time has come, one process at a time."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime

from django.db import Error, connection, transaction

from responsibilities.jobs.models import NextRun
from responsibilities.jobs.rules import following, is_due, retry_at
from revitalization.kit import clock
from revitalization.kit.database import is_gone, session
from revitalization.kit.mechanism import Sweep
from revitalization.kit.registry import REGISTRY

TICK_LOCK = 7_401
log = logging.getLogger("baton.clock")


@dataclass(frozen=True)
class Ran:
    """How one sweep went: rows touched, and the error when it failed."""

    key: str
    touched: int
    error: str = ""


def tick() -> list[Ran] | None:
    """Runs what is due and says how it went; None when another process is at it (nothing is lost then).

    The database's time decides. A sweep that fails, also by a deadlock, a lock that was not given or a full disk, is
    tried again later and does not keep the others from running. Only without a connection the tick ends.
    """
    with _alone() as mine:
        if not mine:
            return None
        now = clock.database_now()
        stored = _stored(REGISTRY.sweeps())
        due = [s for s in REGISTRY.sweeps() if is_due(stored[s.key].next_at, s.every, now)]
        return [_run(sweep, stored[sweep.key]) for sweep in due]


def run_sweep(key: str) -> Ran:
    """Runs one sweep now, due or not; `KeyError` when there is none of that name."""
    sweep = next((s for s in REGISTRY.sweeps() if s.key == key), None)
    if sweep is None:
        raise KeyError(key)
    return _run(sweep, _stored([sweep])[key])


@contextmanager
def _alone() -> Iterator[bool]:
    """Holds the lock of the clock for this session; the database frees it when the process dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [TICK_LOCK])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [TICK_LOCK])


def _stored(sweeps: Sequence[Sweep]) -> dict[str, NextRun]:
    """The stored times; a sweep that is new is due at once."""
    keys = [sweep.key for sweep in sweeps]
    NextRun.objects.bulk_create([NextRun(key=key) for key in keys], ignore_conflicts=True)
    return NextRun.objects.in_bulk(keys)


def _run(sweep: Sweep, row: NextRun) -> Ran:
    started, here = clock.database_now(), session()
    try:
        # The next time is stored with the work: either both stay or neither.
        with transaction.atomic() if sweep.whole else nullcontext():
            touched = sweep.action()
            _done(sweep, row, started, touched)
    except Exception as error:
        log.exception("sweep %s failed", sweep.key)
        if is_gone(here):
            raise
        _failed(row, started, error)
        return Ran(sweep.key, 0, f"{type(error).__name__}: {error}")
    return Ran(sweep.key, touched)


def _done(sweep: Sweep, row: NextRun, started: datetime, touched: int) -> None:
    NextRun.objects.filter(pk=row.pk).update(
        next_at=following(row.next_at, sweep.every, started),
        last_started=started, last_done=clock.Now(), last_error="", failures=0, touched=touched,
    )  # fmt: skip


def _failed(row: NextRun, started: datetime, error: Exception) -> None:
    """Notes the failure; where not even that can be stored (a full disk) the next tick tries again."""
    here = session()
    try:
        with transaction.atomic():
            NextRun.objects.filter(pk=row.pk).update(
                next_at=retry_at(row.failures + 1, started),
                last_started=started, last_error=f"{type(error).__name__}: {error}"[:1000],
                failures=row.failures + 1,
            )  # fmt: skip
    except Error:
        log.exception("the failure of %s could not be noted", row.key)
        if is_gone(here):
            raise


def wake() -> None:
    """Hints to a listening worker that work is waiting. Losing the hint loses nothing: the next tick looks anyway.

    Called after commit and outside it: a NOTIFY inside the transaction would make every commit of the
    database wait for the one before it.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("NOTIFY baton_wake")
    except Exception:  # the change is committed; its answer must not fail over a hint
        log.warning("the hint to the worker failed", exc_info=True)
