"""What a mechanism declares to be found: kinds of things that are searched for, and what one may begin.

The frame makes one search and one list of beginnings of them; see `Mechanism.search` and `Mechanism.begins`.
"""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from revitalization.kit.actor import Actor

LONGEST_QUERY = 100
"""Characters of what is typed into the search."""


@dataclass(frozen=True)
class Hit:
    """One found thing: what it is called, what tells it from its namesakes, where it is; `code` is its number.

    `title`, `about` and `code` are data, shown as they are; nothing in them is markup.
    """

    title: str
    about: str
    url: str
    code: str = ""


@dataclass(frozen=True)
class SearchKind:
    """One kind of things to be found: `find(actor, text, limit)` gives the best of what this actor may see.

    `text` is never empty and has at most `LONGEST_QUERY` characters. What lies outside the actor's reach is not found,
    not even as a count. The number of queries hangs on neither text nor hits. `label` heads the group, `order` is its
    place among the others.
    """

    key: str
    label: str
    order: int
    find: Callable[[Actor, str, int], Sequence[Hit]]


@dataclass(frozen=True)
class Begin:
    """Something that can be begun: shown to those who have `capability` anywhere, behind ＋ and in the search.

    `shown` narrows it further and asks no database. `words` are further words it is found by, blanks between them, in
    either language.
    """

    key: str
    label: str
    url_name: str
    icon: str
    order: int
    capability: str
    shown: Callable[[Actor], bool] | None = None
    words: str = ""

    def open_to(self, actor: Actor) -> bool:
        """Whether this actor may begin it."""
        return actor.has(self.capability) and (self.shown is None or self.shown(actor))


def typed(text: str) -> str:
    """What was typed as it is compared: full-width letters, case and doubled blanks made alike."""
    return " ".join(unicodedata.normalize("NFKC", text).replace("\x00", "").casefold().split())
