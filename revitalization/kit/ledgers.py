"""Rows that are at hand, shown whole under headings: what `{% ledger %}` draws.

    POSTS = (
        Column("title", _("Post"), value=lambda it: it.title, url=lambda it: post_url(it.key)),
        Column("until", _("Last day"), "date", value=lambda it: it.until, missing=Grey(_("not fixed"))),
    )
    ledger = Ledger(POSTS, posts_of(person), empty=_("No post yet"))

A `tables.TablePage` shows the rows of its page through the same class: every table of the product has the same
headings, cells, roles, and cards on phones.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from revitalization.kit.columns import Column, Place, Stacked, Strong

Sorting = Callable[[str], tuple[str, str]]
"""From a column's order to the address that orders by it ("": none) and the direction it has now ("": another)."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One shown value under the heading `label`; the lead cell names the row, and heads the card on phones.

    `about` names the row where the cell is a link and does not: so no two links of a table are called alike.
    """

    value: Any
    label: str
    classes: str = ""
    url: str = ""
    lead: bool = False
    about: str = ""


def plainly(value: Any) -> str:
    """The words of a value that names its row; "" for what is none."""
    if isinstance(value, Place):
        return value.name
    if isinstance(value, Stacked):
        return plainly(value.value)
    return str(value.word) if isinstance(value, Strong) else value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class Line:
    """One row as cells; `anchor` is its id on the page, `current` whether it is what holds today."""

    cells: list[Cell]
    anchor: str = ""
    current: bool = False


def _unsorted(_order: str) -> tuple[str, str]:
    return "", ""


@dataclass(frozen=True)
class Ledger:
    """Columns over rows of any kind that the columns can read; cells hold the values of `kit.columns`.

    `anchor(row)` gives a row its id, `current(row)` marks it; `cards=False` keeps the table a table on phones;
    `foot` is the word of the line of totals.
    """

    columns: Sequence[Column]
    rows: Sequence[Any]
    caption: Any = ""
    empty: Any = ""
    empty_hint: Any = ""
    cards: bool = True
    anchor: Callable[[Any], str] | None = None
    current: Callable[[Any], bool] | None = None
    sorting: Sorting = _unsorted
    foot: Any = ""

    def headings(self) -> list[tuple[Column, str, str]]:
        """(column, address that orders by it or "", "ascending"/"descending" when it is the order now)."""
        return [(column, *self.sorting(column.order)) for column in self.columns]

    @property
    def lead(self) -> int:
        """The place of the column that names the row: the first, unless another says it does."""
        return next((at for at, column in enumerate(self.columns) if column.lead), 0)

    def lines(self) -> Iterator[Line]:
        """The rows as cells."""
        lead = self.lead if self.cards else 0
        # The words of the headings are looked up once, not in every row.
        told = [
            (column, str(column.label), column.classes(lead=at == lead), at == lead)
            for at, column in enumerate(self.columns)
        ]
        asked = any(column.url and not leads for column, _label, _classes, leads in told)
        for row in self.rows:
            name = plainly(self.columns[lead].shown(row)) if asked else ""
            yield Line(
                [
                    Cell(
                        column.shown(row),
                        label,
                        classes,
                        column.url(row) if column.url else "",
                        leads,
                        "" if leads or not column.url else name,
                    )
                    for column, label, classes, leads in told
                ],
                self.anchor(row) if self.anchor else "",
                self.current(row) if self.current else False,
            )

    def totals(self) -> list[Cell]:
        """The foot, when a column declares a total; of the rows shown."""
        if not any(column.total for column in self.columns):
            return []
        found = [
            Cell(column.total(self.rows) if column.total else None, str(column.label), column.classes())
            for column in self.columns
        ]
        first = found[0]
        return found if first.value is not None else [Cell(self.foot, first.label, first.classes), *found[1:]]
