"""The report of one unit: reading, writing, and every act on it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from reporting.reports import rules
from reporting.reports.actions import DO, filing
from reporting.reports.forms import FORMS, DraftForm
from reporting.reports.models import Obligation
from reporting.reports.queries.reports import ReportView, files_shown, view_of
from reporting.reports.views.common import obligation_for
from responsibilities.record.queries import about
from responsibilities.roles import Capability as C
from revitalization.kit import clock
from revitalization.kit.act_pages import act_page
from revitalization.kit.errors import Conflict, FieldError, Invalid, Problem, Stale
from revitalization.kit.forms import take_errors
from revitalization.kit.views import SignedIn, page, safe_next, see
from revitalization.kit.workflow import Act


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
        "may_write": request.actor.can(C.REPORT_DRAFT, obligation),
        "may_attach": found.may_edit and request.actor.can(C.REPORT_DRAFT, obligation),
        "can_sign": any(act.key == "sign" for act in found.acts),
    }


@page(methods=("GET", "POST"))
def edit(request: SignedIn, cycle: str, code: str) -> HttpResponse:
    """The form; a POST saves the draft. Nothing typed is lost: a refused save shows the text again."""
    obligation = obligation_for(request.actor, cycle, code)
    request.actor.require(C.REPORT_DRAFT, obligation)
    found = view_of(obligation, request.actor)
    if not found.may_edit and request.method == "GET":
        return see("report", cycle, code)
    form = _draft_form(request, found)
    if request.method == "POST" and form.is_valid():
        try:
            draft = filing.save_draft(
                actor=request.actor,
                obligation=obligation,
                texts=form.texts(),
                version=form.cleaned_data["version"],
            )
        except Stale as stale:
            return _both_texts(request, found, form, stale)
        except Conflict as problem:
            # Sent on by a colleague, the cycle closed: what was typed stays on the page, to be copied.
            take_errors(form, problem)
            return _show_form(request, found, form, problem.status)
        except Invalid as problem:
            take_errors(form, problem)
        else:
            if request.POST.get("then") == "send":
                return _send(request, obligation, draft.version)
            messages.success(request, _("Draft saved."))
            return see("report_edit", cycle, code)
    return _show_form(request, found, form)


def _send(request: SignedIn, obligation: Obligation, draft_version: int) -> HttpResponse:
    try:
        filing.send(actor=request.actor, obligation=obligation, draft_version=draft_version)
    except Problem as problem:
        fresh = view_of(obligation, request.actor)
        again = DraftForm(
            fresh.parts, {**request.POST.dict(), "version": fresh.draft.version if fresh.draft else 0}
        )
        again.is_valid()
        take_errors(again, problem)
        return _show_form(request, fresh, again)
    messages.success(request, _("Sent for review."))
    return see("report", obligation.cycle.key, obligation.unit.code)


def _draft_form(request: HttpRequest, found: ReportView) -> DraftForm:
    version = found.draft.version if found.draft else 0
    return DraftForm(found.parts, request.POST or None, initial={"version": version})


def _show_form(
    request: SignedIn, found: ReportView, form: DraftForm, status: int = 200, **more: Any
) -> HttpResponse:
    rows = [(part, form[f"text-{part.section.key}"]) for part in found.parts]
    context = _context(request, found.obligation) | {"form": form, "rows": rows, "view": found, **more}
    return render(
        request, "reports/edit.html", context, status=400 if form.errors and status == 200 else status
    )


def _both_texts(request: SignedIn, found: ReportView, form: DraftForm, stale: Stale) -> HttpResponse:
    """The page after somebody else saved first: both texts side by side, based on the newer version."""
    theirs = stale.extra.get("theirs", {})
    differing = [
        (part, form.cleaned_data.get(f"text-{part.section.key}", ""), theirs.get(part.section.key, ""))
        for part in found.parts
        if form.cleaned_data.get(f"text-{part.section.key}", "") != theirs.get(part.section.key, "")
    ]
    data = request.POST.dict() | {"version": stale.extra["version"]}
    again = DraftForm(found.parts, data)
    again.is_valid()
    again.add_error(None, _("%(author)s saved in the meantime. Compare, then save again.") % stale.extra)
    return _show_form(request, found, again, 409, differing=differing, author=stale.extra.get("author", ""))


@page(methods=("POST",))
def autosave(request: SignedIn, cycle: str, code: str) -> HttpResponse:
    """Saves the draft for the script: 200 with version and time, 409 with the other text, 422 with field errors."""
    obligation = obligation_for(request.actor, cycle, code)
    found = view_of(obligation, request.actor)
    form = _draft_form(request, found)
    if not form.is_valid():
        return JsonResponse({"errors": _plain_errors(form)}, status=422)
    try:
        draft = filing.save_draft(
            actor=request.actor,
            obligation=obligation,
            texts=form.texts(),
            version=form.cleaned_data["version"],
        )
    except Stale as stale:
        theirs = {f"text-{key}": text for key, text in stale.extra.get("theirs", {}).items()}
        body = {"version": stale.extra["version"], "theirs": theirs, "author": stale.extra.get("author", "")}
        return JsonResponse(body, status=409)
    except Invalid as problem:
        errors = [{"field": f"text-{e.field}", "message": str(e.message)} for e in problem.errors]
        return JsonResponse({"errors": errors}, status=422)
    return JsonResponse({"version": draft.version, "saved_at": f"{clock.local(draft.saved_at):%H:%M}"})


def _plain_errors(form: DraftForm) -> list[dict[str, str]]:
    return [{"field": name, "message": str(error)} for name, found in form.errors.items() for error in found]


@page(methods=("GET", "POST"))
def act(request: SignedIn, cycle: str, code: str, key: str) -> HttpResponse:
    """One act: POST does it; GET asks for what it takes (a reason, a new limit) on a page of its own."""

    def ask(row: Obligation, wanted: Act) -> tuple[str, dict[str, Any]]:
        # The page of sending is the report itself, so that what is sent is what was read.
        template = "reports/report.html" if wanted.key == "send" else "reports/act.html"
        return template, _context(request, row) | {"act": wanted, "next": request.POST.get("next", "")}

    def done(_row: Obligation, wanted: Act) -> HttpResponse:
        messages.success(request, _("Done: %(act)s.") % {"act": _(wanted.label)})
        response = see("report", cycle, code)
        response["Location"] = safe_next(request, response.url)
        return response

    return act_page(
        request,
        DO,
        FORMS,
        key,
        lambda: obligation_for(request.actor, cycle, code),
        page=ask,
        done=done,
        told=_text_moved_on,
    )


def _text_moved_on(problem: Problem) -> Problem:
    """A text that moved on: who saved it, and that it stands here now, to be read before it is sent."""
    if not problem.extra.get("author"):
        return problem
    said = _(
        "%(author)s has changed the text since you opened the page. Read it as it stands now, then send it."
    )
    return Stale(said % problem.extra)
