"""The supervisor's view: what was found, how far it is put right, what came back; each problem counted once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When

from assessments.inspections.models import FindingQuerySet
from assessments.inspections.queries.findings import findings_for
from assessments.inspections.rules.findings import SENT, WITHDRAWN
from responsibilities.ledger import rules as ledger
from responsibilities.ledger.models import overdue_on
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor
from revitalization.kit.words import N_

ALL, DONE, GOING, LONG, BACK, AGAIN, LATE, WAITING = (
    "all", "done", "going", "long", "returned", "reopened", "overdue", "waiting"
)  # fmt: skip
ENDS, DECLARED, WITHIN, DROPPED = "ends", "declared", "within", "dropped"
PARTS = {
    ALL: N_("All that was fed back"),
    DONE: N_("Put right and closed"),
    GOING: N_("Going on"),
    LONG: N_("Kept up for long"),
    BACK: N_("Returned for rework"),
    AGAIN: N_("Reopened"),
    LATE: N_("Overdue"),
    WAITING: N_("Not on the ledger yet"),
}
NARROWED = PARTS | {
    ENDS: N_("All that ends one day"),
    DECLARED: N_("Declared, not verified"),
    WITHIN: N_("Within the limit"),
    DROPPED: N_("Cancelled on the ledger"),
}
"""By what a list of findings is narrowed: the parts of this board, and those that the one board of measures counts."""
_CLOSED, _OPEN = Q(item__status=ledger.CLOSED), Q(item__status__in=ledger.OPEN)
_LONG = Q(how_soon=ledger.LONG)


def conditions(today: date) -> dict[str, Q]:
    """What each part counts, of problems that were fed back and stand, each once."""
    late = overdue_on(today, "item__")
    return {
        ALL: Q(),
        DONE: _CLOSED & ~_LONG,
        GOING: ~_LONG & ~_CLOSED,
        LONG: _LONG,
        BACK: _OPEN & Q(item__round__gt=1 + F("item__reopened")),
        AGAIN: Q(item__reopened__gt=0),
        LATE: late,
        WAITING: Q(item=None),
        ENDS: ~_LONG,
        DECLARED: Q(item__status__in=ledger.WITH_THOSE_ABOVE),
        WITHIN: Q(item__status__in=ledger.WITH_THE_UNIT) & ~late,
        DROPPED: Q(item__status=ledger.CANCELLED),
    }


def parted(today: date) -> Case:
    """In which part of the whole a problem stands, each in one: as the ledger has its item, or not there yet."""
    wanted = conditions(today)
    of_ledger = {DONE: _CLOSED} | {part: wanted[part] for part in (LATE, WITHIN, DECLARED, DROPPED)}
    whens = [When(condition, then=Value(part)) for part, condition in of_ledger.items()]
    return Case(*whens, default=Value(WAITING), output_field=CharField())


def problems(rows: FindingQuerySet) -> FindingQuerySet:
    """Those that were fed back and stand: what repeats another is that one, what was withdrawn is none."""
    return rows.filter(Q(same_as=None) | Q(same_as__status=WITHDRAWN), status__in=SENT).exclude(
        status=WITHDRAWN
    )


def counted(rows: Any, part: str, today: date) -> QuerySet[Any]:
    """The rows behind one figure of the board."""
    return problems(rows).filter(conditions(today)[part])


@dataclass(frozen=True)
class Standing:
    """How the problems of one unit, line or kind stand: by part how many."""

    key: str
    name: str
    parts: Mapping[str, int]

    @property
    def percent(self) -> int | None:
        """Closed of all that ends one day, whole per cent, cut; None where there is nothing to divide by."""
        ends = self.parts[ALL] - self.parts[LONG]
        return self.parts[DONE] * 100 // ends if ends else None


@dataclass(frozen=True)
class Board:
    """The whole, and the same by unit, by line and by how soon."""

    year: int
    whole: Standing
    units: Sequence[Standing] = field(default_factory=list)
    lines: Sequence[Standing] = field(default_factory=list)
    soons: Sequence[Standing] = field(default_factory=list)
    kinds: Sequence[Standing] = field(default_factory=list)


def board(actor: Actor, year: int, under: Unit | None, today: date) -> Board:
    """The findings of inspections of the year that the actor may see, under the unit; five queries, however many."""
    rows = findings_for(actor).filter(inspection__year=year)
    if under is not None:
        rows = rows.filter(unit_lo__range=(under.lo, under.hi))
    # Nothing but the counts is wanted: the joins of the list would only cost.
    stand = problems(rows.select_related(None))
    sums = {part: Count("pk", filter=conditions(today)[part]) for part in PARTS}

    def by(key: str, name: str) -> list[Standing]:
        found = (
            stand.order_by().values(key, name).annotate(**{f"n_{part}": one for part, one in sums.items()})
        )
        made = [
            Standing(str(row[key]), str(row[name]), {part: row[f"n_{part}"] for part in PARTS})
            for row in found
        ]
        return sorted(made, key=lambda one: (-one.parts[ALL], one.key))

    whole = stand.aggregate(**sums)
    return Board(
        year=year,
        whole=Standing("", "", {part: whole[part] or 0 for part in PARTS}),
        units=by("unit__code", "unit__name")[:100],
        lines=by("category", "category"),
        soons=by("how_soon", "how_soon"),
        kinds=by("inspection__kind", "inspection__kind"),
    )
