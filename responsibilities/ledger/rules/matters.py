"""What is put on the ledger: a matter (事项) with its words, handed to units as their items; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from responsibilities.roles import Capability as C
from revitalization.kit.words import N_, Words
from revitalization.kit.workflow import Act, State, Workflow

DRAFTED, ISSUED, DISCARDED = "drafted", "issued", "discarded"

NOW, TERM, LONG = "now", "term", "long"
TYPES = {
    NOW: N_("to be put right at once"),
    TERM: N_("to be done by a date"),
    LONG: N_("to be kept up for long"),
}
"""立行立改, 限期整改, 长期坚持; the last is counted apart in every rate."""

ORDINARY, GRAVE = "ordinary", "grave"
SEVERITIES = {ORDINARY: N_("Ordinary"), GRAVE: N_("Grave")}

SINGLE, COMMON = "single", "common"
EXTENTS = {SINGLE: N_("Single problem"), COMMON: N_("Common problem")}

CHECK, PUBLICIZE, SIGN, VERIFY = "check", "publicize", "sign", "verify"
ROUTE = (CHECK, PUBLICIZE, SIGN, VERIFY)
"""The steps of closing in their order; each kind has some of them, and always the last."""

ASKS_BASIS = ("township",)
ASKS_APPROVAL = ("village",)
"""A task to a township cites an item of its duty list or a waiver, one to a village an approval of the county."""


@dataclass(frozen=True)
class MatterFacts:
    """What the guards of a matter must know: whether it concerns any unit, its deadline, whether the item it was handed
    down from is open, and whether the words above have changed since.
    """

    concerns: bool
    due_on: date
    today: date
    parent_open: bool
    words_moved: bool


def _may_issue(_row: Any, facts: MatterFacts) -> Words | None:
    if not facts.parent_open:
        return Words(N_("What it is part of is no longer open."))
    if facts.due_on < facts.today:
        return Words(N_("The deadline has passed: set a later one."))
    if not facts.concerns:
        return Words(N_("It concerns no unit: check levels and codes."))
    return None


def _words_moved(_row: Any, facts: MatterFacts) -> Words | None:
    if facts.words_moved:
        return None
    return Words(N_("The words of the level above have not changed since."))


MATTER = Workflow(
    key="matter",
    states=(
        State(DRAFTED, N_("Being prepared"), "grey"),
        State(ISSUED, N_("Issued"), "green"),
        State(DISCARDED, N_("Discarded"), "grey", final=True),
    ),
    # What another mechanism brings is issued as it is born; the database asks it for its origin.
    initial=frozenset({DRAFTED, ISSUED}),
    facts=MatterFacts,
    acts=(
        Act(
            "issue",
            N_("Issue"),
            frozenset({DRAFTED}),
            ISSUED,
            C.LEDGER_ISSUE,
            N_("%(who)s issued “%(title)s”"),
            sees=C.LEDGER_READ,
            guard=_may_issue,
            tone="primary",
        ),
        Act(
            "revise",
            N_("Change its words"),
            frozenset({ISSUED}),
            None,
            C.LEDGER_ISSUE,
            N_("%(who)s changed the words of “%(title)s”"),
            sees=C.LEDGER_READ,
            needs=("reason",),
        ),
        Act(
            "adopt",
            N_("Take over the new words"),
            frozenset({ISSUED}),
            None,
            C.LEDGER_ISSUE,
            N_("%(who)s took the new words of the level above into “%(title)s”"),
            sees=C.LEDGER_READ,
            guard=_words_moved,
            tone="primary",
        ),
        Act(
            "discard",
            N_("Discard the draft"),
            frozenset({DRAFTED}),
            DISCARDED,
            C.LEDGER_ISSUE,
            N_("%(who)s discarded “%(title)s”"),
            sees=C.LEDGER_READ,
            tone="danger",
        ),
    ),
)


def number_of(year: int, prefix: str, sequence: int) -> str:
    """The number of a matter as it is written: 2026重012. Unique per issuer; never given twice."""
    return f"{year}{prefix}{sequence:03d}"


def wrong_route(route: Sequence[str]) -> bool:
    """Whether steps of closing are unknown, out of order, twice, or end below."""
    known = [step for step in ROUTE if step in route]
    return list(route) != known or not route or route[-1] != VERIFY
