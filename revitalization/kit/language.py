"""The reader's language: saying words that were put down untranslated, and choosing between two texts of ours."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.utils.dateformat import format as formatted
from django.utils.translation import get_language, gettext, ngettext

from revitalization.kit import clock
from revitalization.kit.periods import period_words
from revitalization.kit.words import Words


def translated(words: Words) -> str:
    """The words in the reader's language, with their values put in."""
    text = ngettext(words.text, words.many, words.n) if words.many else gettext(words.text)
    return text % {name: said_value(it) for name, it in words.values.items()} if words.values else text


def said_together(words: Iterable[Words]) -> str:
    """Sentences one after the other in the reader's language: apart by a blank in English, by none in Chinese."""
    return (" " if reads_english() else "").join(translated(one) for one in words)


_DAY = re.compile(r"[12]\d{3}-[01]\d-[0-3]\d")


def said_value(value: object) -> object:
    """What stands in a sentence's place: a day (or its ISO text, as data keep it) in words, all else as it is.

    A name may look like a day and be none: 2026-02-30. Words inside words are said in the same language.
    """
    if isinstance(value, Words):
        return translated(value)
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return said_day(date.fromisoformat(value))
        except ValueError:
            return value
    return said_day(value) if type(value) is date else value


def said_pairs(words: Mapping[str, str]) -> list[tuple[str, str]]:
    """Keys with their words in the reader's language, as a list to choose from takes them."""
    return [(key, gettext(word)) for key, word in words.items()]


def reads_english() -> bool:
    """Whether the reader chose English; everybody else reads the official language."""
    return (get_language() or "").startswith("en")


def said_day(day: date) -> str:
    """A day in the reader's language: 2026年11月24日 or 24 Nov 2026."""
    return formatted(day, "j M Y") if reads_english() else f"{day.year}年{day.month}月{day.day}日"


def said_instant(at: datetime) -> str:
    """An instant in the reader's language, by the clock of Asia/Shanghai: 2026年11月24日 09:30, 24 Nov 2026, 09:30."""
    here = clock.local(at)
    return f"{said_day(here.date())}{', ' if reads_english() else ' '}{here:%H:%M}"


def said_month(day: date) -> str:
    """The month of a day in the reader's language: 2026年11月 or November 2026."""
    return formatted(day, "F Y") if reads_english() else f"{day.year}年{day.month}月"


_ENGLISH_PARTS = {
    "H1": "first half of ",
    "H2": "second half of ",
    "Q1": "first quarter of ",
    "Q2": "second quarter of ",
    "Q3": "third quarter of ",
    "Q4": "fourth quarter of ",
}


def said_period(period: str) -> str:
    """A reporting period (`2026`, `2026H1`, `2026Q3`, `2026-05`) in the reader's language: 2026年上半年."""
    year, part = period[:4], period[4:]
    if part.startswith("-"):
        month = part.count("-") == 1
        first = date.fromisoformat(f"{period}-01" if month else period)
        return said_month(first) if month else said_day(first)
    return f"{_ENGLISH_PARTS.get(part, '')}{year}" if reads_english() else period_words(period)
