"""What slices declare for the page of a unit: who answers for it, its lamps, and parts inside six fixed tabs."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest

from revitalization.kit.actor import Actor
from revitalization.kit.columns import Lamp
from revitalization.kit.words import N_

UNIT_TABS: Mapping[str, str] = {
    "overview": N_("At a glance"),
    "duties": N_("Responsibilities"),
    "work": N_("Work"),
    "evaluation": N_("Evaluation"),
    "below": N_("Below and partners"),
    "archive": N_("Archive"),
}
"""The tabs of a unit's page in their order, with their words. A mechanism puts parts into them; it opens none."""


@dataclass(frozen=True)
class UnitPart:
    """One part of a tab of the unit's page: `build(actor, unit, request)` gives what its template reads as `tab`.

    Only the part that is looked at is built. `shown(actor, unit)` says whether it is there for this reader: from
    memory, or with one small question. `params` are the query parameters it takes; others are refused. A tab that is
    not one of the six raises `ValueError`.
    """

    key: str
    label: str
    tab: str
    order: int
    template: str
    build: Callable[[Actor, Any, HttpRequest], Mapping[str, Any]]
    shown: Callable[[Actor, Any], bool]
    params: Collection[str] = ()

    def __post_init__(self) -> None:
        if self.tab not in UNIT_TABS:
            raise ValueError(f"part “{self.key}” of a unit's page: no tab “{self.tab}”")


@dataclass(frozen=True)
class Principal:
    """Who answers for a unit: title, name ("": nobody), since when; of a vacancy how many days, None: unknown."""

    title: str
    name: str
    url: str
    since: date | None
    days: int | None = None
    stand_in: bool = False


@dataclass(frozen=True)
class UnitLamp:
    """One lamp in the head of a unit's page: what is counted, how it stands, the fraction, where it leads."""

    label: str
    lamp: Lamp
    fraction: str
    url: str


@dataclass(frozen=True)
class Coming:
    """What the unit itself has to do next: data, not translated; `url` leads to it."""

    title: str
    url: str
    due_on: date


@dataclass(frozen=True)
class Moment:
    """One thing that happened to a unit on a day, or is due on it: what, in the reader's language, and where it leads.

    `tone` is grey, blue, green, amber or red, `state` its word. `order` is its place among those of the day.
    """

    on: date
    what: str
    url: str
    tone: str = "grey"
    state: str = ""
    order: int = 0


Principals = Callable[[Actor, Any, HttpRequest], Sequence[Principal]]
UnitLamps = Callable[[Actor, Any, HttpRequest], Iterable[UnitLamp]]
ComingUp = Callable[[Actor, Any, HttpRequest], Sequence[Coming]]
"""What a slice answers for one unit to one reader; measures are read through `measures.latest_of`, once a request."""
Moments = Callable[[Actor, Any, date, date], Iterable[Moment]]
"""What happened to one unit between two days, both included, as far as the reader sees it: two queries at most."""
