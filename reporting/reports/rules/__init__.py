"""Reports: states and acts, kinds, sections, deadlines; pure.

The chain of the yearly progress report starts at the township; villages are asked only with a cited basis. A report
is joint: reviewed inside the unit, signed by both first responsible persons (one at the village), submitted, received
and decided one level up. What was submitted is never edited; a returned report keeps its first submission time.
"""

from reporting.reports.rules.coming_back import BACK, LEADING
from reporting.reports.rules.cycles import CLOSED, CYCLE, NOTICES, PLANNED, RUNNING, CycleFacts
from reporting.reports.rules.lateness import never_filed, overdue
from reporting.reports.rules.series import SERIES, STANDING, STOPPED, SeriesFacts
from reporting.reports.rules.signing import Signed
from reporting.reports.rules.states import (
    ACCEPTED,
    DRAFT,
    EDITABLE,
    EXEMPT,
    FILED,
    INTERNAL_RIGHTS,
    OPEN,
    PENDING,
    READS_DRAFTS,
    RECEIVED,
    RETURNED,
    REVIEW,
    SIGNED,
    SIGNING,
    SUBMITTED,
    WORKFLOW,
    WROTE,
    FilingWindow,
    ReportFacts,
    closed_window,
)
from reporting.reports.rules.texts import (
    LINES,
    Section,
    empty_sections,
    never_owe,
    on_time_share,
    parts_over,
    remit_of,
    total_length,
)

__all__ = [
    "ACCEPTED",
    "BACK",
    "CLOSED",
    "CYCLE",
    "DRAFT",
    "EDITABLE",
    "EXEMPT",
    "FILED",
    "INTERNAL_RIGHTS",
    "LEADING",
    "LINES",
    "NOTICES",
    "OPEN",
    "PENDING",
    "PLANNED",
    "READS_DRAFTS",
    "RECEIVED",
    "RETURNED",
    "REVIEW",
    "RUNNING",
    "SERIES",
    "SIGNED",
    "SIGNING",
    "STANDING",
    "STOPPED",
    "SUBMITTED",
    "WORKFLOW",
    "WROTE",
    "CycleFacts",
    "FilingWindow",
    "ReportFacts",
    "Section",
    "SeriesFacts",
    "Signed",
    "closed_window",
    "empty_sections",
    "never_filed",
    "never_owe",
    "on_time_share",
    "overdue",
    "parts_over",
    "remit_of",
    "total_length",
]
