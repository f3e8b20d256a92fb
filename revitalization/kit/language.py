"""The reader's language: saying words that were put down untranslated, and choosing between two texts of ours."""

from datetime import date

from django.utils.dateformat import format as formatted
from django.utils.translation import get_language, gettext

from revitalization.kit.words import Words


def translated(words: Words) -> str:
    """The words in the reader's language, with their values put in."""
    text = gettext(words.text)
    return text % words.values if words.values else text


def reads_english() -> bool:
    """Whether the reader chose English; everybody else reads the official language."""
    return (get_language() or "").startswith("en")


def said_day(day: date) -> str:
    """A day in the reader's language: 2026年11月24日 or 24 Nov 2026."""
    return formatted(day, "j M Y") if reads_english() else f"{day.year}年{day.month}月{day.day}日"
