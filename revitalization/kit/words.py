"""Words that are translated later.

`N_` marks a text for the catalogues where Django may not be imported (rules, roles); `Words` carries such a text with
its parameters until a page, a document or an answer says it in the reader's language.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


def N_(text: str) -> str:  # noqa: N802 - the name that message extractors know
    """The text itself, marked for translation."""
    return text


def NP_(one: str, many: str) -> tuple[str, str]:  # noqa: N802 - its sister for texts that count
    """Both texts themselves, of one and of any other number, marked; the second is the `many` of `Words`."""
    return one, many


@dataclass(frozen=True)
class Words:
    """A translatable text and the values for its `%(name)s` places; `many` is the text where `n` of them is not one."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)
    many: str = ""

    def __str__(self) -> str:
        text = self.many if self.many and self.n != 1 else self.text
        return text % self.values if self.values else text

    @property
    def n(self) -> int:
        """The whole number that chooses between the two texts."""
        return int(str(self.values["n"]))
