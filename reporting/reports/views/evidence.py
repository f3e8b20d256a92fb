"""Evidence files of a report, its PDF, and the board as a workbook."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from reporting.reports.actions.slips import give_slip, refuse_filed
from reporting.reports.documents import board_sheet
from reporting.reports.documents.cycles import PAPER_WORDS
from reporting.reports.models import Obligation, Submission
from reporting.reports.queries.boards import board
from reporting.reports.queries.slips import latest_slips, may_press, may_press_below
from reporting.reports.queries.writing import writing_of
from reporting.reports.views.common import board_unit_for, cycle_for, obligation_for
from reporting.reports.views.writing import refused_file
from reporting.reports.work import PAPER_JOB, PDF_JOB, SLIP_JOB
from responsibilities.files.actions import attach as attach_file
from responsibilities.files.forms import EvidenceForm, read_upload
from responsibilities.jobs.actions.running import queue
from responsibilities.numbers.actions import refuse_past
from responsibilities.numbers.forms import SlipForm
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.errors import FieldError, Forbidden, Hidden, Invalid
from revitalization.kit.fetch import get_or_hidden
from revitalization.kit.forms import tried
from revitalization.kit.views import SignedIn, page, see, workbook
from revitalization.kit.workbooks import workbook_bytes


@page(methods=("POST",))
def attach(request: SignedIn, cycle: str, code: str) -> HttpResponse:
    """Adds one file; a refused one says why beside the field and changes nothing."""
    obligation = obligation_for(request.actor, cycle, code)
    form = EvidenceForm(request.POST, request.FILES)

    def add() -> None:
        sent = read_upload(request)
        attach_file(
            actor=request.actor,
            kind="report",
            key=obligation.public_id,
            lo=obligation.lo,
            name=sent.name,
            data=sent.data,
        )

    request.actor.require(C.REPORT_DRAFT, obligation)
    found = writing_of(obligation)
    if not found.may_edit:
        add()  # is refused with its own reason: there is no form any more to come back to
    trial = tried(form, add) if form.is_valid() else None
    if trial is None or not trial.done:
        return refused_file(request, found, form, trial.status if trial else 400)
    messages.success(request, _("The file was added."))
    return see("report_edit", cycle, code)


@page(methods=("POST",))
def report_pdf(request: SignedIn, cycle: str, code: str) -> HttpResponse:
    """Asks for the PDF of one submitted version; its page shows the progress and the download."""
    obligation = obligation_for(request.actor, cycle, code)
    number = request.POST.get("number", "")
    submissions = Submission.objects.filter(obligation=obligation)
    chosen = (
        get_or_hidden(submissions, number=int(number)) if number.isdecimal() and len(number) < 5 else None
    )
    if chosen is None:
        raise Invalid(errors=[FieldError("number", _("Write the number of a version."))])
    params = {"cycle": cycle, "code": code, "number": chosen.number}
    job = queue(
        actor=request.actor, kind=PDF_JOB.key, params=params, lo=obligation.lo, capability=C.REPORT_READ
    )
    return see("job", job.public_id)


@page(methods=("POST",))
def cycle_paper(request: SignedIn, key: str, code: str) -> HttpResponse:
    """Asks for a paper of the cycle: its notice, or the reminder or the board of one unit."""
    found = cycle_for(request.actor, key)
    unit = board_unit_for(request.actor, found, code)
    what = request.POST.get("paper", "")
    if not what:
        raise Invalid(errors=[FieldError("paper", _("Say which paper is wanted."), "required")])
    if what not in PAPER_WORDS:
        raise Hidden
    if what == "slips" and not may_press_below(request.actor, found, unit):
        raise Forbidden
    params = {"cycle": found.key, "code": unit.code, "paper": what}
    job = queue(
        actor=request.actor,
        kind=PAPER_JOB.key,
        params=params,
        lo=unit.lo,
        hi=unit.hi,
        capability=C.CYCLE_READ,
    )
    return see("job", job.public_id)


@page(methods=("GET", "POST"))
def cycle_export(request: SignedIn, key: str, code: str) -> HttpResponse:
    """The board of one unit as a workbook, at once; pages opened before it was so send their old form."""
    found = cycle_for(request.actor, key)
    unit = board_unit_for(request.actor, found, code)
    shown = board(found, unit, clock.today(), request.actor.reach(C.CYCLE_READ))
    return workbook(
        workbook_bytes([board_sheet(found, unit, shown.rows)]), f"{unit.name}-{found.period}.xlsx"
    )


@page(methods=("GET", "POST"))
def cycle_slip(request: SignedIn, key: str, code: str) -> HttpResponse:
    """The reminder slip of one unit: POST gives it a number, when one was typed, and makes the paper."""
    row = obligation_for(request.actor, key, code)
    if not may_press(request.actor, row):
        raise Forbidden
    last = latest_slips([row.pk]).get(row.pk)
    form = SlipForm(
        request.POST if request.method == "POST" else None,
        issuer=Unit.objects.get(pk=row.receiver_id),
        kinds=["slip", "cycle", "series"],
        by=_("To be filed by"),
        last=last,
    )
    status = 400 if form.errors else 200
    if form.is_valid():
        trial = tried(form, lambda: _slip_asked(request, row, form))
        if trial.result is not None:
            return trial.result
        status = trial.status
    context = {
        "word": _("Reminder slip"),
        "unit": row.unit,
        "about": row.cycle.title,
        "back": reverse("report", args=[row.cycle.key, row.unit.code]),
        "form": form,
        "slip": last,
    }
    return render(request, "numbers/slip.html", context, status=status)


def _slip_asked(request: SignedIn, row: Obligation, form: SlipForm) -> HttpResponse:
    """In one: the number is given only together with the paper that bears it."""
    refuse_filed(row)
    data = form.cleaned_data
    by = data["by"]
    if by:
        refuse_past(by)
    with transaction.atomic():
        if data["document_number"].strip():
            give_slip(actor=request.actor, obligation=row, **data)
        job = queue(
            actor=request.actor,
            kind=SLIP_JOB.key,
            params={"cycle": row.cycle.key, "code": row.unit.code, "by": by.isoformat() if by else ""},
            lo=row.lo,
            capability=C.REPORT_REMIND,
        )
    return see("job", job.public_id)
