"""The course of an inspection: planned, noticed (or not), on site, fed back, closed; postponed, cancelled; pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from responsibilities.roles import Capability as C
from revitalization.kit.words import N_, Words
from revitalization.kit.workflow import Act, State, Workflow

PLANNED, NOTICED, ON_SITE, FED_BACK, CLOSED = "planned", "noticed", "on_site", "fed_back", "closed"
POSTPONED, CANCELLED = "postponed", "cancelled"
LIVE = (PLANNED, NOTICED, ON_SITE, FED_BACK, CLOSED)
"""States in which its visits count against the caps of the units."""
AHEAD = (PLANNED, NOTICED)
SHOWN_ANNOUNCED = (NOTICED, ON_SITE, FED_BACK, CLOSED)
SHOWN_UNANNOUNCED = (FED_BACK, CLOSED)
"""From when on the inspected see it: an unannounced one (四不两直) shows nothing before its feedback."""

UNWRITTEN, WRITTEN, AGREED = "", "written", "approved"
SCHEMES = {UNWRITTEN: N_("not written yet"), WRITTEN: N_("waits for approval"), AGREED: N_("approved")}
PARTS = ("basis", "targets", "content", "method", "timing", "grouping", "demands")
"""Parts of the scheme (督查方案) in the order of the paper."""
PART_WORDS = {
    "basis": N_("Purpose and basis"),
    "targets": N_("Whom it inspects"),
    "content": N_("What it inspects"),
    "method": N_("How it inspects"),
    "timing": N_("Days"),
    "grouping": N_("Groups"),
    "demands": N_("Demands on the work"),
}


@dataclass(frozen=True)
class InspectionFacts:
    """What the guards must know of an inspection and of the one who acts.

    `short` are the numbers of groups without a member; `drawn` whether a team stands; `wrote` whether the person wrote
    the scheme, under whatever account; `of_the_team` whether he stands in it. `unsettled` counts findings that have not
    come to their end: on the ledger, withdrawn, or counted with another.
    """

    today: date
    announced: bool
    scheme: str
    drawn: bool
    short: Sequence[int]
    first_on: date | None
    wrote: bool
    of_the_team: bool
    unsettled: int


def ready(_row: Any, facts: InspectionFacts) -> Words | None:
    """Its scheme is approved and its team stands."""
    if facts.scheme != AGREED:
        return Words(N_("The scheme is not approved yet."))
    if not facts.drawn:
        return Words(N_("No team was drawn yet."))
    if facts.short:
        groups = ", ".join(map(str, facts.short))
        return Words(N_("Nobody is in group %(groups)s; draw the team again."), {"groups": groups})
    if facts.first_on is None:
        return Words(N_("It has no unit to inspect."))
    return None


def may_notice(row: Any, facts: InspectionFacts) -> Words | None:
    """It is announced, ready, and its first day is ahead."""
    if not facts.announced:
        return Words(N_("It is unannounced: the inspected get no notice."))
    if facts.first_on is not None and facts.first_on <= facts.today:
        return Words(
            N_("Notice is given before the first day, %(day)s."), {"day": facts.first_on.isoformat()}
        )
    return ready(row, facts)


def may_begin(row: Any, facts: InspectionFacts) -> Words | None:
    """The team goes on the first day at the earliest; without notice only where it is unannounced."""
    if facts.announced and row.status == PLANNED:
        return Words(N_("It is announced: give notice first."))
    if facts.first_on is not None and facts.today < facts.first_on:
        return Words(N_("It begins on %(day)s at the earliest."), {"day": facts.first_on.isoformat()})
    return ready(row, facts)


def scheme_waits(_row: Any, facts: InspectionFacts) -> Words | None:
    """A scheme was written and is not approved; whoever approves it did not write it."""
    if facts.scheme != WRITTEN:
        return Words(N_("No scheme waits for approval."))
    if facts.wrote:
        return Words(N_("You wrote this scheme; somebody else approves it."))
    return None


def of_the_team(_row: Any, facts: InspectionFacts) -> Words | None:
    """Only whoever is on the team stands aside."""
    return None if facts.of_the_team else Words(N_("You are not on the team of this inspection."))


def settled(_row: Any, facts: InspectionFacts) -> Words | None:
    """Every finding has come to its end."""
    if facts.unsettled:
        return Words(N_("%(n)s findings are not settled yet."), {"n": facts.unsettled})
    return None


def _act(
    key: str,
    label: str,
    done: str,
    sources: Iterable[str],
    target: str | None,
    capability: C = C.INSPECT_PLAN,
    **more: Any,
) -> Act:
    by_remit = more.pop("by_remit", capability == C.INSPECT_PLAN)
    return Act(
        key, label, frozenset(sources), target, capability, done, sees=C.INSPECT_READ, by_remit=by_remit, **more
    )  # fmt: skip


INSPECTION = Workflow(
    key="inspection",
    states=(
        State(PLANNED, N_("Planned"), "grey"),
        State(NOTICED, N_("Notice given"), "blue"),
        State(ON_SITE, N_("On site"), "amber"),
        State(FED_BACK, N_("Fed back"), "blue"),
        State(CLOSED, N_("Closed"), "green", final=True),
        State(POSTPONED, N_("Postponed"), "grey"),
        State(CANCELLED, N_("Cancelled"), "grey", final=True),
    ),
    initial=frozenset({PLANNED}),
    facts=InspectionFacts,
    acts=(
        _act(
            "write_scheme",
            N_("Write the scheme"),
            N_("%(who)s wrote the scheme of “%(title)s”"),
            AHEAD,
            None,
            needs=("basis", "content", "method"),
            keeps_work=True,
        ),
        _act(
            "approve_scheme",
            N_("Approve the scheme"),
            N_("%(who)s approved the scheme of “%(title)s”"),
            AHEAD,
            None,
            C.INSPECT_APPROVE,
            guard=scheme_waits,
            tone="primary",
        ),
        _act(
            "refuse_scheme",
            N_("Send the scheme back"),
            N_("%(who)s sent back the scheme of “%(title)s”"),
            AHEAD,
            None,
            C.INSPECT_APPROVE,
            needs=("reason",),
            guard=scheme_waits,
            tone="danger",
        ),
        _act(
            "draw_team",
            N_("Draw the team by lot"),
            N_("%(who)s drew the team of “%(title)s” by lot"),
            AHEAD,
            None,
            needs=("groups", "size"),
            keeps_work=True,
        ),
        _act(
            "lead",
            N_("Name a leader"),
            N_("%(who)s named a leader of a group of “%(title)s”"),
            AHEAD,
            None,
            needs=("member",),
            keeps_work=True,
        ),
        _act(
            "stand_aside",
            N_("Stand aside"),
            N_("%(who)s stood aside from the team of “%(title)s”"),
            (*AHEAD, ON_SITE),
            None,
            C.INSPECT_READ,
            needs=("reason",),
            guard=of_the_team,
            keeps_work=True,
            internal=True,
        ),
        _act(
            "notice",
            N_("Give notice"),
            N_("%(who)s gave notice of “%(title)s”"),
            (PLANNED,),
            NOTICED,
            needs=("document_number",),
            guard=may_notice,
            tone="primary",
        ),
        _act(
            "begin",
            N_("Go on site"),
            N_("%(who)s opened “%(title)s” on site"),
            (PLANNED, NOTICED),
            ON_SITE,
            guard=may_begin,
            tone="primary",
        ),
        _act(
            "feed_back",
            N_("Send the feedback"),
            N_("%(who)s sent the feedback of “%(title)s”"),
            (ON_SITE,),
            FED_BACK,
            needs=("document_number",),
            tone="primary",
        ),
        _act(
            "close",
            N_("Close the inspection"),
            N_("%(who)s closed “%(title)s”"),
            (FED_BACK,),
            CLOSED,
            guard=settled,
            tone="primary",
        ),
        _act(
            "move",
            N_("Move the days of a unit"),
            N_("%(who)s moved the days of a unit in “%(title)s”"),
            AHEAD,
            None,
            needs=("unit", "on_day", "reason"),
            keeps_work=True,
        ),
        _act(
            "merge",
            N_("Merge into another"),
            N_("%(who)s merged “%(title)s” into another inspection"),
            (PLANNED, POSTPONED),
            CANCELLED,
            needs=("other", "reason"),
        ),
        _act(
            "postpone",
            N_("Postpone"),
            N_("%(who)s postponed “%(title)s”"),
            AHEAD,
            POSTPONED,
            needs=("reason",),
        ),
        _act(
            "resume",
            N_("Set new days"),
            N_("%(who)s set new days for “%(title)s”"),
            (POSTPONED,),
            PLANNED,
            needs=("on_day", "reason"),
            tone="primary",
        ),
        _act(
            "cancel",
            N_("Cancel the inspection"),
            N_("%(who)s cancelled “%(title)s”"),
            (*AHEAD, POSTPONED),
            CANCELLED,
            needs=("reason", "document_number"),
            tone="danger",
        ),
    ),
)


def number_of(year: int, sequence: int) -> str:
    """The number of an inspection as it is written: 2027督003. Unique per issuer; never given twice."""
    return f"{year}督{sequence:03d}"


def is_shown(status: str, announced: bool) -> bool:
    """Whether the inspected see it in the state."""
    return status in (SHOWN_ANNOUNCED if announced else SHOWN_UNANNOUNCED)
