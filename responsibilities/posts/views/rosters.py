"""Rosters: the workbook to fill in, the dry run, the workbook with reasons, the confirmation."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from responsibilities.posts import actions
from responsibilities.posts.actions.roster import told
from responsibilities.posts.documents import codes_sheet, heading, roster_template, roster_with_reasons
from responsibilities.posts.forms.roster import UploadForm, packed, read_roster, unpacked
from responsibilities.posts.queries import roster_lines
from responsibilities.posts.rules.roster_words import MOST_ROWS
from responsibilities.posts.views.people import workbook
from responsibilities.roles import Capability
from revitalization.kit import clock
from revitalization.kit.errors import FieldError, Forbidden, Invalid, Problem
from revitalization.kit.forms import take_errors
from revitalization.kit.views import SignedIn, page, see

SHOWN_ERRORS = 200


def _require(request: SignedIn) -> None:
    if not request.actor.has(Capability.ROSTER_IMPORT):
        raise Forbidden


@page(methods=("GET", "POST"))
def rosters(request: SignedIn) -> HttpResponse:
    """Upload a roster; the answer is its dry run."""
    _require(request)
    form = (
        UploadForm(request.POST or None, request.FILES or None) if request.method == "POST" else UploadForm()
    )
    if request.method == "POST" and form.is_valid():
        try:
            return _checked(request, form.cleaned_data["file"])
        except Problem as problem:
            if problem.status not in {400, 413}:
                raise
            take_errors(form, problem)
    return render(request, "posts/rosters.html", {"form": form}, status=400 if form.errors else 200)


def _checked(request: SignedIn, data: bytes) -> HttpResponse:
    read = read_roster(data)
    plan = actions.check_roster(actor=request.actor, rows=read.rows)
    errors = sorted([*read.errors, *told(plan.faults)], key=lambda error: error.row or 0)
    context = {
        "changed": plan.changed,
        "unchanged": plan.unchanged,
        "bad": len({error.row for error in errors}),
        "errors": [(error.row, heading(error.field), error.message) for error in errors[:SHOWN_ERRORS]],
        "more_errors": max(len(errors) - SHOWN_ERRORS, 0),
        "opening": sum(step.opens_sign_in for step in plan.steps),
        "payload": packed(data, request.actor.user_id),
    }
    return render(request, "posts/roster_check.html", context)


@page(params=("villages",))
def roster_template_file(request: SignedIn) -> HttpResponse:
    """The workbook to fill in, with the posts within reach and their present holders."""
    _require(request)
    reach = request.actor.reach(Capability.ROSTER_IMPORT)
    villages = request.GET.get("villages") == "1"
    lines = roster_lines(reach, clock.today(), villages=villages, limit=MOST_ROWS - 500)
    return workbook(roster_template(lines), "roster.xlsx")


@page(methods=("POST",))
def roster_reasons(request: SignedIn) -> HttpResponse:
    """The same workbook with a reason on each bad row."""
    _require(request)
    data = unpacked(request.POST.get("payload", ""), request.actor.user_id)
    read = read_roster(data)
    faults = actions.check_roster(actor=request.actor, rows=read.rows).faults
    errors: Sequence[FieldError] = [*read.errors, *told(faults)]
    return workbook(roster_with_reasons(data, errors), "roster-reasons.xlsx")


@page(methods=("POST",))
def roster_confirm(request: SignedIn) -> HttpResponse:
    """Carries the checked roster out, all rows or none; gives the new sign-ins back once as a workbook."""
    _require(request)
    data = unpacked(request.POST.get("payload", ""), request.actor.user_id)
    read = read_roster(data)
    if read.errors:
        raise Invalid(errors=read.errors)
    done = actions.import_roster(actor=request.actor, rows=read.rows)
    if done.sign_ins:
        return workbook(codes_sheet(done.sign_ins, clock.today()), "sign-ins.xlsx")
    text = ngettext("%(count)s row changed something.", "%(count)s rows changed something.", done.changed)
    messages.success(request, text % {"count": done.changed} if done.changed else _("Nothing to change."))
    return see("rosters")
