"""The trial of a scheme (试算): inputs in, places and what they rest on out; nothing is stored."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from assessments.appraisals.actions.contents import inside
from assessments.appraisals.documents.trial import trial_sheets
from assessments.appraisals.forms.trying import TrialForm, try_out
from assessments.appraisals.models import Scheme
from assessments.appraisals.queries.schemes import scheme_for
from assessments.appraisals.queries.trying import in_the_way
from assessments.appraisals.queries.units import units_in
from assessments.appraisals.rules.content import scheme_in
from assessments.appraisals.rules.inputs_toml import example_toml
from assessments.appraisals.rules.trial import Trial
from assessments.appraisals.views.shown_trial import faults_ledger, groups_shown, moves_shown
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.forms import tried
from revitalization.kit.views import SignedIn, page, workbook
from revitalization.kit.workbooks import workbook_bytes

AS_WORKBOOK = "workbook"


@page(methods=("GET", "POST"))
def trial(request: SignedIn, key: str) -> HttpResponse:
    """Tries the scheme out on a file of inputs: the result is the answer, since nobody keeps it."""
    row = scheme_for(request.actor, key)
    # It is read already: the assessed read a published one from below.
    request.actor.require(C.ASSESS_DESIGN, row)
    if found := in_the_way(row):
        status = 409 if request.method == "POST" else 200
        return _shown(request, row, {"faults": faults_ledger(found)}, status)
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form, chosen = TrialForm(*given), request.FILES.get("inputs")
    example = example_toml(scheme_in(row.content))
    context: dict[str, Any] = {
        "form": form,
        "example": example,
        "chosen": chosen.name if chosen is not None else "",
    }
    if request.method != "POST" or not form.is_valid():
        return _shown(request, row, context, 400 if form.errors else 200)
    data = form.cleaned_data["inputs"]
    made = tried(
        form,
        lambda: try_out(actor=request.actor, scheme=row, data=data),
        lambda problem: inside("inputs", problem),
    )
    if made.result is None:
        return _shown(request, row, context, made.status)
    units = units_in(row.content)
    if request.POST.get("as") == AS_WORKBOOK:
        return _workbook(row, made.result, units, context["chosen"])
    return _shown(request, row, context | _of_trial(made.result, units))


def _of_trial(made: Trial, units: Mapping[str, Unit]) -> dict[str, Any]:
    return {
        "trial": made,
        "groups": groups_shown(made, units),
        "moves": moves_shown(made, units),
        "as_of": clock.now(),
    }


def _shown(request: SignedIn, row: Scheme, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, "appraisals/trial.html", {"scheme": row, **context}, status=status)


def _workbook(row: Scheme, made: Trial, units: Mapping[str, Unit], file: str) -> HttpResponse:
    sheets = trial_sheets(row, made, units, clock.today(), file)
    return workbook(workbook_bytes(sheets), gettext("%(key)s trial.xlsx") % {"key": row.key})
