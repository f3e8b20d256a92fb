"""Where the parts of an official document stand, in characters and points, from their texts; pure.

A line of the text holds 28 characters of 16 pt. Figures: GB/T 9704-2012, 7.2 (mark, signers) and 7.3.5 (signatures).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from revitalization.kit.documents.titles import width

LINE = 28
"""Characters on a line of the text."""
AREA = 442.0
"""Points from the left to the right edge of the text."""
MOST_IN_A_ROW = 3
TALLEST = 112.0
"""Points that a joint mark may take, so that the first page still shows some of the text."""


@dataclass(frozen=True)
class Organ:
    """One organ of the mark: its name, and the points between its characters that make all equally wide."""

    name: str
    spacing: float


@dataclass(frozen=True)
class Mark:
    """The issuer mark: one organ a line, `word` (文件) at the middle beside them when there are several.

    `size` and `word_size` are in points.
    """

    organs: Sequence[Organ]
    word: str
    size: float
    word_size: float

    @property
    def is_joint(self) -> bool:
        """Whether several organs issue the document together."""
        return len(self.organs) > 1


def mark_of(names: Sequence[str], word: str) -> Mark | None:
    """The mark of these organs; None without any."""
    if not names:
        return None
    longest = max(width(name) for name in names)
    if len(names) == 1:
        size = min(46.0, (AREA - 4) / (longest + width(word)))
        return Mark([Organ(names[0], 0)], word, round(size, 2), round(size, 2))
    beside = 46.0 if longest <= 12 else 36.0
    size = min(32.0, (AREA - beside * width(word) - 20) / longest, TALLEST / 1.3 / len(names))
    organs = [Organ(name, round((longest - width(name)) * size / max(len(name) - 1, 1), 2)) for name in names]
    return Mark(organs, word, round(size, 2), beside)


@dataclass(frozen=True)
class Closing:
    """The signature block. `rows` are the organs row by row, "" where no organ stands.

    `kind` are the classes of the layout, `right` the characters between the block and the right edge, `wide` its width,
    `last` the width of the column over the date.
    """

    rows: Sequence[Sequence[str]]
    dated: str
    kind: str
    right: float = 0
    last: float = 0
    wide: float = 0


def closing_of(organs: Sequence[str], dated: str, sealed: bool) -> Closing | None:
    """Where organs and date stand; None when there is neither."""
    if not organs and not dated:
        return None
    longest, day = max((width(name) for name in organs), default=0.0), width(dated)
    if not sealed:
        return _unsealed(organs, dated, longest, day)
    if len(organs) <= 1:
        # The date ends four characters from the edge, the organ stands over its middle; a long name moves both.
        over = max(0.0, (longest - day) / 2)
        return Closing([list(organs)], dated, "single", right=max(0.0, 4 - over), wide=max(longest, day))
    a_row = next((n for n in range(MOST_IN_A_ROW, 1, -1) if longest <= LINE / n - 0.4), 1)
    a_row = min(a_row, len(organs))
    rows = [list(organs[at : at + a_row]) for at in range(0, len(organs), a_row)]
    # The last organ stands over the date, at the right.
    rows[-1] = [""] * (a_row - len(rows[-1])) + rows[-1]
    last = max(2 * (4 + day / 2), longest + 0.4) if a_row == 2 else LINE / a_row
    return Closing(rows, dated, "joint", last=min(last, LINE))


def _unsealed(organs: Sequence[str], dated: str, longest: float, day: float) -> Closing:
    """Two characters from the edge, the date moved two to the right; a longer date ends two from the edge itself."""
    rows = [[name] for name in organs]
    if day > longest:
        return Closing(rows, dated, "unsealed late", right=2, wide=day + 2)
    return Closing(rows, dated, "unsealed", right=2, wide=longest)
