"""How often a unit may be inspected, and what stands against a visit: the other one is always named; pure.

The provisions of 2024 against formalism: inspections follow a yearly plan, an office has at most one comprehensive
item a year, and what falls on the same unit is merged. A disaster or a congress marked in the calendar keeps its
first days free.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from revitalization.kit.words import N_, Words

GAP = 30
"""Days that lie between two inspections of one unit, and those a mark of the calendar keeps free."""
MOST = 2
"""Inspections a unit has in a year where the catalogue says nothing of its level."""

SATURDAY = 5

DISASTER, CONGRESS = "disaster", "congress"
MARKS = {DISASTER: N_("Disaster"), CONGRESS: N_("Congress or election")}

NEAR, OFTEN, MARKED, TWICE = "near", "often", "marked", "twice"
"""Too near another one; too many in the year; in the first days of a mark; a second comprehensive item."""


@dataclass(frozen=True)
class Visit:
    """One inspection of one unit: its days, and how the inspection is named where it stands in another's way.

    `key` is the address of the inspection, or of the line of a plan that is not published; `excepted` carries the
    number of the approval under which it is made in spite of a clash. `hidden`: the reader may not know of it, so that
    `name` is only that of its issuer, and its days are not told.
    """

    first: date
    last: date
    name: str
    key: str
    excepted: str = ""
    hidden: bool = False


@dataclass(frozen=True)
class Mark:
    """A disaster or a congress: its first day, and its word with the document that says so."""

    kind: str
    first: date
    source: str

    @property
    def free_until(self) -> date:
        """The last day on which no inspection is made."""
        return self.first + timedelta(days=GAP - 1)


@dataclass(frozen=True)
class Clash:
    """What stands against a visit: why, in words, and the address of the other inspection ("" where it is none)."""

    why: str
    words: Words
    other: str = ""


def too_near(first: date, last: date, other_first: date, other_last: date) -> bool:
    """Whether fewer than thirty days lie between the two, or they overlap."""
    gap = timedelta(days=GAP)
    return first < other_last + gap and other_first < last + gap


def clashes(visit: Visit, others: Sequence[Visit], marks: Iterable[Mark], most: int) -> list[Clash]:
    """What stands against the visit among the unit's other ones and the marks on it; none where it is excepted.

    `others` never holds the visit itself. The year is that of its first day.
    """
    if visit.excepted:
        return []
    found = [_near(other) for other in others if too_near(visit.first, visit.last, other.first, other.last)]
    same_year = [other for other in others if other.first.year == visit.first.year]
    if len(same_year) >= most:
        last = max(same_year, key=lambda other: (other.first, other.key))
        said = N_("It is inspected %(n)s times in %(year)s already, last by %(other)s.")
        values = {"n": len(same_year), "year": visit.first.year, "other": last.name}
        found.append(Clash(OFTEN, Words(said, values), "" if last.hidden else last.key))
    return [
        *found,
        *(_marked(mark) for mark in marks if visit.first <= mark.free_until and mark.first <= visit.last),
    ]


def _near(other: Visit) -> Clash:
    if other.hidden:
        said = N_("Fewer than thirty days lie between it and an inspection by %(issuer)s; agree with them.")
        return Clash(NEAR, Words(said, {"issuer": other.name}))
    said = N_("Fewer than thirty days lie between it and %(other)s (%(first)s to %(last)s).")
    values = {"other": other.name, "first": other.first.isoformat(), "last": other.last.isoformat()}
    return Clash(NEAR, Words(said, values), other.key)


def _marked(mark: Mark) -> Clash:
    said = N_("%(kind)s (%(source)s): no inspection from %(first)s to %(last)s.")
    values = {"kind": Words(MARKS[mark.kind]), "source": mark.source, "first": mark.first.isoformat(),
              "last": mark.free_until.isoformat()}  # fmt: skip
    return Clash(MARKED, Words(said, values))


def proposed(
    window: tuple[date, date], days: int, offset: int, others: Sequence[Visit], marks: Sequence[Mark]
) -> tuple[date, date]:
    """Days for a visit within the window, `offset` days in or later: near no other, in no mark, not from a weekend on.

    Where the rest of the window has none, from its beginning; where there are none at all the first ones, which clash.
    """
    first, last = window
    for begin in (first + timedelta(days=offset), first):
        found = _free(begin, last, timedelta(days=days - 1), others, marks)
        if found is not None:
            return found
    return first, first + timedelta(days=days - 1)


def _free(
    start: date, last: date, length: timedelta, others: Sequence[Visit], marks: Sequence[Mark]
) -> tuple[date, date] | None:
    while start + length <= last:
        end, gap = start + length, timedelta(days=GAP)
        late = [it.last + gap for it in others if too_near(start, end, it.first, it.last)]
        late += [
            it.free_until + timedelta(days=1) for it in marks if start <= it.free_until and it.first <= end
        ]
        if start.weekday() >= SATURDAY:
            late.append(start + timedelta(days=1))
        if not late:
            return start, end
        start = max(late)
    return None
