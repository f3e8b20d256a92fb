"""What happened to one unit on the ledger between two days: its items, the steps of closing, what it issued itself."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value

from responsibilities.ledger import rules
from responsibilities.ledger.models import Handling, Item
from responsibilities.ledger.queries.within import matters_for
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor
from revitalization.kit.workdays import end_of_day

TOLD = ("declare", "verify", "return", "reopen", "extend", "cancel")
"""Acts that stand in the line of a unit's year."""
ITEM, STEP, MATTER = "item", "step", "matter"


@dataclass(frozen=True)
class Happened:
    """An item of the unit (`what` = `ITEM`), one step of it (`STEP`, with its act), or a matter it issued (`MATTER`).

    `at` is when it was issued or done; `status` and `due_on` are those of today.
    """

    what: str
    act: str
    matter: str
    number: str
    title: str
    status: str
    at: datetime | None
    due_on: date | None


def happened(actor: Actor, unit: Unit, first: date, last: date) -> list[Happened]:
    """Items issued to the unit or due in these days, their steps of these days, and matters it issued; one query."""
    if not actor.can(C.LEDGER_READ, unit):
        return []
    parts = [_steps(unit, first, last), _matters(actor, unit, first, last)]
    return [Happened(*row) for row in _items(unit, first, last).union(*parts, all=True)]


def _items(unit: Unit, first: date, last: date) -> QuerySet[Any]:
    named = Q(due_on__range=(first, last)) | _between("matter__issued_at", first, last)
    return _said(Item.objects.filter(named, unit=unit), ITEM, Value("", CharField())).values_list(
        "what",
        "did",
        "matter__key",
        "matter__number",
        "matter__title",
        "status",
        "matter__issued_at",
        "due_on",
    )


def _steps(unit: Unit, first: date, last: date) -> QuerySet[Any]:
    rows = Handling.objects.filter(_between("at", first, last), item__unit=unit, act__in=TOLD).order_by()
    return _said(rows, STEP, F("act")).values_list(
        "what", "did", "item__matter__key", "item__matter__number", "item__matter__title", "item__status", "at",
        "item__due_on",
    )  # fmt: skip


def _matters(actor: Actor, unit: Unit, first: date, last: date) -> QuerySet[Any]:
    rows = matters_for(actor).filter(
        _between("issued_at", first, last), issuer=unit, status=rules.MATTER_ISSUED
    )
    return _said(rows, MATTER, Value("", CharField())).values_list(
        "what", "did", "key", "number", "title", "status", "issued_at", "due_on"
    )


def _said(rows: QuerySet[Any], what: str, act: Any) -> QuerySet[Any]:
    return rows.annotate(what=Value(what, CharField()), did=act)


def _between(instant: str, first: date, last: date) -> Q:
    begins = end_of_day(first - timedelta(days=1))
    return Q(**{f"{instant}__gte": begins, f"{instant}__lt": end_of_day(last)})
