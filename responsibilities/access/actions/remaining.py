"""Somebody who gives roles must remain."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from responsibilities.access.models import Grant, User
from responsibilities.roles import C, roles_with
from revitalization.kit import clock
from revitalization.kit.errors import Refused

ONE_DAY = timedelta(days=1)


def keep_one_who_grants(ending: Iterable[Grant], last: date, *, closing: User | None = None) -> None:
    """Refuses to end with `last` the last role that gives roles on its unit: nobody could open the door again.

    Somebody else (`closing`: with another account) must hold such a role there or above the day after, and at least as
    long. Two that end at once wait for each other; in the caller's transaction.
    """
    keys = roles_with(C.ROLE_GRANT, here=True)
    for grant in (grant for grant in ending if grant.role in keys):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('access'), hashtext('who grants'))")
        unit = grant.content_object
        lasting = Q(until__isnull=True)
        if grant.until is not None:
            lasting |= Q(until__gte=grant.until)
        others = Grant.objects.filter(
            lasting, role__in=keys, since__lte=max(last, clock.today() - ONE_DAY) + ONE_DAY, user__is_active=True,
            content_object__lo__lte=unit.lo, content_object__hi__gte=unit.hi,
        )  # fmt: skip
        others = others.exclude(pk=grant.pk) if closing is None else others.exclude(user=closing)
        if not others.exists():
            raise Refused(
                _(
                    "Nobody else could then grant roles for %(unit)s: first appoint another security administrator."
                )
                % {"unit": unit.name}
            )
