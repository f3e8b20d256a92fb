"""Long work of inspections: their papers, each made for whoever asked with the rights they have then."""

from collections.abc import Callable, Mapping
from typing import Any

from assessments.inspections.documents.plan import TITLE, plan_paper
from assessments.inspections.documents.scheme import NOTICE, SCHEME, notice_paper, scheme_paper
from assessments.inspections.models import Inspection
from assessments.inspections.queries.inspections import view_of
from assessments.inspections.queries.plans import lines_for, plan_for
from assessments.inspections.queries.within import inspection_for, sees_as_issuer
from revitalization.kit import clock
from revitalization.kit.documents import OfficialDocument, printed
from revitalization.kit.errors import Hidden
from revitalization.kit.mechanism import JobKind
from revitalization.kit.words import N_

Progress = Callable[[int, int], None]

PAPERS = {"scheme": SCHEME, "notice": NOTICE}
"""Papers of an inspection by the word with which each is asked for, and how their files are called."""


def _inspection_paper(task: Any, progress: Progress) -> Mapping[str, Any]:
    """Job: the scheme or the notice of an inspection, if the asker may still read it."""
    what, row = task.params["paper"], inspection_for(task.actor, task.params["key"])
    progress(0, 1)
    made = printed(_scheme(task.actor, row) if what == "scheme" else _notice(task.actor, row))
    task.keep(f"{PAPERS[what]}-{row.number}.pdf", made.pdf)
    progress(1, 1)
    return {"missing": made.missing}


def _scheme(actor: Any, row: Inspection) -> OfficialDocument:
    """The scheme, for its office and those above; raises `Hidden` for anybody else and where none is written."""
    if not sees_as_issuer(actor, row) or not row.scheme:
        raise Hidden
    found = view_of(row, actor)
    team = [it for it in found.members if it.standing]
    return scheme_paper(row, found.targets, team, clock.today())


def _notice(actor: Any, row: Inspection) -> OfficialDocument:
    """The notice with the visits the reader may see; raises `Hidden` where none was given."""
    found = view_of(row, actor)
    if not found.papers:
        raise Hidden
    team = [it for it in row.members.standing() if it.leads]
    return notice_paper(row, found.papers[0], found.targets, team)


def _plan(task: Any, progress: Progress) -> Mapping[str, Any]:
    """Job: the plan of a year, with the lines the asker may read."""
    plan = plan_for(task.actor, task.params["key"])
    progress(0, 1)
    made = printed(plan_paper(plan, list(lines_for(task.actor, plan))))
    task.keep(f"{plan.issuer.name}{plan.year}{TITLE}.pdf", made.pdf)
    progress(1, 1)
    return {"missing": made.missing}


PAPER_JOB = JobKind("inspections.paper", N_("Paper of an inspection"), _inspection_paper)
PLAN_JOB = JobKind("inspections.plan", N_("Plan of inspections"), _plan)
