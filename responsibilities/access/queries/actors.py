"""Who may do what: every answer comes from the grants in force today.

The grants of one person are resolved once per request with one plain query; whom a notice reaches is asked
the other way round, from the place to the people.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from responsibilities.access.models import Grant, Token, User
from responsibilities.access.rules import (
    BY_POST,
    holding,
)
from responsibilities.roles import BY_KEY, IN_PERSON, Capability, roles_with
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor, Ceiling, Holding
from revitalization.kit.reach import Span

_GRANTS_OF = """
SELECT a.name, a.is_active, g.role, g.remit, g.source, g.source_label, g.since, u.lo, u.hi, u.name AS place
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
    place: str


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


def actor_then(user_id: int, source: str, day: date) -> Actor:
    """The person in one post with the rights of a day that is over: to say what was theirs, never to act.

    Whether the account is still open is a matter of today: closing it takes nothing off the days before.
    """
    rows = [replace(row, is_active=True) for row in _rows_of(user_id, day)]
    whole = Actor(user_id=user_id, name=rows[0].name if rows else "", holdings=_holdings(rows))
    return whole.acting_in(source, "")


def _rows_of(user_id: int, day: date | None = None) -> list[_Row]:
    day = day or clock.today()
    with connection.cursor() as cursor:
        cursor.execute(_GRANTS_OF, [day, day, user_id])
        return [_Row(*row) for row in cursor.fetchall()]


def _holdings(rows: Sequence[_Row]) -> tuple[Holding, ...]:
    return tuple(
        holding(row.role, row.lo, row.hi, row.remit, row.source, row.place)
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


def names_with(rights: Iterable[Capability], units: Collection[int]) -> dict[tuple[str, int], list[str]]:
    """By right and unit id, the names of those whose role on the unit itself gives them the right; one query."""
    roles = {right: roles_with(right, here=True) for right in rights}
    found: dict[tuple[str, int], list[str]] = {}
    grants = Grant.objects.on(clock.today()).filter(content_object_id__in=units, user__is_active=True)
    for unit, role, name in grants.order_by("since", "pk").values_list(
        "content_object_id", "role", "user__name"
    ):
        for right in (right for right, having in roles.items() if role in having):
            names = found.setdefault((str(right), unit), [])
            if name not in names:
                names.append(name)
    return found


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
