"""Accounts as they are listed: where they belong, what they hold, their second step, the day of the last sign-in."""

from collections.abc import Iterable
from datetime import date

from allauth.mfa.models import Authenticator
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject, TruncDate

from responsibilities.access.models import Grant, User
from responsibilities.units.models import Unit
from responsibilities.units.queries import find
from revitalization.kit import clock
from revitalization.kit.cleaning import clean_line
from revitalization.kit.reach import Reach
from revitalization.kit.workdays import SHANGHAI

ROLES_SHOWN = 3
MOST_UNITS = 20
STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What counts as a second step; recovery codes come with one."""


def _standing() -> "QuerySet[Grant]":
    """Roles that the account of the outer row holds today."""
    today = clock.today()
    in_force = Q(until__isnull=True) | Q(until__gte=today)
    return Grant.objects.filter(in_force, since__lte=today, user=OuterRef("pk"))


def listed(accounts: "QuerySet[User]") -> "QuerySet[User]":
    """The accounts with what the list shows, in the one query of the list.

    `roles`: up to four of {role, unit, path} of today, by place; `steps`: kinds of second step; `used_on`: the day of
    the last sign-in, never the time.
    """
    roles = _standing().order_by("content_object__lo", "role")
    shown = JSONObject(role="role", unit="content_object__name", path="content_object__path")
    steps = Authenticator.objects.filter(user=OuterRef("pk"), type__in=STEPS).order_by("type")
    return accounts.annotate(
        roles=ArraySubquery(roles.values(shown=shown)[: ROLES_SHOWN + 1]),
        steps=ArraySubquery(steps.values("type")),
        used_on=TruncDate("last_login", tzinfo=SHANGHAI, output_field=DateField()),
    )


def holding(accounts: "QuerySet[User]", role: str) -> "QuerySet[User]":
    """Those that hold the role today; "" for those that hold none."""
    return accounts.filter(Exists(_standing().filter(role=role)) if role else ~Exists(_standing()))


def with_second_step(accounts: "QuerySet[User]", has: bool) -> "QuerySet[User]":
    """Those of the accounts that have a second step (`has`), or have none."""
    there = Exists(Authenticator.objects.filter(user=OuterRef("pk"), type__in=STEPS))
    return accounts.filter(there if has else ~there)


def unused_since(accounts: "QuerySet[User]", day: date) -> "QuerySet[User]":
    """Open ones that nobody signed in to since the day, those opened later left out."""
    begin = clock.end_of_day(day)
    never = Q(last_login__isnull=True, created_at__lt=begin)
    return accounts.filter(never | Q(last_login__lt=begin), is_active=True)


def under(accounts: "QuerySet[User]", text: str) -> "QuerySet[User]":
    """Those that hold a role today on a unit of that name or code or below it, or were opened there and hold none."""
    places = [(unit.lo, unit.hi) for unit in units_called(text)]
    if not places:
        return accounts.none()
    held, opened = Q(), Q()
    for lo, hi in places:
        held |= Q(content_object__lo__gte=lo, content_object__lo__lte=hi)
        opened |= Q(origin__lo__gte=lo, origin__lo__lte=hi)
    return accounts.filter(Exists(_standing().filter(held)) | (opened & ~Exists(_standing())))


def units_called(text: str, reach: Reach | None = None) -> list[Unit]:
    """Live units of that very name or code, at most `MOST_UNITS`, else those the search finds for it; within reach.

    Which units there are, their names and codes are open to whoever is signed in.
    """
    typed = clean_line(text)
    live = Unit.objects.live() if reach is None else Unit.objects.live().within(reach)
    exact = list(live.filter(Q(code=typed.upper()) | Q(name=typed)).order_by("lo")[:MOST_UNITS])
    return exact or _in_order(live.filter(code__in=[hit.code for hit in find(typed, reach, MOST_UNITS)]))


def within_called(text: str, lo: str = "lo") -> Q:
    """Rows whose place, the column `lo`, is a unit of that name or code or below it; none where no unit is."""
    inside = Q(pk__in=[])
    for unit in units_called(text):
        inside |= Q(**{f"{lo}__gte": unit.lo, f"{lo}__lte": unit.hi})
    return inside


def _in_order(units: Iterable[Unit]) -> list[Unit]:
    return sorted(units, key=lambda unit: unit.lo)
