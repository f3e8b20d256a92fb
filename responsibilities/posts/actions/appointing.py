"""Appoint, relieve, hand over, stand in, note a vacancy, annul.

Each is one transaction with one record entry. On every day a post is held by one person at most: who
stands in for an absent holder interrupts the holder's time, which goes on afterwards.
"""

from datetime import date

from django.utils.translation import gettext as _

from responsibilities.posts.actions.people import NewPerson, entered, not_oneself
from responsibilities.posts.actions.seats import (
    Paper,
    changing,
    check,
    end,
    fresh,
    is_held,
    seat,
    stands_in,
    tenure_on_record,
)
from responsibilities.posts.models import Person, Post, Tenure
from responsibilities.posts.rules import (
    APPOINTABLE,
    STANDING_IN,
    TenureKind,
    day_after,
    day_before,
    refuse_end,
    refuse_stand_in,
)
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Conflict, FieldError, Invalid

NO_PAPER = Paper()


def _check_kind(kind: str, allowed: tuple[TenureKind, ...]) -> None:
    if kind not in allowed:
        raise Invalid(
            errors=[FieldError("kind", _("This way of holding the post is not possible here."), "choice")]
        )


def appoint(
    *,
    actor: Actor,
    post: Post,
    person: Person | NewPerson,
    since: date,
    kind: str = TenureKind.FULL,
    until: date | None = None,
    paper: Paper = NO_PAPER,
) -> Tenure:
    """Gives the post to the person from `since` to `until` (None: open). A noted vacancy ends the day before.

    Raises as `changing`; `Refused` for oneself, `Invalid` for days or a kind that cannot be, `Conflict` when somebody
    holds the post on one of these days.
    """
    not_oneself(actor, person)
    _check_kind(kind, APPOINTABLE)
    with changing("appoint", actor, post, paper) as entry:
        tenure = seat(actor, post, entered(person), kind, since, until, paper)
        entry.after = tenure_on_record(tenure, paper)
    return tenure


def relieve(
    *, actor: Actor, tenure: Tenure, until: date, paper: Paper = NO_PAPER, version: int | None = None
) -> Tenure:
    """Ends the tenure with the day `until`. When a stand-in leaves early, the absent holder is back the next day.

    Raises as `changing`; `Stale` for another `version` than the present one, `Invalid` on `until` before the first
    day or after a known last one.
    """
    with changing("relieve", actor, tenure.post, paper) as entry:
        row = fresh(tenure, version)
        check("until", refuse_end(row.held, until))
        entry.before = tenure_on_record(row, paper)
        returning = _returning(row)
        end(row, until, paper)
        if returning is not None:
            _bring_back(actor, returning, day_after(until))
        entry.after = tenure_on_record(row, paper)
    return row


def _returning(tenure: Tenure) -> Tenure | None:
    """The holder's time that goes on after this stand-in."""
    if not stands_in(tenure) or tenure.until is None:
        return None
    after = tenure.post.tenures.standing().filter(since=day_after(tenure.until))
    found = after.select_related("post__unit", "person__user").first()
    return found if found is not None and found.office_since < found.since else None


def _bring_back(actor: Actor, held: Tenure, since: date) -> None:
    until, paper = held.until, Paper(held.document_number, held.document_title, held.note)
    if since == held.since:
        return
    end(held, day_before(held.since), NO_PAPER)
    seat(actor, held.post, held.person, held.kind, since, until, paper, held.office_since)


def hand_over(
    *,
    actor: Actor,
    tenure: Tenure,
    person: Person | NewPerson,
    on: date,
    kind: str = TenureKind.FULL,
    paper: Paper = NO_PAPER,
    version: int | None = None,
) -> Tenure:
    """The holder's last day is `on`; the person begins the next day. Returns the new tenure; one record entry.

    Raises as `changing`; `Refused` for oneself, `Stale`, `Invalid` for a day or kind that cannot be, `Conflict` when
    the person holds the post in this way already.
    """
    not_oneself(actor, person)
    _check_kind(kind, APPOINTABLE)
    with changing("hand_over", actor, tenure.post, paper) as entry:
        row = fresh(tenure, version)
        check("on", refuse_end(row.held, on))
        if isinstance(person, Person) and person.pk == row.person_id and kind == row.kind:
            raise Conflict(_("The person already holds this post."))
        entry.before = tenure_on_record(row, paper)
        end(row, on, Paper())
        new = seat(actor, row.post, entered(person), kind, day_after(on), None, paper)
        entry.after = tenure_on_record(new, paper)
    return new


def act_for(
    *,
    actor: Actor,
    post: Post,
    person: Person | NewPerson,
    since: date,
    kind: str = TenureKind.ACTING,
    until: date | None = None,
    paper: Paper = NO_PAPER,
) -> Tenure:
    """The person acts (代) or is in charge (主持工作) while the post is vacant or its holder away.

    With a holder the last day must be given: the holder's time is interrupted and goes on the day after. Raises as
    `changing`; `Refused` for oneself, `Invalid` for days outside the holder's time, `Conflict` when the person is the
    holder.
    """
    not_oneself(actor, person)
    _check_kind(kind, STANDING_IN)
    with changing("act_for", actor, post, paper) as entry:
        holder = post.tenures.on(since).select_related("post__unit", "person__user").first()
        check("since", refuse_stand_in(holder.held if holder else None, since, until))
        someone = entered(person)
        rest = (
            _interrupt(actor, holder, someone, since, until)
            if holder is not None and is_held(holder)
            else None
        )
        tenure = seat(actor, post, someone, kind, since, until, paper)
        if rest is not None:
            seat(actor, *rest)
        entry.after = tenure_on_record(tenure, paper)
    return tenure


_Rest = tuple[Post, Person | None, str, date, date | None, Paper, date]


def _interrupt(actor: Actor, holder: Tenure, person: Person, since: date, until: date | None) -> _Rest | None:
    """Ends the holder's time before the stand-in; returns what of it goes on afterwards."""
    if holder.person_id == person.pk:
        raise Conflict(_("The person already holds this post."))
    last = holder.until
    if until is None or (last is not None and until > last):
        text = _("The holder's own time ends on %(last)s: stand in until that day at most.")
        raise Invalid(errors=[FieldError("until", text % {"last": last})])
    end(holder, day_before(since), NO_PAPER)
    if last is not None and until >= last:
        return None
    paper = Paper(holder.document_number, holder.document_title, holder.note)
    return holder.post, holder.person, holder.kind, day_after(until), last, paper, holder.office_since


def note_vacancy(*, actor: Actor, post: Post, since: date, paper: Paper = NO_PAPER) -> Tenure:
    """Notes that nobody holds the post from `since` on; `Conflict` when somebody does."""
    with changing("note_vacancy", actor, post, paper) as entry:
        if post.tenures.on(since).filter(kind=TenureKind.VACANT).exists():
            raise Conflict(_("The vacancy has already been recorded."))
        tenure = seat(actor, post, None, TenureKind.VACANT, since, None, paper)
        entry.after = tenure_on_record(tenure, paper)
    return tenure


def annul(*, actor: Actor, tenure: Tenure, reason: str, version: int | None = None) -> Tenure:
    """Takes back what was entered by mistake: the row stays, without a single day, with the reason.

    Raises as `changing`; `Invalid` without a reason, `Stale`, `Conflict` when it was taken back before.
    """
    if not reason.strip():
        raise Invalid(errors=[FieldError("reason", _("This is required here."), "required")])
    with changing("annul", actor, tenure.post, Paper(note=reason)) as entry:
        row = fresh(tenure, version)
        if row.is_annulled:
            raise Conflict(_("It has already been annulled."))
        entry.before = tenure_on_record(row, NO_PAPER)
        end(row, day_before(row.since), Paper(note=reason))
        entry.after = tenure_on_record(row, NO_PAPER)
    return row
