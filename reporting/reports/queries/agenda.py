"""What falls due on which day: reports owed by one's own units, cycles whose reports one receives."""

from datetime import date

from reporting.reports.models import Cycle, Obligation
from reporting.reports.queries.inbox import offices_of
from reporting.reports.queries.within import cycles_for
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor
from revitalization.kit.agenda import MOST
from revitalization.kit.reach import Reach


def owed(actor: Actor, first: date, last: date, lo: int | None) -> list[Obligation]:
    """Reports of the units one writes, reviews or signs for; of the unit at `lo`, where one may read them."""
    rows = Obligation.objects.full().filter(due_on__range=(first, last))
    if lo is not None:
        rows = rows.within(actor.reach(C.REPORT_READ)).filter(
            unit__in=Unit.objects.filter(lo=lo).values("pk")
        )
    else:
        own = (actor.reach(right).pairs for right in (C.REPORT_DRAFT, C.REPORT_REVIEW, C.REPORT_SIGN))
        units = Unit.objects.within(Reach(frozenset().union(*own)))
        rows = rows.filter(unit__in=units.order_by().values("pk"))
    return list(rows.order_by("due_on", "lo", "id")[: MOST + 1])


def coming_in(actor: Actor, first: date, last: date) -> list[Cycle]:
    """Opened cycles that end in these days, for those who receive."""
    if not offices_of(actor):
        return []
    rows = cycles_for(actor).filter(due_on__range=(first, last), opened_at__isnull=False)
    return list(rows.order_by("due_on", "id")[: MOST + 1])
