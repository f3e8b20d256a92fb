"""What inspections add to the product."""

from assessments.inspections.models import (
    Cap,
    Draw,
    Inspection,
    Line,
    LineVisit,
    Mark,
    Member,
    Paper,
    PlanInvolvement,
    Rule,
    Target,
    Template,
    YearPlan,
)
from revitalization.kit.mechanism import Mechanism

MECHANISM = Mechanism(
    key="inspections",
    append_only=[Draw, Paper, PlanInvolvement, Rule],
    changeable=[Cap, Inspection, Line, Mark, Member, Target, Template, YearPlan],
    deletable=[LineVisit],
)
