"""Giving roles and ending them.

A grant is never deleted: it ends. One that ends "now" ends with yesterday, so that it is gone with the next
request; one taken back on its first day was never in force.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.models import Permission
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from responsibilities.access.actions.remaining import keep_one_who_grants
from responsibilities.access.models import Grant, User
from responsibilities.access.queries import not_known_elsewhere
from responsibilities.roles import BY_KEY, C, Role, clash
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Conflict, FieldError, Forbidden, Invalid, Refused
from revitalization.kit.perform import recorded
from revitalization.kit.ports import Entry

ONE_DAY = timedelta(days=1)
BATCH = 2_000


@dataclass(frozen=True)
class NewGrant:
    """One of many grants: by ids; `source` and `source_label` as in `grant_by_post` ("": given by hand)."""

    user_id: int
    role: str
    unit_id: int
    since: date
    until: date | None = None
    source: str = ""
    source_label: str = ""

    @property
    def key(self) -> tuple[int, str, int, str]:
        return self.user_id, self.role, self.unit_id, self.source


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
    `Refused` (to oneself, to a closed account, a role that comes with a post, roles that exclude each other).
    """
    actor.require(C.ROLE_GRANT, unit, sees=C.UNIT_READ)
    reach = actor.reach(C.ROLE_GRANT)
    if not reach.holds(unit.span):
        raise Forbidden
    actor.require_fresh()
    if user.is_active and not not_known_elsewhere(reach).filter(pk=user.pk).exists():
        raise Invalid(errors=[FieldError("username", no_account(), "unknown")])
    since = since or clock.today()
    chosen = _known_role(role)
    _check_period(unit, since, until)
    if chosen.by_post:
        raise Refused(_("This role comes with a post: appoint the person instead."))
    about = {"role": chosen.key, "unit": unit.code, "since": str(since), "until": str(until or "")}
    entry = Entry(
        "role.grant", actor, ("grant", ""), f"{user.name} · {unit.name}", unit.lo, reason, after=about
    )
    with recorded(entry):
        grant = _write(actor, user, unit, chosen, since, until, remit=remit)
        entry.subject = ("grant", str(grant.public_id))
    return grant


def end_grant(*, actor: Actor, grant: Grant, until: date | None = None, reason: str = "") -> Grant:
    """Ends the grant: at once, or with the day `until` when that is today or later and earlier than its end.

    Asks for ROLE_GRANT on the unit and a fresh sign-in; a grant that comes from a post ends with the post.
    """
    actor.require(C.ROLE_GRANT, grant.content_object, sees=C.UNIT_READ)
    actor.require_fresh()
    if grant.source:
        raise Refused(_("This role comes with a post and ends with it."))
    if until is not None and until < clock.today():
        raise Invalid(errors=[FieldError("until", _("This day has passed."), "past")])
    with transaction.atomic():
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
        subject = ("grant", str(locked.public_id))
        entry = Entry("role.end", actor, subject, label, locked.content_object.lo, reason, after=about)
        entry.before = {"until": str(locked.until or "")}
        with recorded(entry):
            locked.until = last
            locked.save(update_fields=["until"])
    return locked


def grant_by_post(
    *,
    actor: Actor,
    user: User,
    unit: Unit,
    role: str,
    source: str,
    source_label: str,
    since: date,
    until: date | None = None,
    remit: Collection[str] | None = None,
) -> Grant:
    """Gives a role that comes with a post; called inside the appointment's own `recorded` block.

    Writes no record entry: the appointment is the official change. The right to appoint is the caller's to
    check. `source` is `tenure:<id>`, `source_label` the post as the record prints it.
    """
    return _write(actor, user, unit, _known_role(role), since, until, remit, source, source_label)


def grant_many(*, actor: Actor, wanted: Sequence[NewGrant]) -> int:
    """Gives many roles at once, inside the caller's `recorded` block; how many.

    The rules are those of one grant: nothing to oneself or to a closed account (`Refused`), no role held
    already (`Conflict`), none that excludes another (`Refused`, by the database). One that was ended on the
    day it began is opened again. The right is the caller's to check.
    """
    holders = {it.user_id for it in wanted}
    _refuse_holders(actor, holders)
    given = list(Grant.objects.filter(user__in=holders).values_list(*_KEY, "since", "until", "pk"))
    there = {(tuple(key), since): (pk, until) for *key, since, until, pk in given}
    open_now = {tuple(key) for *key, _since, until, _pk in given if until is None}
    if any(it.key in open_now for it in wanted):
        raise Conflict(_("The person already has this role."))
    again = [(*there[it.key, it.since], it) for it in wanted if (it.key, it.since) in there]
    if any(it.until is not None and until >= it.until for _pk, until, it in again):
        raise Conflict(_("The person already has this role."))
    permission = hold()
    fresh = [_row(actor, it, permission) for it in wanted if (it.key, it.since) not in there]
    try:
        _open_again([(pk, it.until) for pk, _until, it in again])
        Grant.objects.bulk_create(fresh, batch_size=BATCH)
    except IntegrityError as error:
        if "grant_exclusive" in str(error):
            raise Refused(_("The person holds a role that excludes this one.")) from error
        raise
    return len(wanted)


_KEY = ("user_id", "role", "content_object_id", "source")


def _refuse_holders(actor: Actor, holders: Collection[int]) -> None:
    if actor.user_id in holders:
        raise Refused(_("Nobody can grant themselves a role."))
    locked = User.objects.filter(pk__in=holders).order_by("pk").select_for_update()
    closed = next((user for user in locked if not user.is_active), None)
    if closed is not None:
        raise Refused(_("The account of %(name)s is closed.") % {"name": closed.name})


def hold() -> Permission:
    """The one permission that every grant's row carries; which role is given is the grant's own word."""
    return Permission.objects.get(content_type__app_label="units", codename="hold")


def _row(actor: Actor, it: NewGrant, permission: Permission) -> Grant:
    return Grant(
        user_id=it.user_id, role=_known_role(it.role).key, permission=permission,
        content_object_id=it.unit_id, since=it.since, until=it.until, source=it.source,
        source_label=it.source_label, granted_by_id=actor.user_id,
    )  # fmt: skip


def _open_again(rows: Sequence[tuple[int, date | None]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE access_grant g SET until = v.until FROM unnest(%s::bigint[], %s::date[]) AS v (id, until)"
            " WHERE g.id = v.id",
            [[pk for pk, _until in rows], [until for _pk, until in rows]],
        )


def end_many_by_post(ends: Iterable[tuple[str, date]]) -> int:
    """`end_by_post` for many posts at once: (source, last day) each; how many grants were cut short."""
    sources, days = zip(*ends, strict=True) if (ends := list(ends)) else ((), ())
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE access_grant g SET until = greatest(v.until, g.since - 1)"
            " FROM unnest(%s::text[], %s::date[]) AS v (source, until)"
            " WHERE g.source = v.source AND (g.until IS NULL OR g.until > v.until)",
            [list(sources), list(days)],
        )
        return int(cursor.rowcount)


def end_by_post(*, source: str, until: date) -> int:
    """Ends every grant of the post with the day `until`, in the caller's `recorded` block; how many.

    Grants that would begin later were never in force; grants that end earlier are left alone.
    """
    if not source:
        raise ValueError("only grants that come from a post end with it")
    later = Grant.objects.filter(Q(until__isnull=True) | Q(until__gt=until), source=source)
    return later.update(until=Greatest(until, F("since") - ONE_DAY))


def no_account() -> str:
    """Said alike of an account that is closed, missing or known outside the reach."""
    return _("There is no such open account within your reach.")


def _known_role(key: str) -> Role:
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


def _write(
    actor: Actor,
    user: User,
    unit: Unit,
    role: Role,
    since: date,
    until: date | None,
    remit: Collection[str] | None = None,
    source: str = "",
    source_label: str = "",
) -> Grant:
    """One grant, or the same one opened again when it was ended on the day it began."""
    holder = User.objects.select_for_update().get(pk=user.pk)
    if not holder.is_active:
        raise Refused(_("This account is closed."))
    if actor.user_id == holder.pk:
        raise Refused(_("Nobody can grant themselves a role."))
    _refuse_clash(holder, role, since, until)
    own = {"user": holder, "role": role.key, "content_object": unit, "source": source}
    again = Grant.objects.filter(**own, since=since).first()
    if again is not None:
        if again.until is None or (until is not None and again.until >= until):
            raise Conflict(_("The person already has this role."))
        again.until = until
        again.save(update_fields=["until"])
        return again
    if Grant.objects.filter(**own, until__isnull=True).exists():
        raise Conflict(_("The person already has this role."))
    try:
        return Grant.objects.create(
            **own,
            permission=hold(),
            remit=None if remit is None else sorted(remit),
            since=since,
            until=until,
            source_label=source_label,
            granted_by_id=actor.user_id,
        )
    except IntegrityError as error:
        if "grant_exclusive" in str(error):
            raise Refused(_("The person holds a role that excludes this one.")) from error
        raise


def _refuse_clash(user: User, role: Role, since: date, until: date | None) -> None:
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
