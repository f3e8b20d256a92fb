"""What may not reach a log: secrets and whole telephone numbers."""

import logging
import re
from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped]

_BEGINS = r"(?:(?<![\dA-Za-z])|(?<=%[0-9A-Fa-f]{2}))"
_PHONE = re.compile(_BEGINS + r"((?:(?:\+|%2[Bb])?86[ -]?)?1\d{2})[ -]?\d{4}[ -]?(\d{4})(?!\d)")
_OFFICE = re.compile(r"(?<![\d-])(0\d{2,3}-)\d{3,4}(\d{4})(?![\d-])")
_TOKEN = re.compile(r"(baton_[A-Za-z0-9]+_)[A-Za-z0-9_-]+")
_ONE_TIME = re.compile(r"(?<![A-Za-z0-9-])([a-z2-9]{4})(?:-[a-z2-9]{4}){3}(?![A-Za-z0-9-])")
_ADDRESS = re.compile(r"(://[^\s:/@]*:)[^\s/]+@")
_AUTHORIZATION = re.compile(r"(?i)(authorization['\"]?\s*[:=]\s*['\"]?(?:basic|bearer|token)?\s*)[^\s'\",}]+")
_FEED = re.compile(r"(/feed/[a-z0-9]+/)[A-Za-z0-9_-]{20,}")
_NAMES = r"(?:password\d?|passwd|secret|pepper|token|code|sessionid|cookie)"
_QUOTED = re.compile(rf"(?i)({_NAMES}['\"]?\s*[:=]\s*\[?)(['\"])(?:\\.|(?!\2).)*\2")
_SECRET = re.compile(rf"(?i)({_NAMES}(?:%22|['\"])?\s*(?:[:=]|%3a|%3d)\s*(?:%22|['\"])?)[^\s'\",}}&]+")


def without_secrets(text: str) -> str:
    """The text with telephone numbers, tokens, secret addresses, one-time codes and passwords masked."""
    text = _PHONE.sub(r"\1****\2", text)
    text = _OFFICE.sub(r"\1****\2", text)
    text = _TOKEN.sub(r"\1****", text)
    text = _FEED.sub(r"\1****", text)
    text = _ONE_TIME.sub(r"\1-****", text)
    text = _ADDRESS.sub(r"\1****@", text)
    text = _AUTHORIZATION.sub(r"\1****", text)
    text = _QUOTED.sub(r"\1\2****\2", text)
    return _SECRET.sub(r"\1****", text)


class Private(logging.Formatter):
    """Masks each line as it is written: the message with its arguments, and what an error says in its traceback.

    The database repeats the values it refuses, so the traceback is where a number would slip through.
    """

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))


class PrivateServerLog(Logger):
    """The web server's own lines, masked the same way; its access log, where one is switched on, knows no queries.

    It repeats requests that it cannot read, and it does not ask Django how to log.
    """

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in (*self.error_log.handlers, *self.access_log.handlers):
            usual = handler.formatter or logging.Formatter()
            handler.setFormatter(Private(usual._fmt, usual.datefmt))

    def warning(self, msg: str, *args: Any, **kwargs: Any) -> None:
        """A request that cannot be read is named by its address only: anything may stand in it."""
        told = msg.partition(": ")[0] if msg.startswith("Invalid request") else msg
        super().warning(told, *args, **kwargs)

    def atoms(self, *about: Any) -> dict[str, Any]:
        atoms: dict[str, Any] = super().atoms(*about)
        first, _, rest = str(atoms["r"]).partition("?")
        atoms["r"] = f"{first} {rest.rpartition(' ')[2]}" if rest else first
        atoms["f"] = str(atoms["f"]).partition("?")[0]
        atoms["q"] = ""
        return atoms
