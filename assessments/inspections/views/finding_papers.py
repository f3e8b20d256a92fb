"""Papers of findings, asked for on their page and that of the inspection; putting what is final on the ledger."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from assessments.inspections.actions.rectifying import list_final
from assessments.inspections.documents.problems import problem_sheet
from assessments.inspections.models import Feedback
from assessments.inspections.queries.findings import finding_for, findings_for, problems_of, sees_as_office
from assessments.inspections.queries.within import inspection_for
from assessments.inspections.views.common import said_filters
from assessments.inspections.views.findings import FINDINGS
from assessments.inspections.work import LETTER_JOB, SHEET_JOB
from responsibilities.duties.queries import categories_of
from responsibilities.jobs.actions.running import queue
from responsibilities.roles import Capability as C
from revitalization.kit import clock
from revitalization.kit.documents.official import CHINESE
from revitalization.kit.errors import Refused
from revitalization.kit.tables import TablePage
from revitalization.kit.views import SignedIn, page, see, workbook
from revitalization.kit.workbooks import workbook_bytes


@page(methods=("POST",))
def finding_paper(request: SignedIn, inspection: str, n: str) -> HttpResponse:
    """Asks for the problem sheet of one finding; its page shows the progress and the download."""
    row = finding_for(request.actor, f"{inspection}/{n}")
    job = queue(
        actor=request.actor, kind=SHEET_JOB.key, params={"key": row.key}, lo=row.lo, capability=C.INSPECT_READ
    )
    return see("job", job.public_id)


@page(methods=("POST",))
def feedback_paper(request: SignedIn, key: str) -> HttpResponse:
    """Asks for the feedback letter with the problem list; a unit gets its own problems."""
    row = inspection_for(request.actor, key)
    if not Feedback.objects.filter(inspection=row).exists():
        raise Refused(_("The feedback was not sent yet."))
    places = [target.lo for target in row.targets.all() if request.actor.can(C.INSPECT_READ, target)]
    place = row.lo if request.actor.can(C.INSPECT_READ, row) else places[0]
    job = queue(
        actor=request.actor, kind=LETTER_JOB.key, params={"key": row.key}, lo=place, capability=C.INSPECT_READ
    )
    return see("job", job.public_id)


@page(params=FINDINGS.names)
def problem_list(request: SignedIn) -> HttpResponse:
    """The problem list as offices know it, narrowed like the list of findings; all that may be read."""
    actor, seen, today = request.actor, findings_for(request.actor), clock.today()
    table = TablePage(FINDINGS, seen, request.GET)
    rows = problems_of(seen.filter(pk__in=table.filtered.values("pk")))
    lines = {
        line.key: line.title_zh
        for year in {row.inspection.year for row in rows}
        for line in categories_of(year)
    }
    told = {row.pk: row.fed_back_on is not None or sees_as_office(actor, row) for row in rows}
    with override(CHINESE):
        about = said_filters(table)
    sheet = problem_sheet(rows, lines, today, about, told=told)
    return workbook(workbook_bytes([sheet]), f"{sheet.name}-{today:%Y%m%d}.xlsx")


@page(methods=("POST",))
def findings_list(request: SignedIn, key: str) -> HttpResponse:
    """Puts every finding of the inspection that is final on the ledger; the clock does the same every hour."""
    row = inspection_for(request.actor, key)
    done = list_final(actor=request.actor, inspection=row)
    said = ngettext("%(n)s finding was put on the ledger.", "%(n)s findings were put on the ledger.", done)
    messages.success(request, said % {"n": done})
    return see("findings", query={"inspection": key})
