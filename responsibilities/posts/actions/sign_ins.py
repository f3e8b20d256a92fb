"""Sign-ins for many people at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection

from responsibilities.access.models import SecurityEvent, User
from responsibilities.access.rules import CODE_VALID_FOR, EventKind, one_time_code
from responsibilities.posts.actions.people import free_usernames
from responsibilities.posts.models import Person
from revitalization.kit import clock
from revitalization.kit.actor import Actor

ROUNDS = 1_000
"""Hashing rounds of a one-time code: 79 random bits need no slow hash; the password chosen later gets it."""

BATCH = 2_000


@dataclass(frozen=True)
class NewSignIn:
    """What is handed to a person once: the sign-in name and the one-time code, which holds 7 days."""

    person: str
    unit: str
    username: str
    code: str


def open_sign_ins(actor: Actor, people: Sequence[tuple[Person, str]]) -> list[NewSignIn]:
    """Makes accounts for people (each with the name of the unit for the sheet), inside a recorded change."""
    if not people:
        return []
    names = free_usernames([person.name for person, _unit in people])
    codes = [one_time_code() for _person in people]
    users = [
        _account(person, username, code)
        for (person, _unit), username, code in zip(people, names, codes, strict=True)
    ]
    User.objects.bulk_create(users, batch_size=BATCH)
    for (person, _unit), user in zip(people, users, strict=True):
        person.user, person.version = user, person.version + 1
    _join(people, users)
    SecurityEvent.objects.bulk_create(
        [
            SecurityEvent(kind=EventKind.CREATED, user=user, username=user.username, detail=actor.name)
            for user in users
        ],
        batch_size=BATCH,
    )
    return [
        NewSignIn(person.name, unit, user.username, code)
        for (person, unit), user, code in zip(people, users, codes, strict=True)
    ]


def _join(people: Sequence[tuple[Person, str]], users: Sequence[User]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE posts_person p SET user_id = v.account, version = p.version + 1"
            " FROM unnest(%s::bigint[], %s::bigint[]) AS v (id, account) WHERE p.id = v.id",
            [[person.pk for person, _unit in people], [user.pk for user in users]],
        )


def _account(person: Person, username: str, code: str) -> User:
    hasher = PBKDF2PasswordHasher()
    return User(
        username=username,
        name=person.name,
        phone=person.phone,
        password=hasher.encode(code, hasher.salt(), ROUNDS),
        must_change_password=True,
        code_expires_at=clock.now() + CODE_VALID_FOR,
    )
