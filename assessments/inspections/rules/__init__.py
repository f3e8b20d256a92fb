"""Rules of inspections (督查检查): rules as data, the yearly plan, caps and clashes, lots, the course of one; pure."""

from assessments.inspections.rules.inspections import (
    CANCELLED,
    CLOSED,
    FED_BACK,
    INSPECTION,
    LIVE,
    NOTICED,
    ON_SITE,
    PLANNED,
    POSTPONED,
    SHOWN_ANNOUNCED,
    SHOWN_UNANNOUNCED,
    InspectionFacts,
    is_shown,
    number_of,
)
from assessments.inspections.rules.plans import LINE, PLAN, LineFacts, PlanFacts

__all__ = [
    "CANCELLED",
    "CLOSED",
    "FED_BACK",
    "INSPECTION",
    "LINE",
    "LIVE",
    "NOTICED",
    "ON_SITE",
    "PLAN",
    "PLANNED",
    "POSTPONED",
    "SHOWN_ANNOUNCED",
    "SHOWN_UNANNOUNCED",
    "InspectionFacts",
    "LineFacts",
    "PlanFacts",
    "is_shown",
    "number_of",
]
