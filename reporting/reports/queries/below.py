"""What happened lately to the reports of the units directly below, as sums for each day, cycle and office."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count
from django.db.models.functions import TruncDate

from reporting.reports import rules
from reporting.reports.models import Obligation
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.inbox import AskedBelow, Movement
from revitalization.kit.words import N_, Words

MOST = 500
"""Sums of one kind on one page; there are fewer unless somebody holds dozens of offices."""

# key, column of the day, states in which it still holds, sentence, rows of the board
_KINDS: tuple[tuple[str, str, tuple[str, ...], str, str], ...] = (
    ("submitted", "submitted_at", rules.FILED, N_("%(n)s units submitted %(title)s."), "filed"),
    ("accepted", "decided_at", (rules.ACCEPTED,), N_("%(title)s: accepted from %(n)s units."), "accepted"),
    ("returned", "decided_at", (rules.RETURNED,), N_("%(title)s: returned to %(n)s units."), "owed"),
)


def movements(actor: Actor, asked: AskedBelow) -> Iterator[Movement]:
    """By day, cycle and office: from how many units directly below a report came, was accepted, was returned.

    Four queries at most. Nobody is counted by how busy they are, and nobody is told who read what.
    """
    places = sorted({h.place.lo for h in actor.holdings if C.REPORT_READ in h.below})
    seats = dict(Unit.objects.filter(lo__in=places).values_list("pk", "code")) if places else {}
    if not seats:
        return
    for key, column, states, text, group in _KINDS:
        for row in _sums(actor, asked, list(seats), column, states):
            cycle, seat = row["cycle__key"], seats[row["receiver_id"]]
            yield Movement(
                day=row["day"],
                key=f"{cycle}:{key}:{seat}",
                text=Words(text, {"n": row["n"], "title": row["cycle__title"]}),
                url=f"/cycles/{cycle}/{seat}/?state={group}",
                units=row["names"],
            )


def _sums(
    actor: Actor, asked: AskedBelow, seats: list[int], column: str, states: Sequence[str]
) -> Sequence[Mapping[str, Any]]:
    rows = Obligation.objects.within(actor.reach(C.REPORT_READ)).filter(
        **{
            "receiver_id__in": seats,
            "status__in": states,
            f"{column}__gte": clock.end_of_day(asked.first - timedelta(days=1)),
            f"{column}__lt": clock.end_of_day(asked.last),
        }
    )
    if asked.under:
        rows = rows.filter(lo__range=(asked.under.lo, asked.under.hi))
    sums = rows.annotate(day=TruncDate(column, tzinfo=clock.SHANGHAI)).values(
        "day", "receiver_id", "cycle__key", "cycle__title"
    )
    found = sums.annotate(n=Count("pk"), names=ArrayAgg("unit__name", order_by="lo"))
    return list(found.order_by("-day", "cycle__key", "receiver_id")[:MOST])
