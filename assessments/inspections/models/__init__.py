"""Tables of inspections: rules and caps, the yearly plan with its lines, inspections, targets, teams, papers.

A visit (`Target`) counts against the caps of its unit while its inspection is neither postponed nor cancelled; the
database keeps that by triggers, one unit's visits after the other.
"""

from assessments.inspections.models.after import LookBack, Looked, Objection, Sister
from assessments.inspections.models.findings import Feedback, Finding, FindingQuerySet
from assessments.inspections.models.inspections import (
    Inspection,
    InspectionQuerySet,
    Paper,
    Target,
)
from assessments.inspections.models.kinds import Cap, Rule, Template
from assessments.inspections.models.mending import RectificationReport
from assessments.inspections.models.plans import Line, LineVisit, Mark, PlanInvolvement, YearPlan
from assessments.inspections.models.teams import Draw, Member

__all__ = [
    "Cap",
    "Draw",
    "Feedback",
    "Finding",
    "FindingQuerySet",
    "Inspection",
    "InspectionQuerySet",
    "Line",
    "LineVisit",
    "LookBack",
    "Looked",
    "Mark",
    "Member",
    "Objection",
    "Paper",
    "PlanInvolvement",
    "RectificationReport",
    "Rule",
    "Sister",
    "Target",
    "Template",
    "YearPlan",
]
