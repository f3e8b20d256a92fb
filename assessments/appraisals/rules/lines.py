"""Pairs typed one a line, such as “好 1” or “98% 0.95”, and shares written in per cent; pure."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from assessments.appraisals.rules.fields import BadFieldError
from assessments.appraisals.rules.numbers import exact, plain
from revitalization.kit.words import N_


def number_text(text: str) -> str:
    """The number as it is kept: full-width digits and signs are taken. Raises `BadFieldError` where it is none."""
    found = unicodedata.normalize("NFKC", text).strip()
    if exact(found) is None:
        raise BadFieldError(N_('a plain decimal number is needed here, such as "12.5"'))
    return found


def share_text(text: str) -> str:
    """The same of a share, which may also be written in per cent: 98% is 0.98."""
    found = unicodedata.normalize("NFKC", text).strip()
    if not found.endswith("%"):
        return number_text(found)
    whole = exact(found.removesuffix("%").strip())
    if whole is None:
        raise BadFieldError(N_("a share is needed here, such as 0.98 or 98 per cent"))
    return plain(whole / 100)


def map_of_lines(text: str, number: Callable[[str], str]) -> dict[str, str]:
    """A word and a number on each line. Raises `BadFieldError` with the line that says none."""
    found: dict[str, str] = {}
    for at, parts in _lines(text):
        word, value = " ".join(parts[:-1]), parts[-1]
        if not word:
            raise BadFieldError(N_("line %(n)s: words and a number are needed, with a blank between"), n=at)
        if word in found:
            raise BadFieldError(N_("line %(n)s: “%(word)s” stands there twice"), n=at, word=word)
        found[word] = _number(at, value, number)
    return found


def pairs_of_lines(text: str, number: Callable[[str], str]) -> list[list[str]]:
    """Two numbers on each line. Raises `BadFieldError` with the line that says none."""
    found = []
    for at, parts in _lines(text):
        if len(parts) != 2:
            raise BadFieldError(N_("line %(n)s: two numbers are needed, with a blank between"), n=at)
        found.append([_number(at, part, number) for part in parts])
    return found


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    return ((at, parts) for at, line in enumerate(text.splitlines(), 1) if (parts := line.split()))


def _number(at: int, text: str, number: Callable[[str], str]) -> str:
    try:
        return number(text)
    except BadFieldError as bad:
        raise BadFieldError(N_("line %(n)s: %(why)s"), n=at, why=bad.words) from bad


def lines_of(given: Any) -> str:
    """A map, or pairs, as they are typed."""
    if isinstance(given, Mapping):
        return "\n".join(f"{name} {it}" for name, it in given.items())
    if isinstance(given, Sequence) and not isinstance(given, str):
        return "\n".join(
            " ".join(map(str, one)) if isinstance(one, list | tuple) else str(one) for one in given
        )
    return "" if given is None else str(given)
