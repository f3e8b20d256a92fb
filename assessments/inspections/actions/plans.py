"""The course of a yearly plan: filled from the rules, sent for approval, approved by another, published."""

from datetime import date
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from assessments.inspections import rules
from assessments.inspections.actions.drawing import draw_lines
from assessments.inspections.actions.told import telling
from assessments.inspections.models import Inspection, Line, LineVisit, Paper, Target, YearPlan
from assessments.inspections.queries.facts import plan_facts
from assessments.inspections.queries.visits import clashing, hold_units
from assessments.inspections.rules import plans
from responsibilities.numbers.queries import refuse_taken
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.documents.numbers import full_number
from revitalization.kit.errors import Refused
from revitalization.kit.language import translated
from revitalization.kit.perform import perform
from revitalization.kit.words import N_

TO_APPROVE = N_("The plan of inspections %(title)s waits for your approval.")
APPROVED = N_("The plan of inspections %(title)s is approved; publish it under its number.")
SENT_BACK = N_("The plan of inspections %(title)s was sent back: %(reason)s")
TITLE = "{issuer}{year}年度督查检查计划"


def title_of(plan: YearPlan) -> str:
    """The title of the paper: 甘肃省2027年度督查检查计划."""
    return TITLE.format(issuer=plan.issuer.name, year=plan.year)


def _act_on(
    key: str,
    actor: Actor,
    plan: YearPlan,
    version: int | None,
    told: tuple[str, C] | None = None,
    **more: Any,
) -> YearPlan:
    reason = more.get("reason", "")

    def tellings(row: Any) -> list[Any]:
        if told is None:
            return []
        values = {"title": str(row), "reason": reason[:200]}
        work = ("inspection_plan", row.key)
        url = f"/inspections/plans/{row.key}/"
        return [telling(actor, row, key, told[0], told[1], values=values, url=url, work=work)]

    return perform(
        plans.PLAN,
        key,
        plan,
        actor=actor,
        version=version,
        facts=lambda row: plan_facts(row, actor),
        tellings=tellings,
        label=str(plan),
        **more,
    )


def fill(*, actor: Actor, plan: YearPlan, version: int | None = None) -> YearPlan:
    """Proposes lines for rules that have none in the plan yet. Raises as `perform`, `Refused` where there is none."""

    def draw(row: Any) -> None:
        if not draw_lines(actor, row, clock.today()):
            raise Refused(_("The rules ask for nothing that is not in the plan."))

    return _act_on("fill", actor, plan, version, apply=draw)


def submit(*, actor: Actor, plan: YearPlan, version: int | None = None) -> YearPlan:
    """Sends the plan for approval. Raises as `perform`; `Refused` while visits clash, naming the other inspection."""
    return _act_on("submit", actor, plan, version, told=(TO_APPROVE, C.INSPECT_APPROVE))


def approve(*, actor: Actor, plan: YearPlan, version: int | None = None) -> YearPlan:
    """Approves the plan; whoever had a part in it does not. Raises as `perform`."""

    def sign(row: Any) -> None:
        row.approved_by_id, row.approved_on = actor.user_id, clock.today()

    return _act_on("approve", actor, plan, version, told=(APPROVED, C.INSPECT_PLAN), apply=sign)


def send_back(*, actor: Actor, plan: YearPlan, reason: str, version: int | None = None) -> YearPlan:
    """Sends the plan back with a reason. Raises as `perform`."""
    return _act_on("send_back", actor, plan, version, told=(SENT_BACK, C.INSPECT_PLAN), reason=reason)


def publish(*, actor: Actor, plan: YearPlan, document_number: str, version: int | None = None) -> YearPlan:
    """Publishes the plan under a number of the issuer; each standing line becomes an inspection with its visits.

    Raises as `perform`; `Invalid` where another document bears the number; `Refused` naming the other inspection where
    one clashes by now.
    """
    number = full_number(document_number, "document_number") if document_number.strip() else ""

    def issue(row: Any) -> None:
        refuse_taken(row.issuer, number, "document_number")
        row.number, row.published_on = number, clock.today()
        Paper.objects.create(
            what="plan",
            issuer=row.issuer,
            key=row.key,
            number=number,
            title=title_of(row),
            dated_on=row.published_on,
            by_id=actor.user_id,
            by_name=actor.name,
        )
        _inspections(actor, row)

    return _act_on("publish", actor, plan, version, given={"document_number": number}, apply=issue)


def _inspections(actor: Actor, plan: YearPlan) -> None:
    """Each standing line as an inspection, each of its units as a visit; the database holds them against the caps."""
    Unit.objects.select_for_update(no_key=True).get(pk=plan.issuer_id)
    visits = list(
        LineVisit.objects.filter(line__plan=plan, line__status__in=plans.STANDING)
        .select_related("unit")
        # What is approved in spite of a clash comes last: it clashes with what is there, not the other way round.
        .order_by("exception_number", "unit_id")
    )
    hold_units([row.unit_id for row in visits])
    if stands := clashing(plan, actor):
        raise Refused(translated(stands[0].words))
    lines = list(plan.lines.filter(status__in=plans.STANDING).order_by("number"))
    last = next_sequence(plan.issuer, plan.year)
    made = {line.pk: _inspection(actor, plan, line, last + at) for at, line in enumerate(lines)}
    Inspection.objects.bulk_create(made.values())
    Target.objects.bulk_create([_target(made[row.line_id], row) for row in visits], batch_size=1_000)


def next_sequence(issuer: Unit, year: int) -> int:
    """The running number of the issuer's next inspection of the year; ask with its row locked."""
    last = Inspection.objects.filter(issuer=issuer, year=year).aggregate(last=Max("sequence"))["last"]
    return (last or 0) + 1


def _inspection(actor: Actor, plan: YearPlan, line: Line, sequence: int) -> Inspection:
    return Inspection(
        key=f"{plan.issuer.code}-{plan.year}-i{sequence}",
        line=line,
        issuer=plan.issuer,
        organ_id=line.organ_id,
        lo=plan.lo,
        hi=plan.hi,
        year=plan.year,
        sequence=sequence,
        number=rules.number_of(plan.year, sequence),
        title=line.title,
        kind=line.kind,
        comprehensive=line.comprehensive,
        announced=line.announced,
        categories=line.categories,
        days=line.days,
        from_on=line.from_on,
        to_on=line.to_on,
        created_by_id=actor.user_id,
    )


def _target(inspection: Inspection, row: LineVisit) -> Target:
    return new_target(inspection, row.unit, row.from_on, row.to_on, row.exception_number)


def new_target(inspection: Inspection, unit: Unit, first: date, last: date, excepted: str = "") -> Target:
    """A visit of the unit, not stored yet."""
    return Target(
        inspection=inspection,
        unit=unit,
        lo=unit.lo,
        level=unit.level,
        from_on=first,
        to_on=last,
        exception_number=excepted,
    )
