"""One declaration of a list gives its page, its filters and its Excel sheet.

    DUE = Table(
        name="due",
        columns=(Column("name", _("Unit"), kind="link", url=unit_url), Column("due_on", _("Due"), "date")),
        filters=(Filter("level", _("Level"), lambda rows, it: rows.filter(level=it), choices=LEVELS),),
        orders=(Order("due", ("due_on", "id")),),
    )
    page = TablePage(DUE, Obligation.objects.within(reach), request.GET)

Rows are mappings as `.values()` gives them. Pages are cut by keyset (`after`/`before`, signed), never by
OFFSET, and no count is taken unless asked for, then capped. Parameters nobody declared are refused
(`errors.Invalid`).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from revitalization.kit import clock, keyset, parameters, workbooks
from revitalization.kit.columns import (
    Badge,
    Column,
    Filter,
    Kind,
    Lamp,
    Order,
    Place,
    Row,
    Rows,
    Share,
    Table,
)
from revitalization.kit.language import said_day
from revitalization.kit.ledgers import Ledger

__all__ = [
    "Badge", "Column", "Filter", "FilterState", "Kind", "Lamp", "Order", "Place", "Row", "Rows",
    "Share", "Table", "TablePage", "plain", "sheet_head",
]  # fmt: skip

COUNT_CAP = 10_000


@dataclass(frozen=True)
class FilterState:
    """A filter with what the reader chose."""

    filter: Filter
    text: str
    _options: dict[str | None, list[tuple[str, Any]]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    @property
    def options(self) -> list[tuple[str, Any]]:
        """What can be chosen, as (value, word); asked for once in a language, whoever looks at it."""
        language = get_language()
        if language not in self._options:
            self._options[language] = self.filter.options()
        return self._options[language]

    @cached_property
    def value(self) -> Any:
        """What was chosen as the filter takes it; None without a choice, raises `Invalid` for what it does not know."""
        return self.filter.parse(self.text, self.options) if self.text else None

    @property
    def said(self) -> str:
        """What was chosen, in words."""
        return str(dict(self.options).get(self.text, self.text))


class TablePage:
    """A table bound to rows and to the parameters of one request; reads the database once, when looked at.

    `rows` is a queryset already cut to the reader's reach; `export_url` is the address of the sheet.
    """

    def __init__(self, table: Table, rows: Rows, query: QueryDict, *, export_url: str = "") -> None:
        self.table = table
        self.parameters = parameters.clean(query, table.names)
        self.export_address = export_url
        self.order_key = self.parameters.get("order", table.orders[0].key)
        self.keys = self._chosen_keys()
        self.filters = [FilterState(f, self.parameters.get(f.key, "")) for f in table.filters]
        self.filtered = self._narrow(rows)
        self._rows: list[Row] | None = None
        self.has_next = self.has_previous = False

    def _chosen_keys(self) -> tuple[str, ...]:
        known = {order.key: order.fields for order in self.table.orders}
        name = parameters.one_of(self.order_key.removeprefix("-"), known, "order")
        return keyset.flipped(known[name]) if self.order_key.startswith("-") else known[name]

    def _narrow(self, rows: Rows) -> Rows:
        for state in self.filters:
            if state.text:
                rows = state.filter.apply(rows, state.value)
        return rows

    def chosen(self, key: str) -> Any:
        """What the filter of that key is set to, as it takes it; None where it is not set."""
        return next(state.value for state in self.filters if state.filter.key == key)

    # ---- rows of this page

    @property
    def rows(self) -> list[Row]:
        """The rows of this page, fetched once with one query."""
        if self._rows is None:
            self._rows = self._fetch()
        return self._rows

    def beside(self, told: Callable[[Row], Mapping[str, Any]]) -> None:
        """Adds to each row of this page what its query does not fetch, such as names of persons; not to the sheet."""
        self._rows = [{**row, **told(row)} for row in self.rows]

    def _fetch(self) -> list[Row]:
        ahead, behind = self.parameters.get("after", ""), self.parameters.get("before", "")
        if ahead and behind:
            raise parameters.invalid("before", _("Ask for the page after or before a row, not both."))
        keys = keyset.flipped(self.keys) if behind else self.keys
        rows = self.filtered.order_by(*keys)
        if ahead or behind:
            rows = keyset.after(rows, keys, self._read_mark(ahead or behind, "after" if ahead else "before"))
        found = list(self._values(rows)[: self.table.page_size + 1])
        more, found = len(found) > self.table.page_size, found[: self.table.page_size]
        self.has_next, self.has_previous = (True, more) if behind else (more, bool(ahead))
        return found[::-1] if behind else found

    def _values(self, rows: Rows) -> Rows:
        return rows.values(*self.table.fields)

    @property
    def _salt(self) -> str:
        return f"table:{self.table.name}:{self.order_key}"

    def _mark(self, row: Row) -> str:
        return keyset.seal([row[key.lstrip("-")] for key in self.keys], self._salt)

    def _read_mark(self, text: str, name: str) -> list[Any]:
        try:
            return keyset.unseal(text, self._salt)
        except ValueError as broken:
            raise parameters.invalid(
                name, _("This page mark is not valid. Start from the first page.")
            ) from broken

    # ---- what the template shows

    @property
    def ledger(self) -> Ledger:
        """The rows of this page under headings that order them, or why there are none."""
        table = self.table
        return Ledger(
            table.columns,
            self.rows,
            table.caption,
            table.empty,
            table.empty_hint,
            foot=_("Total of this page"),
            sorting=lambda key: (self._order_url(key), self._direction(key)),
        )

    def headings(self) -> list[tuple[Column, str, str]]:
        """(column, address that orders by it or "", "ascending"/"descending" when it is the order now)."""
        return self.ledger.headings()

    def _order_url(self, key: str) -> str:
        if not key:
            return ""
        return self._url(order=f"-{key}" if key == self.order_key else key)

    def _direction(self, key: str) -> str:
        if not key or self.order_key.removeprefix("-") != key:
            return ""
        return "descending" if self.keys[0].startswith("-") else "ascending"

    def _url(self, **changes: str) -> str:
        kept = {k: v for k, v in self.parameters.items() if k not in ("after", "before", "count")}
        kept.update(changes)
        return "?" + urlencode({k: v for k, v in kept.items() if v})

    @property
    def next_url(self) -> str:
        """The address of the rows that follow; empty on the last page."""
        return self._url(after=self._mark(self.rows[-1])) if self.rows and self.has_next else ""

    @property
    def previous_url(self) -> str:
        """The address of the rows before; empty on the first page."""
        return self._url(before=self._mark(self.rows[0])) if self.rows and self.has_previous else ""

    @property
    def count_url(self) -> str:
        """The address of the same page with all rows counted."""
        return self._url(count="1")

    @property
    def export_url(self) -> str:
        """The address of the same rows as a workbook; empty where there is none."""
        return self.export_address + self._url() if self.export_address else ""

    @property
    def clear_url(self) -> str:
        """The address of the same page without filters."""
        kept = {k: v for k, v in self.parameters.items() if k in self.table.keep}
        return "?" + urlencode(kept)

    @property
    def narrowed(self) -> bool:
        """Whether a filter is set."""
        return any(state.text for state in self.filters)

    @property
    def narrowing(self) -> str:
        """What the list is narrowed to, as the query of another address of the same rows; empty where it is not."""
        chosen = {state.filter.key: state.text for state in self.filters if state.text}
        return f"?{urlencode(chosen)}" if chosen else ""

    def hidden(self) -> list[tuple[str, str]]:
        """Parameters that the filter form carries along."""
        return [(k, v) for k, v in self.parameters.items() if k in (*self.table.keep, "order")]

    @property
    def count(self) -> str:
        """How many rows match, where all are shown or when asked (`?count=1`); "10,000+" beyond the cap."""
        shown = len(self.rows)
        if not self.has_next and not self.has_previous:
            return f"{shown:,}"
        if not self.parameters.get("count"):
            return ""
        found = self.filtered.order_by()[: COUNT_CAP + 1].count()
        return f"{COUNT_CAP:,}+" if found > COUNT_CAP else f"{found:,}"

    # ---- the sheet

    def sheet(self, title: str, *about: str) -> workbooks.Sheet:
        """All matching rows as a sheet of a workbook under the table's headings; `title` names it.

        Above them stand the title, what else there is to say `about` it (a notice and its number), day and filters.
        """
        columns = [workbooks.Column(str(it.label), "any") for it in self.table.columns if it.export]
        head = sheet_head(
            title, *about, filters=[(str(it.filter.label), it.said) for it in self.filters if it.text]
        )
        return workbooks.Sheet(title, columns, self.rows_for_export(), landscape=True, head=head)

    def rows_for_export(self, chunk: int = 2_000) -> Iterator[list[Any]]:
        """All matching rows in order, as plain values (str, int, Decimal, date, datetime or None)."""
        columns = [column for column in self.table.columns if column.export]
        rows = self._values(self.filtered.order_by(*self.keys))
        for row in rows.iterator(chunk_size=chunk):
            yield [plain(column.read(row)) for column in columns]


def sheet_head(title: str, *about: str, filters: Sequence[tuple[str, str]] = ()) -> list[str]:
    """The lines above a sheet: its title, what it is about, the day, and what it was narrowed to as (word, choice)."""
    line = _("As of %(day)s") % {"day": said_day(clock.today())}
    pair = _("%(word)s: %(choice)s")
    return [
        title,
        *filter(None, about),
        " · ".join([line, *(pair % {"word": w, "choice": c} for w, c in filters)]),
    ]


def plain(value: Any) -> Any:
    """A value as a sheet can hold it; what has words becomes its words."""
    if value is None or isinstance(value, int | Decimal | date | datetime):
        return value
    return str(value)
