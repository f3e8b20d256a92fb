"""What stands against an act on an item, in words; pure.

Closed from above, never by the unit itself; a grave one neither by whoever wrote the finding nor by whoever declared it
done. Which steps lie between declaring and closing is the kind's route.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from responsibilities.ledger.rules.matters import CHECK, PUBLICIZE, SIGN, VERIFY
from responsibilities.roles import Capability as C
from revitalization.kit.words import N_, NP_, Words
from revitalization.kit.workdays import month_anchor
from revitalization.kit.workflow import Guard

ISSUED, PLANNING, PLANNED, RUNNING = "issued", "planning", "planned", "running"
DECLARED, CHECKED, PUBLICIZED, SIGNED = "declared", "checked", "publicized", "signed"
CLOSED, CANCELLED = "closed", "cancelled"

WITH_THE_UNIT = (ISSUED, PLANNING, PLANNED, RUNNING)
"""The unit has still to do it; its lamp moves with the days."""
WITH_THOSE_ABOVE = (DECLARED, CHECKED, PUBLICIZED, SIGNED)
"""Declared done: judged as on the day of declaration, the wait is not the unit's."""
OPEN = WITH_THE_UNIT + WITH_THOSE_ABOVE


def overdue(status: str, due_on: date | None, day: date) -> bool:
    """Whether the unit has still to do it on the day although the deadline, that day included, has passed.

    The one rule for pages, boards, sheets and programs; of rows it is `models.overdue_on`.
    """
    return due_on is not None and status in WITH_THE_UNIT and due_on < day


UNIT_SIDE = ("accept", "send_plan", "progress", "pay", "prepare", "declare", "sign", "ask_extension")
"""Acts of the unit; whoever did one of them neither checks nor closes."""
JUDGING = (C.LEDGER_CHECK, C.LEDGER_CLOSE)
MAKING = (C.LEDGER_WORK, C.LEDGER_SIGN)
"""Whoever has one of these in the unit itself does not judge its items."""

LED_TO = {CHECK: CHECKED, PUBLICIZE: PUBLICIZED, SIGN: SIGNED, VERIFY: CLOSED}
REOPENED_WITHIN = 12
"""Months after closing within which a relapse reopens the item; later it is a new one."""


@dataclass(frozen=True)
class ItemFacts:
    """What the guards must know of an item and of the one who acts.

    `summed`: its progress is made up of what was handed down. `until` is the last day of the public notice of this
    round; `asked_due_on` the deadline that was asked for and not yet decided on. `funds`: its kind has funds; then
    `before_until` and `before_objected` are of the public notice before the work.
    """

    today: date
    asks_plan: bool
    route: Sequence[str]
    grave: bool
    percent: Decimal | None
    open_children: int
    due_on: date
    issuer: str
    until: date | None
    objected: bool
    asked_due_on: date | None
    closed_on: date | None
    has_files: bool
    summed: bool
    of_the_unit: bool
    at_issuer: bool
    authored: bool
    new_due_on: date | None
    funds: bool
    before_until: date | None
    before_objected: bool


def next_step(route: Sequence[str], status: str) -> str | None:
    """The step of closing that follows in the state; None where the item is not declared done."""
    if status == DECLARED:
        return route[0]
    passed = [step for step in route if LED_TO[step] == status]
    if status not in WITH_THOSE_ABOVE or not passed:
        return None
    return route[route.index(passed[0]) + 1]


def turn_of(step: str) -> Callable[[Any, ItemFacts], Words | None]:
    """A guard: the step is the one that follows; else it says which comes first."""

    def guard(row: Any, facts: ItemFacts) -> Words | None:
        coming = next_step(facts.route, row.status)
        if coming == step:
            return None
        return Words(
            N_("Another step comes first here: %(step)s."), {"step": Words(STEP_WORDS[coming or VERIFY])}
        )

    return guard


STEP_WORDS = {
    CHECK: N_("check on the spot"),
    PUBLICIZE: N_("public notice"),
    SIGN: N_("signature of the unit's principal"),
    VERIFY: N_("review and closing"),
}


def all_of(*guards: Guard) -> Guard:
    """A guard made of several: the first refusal among them."""

    def guard(row: Any, facts: Any) -> Words | None:
        return next((refused for one in guards if (refused := one(row, facts)) is not None), None)

    return guard


def not_of_the_unit(_row: Any, facts: ItemFacts) -> Words | None:
    """Whoever judges has no part in the item on the side of its unit."""
    if not facts.of_the_unit:
        return None
    return Words(
        N_("You had a part in this item or work for this unit; somebody else of the office decides.")
    )


def at_issuer(_row: Any, facts: ItemFacts) -> Words | None:
    """It is decided by the very unit that issued it."""
    if facts.at_issuer:
        return None
    return Words(N_("This is decided by %(issuer)s, which issued it."), {"issuer": facts.issuer})


def notice_over(_row: Any, facts: ItemFacts) -> Words | None:
    """The public notice has run out, without an open objection."""
    if facts.objected:
        return Words(N_("An objection was raised during the public notice; decide on it first."))
    if facts.until is not None and facts.until >= facts.today:
        return Words(N_("The public notice runs until %(day)s."), {"day": facts.until.isoformat()})
    return None


def by_hand(_row: Any, facts: ItemFacts) -> Words | None:
    """Its progress is reported by hand, not made up of what was handed down; the two are never mixed."""
    if facts.summed:
        return Words(N_("Its progress is made up of what was handed down from it; report it there."))
    return None


def ready(_row: Any, facts: ItemFacts) -> Words | None:
    """It stands at 100 per cent by its own word, and nothing that was handed down is open."""
    if facts.open_children:
        one, many = NP_(
            "%(n)s item that was handed down from it is still open.",
            "%(n)s items that were handed down from it are still open.",
        )
        return Words(one, {"n": facts.open_children}, many)
    if facts.percent is None or facts.percent < 100:
        return Words(N_("It is declared done at 100 per cent; report the progress first."))
    return None


def evidence(_row: Any, facts: ItemFacts) -> Words | None:
    """A grave one has a file attached."""
    if facts.grave and not facts.has_files:
        return Words(N_("A grave item is declared done with a file as evidence; attach it first."))
    return None


def grave(_row: Any, facts: ItemFacts) -> Words | None:
    """A grave one is not closed by whoever wrote it."""
    if facts.grave and facts.authored:
        return Words(N_("A grave item is not closed by whoever wrote it; somebody else of the office does."))
    return None


def asks_plan(_row: Any, facts: ItemFacts) -> Words | None:
    """The matter asks for a plan."""
    return None if facts.asks_plan else Words(N_("No plan is asked for here."))


def may_ask_for_time(_row: Any, facts: ItemFacts) -> Words | None:
    """Time is asked for up to the deadline, once at a time, and for a later day."""
    if facts.asked_due_on is not None:
        return Words(N_("A later deadline has been asked for; it is not decided yet."))
    if facts.today > facts.due_on:
        return Words(
            N_("The deadline of %(day)s has passed; none can be asked for any more. Write to %(issuer)s."),
            {"day": facts.due_on.isoformat(), "issuer": facts.issuer},
        )
    if facts.new_due_on is not None and facts.new_due_on <= facts.due_on:
        return Words(N_("The new deadline must be later than %(day)s."), {"day": facts.due_on.isoformat()})
    return None


def time_was_asked(_row: Any, facts: ItemFacts) -> Words | None:
    """A later deadline was asked for and is not decided yet."""
    if facts.asked_due_on is None:
        return Words(N_("No later deadline has been asked for."))
    if facts.new_due_on is not None and facts.new_due_on <= facts.due_on:
        return Words(N_("The new deadline must be later than %(day)s."), {"day": facts.due_on.isoformat()})
    return None


def new_deadline_ahead(_row: Any, facts: ItemFacts) -> Words | None:
    """The new deadline does not lie in the past."""
    if facts.new_due_on is not None and facts.new_due_on < facts.today:
        return Words(N_("The new deadline must not be in the past."))
    return None


def _notice(row: Any, facts: ItemFacts) -> tuple[date | None, bool]:
    """Last day of the notice at hand, that of the closing or before the work, and whether an objection is open."""
    at_closing = row.status == PUBLICIZED
    return (facts.until, facts.objected) if at_closing else (facts.before_until, facts.before_objected)


def notice_runs(row: Any, facts: ItemFacts) -> Words | None:
    """A public notice is running, without an open objection."""
    until, objected = _notice(row, facts)
    if objected:
        return Words(N_("An objection was raised during the public notice; decide on it first."))
    if until is None:
        return Words(N_("There is no public notice."))
    if until < facts.today:
        return Words(N_("The public notice is over."))
    return None


def was_objected(row: Any, facts: ItemFacts) -> Words | None:
    """An objection is open."""
    _until, objected = _notice(row, facts)
    return None if objected else Words(N_("No objection is open."))


def has_funds(_row: Any, facts: ItemFacts) -> Words | None:
    """Its kind has funds."""
    return None if facts.funds else Words(N_("There are no funds in this kind of item."))


def may_announce(_row: Any, facts: ItemFacts) -> Words | None:
    """No objection to the notice before is open: it is decided on first."""
    if facts.before_objected:
        return Words(N_("An objection was raised during the public notice; decide on it first."))
    return None


def announced(_row: Any, facts: ItemFacts) -> Words | None:
    """What has funds hung on public notice before the work, and that notice is over."""
    if not facts.funds:
        return None
    if facts.before_objected:
        return Words(N_("An objection was raised during the public notice; decide on it first."))
    if facts.before_until is None:
        return Words(N_("The public notice before the work is missing; enter it first."))
    if facts.before_until >= facts.today:
        return Words(N_("The public notice runs until %(day)s."), {"day": facts.before_until.isoformat()})
    return None


def within_a_year(_row: Any, facts: ItemFacts) -> Words | None:
    """It was closed within the last twelve months."""
    if facts.closed_on is not None and facts.today <= month_anchor(facts.closed_on, REOPENED_WITHIN):
        return None
    return Words(N_("It was closed more than twelve months ago; enter a new item instead."))


def next_is_theirs(row: Any, facts: ItemFacts) -> Words | None:
    """Whoever has the next step returns it: a checker before the check, the issuer afterwards."""
    return None if next_step(facts.route, row.status) == CHECK else at_issuer(row, facts)
