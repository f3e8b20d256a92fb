"""A scheme written as TOML, in the form of the files that are read: a table for each criterion, maps on one line."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from assessments.appraisals.rules.content import PARTS
from assessments.appraisals.rules.reading import SCHEME

_BARE = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_DAYS = frozenset({"cut_off"})
"""Keys whose texts are days, which TOML writes without quotes."""
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def scheme_toml(content: Mapping[str, Any]) -> str:
    """The content as a file; read again, it is the same content."""
    blocks: list[str] = []
    for name in PARTS:
        given = content.get(name)
        if name == SCHEME:
            blocks += [table_toml(f"[{name}]", given)] if isinstance(given, Mapping) else []
        else:
            blocks += [table_toml(f"[[{name}]]", one) for one in given or ()]
    return "\n".join(blocks)


_FIRST = ("key", "word", "parent", "title", "document", "issuer", "year", "cut_off", "base", "ceiling", "round",
          "standard", "points", "from", "quota", "when", "type")  # fmt: skip
_LAST = ("source", "by", "fact")
"""The order in which one reads a table; the database keeps none."""


def _place(name: str) -> int:
    if name in _LAST:
        return len(_FIRST) + 1 + _LAST.index(name)
    return _FIRST.index(name) if name in _FIRST else len(_FIRST)


def table_toml(head: str, given: Mapping[str, Any]) -> str:
    """One table under its head, as `[[value]]`, in the order in which one reads it; other keys stay in their own."""
    names = sorted(given, key=_place)
    lines = [head, *(f"{_key(name)} = {_value(name, given[name])}" for name in names)]
    return "\n".join(lines) + "\n"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _value(name: str, it: Any) -> str:
    if isinstance(it, bool):
        return "true" if it else "false"
    if isinstance(it, int):
        return str(it)
    if isinstance(it, Mapping):
        return (
            "{ " + ", ".join(f"{_key(part)} = {_value(part, one)}" for part, one in it.items()) + " }"
            if it
            else "{}"
        )
    if isinstance(it, Sequence) and not isinstance(it, str):
        return "[" + ", ".join(_value(name, one) for one in it) + "]"
    if name in _DAYS and _is_day(str(it)):
        return str(it)
    return _text(str(it))


def _is_day(text: str) -> bool:
    """Whether the text is a day of the calendar: another one, such as 2026-02-30, stays a text."""
    try:
        return bool(_DAY.fullmatch(text)) and date.fromisoformat(text) is not None
    except ValueError:
        return False


def _text(text: str) -> str:
    # A basic string escapes what JSON escapes, and the delete sign as well.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
