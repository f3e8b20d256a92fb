"""Who administers which account, and what is asked for it."""

from collections.abc import Collection

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from responsibilities.access.models import LOOK, Grant, Proposal, SecurityEvent, User
from responsibilities.access.rules import ASKED_FOR, CODES_TOLD_FOR, EventKind, same_person
from responsibilities.roles import ADMINISTRATORS
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.names import skeleton
from revitalization.kit.reach import Reach


def accounts_within(reach: Reach) -> "QuerySet[User]":
    """Accounts that were opened in the reach and never held a role outside it.

    Nobody administers a person who is, was or soon will be known elsewhere.

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
    """Whether the account is, or will be, one of the administrators that are kept apart.

    A role that was taken back before its first day makes nobody one.
    """
    lasting = Q(until__gte=clock.today()) & Q(until__gte=F("since"))
    standing = Grant.objects.filter(Q(until__isnull=True) | lasting, user=user)
    return standing.filter(role__in=ADMINISTRATORS).exists()


def takes_two(user: User, role: str = "") -> bool:
    """Whether changing the account, or giving it this role, takes two: it is an administrator's, or would be."""
    return role in ADMINISTRATORS or is_administrator(user)


def is_one_person(account: int, other: int) -> bool:
    """Whether two accounts, by their ids, are one human's: `rules.same_person`, asked of the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM access_user me, access_user other WHERE me.id = %s AND other.id = %s"
            f" AND {same_person('other', 'me')})",
            [account, other],
        )
        return bool(cursor.fetchone()[0])


def proposed(user: User) -> Proposal | None:
    """What is being asked for about the account, when it was asked for lately."""
    found = Proposal.objects.select_related(
        "asked_by", "confirmed_by", "user", "unit", "grant__content_object"
    )
    return found.filter(user=user, ended_at__isnull=True, asked_at__gt=clock.Now() - ASKED_FOR).first()


def codes_given(user: User) -> "QuerySet[SecurityEvent]":
    """When and by whom (`detail`) somebody could have learnt a one-time code of the account of late, newest first."""
    kinds = [EventKind.RESET, EventKind.CODE, EventKind.CREATED]
    late = SecurityEvent.objects.filter(user=user, kind__in=kinds, at__gt=clock.Now() - CODES_TOLD_FOR)
    return late.order_by("-at", "-pk")


def looking_like(username: str) -> "QuerySet[User]":
    """Accounts whose sign-in name is taken for this one by the eye, and the one of this very name."""
    return User.objects.alias(look=LOOK).filter(look=skeleton(username))


def never_used(users: Collection[int]) -> "QuerySet[User]":
    """Those of the accounts that are open, that nobody has signed in to, and that were not reset from above.

    An administrator's is none of them: whoever opened it makes no new code for it.
    """
    reset = SecurityEvent.objects.filter(kind=EventKind.RESET, username=OuterRef("username"))
    rules = Q(until__isnull=True) | Q(until__gte=clock.today()), Q(role__in=ADMINISTRATORS)
    administers = Grant.objects.filter(*rules, user=OuterRef("pk"))
    return User.objects.filter(
        ~Exists(reset),
        ~Exists(administers),
        pk__in=users,
        is_active=True,
        must_change_password=True,
        last_login__isnull=True,
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
