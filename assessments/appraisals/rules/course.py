"""The course of a scheme: drafted, submitted, approved by another, published; a change is a new edition."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from responsibilities.roles import Capability as C
from revitalization.kit.words import N_, Words
from revitalization.kit.workflow import Act, State, Workflow

DRAFTED, SUBMITTED, APPROVED, PUBLISHED = "drafted", "submitted", "approved", "published"
SUPERSEDED, DISCARDED = "superseded", "discarded"
OPEN = (DRAFTED, SUBMITTED, APPROVED)
"""States of an edition that is on its way."""
SHOWN = (PUBLISHED, SUPERSEDED)
"""States in which those who are assessed read it."""


@dataclass(frozen=True)
class SchemeFacts:
    """What the guards of a scheme must know: what is wrong with it in words, whether the actor had a part in it,
    whether an edition after it is on its way.
    """

    faults: Sequence[Words]
    took_part: bool
    succeeded: bool


def _sound(_row: Any, facts: SchemeFacts) -> Words | None:
    if not facts.faults:
        return None
    values = {"first": facts.faults[0], "n": len(facts.faults)}
    return Words(N_("The scheme is not complete (%(n)s): %(first)s"), values)


def _by_another(_row: Any, facts: SchemeFacts) -> Words | None:
    if facts.took_part:
        return Words(N_("A scheme is approved by somebody who had no part in it."))
    return None


def _not_succeeded(_row: Any, facts: SchemeFacts) -> Words | None:
    if facts.succeeded:
        return Words(N_("A later edition is on its way already."))
    return None


def _act(
    key: str, label: str, done: str, sources: Sequence[str], target: str | None, right: C, **more: Any
) -> Act:
    return Act(key, label, frozenset(sources), target, right, done, sees=C.ASSESS_READ, **more)


SCHEME = Workflow(
    key="assessment_scheme",
    states=(
        State(DRAFTED, N_("Draft"), "grey"),
        State(SUBMITTED, N_("Sent for approval"), "amber"),
        State(APPROVED, N_("Approved, to be published"), "blue"),
        State(PUBLISHED, N_("Published"), "green"),
        State(SUPERSEDED, N_("Replaced by a later edition"), "grey", final=True),
        State(DISCARDED, N_("Discarded"), "grey", final=True),
    ),
    initial=frozenset({DRAFTED}),
    facts=SchemeFacts,
    acts=(
        _act(
            "edit",
            N_("Change"),
            N_("%(who)s changed the scheme %(title)s"),
            (DRAFTED,),
            DRAFTED,
            C.ASSESS_DESIGN,
        ),
        _act(
            "submit",
            N_("Send for approval"),
            N_("%(who)s sent the scheme %(title)s for approval"),
            (DRAFTED,),
            SUBMITTED,
            C.ASSESS_DESIGN,
            guard=_sound,
            tone="primary",
        ),
        _act(
            "approve",
            N_("Approve"),
            N_("%(who)s approved the scheme %(title)s"),
            (SUBMITTED,),
            APPROVED,
            C.ASSESS_APPROVE,
            guard=_by_another,
            tone="primary",
        ),
        _act(
            "send_back",
            N_("Send back"),
            N_("%(who)s sent the scheme %(title)s back"),
            (SUBMITTED, APPROVED),
            DRAFTED,
            C.ASSESS_APPROVE,
            needs=("reason",),
            tone="danger",
        ),
        _act(
            "publish",
            N_("Publish"),
            N_("%(who)s published the scheme %(title)s"),
            (APPROVED,),
            PUBLISHED,
            C.ASSESS_DESIGN,
            needs=("document_number",),
            guard=_sound,
            tone="primary",
            fresh=True,
        ),
        _act(
            "revise",
            N_("Draw up a new edition"),
            N_("%(who)s began a new edition of the scheme %(title)s"),
            (PUBLISHED,),
            PUBLISHED,
            C.ASSESS_DESIGN,
            needs=("reason",),
            guard=_not_succeeded,
        ),
        _act(
            "supersede",
            N_("Replace"),
            N_("%(who)s replaced the scheme %(title)s by its next edition"),
            (PUBLISHED,),
            SUPERSEDED,
            C.ASSESS_DESIGN,
        ),
        _act(
            "discard",
            N_("Discard the draft"),
            N_("%(who)s discarded the draft of the scheme %(title)s"),
            (DRAFTED,),
            DISCARDED,
            C.ASSESS_DESIGN,
            needs=("reason",),
            tone="danger",
        ),
    ),
)
