"""A holder lets another principal of the unit sign for the post, in writing and for some days, and takes it back."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from django.utils.translation import gettext as _

from responsibilities.posts.models import Delegation, Person, Post
from responsibilities.posts.queries.delegations import holder_of, may_be_asked
from responsibilities.roles import Capability
from revitalization.kit import clock, ports
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Conflict, FieldError, Forbidden, Invalid, Stale
from revitalization.kit.perform import recorded
from revitalization.kit.ports import Entry, Telling
from revitalization.kit.words import N_, Words

LONGEST = 90
"""Days. Whoever is away for longer has a stand-in appointed, who then signs in the own name."""


def delegate(*, actor: Actor, post: Post, to: Person, since: date, until: date, reason: str) -> Delegation:
    """The holder of the post authorises `to`, who holds another first responsible post of the unit, to sign for it.

    From `since` to `until`, both included, `LONGEST` days at most. Raises `Hidden` or `Forbidden` for whoever does not
    hold the post, `Invalid` for days, reason or person, `Conflict` when such days overlap with earlier ones.
    Regulation on official documents, art. 22: each organ's own leader signs.
    """
    with _by_holder("delegate", actor, post, reason) as (entry, holder):
        _check(post, to, since, until, reason)
        if post.delegations.filter(ended_at=None, giver=holder, since__lte=until, until__gte=since).exists():
            raise Conflict(
                _("You have already authorised somebody for some of these days. Take that back first.")
            )
        made = Delegation.objects.create(
            post=post, giver=holder, to=to, since=since, until=until, reason=reason.strip()
        )
        ports.tell(_to_sign(made, post))
        entry.after = {"person": to.name, "since": since.isoformat(), "until": until.isoformat()}
    return made


def _to_sign(made: Delegation, post: Post) -> Telling:
    """Whoever is authorised hears of it, and from when to when."""
    values = {
        "name": made.giver.name, "title": post.title, "since": made.since.isoformat(), "until": made.until.isoformat(),
    }  # fmt: skip
    text = N_("%(name)s has authorised you to sign for the post of %(title)s from %(since)s to %(until)s.")
    url = f"/posts/{post.public_id}/"
    people = [made.to.user_id] if made.to.user_id else []
    event = f"post.delegate:{made.public_id}"
    return Telling(
        event, "post", post.lo, Words(text, values), url, user_ids=people, shown_by=Capability.POST_READ
    )


def _check(post: Post, to: Person, since: date, until: date, reason: str) -> None:
    today, errors = clock.today(), []
    if to not in may_be_asked(post, today):
        text = _(
            "Only whoever holds the other first responsible post of the unit, with a sign-in, can sign for it."
        )
        errors.append(FieldError("to", text, "choice"))
    if since < today:
        errors.append(FieldError("since", _("It cannot begin in the past."), "past"))
    if until < since:
        errors.append(FieldError("until", _("The last day is before the first."), "period"))
    elif until - since >= timedelta(days=LONGEST):
        text = _("At most %(n)s days. For a longer absence a stand-in is appointed.") % {"n": LONGEST}
        errors.append(FieldError("until", text, "too_long"))
    if not reason.strip():
        errors.append(FieldError("reason", _("This is required here."), "required"))
    if errors:
        raise Invalid(errors=errors)


def end_delegation(*, actor: Actor, delegation: Delegation, version: int | None = None) -> Delegation:
    """The giver takes it back from now on; what was signed stays signed.

    Raises `Stale` for another version than that shown, `Conflict` when it has ended.
    """
    with _by_holder("end_delegation", actor, delegation.post, "") as (entry, _holder):
        row = Delegation.objects.select_related("to").get(pk=delegation.pk)
        if version is not None and version != row.version:
            raise Stale(version=row.version)
        if row.ended_at is not None or row.until < clock.today():
            raise Conflict(_("It has already ended."))
        row.ended_at = clock.database_now()
        row.version += 1
        row.save()
        entry.after = {"person": row.to.name, "since": row.since.isoformat(), "until": row.until.isoformat()}
    return row


@contextmanager
def _by_holder(verb: str, actor: Actor, post: Post, reason: str) -> Iterator[tuple[Entry, Person]]:
    """One recorded act of whoever holds the post today, in person and freshly signed in; the post is locked."""
    actor.require(Capability.POST_DELEGATE, post, sees=Capability.POST_READ)
    if holder_of(post, actor) is None:
        raise Forbidden(_("Only whoever holds the post today can let another sign for it."))
    actor.require_fresh()
    entry = Entry(
        f"post.{verb}", actor, ("post", str(post.public_id)), post.label, post.lo, reason=reason.strip()
    )
    with recorded(entry):
        Post.objects.select_for_update().get(pk=post.pk)
        holder = holder_of(post, actor)
        if holder is None:
            raise Conflict(_("The post is no longer yours."))
        yield entry, holder
