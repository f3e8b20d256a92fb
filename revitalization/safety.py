"""Production refuses to start when it is not safe.

`dangers()` reads the settings, `database_dangers()` asks the database; both say how to mend each thing. They
are asked when the server loads the application (`refuse_unsafe`), the settings also with every command.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

SHORTEST_KEY = 50
_GUESSABLE = ("unsafe", "insecure", "change", "secret", "example")


@dataclass(frozen=True)
class Danger:
    """One thing that is not safe: a stable id, what it is, and how to mend it."""

    key: str
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.what} {self.mend}"


class UnsafeError(RuntimeError):
    """Production does not start; the message lists every danger and how to mend it."""


def dangers(mode: str) -> Iterator[Danger]:
    """What is unsafe in the settings; nothing outside production."""
    if mode != "production":
        return
    yield from _keys()
    if settings.DEBUG:
        yield Danger("debug", "Error pages would show the program's inside.", "Set DEBUG = False.")
    hosts = [host for host in settings.ALLOWED_HOSTS if host not in {"localhost", "127.0.0.1", "[::1]"}]
    if not hosts or "*" in hosts:
        yield Danger(
            "hosts",
            "The site answers to no name of its own, or to any name.",
            "Set BATON_ALLOWED_HOSTS to its host name.",
        )
    if not (settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE):
        yield Danger(
            "cookies",
            "Cookies would travel without TLS.",
            "Set BATON_SECURE_COOKIES=yes and serve over https.",
        )
    if not settings.REQUIRE_MFA:
        yield Danger(
            "mfa", "Granting and publishing would not ask for a second step.", "Set BATON_REQUIRE_MFA=yes."
        )


def _keys() -> Iterator[Danger]:
    try:
        key = settings.SECRET_KEY
    except ImproperlyConfigured:  # Django's answer to an empty one
        key = ""
    if len(key) < SHORTEST_KEY or len(set(key)) < 10 or any(word in key.lower() for word in _GUESSABLE):
        yield Danger(
            "secret_key",
            f"BATON_SECRET_KEY is missing, a sample, or shorter than {SHORTEST_KEY} characters.",
            "Make one: python3 -c 'import secrets; print(secrets.token_urlsafe(64))'.",
        )
    if len(settings.TOKEN_PEPPER) < SHORTEST_KEY or key == settings.TOKEN_PEPPER:
        yield Danger(
            "pepper",
            f"BATON_TOKEN_PEPPER is missing, equal to the key, or shorter than {SHORTEST_KEY} characters.",
            "Make one the same way and keep it apart from the database's backups.",
        )


_OWNS = """
SELECT (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user),
       EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = current_schema() AND c.relkind = 'r'
                  AND pg_has_role(current_user, c.relowner, 'MEMBER')),
       to_regclass('access_user') IS NOT NULL
"""


def database_dangers(mode: str, as_owner: bool) -> Iterator[Danger]:
    """What is unsafe in the database; nothing outside production, and not for the migrating step."""
    if mode != "production" or as_owner:
        return
    with connection.cursor() as cursor:
        cursor.execute(_OWNS)
        superuser, owner, migrated = cursor.fetchone()
        if superuser:
            yield Danger("superuser", "The application would run as a database superuser.", _LOGIN)
        elif owner:
            yield Danger(
                "owner", "The application's login owns the tables and could undo their guards.", _LOGIN
            )
        if migrated:
            cursor.execute(
                "SELECT EXISTS (SELECT 1 FROM access_user WHERE username LIKE 'demo.%' AND is_active)"
            )
            if cursor.fetchone()[0]:
                yield Danger(
                    "demo",
                    "Demonstration accounts are open here.",
                    "Start with an empty database of its own.",
                )


_LOGIN = "Give DATABASE_URL the application's login (baton_app) and DATABASE_OWNER_URL the owner's."


@register(Tags.security)
def check_settings(**_kwargs: Any) -> list[CheckMessage]:
    """The settings' dangers as errors of the system check."""
    return [Error(d.what, hint=d.mend, id=f"baton.{d.key}") for d in dangers(settings.MODE)]


def refuse_unsafe() -> None:
    """Raises `UnsafeError` in production when anything is dangerous; called when the server starts."""
    found = [*dangers(settings.MODE)]
    if not found:
        found += database_dangers(settings.MODE, settings.AS_OWNER)
    if found:
        raise UnsafeError("Baton does not start:\n" + "\n".join(f"- {danger}" for danger in found))
