"""What the rows of an office's sheet are held against; pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

KEPT = ("target", "measure", "lead", "supporting", "source", "extent", "how_soon")
"""Columns of an item that are compared with the ledger and never taken from a sheet."""


@dataclass(frozen=True)
class Place:
    """A unit as the rows may name it; `whole` is its path without blanks."""

    code: str
    name: str
    whole: str
    level: str
    is_body: bool


@dataclass(frozen=True)
class KnownItem:
    """An item the reader may see, as far as a row is held against it; `texts` are the cells of `KEPT` as written.

    `latest` is the cell of progress as the product writes it now, `since` the first day of which progress may be said.
    """

    key: str
    number: str
    unit: Place
    issuer: str
    title: str
    due_on: date
    status: str
    percent: Decimal | None
    words: str
    on_day: date | None
    latest: str
    since: date
    may_report: bool
    summed: bool
    texts: Mapping[str, str]


@dataclass(frozen=True)
class Known:
    """What the rows are held against. `issuer` is None where nothing new may be drawn up.

    `items` by their numbers and by those of their matters, `places` by the names in the rows, `levels` those below the
    issuer, `categories` by title and by key.
    """

    today: date
    issuer: Place | None
    items: Mapping[str, Sequence[KnownItem]]
    places: Mapping[str, Sequence[Place]]
    levels: frozenset[str]
    categories: Mapping[str, str]
    prefixes: Sequence[str]

    def is_ours(self, number: str) -> bool:
        """Whether it looks like a number that the ledger gives: 2026改003-2."""
        return bool(
            re.fullmatch(rf"\d{{4}}(?:{'|'.join(map(re.escape, self.prefixes))})\d{{3,}}(?:-\d+)?", number)
        )
