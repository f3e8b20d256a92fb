"""The two state machines: a report and its cycle, with the guards that say why an act is refused; pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from responsibilities.roles import READS_DRAFTS
from responsibilities.roles import Capability as C
from revitalization.kit.words import N_, Words
from revitalization.kit.workflow import Act, State, Workflow

OPEN, DRAFT, REVIEW, SIGNING, SIGNED = "open", "draft", "review", "signing", "signed"
SUBMITTED, RECEIVED, ACCEPTED, RETURNED, EXEMPT = "submitted", "received", "accepted", "returned", "exempt"

PLANNED, RUNNING, CLOSED = "planned", "running", "closed"

PENDING = (OPEN, DRAFT, REVIEW, SIGNING, SIGNED, RETURNED)
"""The unit still owes the report."""
EDITABLE = (OPEN, DRAFT, RETURNED)
FILED = (SUBMITTED, RECEIVED, ACCEPTED)

INSIDE = (*READS_DRAFTS, C.REPORT_SUBMIT)
"""The rights of those who make a report; none of them decides on it."""


WROTE = ("start", "save", "send")
"""What makes somebody a writer of the report, who does not review it."""


def closed_window(_row: Any, facts: Mapping[str, Any]) -> Words | None:
    """Why nothing can be filed: not yet open, cycle closed, unit no longer in being; None when it can."""
    opens_on, today = facts.get("opens_on"), facts.get("today")
    if opens_on is not None and today is not None and today < opens_on:
        return Words(N_("Filing opens on %(day)s."), {"day": opens_on.isoformat()})
    if facts.get("cycle_status", RUNNING) == CLOSED:
        return Words(N_("The cycle is closed; nothing can be filed any more."))
    ended = facts.get("unit_ended_on")
    if ended is not None and today is not None and ended <= today:
        return Words(N_("The unit is no longer in being since %(day)s."), {"day": ended.isoformat()})
    return None


def _every_required_section(row: Any, facts: Mapping[str, Any]) -> Words | None:
    closed = closed_window(row, facts)
    if closed:
        return closed
    missing, over = facts.get("missing_sections", ()), facts.get("sections_over", ())
    if over:
        return Words(
            N_("These parts are over their limit of characters: %(sections)s."), {"sections": "、".join(over)}
        )
    if not missing:
        return None
    return Words(N_("These sections are still empty: %(sections)s."), {"sections": "、".join(missing)})


def _not_a_writer(row: Any, facts: Mapping[str, Any]) -> Words | None:
    if row.sent_by_id is not None and row.sent_by_id == facts.get("user_id"):
        return Words(N_("Whoever sent the draft for review cannot review it."))
    if facts.get("wrote"):
        return Words(N_("You wrote a part of this report; somebody else reviews it."))
    return None


def _a_place_to_sign(_row: Any, facts: Mapping[str, Any]) -> Words | None:
    if facts.get("posts_to_sign", True):
        return None
    return Words(N_("You have already signed this version."))


def _the_receiving_office(_row: Any, facts: Mapping[str, Any]) -> Words | None:
    if facts.get("is_receiver", True):
        return None
    return Words(N_("Only the receiving office one level up decides on this report."))


def _not_an_own_report(row: Any, facts: Mapping[str, Any]) -> Words | None:
    """Who decides is of the office above and had no part in the report: asking and granting are never one person."""
    refused = _the_receiving_office(row, facts)
    if refused is None and facts.get("took_part"):
        return Words(
            N_("You had a part in this report or work for this unit; somebody else of the office decides.")
        )
    return refused


def _return_to_somebody(row: Any, facts: Mapping[str, Any]) -> Words | None:
    """A returned report must be able to come again: not after the closing of the cycle, not with a past limit."""
    refused = _not_an_own_report(row, facts) or closed_window(row, facts)
    new_due, today = facts.get("new_due_on"), facts.get("today")
    if refused or new_due is None or today is None or new_due >= today:
        return refused
    return Words(N_("The new limit must not lie in the past."))


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
        State(SUBMITTED, N_("Submitted"), "amber"),
        State(RECEIVED, N_("Received"), "amber"),
        State(ACCEPTED, N_("Accepted"), "green", final=True),
        State(RETURNED, N_("Returned"), "red"),
        State(EXEMPT, N_("Exempt"), "grey", final=True),
    ),
    initial=frozenset({OPEN}),
    acts=(
        _act(
            "start",
            N_("Start writing"),
            N_("%(who)s started the draft"),
            (OPEN, RETURNED),
            DRAFT,
            C.REPORT_DRAFT,
            inside=True,
            guard=closed_window,
        ),
        _act(
            "send",
            N_("Send for review"),
            N_("%(who)s sent the draft for review"),
            (DRAFT,),
            None,
            C.REPORT_DRAFT,
            inside=True,
            targets=frozenset({REVIEW, SIGNING}),
            guard=_every_required_section,
            tone="primary",
        ),
        _act(
            "approve",
            N_("Pass on for signing"),
            N_("%(who)s reviewed the draft and passed it on for signing"),
            (REVIEW,),
            SIGNING,
            C.REPORT_REVIEW,
            inside=True,
            guard=_not_a_writer,
            tone="primary",
        ),
        _act(
            "send_back",
            N_("Send back to the filer"),
            N_("%(who)s sent the draft back"),
            (REVIEW,),
            DRAFT,
            C.REPORT_REVIEW,
            inside=True,
            needs=("reason",),
            tone="danger",
        ),
        _act(
            "sign",
            N_("Sign"),
            N_("%(who)s signed the report"),
            (SIGNING,),
            None,
            C.REPORT_SIGN,
            inside=True,
            targets=frozenset({SIGNING, SIGNED}),
            guard=_a_place_to_sign,
            in_person=True,
            tone="primary",
        ),
        _act(
            "decline",
            N_("Decline to sign"),
            N_("%(who)s declined to sign"),
            (SIGNING, SIGNED),
            DRAFT,
            C.REPORT_SIGN,
            inside=True,
            needs=("reason",),
            tone="danger",
        ),
        _act(
            "submit",
            N_("Submit"),
            N_("%(who)s submitted the report"),
            (SIGNED,),
            SUBMITTED,
            C.REPORT_SUBMIT,
            guard=closed_window,
            tone="primary",
        ),
        _act(
            "withdraw",
            N_("Withdraw"),
            N_("%(who)s withdrew the report before receipt"),
            (SUBMITTED,),
            DRAFT,
            C.REPORT_SUBMIT,
            needs=("reason",),
            # What cannot be submitted again is not taken back.
            guard=closed_window,
            tone="danger",
        ),
        _act(
            "receive",
            N_("Receive"),
            N_("%(who)s received the report"),
            (SUBMITTED,),
            RECEIVED,
            C.REPORT_RECEIVE,
            by_remit=True,
            guard=_the_receiving_office,
            tone="primary",
        ),
        _act(
            "accept",
            N_("Accept"),
            N_("%(who)s accepted the report"),
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
            N_("%(who)s returned the report"),
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
            N_("%(who)s exempted the unit from this report"),
            PENDING,
            EXEMPT,
            C.REPORT_DECIDE,
            by_remit=True,
            needs=("reason",),
            guard=_not_an_own_report,
        ),
    ),
)


def _counted(row: Any, facts: Mapping[str, Any]) -> Words | None:
    if facts.get("villages_without_basis"):
        return Words(N_("Villages are asked for reports only with a cited basis."))
    if facts.get("count") == 0:
        return Words(N_("No unit would owe this report: check levels, scope and year."))
    if row.due_on < row.opens_on:
        return Words(N_("The limit lies before the opening day."))
    return None


CYCLE = Workflow(
    key="cycle",
    states=(
        State(PLANNED, N_("Planned"), "grey"),
        State(RUNNING, N_("Running"), "green"),
        State(CLOSED, N_("Closed"), "grey", final=True),
    ),
    initial=frozenset({PLANNED}),
    acts=(
        Act(
            "open",
            N_("Open the cycle"),
            frozenset({PLANNED}),
            RUNNING,
            C.CYCLE_OPEN,
            N_("%(who)s opened the cycle for %(owed)s units"),
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
            N_("%(who)s closed the cycle"),
            needs=("reason",),
            sees=C.CYCLE_READ,
            tone="danger",
        ),
    ),
)
