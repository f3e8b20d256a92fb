"""Who may be drawn for a team, and where each of them works and worked: what stands against inspecting a unit."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from django.db import connection

from assessments.inspections.models import Inspection
from assessments.inspections.rules import lots
from responsibilities.access.models import Grant, User
from responsibilities.access.rules import same_person
from responsibilities.roles import Capability as C
from responsibilities.roles import roles_with
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.reach import holds_all

# Every place somebody worked at by a role or a post, under whatever account of the same person. A body stands for the
# unit it is hung on: a department of the county is of the county.
_CAREER = f"""
SELECT me.username, p.lo, coalesce(body.lo, u.lo), coalesce(body.hi, u.hi), p.since, p.until
FROM access_user me
JOIN access_user other ON {same_person("other", "me")}
JOIN LATERAL (
    SELECT g.content_object_id AS unit_id, v.lo, g.since, g.until FROM access_grant g
    JOIN units_unit v ON v.id = g.content_object_id
    WHERE g.user_id = other.id AND (g.until IS NULL OR g.until >= g.since)
    UNION ALL
    SELECT post.unit_id, post.lo, n.since, n.until FROM posts_person pe
    JOIN posts_tenure n ON n.person_id = pe.id JOIN posts_post post ON post.id = n.post_id
    WHERE pe.user_id = other.id AND (n.until IS NULL OR n.until >= n.since)
) p ON TRUE
JOIN units_unit u ON u.id = p.unit_id
LEFT JOIN units_unit body ON u.is_body AND body.id = u.parent_id
WHERE me.id = ANY(%s)
"""


def pool_of(inspection: Inspection) -> list[User]:
    """Accounts that inspect for the issuer today, for all its categories, by sign-in name; one person once."""
    today = clock.today()
    roles = roles_with(C.INSPECT_CONDUCT, here=False)
    grants = Grant.objects.on(today).filter(content_object=inspection.issuer_id, role__in=roles)
    found: dict[int, User] = {}
    for grant in grants.select_related("user"):
        remit = None if grant.remit is None else frozenset(grant.remit)
        if holds_all(remit, inspection.remit):
            found[grant.user_id] = grant.user
    return _one_account_each(sorted(found.values(), key=lambda user: user.username))


def _one_account_each(users: Sequence[User]) -> list[User]:
    if not users:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT me.id, other.id FROM access_user me JOIN access_user other ON {same_person('other', 'me')} "
            "WHERE me.id = ANY(%s) AND other.id = ANY(%s) AND me.id <> other.id",
            [[user.pk for user in users]] * 2,
        )
        same = defaultdict(set)
        for me, other in cursor.fetchall():
            same[me].add(other)
    kept: list[User] = []
    for user in users:
        if not same[user.pk] & {one.pk for one in kept}:
            kept.append(user)
    return kept


def careers(people: Collection[User]) -> dict[str, list[lots.Stay]]:
    """By sign-in name where each works and worked, under whatever account; one question."""
    found: dict[str, list[lots.Stay]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_CAREER, [[user.pk for user in people]])
        for name, own_lo, lo, hi, since, until in cursor.fetchall():
            found[name].append(lots.Stay(lo, hi, own_lo, since, until))
    return found


def conflicts_of(
    inspection: Inspection, people: Collection[User], units: Collection[Unit], day: date | None = None
) -> dict[str, dict[str, str]]:
    """By sign-in name the units (by code) each does not inspect on the day, and why; who inspects all is left out."""
    known, issuer = careers(people), (inspection.lo, inspection.hi)
    found = {
        user.username: {
            unit.code: why
            for unit in units
            if (why := lots.recusal(known[user.username], (unit.lo, unit.hi), issuer, day or clock.today()))
        }
        for user in people
    }
    return {name: units for name, units in found.items() if units}
