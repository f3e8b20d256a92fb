"""Workbooks that are sent in: kept for the job that checks them and the one that carries them out, then forgotten.

A `Desk` is where one kind of them is sent. Nothing is carried out but the list of changes that was shown and confirmed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, TypeVar

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from responsibilities.jobs.actions.running import actor_of, queue
from responsibilities.jobs.models import Job, SentWorkbook
from responsibilities.jobs.rules import OPEN, RESULT_KEPT, JobStatus
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.changes import Change, digest, packed
from revitalization.kit.errors import Conflict, Forbidden, Gone, Hidden, Problem

KEPT_FOR = timedelta(hours=1)
"""How long a workbook that was checked waits to be confirmed."""

Sent = TypeVar("Sent", bound=SentWorkbook)


class PlanChanged(Conflict):
    """What was confirmed is not what would be carried out now."""

    code = "plan_changed"


@dataclass(frozen=True)
class Desk(Generic[Sent]):
    """Where one kind of workbook is sent: its table, the kinds of its two jobs, the word of the second one's params.

    `place` is where the work on it begins for somebody (None: they send nothing here), `right` what the jobs need
    there. `fresh`: it is confirmed after a sign-in of the last minutes.
    """

    table: type[Sent]
    check: str
    carry: str
    word: str
    right: str
    place: Callable[[Actor], int | None]
    fresh: bool = False

    def send(self, *, actor: Actor, name: str, data: bytes, language: str, **more: Any) -> Sent:
        """Keeps the workbook and queues its check; changes nothing else. `name` is that of the file, cut at 120
        characters; `more` are further columns of the table.

        Raises `Forbidden` for whoever sends nothing here, and for the command line.
        """
        place = self._place(actor)
        with transaction.atomic():
            job = queue(actor=actor, kind=self.check, params={}, lo=place, capability=self.right)
            return self.table._default_manager.create(
                uploaded_by_id=actor.user_id,
                name=name[:120],
                data=data,
                language=language[:8],
                check_job=job,
                **more,
            )

    def confirm(self, *, actor: Actor, sent: Sent, shown: str) -> Sent:
        """Queues the carrying out of one that was checked and found good; a second time changes nothing.

        `shown` is the digest of the list of changes on the page that was confirmed; the work is bound to it. Raises
        `FreshSignInNeeded`, `Conflict` when there is nothing to carry out or another list or none was shown, `Gone`
        when the check is more than an hour old.
        """
        self.require_own(actor, sent)
        if self.fresh:
            actor.require_fresh()
        with transaction.atomic():
            rows = self.table._default_manager.select_for_update(of=("self",)).select_related("check_job")
            row = rows.get(pk=sent.pk)
            if row.import_job_id is not None:
                return row
            if not self.is_good(row.check_job):
                raise Conflict(_("There is nothing in this workbook to import."))
            if row.data is None or is_old(row.check_job):
                raise Gone(_("The check of this workbook has expired. Upload the file again."))
            plan, place = row.check_job.result["plan"], row.check_job.result["lo"]
            if shown != plan:
                raise Conflict(_("The list of changes is different now. Check it again."))
            params = {self.word: str(row.public_id), "plan": plan}
            row.import_job = queue(
                actor=actor, kind=self.carry, params=params, lo=place, capability=self.right
            )
            row.save(update_fields=["import_job"])
        return row

    def require_own(self, actor: Actor, sent: Sent) -> None:
        """Raises `Forbidden` for whoever sends nothing here, `Hidden` for a workbook of somebody else."""
        self._place(actor)
        if sent.uploaded_by_id != actor.user_id:
            raise Hidden

    def is_good(self, job: Job) -> bool:
        """Whether the job checked a workbook, and it changes something and holds no bad row."""
        found: Mapping[str, Any] = job.result
        return (
            job.kind == self.check
            and job.state == JobStatus.DONE
            and bool(found["changed"] and not found["bad"])
        )

    def work_is_over(self, job: Job) -> None:
        """The workbook goes with the end of the work on it; one that was found good waits to be confirmed, and one
        whose changes are no longer those that were confirmed is checked again.
        """
        if self.is_good(job):
            return
        rows = self.table._default_manager.filter(Q(check_job=job) | Q(import_job=job))
        if [reason["code"] for reason in job.reasons] != [PlanChanged.code] or not self._check_again(job):
            rows.update(data=None)

    def _check_again(self, job: Job) -> bool:
        rows = self.table._default_manager.select_for_update(of=("self",))
        row = rows.filter(import_job=job, data__isnull=False).first()
        actor = actor_of(job)
        if row is None or (place := self.place(actor)) is None:
            return False
        try:
            params = {"again": True}
            row.check_job = queue(
                actor=actor, kind=self.check, params=params, lo=place, capability=self.right
            )
        except Problem:  # the reason of the import says what to do: upload it again
            return False
        row.import_job = None
        row.save(update_fields=["check_job", "import_job"])
        return True

    def forget(self) -> int:
        """Removes workbooks that nobody confirmed within the hour, and lists of changes a week after they were carried
        out; returns how many (a sweep).
        """
        rows = self.table._default_manager.filter(
            data__isnull=False, check_job__ended_at__lt=clock.Now() - KEPT_FOR
        )
        forgotten = rows.exclude(import_job__state__in=OPEN).update(data=None, changes=None)
        old = self.table._default_manager.filter(
            changes__isnull=False, check_job__ended_at__lt=clock.Now() - RESULT_KEPT
        )
        return forgotten + old.exclude(import_job__state__in=OPEN).update(changes=None)

    def _place(self, actor: Actor) -> int:
        place = self.place(actor)
        if actor.user_id is None or place is None:
            raise Forbidden
        return place


def keep_changes(sent: SentWorkbook, changes: Sequence[Change]) -> str:
    """Keeps the list of changes with the workbook; returns its digest."""
    sent.changes = packed(changes)
    sent.save(update_fields=["changes"])
    return digest(changes)


def confirmed_plan(sent: SentWorkbook) -> str:
    """The digest of the list of changes with which it was confirmed; "" for one that was not."""
    return str(sent.import_job.params["plan"]) if sent.import_job else ""


def is_old(check: Job) -> bool:
    """Whether the check lies too far back to be confirmed."""
    return check.ended_at is not None and clock.now() - check.ended_at > KEPT_FOR
