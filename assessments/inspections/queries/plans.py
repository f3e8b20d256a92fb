"""Fetching plans, lines, rules and marks within reach: read at the issuer and above, never by the inspected."""

from django.db.models import Count, QuerySet

from assessments.inspections.models import Line, Mark, Rule, YearPlan
from assessments.inspections.queries.within import in_remit
from responsibilities.roles import Capability as C
from revitalization.kit.actor import Actor
from revitalization.kit.fetch import get_or_hidden


def plans_for(actor: Actor) -> QuerySet[YearPlan]:
    """The plans of the offices the actor may read of, with their issuers."""
    return YearPlan.objects.within(actor.reach(C.INSPECT_READ)).select_related("issuer")


def plan_for(actor: Actor, key: str) -> YearPlan:
    """The plan of that key where the actor may see it; raises `Hidden` when it is outside or not there."""
    return get_or_hidden(plans_for(actor), key=key)


def lines_for(actor: Actor, plan: YearPlan) -> QuerySet[Line]:
    """The lines of the plan that the actor may read of: a department only those within its remit."""
    return (
        Line.objects.filter(in_remit(actor.reach(C.INSPECT_READ)), plan=plan)
        .select_related("organ", "plan", "plan__issuer", "rule", "merged_into")
        .annotate(units=Count("visits"))
        .order_by("number")
    )


def line_for(actor: Actor, key: str, number: str) -> Line:
    """The line of that number in the plan of that key; raises `Hidden` when it is outside or not there."""
    return get_or_hidden(lines_for(actor, plan_for(actor, key)), number=int(number))


def rules_for(actor: Actor) -> QuerySet[Rule]:
    """The newest versions of the rules of the offices the actor may read of."""
    return Rule.objects.within(actor.reach(C.INSPECT_READ)).newest().select_related("issuer")


def rule_for(actor: Actor, code: str, key: str) -> Rule:
    """The newest version of the rule; raises `Hidden` when it is outside or not there."""
    return get_or_hidden(rules_for(actor), issuer__code=code, key=key)


def marks_for(actor: Actor) -> QuerySet[Mark]:
    """The marks set by the offices the actor may read of."""
    reach = actor.reach(C.INSPECT_READ)
    return Mark.objects.filter(reach.q("issuer__lo")).select_related("unit", "issuer")


def mark_for(actor: Actor, key: str) -> Mark:
    """The mark of that key; raises `Hidden` when it is outside or not there."""
    return get_or_hidden(marks_for(actor), key=key)
