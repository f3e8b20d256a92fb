"""Reminder slips: who gives them, what they are called, which a unit was given last."""

from collections import Counter
from collections.abc import Iterable

from reporting.reports import rules
from reporting.reports.models import Cycle, Obligation, Reminder, Slip
from reporting.reports.queries.signing import window_of
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor
from revitalization.kit.reach import Remit, holds_all


def presses_for(actor: Actor, office_lo: int, remit: Remit = None) -> bool:
    """Whether the actor reminds for the unit at this place, on all of the remit: slips go out in its name."""
    return any(
        h.place.lo == office_lo and C.REPORT_REMIND in h.below and holds_all(h.remit, remit)
        for h in actor.holdings
    )


def may_press(actor: Actor, obligation: Obligation) -> bool:
    """Whether the actor gives this unit a slip: reminds for the unit that receives, on all the report is about."""
    office = presses_for(actor, obligation.receiver_lo)
    return office and actor.can(C.REPORT_REMIND, obligation, obligation.remit)


def may_press_below(actor: Actor, cycle: Cycle, unit: Unit) -> bool:
    """The same of all units directly below one: whether the slips of those that are late are the actor's to make."""
    return presses_for(actor, unit.lo, rules.remit_of(cycle.kind.parts()))


def is_missing(obligation: Obligation) -> bool:
    """Whether there is anything to press for: not filed, its cycle runs, and it can be filed now."""
    if obligation.status not in rules.PENDING or obligation.cycle.status != rules.RUNNING:
        return False
    return rules.closed_window(window_of(obligation)) is None


def slip_title(obligation: Obligation) -> str:
    """What stands over the slip and in the register."""
    return f"关于催办{obligation.unit.name}报送{obligation.cycle.title}的催办单"[:300]


def latest_slips(obligations: Iterable[int]) -> dict[int, Slip]:
    """By obligation, the slip that was given last; one query."""
    rows = Slip.objects.filter(obligation__in=list(obligations)).order_by("pk")
    return {slip.obligation_id: slip for slip in rows}


def times_pressed(obligations: Iterable[Obligation]) -> dict[int, int]:
    """By obligation, how often its unit was reminded by hand, with a slip or without; two queries at most."""
    rows = list(obligations)
    if not rows:
        return {}
    told = Reminder.objects.filter(
        kind="hand", cycle__in={row.cycle_id for row in rows}, unit__in={row.unit_id for row in rows}
    )
    by_hand = Counter(told.values_list("cycle_id", "unit_id"))
    slips = Counter(Slip.objects.filter(obligation__in=rows).values_list("obligation_id", flat=True))
    found = {row.pk: by_hand[row.cycle_id, row.unit_id] + slips[row.pk] for row in rows}
    return {key: n for key, n in found.items() if n}


def slips_of(obligation: Obligation) -> list[Slip]:
    """The slips of this report, the newest first."""
    return list(Slip.objects.filter(obligation=obligation).select_related("issuer").order_by("-pk"))
