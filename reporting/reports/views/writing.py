"""Writing the text of one report: the form, with and without scripts."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from reporting.reports import rules
from reporting.reports.actions import filing
from reporting.reports.actions.drafting import save_sections
from reporting.reports.models import Draft, Obligation
from reporting.reports.queries.reports import parts_of
from reporting.reports.queries.writing import Writing, around, writing_of
from reporting.reports.views.common import done_and_next, obligation_for
from responsibilities.files.forms import EvidenceForm
from responsibilities.roles import Capability as C
from revitalization.kit import clock, drafts
from revitalization.kit.drafts import SectionsForm
from revitalization.kit.errors import Conflict, Invalid, Problem
from revitalization.kit.forms import take_errors
from revitalization.kit.views import SignedIn, page, see


@page(methods=("GET", "POST"))
def edit(request: SignedIn, cycle: str, code: str) -> HttpResponse:
    """The form; a POST saves the draft. Nothing typed is lost: a refused save shows the text again."""
    other = drafts.another_writer(request)
    if other:
        return drafts.keep_for(request, other)
    obligation = obligation_for(request.actor, cycle, code)
    request.actor.require(C.REPORT_DRAFT, obligation)
    found = writing_of(obligation)
    if request.method == "POST":
        return _save(request, found)
    if not found.may_edit:
        return see("report", cycle, code)
    return _show_form(request, found, SectionsForm.opened(found.parts, found.version, request))


def _save(request: SignedIn, found: Writing) -> HttpResponse:
    form, row = SectionsForm(found.parts, request.POST), found.obligation
    if not form.is_valid():
        return _refused(request, found, form.shown_again(found.parts), 400)
    nobody = drafts.no_writer(request)
    if nobody:
        again = form.shown_to(found.parts, request)
        _take(again, nobody)
        return _refused(request, found, again, nobody.status)
    try:
        saved = save_sections(actor=request.actor, obligation=row, written=form.written())
    except (Conflict, Invalid) as problem:
        # Sent on by a colleague, the cycle closed, too long: what was typed stays on the page.
        again = form.shown_again(found.parts)
        _take(again, problem)
        return _refused(request, found, again, problem.status)
    sending = request.POST.get("then") == "send"
    if saved.clashes or (sending and saved.others):
        return _compare(request, row, form, saved)
    if sending:
        return _send(request, row, form, saved)
    messages.success(request, _("Draft saved."))
    return see("report_edit", row.cycle.key, row.unit.code)


def _take(form: SectionsForm, problem: Problem) -> None:
    """The family's errors on the sections they are about."""
    for error in problem.errors:
        name = drafts.TEXT + error.field
        form.add_error(name if name in form.fields else None, str(error.message))
    if not problem.errors:
        take_errors(form, problem)


def _compare(
    request: SignedIn, row: Obligation, form: SectionsForm, saved: drafts.Saved[Draft]
) -> HttpResponse:
    """The page after somebody else saved the same section first: both texts of only these, side by side.

    What clashed with nothing is saved. Nothing is sent that holds words of others the sender has not seen.
    """
    fresh = writing_of(row)
    again = form.shown_again(fresh.parts, saved)
    said = _("%(author)s saved this section in the meantime. Compare both texts, then save again.")
    unknown = _("It is not known which text yours rests on. Compare both texts, then save again.")
    for clash in saved.clashes:
        again.add_error(drafts.TEXT + clash.key, said % {"author": clash.author} if clash.author else unknown)
    if not saved.clashes:
        told = _("%(author)s has changed this section since you opened the page. Read it, then send.")
        for key in saved.others:
            again.add_error(drafts.TEXT + key, told % {"author": saved.draft.author_of(key)})
    titles = {part.key: part.title for part in fresh.parts}
    both = [(titles[clash.key], clash) for clash in saved.clashes]
    return _refused(request, fresh, again, 409, both=both)


def _send(request: SignedIn, row: Obligation, form: SectionsForm, saved: drafts.Saved[Draft]) -> HttpResponse:
    try:
        filing.send(actor=request.actor, obligation=row, draft_version=saved.draft.version)
    except Problem as problem:
        fresh = writing_of(row)
        again = form.shown_again(fresh.parts, saved)
        if not _sections_at_fault(again, fresh):
            _take(again, problem)
        return _refused(request, fresh, again, 400)
    said = done_and_next(_("Sent for review."), request.actor, row.cycle.key, row.unit.code)
    messages.success(request, said)
    return see("report", row.cycle.key, row.unit.code)


def _sections_at_fault(form: SectionsForm, found: Writing) -> bool:
    """One error for each section that keeps the draft from being sent; False where it is not the sections."""
    kind, texts = found.obligation.cycle.kind, {part.key: part.text for part in found.parts}
    if not found.may_edit:
        return False
    for section in rules.empty_sections(kind.parts(), texts):
        form.add_error(drafts.TEXT + section.key, _("Write this section; it is required."))
    for over, n in rules.parts_over(kind.parts(), texts, kind.length_limit):
        name = drafts.TEXT + over.key if over else None
        said = (
            _("Too long by %(n)s characters; shorten it.")
            if over
            else _("The whole report is too long by %(n)s characters.")
        )
        form.add_error(name, said % {"n": n})
    return bool(form.errors)


def _show_form(
    request: SignedIn, found: Writing, form: SectionsForm, status: int = 200, **more: Any
) -> HttpResponse:
    beside = around(found, request.actor)
    context = {
        "obligation": found.obligation,
        "today": clock.today(),
        "draft": found.draft,
        "form": form,
        "rows": [(part, form.section(part.key)) for part in beside["parts"]],
        "may_attach": found.may_edit,
        "upload": EvidenceForm(),
        **beside,
        **more,
    }
    return render(request, "reports/edit.html", context, status=status)


def _refused(request: SignedIn, found: Writing, form: SectionsForm, status: int, **more: Any) -> HttpResponse:
    """The form again after a refusal; it says whether something on it is not saved."""
    unsaved = any("data-unsaved" in form.section(part.key).field.widget.attrs for part in found.parts)
    return _show_form(request, found, form, status, unsaved=unsaved, **more)


def refused_file(request: SignedIn, found: Writing, upload: EvidenceForm, status: int) -> HttpResponse:
    """The page of writing, with what is wrong with a file that was to be added."""
    form = SectionsForm.opened(found.parts, found.version, request)
    return _show_form(request, found, form, status, upload=upload)


@page(methods=("POST",))
def autosave(request: SignedIn, cycle: str, code: str) -> HttpResponse:
    """Saves the draft for the script; the contract is in docs/interface.md."""
    other = drafts.another_writer(request)
    if other:
        return drafts.as_answer(other)
    obligation = obligation_for(request.actor, cycle, code)
    request.actor.require(C.REPORT_DRAFT, obligation)
    form = SectionsForm(parts_of(obligation.cycle.kind.parts(), {}), request.POST)
    if not form.is_valid():
        return JsonResponse({"errors": _plain_errors(form)}, status=422)
    nobody = drafts.no_writer(request)
    if nobody:
        return drafts.as_answer(nobody)
    try:
        saved = save_sections(actor=request.actor, obligation=obligation, written=form.written())
    except Conflict as problem:
        return drafts.as_answer(problem)
    except Invalid as problem:
        errors = [{"field": drafts.TEXT + e.field, "message": str(e.message)} for e in problem.errors]
        return JsonResponse({"errors": errors}, status=422)
    return drafts.answer(form, saved)


def _plain_errors(form: SectionsForm) -> list[dict[str, str]]:
    return [{"field": name, "message": str(error)} for name, found in form.errors.items() for error in found]
