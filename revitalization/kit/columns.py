"""What a list is declared with: columns, filters, orders, and the values that need more than a word."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from django.db.models import QuerySet

from revitalization.kit import parameters

Row = Mapping[str, Any]
Kind = Literal["text", "number", "date", "datetime", "lamp", "badge", "link", "unit", "share", "acts"]
Rows = QuerySet[Any, Any]

_NUMBERS = frozenset({"number", "share"})


@dataclass(frozen=True)
class Lamp:
    """Value of a `lamp` column: level (green, amber, red, grey) and word."""

    level: str
    word: Any

    def __str__(self) -> str:
        return str(self.word)


@dataclass(frozen=True)
class Badge:
    """Value of a `badge` column: stable key, word and tone."""

    key: str
    label: Any
    tone: str = ""

    def __str__(self) -> str:
        return str(self.label)


@dataclass(frozen=True)
class Place:
    """Value of a `unit` column: the name and the path above it."""

    name: str
    path: str = ""

    def __str__(self) -> str:
        return f"{self.path} {self.name}".strip()


@dataclass(frozen=True)
class Share:
    """Value of a `share` column; nothing to divide by shows "no data"."""

    numerator: int
    denominator: int

    def __str__(self) -> str:
        return f"{self.numerator}/{self.denominator}" if self.denominator else ""


@dataclass(frozen=True)
class Grey:
    """Value of a cell whose word stands back: what is not there, or is not so yet."""

    word: Any

    def __str__(self) -> str:
        return str(self.word)


@dataclass(frozen=True)
class Strong:
    """Value of a cell whose word stands out."""

    word: Any

    def __str__(self) -> str:
        return str(self.word)


@dataclass(frozen=True)
class Code:
    """Value of a cell that is copied letter by letter: a code, a sign-in name."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Stacked:
    """A value with small text below it; `below` may be empty."""

    value: Any
    below: Any = ""

    def __str__(self) -> str:
        return f"{self.value} {self.below}".strip()


@dataclass(frozen=True)
class Side:
    """Values side by side in one cell; those that are None or "" are left out."""

    values: Sequence[Any]

    def __init__(self, *values: Any) -> None:
        object.__setattr__(self, "values", [one for one in values if one is not None and one != ""])

    def __str__(self) -> str:
        return " ".join(str(one) for one in self.values)


@dataclass(frozen=True)
class Button:
    """Value of an `acts` column: a button that leads to the page of an act; `tone` as of `{% act_button %}`.

    `about` is read aloud after the label, where several rows have the same button.
    """

    label: Any
    url: str
    tone: str = "quiet"
    about: Any = ""

    def __str__(self) -> str:
        return str(self.label)


@dataclass(frozen=True)
class Pick:
    """Value of a cell by which its row is picked: what the page sends, and what is picked, read aloud."""

    name: str
    value: str
    about: str
    checked: bool = False

    def __str__(self) -> str:
        return ""


@dataclass(frozen=True)
class Part:
    """One part of a `Breakdown`: its word, how many, and how far along it is (a key of `ui.SEGMENTS`)."""

    tone: str
    word: str
    n: int


@dataclass(frozen=True)
class Breakdown:
    """How far a whole has come: `done` of `whole`, cut into `parts` that add up to it; `sentence` says it all."""

    done: int
    whole: int
    parts: Sequence[Part]
    sentence: str

    WIDTH: ClassVar[int] = 1000
    LEAST: ClassVar[int] = 12

    @property
    def percent(self) -> int | None:
        """Whole per cent, cut: 100 is shown only where nothing is missing."""
        return self.done * 100 // self.whole if self.whole else None

    @property
    def segments(self) -> list[tuple[Part, int, int]]:
        """(part, x, width) of those that are there, over `WIDTH`; none so narrow that it is not seen."""
        shown = [part for part in self.parts if part.n]
        widths = [max(self.LEAST, part.n * self.WIDTH // self.whole) for part in shown]
        if widths:
            widest = widths.index(max(widths))
            widths[widest] += self.WIDTH - sum(widths)
        return [(part, sum(widths[:at]), widths[at]) for at, part in enumerate(shown)]


@dataclass(frozen=True)
class Column:
    """One column. `key` reads the row unless `value` computes from it; `url` makes the cell a link.

    A cell is drawn after what its value is (a `Lamp`, a `Badge`, a day …), `kind` says what the column holds on the
    whole. `missing` is shown where there is nothing. `order` names the `Order` that a click on the heading chooses;
    `width` is "", "narrow", "wide" or "nowrap"; `lead` names the row where the first column does not; `total` says
    what stands in the foot (a function of the rows shown); `export=False` keeps it out of Excel.
    """

    key: str
    label: Any
    kind: Kind = "text"
    value: Callable[[Any], Any] | None = None
    url: Callable[[Any], str] | None = None
    order: str = ""
    hide_on_phone: bool = False
    width: str = ""
    total: Callable[[Sequence[Any]], Any] | None = None
    export: bool = True
    missing: Any = ""
    lead: bool = False

    def read(self, row: Any) -> Any:
        """The value of the row's cell."""
        return self.value(row) if self.value is not None else row[self.key]

    def shown(self, row: Any) -> Any:
        """What stands in the cell: the value, else what is shown where there is none."""
        value = self.read(row)
        return self.missing if value is None or value == "" else value

    @property
    def numeric(self) -> bool:
        """Whether its cells are set to the right and their digits below each other."""
        return self.kind in _NUMBERS

    def classes(self, *, lead: bool = False) -> str:
        """Of its cells: the lead names the row, figures stand right, some are left out on a phone or on paper."""
        told = {
            "lead": lead,
            "num": self.numeric,
            "hide-s": self.hide_on_phone,
            "no-print": self.kind == "acts",
        }
        return " ".join([name for name, on in told.items() if on] + [self.width]).strip()


@dataclass(frozen=True)
class Filter:
    """One filter. With `choices` (pairs, or a function giving them) a list; else `kind` text or date.

    `apply(rows, value)` narrows the queryset; value is a str of the choices, a stripped str, or a date; with `reads`
    what stands behind that, such as the unit of a code. `unset` is the word for no choice where the list then does
    not hold all.
    """

    key: str
    label: Any
    apply: Callable[[Rows, Any], Rows]
    choices: Sequence[tuple[str, Any]] | Callable[[], Sequence[tuple[str, Any]]] | None = None
    kind: Literal["choice", "text", "date"] = "text"
    unset: Any = ""
    reads: Callable[[Any], Any] | None = None

    def options(self) -> list[tuple[str, Any]]:
        """What can be chosen, as (value, word); empty for a filter into which one types."""
        found = self.choices() if callable(self.choices) else self.choices or ()
        return [(str(key), label) for key, label in found]

    @property
    def control(self) -> str:
        """The control it is drawn as: `choice`, or what its kind says."""
        return "choice" if self.choices is not None else self.kind

    def parse(self, text: str, options: Sequence[tuple[str, Any]]) -> Any:
        """The value of what was typed, one of its `options`, as `apply` takes it; raises `Invalid` on its own name."""
        if self.control == "choice":
            text = parameters.one_of(text, {key for key, _label in options}, self.key)
        value: Any = parameters.day(text, self.key) if self.control == "date" else text
        return self.reads(value) if self.reads else value


@dataclass(frozen=True)
class Order:
    """A white-listed order: names of row keys that are never null, "-" for descending, the last one unique.

    `?order=key` takes it, `?order=-key` the other way round. Order only by what the list shows: the
    place of a row must not tell what its cells do not.
    """

    key: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """The declaration of a list.

    `fields` names what is fetched (empty: all that `.values()` gives); `keep` names further parameters of the
    page that links and the filter form carry along; `page_size` is in rows.
    """

    name: str
    columns: tuple[Column, ...]
    orders: tuple[Order, ...]
    filters: tuple[Filter, ...] = ()
    empty: Any = ""
    empty_hint: Any = ""
    page_size: int = 50
    keep: tuple[str, ...] = ()
    caption: Any = ""
    fields: tuple[str, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """The query parameters a page with this table takes."""
        own = {"order", "after", "before", "count"}
        return frozenset(own | {f.key for f in self.filters} | set(self.keep))
