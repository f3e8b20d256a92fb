"""Tables of appraisals: schemes with their editions, the papers they were published under, banned criteria."""

from assessments.appraisals.models.schemes import BannedKind, Scheme, SchemeInvolvement, SchemePaper

__all__ = ["BannedKind", "Scheme", "SchemeInvolvement", "SchemePaper"]
