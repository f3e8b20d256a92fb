"""What the security log tells: how often a name was tried, and what happened to accounts in reach."""

from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from responsibilities.access.models import Grant, SecurityEvent
from responsibilities.access.rules import (
    KNOWN_FOR,
    TRY_WINDOW,
    EventKind,
    Guesses,
)
from responsibilities.units.models import Unit
from revitalization.kit.reach import Reach


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
