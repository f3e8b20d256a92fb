"""Reports: states and acts, kinds, limits, deadlines; pure.

The chain of the yearly progress report starts at the township; villages are asked only with a cited basis. A report
is joint: reviewed inside the unit, signed by both first responsible persons (one at the village), submitted, received
and decided one level up. What was submitted is never edited; a returned report keeps its first submission time.
"""

from reporting.reports.rules.states import (
    ACCEPTED,
    CLOSED,
    CYCLE,
    DRAFT,
    EDITABLE,
    EXEMPT,
    FILED,
    OPEN,
    PENDING,
    PLANNED,
    RECEIVED,
    RETURNED,
    REVIEW,
    RUNNING,
    SIGNED,
    SIGNING,
    SUBMITTED,
    WORKFLOW,
    closed_window,
)
from reporting.reports.rules.texts import (
    PERIODS,
    DueRule,
    Section,
    empty_sections,
    on_time_share,
    parts_over,
    total_length,
    years_of,
)

__all__ = [
    "ACCEPTED",
    "CLOSED",
    "CYCLE",
    "DRAFT",
    "EDITABLE",
    "EXEMPT",
    "FILED",
    "OPEN",
    "PENDING",
    "PERIODS",
    "PLANNED",
    "RECEIVED",
    "RETURNED",
    "REVIEW",
    "RUNNING",
    "SIGNED",
    "SIGNING",
    "SUBMITTED",
    "WORKFLOW",
    "DueRule",
    "Section",
    "closed_window",
    "empty_sections",
    "on_time_share",
    "parts_over",
    "total_length",
    "years_of",
]
