"""Long work: queued by a request as a row, run by a worker as the person who asked, with the rights of that moment."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from random import SystemRandom
from time import monotonic, sleep
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from responsibilities.access.queries import actor_for, valid_token
from responsibilities.jobs.actions.faults import last_lines
from responsibilities.jobs.models import Job
from responsibilities.jobs.queries import in_turn, seconds_until_one_ends
from responsibilities.jobs.rules import MOST_ATTEMPTS, MOST_CROSSED, MOST_OPEN, JobStatus, pause_after
from revitalization.kit import clock
from revitalization.kit.actor import Actor, Ceiling
from revitalization.kit.database import is_crossed, is_gone, refusal, session
from revitalization.kit.disk import needs_room
from revitalization.kit.errors import Conflict, Forbidden, Problem, TooMany, Unavailable
from revitalization.kit.mechanism import JobKind
from revitalization.kit.ports import wake
from revitalization.kit.reach import Span
from revitalization.kit.registry import REGISTRY

JOB_LOCK = 7_402_000_000_000_000
QUOTA_LOCK = 7_403_000_000_000_000
SHOWN_EVERY = 0.5
"""Seconds between two stores of a job's progress."""

RIGHT_ENDED = gettext_noop("Whoever requested this no longer has the right to it.")
CUT_OFF = gettext_noop("The work was cut off several times and has been given up.")
FAULT = gettext_noop("A fault of the system stopped the work. Nothing was changed.")

log = logging.getLogger("baton.jobs")


def queue(
    *,
    actor: Actor,
    kind: str,
    params: Mapping[str, Any],
    lo: int,
    hi: int | None = None,
    capability: str = "",
) -> Job:
    """Commits a job of `kind` with the transaction it is called in; a worker picks it up.

    `lo` is the place it works on (with `hi` the whole span) and `capability` the right it needs there, asked
    now, when it runs and when its result is fetched ("": only that the account is open). Raises `Forbidden`,
    `TooMany` for an account with `MOST_OPEN` open jobs, `KeyError` for an unknown kind.
    """
    _kind(kind)
    if capability and not actor.reach(capability).holds(Span(lo, lo if hi is None else hi)):
        raise Forbidden
    _refuse_more(actor)
    job = Job.objects.create(
        kind=kind, lo=lo, hi=hi, capability=capability, params=dict(params), asked_by_id=actor.user_id,
        source=next((h.source for h in actor.holdings if h.source), ""), ceiling=_limits(actor.ceiling),
        via=actor.via, request_id=actor.request_id,
    )  # fmt: skip
    transaction.on_commit(wake)
    return job


def _refuse_more(actor: Actor) -> None:
    """Long work is shared: who has a full share waiting asks again when one of it is done."""
    if actor.user_id is None:
        return
    with connection.cursor() as cursor:
        # Two requests of one account count one after the other.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [QUOTA_LOCK + actor.user_id])
    if Job.objects.open().asked_for_by(actor.user_id).count() < MOST_OPEN:
        return
    wait = seconds_until_one_ends()
    until = clock.local(clock.now() + timedelta(seconds=wait))
    said = _("You have %(count)s jobs waiting or running. The next can be requested at about %(time)s.")
    raise TooMany(said % {"count": MOST_OPEN, "time": until.strftime("%Y-%m-%d %H:%M")}, retry_after=wait)


def cancel(*, actor: Actor, job: Job) -> Job:
    """Takes a waiting job back; raises `Conflict` when it is running or over."""
    if job.asked_by_id != actor.user_id:
        raise Forbidden
    changed = Job.objects.filter(pk=job.pk, state=JobStatus.QUEUED).update(
        state=JobStatus.CANCELLED, ended_at=clock.Now()
    )
    if not changed:
        raise Conflict(_("It has already begun."))
    job.refresh_from_db()
    _over(job)
    return job


def _limits(ceiling: Ceiling | None) -> dict[str, Any] | None:
    if ceiling is None:
        return None
    place = {"lo": ceiling.place.lo, "hi": ceiling.place.hi}
    return {"capabilities": sorted(ceiling.capabilities), "token": ceiling.token, **place}


def actor_of(job: Job) -> Actor:
    """Who asked, with the rights of now and within the limits of the token it was asked with."""
    if job.asked_by_id is None:
        return Actor.system(job.kind, via="command")
    actor = actor_for(job.asked_by_id, job.source, via=job.via, request_id=job.request_id)
    if job.ceiling is None:
        return actor
    kept = job.ceiling
    limits = Ceiling(frozenset(kept["capabilities"]), Span(kept["lo"], kept["hi"]), kept.get("token", ""))
    return replace(actor, ceiling=limits)


def run_next() -> Job | None:
    """Runs the job whose turn it is and nobody is at, to its end; None when there is none."""
    for pk in in_turn():
        with _held(pk) as mine:
            job = _begin(pk) if mine else None
            if job is not None:
                with translation.override(_language(job)):
                    _work(job)
                return job
    return None


@contextmanager
def _held(pk: int) -> Iterator[bool]:
    """Holds the job for this session.

    A killed worker's hold ends with its connection, so that the job is run again.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [JOB_LOCK + pk])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [JOB_LOCK + pk])


def _begin(pk: int) -> Job | None:
    """Marks the job as running; None when it ended meanwhile or was cut off too often."""
    with transaction.atomic():
        job = Job.objects.select_for_update(skip_locked=True).open().filter(pk=pk).first()
        if job is None:
            return None
        if job.attempts >= MOST_ATTEMPTS:
            _end(job, JobStatus.FAILED, reasons=[{"code": "cut_off", "message": CUT_OFF}])
            return None
        job.state, job.attempts, job.done = JobStatus.RUNNING, job.attempts + 1, 0
        job.started_at = clock.database_now()
        job.save(update_fields=["state", "attempts", "done", "started_at"])
    return job


def _language(job: Job) -> str:
    """That of whoever asked, for what the work leaves to read: sheets, reasons."""
    return (job.asked_by.language if job.asked_by else "") or settings.LANGUAGE_CODE


def _work(job: Job) -> None:
    """Does the work to its end; what crossed others in the database is taken back and tried again, a few times."""
    for tries in range(1, MOST_CROSSED):
        if _tried(job):
            return
        sleep(pause_after(tries, SystemRandom().random()))
    _tried(job, last=True)


def _tried(job: Job, last: bool = False) -> bool:
    """Does the work and ends the job in one transaction, so that a killed worker leaves nothing half done.

    False when it crossed others and may be tried again: nothing of it is left.

    Only a connection that is gone is raised, and the job is taken up again; any other refusal, of ours or of the
    database, ends the job as failed with its reasons.
    """
    before = session()
    try:
        with transaction.atomic(), shown_progress(job) as progress:
            result = _kind(job.kind).run(_Task(job, _allowed(job)), progress)
            _end(job, JobStatus.DONE, result=result)
    except (OperationalError, InterfaceError) as error:
        if is_gone(before):
            raise
        if is_crossed(error) and not last:
            log.warning("%s crossed others and is tried again: %s", job, error)
            _take_back(job)
            return False
        problem = refusal(error) or Problem(FAULT)
        _end(job, JobStatus.FAILED, reasons=_reasons(problem), trace=last_lines(error))
    except Problem as problem:
        _end(job, JobStatus.FAILED, reasons=_reasons(problem))
    except Exception as error:
        log.exception("job %s failed", job)
        reasons = [{"code": "fault", "message": FAULT}]
        _end(job, JobStatus.FAILED, reasons=reasons, trace=last_lines(error))
    return True


def _take_back(job: Job) -> None:
    """What a try left outside of the database goes as well."""
    if job.file:
        job.file.delete(save=False)
    job.file_name = ""


def _kind(key: str) -> JobKind:
    try:
        return REGISTRY.job(key)
    except StopIteration as error:
        raise KeyError(key) from error


def _allowed(job: Job) -> Actor:
    actor = actor_of(job)
    active = job.asked_by is None or job.asked_by.is_active
    token = (job.ceiling or {}).get("token")
    if token and valid_token(token) is None:
        active = False
    if not active or (job.capability and not actor.reach(job.capability).holds(job.span)):
        raise Forbidden(RIGHT_ENDED)
    return actor


class _Task:
    """The job as its work sees it: what was asked (`params`, `lo`), for whom (`actor`), and a place for a file."""

    def __init__(self, job: Job, actor: Actor) -> None:
        self.job = job
        self.actor = actor
        self.params: Mapping[str, Any] = job.params
        self.lo = job.lo
        self.public_id = job.public_id

    def keep(self, name: str, content: bytes) -> None:
        """Stores the file that is the result, or nothing; `name` is what the person saves it as.

        Raises `Unavailable` when the disk is full.
        """
        place, file = f"{self.public_id}.{name.rpartition('.')[2].lower()}", self.job.file
        try:
            with needs_room():
                file.save(place, ContentFile(content), save=False)
        except Unavailable:
            file.storage.delete(file.field.generate_filename(self.job, place))
            raise
        self.job.file_name = name[:200]


def _reasons(problem: Problem) -> list[dict[str, Any]]:
    rows = [
        {"field": e.field, "row": e.row, "code": e.code, "message": str(e.message)} for e in problem.errors
    ]
    return rows or [{"code": problem.code, "message": str(problem.detail)}]


def _end(job: Job, status: JobStatus, **values: Any) -> None:
    for name, value in values.items():
        setattr(job, name, value)
    job.state, job.ended_at = status, clock.database_now()
    with transaction.atomic():
        job.save(update_fields=["state", "ended_at", "file", "file_name", *values])
        _over(job)


def _over(job: Job) -> None:
    """What was kept for the work goes."""
    ended = None
    with suppress(KeyError):  # a kind of an earlier version
        ended = _kind(job.kind).ended
    if ended is not None:
        ended(job)


_SHOWN = """
UPDATE jobs_job SET done = %s, total = %s WHERE id = (SELECT id FROM jobs_job WHERE id = %s FOR UPDATE SKIP LOCKED)
"""


@contextmanager
def shown_progress(job: Job) -> Iterator[Callable[[int, int], None]]:
    """Gives a function that stores how far the work is: `progress(done, total)`, in steps of the work.

    It writes on a connection of its own, because the transaction of the work is not committed yet. Where that one
    fails the work goes on without being shown: nobody loses an import because the database has no connection to spare.
    Nor does it wait for whoever holds the job's row: the next figure is soon there.
    """
    aside = connection.copy()
    last, shown = 0.0, True

    def progress(done: int, total: int) -> None:
        nonlocal last, shown
        if not shown or (monotonic() - last < SHOWN_EVERY and done < total):
            return
        last = monotonic()
        try:
            with aside.cursor() as cursor:
                cursor.execute(_SHOWN, [done, total, job.pk])
        except (OperationalError, InterfaceError) as error:
            shown = False
            log.warning("the progress of %s is not shown: %s", job, error)

    try:
        yield progress
    finally:
        aside.close()
