"""Sections and their limits, deadlines, periods, shares; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Section:
    """One part of a report: its titles, what belongs in it, the categories it answers for, its limit in characters."""

    key: str
    title: str
    title_en: str
    hint: str = ""
    hint_en: str = ""
    categories: tuple[str, ...] = ()
    max_length: int = 1000
    required: bool = True

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Section":
        """From the stored form; KeyError or TypeError when it lacks something."""
        return cls(
            key=data["key"],
            title=data["title"],
            title_en=data["title_en"],
            hint=data.get("hint", ""),
            hint_en=data.get("hint_en", ""),
            categories=tuple(data.get("categories", ())),
            max_length=int(data.get("max_length", 1000)),
            required=bool(data.get("required", True)),
        )

    def named(self, english: bool) -> str:
        """Its title in the one language or the other."""
        return self.title_en if english else self.title


def remit_of(sections: Iterable[Section]) -> frozenset[str]:
    """The categories a report is about; who decides on it must answer for all of them."""
    return frozenset(key for section in sections for key in section.categories)


def empty_sections(sections: Iterable[Section], texts: Mapping[str, str]) -> list[Section]:
    """The required sections that hold no text but blanks, in the order of the kind."""
    return [s for s in sections if s.required and not texts.get(s.key, "").strip()]


def parts_over(
    sections: Iterable[Section], texts: Mapping[str, str], limit: int
) -> list[tuple[Section | None, int]]:
    """What is over its limit of characters, and by how many: sections and, last, the whole report (None)."""
    found: list[tuple[Section | None, int]] = [
        (s, len(texts.get(s.key, "")) - s.max_length) for s in sections
    ]
    found.append((None, total_length(texts) - limit))
    return [(section, n) for section, n in found if n > 0]


def total_length(texts: Mapping[str, str]) -> int:
    """Characters of the whole report, white space left out as in official counting."""
    return sum(len("".join(text.split())) for text in texts.values())


LINES = ("direct_villages",)
"""Kinds of unit that are lines of the registry only: no posts, no office, nobody who could write or receive."""


def never_owe(kinds: Iterable[str]) -> list[str]:
    """Kinds of unit that never owe the report: those its kind leaves out, and mere lines of the registry."""
    return sorted({*kinds, *LINES})


def on_time_share(timely: int, owed: int) -> int | None:
    """Share of reports first submitted in time, in hundredths of a percent, rounded half up; None when none is owed."""
    if owed <= 0:
        return None
    return (timely * 10_000 * 2 + owed) // (owed * 2)
