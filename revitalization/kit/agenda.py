"""What a mechanism declares for the calendar: days on which something is due; the frame makes month and file of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from revitalization.kit.actor import Actor

MOST = 200
"""Entries of one source in one look: whoever has more is told so there, and led to the list of all."""


@dataclass(frozen=True)
class CalendarEntry:
    """One thing on one day. `key` stays the same for ever: by it a calendar program knows the thing again.

    `title` and `about` are in the reader's language; `tone` is grey, green, amber or red, `state` its word. `more`: it
    stands for what the frame left out from this day on.
    """

    key: str
    on: date
    title: str
    about: str
    url: str
    tone: str = "grey"
    state: str = ""
    more: bool = False


@dataclass(frozen=True)
class CalendarSource:
    """What one slice puts into the calendar: `entries(actor, first, last, lo)`, days included, the first ones by day.

    One more than `MOST` are enough of each query, so that the frame knows that it left some out; the page `url_name`
    lists all of them. With `lo` only what stands at that place, as far as the actor may see it; without, what concerns
    the actor's own work. One query, or two.
    """

    key: str
    url_name: str
    entries: Callable[[Actor, date, date, int | None], Iterable[CalendarEntry]]
