"""The course of a finding: recorded on site, put before the unit, fed back, objected to, on the ledger; pure.

What follows on the ledger is the ledger's: there is no second way of closing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from assessments.inspections.rules.objections import in_time, last_day
from responsibilities.roles import Capability as C
from revitalization.kit.words import N_, Words
from revitalization.kit.workflow import Act, Guard, State, Workflow

DRAFTED, PUT, ANSWERED, FED_BACK, OBJECTED = "drafted", "put", "answered", "fed_back", "objected"
LISTED, WITHDRAWN, DISCARDED = "listed", "withdrawn", "discarded"
ON_SPOT = (PUT, ANSWERED)
"""Before the unit, not fed back yet."""
WITH_THE_TEAM = (DRAFTED, DISCARDED)
"""Seen by nobody of the unit, not even on the record."""
TOLD = (PUT, ANSWERED, FED_BACK, OBJECTED, LISTED, WITHDRAWN)
"""What the unit may see: once it was put before it."""
SENT = (FED_BACK, OBJECTED, LISTED, WITHDRAWN)
"""What stands in the feedback."""
OPEN = (DRAFTED, PUT, ANSWERED, FED_BACK, OBJECTED)
"""Not settled: neither on the ledger nor withdrawn or discarded."""

TRUE, PARTLY, UNTRUE = "true", "partly", "untrue"
VIEWS = {TRUE: N_("true"), PARTLY: N_("true in part"), UNTRUE: N_("not true")}
"""What the unit says of a problem: 属实, 部分属实, 不属实."""

NOW, TERM, LONG = "now", "term", "long"
"""How soon it is to be put right, as the ledger calls it."""
ASIDE = {NOW: 30, TERM: 90, LONG: 365}
"""Days within which it is put right, from the day on which it has become final."""
ON_THE_GROUND = "on_site"
"""The state of an inspection in which findings are recorded."""


@dataclass(frozen=True)
class FindingFacts:
    """What the guards must know of a finding, of its inspection and of the one who acts.

    `second` is the name of the other member who saw it. `outcome` is that of the objection, "" while none was decided.
    `root_open`: it is the same problem as another finding that is not settled yet.
    """

    today: date
    inspection: str
    on_team: bool
    second: str
    fed_back_on: date | None
    how_soon: str
    outcome: str
    objected: bool
    root_open: bool


def on_team(_row: Any, facts: FindingFacts) -> Words | None:
    """Whoever works on it stands in the team of the inspection."""
    if facts.on_team:
        return None
    return Words(N_("You are not on the team of this inspection."))


def on_the_ground(_row: Any, facts: FindingFacts) -> Words | None:
    """The team is on site."""
    if facts.inspection == ON_THE_GROUND:
        return None
    return Words(N_("Findings are recorded while the team is on site."))


def two_names(_row: Any, facts: FindingFacts) -> Words | None:
    """Two of the team saw it."""
    return None if facts.second else Words(N_("Two of the team stand for a finding; name the other one."))


def within_30_days(row: Any, facts: FindingFacts) -> Words | None:
    """The feedback is at most thirty days old, and nobody objected before."""
    if facts.objected:
        return Words(N_("The unit has objected to this finding before; there is one objection to each."))
    if row.status == LISTED and facts.how_soon != NOW:
        return Words(N_("It is on the ledger; the time for objections is over."))
    if facts.fed_back_on is None or not in_time(facts.fed_back_on, facts.today):
        day = last_day(facts.fed_back_on).isoformat() if facts.fed_back_on else "—"
        return Words(N_("Objections were possible until %(day)s; it is too late."), {"day": day})
    return None


def is_final(row: Any, facts: FindingFacts) -> Words | None:
    """What was found stands: kept or changed by decision, or nobody objected in thirty days; at once where urgent."""
    if row.status == OBJECTED and facts.outcome not in {"kept", "changed"}:
        return Words(N_("The objection is not decided yet."))
    if facts.root_open:
        return Words(N_("The finding it repeats is not settled yet."))
    if row.status == OBJECTED:
        return None
    if facts.how_soon == NOW or (facts.fed_back_on and not in_time(facts.fed_back_on, facts.today)):
        return None
    day = last_day(facts.fed_back_on).isoformat() if facts.fed_back_on else "—"
    return Words(N_("The unit may object until %(day)s."), {"day": day})


def final_since(how_soon: str, fed_back_on: date, decided_on: date | None) -> date:
    """The day from which it stands: of the decision, of the feedback where urgent, or the first too late to object."""
    if decided_on is not None:
        return decided_on
    return fed_back_on if how_soon == NOW else last_day(fed_back_on) + timedelta(days=1)


def is_withdrawn(_row: Any, facts: FindingFacts) -> Words | None:
    """The objection was upheld."""
    return None if facts.outcome == WITHDRAWN else Words(N_("No objection to it was upheld."))


def _all(*guards: Guard) -> Guard:
    def guard(row: Any, facts: Any) -> Words | None:
        return next((refused for one in guards if (refused := one(row, facts)) is not None), None)

    return guard


def _act(
    key: str, label: str, done: str, sources: Iterable[str], target: str | None, capability: C, **more: Any
) -> Act:
    more = {"by_remit": True, **more}
    return Act(key, label, frozenset(sources), target, capability, done, sees=C.INSPECT_READ, **more)


FINDING = Workflow(
    key="finding",
    states=(
        State(DRAFTED, N_("Recorded"), "grey"),
        State(PUT, N_("Before the unit"), "blue"),
        State(ANSWERED, N_("Unit's view given"), "blue"),
        State(FED_BACK, N_("In the feedback"), "amber"),
        State(OBJECTED, N_("Objected to"), "amber"),
        State(LISTED, N_("Entered on the ledger"), "green"),
        State(WITHDRAWN, N_("Withdrawn"), "grey", final=True),
        State(DISCARDED, N_("Thrown away"), "grey", final=True),
    ),
    initial=frozenset({DRAFTED}),
    facts=FindingFacts,
    acts=(
        _act(
            "amend",
            N_("Change the sheet"),
            N_("%(who)s changed the problem sheet of “%(title)s”"),
            (DRAFTED,),
            None,
            C.INSPECT_CONDUCT,
            guard=_all(on_team, on_the_ground),
            internal=True,
            keeps_work=True,
        ),
        _act(
            "put",
            N_("Put it before the unit"),
            N_("%(who)s put “%(title)s” before the unit"),
            (DRAFTED,),
            PUT,
            C.INSPECT_CONDUCT,
            guard=_all(on_team, on_the_ground, two_names),
            tone="primary",
        ),
        _act(
            "take_back",
            N_("Take it back"),
            N_("%(who)s took “%(title)s” back from the unit"),
            (PUT,),
            DRAFTED,
            C.INSPECT_CONDUCT,
            needs=("reason",),
            guard=_all(on_team, on_the_ground),
            tone="danger",
        ),
        _act(
            "confirm",
            N_("Enter the unit's view"),
            N_("%(who)s entered the unit's view of “%(title)s”"),
            (PUT,),
            ANSWERED,
            C.INSPECT_CONDUCT,
            needs=("view", "person"),
            guard=_all(on_team, on_the_ground),
        ),
        _act(
            "answer",
            N_("Give the unit's view"),
            N_("%(who)s gave the unit's view of “%(title)s”"),
            ON_SPOT,
            ANSWERED,
            C.INSPECT_ANSWER,
            needs=("view", "person"),
            tone="primary",
        ),
        _act(
            "link",
            N_("It was found before"),
            N_("%(who)s linked “%(title)s” to a finding made before"),
            (DRAFTED, *ON_SPOT),
            None,
            C.INSPECT_CONDUCT,
            needs=("same_as",),
            guard=on_team,
            keeps_work=True,
        ),
        _act(
            "discard",
            N_("Throw it away"),
            N_("%(who)s threw “%(title)s” away"),
            (DRAFTED,),
            DISCARDED,
            C.INSPECT_CONDUCT,
            needs=("reason",),
            guard=on_team,
            internal=True,
            tone="danger",
        ),
        _act(
            "feed_back",
            N_("Send the feedback"),
            N_("%(who)s sent “%(title)s” in the feedback"),
            ON_SPOT,
            FED_BACK,
            C.INSPECT_PLAN,
        ),
        _act(
            "object",
            N_("Object"),
            N_("%(who)s objected to “%(title)s”"),
            (FED_BACK, LISTED),
            OBJECTED,
            C.INSPECT_OBJECT,
            needs=("reason",),
            guard=within_30_days,
        ),
        _act(
            "list",
            N_("Put it on the ledger"),
            N_("%(who)s put “%(title)s” on the ledger"),
            (FED_BACK, OBJECTED),
            LISTED,
            C.INSPECT_PLAN,
            guard=is_final,
        ),
        _act(
            "withdraw",
            N_("Withdraw"),
            N_("%(who)s withdrew “%(title)s”"),
            (OBJECTED,),
            WITHDRAWN,
            C.INSPECT_PLAN,
            guard=is_withdrawn,
        ),
    ),
)


def number_of(inspection: str, sequence: int) -> str:
    """The number of a finding as it is written: 2027督003-7."""
    return f"{inspection}-{sequence}"


def title_of(problem: str, most: int = 300) -> str:
    """The problem as the title of a matter: its words, cut at `most` characters with a mark where they are more."""
    words = " ".join(problem.split())
    return words if len(words) <= most else f"{words[: most - 1]}…"
