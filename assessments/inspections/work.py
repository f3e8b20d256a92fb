"""Long work of inspections: their papers, each made for whoever asked with the rights they have then."""

from collections.abc import Callable, Mapping
from typing import Any

from assessments.inspections.documents.letter import TITLE as LETTER
from assessments.inspections.documents.letter import letter_paper
from assessments.inspections.documents.mending import PLAN as MENDING
from assessments.inspections.documents.mending import REPORT, report_paper
from assessments.inspections.documents.mending import plan_paper as plan_paper_of
from assessments.inspections.documents.plan import TITLE, plan_paper
from assessments.inspections.documents.scheme import NOTICE, SCHEME, notice_paper, scheme_paper
from assessments.inspections.documents.sheet import TITLE as SHEET
from assessments.inspections.documents.sheet import sheet_paper
from assessments.inspections.models import Feedback, Inspection
from assessments.inspections.queries.findings import finding_for, findings_for, sees_as_office
from assessments.inspections.queries.inspections import view_of
from assessments.inspections.queries.mending import listed_for, mending_of, report_for
from assessments.inspections.queries.plans import lines_for, plan_for
from assessments.inspections.queries.within import inspection_for, sees_as_issuer
from assessments.inspections.rules.findings import SENT
from responsibilities.duties.queries import categories_of
from responsibilities.files.queries import files_of
from revitalization.kit import clock
from revitalization.kit.documents import OfficialDocument, printed
from revitalization.kit.errors import Hidden
from revitalization.kit.fetch import get_or_hidden
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


def _finding_sheet(task: Any, progress: Progress) -> Mapping[str, Any]:
    """Job: the problem sheet of one finding, if the asker may still read it."""
    finding = finding_for(task.actor, task.params["key"])
    progress(0, 1)
    files = [file.name for file in files_of("finding", finding.key)]
    line = _lines(finding.inspection.year).get(finding.category, "")
    made = printed(sheet_paper(finding, files, line, office=sees_as_office(task.actor, finding)))
    task.keep(f"{SHEET}-{finding.number}.pdf", made.pdf)
    progress(1, 1)
    return {"missing": made.missing}


def _feedback(task: Any, progress: Progress) -> Mapping[str, Any]:
    """Job: the feedback letter with the problems that the asker may read."""
    progress(0, 1)
    made = printed(letter_of(task.actor, task.params["key"]))
    task.keep(f"{LETTER}-{task.params['key']}.pdf", made.pdf)
    progress(1, 1)
    return {"missing": made.missing}


def letter_of(actor: Any, key: str) -> OfficialDocument:
    """The letter of the inspection as this reader may have it: a unit gets its own problems; else `Hidden`."""
    inspection = inspection_for(actor, key)
    letter = get_or_hidden(Feedback.objects.select_related("inspection__issuer"), inspection=inspection)
    rows = findings_for(actor).filter(inspection=inspection, status__in=SENT).order_by("sequence")
    return letter_paper(letter, list(rows), _lines(inspection.year))


def _mending(task: Any, progress: Progress) -> Mapping[str, Any]:
    """Job: the plan of putting right, with the problems the asker may read."""
    row = inspection_for(task.actor, task.params["key"])
    letter = get_or_hidden(Feedback.objects.all(), inspection=row)
    progress(0, 1)
    rows = mending_of(task.actor, listed_for(task.actor, row), clock.today())
    made = printed(plan_paper_of(row, letter, rows))
    task.keep(f"{MENDING}-{row.number}.pdf", made.pdf)
    progress(1, 1)
    return {"missing": made.missing}


def _report(task: Any, progress: Progress) -> Mapping[str, Any]:
    """Job: one report of a unit, if the asker may still read it."""
    found = report_for(task.actor, task.params["key"])
    progress(0, 1)
    made = printed(report_paper(found))
    task.keep(f"{REPORT}-{found.number}.pdf", made.pdf)
    progress(1, 1)
    return {"missing": made.missing}


def _lines(year: int) -> dict[str, str]:
    return {line.key: line.title_zh for line in categories_of(year)}


PAPER_JOB = JobKind("inspections.paper", N_("Paper of an inspection"), _inspection_paper)
PLAN_JOB = JobKind("inspections.plan", N_("Plan of inspections"), _plan)
SHEET_JOB = JobKind("inspections.sheet", N_("Problem sheet"), _finding_sheet)
LETTER_JOB = JobKind("inspections.letter", N_("Feedback letter"), _feedback)
MENDING_JOB = JobKind("inspections.mending", N_("Plan of putting right"), _mending)
REPORT_JOB = JobKind("inspections.report", N_("Report on putting right"), _report)
