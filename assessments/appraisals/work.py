"""Long work of appraisals: their papers, each made for whoever asked with the rights they have then."""

from collections.abc import Callable, Mapping
from typing import Any

from assessments.appraisals.documents.scheme import scheme_paper
from assessments.appraisals.queries.schemes import scheme_for
from assessments.appraisals.queries.units import units_in
from revitalization.kit.documents import printed
from revitalization.kit.mechanism import JobKind
from revitalization.kit.words import N_


def _scheme(task: Any, progress: Callable[[int, int], None]) -> Mapping[str, Any]:
    """Job: a scheme as an official document, if the asker may still read it."""
    row = scheme_for(task.actor, task.params["key"])
    progress(0, 1)
    made = printed(scheme_paper(row, units_in(row.content)))
    task.keep(f"考核方案-{row.issuer.name}-{row.name}-第{row.edition}版.pdf", made.pdf)
    progress(1, 1)
    return {"missing": made.missing}


SCHEME_JOB = JobKind("appraisals.scheme", N_("Scheme of assessment (PDF)"), _scheme)
