"""The record as a list: of everything within reach, or of one unit; by person, kind and day, the latest first."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from django.db.models import Q, Value
from django.db.models.functions import Collate, Lower, StrIndex
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from responsibilities.record.models import CALLED, Entry, EntryQuerySet
from responsibilities.record.queries import Line, as_read
from revitalization.kit.actor import Actor
from revitalization.kit.columns import Column, Filter, Order, Place, Row, Rows, Table
from revitalization.kit.day_filters import between_days
from revitalization.kit.pairs import SHORTEST, pairs, pairs_of, without_case
from revitalization.kit.registry import REGISTRY
from revitalization.kit.tables import TablePage, plain


def _kinds() -> list[tuple[str, str]]:
    return [(kind, _(label)) for kind, label in REGISTRY.kinds_on_record()]


def under_subject(rows: Rows, text: str) -> Rows:
    """Entries about what is called so, or has this key; nothing is found by a name that some read and others do not.

    Read through an index, whatever is typed: a single character has no pair, and finds a key only.
    """
    if len(text) < SHORTEST:
        kinds = [kind for kind, _label in REGISTRY.kinds_on_record()]
        return rows.filter(subject_kind__in=kinds, subject_key=text)
    word = without_case(text)
    # Asked for the place of the word, the database takes a third to have it; asked by LIKE, hardly any.
    place = StrIndex(Lower(Collate("label", "C")), Value(word))
    near = rows.alias(words=pairs(*CALLED), place=place).filter(words__contains=_looked_for(word))
    named = Q(place__gt=0) & ~Q(verb__in=REGISTRY.told_otherwise())
    return near.filter(named | Q(subject_key=text))


def _looked_for(text: str) -> list[str]:
    """The pairs by which entries are looked up before the words themselves: of a key all, of words the first and last.

    The pairs of words many entries share come together. Told of all of them, the database takes such words for rare
    and reads every entry that has them, instead of the latest in order.
    """
    return pairs_of(text) if text.isascii() else sorted({text[:SHORTEST], text[-SHORTEST:]})


def _said(row: Row) -> Place:
    """The sentence with unit and subject; under it in which post, by which program and why."""
    line: Line = row["line"]
    program = _("by program %(number)s") % {"number": line.token} if line.token else ""
    return Place(line.whole, " · ".join(part for part in (line.post, program, line.reason) if part))


TABLE = Table(
    name="record",
    columns=(
        Column("at", gettext_lazy("When"), kind="datetime"),
        Column("said", gettext_lazy("What happened"), kind="unit", value=_said, width="wide"),
        Column(
            "about",
            gettext_lazy("Subject"),
            value=lambda row: row["line"].what,
            url=lambda row: row["line"].url,
        ),
    ),
    filters=(
        Filter("who", gettext_lazy("Who"), lambda rows, name: rows.filter(actor_name=name)),
        Filter(
            "kind", gettext_lazy("Kind"), lambda rows, kind: rows.filter(subject_kind=kind), choices=_kinds
        ),
        *between_days("at"),
        Filter("about", gettext_lazy("Subject"), under_subject),
    ),
    orders=(Order("newest", ("-at", "-id")),),
    fields=tuple(
        field.attname for field in Entry._meta.concrete_fields if field.attname not in {"before", "context"}
    ),
    empty=gettext_lazy("Nothing on the record yet"),
    keep=("tab",),
)


Names = Callable[[Collection[int]], Mapping[int, str]]
"""The names of the units at these places, with one question at most."""


class RecordPage(TablePage):
    """The entries as this reader reads them; `rows` is already cut to the reader's reach, `names` names their units."""

    def __init__(
        self, actor: Actor, rows: EntryQuerySet, query: QueryDict, names: Names, table: Table = TABLE
    ) -> None:
        self.actor, self.names = actor, names
        super().__init__(table, rows, query)

    @property
    def lines(self) -> list[Line]:
        """The entries of this page."""
        return [row["line"] for row in self.rows]

    def _fetch(self) -> list[Row]:
        return self.read(super()._fetch())

    def read(self, rows: Sequence[Mapping[str, Any]]) -> list[Row]:
        """The rows with their lines; a constant number of questions, however many there are."""
        lines = as_read([Entry(**row) for row in rows], self.actor)
        names = self.names({row["lo"] for row in rows})
        return [
            {**row, "line": line.named(names.get(row["lo"], ""))}
            for row, line in zip(rows, lines, strict=True)
        ]

    def rows_for_export(self, chunk: int = 2_000) -> Iterator[list[Any]]:
        """All matching entries in order, as this reader reads them; `chunk` of them are read at once."""
        columns = [column for column in self.table.columns if column.export]
        found = self._values(self.filtered.order_by(*self.keys)).iterator(chunk_size=chunk)
        while rows := list(islice(found, chunk)):
            for row in self.read(rows):
                yield [plain(column.read(row)) for column in columns]
