"""The state machine of a cycle: planned, running, closed; pure."""

from dataclasses import dataclass
from typing import Any

from responsibilities.roles import Capability as C
from revitalization.kit.words import N_, Words
from revitalization.kit.workflow import Act, State, Workflow

PLANNED, RUNNING, CLOSED = "planned", "running", "closed"
NOTICES = ("cycle", "series")
"""Kinds of subjects that stand for a notice in the register of numbers: one notice may open several."""


@dataclass(frozen=True)
class CycleFacts:
    """What opening a cycle must know: how many units would owe its report, and whether villages lack a basis."""

    count: int
    villages_without_basis: bool


def _counted(row: Any, facts: CycleFacts) -> Words | None:
    if facts.villages_without_basis:
        return Words(N_("Villages are asked for reports only with a cited basis."))
    if facts.count == 0:
        return Words(N_("No unit would owe this report: check levels, scope and year."))
    if row.due_on < row.opens_on:
        return Words(N_("The deadline is before the opening day."))
    return None


CYCLE = Workflow(
    key="cycle",
    states=(
        State(PLANNED, N_("Planned"), "grey"),
        State(RUNNING, N_("Running"), "green"),
        State(CLOSED, N_("Closed"), "grey", final=True),
    ),
    initial=frozenset({PLANNED}),
    facts=CycleFacts,
    acts=(
        Act(
            "open",
            N_("Open the cycle"),
            frozenset({PLANNED}),
            RUNNING,
            C.CYCLE_OPEN,
            N_("%(who)s opened the cycle “%(title)s” for %(owed)s units"),
            guard=_counted,
            sees=C.CYCLE_READ,
            tone="primary",
        ),
        Act(
            "close",
            N_("Close the cycle"),
            frozenset({RUNNING}),
            CLOSED,
            C.CYCLE_OPEN,
            N_("%(who)s closed the cycle “%(title)s”"),
            needs=("reason",),
            sees=C.CYCLE_READ,
            tone="danger",
        ),
    ),
)
