"""Which numbered papers of inspections a reader sees in the register of their unit."""

from django.db.models import Q

from assessments.inspections.queries.mending import reports_for
from assessments.inspections.queries.within import inspections_for
from responsibilities.roles import Capability as C
from revitalization.kit.actor import Actor


def plan_papers(actor: Actor) -> Q:
    """Published plans of the offices the actor may read of."""
    return actor.reach(C.INSPECT_READ).q("unit__lo")


def inspection_papers(actor: Actor) -> Q:
    """Notices and feedback of inspections the actor may see."""
    return Q(key__in=inspections_for(actor).order_by().values("key"))


def report_papers(actor: Actor) -> Q:
    """Reports on putting right that the actor may see."""
    return Q(key__in=reports_for(actor).order_by().values("key"))
