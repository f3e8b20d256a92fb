"""The list of what an import would change as a page and as a sheet.

FORM = ChangeForm(columns=(ChangeColumn("unit", N_("Unit")), …), kinds={"handover": N_("Handovers"), …})
page = ChangePage(FORM, unpacked(row.changes), request.GET)     # {% include "ui/changes.html" with page=page %}
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from revitalization.kit import parameters, workbooks
from revitalization.kit.changes import Change
from revitalization.kit.columns import Column
from revitalization.kit.ledgers import Ledger
from revitalization.kit.tables import sheet_head
from revitalization.kit.workbooks import Sheet, Value

PAGE_SIZE = 100
ROW = Column(
    "row", gettext_lazy("Row"), "number", value=lambda change: _("Row %(row)s") % {"row": change.row}
)


@dataclass(frozen=True)
class ChangeColumn:
    """One column: its heading (to be translated), how it is written in a sheet, how its text is said to a reader."""

    key: str
    label: str
    kind: workbooks.Kind = "text"
    say: Callable[[str], str] = str


@dataclass(frozen=True)
class ChangeForm:
    """What the lines of one kind of import look like: the columns and the kinds they are narrowed to (with labels)."""

    columns: Sequence[ChangeColumn]
    kinds: Mapping[str, str]
    link: Callable[[str], str] | None = None


class ChangePage:
    """One page of a list, narrowed to a kind; `query` holds `kind` and `from` (the number of the first line)."""

    names = frozenset({"kind", "from"})

    def __init__(self, form: ChangeForm, changes: Sequence[Change], query: QueryDict) -> None:
        given = parameters.clean(query, self.names)
        self.form = form
        self.kind = parameters.one_of(given["kind"], form.kinds, "kind") if given.get("kind") else ""
        self.total = len(changes)
        self.chosen = [change for change in changes if not self.kind or self.kind in change.kinds]
        self.first = _number(given.get("from", "1"), len(self.chosen))
        self.counts = [
            (key, _(label), sum(key in change.kinds for change in changes), self._url(key, 1))
            for key, label in form.kinds.items()
        ]

    @property
    def ledger(self) -> Ledger:
        """The lines of this page under their headings."""
        shown = self.chosen[self.first - 1 : self.first - 1 + PAGE_SIZE]
        return Ledger([ROW, *(self._column(at) for at in range(len(self.form.columns)))], shown)

    def _column(self, at: int) -> Column:
        """The column of the form at this place; the first leads to what the line is about."""
        told, link = self.form.columns[at], self.form.link

        def value(change: Change) -> str:
            return told.say(change.cells[at]) if change.cells[at] else ""

        def url(change: Change) -> str:
            return link(change.code) if link is not None and change.code and at == 0 else ""

        return Column(told.key, _(told.label), value=value, url=url, missing="–")

    @property
    def last(self) -> int:
        """The number of the last change on this page, counted from 1."""
        return min(self.first - 1 + PAGE_SIZE, len(self.chosen))

    @property
    def next_url(self) -> str:
        """The address of the next page; empty on the last."""
        return self._url(self.kind, self.last + 1) if self.last < len(self.chosen) else ""

    @property
    def previous_url(self) -> str:
        """The address of the page before; empty on the first."""
        return self._url(self.kind, max(self.first - PAGE_SIZE, 1)) if self.first > 1 else ""

    @property
    def all_url(self) -> str:
        """The address of the first page of all kinds of change."""
        return self._url("", 1)

    def _url(self, kind: str, first: int) -> str:
        chosen = {"kind": kind, "from": str(first) if first > 1 else ""}
        return "?" + urlencode({name: value for name, value in chosen.items() if value})


def _number(text: str, most: int) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 7:
        raise parameters.invalid("from", _("This page mark is not valid. Start from the first page."))
    return max(min(int(text), most), 1)


def change_sheet(form: ChangeForm, changes: Sequence[Change], title: str) -> Sheet:
    """The whole list as a sheet."""
    columns = [
        workbooks.Column(_("Row"), "whole", 8),
        workbooks.Column(_("Kind"), "text", 18),
        *(workbooks.Column(_(column.label), column.kind) for column in form.columns),
    ]
    rows = ([change.row, _kinds(form, change), *_values(form, change)] for change in changes)
    return Sheet(title, columns, rows, landscape=True, head=sheet_head(title))


def _kinds(form: ChangeForm, change: Change) -> str:
    return "、".join(_(form.kinds[kind]) for kind in change.kinds)


def _values(form: ChangeForm, change: Change) -> list[Value]:
    found: list[Value] = []
    for column, text in zip(form.columns, change.cells, strict=True):
        if column.kind == "date":
            found.append(date.fromisoformat(text) if text else None)
        else:
            found.append(column.say(text) if text else "")
    return found
