"""How problems that were found are put right: plan and progress of each on the ledger, and what units reported."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Coalesce

from assessments.inspections.models import Finding, FindingQuerySet, Inspection, RectificationReport
from assessments.inspections.queries.findings import findings_for, problems_of
from assessments.inspections.queries.within import in_remit
from assessments.inspections.rules.findings import LISTED
from assessments.inspections.rules.objections import CHANGED
from responsibilities.ledger.documents import words
from responsibilities.ledger.models import Item, Plan, Progress, overdue_on
from responsibilities.ledger.queries.told import Told, leaders_of, told
from responsibilities.ledger.rules import CLOSED
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor
from revitalization.kit.fetch import get_or_hidden
from revitalization.kit.reach import Span

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


_ON_THE_LEDGER = Q(status=LISTED, item__isnull=False)


def listed_for(actor: Actor, inspection: Inspection) -> FindingQuerySet:
    """The problems of the inspection that are on the ledger and that the actor may see.

    Each is there once: a problem that was found twice, as it was found first.
    """
    before = Finding.objects.filter(
        inspection=OuterRef("inspection"),
        item=OuterRef("item"),
        status=LISTED,
        sequence__lt=OuterRef("sequence"),
    )
    return findings_for(actor).filter(_ON_THE_LEDGER, ~Exists(before), inspection=inspection)


def mending_of(actor: Actor, found: FindingQuerySet, day: date) -> list[Mended]:
    """Those of `listed_for`, narrowed or not, with plan and progress, in the order of their numbers.

    A constant number of queries; raises `Refused` where they are too many for one sheet.
    """
    rows = [(row, row.item_id) for row in problems_of(found) if row.item_id]
    items = {it.item.pk: it for it in told(Item.objects.filter(pk__in={item for _row, item in rows}), day)}
    return [Mended(row, items[item], _person(actor, items[item])) for row, item in rows]


def _person(actor: Actor, row: Told) -> str:
    if row.plan and row.plan.person:
        return row.plan.person
    return row.leaders if actor.can(C.POST_READ, row.item.unit) else ""


def late(day: date) -> Q:
    """Which of them the unit has still to do although the limit has passed."""
    return overdue_on(day, "item__")


def with_plan(found: FindingQuerySet) -> FindingQuerySet:
    """The same for lists, whose pages are cut from them: as `Told` and `Finding.words` have it, in the one query.

    `stands`: the words of the problem; `measures`; `planned`: who the plan names, "" where nobody; `said`: the last
    line of progress.
    """
    plans = Plan.objects.filter(item=OuterRef("item")).order_by("-number")
    lines = Progress.objects.filter(item=OuterRef("item")).order_by("-on_day", "-id")
    changed = When(objection__status=CHANGED, then=F("objection__problem"))
    return found.annotate(
        stands=Case(changed, default=F("problem"), output_field=TextField()),
        measures=Coalesce(
            Subquery(plans.values("measures")[:1]), F("item__matter__measure"), output_field=TextField()
        ),
        planned=Coalesce(Subquery(plans.values("person")[:1]), Value("")),
        said=Coalesce(Subquery(lines.values("words")[:1]), Value("")),
    )


def persons_of(actor: Actor, rows: Iterable[tuple[int, int, str]], day: date) -> dict[int, str]:
    """Who answers where the plan names nobody, by unit: the first responsible persons, as `Mended.person`.

    `rows` are (unit, its place, who the plan names). Units whose posts the actor may not read are left out; two
    queries, however many.
    """
    asked = {unit for unit, lo, planned in rows if not planned and actor.can(C.POST_READ, Span(lo, lo))}
    return leaders_of(asked, day)


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
    rows = Finding.objects.filter(_ON_THE_LEDGER, inspection=inspection)
    reach = actor.reach(C.INSPECT_ANSWER)
    units = Unit.objects.filter(reach.q("lo"), pk__in=rows.values("unit")).order_by("lo")
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
