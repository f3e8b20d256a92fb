"""The wall chart of a year: what a unit has issued, by line and month, and how the units stand in it."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F

from responsibilities.ledger import rules
from responsibilities.ledger.models import Item, Matter
from responsibilities.ledger.queries.within import matters_for
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor
from revitalization.kit.workdays import month_anchor

MOST = 60
"""Matters on one chart, as many as one sheet of A3 holds."""


@dataclass(frozen=True)
class Bar:
    """One matter on the chart: what is expected of it at the end of each month of the year, and its items by lamp.

    `months` are twelve texts: "" outside of its time, per cent within, the day in the month of its deadline.
    """

    matter: Matter
    months: list[str]
    lamps: Counter[str]


def chart_of(actor: Actor, unit: Unit, year: int) -> list[Bar]:
    """What the unit issued in the year, by lead department and number; at most `MOST` and one more. Two queries."""
    rows = matters_for(actor).filter(issuer=unit, year=year, status=rules.MATTER_ISSUED)
    rows = rows.select_related("kind", "lead").order_by(
        F("lead__lo").asc(nulls_last=True), "kind__id", "sequence"
    )
    matters = list(rows[: MOST + 1])
    found = Item.objects.within(actor.reach(C.LEDGER_READ)).filter(matter__in=matters)
    lamps: dict[int, Counter[str]] = {matter.pk: Counter() for matter in matters}
    for matter, lamp, n in found.order_by().values_list("matter_id", "lamp").annotate(n=Count("id")):
        lamps[matter][lamp] = n
    return [Bar(matter, _months(matter, year), lamps[matter.pk]) for matter in matters]


def _months(matter: Matter, year: int) -> list[str]:
    course = rules.Course(matter.start_on, matter.due_on, matter.points)
    found = []
    for month in range(1, 13):
        first = date(year, month, 1)
        last = month_anchor(first, 1) - timedelta(days=1)
        if last < matter.start_on or first > matter.due_on:
            found.append("")
        elif matter.due_on <= last:
            found.append(f"{matter.due_on.month}-{matter.due_on.day}")
        else:
            found.append(f"{int(course.expected(last))}%")
    return found
