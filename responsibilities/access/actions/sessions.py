"""Clearing away sessions that are over."""

from django.contrib.sessions.models import Session

from revitalization.kit import clock


def clear_sessions() -> int:
    """Deletes the stored sessions that are over; how many."""
    return Session.objects.filter(expire_date__lt=clock.now()).delete()[0]
