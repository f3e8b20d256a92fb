"""Who may do what: every answer comes from the grants in force today.

The grants of one person are resolved once per request with one plain query; whom a notice reaches is asked
the other way round, from the place to the people.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from responsibilities.access.models import Grant, ResetRequest, SecurityEvent, Token, User
from responsibilities.access.rules import (
    ASKED_FOR,
    BY_POST,
    KNOWN_FOR,
    TRY_WINDOW,
    EventKind,
    Guesses,
    holding,
)
from responsibilities.roles import ADMINISTRATORS, BY_KEY, IN_PERSON, roles_with
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor, Ceiling, Holding
from revitalization.kit.reach import Reach, Span

_GRANTS_OF = """
SELECT a.name, a.is_active, g.role, g.remit, g.source, g.source_label, g.since, u.lo, u.hi
  FROM access_user a
  LEFT JOIN access_grant g ON g.user_id = a.id AND g.since <= %s AND (g.until IS NULL OR g.until >= %s)
  LEFT JOIN units_unit u ON u.id = g.content_object_id
 WHERE a.id = %s
 ORDER BY g.since, g.id
"""

# The place itself and what it lies in; at most six steps by primary key.
_UPWARDS = """
WITH RECURSIVE up(id, parent_id, own) AS (
    SELECT id, parent_id, true FROM units_unit WHERE lo = %s
    UNION ALL
    SELECT p.id, p.parent_id, false FROM up JOIN units_unit p ON p.id = up.parent_id
) SELECT id, own FROM up
"""

_HOLDERS = """
WITH RECURSIVE up(place, id, parent_id, own) AS (
    SELECT u.id, u.id, u.parent_id, true FROM ({places}) AS wanted(id) JOIN units_unit u ON u.id = wanted.id
    UNION ALL
    SELECT up.place, p.id, p.parent_id, false FROM up JOIN units_unit p ON p.id = up.parent_id
)
SELECT DISTINCT up.place, g.user_id
  FROM up
  JOIN access_grant g ON g.content_object_id = up.id
   AND ((up.own AND g.role = ANY(%s)) OR (NOT up.own AND g.role = ANY(%s)))
   AND g.since <= %s AND (g.until IS NULL OR g.until >= %s)
  JOIN access_user a ON a.id = g.user_id AND a.is_active
"""

_OFFICE = """
SELECT DISTINCT wanted.id, g.user_id
  FROM ({places}) AS wanted(id)
  JOIN access_grant g ON g.content_object_id = wanted.id AND g.role = ANY(%s)
   AND g.since <= %s AND (g.until IS NULL OR g.until >= %s)
  JOIN access_user a ON a.id = g.user_id AND a.is_active
"""


@dataclass(frozen=True)
class PostHeld:
    """A post one can act in: `source` is what the session stores, `label` what the record shows."""

    source: str
    label: str


@dataclass(frozen=True)
class _Row:
    name: str
    is_active: bool
    role: str | None
    remit: Sequence[str] | None
    source: str
    label: str
    since: date
    lo: int
    hi: int


def actor_for(
    user_id: int,
    source: str = "",
    *,
    via: str = "html",
    request_id: str = "",
    token: Token | None = None,
    fresh: bool = False,
) -> Actor:
    """The person as an actor, from one query.

    `source` is the post acted in (`tenure:<id>`): only its grants and those tied to no post count, and the
    record names it. Without one all grants count; the post is then named when there is exactly one. A
    source that is over leaves only the grants tied to no post. A closed or unknown account holds
    nothing. `token` limits to its capabilities on its subtree (`valid_token` checks date and revocation).
    """
    rows = _rows_of(user_id)
    posts = _posts(rows)
    actor = Actor(
        user_id=user_id,
        name=rows[0].name if rows else "",
        post=posts[0].label if len(posts) == 1 else "",
        holdings=_holdings(rows),
        ceiling=_ceiling(token),
        via=via,
        request_id=request_id,
        fresh=fresh and token is None,
    )
    if not source:
        return actor
    return actor.acting_in(source, next((post.label for post in posts if post.source == source), ""))


def actor_at_desk(
    user_id: int, chosen: str, *, via: str = "html", request_id: str = "", fresh: bool = False
) -> tuple[Actor, list[PostHeld]]:
    """The signed-in person in one post, and the posts there are to choose from; from one query.

    Nobody acts in two posts at once: without a choice, or when that post is over, it is the one
    held longest.
    """
    rows = _rows_of(user_id)
    posts = _posts(rows)
    acting = next((post for post in posts if post.source == chosen), posts[0] if posts else PostHeld("", ""))
    actor = Actor(
        user_id=user_id,
        name=rows[0].name if rows else "",
        holdings=_holdings(rows),
        via=via,
        request_id=request_id,
        fresh=fresh,
    )
    return actor.acting_in(acting.source, acting.label), posts


def _rows_of(user_id: int) -> list[_Row]:
    today = clock.today()
    with connection.cursor() as cursor:
        cursor.execute(_GRANTS_OF, [today, today, user_id])
        return [_Row(*row) for row in cursor.fetchall()]


def _holdings(rows: Sequence[_Row]) -> tuple[Holding, ...]:
    return tuple(
        holding(row.role, row.lo, row.hi, row.remit, row.source)
        for row in rows
        if row.is_active and row.role in BY_KEY
    )


def _posts(rows: Sequence[_Row]) -> list[PostHeld]:
    found: dict[str, PostHeld] = {}
    for row in rows:
        if row.is_active and row.role and row.source.startswith(BY_POST):
            found.setdefault(row.source, PostHeld(row.source, row.label))
    return list(found.values())


def _ceiling(token: Token | None) -> Ceiling | None:
    if token is None:
        return None
    return Ceiling(
        frozenset(token.capabilities) - IN_PERSON, Span(token.unit.lo, token.unit.hi), token.key_id
    )


def posts_of(user_id: int) -> list[PostHeld]:
    """The posts the person can act in today, longest held first."""
    return _posts(_rows_of(user_id))


def holders(capability: str, lo: int, hi: int | None = None) -> "QuerySet[User]":
    """Open accounts that hold the capability on the place: here on it, below from what it lies in.

    `lo` is the unit's position. `hi` asks for the whole span `lo..hi`: then a right on the unit alone is
    not enough.
    """
    with connection.cursor() as cursor:
        cursor.execute(_UPWARDS, [lo])
        line = cursor.fetchall()
    own = [unit for unit, itself in line if itself]
    above = [unit for unit, itself in line if not itself]
    here, below = roles_with(capability, here=True), roles_with(capability, here=False)  # type: ignore[arg-type]
    if hi is not None and hi > lo:
        here = [role for role in here if role in below]
    on_place = Q(content_object_id__in=own, role__in=here) | Q(content_object_id__in=above, role__in=below)
    in_force = Grant.objects.on(clock.today()).filter(on_place, user=OuterRef("pk"))
    return User.objects.filter(Exists(in_force), is_active=True)


def holders_sql(capability: str, places: str) -> tuple[str, list[Any]]:
    """The same for many places at once, as SQL with columns (place, user_id) and its parameters.

    `places` is a SELECT of one column of unit ids; its own parameters go before the ones returned here.
    """
    today = clock.today()
    here, below = roles_with(capability, here=True), roles_with(capability, here=False)  # type: ignore[arg-type]
    return _HOLDERS.format(places=places), [here, below, today, today]


def office_sql(capability: str, places: str) -> tuple[str, list[Any]]:
    """Who has the capability, from the unit itself, for what lies under it; shaped as in `holders_sql`."""
    today = clock.today()
    return _OFFICE.format(places=places), [roles_with(capability, here=False), today, today]  # type: ignore[arg-type]


def valid_token(key_id: str) -> Token | None:
    """The token that is in force and whose owner's account is open; its secret is not checked."""
    return (
        Token.objects.select_related("unit", "user")
        .filter(key_id=key_id, revoked_at__isnull=True, expires_at__gt=clock.Now(), user__is_active=True)
        .first()
    )


def roles_on(unit: Unit) -> "QuerySet[Grant]":
    """Grants in force today on the unit itself, with the people, in the order of the roles' table."""
    return (
        Grant.objects.on(clock.today())
        .filter(content_object=unit)
        .select_related("user", "granted_by", "content_object")
        .order_by("role", "since", "pk")
    )


def accounts_within(reach: Reach) -> "QuerySet[User]":
    """Accounts that were opened in the reach and never held a role outside it: nobody administers a person known,
    once known or soon known elsewhere.

    A grant that was taken back on its first day was never held. Accounts that neither hold anything nor tell where
    they were opened belong to those whose reach is the whole tree.
    """
    held = Grant.objects.filter(Q(until__isnull=True) | Q(until__gte=F("since")), user=OuterRef("pk"))
    beyond = Exists(held.exclude(reach.q("content_object__lo")))
    opened = reach.q("origin__lo")
    root = Unit.objects.order_by("lo").first()
    if root is not None and reach.holds(root.span):
        return User.objects.filter(~beyond, opened | Q(origin__isnull=True))
    inside = Exists(held.filter(reach.q("content_object__lo")))
    return User.objects.filter(~beyond, opened | (Q(origin__isnull=True) & inside))


def not_known_elsewhere(reach: Reach) -> "QuerySet[User]":
    """The open ones among `accounts_within`: whom one may give a role."""
    return accounts_within(reach).filter(is_active=True)


def is_administrator(user: User) -> bool:
    """Whether the account is, or will be, one of the administrators that are kept apart."""
    standing = Grant.objects.filter(Q(until__isnull=True) | Q(until__gte=clock.today()), user=user)
    return standing.filter(role__in=ADMINISTRATORS).exists()


def reset_asked(user: User) -> ResetRequest | None:
    """The new code that is being asked for, when it was asked for lately."""
    found = ResetRequest.objects.select_related("asked_by", "user")
    return found.filter(user=user, ended_at__isnull=True, asked_at__gt=clock.Now() - ASKED_FOR).first()


def never_used(users: Collection[int]) -> "QuerySet[User]":
    """Those of the accounts that are open, that nobody has signed in to, and that were not reset from above."""
    reset = SecurityEvent.objects.filter(kind=EventKind.RESET, username=OuterRef("username"))
    return User.objects.filter(
        ~Exists(reset), pk__in=users, is_active=True, must_change_password=True, last_login__isnull=True
    )


def place_of(actor: Actor, user: User | None = None) -> int:
    """Where the record shows what happens to an account: its first standing role, else the actor's."""
    standing = Grant.objects.filter(Q(until__isnull=True) | Q(until__gte=clock.today()), user=user)
    found = (
        standing.order_by("since", "pk").values_list("content_object__lo", flat=True).first()
        if user
        else None
    )
    return found if found is not None else min((holding.place.lo for holding in actor.holdings), default=0)


def guesses(username: str, address: str, device: str = "") -> Guesses:
    """The failed sign-ins with the name within the window, by the database's time.

    From a `device` that the account signed in on before, its own; else those from the address by devices unknown.
    """
    about: dict[str, Any] = {
        "name": username, "address": address, "device": device, "window": TRY_WINDOW, "known": KNOWN_FOR,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_GUESSES, {**about, "failed": EventKind.FAILED, "signed_in": EventKind.SIGNED_IN})
        return Guesses(*cursor.fetchone())


_GUESSES = """
WITH success AS (
    SELECT max(at) AS at FROM access_securityevent
     WHERE username = %(name)s AND kind = %(signed_in)s
       AND CASE WHEN %(device)s = '' THEN address = %(address)s::inet ELSE device = %(device)s END
       AND at > baton_now() - %(known)s
), failure AS (
    SELECT at, address, device FROM access_securityevent
     WHERE username = %(name)s AND kind = %(failed)s AND at > baton_now() - %(window)s
)
SELECT (SELECT count(*) FROM failure, success
         WHERE failure.device = %(device)s AND (%(device)s <> '' OR failure.address = %(address)s::inet)
           AND failure.at > coalesce(success.at, '-infinity')),
       (SELECT count(*) FROM failure),
       (SELECT %(device)s <> '' OR at IS NOT NULL FROM success),
       (SELECT extract(epoch FROM baton_now() - max(at))::float FROM failure)
"""


def events_within(reach: Reach) -> "QuerySet[SecurityEvent]":
    """Security events about accounts with a grant in the reach; all of them for a reach of the whole tree."""
    root = Unit.objects.order_by("lo").first()
    if root is not None and reach.holds(root.span):
        return SecurityEvent.objects.all()
    known = Grant.objects.filter(reach.q("content_object__lo"), user=OuterRef("user"))
    return SecurityEvent.objects.filter(Exists(known))
