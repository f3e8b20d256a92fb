"""Sign-ins for many people at once: opened without a code, and the codes made afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from responsibilities.access import actions as access
from responsibilities.access.models import User
from responsibilities.posts.actions.people import free_usernames
from responsibilities.posts.models import Person
from responsibilities.posts.rules.roster_words import KnownUnit
from revitalization.kit.actor import Actor


@dataclass(frozen=True)
class Opened:
    """A sign-in that was opened, for whom, and the unit for which the person stands in the roster."""

    person: str
    unit: str
    unit_id: int
    user_id: int
    username: str


@dataclass(frozen=True)
class NewSignIn:
    """What is handed to a person once: the sign-in name and the one-time code, which holds 7 days."""

    person: str
    unit: str
    username: str
    code: str


def open_sign_ins(actor: Actor, people: Sequence[tuple[Person, KnownUnit]]) -> list[Opened]:
    """Accounts for people, inside a recorded change; nobody can sign in to them before codes are made."""
    names = free_usernames([person.name for person, _unit in people])
    wanted = [
        access.NewAccount(username, person.name, person.phone, unit.id)
        for (person, unit), username in zip(people, names, strict=True)
    ]
    users = access.open_accounts(actor=actor, wanted=wanted)
    for (person, _unit), user in zip(people, users, strict=True):
        person.user, person.version = user, person.version + 1
    _join(people, users)
    return [
        Opened(person.name, unit.name, unit.id, user.pk, user.username)
        for (person, unit), user in zip(people, users, strict=True)
    ]


def handed_out(opened: Sequence[Opened], codes: Mapping[int, str]) -> list[NewSignIn]:
    """The sign-ins that have a code among `codes` (by account), as they are handed out."""
    return [
        NewSignIn(it.person, it.unit, it.username, codes[it.user_id]) for it in opened if it.user_id in codes
    ]


def _join(people: Sequence[tuple[Person, KnownUnit]], users: Sequence[User]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE posts_person p SET user_id = v.account, version = p.version + 1"
            " FROM unnest(%s::bigint[], %s::bigint[]) AS v (id, account) WHERE p.id = v.id",
            [[person.pk for person, _unit in people], [user.pk for user in users]],
        )
