"""What happened to one unit in its reports between two days, and the notices that it issued itself."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import BooleanField, CharField, DateTimeField, F, Q, QuerySet, Value

from reporting.reports.models import Obligation
from reporting.reports.queries.within import cycles_for
from responsibilities.roles import C
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor
from revitalization.kit.workdays import end_of_day


@dataclass(frozen=True)
class Happened:
    """A report of the unit with its days, or (`status` "") a notice that it issued."""

    cycle: str
    title: str
    number: str
    status: str
    due_on: date
    opened_at: datetime | None
    first_submitted_at: datetime | None
    submitted_at: datetime | None
    decided_at: datetime | None
    timely: bool | None
    cycle_status: str


def happened(actor: Actor, unit: Unit, first: date, last: date) -> list[Happened]:
    """Reports that were asked for, filed, decided or due in these days, and notices of these days; one query."""
    parts: list[QuerySet[Any]] = []
    if actor.can(C.REPORT_READ, unit):
        parts.append(_reports(unit, first, last))
    if actor.can(C.CYCLE_READ, unit):
        parts.append(_notices(actor, unit, first, last))
    if not parts:
        return []
    rows = parts[0].union(*parts[1:], all=True)
    return [Happened(*row) for row in rows]


def _reports(unit: Unit, first: date, last: date) -> QuerySet[Any]:
    named = Q(due_on__range=(first, last))
    for instant in ("cycle__opened_at", "submitted_at", "first_submitted_at", "decided_at"):
        named |= _between(instant, first, last)
    return Obligation.objects.filter(named, unit=unit).values_list(
        "cycle__key", "cycle__title", "cycle__notice_number", "status", "due_on", "cycle__opened_at",
        "first_submitted_at", "submitted_at", "decided_at", "timely", "cycle__status",
    )  # fmt: skip


def _notices(actor: Actor, unit: Unit, first: date, last: date) -> QuerySet[Any]:
    no_time = Value(None, output_field=DateTimeField())
    rows = cycles_for(actor).filter(_between("opened_at", first, last), scope=unit)
    return rows.annotate(
        said=F("notice_title"), none=Value("", output_field=CharField()),
        at_1=no_time, at_2=no_time, at_3=no_time, truth=Value(None, output_field=BooleanField()),
    ).values_list(
        "key", "said", "notice_number", "none", "due_on", "opened_at", "at_1", "at_2", "at_3", "truth", "status"
    )  # fmt: skip


def _between(instant: str, first: date, last: date) -> Q:
    begins = end_of_day(first - timedelta(days=1))
    return Q(**{f"{instant}__gte": begins, f"{instant}__lt": end_of_day(last)})
