"""Rosters that are sent in: kept for the jobs that check them and carry them out, and their one-time codes.

A job opens sign-ins nobody can use yet; whoever sent the roster makes their codes afterwards, face to face with
the product, so that a code is never stored in clear.
"""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from responsibilities.access import actions as access
from responsibilities.jobs.actions.sent import Desk, confirmed_plan
from responsibilities.posts.actions.roster import Imported, Progress, import_roster
from responsibilities.posts.actions.roster_known import RIGHT
from responsibilities.posts.actions.sign_ins import NewSignIn, Opened, handed_out
from responsibilities.posts.models import Roster, RosterSignIn
from responsibilities.posts.queries import opened_by
from responsibilities.posts.rules.roster_words import RosterRow
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Conflict, Forbidden
from revitalization.kit.perform import recorded
from revitalization.kit.ports import Entry

CHECK_JOB = "posts.roster_check"
IMPORT_JOB = "posts.roster_import"
BATCH = 2_000


def _place(actor: Actor) -> int | None:
    """Where the actor imports rosters first of all."""
    return actor.reach(RIGHT).spans()[0].lo if actor.has(RIGHT) else None


DESK = Desk(Roster, CHECK_JOB, IMPORT_JOB, "roster", RIGHT, _place, fresh=True)
"""Where rosters are sent."""


def send_roster(*, actor: Actor, name: str, data: bytes, language: str) -> Roster:
    """Keeps the workbook and queues its check; raises as `Desk.send`."""
    return DESK.send(actor=actor, name=name, data=data, language=language)


def confirm_roster(*, actor: Actor, roster: Roster, shown: str) -> Roster:
    """Queues the import of a roster that was checked and found good; raises as `Desk.confirm`."""
    return DESK.confirm(actor=actor, sent=roster, shown=shown)


def carry_out(*, actor: Actor, roster: Roster, rows: Sequence[RosterRow], progress: Progress) -> Imported:
    """Imports the rows of the roster and remembers the sign-ins that it opened."""
    with transaction.atomic():
        done = import_roster(
            actor=actor,
            rows=rows,
            progress=progress,
            key=str(roster.public_id),
            confirmed=confirmed_plan(roster),
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
    DESK.require_own(actor, roster)
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


def forget_rosters() -> int:
    """Forgets what nobody confirmed and what is old, as `Desk.forget` (a sweep)."""
    return DESK.forget()
