"""What happened lately to the items that one's offices issued, as sums for each day and office."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, F
from django.db.models.functions import TruncDate

from responsibilities.ledger import rules
from responsibilities.ledger.models import Handling, Item
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.inbox import AskedBelow, Movement
from revitalization.kit.words import N_, Words

MOST = 500
"""Sums on one page; there are fewer unless somebody holds dozens of offices."""

TOLD = {
    "declare": (N_("%(units)s units applied for closing %(n)s items."), "state=above"),
    "verify": (N_("%(n)s items of %(units)s units were closed."), "state=closed"),
    "return": (N_("%(n)s items were returned to %(units)s units for rework."), "state=unit"),
    "red": (N_("%(n)s items of %(units)s units turned red."), "lamp=red&state=unit"),
}
"""By what happened: the sentence, and the rows of the list behind it."""


def movements(actor: Actor, asked: AskedBelow) -> Iterator[Movement]:
    """By day and office: how many items were declared done, closed, returned, turned red; three queries.

    Nobody is counted by how busy they are, and nobody is told who read what.
    """
    places = sorted({h.place.lo for h in actor.holdings if C.LEDGER_READ in h.below})
    seats = dict(Unit.objects.filter(lo__in=places).values_list("lo", "code")) if places else {}
    if not seats:
        return
    for row in (*_handled(actor, asked, list(seats)), *_turned(actor, asked, list(seats))):
        text, rows = TOLD[row["what"]]
        units, seat = list(dict.fromkeys(row["names"])), seats[row["office"]]
        yield Movement(
            day=row["day"],
            key=f"ledger:{row['what']}:{seat}",
            text=Words(text, {"n": row["n"], "units": len(units)}),
            url=f"/ledger/?under={seat}&{rows}",
            units=units,
        )


def _handled(actor: Actor, asked: AskedBelow, seats: list[int]) -> Sequence[Mapping[str, Any]]:
    rows = Handling.objects.filter(
        actor.reach(C.LEDGER_READ).q("item__lo"),
        item__issuer_lo__in=seats,
        act__in=[act for act in TOLD if act != "red"],
        at__gte=clock.end_of_day(asked.first - timedelta(days=1)),
        at__lt=clock.end_of_day(asked.last),
    )
    if asked.under:
        rows = rows.filter(item__lo__range=(asked.under.lo, asked.under.hi))
    days = rows.annotate(
        day=TruncDate("at", tzinfo=clock.SHANGHAI), what=F("act"), office=F("item__issuer_lo")
    )
    return _sums(days, "item__unit__name", "item__lo", "item")


def _turned(actor: Actor, asked: AskedBelow, seats: list[int]) -> Sequence[Mapping[str, Any]]:
    """What turned red and is so still; what has been caught up since is nobody's news."""
    rows = Item.objects.within(actor.reach(C.LEDGER_READ)).filter(
        issuer_lo__in=seats,
        lamp="red",
        status__in=rules.WITH_THE_UNIT,
        lamp_on__range=(asked.first, asked.last),
    )
    if asked.under:
        rows = rows.filter(lo__range=(asked.under.lo, asked.under.hi))
    return _sums(
        rows.annotate(day=F("lamp_on"), what=F("lamp"), office=F("issuer_lo")), "unit__name", "lo", "pk"
    )


def _sums(rows: Any, name: str, place: str, item: str) -> Sequence[Mapping[str, Any]]:
    sums = rows.order_by().values("day", "what", "office")
    found = sums.annotate(n=Count(item, distinct=True), names=ArrayAgg(name, order_by=place))
    return list(found.order_by("-day", "what", "office")[:MOST])
