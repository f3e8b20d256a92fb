"""Visits and inspections as the pages of the frame ask for them."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from assessments.inspections.models import Inspection, Member, Target
from assessments.inspections.queries.within import in_remit, inspections_for, visits_for
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor
from revitalization.kit.agenda import MOST
from revitalization.kit.pairs import holding
from revitalization.kit.reach import Reach


def visits_of_unit(
    actor: Actor, lo: int, first: date | None = None, last: date | None = None
) -> QuerySet[Target]:
    """The visits of the unit at this place that the actor may see; with days those that begin in them, one query."""
    rows = visits_for(actor).filter(lo=lo).select_related("unit", "inspection")
    if first is None or last is None:
        return rows
    return rows.filter(from_on__range=(first, last)).order_by("from_on", "id")[: MOST + 1]


def visits_of_own(actor: Actor, first: date, last: date) -> QuerySet[Target]:
    """Visits that begin in these days: of inspections the actor plans or is on the team of, and of the units he answers
    for. One query.
    """
    own = (actor.reach(right).pairs for right in (C.INSPECT_ANSWER, C.INSPECT_OBJECT))
    units = Unit.objects.within(Reach(frozenset().union(*own))).order_by().values("pk")
    seat = Member.objects.standing().filter(inspection=OuterRef("inspection"), user_id=actor.user_id or 0)
    planned = in_remit(actor.reach(C.INSPECT_PLAN), "inspection__lo", "inspection__categories")
    rows = visits_for(actor).filter(planned | Q(unit__in=units) | Exists(seat), from_on__range=(first, last))
    return rows.select_related("unit", "inspection").order_by("from_on", "lo", "id")[: MOST + 1]


def found(actor: Actor, text: str, limit: int) -> list[Inspection]:
    """Inspections whose number or title holds each of the words, newest first; a constant number of queries."""
    rows = inspections_for(actor).order_by("-year", "-id")
    return list(holding(rows, ("title", "number"), text.split(), limit).select_related("issuer"))
