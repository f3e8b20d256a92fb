"""What I did lately and what became of it; what happened below."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db.models import Q
from django.utils.translation import gettext as _

from responsibilities.record.queries import Line, as_read
from responsibilities.record.queries.own import done_by
from revitalization.kit import keyset, parameters
from revitalization.kit.actor import Actor
from revitalization.kit.inbox import AskedBelow, Movement
from revitalization.kit.reach import Span
from revitalization.kit.registry import REGISTRY
from revitalization.kit.steps import Step, step_now

LINES = 30
DAYS = 7
"""Days on one page of what happened below."""
BACK = 56
"""So many days back it goes; what is older is on the boards and on the record."""


@dataclass(frozen=True)
class Act:
    """One act of mine: what I did, and where its subject is now; `over`: its way is at the end."""

    line: Line
    now: Step | None
    over: bool

    @property
    def what(self) -> str:
        """Its subject with the unit first: the places above are on its page."""
        place, colon, rest = (self.line.what or self.line.text).partition("：")
        return place.rpartition(" / ")[2] + colon + rest


@dataclass(frozen=True)
class Acts:
    """One page of them, and the mark of the next page ("": none)."""

    acts: Sequence[Act]
    mark: str


def my_acts(actor: Actor, after: str | None, under: Span | None) -> Acts:
    """My own acts, the latest first; a constant number of queries."""
    place = Q(lo__range=(under.lo, under.hi)) if under else None
    found = done_by(actor, after=_position(after), limit=LINES + 1, under=place)
    shown = found[:LINES]
    ways = REGISTRY.steps(actor, ((entry.subject_kind, entry.subject_key) for entry in shown))
    acts = [
        _act(line, ways.get((entry.subject_kind, entry.subject_key), ()))
        for entry, line in zip(shown, as_read(shown, actor), strict=True)
    ]
    more = len(found) > LINES
    return Acts(acts, keyset.seal([shown[-1].at, shown[-1].pk], "inbox done") if more else "")


def _act(line: Line, steps: Sequence[Step]) -> Act:
    now = step_now(steps)
    return Act(line, now, bool(steps) and now is None)


def _position(mark: str | None) -> tuple[datetime, int] | None:
    if not mark:
        return None
    try:
        at, number = keyset.unseal(mark, "inbox done")
    except ValueError as broken:
        raise parameters.invalid("after", _("This is not a position in this list.")) from broken
    return at, number


@dataclass(frozen=True)
class Below:
    """What happened below in some days, by day, and the mark of the days before ("": no further back)."""

    first: date
    last: date
    days: Mapping[date, Sequence[Movement]]
    mark: str


def below(actor: Actor, after: str | None, under: Span | None, today: date) -> Below:
    """The days up to the one of the mark, the latest first; a constant number of queries."""
    last = _day(after, today)
    asked = AskedBelow(last - timedelta(days=DAYS - 1), last, under)
    found = [movement for source in REGISTRY.below() for movement in source(actor, asked)]
    found.sort(key=lambda it: (-it.day.toordinal(), it.key))
    earlier = asked.first - timedelta(days=1)
    return Below(
        asked.first,
        last,
        {day: list(those) for day, those in groupby(found, key=lambda it: it.day)},
        keyset.seal([earlier], "inbox below") if (today - earlier).days < BACK else "",
    )


def _day(mark: str | None, today: date) -> date:
    if not mark:
        return today
    try:
        (day,) = keyset.unseal(mark, "inbox below")
    except ValueError as broken:
        raise parameters.invalid("after", _("This is not a position in this list.")) from broken
    return min(day, today)
