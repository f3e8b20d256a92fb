"""How problems that were found are put right: plan and progress of each on the ledger, and what units reported."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from assessments.inspections.models import Finding, Inspection, RectificationReport
from assessments.inspections.queries.findings import findings_for, problems_of
from assessments.inspections.queries.within import in_remit
from assessments.inspections.rules.findings import LISTED
from responsibilities.ledger.documents import words
from responsibilities.ledger.models import Item
from responsibilities.ledger.queries.told import Told, told
from responsibilities.ledger.rules import CLOSED
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor
from revitalization.kit.fetch import get_or_hidden

FROZEN = ("number", "problem", "measures", "progress", "state", "due_on")
"""What a report keeps of each problem and its paper shows."""


@dataclass(frozen=True)
class Mended:
    """One problem on the ledger: the finding that brought it there, and its item with plan, progress and steps.

    `person` answers for it: who the plan names, else the first responsible persons, for whoever may read who they are.
    """

    finding: Finding
    told: Told
    person: str


def mending_of(actor: Actor, inspection: Inspection, day: date, unit: Unit | None = None) -> list[Mended]:
    """The problems of the inspection that are on the ledger and that the actor may see, in the order of their numbers.

    Of one `unit` alone where it is given. A problem that was found twice is there once. A constant number of queries;
    raises `Refused` where they are too many for one sheet.
    """
    own = Q() if unit is None else Q(unit=unit)
    found = findings_for(actor).filter(own, inspection=inspection, status=LISTED, item__isnull=False)
    rows = problems_of(found)
    items = {it.item.pk: it for it in told(Item.objects.filter(pk__in={row.item_id for row in rows}), day)}
    first = {row.item_id: row for row in reversed(rows)}
    return [
        Mended(row, items[row.item_id], _person(actor, items[row.item_id]))
        for row in rows
        if row.item_id and first[row.item_id] is row
    ]


def _person(actor: Actor, row: Told) -> str:
    if row.plan and row.plan.person:
        return row.plan.person
    return row.leaders if actor.can(C.POST_READ, row.item.unit) else ""


def reports_for(actor: Actor) -> QuerySet[RectificationReport]:
    """The reports the actor may see: of units within reach, and of inspections by the own office or one below it."""
    reach = actor.reach(C.INSPECT_READ)
    kept = "inspection__categories"
    wanted = in_remit(reach, "issuer_lo", kept) | in_remit(reach, "lo", kept)
    return RectificationReport.objects.filter(wanted).select_related("inspection__issuer", "unit")


def report_for(actor: Actor, key: str) -> RectificationReport:
    """The report of that key where the actor may see it; else `Hidden`."""
    return get_or_hidden(reports_for(actor), key=key)


def answering(actor: Actor, inspection: Inspection) -> Sequence[Unit]:
    """The units with problems of this inspection on the ledger for which the actor reports, in the order of places."""
    rows = Finding.objects.filter(inspection=inspection, status=LISTED, item__isnull=False)
    units = Unit.objects.filter(pk__in=rows.values("unit")).order_by("lo")
    return [unit for unit in units if actor.can(C.INSPECT_ANSWER, unit, inspection.remit)]


def report_title(inspection: Inspection) -> str:
    """What a report of the inspected unit is called."""
    return f"关于{inspection.title}反馈问题整改情况的报告"


def frozen(rows: Sequence[Mended]) -> list[dict[str, Any]]:
    """Each problem as it stands today, for a report that says so for ever: `FROZEN`, how soon, closed."""
    return [
        {
            "number": row.finding.number,
            "problem": row.finding.words,
            "measures": row.told.measures,
            "progress": row.told.latest,
            "state": words.state(row.told.item),
            "due_on": row.told.item.due_on.isoformat(),
            "how_soon": row.finding.how_soon,
            "closed": row.told.item.status == CLOSED,
        }
        for row in rows
    ]
