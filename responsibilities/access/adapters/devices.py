"""Devices on which somebody signed in before: whoever shares their address cannot lock them out.

A cookie, signed and not readable by scripts, holds the number of the device and, for each account that signed in on it,
a seal of its name and its password: it opens nothing, cannot be made up or carried over to another account, and is
worth nothing once the password changed. Tries with that name on that device have a counter of their own.
"""

import secrets
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from responsibilities.access.models import User
from responsibilities.access.rules import KNOWN_FOR, same
from revitalization.kit import clock

COOKIE = "baton_device"
ACCOUNTS = 8
"""So many people share a desk; the one who has not been there longest is forgotten."""

_SALT = "access.device"


@dataclass(frozen=True)
class Device:
    """A device's number, and for each sealed name the seal of its account and the second it signed in there."""

    number: str
    accounts: dict[str, tuple[str, int]]


def known_device(request: HttpRequest, username: str) -> str:
    """The number of the device when the account of that name signed in on it lately; else ""."""
    device = _read(request)
    found = device.accounts.get(_name(username)) if device else None
    if device is None or found is None or found[1] <= clock.now().timestamp() - KNOWN_FOR.total_seconds():
        return ""
    user = User.objects.filter(username=username, is_active=True).first()
    return device.number if user is not None and same(found[0], _seal(user)) else ""


def number_of(request: HttpRequest) -> str:
    """The number of the device, a fresh one when it has none; the same all through a request."""
    if not hasattr(request, "device_number"):
        device = _read(request)
        request.device_number = device.number if device else secrets.token_urlsafe(12)  # type: ignore[attr-defined]
    return str(request.device_number)  # type: ignore[attr-defined]


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Lets the device know the account, as its password is now."""
    device = _read(request)
    others = {**(device.accounts if device else {})}
    others.pop(_name(user.username), None)
    latest = sorted(others.items(), key=lambda item: item[1][1])[-(ACCOUNTS - 1) :]
    accounts = dict([*latest, (_name(user.username), (_seal(user), int(clock.now().timestamp())))])
    value = signing.dumps({"n": number_of(request), "a": accounts}, salt=_SALT, compress=True)
    response.set_cookie(
        COOKIE,
        value,
        max_age=KNOWN_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> Device | None:
    try:
        found: Any = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT)
        accounts = {str(name): (str(seal), int(at)) for name, (seal, at) in found["a"].items()}
        return Device(str(found["n"]), accounts)
    except (signing.BadSignature, AttributeError, KeyError, TypeError, ValueError):
        return None


def _name(username: str) -> str:
    return salted_hmac(f"{_SALT}.name", username, algorithm="sha256").hexdigest()[:24]


def _seal(user: User) -> str:
    """Changes with the password, and when all sessions are ended."""
    return salted_hmac(f"{_SALT}.seal", user.get_session_auth_hash(), algorithm="sha256").hexdigest()[:32]
