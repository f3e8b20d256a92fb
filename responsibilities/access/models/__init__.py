"""Accounts, grants of roles on units, resets of administrators, tokens and security events."""

from responsibilities.access.models.accounts import (
    ACCOUNTS,
    Grant,
    GrantQuerySet,
    KnownRole,
    User,
    UserManager,
)
from responsibilities.access.models.events import SecurityEvent, Usage
from responsibilities.access.models.resets import ResetRequest
from responsibilities.access.models.tokens import Token

__all__ = [
    "ACCOUNTS",
    "Grant",
    "GrantQuerySet",
    "KnownRole",
    "ResetRequest",
    "SecurityEvent",
    "Token",
    "Usage",
    "User",
    "UserManager",
]
