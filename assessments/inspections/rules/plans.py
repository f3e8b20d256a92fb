"""The yearly plan of inspections and its lines: states, acts, who does them; pure.

Drawn by the clock as proposals, edited by the office, sent for approval, approved by somebody else, published under a
number; from then on each line is an inspection.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from responsibilities.roles import Capability as C
from revitalization.kit.words import N_, Words
from revitalization.kit.workflow import Act, State, Workflow

DRAFTED, SUBMITTED, APPROVED, PUBLISHED = "drafted", "submitted", "approved", "published"
PROPOSED, KEPT, DROPPED, MERGED = "proposed", "kept", "dropped", "merged"
STANDING = (PROPOSED, KEPT)
"""Lines that become inspections when the plan is published."""
DRAWN_ON = (12, 1)
"""Month and day from which the clock draws the plan of the next year."""


@dataclass(frozen=True)
class PlanFacts:
    """What the guards of a plan must know: its standing lines, what clashes among them in words, and who had a part.

    `took_part`: the one who acts drew it up, changed a line or sent it for approval, under whatever account.
    """

    lines: int
    empty: Sequence[str]
    clashing: Sequence[Words]
    took_part: bool


def whole(_row: Any, facts: PlanFacts) -> Words | None:
    """It has lines, each of them units, and nothing clashes."""
    if not facts.lines:
        return Words(N_("The plan has no lines."))
    if facts.empty:
        return Words(N_("No unit is named in: %(lines)s."), {"lines": "、".join(facts.empty)})
    if facts.clashing:
        said = N_("%(n)s visits clash; move, merge or drop them, or enter an approval. The first: %(first)s")
        return Words(said, {"n": len(facts.clashing), "first": facts.clashing[0]})
    return None


def by_another(row: Any, facts: PlanFacts) -> Words | None:
    """Whoever approves had no part in it, and it is whole."""
    if facts.took_part:
        return Words(N_("You had a part in this plan; somebody else approves it."))
    return whole(row, facts)


def _act(key: str, label: str, done: str, source: str, target: str | None, capability: C, **more: Any) -> Act:
    return Act(key, label, frozenset({source}), target, capability, done, sees=C.INSPECT_READ, **more)


PLAN = Workflow(
    key="inspection_plan",
    states=(
        State(DRAFTED, N_("Being prepared"), "grey"),
        State(SUBMITTED, N_("Sent for approval"), "blue"),
        State(APPROVED, N_("Approved, to be published"), "blue"),
        State(PUBLISHED, N_("Published"), "green", final=True),
    ),
    initial=frozenset({DRAFTED}),
    facts=PlanFacts,
    acts=(
        _act(
            "fill",
            N_("Draw from the rules"),
            N_("%(who)s drew what the rules still ask for into the plan of inspections %(title)s"),
            DRAFTED,
            None,
            C.INSPECT_PLAN,
            tone="plain",
        ),
        _act(
            "submit",
            N_("Send for approval"),
            N_("%(who)s sent the plan of inspections %(title)s for approval"),
            DRAFTED,
            SUBMITTED,
            C.INSPECT_PLAN,
            guard=whole,
            tone="primary",
        ),
        _act(
            "approve",
            N_("Approve"),
            N_("%(who)s approved the plan of inspections %(title)s"),
            SUBMITTED,
            APPROVED,
            C.INSPECT_APPROVE,
            guard=by_another,
            tone="primary",
        ),
        _act(
            "send_back",
            N_("Send back"),
            N_("%(who)s sent back the plan of inspections %(title)s"),
            SUBMITTED,
            DRAFTED,
            C.INSPECT_APPROVE,
            needs=("reason",),
            tone="danger",
        ),
        _act(
            "publish",
            N_("Publish"),
            N_("%(who)s published the plan of inspections %(title)s"),
            APPROVED,
            PUBLISHED,
            C.INSPECT_PLAN,
            needs=("document_number",),
            guard=whole,
            tone="primary",
        ),
    ),
)


@dataclass(frozen=True)
class LineFacts:
    """What the guards of a line must know: whether its plan is still being prepared."""

    open: bool


def _open(_row: Any, facts: LineFacts) -> Words | None:
    return None if facts.open else Words(N_("The plan is no longer being prepared."))


def _line(key: str, label: str, done: str, sources: Sequence[str], target: str | None, **more: Any) -> Act:
    return Act(
        key,
        label,
        frozenset(sources),
        target,
        C.INSPECT_PLAN,
        done,
        sees=C.INSPECT_READ,
        guard=_open,
        **more,
    )


LINE = Workflow(
    key="inspection_line",
    states=(
        State(PROPOSED, N_("Proposed"), "blue"),
        State(KEPT, N_("In the plan"), "green"),
        State(DROPPED, N_("Not taken up"), "grey"),
        State(MERGED, N_("Merged into another"), "grey", final=True),
    ),
    initial=frozenset({PROPOSED, KEPT}),
    facts=LineFacts,
    acts=(
        _line(
            "edit", N_("Change"), N_("%(who)s changed the line “%(title)s”"), STANDING, KEPT, tone="primary"
        ),
        _line(
            "visit",
            N_("Add or move a unit"),
            N_("%(who)s set the days of a unit in “%(title)s”"),
            STANDING,
            KEPT,
            needs=("unit", "on_day"),
        ),
        _line(
            "spare",
            N_("Take a unit out"),
            N_("%(who)s took a unit out of “%(title)s”"),
            STANDING,
            KEPT,
            needs=("unit",),
        ),
        _line(
            "merge",
            N_("Merge into another line"),
            N_("%(who)s merged “%(title)s” into another line"),
            STANDING,
            MERGED,
            needs=("other",),
        ),
        _line(
            "drop",
            N_("Leave out"),
            N_("%(who)s left “%(title)s” out of the plan"),
            STANDING,
            DROPPED,
            needs=("reason",),
            tone="danger",
        ),
        _line(
            "restore",
            N_("Take in again"),
            N_("%(who)s took “%(title)s” in again"),
            (DROPPED,),
            KEPT,
            tone="plain",
        ),
    ),
)
