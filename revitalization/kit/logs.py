"""What may not reach a log: secrets and whole telephone numbers."""

import logging
import re

_PHONE = re.compile(r"(?<!\d)(1\d{2})\d{4}(\d{4})(?!\d)")
_TOKEN = re.compile(r"(baton_[A-Za-z0-9]+_)[A-Za-z0-9_-]+")
_SECRET = re.compile(r"(?i)((?:password|secret|token|code|authorization)['\"]?\s*[:=]\s*['\"]?)[^\s'\",}]+")


def without_secrets(text: str) -> str:
    """The text with telephone numbers, tokens and passwords masked."""
    text = _PHONE.sub(r"\1****\2", text)
    text = _TOKEN.sub(r"\1****", text)
    return _SECRET.sub(r"\1****", text)


class Private(logging.Formatter):
    """Masks each line as it is written: the message with its arguments, and what an error says in its traceback.

    The database repeats the values it refuses, so the traceback is where a number would slip through.
    """

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))
