"""The state machine of a report, with the guards that say why an act is refused; pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from reporting.reports.rules.cycles import CLOSED
from responsibilities.roles import Capability as C
from revitalization.kit.words import N_, Words
from revitalization.kit.workflow import Act, State, Workflow

OPEN, DRAFT, REVIEW, SIGNING, SIGNED = "open", "draft", "review", "signing", "signed"
SUBMITTED, RECEIVED, ACCEPTED, RETURNED, EXEMPT = "submitted", "received", "accepted", "returned", "exempt"

PENDING = (OPEN, DRAFT, REVIEW, SIGNING, SIGNED, RETURNED)
"""The unit still owes the report."""
EDITABLE = (OPEN, DRAFT, RETURNED)
FILED = (SUBMITTED, RECEIVED, ACCEPTED)

READS_DRAFTS = (C.REPORT_DRAFT, C.REPORT_REVIEW, C.REPORT_SIGN)
"""Whoever has one of these in the unit itself reads its draft, unsent files, and why its review sent it back."""

INTERNAL_RIGHTS = (*READS_DRAFTS, C.REPORT_SUBMIT)
"""The rights of those who make a report; none of them decides on it."""


WROTE = ("start", "save", "send")
"""What makes somebody a writer of the report, who does not review it."""


@dataclass(frozen=True)
class FilingWindow:
    """When something can be filed: from the opening day on, in a running cycle, by a unit that is still there."""

    opens_on: date
    today: date
    cycle_status: str
    unit_ended_on: date | None


@dataclass(frozen=True)
class ReportFacts:
    """What the guards of a report must know of it and of the one who acts.

    What is asked only in one state is in the others what refuses: a draft's faults are read while it is a draft,
    who wrote it while it is in review, the posts to sign for while it is being signed, the part played when the
    receiving office asks.
    """

    window: FilingWindow
    user_id: int | None
    is_receiver: bool
    took_part: bool
    wrote: bool
    posts_to_sign: bool
    missing_sections: Sequence[str]
    sections_over: Sequence[str]
    new_due_on: date | None


def closed_window(window: FilingWindow) -> Words | None:
    """Why nothing can be filed: not yet open, cycle closed, unit no longer exists; None when it can."""
    if window.today < window.opens_on:
        return Words(N_("Filing opens on %(day)s."), {"day": window.opens_on.isoformat()})
    if window.cycle_status == CLOSED:
        return Words(N_("The cycle is closed; nothing can be filed any more."))
    ended = window.unit_ended_on
    if ended is not None and ended <= window.today:
        return Words(N_("The unit has not existed since %(day)s."), {"day": ended.isoformat()})
    return None


def _in_the_window(_row: Any, facts: ReportFacts) -> Words | None:
    return closed_window(facts.window)


def _every_required_section(_row: Any, facts: ReportFacts) -> Words | None:
    closed = closed_window(facts.window)
    if closed:
        return closed
    if facts.sections_over:
        over = " ".join(facts.sections_over)
        return Words(N_("These sections are over their character limit: %(sections)s."), {"sections": over})
    if not facts.missing_sections:
        return None
    missing = " ".join(facts.missing_sections)
    return Words(N_("These sections are still empty: %(sections)s."), {"sections": missing})


def _not_a_writer(row: Any, facts: ReportFacts) -> Words | None:
    if row.sent_by_id is not None and row.sent_by_id == facts.user_id:
        return Words(N_("Whoever sent the draft for review cannot review it."))
    if facts.wrote:
        return Words(N_("You wrote a part of this report; somebody else reviews it."))
    return None


def _a_place_to_sign(_row: Any, facts: ReportFacts) -> Words | None:
    if facts.posts_to_sign:
        return None
    return Words(N_("You have already signed this version."))


def _the_receiving_office(_row: Any, facts: ReportFacts) -> Words | None:
    if facts.is_receiver:
        return None
    return Words(N_("Only the receiving office one level up decides on this report."))


def _not_an_own_report(row: Any, facts: ReportFacts) -> Words | None:
    """Who decides is of the office above and had no part in the report: asking and granting are never one person."""
    refused = _the_receiving_office(row, facts)
    if refused is None and facts.took_part:
        return Words(
            N_("You had a part in this report or work for this unit; somebody else of the office decides.")
        )
    return refused


def _return_to_somebody(row: Any, facts: ReportFacts) -> Words | None:
    """A returned report must be able to come again: not after the closing of the cycle, not with a past deadline.

    Whether the act is offered is asked before a new deadline is there; to be done, it needs one.
    """
    refused = _not_an_own_report(row, facts) or closed_window(facts.window)
    if refused or facts.new_due_on is None or facts.new_due_on >= facts.window.today:
        return refused
    return Words(N_("The new deadline must not be in the past."))


def _act(
    key: str, label: str, done: str, sources: Iterable[str], target: str | None, capability: C, **more: Any
) -> Act:
    return Act(key, label, frozenset(sources), target, capability, done, sees=C.REPORT_READ, **more)


WORKFLOW = Workflow(
    key="report",
    states=(
        State(OPEN, N_("Not started"), "grey"),
        State(DRAFT, N_("Being drafted"), "blue"),
        State(REVIEW, N_("In review"), "blue"),
        State(SIGNING, N_("Being signed"), "blue"),
        State(SIGNED, N_("Signed, to be submitted"), "blue"),
        State(SUBMITTED, N_("Submitted"), "blue"),
        State(RECEIVED, N_("Received"), "blue"),
        State(ACCEPTED, N_("Accepted"), "green", final=True),
        State(RETURNED, N_("Returned"), "red"),
        State(EXEMPT, N_("Exempt"), "grey", final=True),
    ),
    initial=frozenset({OPEN}),
    facts=ReportFacts,
    acts=(
        _act(
            "start",
            N_("Start writing"),
            N_("%(who)s started the draft of “%(title)s” of %(unit)s"),
            (OPEN, RETURNED),
            DRAFT,
            C.REPORT_DRAFT,
            internal=True,
            keeps_work=True,
            guard=_in_the_window,
        ),
        _act(
            "send",
            N_("Send for review"),
            N_("%(who)s sent “%(title)s” of %(unit)s for review"),
            (DRAFT,),
            None,
            C.REPORT_DRAFT,
            internal=True,
            targets=frozenset({REVIEW, SIGNING}),
            guard=_every_required_section,
            tone="primary",
        ),
        _act(
            "approve",
            N_("Pass on for signing"),
            N_("%(who)s reviewed “%(title)s” of %(unit)s and passed it on for signing"),
            (REVIEW,),
            SIGNING,
            C.REPORT_REVIEW,
            internal=True,
            guard=_not_a_writer,
            tone="primary",
        ),
        _act(
            "send_back",
            N_("Send back to the filer"),
            N_("%(who)s sent back the draft of “%(title)s” of %(unit)s"),
            (REVIEW,),
            DRAFT,
            C.REPORT_REVIEW,
            internal=True,
            needs=("reason",),
            tone="danger",
        ),
        # Until the reviewer has decided; whether the draft was looked at is nobody's business and is not kept.
        _act(
            "recall",
            N_("Take back from review"),
            N_("%(who)s took “%(title)s” of %(unit)s back from review"),
            (REVIEW,),
            DRAFT,
            C.REPORT_DRAFT,
            internal=True,
            tone="plain",
        ),
        _act(
            "sign",
            N_("Sign"),
            N_("%(who)s signed “%(title)s” of %(unit)s"),
            (SIGNING,),
            None,
            C.REPORT_SIGN,
            internal=True,
            targets=frozenset({SIGNING, SIGNED}),
            guard=_a_place_to_sign,
            tone="primary",
        ),
        _act(
            "decline",
            N_("Decline to sign"),
            N_("%(who)s declined to sign “%(title)s” of %(unit)s"),
            (SIGNING, SIGNED),
            DRAFT,
            C.REPORT_SIGN,
            internal=True,
            needs=("reason",),
            tone="danger",
        ),
        _act(
            "submit",
            N_("Submit"),
            N_("%(who)s submitted “%(title)s” of %(unit)s"),
            (SIGNED,),
            SUBMITTED,
            C.REPORT_SUBMIT,
            guard=_in_the_window,
            tone="primary",
        ),
        _act(
            "withdraw",
            N_("Withdraw"),
            N_("%(who)s withdrew “%(title)s” of %(unit)s before receipt"),
            (SUBMITTED,),
            DRAFT,
            C.REPORT_SUBMIT,
            needs=("reason",),
            # What cannot be submitted again is not taken back.
            guard=_in_the_window,
            tone="danger",
        ),
        _act(
            "receive",
            N_("Receive"),
            N_("%(who)s received “%(title)s” of %(unit)s"),
            (SUBMITTED,),
            RECEIVED,
            C.REPORT_RECEIVE,
            by_remit=True,
            keeps_work=True,
            guard=_the_receiving_office,
            tone="primary",
        ),
        _act(
            "accept",
            N_("Accept"),
            N_("%(who)s accepted “%(title)s” of %(unit)s"),
            (RECEIVED,),
            ACCEPTED,
            C.REPORT_DECIDE,
            by_remit=True,
            guard=_not_an_own_report,
            tone="primary",
        ),
        _act(
            "return",
            N_("Return"),
            N_("%(who)s returned “%(title)s” of %(unit)s"),
            (RECEIVED,),
            RETURNED,
            C.REPORT_DECIDE,
            by_remit=True,
            needs=("reason", "new_due_on"),
            guard=_return_to_somebody,
            tone="danger",
        ),
        _act(
            "exempt",
            N_("Exempt"),
            N_("%(who)s exempted %(unit)s from “%(title)s”"),
            PENDING,
            EXEMPT,
            C.REPORT_DECIDE,
            by_remit=True,
            needs=("reason",),
            guard=_not_an_own_report,
        ),
    ),
)
