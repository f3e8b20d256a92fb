"""What inspections put into the inbox: plans and schemes to approve, what the office does next, what one inspects."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from assessments.inspections import rules
from assessments.inspections.models import Inspection, Member, YearPlan
from assessments.inspections.models.plans import PlanInvolvement
from assessments.inspections.queries.within import in_remit
from assessments.inspections.rules import inspections, plans
from responsibilities.roles import Capability as C
from revitalization.kit.actor import Actor
from revitalization.kit.inbox import Asked, Todo, TodoAct, TodoKind
from revitalization.kit.words import N_, Words

AHEAD = timedelta(days=30)
"""So long before its first day an inspection is work of its office: scheme, team, notice."""


@dataclass(frozen=True)
class _Work:
    """One kind of line: its rows for an actor on a day; `plan` says whether they are plans."""

    kind: TodoKind
    rows: Callable[[Actor, date], Any]
    plan: bool = False


def plans_to_approve(actor: Actor, _today: date) -> Any:
    """Plans sent for approval in which the actor had no part."""
    mine = PlanInvolvement.objects.filter(subject=OuterRef("pk"), user_id=actor.user_id or 0)
    sent = YearPlan.objects.within(actor.reach(C.INSPECT_APPROVE)).filter(status=plans.SUBMITTED)
    return sent.filter(~Exists(mine)).select_related("issuer")


def plans_to_make(actor: Actor, _today: date) -> Any:
    """Plans to be looked through and sent, and approved ones to be published."""
    own = YearPlan.objects.within(actor.reach(C.INSPECT_PLAN))
    return own.filter(status__in=(plans.DRAFTED, plans.APPROVED)).select_related("issuer")


def schemes_to_approve(actor: Actor, _today: date) -> Any:
    """Schemes that wait for approval and that somebody else wrote."""
    reach = actor.reach(C.INSPECT_APPROVE)
    waiting = Inspection.objects.full().filter(reach.q("lo"), scheme_state=inspections.WRITTEN)
    return waiting.filter(status__in=inspections.AHEAD).exclude(scheme_by_id=actor.user_id)


def schemes_sent(actor: Actor, _today: date) -> Any:
    """Schemes of the actor's office that others have to approve."""
    own = Inspection.objects.full().filter(in_remit(actor.reach(C.INSPECT_PLAN)))
    return own.filter(scheme_state=inspections.WRITTEN, status__in=inspections.AHEAD)


def to_prepare(actor: Actor, today: date) -> Any:
    """Inspections of the actor's office that begin soon, and those whose visits are over and not fed back."""
    own = Inspection.objects.full().filter(in_remit(actor.reach(C.INSPECT_PLAN)))
    soon = Q(status__in=inspections.AHEAD, from_on__lte=today + AHEAD)
    return own.filter(soon | Q(status__in=(rules.ON_SITE, rules.FED_BACK)))


def to_inspect(actor: Actor, today: date) -> Any:
    """Inspections on whose team the actor stands, from when they begin soon until they are fed back."""
    seat = Member.objects.standing().filter(inspection=OuterRef("pk"), user_id=actor.user_id or 0)
    mine = Inspection.objects.full().filter(Exists(seat), in_remit(actor.reach(C.INSPECT_READ)))
    return mine.filter(status__in=(*inspections.AHEAD, rules.ON_SITE), from_on__lte=today + AHEAD)


def _has(right: C) -> Callable[[Actor], bool]:
    return lambda actor: actor.has(right)


APPROVE = _Work(
    TodoKind("inspect-plan-approve", N_("Plan of inspections to approve"), _has(C.INSPECT_APPROVE)),
    plans_to_approve,
    plan=True,
)
MAKE = _Work(
    TodoKind("inspect-plan", N_("Plan of inspections to make"), _has(C.INSPECT_PLAN)),
    plans_to_make,
    plan=True,
)
SCHEME = _Work(
    TodoKind("inspect-scheme", N_("Scheme of an inspection to approve"), _has(C.INSPECT_APPROVE)),
    schemes_to_approve,
)
PREPARE = _Work(TodoKind("inspect-prepare", N_("Inspection to carry on"), _has(C.INSPECT_PLAN)), to_prepare)
INSPECT = _Work(TodoKind("inspect-team", N_("You inspect"), _has(C.INSPECT_CONDUCT)), to_inspect)
SENT = _Work(
    TodoKind(
        "inspect-scheme-sent", N_("Scheme: with whoever approves it"), _has(C.INSPECT_PLAN), waiting=True
    ),
    schemes_sent,
)
WORK = (APPROVE, MAKE, SCHEME, PREPARE, INSPECT, SENT)
KINDS = tuple(work.kind for work in WORK)

STEPS = {
    rules.PLANNED: N_("Scheme, team and notice"),
    rules.NOTICED: N_("To go on site"),
    rules.ON_SITE: N_("On site, to be fed back"),
    rules.FED_BACK: N_("Fed back, to be closed"),
}
PLAN_STEPS = {plans.DRAFTED: N_("To be looked through and sent"), plans.APPROVED: N_("To be published")}


def todo_lines(actor: Actor, asked: Asked) -> Iterator[Todo]:
    """The lines of this actor that are asked for, those of each kind in their order."""
    for work in WORK:
        if asked.wants(work.kind, actor):
            rows = work.rows(actor, asked.today)
            if asked.only:
                rows = rows.filter(key=asked.only)
            line = _plan if work.plan else _inspection
            keys = ("year", "id") if work.plan else ("from_on", "id")
            for row in asked.undated(rows, work.kind, keys):
                yield line(row, work, asked.today)


def _plan(row: YearPlan, work: _Work, today: date) -> Todo:
    return Todo(
        key=f"{work.kind.key}:{row.pk}",
        kind=work.kind,
        title=Words(N_("Plan of inspections %(year)s"), {"year": row.year}),
        unit=row.issuer.name,
        acts=[TodoAct(N_("Open"), f"/inspections/plans/{row.key}/")],
        order=(today, (row.year, row.pk)),
        tone="amber",
        subject=("inspection_plan", row.key),
        version=row.version,
        step=PLAN_STEPS.get(row.status, ""),
    )


def _inspection(row: Inspection, work: _Work, today: date) -> Todo:
    late = row.status in inspections.AHEAD and row.from_on <= today
    return Todo(
        key=f"{work.kind.key}:{row.pk}",
        kind=work.kind,
        title=Words("%(number)s %(title)s", {"number": row.number, "title": row.title}),
        unit=row.issuer.name,
        acts=[TodoAct(N_("Open"), f"/inspections/{row.key}/")],
        order=(today, (row.from_on.toordinal(), row.pk)),
        tone="red" if late else "amber" if row.status == rules.ON_SITE else "grey",
        subject=("inspection", row.key),
        version=row.version,
        step=STEPS.get(row.status, "") if work is PREPARE else "",
    )


def todo_work(actor: Actor, today: date) -> list[Any]:
    """What waits for this actor, kind by kind, to be counted for the badge in the navigation."""
    asked = Asked(today)
    return [work.rows(actor, today) for work in WORK if asked.wants(work.kind, actor)]
