"""Rosters that are sent in: kept for the jobs that check them and carry them out, and their one-time codes.

A job opens sign-ins nobody can use yet; whoever sent the roster makes their codes afterwards, face to face with
the product, so that a code is never stored in clear.
"""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from responsibilities.access import actions as access
from responsibilities.jobs.actions import queue
from responsibilities.jobs.actions.running import actor_of
from responsibilities.jobs.models import Job
from responsibilities.jobs.rules import OPEN, RESULT_KEPT, JobStatus
from responsibilities.posts.actions.roster import Imported, PlanChanged, Progress, import_roster
from responsibilities.posts.actions.roster_known import RIGHT
from responsibilities.posts.actions.sign_ins import NewSignIn, Opened, handed_out
from responsibilities.posts.models import Roster, RosterSignIn
from responsibilities.posts.queries import opened_by
from responsibilities.posts.rules.roster_words import RosterRow
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.changes import Change, digest, packed
from revitalization.kit.errors import Conflict, Forbidden, Gone, Hidden, Problem
from revitalization.kit.perform import recorded
from revitalization.kit.ports import Entry

CHECK_JOB = "posts.roster_check"
IMPORT_JOB = "posts.roster_import"
KEPT_FOR = timedelta(hours=1)
"""How long a roster that was checked waits to be confirmed."""

BATCH = 2_000


def send_roster(*, actor: Actor, name: str, data: bytes, language: str) -> Roster:
    """Keeps the workbook and queues its check; changes nothing else. `name` is that of the file, cut at 120
    characters.

    Raises `Forbidden` for whoever imports rosters nowhere, and for the command line, which imports at once.
    """
    if actor.user_id is None or not actor.has(RIGHT):
        raise Forbidden
    with transaction.atomic():
        place = actor.reach(RIGHT).spans()[0].lo
        job = queue(actor=actor, kind=CHECK_JOB, params={}, lo=place, capability=RIGHT)
        return Roster.objects.create(
            uploaded_by_id=actor.user_id, name=name[:120], data=data, language=language[:8], check_job=job
        )


def confirm_roster(*, actor: Actor, roster: Roster, shown: str) -> Roster:
    """Queues the import of a roster that was checked and found good; a second time changes nothing.

    `shown` is the digest of the list of changes on the page that was confirmed; the import is bound to it. Raises
    `FreshSignInNeeded`, `Conflict` when there is nothing to carry out or another list or none was shown,
    `Gone` when the check is more than an hour old.
    """
    _require_own(actor, roster)
    actor.require_fresh()
    with transaction.atomic():
        row = Roster.objects.select_for_update(of=("self",)).select_related("check_job").get(pk=roster.pk)
        if row.import_job_id is not None:
            return row
        if not _is_good(row.check_job):
            raise Conflict(_("There is nothing in this roster to import."))
        if row.data is None or is_old(row.check_job):
            raise Gone(_("The check of this roster has expired. Upload the file again."))
        plan = row.check_job.result["plan"]
        if shown != plan:
            raise Conflict(_("The list of changes is different now. Check it again."))
        params = {"roster": str(row.public_id), "plan": plan}
        place = row.check_job.result["lo"]
        row.import_job = queue(actor=actor, kind=IMPORT_JOB, params=params, lo=place, capability=RIGHT)
        row.save(update_fields=["import_job"])
    return row


def keep_changes(roster: Roster, changes: Sequence[Change]) -> str:
    """Keeps the list of changes with the roster; returns its digest."""
    roster.changes = packed(changes)
    roster.save(update_fields=["changes"])
    return digest(changes)


def roster_plan(roster: Roster) -> str:
    """The digest of the list of changes that the import was confirmed with."""
    return str(roster.import_job.params["plan"]) if roster.import_job else ""


def carry_out(*, actor: Actor, roster: Roster, rows: Sequence[RosterRow], progress: Progress) -> Imported:
    """Imports the rows of the roster and remembers the sign-ins that it opened."""
    with transaction.atomic():
        done = import_roster(
            actor=actor,
            rows=rows,
            progress=progress,
            key=str(roster.public_id),
            confirmed=roster_plan(roster),
        )
        opened = [RosterSignIn(roster=roster, user_id=it.user_id, unit_id=it.unit_id) for it in done.opened]
        RosterSignIn.objects.bulk_create(opened, batch_size=BATCH)
    return done


def make_codes(*, actor: Actor, roster: Roster, seen: str) -> list[NewSignIn]:
    """One-time codes for the sign-ins that the roster opened and nobody has used yet; the earlier ones are void.

    Only for whoever sent the roster, within the present reach, after a fresh sign-in; one record entry. The
    codes exist only in the answer. `seen` is the roster's `codes_mark` on the page that asks: `Conflict` when codes
    were made since, for whoever presses twice would hand out the sheet that the second one made void. `Conflict` also
    when there is none to make.
    """
    _require_own(actor, roster)
    actor.require_fresh()
    with transaction.atomic():
        row = Roster.objects.select_for_update(of=("self",)).select_related("import_job").get(pk=roster.pk)
        if row.import_job is None:
            raise Conflict(_("This roster has not been imported."))
        if seen != row.codes_mark:
            raise Conflict(
                _(
                    "Codes have been made since this page was opened. If you do not have that sheet, make new ones."
                )
            )
        opened = [Opened(*line) for line in opened_by(row, actor.reach(RIGHT))]
        entry = Entry("roster.codes", actor, ("roster", str(row.public_id)), row.name, row.import_job.lo)
        with recorded(entry):
            codes = access.first_codes(actor=actor, users=[it.user_id for it in opened])
            if not codes:
                raise Conflict(_("There is no sign-in left that needs a code."))
            entry.count = len(codes)
            row.codes_at = clock.database_now()
            row.save(update_fields=["codes_at"])
    return handed_out(opened, codes)


def import_with_codes(
    *, actor: Actor, rows: Sequence[RosterRow], progress: Progress
) -> tuple[Imported, list[NewSignIn]]:
    """Imports a roster and makes the codes at once: only the command line, where nobody waits for an answer.

    Raises `Forbidden` for everybody else, `Invalid` with every fault of the rows as `import_roster`; all or nothing.
    """
    if not actor.is_system:
        raise Forbidden
    with transaction.atomic():
        done = import_roster(actor=actor, rows=rows, progress=progress)
        if not done.opened:
            return done, []
        label = _("Roster of %(count)s rows") % {"count": done.changed + done.unchanged}
        with recorded(Entry("roster.codes", actor, ("roster", ""), label, done.lo, count=len(done.opened))):
            codes = access.first_codes(actor=actor, users=[it.user_id for it in done.opened])
    return done, handed_out(done.opened, codes)


def work_is_over(job: Job) -> None:
    """The workbook goes with the end of the work on it; one that was found good waits to be confirmed, and one whose
    changes are no longer those that were confirmed is checked again.
    """
    if _is_good(job):
        return
    rows = Roster.objects.filter(Q(check_job=job) | Q(import_job=job))
    if [reason["code"] for reason in job.reasons] != [PlanChanged.code] or not _check_again(job):
        rows.update(data=None)


def _check_again(job: Job) -> bool:
    row = Roster.objects.select_for_update(of=("self",)).filter(import_job=job, data__isnull=False).first()
    actor = actor_of(job)
    if row is None or not actor.has(RIGHT):
        return False
    place = actor.reach(RIGHT).spans()[0].lo
    try:
        row.check_job = queue(actor=actor, kind=CHECK_JOB, params={"again": True}, lo=place, capability=RIGHT)
    except Problem:  # the reason of the import says what to do: upload it again
        return False
    row.import_job = None
    row.save(update_fields=["check_job", "import_job"])
    return True


def forget_rosters() -> int:
    """Removes workbooks that nobody confirmed within the hour, and lists of changes a week after they were carried out;
    returns how many (a sweep).
    """
    rows = Roster.objects.filter(data__isnull=False, check_job__ended_at__lt=clock.Now() - KEPT_FOR)
    forgotten = rows.exclude(import_job__state__in=OPEN).update(data=None, changes=None)
    old = Roster.objects.filter(changes__isnull=False, check_job__ended_at__lt=clock.Now() - RESULT_KEPT)
    return forgotten + old.exclude(import_job__state__in=OPEN).update(changes=None)


def is_old(check: Job) -> bool:
    """Whether the check lies too far back to be confirmed."""
    return check.ended_at is not None and clock.now() - check.ended_at > KEPT_FOR


def _require_own(actor: Actor, roster: Roster) -> None:
    if not actor.has(RIGHT):
        raise Forbidden
    if roster.uploaded_by_id != actor.user_id:
        raise Hidden


def _is_good(job: Job) -> bool:
    found = job.result
    return (
        job.kind == CHECK_JOB and job.state == JobStatus.DONE and bool(found["changed"] and not found["bad"])
    )
