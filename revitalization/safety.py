"""Production refuses to start when it is not safe.

`dangers()` reads the settings, `database_dangers()` asks the database; both say how to mend each thing. They
are asked when the server, a worker or the clock starts (`refuse_unsafe`), the settings also with every command.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pgtrigger
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from responsibilities.jobs.actions.preparation import declared_rights

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
    if settings.OIDC_ISSUER and not settings.OIDC_ISSUER.startswith("https://"):
        yield Danger(
            "issuer",
            "Whoever sits on the line could answer for the central sign-in.",
            "Write BATON_OIDC_ISSUER with https://.",
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
        elif migrated:
            yield from _guards(cursor)
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


_TRIGGERS = """
SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
 WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND c.relnamespace = current_schema()::regnamespace
"""

_RIGHTS = """
SELECT c.relname, array_agg(p.word)
  FROM pg_class c
  CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER', 'REFERENCES']) AS p(word)
 WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace
   AND has_table_privilege(c.oid, p.word)
 GROUP BY c.relname
"""


def _guards(cursor: Any) -> Iterator[Danger]:
    """Whether every trigger stands and no table grants more than its slice declares.

    Only what the running code knows is compared: during an update the tables may be newer.
    """
    cursor.execute(_TRIGGERS)
    standing = set(cursor.fetchall())
    wanted = {(model._meta.db_table, trigger.get_pgid(model)) for model, trigger in pgtrigger.registered()}
    if missing := sorted({table for table, _name in wanted - standing}):
        yield Danger("triggers", f"Rules of the database are missing or off on: {_few(missing)}.", _PREPARE)
    cursor.execute(_RIGHTS)
    declared = declared_rights()
    surplus = sorted(
        table
        for table, rights in cursor.fetchall()
        if table in declared and not set(rights) <= declared[table]
    )
    if surplus:
        yield Danger(
            "rights", f"The application's login may do more than it should to: {_few(surplus)}.", _PREPARE
        )


def _few(names: list[str], most: int = 5) -> str:
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


_PREPARE = "Run manage.py prepare as the owner; if it stays so, somebody changed the tables by hand: restore a backup."
_LOGIN = "Give DATABASE_URL the application's login (baton_app) and DATABASE_OWNER_URL the owner's."


@register(Tags.security)
def check_settings(**_kwargs: Any) -> list[CheckMessage]:
    """The settings' dangers as errors of the system check."""
    return [Error(d.what, hint=d.mend, id=f"baton.{d.key}") for d in dangers(settings.MODE)]


def start_dangers(mode: str, as_owner: bool) -> Iterator[Danger]:
    """What is unsafe for whatever serves or works, in any mode; commands may."""
    if as_owner:
        yield Danger(
            "as_owner",
            "The database would be used as its owner, whom no rule of it binds.",
            "Take BATON_AS_OWNER out of the environment; it is for manage.py prepare alone.",
        )
    if mode == "test":
        yield Danger("mode", "The mode of tests keeps nobody out.", "Set BATON_MODE=production.")


def refuse_unsafe() -> None:
    """Raises `UnsafeError` when anything is dangerous; called when the server, the worker or the clock starts."""
    found = [*start_dangers(settings.MODE, settings.AS_OWNER), *dangers(settings.MODE)]
    if not found:
        found += database_dangers(settings.MODE, settings.AS_OWNER)
    if found:
        raise UnsafeError("Baton does not start:\n" + "\n".join(f"- {danger}" for danger in found))
