"""Words that are translated later.

`N_` marks a text for the catalogues where Django may not be imported (rules, roles); `Words` carries such a text with
its parameters until a page, a document or an answer says it in the reader's language.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


def N_(text: str) -> str:  # noqa: N802 - the name that message extractors know
    """The text itself, marked for translation."""
    return text


@dataclass(frozen=True)
class Words:
    """A translatable text and the values for its `%(name)s` places."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % self.values if self.values else self.text
