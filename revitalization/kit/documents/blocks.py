"""What the text of an official document is made of: headings, paragraphs, tables. Plain text only."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from revitalization.kit.documents.titles import width

WIDE_FROM, DENSE_FROM = 8, 12
"""Columns from which a table is turned, and from which it is set in small type."""
SHORT, ROOM, LEAST = 13.0, 36.0, 5.0
"""Characters of a column that is kept on one line, of all columns together, and at least of any other."""
TURNED_ROOM, TURNED_LEAST = 52.0, 4.0
"""Of all columns together on a page laid sideways, and at least of any other: it has more of them."""
DENSE_SHORT, DENSE_ROOM, DENSE_LEAST = 6.0, 64.0, 4.0
"""The same of a table in small type on a page laid sideways."""
MAX_TABLE_ROWS = 500
"""Rows of one table; `tables` makes as many tables as it takes."""


@dataclass(frozen=True)
class Heading:
    """A numbered heading; `level` 1–4 is written 一、 （一） 1. （1） and counted by the layout itself."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """Plain text; every line of it becomes a paragraph of its own with the usual indent."""

    text: str


@dataclass(frozen=True)
class Table:
    """A table; turned to landscape when `wide` or when it has `WIDE_FROM` columns or more.

    `numeric` holds the indexes of columns set flush right. `tall` rows leave room for what is written by hand, `shares`
    give each column so many hundredths of the width, also where it is empty. `headed` False: no row of headings is
    printed, since the first column names what stands beside it. At most `MAX_TABLE_ROWS` rows.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    caption: str = ""
    numeric: frozenset[int] = frozenset()
    wide: bool = False
    tall: bool = False
    shares: Sequence[int] = ()
    headed: bool = True

    @property
    def kept(self) -> frozenset[int]:
        """The indexes of columns whose words stay on one line: days, numbers, short words, as far as there is room."""
        short, room, least = (DENSE_SHORT, DENSE_ROOM, DENSE_LEAST) if self.dense else (SHORT, ROOM, LEAST)
        if self.turned and not self.dense:
            room, least = TURNED_ROOM, TURNED_LEAST
        cells = [(name, *(row[at] for row in self.rows)) for at, name in enumerate(self.columns)]
        needed = {at: max(map(width, column)) + 1 for at, column in enumerate(cells)}
        taken = 0.0
        kept: set[int] = set()
        for at in sorted(needed, key=needed.__getitem__):
            taken += needed[at]
            if needed[at] <= short and taken + least * (len(needed) - len(kept) - 1) <= room:
                kept.add(at)
        return frozenset(kept)

    @property
    def turned(self) -> bool:
        """Whether it stands on a page laid sideways, being too wide for an upright one."""
        return self.wide or len(self.columns) >= WIDE_FROM

    @property
    def dense(self) -> bool:
        """Whether it has so many columns that even a page laid sideways takes them in small type only."""
        return len(self.columns) >= DENSE_FROM


def tables(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    numeric: frozenset[int] = frozenset(),
    shares: Sequence[int] = (),
) -> list[Table]:
    """All the rows, in as many tables as it takes, each under the same headings; at least one."""
    cuts = range(0, max(len(rows), 1), MAX_TABLE_ROWS)
    return [Table(columns, rows[at : at + MAX_TABLE_ROWS], numeric=numeric, shares=shares) for at in cuts]


@dataclass(frozen=True)
class Together:
    """Blocks that stand on one page, such as what is signed with the lines to sign on."""

    blocks: Sequence[Heading | Paragraph | Table]


Block = Heading | Paragraph | Table | Together


def flat(blocks: Iterable[Block]) -> Iterator[Heading | Paragraph | Table]:
    """All of them one by one, also those that stand together."""
    for block in blocks:
        if isinstance(block, Together):
            yield from block.blocks
        else:
            yield block


@dataclass(frozen=True)
class Annex:
    """An annex of the paper itself (附件): on pages of its own behind the text, named under it by `title`."""

    title: str
    body: Sequence[Block]

    @property
    def turned(self) -> bool:
        """Whether all of it is tables laid sideways, so that its title stands over the first on the same page."""
        return bool(self.body) and all(isinstance(block, Table) and block.turned for block in self.body)
