"""The state machine of a recurring notice, and why a period of it is left out; pure.

Its periods and their days are reckoned by `kit.periods`; what an opened cycle was given has no part in what comes
later.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from responsibilities.roles import Capability as C
from revitalization.kit.words import N_, Words
from revitalization.kit.workflow import Act, State, Workflow

PLANNED, STANDING, STOPPED = "planned", "standing", "stopped"

LONGEST_YEARS = 5
"""A notice asks for five years at most: as long as a plan; then somebody has to want it again."""

NO_UNIT, NO_KIND, TWICE, TOO_LATE, NOBODY = "unit", "kind", "twice", "late", "nobody"
WHY_NOT = {
    NO_UNIT: N_("The requesting unit no longer existed."),
    NO_KIND: N_("The kind of report is no longer in force as the notice asks for it."),
    TWICE: N_("There was already a cycle of this kind for the period."),
    TOO_LATE: N_("Its deadline had passed and the next period had begun before the clock ran again."),
    NOBODY: N_("No unit would have owed it."),
}
"""Why a period was left out, by the word that is stored."""


@dataclass(frozen=True)
class SeriesFacts:
    """What putting a recurring notice in force must know: who asks for the same, its first deadline, how many owe.

    They are asked while it is planned; later `first_due_on` is None and `count` 0, with which nothing is put in force.
    """

    overlaps: str | None
    first_due_on: date | None
    today: date
    count: int


def _may_stand(_row: Any, facts: SeriesFacts) -> Words | None:
    if facts.overlaps:
        return Words(
            N_("Another recurring notice of the unit asks for one of these periods: %(notice)s."),
            {"notice": facts.overlaps},
        )
    if facts.first_due_on is None or facts.first_due_on < facts.today:
        return Words(N_("The deadline of the first period has passed: begin with a later period."))
    if facts.count == 0:
        return Words(N_("No unit would owe this report: check levels, scope and year."))
    return None


def _something_to_come(row: Any, _facts: SeriesFacts) -> Words | None:
    return Words(N_("All periods of the notice have been opened.")) if row.next_on is None else None


SERIES = Workflow(
    key="series",
    states=(
        State(PLANNED, N_("Planned"), "grey"),
        State(STANDING, N_("In force"), "green"),
        State(STOPPED, N_("Stopped"), "grey", final=True),
    ),
    initial=frozenset({PLANNED}),
    facts=SeriesFacts,
    acts=(
        Act(
            "start",
            N_("Put into force"),
            frozenset({PLANNED}),
            STANDING,
            C.CYCLE_OPEN,
            N_("%(who)s put the recurring notice “%(title)s” into force"),
            guard=_may_stand,
            sees=C.CYCLE_READ,
            tone="primary",
        ),
        Act(
            "stop",
            N_("Stop the recurring notice"),
            frozenset({PLANNED, STANDING}),
            STOPPED,
            C.CYCLE_OPEN,
            N_("%(who)s stopped the recurring notice “%(title)s”"),
            needs=("reason",),
            guard=_something_to_come,
            sees=C.CYCLE_READ,
            tone="danger",
        ),
    ),
)
