"""Typed reading of the environment.

Every setting is declared by reading it here once, so that `.env.example` can be held against the code: `DECLARED`
maps each name to its default and one line of help.
"""

import os
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


@dataclass(frozen=True)
class Declared:
    """One setting: its name, its default as text, and what it does."""

    name: str
    default: str
    help: str


DECLARED: dict[str, Declared] = {}


class BadSetting(Exception):  # noqa: N818 - it names a state of a setting
    """A setting that cannot be read; the message names it and says what is expected."""


def text(name: str, default: str, help: str) -> str:
    """The setting as text."""
    DECLARED[name] = Declared(name, default, help)
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool, help: str) -> bool:
    """The setting as yes or no; accepts 1/0, yes/no, true/false, on/off."""
    raw = text(name, "yes" if default else "no", help).lower()
    if raw in {"1", "yes", "true", "on"}:
        return True
    if raw in {"0", "no", "false", "off"}:
        return False
    raise BadSetting(f"{name}={raw!r}: write yes or no")


def choice(name: str, default: str, help: str, *known: str) -> str:
    """The setting as one of the known words; another one is refused, never taken for one of them."""
    raw = text(name, default, help)
    if raw not in known:
        raise BadSetting(f"{name}={raw!r}: write {', '.join(known[:-1])} or {known[-1]}")
    return raw


def number(name: str, default: int, help: str) -> int:
    """The setting as a whole number."""
    raw = text(name, str(default), help)
    try:
        return int(raw)
    except ValueError as error:
        raise BadSetting(f"{name}={raw!r}: write a whole number") from error


def listing(name: str, default: str, help: str) -> list[str]:
    """The setting as a list of words separated by commas."""
    return [word.strip() for word in text(name, default, help).split(",") if word.strip()]


def database(url: str) -> dict[str, Any]:
    """A Django database entry from `postgresql://user:password@host:port/name?host=/socket/dir`."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise BadSetting("DATABASE_URL: only postgresql:// addresses are understood")
    query = dict(parse_qsl(parts.query))
    host = query.pop("host", "") or unquote(parts.hostname or "")
    port = query.pop("port", "") or str(parts.port or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": port,
        "OPTIONS": query,
    }
