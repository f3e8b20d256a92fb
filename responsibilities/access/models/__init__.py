"""Accounts, grants of roles on units, what takes two administrators, tokens and security events."""

from responsibilities.access.models.accounts import (
    ACCOUNTS,
    LOOK,
    Grant,
    GrantQuerySet,
    KnownRole,
    User,
    UserManager,
)
from responsibilities.access.models.calendars import CalendarAddress
from responsibilities.access.models.events import SecurityEvent, Usage
from responsibilities.access.models.proposals import Proposal
from responsibilities.access.models.saved import SavedView
from responsibilities.access.models.tokens import Token

__all__ = [
    "ACCOUNTS",
    "CalendarAddress",
    "LOOK",
    "Grant",
    "GrantQuerySet",
    "KnownRole",
    "Proposal",
    "SavedView",
    "SecurityEvent",
    "Token",
    "Usage",
    "User",
    "UserManager",
]
