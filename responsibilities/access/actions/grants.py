"""Giving roles and ending them.

A grant is never deleted: it ends. One that ends "now" ends with yesterday, so that it is gone with the next
request; one taken back on its first day was never in force.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from responsibilities.access.actions.remaining import keep_one_who_grants
from responsibilities.access.models import Grant, User
from responsibilities.access.queries import not_known_elsewhere, takes_two
from responsibilities.roles import BY_KEY, C, Role, clash
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Conflict, FieldError, Forbidden, Invalid, Refused
from revitalization.kit.perform import recorded
from revitalization.kit.ports import Entry

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Gift:
    """A role to be given: to whom, on which unit, its key, from when, until when (None: open), for which categories."""

    user: User
    unit: Unit
    role: str
    since: date
    until: date | None = None
    remit: Collection[str] | None = None


def grant_role(
    *,
    actor: Actor,
    user: User,
    unit: Unit,
    role: str,
    since: date | None = None,
    until: date | None = None,
    remit: Collection[str] | None = None,
    reason: str = "",
) -> Grant:
    """Gives the role on the unit from `since` (default: today) to `until` (inclusive; None: open).

    Asks for ROLE_GRANT on the unit and a fresh sign-in. Raises `Hidden`, `Forbidden`, `FreshSignInNeeded`,
    `Invalid` (also for an account known outside the reach: the level above both gives that role) or
    `Refused` (to oneself, to a closed account, a role that comes with a post, roles that exclude each other, and to one
    alone what takes two: an administrator's role, any role of an administrator; see `proposals`).
    """
    gift = Gift(user, unit, role, since or clock.today(), until, remit)
    may_give(actor, gift)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        alone(actor, user, role)
        return give(actor, gift, reason)


def may_give(actor: Actor, gift: Gift) -> None:
    """Passes when the actor may give this; what the holder's other roles say is asked when it is written.

    Raises `Hidden` or `Forbidden` when the unit, with all below it, is not within the right to give roles;
    `FreshSignInNeeded`; `Invalid` for an account that is not known there, an unknown role, a beginning in the past or
    an end before it; `Refused` for a role that comes with a post, and for days on which the unit is not there.
    """
    actor.require(C.ROLE_GRANT, gift.unit, sees=C.UNIT_READ)
    reach = actor.reach(C.ROLE_GRANT)
    if not reach.holds(gift.unit.span):
        raise Forbidden
    actor.require_fresh()
    if gift.user.is_active and not not_known_elsewhere(reach).filter(pk=gift.user.pk).exists():
        raise Invalid(errors=[FieldError("username", no_account(), "unknown")])
    chosen = known_role(gift.role)
    _check_period(gift.unit, gift.since, gift.until)
    if chosen.by_post:
        raise Refused(_("This role comes with a post: appoint the person instead."))


def give(actor: Actor, gift: Gift, reason: str, asked_by: str = "") -> Grant:
    """Writes the gift and its entry; `asked_by` is who asked when another gives it."""
    unit, user = gift.unit, gift.user
    about = {"role": gift.role, "unit": unit.code, "since": str(gift.since), "until": str(gift.until or "")}
    about |= {"asked_by": asked_by} if asked_by else {}
    entry = Entry(
        "role.grant", actor, ("grant", ""), f"{user.name} · {unit.name}", unit.lo, reason, after=about
    )
    with recorded(entry):
        grant = write(actor, gift)
        entry.subject = ("grant", str(grant.public_id))
    return grant


def end_grant(*, actor: Actor, grant: Grant, until: date | None = None, reason: str = "") -> Grant:
    """Ends the grant: at once, or with the day `until` when that is today or later and earlier than its end.

    Asks for ROLE_GRANT on the unit and a fresh sign-in; a grant that comes from a post ends with the post. `Refused` to
    one alone for the role of another administrator (`proposals`); everybody gives up an own role.
    """
    may_end(actor, grant, until)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=grant.user_id)
        if grant.user_id != actor.user_id:
            alone(actor, grant.user, grant.role)
        return end(actor, grant, until, reason)


def may_end(actor: Actor, grant: Grant, until: date | None) -> None:
    """Passes when the actor may end this grant with that day (None: at once).

    Raises `Hidden` or `Forbidden` without the right on its unit, `FreshSignInNeeded`, `Refused` when it comes with a
    post, `Invalid` for a day that has passed.
    """
    actor.require(C.ROLE_GRANT, grant.content_object, sees=C.UNIT_READ)
    actor.require_fresh()
    if grant.source:
        raise Refused(_("This role comes with a post and ends with it."))
    if until is not None and until < clock.today():
        raise Invalid(errors=[FieldError("until", _("This day has passed."), "past")])


def end(actor: Actor, grant: Grant, until: date | None, reason: str, asked_by: str = "") -> Grant:
    """Writes the end and its entry, in the caller's transaction; `asked_by` is who asked when another ends it.

    `until` is the last day; None: yesterday, or the day before it began. Raises `Conflict` when it ends by then
    anyway, `Refused` when nobody would be left who gives roles.
    """
    locked = (
        Grant.objects.select_for_update(of=("self",))
        .select_related("user", "content_object")
        .get(pk=grant.pk)
    )
    last = until or max(clock.today() - ONE_DAY, locked.since - ONE_DAY)
    if locked.until is not None and locked.until <= last:
        raise Conflict(_("This role has already ended."))
    keep_one_who_grants([locked], last)
    label = f"{locked.user.name} · {locked.content_object.name}"
    about = {"role": locked.role, "unit": locked.content_object.code, "until": str(last)}
    about |= {"asked_by": asked_by} if asked_by else {}
    subject = ("grant", str(locked.public_id))
    entry = Entry("role.end", actor, subject, label, locked.content_object.lo, reason, after=about)
    entry.before = {"until": str(locked.until or "")}
    with recorded(entry):
        locked.until = last
        locked.save(update_fields=["until"])
    return locked


def alone(actor: Actor, user: User, role: str = "") -> None:
    """Passes when one alone may do it, also the command line; raises `Refused` where an administrator takes two."""
    if not actor.is_system and takes_two(user, role):
        raise Refused(
            _(
                "This concerns an administrator: one person must request it with a reason, another must confirm it."
            )
        )


def hold() -> Permission:
    """The one permission that every grant's row carries; which role is given is the grant's own word."""
    return Permission.objects.get(content_type__app_label="units", codename="hold")


def no_account() -> str:
    """Said alike of an account that is closed, missing or known outside the reach."""
    return _("There is no such open account within your reach.")


def known_role(key: str) -> Role:
    """The role of that key; `Invalid` when there is none."""
    if key not in BY_KEY:
        raise Invalid(errors=[FieldError("role", _("There is no such role."), "unknown")])
    return BY_KEY[key]


def _check_period(unit: Unit, since: date, until: date | None) -> None:
    if since < clock.today():
        raise Invalid(errors=[FieldError("since", _("A role cannot begin in the past."), "past")])
    if until is not None and until < since:
        raise Invalid(errors=[FieldError("until", _("The end is before the beginning."), "order")])
    if unit.valid_to is not None and unit.valid_to <= since:
        raise Refused(_("The unit does not exist on that day."))


def write(actor: Actor, gift: Gift, source: str = "", source_label: str = "") -> Grant:
    """One grant, or the same one opened again when it was ended on the day it began; no entry, no right asked for.

    Inside a recorded change. Raises `Refused` for a closed account, the own account and a role that excludes one held
    then, `Conflict` when the person has the role on these days already.
    """
    role, until = known_role(gift.role), gift.until
    holder = User.objects.select_for_update().get(pk=gift.user.pk)
    if not holder.is_active:
        raise Refused(_("This account is closed."))
    if actor.user_id == holder.pk:
        raise Refused(_("Nobody can grant themselves a role."))
    refuse_clash(holder, role, gift.since, until)
    own = {"user": holder, "role": role.key, "content_object": gift.unit, "source": source}
    again = Grant.objects.filter(**own, since=gift.since).first()
    if again is not None:
        if again.until is None or (until is not None and again.until >= until):
            raise Conflict(_("The person already has this role."))
        if again.remit != (None if gift.remit is None else sorted(gift.remit)):
            # What a grant covers is fixed for good: opened again it would cover what it did before.
            raise Conflict(
                _("This role was given and ended today with other categories. Give it from tomorrow on.")
            )
        again.until = until
        again.save(update_fields=["until"])
        return again
    if Grant.objects.filter(**own, until__isnull=True).exists():
        raise Conflict(_("The person already has this role."))
    try:
        return Grant.objects.create(
            **own,
            permission=hold(),
            remit=None if gift.remit is None else sorted(gift.remit),
            since=gift.since,
            until=until,
            source_label=source_label,
            granted_by_id=actor.user_id,
        )
    except IntegrityError as error:
        if "grant_exclusive" in str(error):
            raise Refused(_("The person holds a role that excludes this one.")) from error
        raise


def refuse_clash(user: User, role: Role, since: date, until: date | None) -> None:
    """Passes when no role of that time excludes this one; raises `Refused` with the names of both."""
    standing = Grant.objects.filter(Q(until__isnull=True) | Q(until__gte=since), user=user)
    if until is not None:
        standing = standing.filter(since__lte=until)
    held = clash(
        standing.filter(Q(until__isnull=True) | Q(until__gte=F("since"))).values_list("role", flat=True),
        role.key,
    )
    if held:
        raise Refused(
            _("The person is %(held)s; nobody can be %(new)s as well.")
            % {"held": _(BY_KEY[held].label), "new": _(role.label)}
        )
