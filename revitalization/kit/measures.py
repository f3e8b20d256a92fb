"""Measures: what is counted of units, so that one board shows any of them for any area.

A mechanism declares `Measure`s: `part` of a `whole`, how far counts as good, and a `Source` that reads the figures of
many units and periods at once. Board, map, lamps of a unit, comparison, workbook and REST are made from that.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Literal, Protocol

from django.http import HttpRequest
from django.utils.translation import gettext as _

from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.columns import Breakdown, Lamp, Part
from revitalization.kit.inbox import Outcome
from revitalization.kit.language import translated
from revitalization.kit.reach import Reach, Span
from revitalization.kit.words import N_, Words

STATES: Mapping[str, tuple[str, str]] = {
    "green": ("green", N_("on track")),
    "amber": ("amber", N_("warning")),
    "red": ("red", N_("behind")),
    "ahead": ("grey", N_("not due yet")),
    "shown": ("grey", N_("not judged")),
    "empty": ("grey", N_("no data")),
}
"""What a lamp may say: its level and word, the gravest of those that are judged being red."""

ORDER = ("red", "amber", "green", "shown", "ahead", "empty")
"""The order in which lamps are listed: what needs looking at first."""

SUMMED = 10**6
"""Units that cover as many positions beside their own hold townships, and tallies are kept for them."""
YEARS_BACK = 3
"""So many years before are shown beside a period."""


@dataclass(frozen=True)
class At:
    """A unit whose figure is asked for: its number and the positions that count; `hi == lo`: it alone."""

    id: int
    lo: int
    hi: int


@dataclass(frozen=True)
class Period:
    """What a figure is of. `key` stands in addresses, `label` is data or a text said already.

    `due_on` is the last day on which nobody is judged yet; None: always judged. `ref` is the source's own; `year` tells
    which of the periods before it is beside which.
    """

    key: str
    label: str
    due_on: date | None = None
    ref: Any = field(default=None, compare=False)
    year: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Figure:
    """A unit's figure: the whole cut into `parts` (by key of the measure's segments).

    `judged` of the whole can be judged by now, `good` of those are as they should be; `ahead` are not due yet
    and stand in no part. `reasons` say in words why it is not good, `since` is the first day of that. `alone`: nothing
    below the unit is counted, only what is its own. `standing` is how it stands where no share tells that, a key of
    `STATES`: of a sum the gravest.
    """

    parts: Mapping[str, int]
    judged: int = 0
    good: int = 0
    reasons: Sequence[Words] = ()
    since: date | None = None
    ahead: int = 0
    alone: bool = False
    standing: str = ""

    @property
    def whole(self) -> int:
        """The sum of all parts: of how many units or papers the figure speaks."""
        return sum(self.parts.values())

    def __add__(self, other: "Figure") -> "Figure":
        """Both together; reasons are a unit's own and are not added."""
        keys = dict.fromkeys((*self.parts, *other.parts))
        both = {key: self.parts.get(key, 0) + other.parts.get(key, 0) for key in keys}
        return Figure(
            both,
            self.judged + other.judged,
            self.good + other.good,
            ahead=self.ahead + other.ahead,
            standing=min(filter(None, (self.standing, other.standing)), key=ORDER.index, default=""),
        )


Figures = Mapping[tuple[int, str], Figure]
"""By unit and key of the period; a unit that is not there has no figure."""


class Source(Protocol):
    """Where measures are read; measures of one source are read together."""

    def periods(self, actor: Actor, span: Span, wanted: str = "") -> Sequence[Period]:
        """The periods that concern the span and that the actor may know of, the one to show first at the head.

        With `wanted` only the period of that key, if there is one. One query at most.
        """
        ...

    def past(self, actor: Actor, period: Period) -> Sequence[Period]:
        """The same in the `YEARS_BACK` years before, the latest first, those there are. One query at most."""
        ...

    def latest(
        self, actor: Actor, span: Span, units: Sequence[At], today: date
    ) -> tuple[Period | None, Mapping[int, Any]]:
        """The period to show first and what is counted of each unit in it, all with one query."""
        ...

    def read(
        self, units: Sequence[At], periods: Sequence[Period], today: date
    ) -> Mapping[tuple[int, str], Any]:
        """What is counted of these units in these periods, with one query; the measure makes a `Figure` of each."""
        ...


@dataclass(frozen=True)
class Segment:
    """One part of the whole: its key, how far along it is (a key of `ui.SEGMENTS`), its word; `done`: in the part."""

    key: str
    tone: str
    word: str
    done: bool = False


@dataclass(frozen=True)
class RowAct:
    """What can be done to rows that are picked on a board, each done or refused by itself; told first, then confirmed.

    `run` gets the units' codes and names in the order of the board and answers for each; `shown` asks no database.
    """

    key: str
    label: str
    shown: Callable[[Actor], bool]
    run: Callable[[Actor, Period, Sequence[tuple[str, str]]], Sequence[Outcome]]


@dataclass(frozen=True)
class Measure:
    """What is counted of units: `part` of a `whole`, both words; `segments` cut the whole, those `done` are the part.

    A share of at least `thresholds[0]` of what is due is good, of at least `thresholds[1]` a warning (with
    `better="less"`: at most); without thresholds nothing is judged, unless the figure itself says how it stands.
    `capability` is needed on all that is counted. `about` says what counts, `source_note` where the figures come from.
    `url(period, code, figure)` leads to the rows behind; `acts` are offered for rows that are picked.
    """

    key: str
    label: str
    part: str
    whole: str
    capability: str
    source: Source
    segments: Sequence[Segment]
    figure: Callable[[Any], Figure]
    about: str
    source_note: str
    thresholds: tuple[Fraction, Fraction] | None = None
    better: Literal["more", "less"] = "more"
    url: Callable[[Period, str, Figure], str] | None = None
    acts: Sequence[RowAct] = ()
    order: int = 100

    def state(self, figure: Figure | None) -> str:
        """How it stands, a key of `STATES`: as the figure says, by the two thresholds, or `empty`, `ahead` (nothing is
        due yet) or `shown` (no thresholds). Compared as fractions, nothing is rounded.
        """
        if figure is None or not (figure.whole or figure.ahead):
            return "empty"
        if figure.standing:
            return figure.standing
        if self.thresholds is None:
            return "shown"
        if not figure.judged:
            return "ahead"
        share = Fraction(figure.good, figure.judged)
        good, warning = self.thresholds
        if self.better == "less":
            share, good, warning = -share, -good, -warning
        return "green" if share >= good else "amber" if share >= warning else "red"

    @property
    def marks(self) -> tuple[str, str] | None:
        """The two thresholds as they are written."""
        return (_percent(self.thresholds[0]), _percent(self.thresholds[1])) if self.thresholds else None

    def lamp(self, figure: Figure | None) -> Lamp:
        """The lamp of the figure's state, with its word in the reader's language."""
        level, word = STATES[self.state(figure)]
        return Lamp(level, _(word))

    def done(self, figure: Figure) -> int:
        """The sum of the parts that count as done, in the unit of the figure."""
        return sum(figure.parts.get(segment.key, 0) for segment in self.segments if segment.done)

    def percent(self, figure: Figure | None) -> int | None:
        """Whole per cent, cut; None where there is nothing to divide by."""
        return self.done(figure) * 100 // figure.whole if figure is not None and figure.whole else None

    def breakdown(self, figure: Figure) -> Breakdown:
        """The bar of its parts, in the reader's words."""
        parts = [Part(one.tone, _(one.word), figure.parts.get(one.key, 0)) for one in self.segments]
        said = self.fraction(figure)
        detail = " · ".join(f"{part.word} {part.n:,}" for part in parts if part.n)
        return Breakdown(self.done(figure), figure.whole, parts, f"{said}: {detail}" if detail else said)

    def fraction(self, figure: Figure) -> str:
        """The fraction written out: 5 filed of 14 owed."""
        values = {"done": f"{self.done(figure):,}", "of": f"{figure.whole:,}"}
        return _("%(done)s %(part)s of %(of)s %(whole)s") % (
            values | {"part": _(self.part), "whole": _(self.whole)}
        )


def _percent(share: Fraction) -> str:
    return f"{share * 100}%"


def reasons_of(figure: Figure | None) -> str:
    """Why a figure is not good, in the reader's language; "" when nothing is wrong."""
    mark = _("; ")
    return mark.join(translated(words) for words in figure.reasons) if figure else ""


def place_of(reach: Reach, unit: Any) -> At | None:
    """The unit as far as the reach goes: with all that lies under it, it alone, or not at all."""
    if reach.holds(unit.span):
        return At(unit.pk, unit.lo, unit.hi)
    return At(unit.pk, unit.lo, unit.lo) if reach.covers(unit.lo) else None


def latest_of(
    request: HttpRequest, source: Source, actor: Actor, unit: Any, at: At, more: Sequence[At] = ()
) -> tuple[Period | None, Mapping[int, Any]]:
    """What is counted of a unit (and of `more`) in the period to show first; for one request it is read once.

    Head and parts of the unit's page ask for the same: whoever needs more units has to ask first.
    """
    read: dict[tuple[int, At], Any] = request.__dict__.setdefault("_measured", {})
    key = (id(source), at)
    if key not in read:
        read[key] = source.latest(actor, unit.span, [at, *more], clock.today())
    found: tuple[Period | None, Mapping[int, Any]] = read[key]
    return found
