"""Roles that come with posts and rosters, one or many at once, inside the caller's own recorded change."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import Permission
from django.db import IntegrityError, connection
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from responsibilities.access.actions.grants import ONE_DAY, Gift, hold, known_role, write
from responsibilities.access.models import Grant, User
from responsibilities.roles import ADMINISTRATORS, Role
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Conflict, Refused

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
        """What makes two grants the same one: account, role, unit and what it follows from."""
        return self.user_id, self.role, self.unit_id, self.source


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
    gift = Gift(user, unit, _outside_administration(role).key, since, until, remit)
    return write(actor, gift, source, source_label)


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


def _row(actor: Actor, it: NewGrant, permission: Permission) -> Grant:
    return Grant(
        user_id=it.user_id, role=_outside_administration(it.role).key, permission=permission,
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

    Grants that would begin later were never in force; grants that end earlier are left alone. Raises `ValueError`
    without a `source`: what was given by hand does not end with a post.
    """
    if not source:
        raise ValueError("only grants that come from a post end with it")
    later = Grant.objects.filter(Q(until__isnull=True) | Q(until__gt=until), source=source)
    return later.update(until=Greatest(until, F("since") - ONE_DAY))


def _outside_administration(key: str) -> Role:
    """The role; `Refused` for an administrator's, which two people give by hand."""
    role = known_role(key)
    if role.key in ADMINISTRATORS:
        raise Refused(_("An administrator's role cannot come from a post or a roster."))
    return role
