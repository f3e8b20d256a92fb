"""Objections to findings: thirty days to object, thirty to decide, decided by others than those who found it; pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from responsibilities.roles import Capability as C
from revitalization.kit.words import N_, Words
from revitalization.kit.workflow import Act, State, Workflow

DAYS = 30
"""Calendar days to object after the feedback, and to decide after the objection (政府督查工作条例 art. 17)."""

FILED, KEPT, CHANGED, WITHDRAWN = "filed", "kept", "changed", "withdrawn"
DECIDED = (KEPT, CHANGED, WITHDRAWN)


def last_day(fed_back_on: date) -> date:
    """The last day on which the unit may object; the day of the feedback does not count."""
    return fed_back_on + timedelta(days=DAYS)


def in_time(fed_back_on: date, day: date) -> bool:
    """Whether an objection on that day is in time."""
    return fed_back_on <= day <= last_day(fed_back_on)


def decide_by(filed_on: date) -> date:
    """The last day for the decision; the day of the objection does not count."""
    return filed_on + timedelta(days=DAYS)


@dataclass(frozen=True)
class ObjectionFacts:
    """What the guards must know of the one who decides, whatever account or post is used.

    `of_the_team`: stands or stood in the team; `of_the_unit`: holds any role at the unit, or filed the objection.
    """

    of_the_team: bool
    of_the_unit: bool


def by_others(_row: Any, facts: ObjectionFacts) -> Words | None:
    """Nobody of the team and nobody of the unit decides."""
    if facts.of_the_team:
        return Words(N_("You were on the team that found it; somebody else decides the objection."))
    if facts.of_the_unit:
        return Words(N_("You belong to the unit that objected; somebody else decides."))
    return None


def _act(key: str, label: str, done: str, target: str, needs: Iterable[str], tone: str = "secondary") -> Act:
    return Act(
        key, label, frozenset({FILED}), target, C.INSPECT_DECIDE, done, needs=tuple(needs), guard=by_others,
        sees=C.INSPECT_READ, by_remit=True, tone=tone,
    )  # fmt: skip


OBJECTION = Workflow(
    key="objection",
    states=(
        State(FILED, N_("To be decided"), "amber"),
        State(KEPT, N_("Finding kept"), "grey", final=True),
        State(CHANGED, N_("Finding changed"), "blue", final=True),
        State(WITHDRAWN, N_("Finding withdrawn"), "green", final=True),
    ),
    initial=frozenset({FILED}),
    facts=ObjectionFacts,
    acts=(
        _act(
            "keep",
            N_("Keep the finding"),
            N_("%(who)s kept “%(title)s” after the objection"),
            KEPT,
            ["reason"],
        ),
        _act(
            "change",
            N_("Change the finding"),
            N_("%(who)s changed “%(title)s” after the objection"),
            CHANGED,
            ["reason", "problem"],
        ),
        _act(
            "withdraw",
            N_("Withdraw the finding"),
            N_("%(who)s withdrew “%(title)s” after the objection"),
            WITHDRAWN,
            ["reason", "document_number"],
            "danger",
        ),
    ),
)
