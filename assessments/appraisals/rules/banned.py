"""Criteria that may not be: what measures meetings, photos, log-ins or praise instead of work; pure.

The list is data (`catalogue/banned_criteria.toml`), each kind with the words it is known by and the rule that bans it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from assessments.appraisals.rules.fields import Fault
from assessments.appraisals.rules.reading import CRITERION
from revitalization.kit.words import N_, Words

_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True)
class Ban:
    """One kind: its title in the reader's language, patterns of the words it is known by, the rule that bans it."""

    key: str
    title: str
    patterns: tuple[str, ...]
    basis: str

    @cached_property
    def _known_by(self) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{one})" for one in self.patterns), re.IGNORECASE)

    def found_in(self, text: str) -> str:
        """The words by which the text is of this kind; "" where it is not."""
        hit = self._known_by.search(_BLANKS.sub("", text))
        return hit.group() if hit else ""


def banned_in(content: Mapping[str, Any], bans: Iterable[Ban]) -> list[Fault]:
    """The criteria of the content that are of a banned kind, each with the words and the rule."""
    known = tuple(bans)
    return [fault for table in content.get(CRITERION, ()) for fault in _of_criterion(table, known)]


def _of_criterion(table: Any, bans: Iterable[Ban]) -> Iterator[Fault]:
    if not isinstance(table, Mapping):
        return
    for ban in bans:
        part, words = next(
            ((part, it) for part, text in _texts(table) if (it := ban.found_in(text))), ("", "")
        )
        if words:
            yield Fault(
                f"[[{CRITERION}]] {table.get('key', '')} · {part}",
                Words(
                    N_("“%(words)s” is no criterion: %(kind)s may not be assessed (%(basis)s)"),
                    {"words": words, "kind": ban.title, "basis": ban.basis},
                ),
            )


def _texts(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The fields of a criterion that somebody words, each with what it says."""
    for part in ("title", "standard"):
        yield part, str(table.get(part, ""))
    for part in ("items", "words"):
        given = table.get(part)
        yield from ((part, str(key)) for key in (given if isinstance(given, Mapping) else ()))


def newly_banned(old: Mapping[str, Any], new: Mapping[str, Any], bans: Iterable[Ban]) -> list[Fault]:
    """The same of `new`, without what stood in `old` already.

    A kind that was banned after a criterion was written keeps the draft from being sent, not its other parts from
    being put right.
    """
    known = tuple(bans)
    before = banned_in(old, known)
    return [fault for fault in banned_in(new, known) if fault not in before]
