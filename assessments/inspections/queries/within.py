"""Fetching inspections within reach: those of one's own office and below; for the inspected only what they are shown.

A right with a remit reaches only what is about its categories, reading included: a department sees no other inspection.
"""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet

from assessments.inspections import rules
from assessments.inspections.models import Inspection, InspectionQuerySet, Target
from responsibilities.roles import Capability as C
from revitalization.kit.actor import Actor
from revitalization.kit.fetch import get_or_hidden
from revitalization.kit.reach import Reach

SHOWN = Q(announced=True, status__in=rules.SHOWN_ANNOUNCED) | Q(
    announced=False, status__in=rules.SHOWN_UNANNOUNCED
)
"""Which inspections the inspected see: announced ones from the notice on, others from the feedback on."""
NOTHING = Q(pk__in=[])


def _parts(reach: Reach, categories: str) -> Iterator[tuple[Reach, Q]]:
    """The reach by remit, each part with the condition that the remit holds every category of a row.

    What is about no category is about all of them, and within no remit.
    """
    for remit in {own for _span, own in reach.pairs}:
        part = Reach(frozenset(pair for pair in reach.pairs if pair[1] == remit))
        held = Q(**{f"{categories}__contained_by": sorted(remit or ())}) & ~Q(**{categories: []})
        yield part, Q() if remit is None else held


def in_remit(reach: Reach, column: str = "lo", categories: str = "categories") -> Q:
    """Rows at a place in the reach, through a right whose remit holds every category of theirs."""
    wanted = NOTHING
    for part, held in _parts(reach, categories):
        wanted |= part.q(column) & held
    return wanted


def inspections_for(actor: Actor) -> InspectionQuerySet:
    """Every inspection the actor may see: as its issuer, from above, or as one of the inspected once it is shown."""
    return inspections_within(actor.reach(C.INSPECT_READ))


def inspections_within(reach: Reach) -> InspectionQuerySet:
    """The same for whoever sees inspections in this reach: what they may list, and what is counted for them."""
    wanted = NOTHING
    for part, held in _parts(reach, "categories"):
        inspected = Target.objects.filter(part.q("lo"), inspection=OuterRef("pk"))
        wanted |= held & (part.q("lo") | (SHOWN & Q(Exists(inspected))))
    return Inspection.objects.full().filter(wanted)


def inspection_for(actor: Actor, key: str) -> Inspection:
    """The inspection of that key where the actor may see it; raises `Hidden` when it is outside or not there."""
    return get_or_hidden(inspections_for(actor), key=key)


def sees_as_issuer(actor: Actor, inspection: Inspection) -> bool:
    """Whether the actor sees it with its team, scheme and all units: at the issuer or above, never as one inspected."""
    return actor.can(C.INSPECT_READ, inspection, inspection.remit)


def targets_for(actor: Actor, inspection: Inspection) -> list[Target]:
    """The visits the actor may see: all for its office, the own ones for the inspected; one query."""
    found = Target.objects.filter(inspection=inspection).select_related("unit")
    if not sees_as_issuer(actor, inspection):
        found = found.filter(actor.reach(C.INSPECT_READ).q("lo"))
    return list(found)


def visits_for(actor: Actor) -> QuerySet[Target]:
    """The visits the actor may see, of inspections that are neither postponed nor cancelled: all those of inspections
    seen as their issuer or from above, the own ones of what one is shown as inspected.
    """
    wanted = NOTHING
    shown = Q(inspection__announced=True, inspection__status__in=rules.SHOWN_ANNOUNCED) | Q(
        inspection__announced=False, inspection__status__in=rules.SHOWN_UNANNOUNCED
    )
    for part, held in _parts(actor.reach(C.INSPECT_READ), "inspection__categories"):
        wanted |= held & (part.q("inspection__lo") | (shown & part.q("lo")))
    return Target.objects.live().filter(wanted)
