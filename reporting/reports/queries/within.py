"""Fetching a report, a cycle, a board's unit within reach; what is outside and what is missing look alike."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q

from reporting.reports.models import Cycle, CycleQuerySet, Obligation
from responsibilities.roles import C
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Hidden
from revitalization.kit.fetch import get_or_hidden


def obligation_for(actor: Actor, cycle: str, code: str) -> Obligation:
    """The obligation of this unit in this cycle, within what the actor may read; else `Hidden`."""
    rows = Obligation.objects.full().within(actor.reach(C.REPORT_READ))
    return get_or_hidden(rows, cycle__key=cycle, unit__code=code)


def named(items: Iterable[Mapping[str, Any]]) -> Q:
    """The reports named as `{cycle, code}`, and those of the same units in the other cycles; by two short lists."""
    pairs = [(item["cycle"], item["code"]) for item in items]
    return Q(
        cycle__key__in={cycle for cycle, _code in pairs}, unit__code__in={code for _cycle, code in pairs}
    )


def cycles_for(actor: Actor) -> CycleQuerySet:
    """The cycles the actor has anything to do with: opened on the own unit, above or below it."""
    reach = actor.reach(C.CYCLE_READ)
    return Cycle.objects.touching(reach).filter(Q(opened_at__isnull=False) | reach.q("lo"))


def cycle_for(actor: Actor, key: str) -> Cycle:
    """The cycle of that key where the actor may see it; raises `Hidden` when it is outside or not there."""
    return get_or_hidden(cycles_for(actor).select_related("kind", "scope", "series"), key=key)


def board_unit_for(actor: Actor, cycle: Cycle, code: str) -> Unit:
    """A unit inside the cycle's scope whose whole subtree the actor may see; else `Hidden`."""
    unit = get_or_hidden(Unit.objects.territorial(), code=code, lo__gte=cycle.lo, lo__lte=cycle.hi)
    if not actor.reach(C.CYCLE_READ).holds(unit.span):
        raise Hidden
    return unit
