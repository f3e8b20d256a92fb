"""What the guards must know of plans, lines and inspections."""

from django.db import connection
from django.db.models import Count, Min

from assessments.inspections import rules
from assessments.inspections.models import Inspection, Line, YearPlan
from assessments.inspections.models.triggers import took_part, wrote_scheme
from assessments.inspections.queries.findings import unsettled
from assessments.inspections.queries.teams import on_team
from assessments.inspections.queries.visits import clashing
from assessments.inspections.rules import plans
from revitalization.kit import clock
from revitalization.kit.actor import Actor


def plan_facts(plan: YearPlan, actor: Actor) -> rules.PlanFacts:
    """What the guards of a plan must know of it and of the one who acts."""
    counts = (
        plan.lines.filter(status__in=plans.STANDING).annotate(n=Count("visits")).values_list("title", "n")
    )
    asked = plan.status != plans.PUBLISHED
    return rules.PlanFacts(
        lines=len(counts),
        empty=[title for title, n in counts if not n],
        clashing=[found.words for found in clashing(plan, actor)] if asked else [],
        took_part=_asked(took_part("%(who)s", "%(row)s"), actor, plan.pk),
    )


def line_facts(line: Line) -> rules.LineFacts:
    """Whether the plan of the line is still being prepared."""
    return rules.LineFacts(open=line.plan.status == plans.DRAFTED)


def inspection_facts(inspection: Inspection, actor: Actor) -> rules.InspectionFacts:
    """What the guards of an inspection must know of it and of the one who acts; a few small questions."""
    groups = set(inspection.members.filter(standing=True).values_list("group", flat=True))
    return rules.InspectionFacts(
        today=clock.today(),
        announced=inspection.announced,
        scheme=inspection.scheme_state,
        drawn=inspection.groups > 0,
        short=sorted(set(range(1, inspection.groups + 1)) - groups),
        first_on=inspection.targets.aggregate(first=Min("from_on"))["first"],
        wrote=_asked(
            f"EXISTS (SELECT 1 FROM inspections_inspection i WHERE i.id = %(row)s AND {wrote_scheme('%(who)s', 'i')})",
            actor,
            inspection.pk,
        ),
        of_the_team=on_team(actor, inspection),
        unsettled=unsettled(inspection),
    )


def _asked(sql: str, actor: Actor, row: int) -> bool:
    if actor.user_id is None:
        return False
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {sql}", {"who": actor.user_id, "row": row})
        return bool(cursor.fetchone()[0])
