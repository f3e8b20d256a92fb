"""Clearing away sessions that are over."""

from django.contrib.sessions.models import Session

from responsibilities.access.models import User
from revitalization.kit import clock


def clear_sessions() -> int:
    """Deletes the stored sessions that are over; how many."""
    return Session.objects.filter(expire_date__lt=clock.now()).delete()[0]


def keep_language(*, user: User, language: str) -> None:
    """Keeps the language that the person is spoken to in where there is no browser, as in mail."""
    if user.language != language:
        User.objects.filter(pk=user.pk).update(language=language)
        user.language = language


def put_away_welcome(*, user: User, role: str) -> None:
    """Keeps that the person has read what comes first in the role, so that it is never shown again."""
    if role not in user.welcomed:
        told = [*user.welcomed, role]
        User.objects.filter(pk=user.pk).update(welcomed=told)
        user.welcomed = told
