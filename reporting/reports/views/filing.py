"""The report of one unit: reading it, and every act on it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from reporting.reports import rules
from reporting.reports.actions import DO
from reporting.reports.actions.deciding import receive_and_accept
from reporting.reports.models import Obligation
from reporting.reports.queries.coming_back import why_back
from reporting.reports.queries.reports import files_shown, view_of
from reporting.reports.queries.slips import may_press, slips_of
from reporting.reports.queries.steps import steps_of
from reporting.reports.views.common import done_and_next, obligation_for
from responsibilities.files.forms import EvidenceForm
from responsibilities.numbers.queries import next_free
from responsibilities.record.queries import about
from responsibilities.roles import Capability as C
from revitalization.kit import clock
from revitalization.kit.act_pages import ActPages
from revitalization.kit.errors import FieldError, Invalid, Problem, Stale, VersionNeeded
from revitalization.kit.forms import ActForm, VersionedForm
from revitalization.kit.ports import walked
from revitalization.kit.views import SignedIn, go_on, page
from revitalization.kit.workflow import Act

PAGES = ActPages(DO)


@page(params={"version"})
def report(request: SignedIn, cycle: str, code: str) -> HttpResponse:
    """The report as it stands: text, signatures, versions, decisions, evidence, record, and what can be done."""
    obligation = obligation_for(request.actor, cycle, code)
    return render(request, "reports/report.html", _context(request, obligation, _number(request)))


def _number(request: HttpRequest) -> int | None:
    raw = request.GET.get("version", "")
    if not raw:
        return None
    if not raw.isdecimal() or len(raw) > 4:
        raise Invalid(errors=[FieldError("version", _("Write the number of a version."))])
    return int(raw)


def _context(request: SignedIn, obligation: Obligation, number: int | None = None) -> dict[str, Any]:
    found = view_of(obligation, request.actor, number)
    return {
        "view": found,
        "obligation": obligation,
        "today": clock.today(),
        "buttons": DO.offered(found.acts),
        "files": files_shown(found),
        "entries": about(request.actor, "report", obligation.public_id),
        "pending": rules.PENDING,
        "steps": steps_of([obligation], request.actor).get(obligation.public_id, []),
        "slips": slips_of(obligation),
        "came_back": why_back(obligation, request.actor, found.submissions),
        "may_write": request.actor.can(C.REPORT_DRAFT, obligation),
        "upload": EvidenceForm(),
        "may_press": obligation.status in rules.PENDING and may_press(request.actor, obligation),
        "may_attach": found.may_edit and request.actor.can(C.REPORT_DRAFT, obligation),
        "can_sign": any(act.key == "sign" for act in found.acts),
        "submit_form": _submit_form(obligation) if any(act.key == "submit" for act in found.acts) else None,
    }


def _submit_form(obligation: Obligation) -> ActForm:
    """The form of submitting, with the number that is free in the unit's register."""
    form = PAGES.form("submit", obligation)
    free = next_free(obligation.unit, ["report"], clock.today().year)
    if free:
        said = _("The next free number is %(number)s. Leave it empty if the paper has none yet.")
        form.fields["document_number"].help_text = said % {"number": free}
    return form


@page(methods=("GET", "POST"))
def act(request: SignedIn, cycle: str, code: str, key: str) -> HttpResponse:
    """One act: POST does it; GET asks for what it takes (a reason, a new deadline) on a page of its own."""

    def ask(row: Obligation, wanted: Act) -> tuple[str, dict[str, Any]]:
        beside = walked(request, ("report", row.public_id))
        if beside is not None:
            return beside[0], beside[1] | {"tried": wanted.key}
        # The page of sending is the report itself, so that what is sent is what was read.
        template = "reports/report.html" if wanted.key == "send" else "reports/act.html"
        return template, _context(request, row) | {"act": wanted, "next": request.POST.get("next", "")}

    def done(row: Obligation, wanted: Act) -> HttpResponse:
        # The last signature may have submitted the report.
        filed = wanted.key == "sign" and obligation_for(request.actor, cycle, code).status == rules.SUBMITTED
        word = _("Sign and submit") if filed else _(wanted.label)
        said = done_and_next(_("Done: %(act)s.") % {"act": word}, request.actor, cycle, code)
        # On the walk the next report lies there already: which one it was is said.
        messages.success(request, f"{row.unit.name} {said}" if request.POST.get("walk") else said)
        return go_on(request, "report", cycle, code)

    return PAGES.page(
        request,
        key,
        lambda: obligation_for(request.actor, cycle, code),
        page=ask,
        done=done,
        told=_text_moved_on,
    )


@page(methods=("POST",))
def receive_accept(request: SignedIn, cycle: str, code: str) -> HttpResponse:
    """Receives and accepts a report at once, and goes on to the next one that waits."""
    row = obligation_for(request.actor, cycle, code)
    sent = VersionedForm(request.POST)
    if not sent.is_valid():
        raise VersionNeeded
    receive_and_accept(actor=request.actor, obligation=row, version=sent.cleaned_data["version"])
    said = _("Done: %(act)s.") % {"act": _("Receive and accept")}
    messages.success(request, f"{row.unit.name} {done_and_next(said, request.actor, cycle, code)}")
    return go_on(request, "report", cycle, code)


def _text_moved_on(problem: Problem) -> Problem:
    """A text that moved on: who saved it, and that it stands here now, to be read before it is sent."""
    if not problem.extra.get("author"):
        return problem
    said = _(
        "%(author)s has changed the text since you opened the page. Read it as it stands now, then send it."
    )
    return Stale(said % problem.extra)
