"""The secret address at which a calendar program reads the own calendar: shown once, ended at any time."""

import math

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from responsibilities.access.actions.events import note
from responsibilities.access.actions.usage import asked_again
from responsibilities.access.models import CalendarAddress, User
from responsibilities.access.queries import actor_for
from responsibilities.access.rules import EventKind, new_token, same, token_digest
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Forbidden, Hidden, TooMany

PER_MINUTE = 30
"""Requests a minute to one address; calendar programs ask a few times an hour."""


def new_calendar_address(*, actor: Actor) -> tuple[str, str]:
    """A new address in place of the former one, as key and secret; the secret is shown now and kept nowhere.

    Asks for a fresh sign-in: whoever knows the address reads the calendar without one.
    """
    actor.require_fresh()
    user = _person(actor)
    fresh = new_token()
    secret = fresh.text.partition(f"{fresh.key_id}_")[2]
    with transaction.atomic():
        CalendarAddress.objects.update_or_create(
            user=user,
            defaults={
                "key_id": fresh.key_id,
                "digest": _digest(fresh.key_id, secret),
                "created_at": clock.database_now(),
            },
        )
        note(EventKind.CALENDAR, user=user, username=user.username, detail=fresh.key_id)
    return fresh.key_id, secret


def end_calendar_address(*, actor: Actor) -> bool:
    """Ends the own address; whether there was one."""
    return end_address_of(_person(actor))


def end_address_of(user: User) -> bool:
    """Ends the address of the account, whoever knows it; whether there was one."""
    with transaction.atomic():
        found = CalendarAddress.objects.select_for_update().filter(user=user).first()
        if found is None:
            return False
        found.delete()
        note(EventKind.CALENDAR_END, user=user, username=user.username, detail=found.key_id)
    return True


def reader_of(key: str, secret: str) -> tuple[Actor, User]:
    """Whose calendar the address shows; `Hidden` for any that is not in force, `TooMany` for one asked too often.

    It is read with all roles of the person as they are today; who has none any more has no calendar.
    """
    found = CalendarAddress.objects.select_related("user").filter(key_id=key).first()
    known = same(found.digest if found else "", _digest(key, secret))
    if found is None or not known or not found.user.is_active or found.user.owes_password:
        raise Hidden
    count, seconds = asked_again(f"c{found.pk}")
    if count > PER_MINUTE:
        said = _("This calendar was asked for too often. Try again in a minute.")
        raise TooMany(said, retry_after=math.ceil(seconds))
    actor = actor_for(found.user.pk)
    if not actor.holdings:
        raise Hidden
    return actor, found.user


def _digest(key: str, secret: str) -> str:
    return token_digest(f"calendar {key} {secret}", settings.TOKEN_PEPPER)


def _person(actor: Actor) -> User:
    if actor.user_id is None or actor.ceiling is not None:
        raise Forbidden
    return User.objects.get(pk=actor.user_id)
