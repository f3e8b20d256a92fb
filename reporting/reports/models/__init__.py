"""Tables of the reports: kinds, cycles, obligations, drafts, submissions, signatures, decisions, tallies.

Obligations carry the place and the ancestors of their unit, so that a scope's open work is one index range.
Submissions, signatures and decisions are written once; the database refuses to change them.
"""

from reporting.reports.models.cycles import Cycle, CycleQuerySet, ReportKind
from reporting.reports.models.obligations import Obligation, ObligationQuerySet, Reminder, Tally, overdue_on
from reporting.reports.models.papers import (
    Decision,
    DocumentNumber,
    Draft,
    Involvement,
    OnceSigned,
    Signature,
    Submission,
)
from reporting.reports.models.series import Series, SeriesQuerySet
from reporting.reports.models.slips import Slip

__all__ = [
    "Cycle",
    "CycleQuerySet",
    "Decision",
    "DocumentNumber",
    "Draft",
    "Involvement",
    "Obligation",
    "ObligationQuerySet",
    "OnceSigned",
    "Reminder",
    "ReportKind",
    "Series",
    "SeriesQuerySet",
    "Signature",
    "Slip",
    "Submission",
    "Tally",
    "overdue_on",
]
