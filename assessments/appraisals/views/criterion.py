"""One criterion of a draft: its fields, the formula as a sentence, and what comes of it on example values."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.appraisals.actions.writing import write
from assessments.appraisals.forms.criterion import CriterionForm
from assessments.appraisals.models import Scheme
from assessments.appraisals.rules.content import Content, part_of
from assessments.appraisals.rules.fields import Faults
from assessments.appraisals.rules.numbers import plain, shown
from assessments.appraisals.rules.reading import CRITERION, MOST_PLACES, SOURCES, criterion_of
from assessments.appraisals.rules.saying import STEP_WORDS, formula
from assessments.appraisals.rules.schemes import Criterion
from assessments.appraisals.rules.tree import Table, under
from assessments.appraisals.rules.trying import Tried
from assessments.appraisals.rules.trying import tried as tried_on
from assessments.appraisals.rules.trying_values import example_lines
from assessments.appraisals.views.parts import draft_for
from revitalization.kit.columns import Column
from revitalization.kit.errors import FieldError, Hidden, Invalid, Problem, Stale
from revitalization.kit.forms import tried
from revitalization.kit.language import said_together
from revitalization.kit.ledgers import Ledger
from revitalization.kit.views import SignedIn, page, see

SHOW, TRY = "show", "try"
TRIED = (
    Column("line", _("Value"), value=lambda it: it.line, lead=True),
    Column("share", _("Share"), "number", value=lambda it: "—" if it.share is None else plain(it.share)),
    Column("points", _("Points"), "number", value=lambda it: it.said),
    Column("why", _("Why"), value=lambda it: it.why, width="wide"),
)


class Shown:
    """A tried value as the table shows it."""

    def __init__(self, one: Tried, places: int) -> None:
        self.line, self.share = one.line, one.share
        self.said = "—" if one.points is None else shown(one.points, places)
        self.why = said_together((one.fault,) if one.fault else one.why)


@page(methods=("GET", "POST"))
def criterion(request: SignedIn, key: str, number: str) -> HttpResponse:
    """The criterion at that place of the list; “Show its fields” and “Try” save nothing."""
    row = draft_for(request, key)
    criteria: list[Table] = [dict(one) for one in row.content.get(CRITERION, ())]
    said = request.POST.get("key") if request.method == "POST" else None
    at = _place(criteria, int(number) - 1, said)
    table = criteria[at] if at is not None else {"key": said}
    inner = bool(under(criteria, str(table["key"])))
    if request.method != "POST":
        return _page(request, row, CriterionForm(None, table, row.version, inner=inner), table)
    form = CriterionForm(request.POST, table, row.version, inner=inner)
    good = form.is_valid()
    if at is None:
        form.add_error(None, gettext("Somebody else has taken this criterion out meanwhile."))
        return _page(request, row, form, form.made, 409)
    do = request.POST.get("do")
    if do == SHOW:
        # Nobody has filled in the fields of the new type yet: what is missing is not told before it is saved.
        return _page(request, row, _unjudged(form, row, inner), form.made)
    if do == TRY:
        return _page(request, row, form, form.made)
    if not good:
        return _page(request, row, form, form.made, 400)
    trial = tried(form, lambda: _saved(request, row, form, at), lambda problem: _at_fields(problem, form))
    if trial.done:
        messages.success(request, gettext("Saved."))
        return see("assessment_criterion", row.key, at + 1)
    if isinstance(trial.problem, Stale):
        _beside_theirs(draft_for(request, key), form)
    return _page(request, row, form, form.made, trial.status)


def _place(criteria: list[Table], at: int, key: str | None) -> int | None:
    """The place of the criterion: that of the address, or where it was moved since its page was opened.

    None where it is there no more. Raises `Hidden` where the address leads nowhere.
    """
    if key is None:
        if not 0 <= at < len(criteria):
            raise Hidden
        return at
    places = [n for n, one in enumerate(criteria) if one.get("key") == key]
    return at if at in places else next(iter(places), None)


def _beside_theirs(now: Scheme, form: CriterionForm) -> None:
    theirs = next(
        (one for one in now.content.get(CRITERION, ()) if one.get("key") == form.table["key"]), None
    )
    if theirs is not None:
        stored = CriterionForm(None, dict(theirs), now.version, inner=form.inner)
        form.beside_theirs(stored.initial, now.version)


def _unjudged(form: CriterionForm, row: Scheme, inner: bool) -> CriterionForm:
    """The same fields with the same texts, without what is wrong with them."""
    typed = {name: form[name].value() for name in form.fields}
    return CriterionForm(None, form.table, row.version, inner=inner, typed=typed)


def _saved(request: SignedIn, row: Scheme, form: CriterionForm, at: int) -> Scheme:
    new: Table = form.cleaned_data["table"]

    def change(content: Content) -> Content:
        rows = [new if n == at else one for n, one in enumerate(content[CRITERION])]
        return {**content, CRITERION: rows}

    return write(actor=request.actor, scheme=row, change=change, version=form.cleaned_data["version"])


def _at_fields(problem: Problem, form: CriterionForm) -> Problem:
    """A refusal with its place as a field of this page."""
    if not isinstance(problem, Invalid):
        return problem
    errors = []
    for error in problem.errors:
        part = error.field.rpartition(" · ")[2]
        errors.append(FieldError(part if part in form.fields else "", error.message, error.code))
    return Invalid(problem.detail, errors=errors)


def _page(
    request: SignedIn,
    row: Scheme,
    form: CriterionForm,
    table: Table | None,
    status: int = 200,
) -> HttpResponse:
    one = _scored(table)
    context = {
        "scheme": row,
        "form": form,
        "heading": f"{form.table['key']} {form.table.get('title', '')}".strip(),
        "formula": said_together(formula(one)) if one is not None else "",
        "tried": _tried(row, form, table, one) if table is not None and one is not None else None,
    }
    return render(request, "appraisals/criterion.html", context, status=status)


def _scored(table: Table | None) -> Criterion | None:
    """The criterion as far as its formula goes, whoever scores it; None while it has none."""
    if table is None or not table.get("type"):
        return None
    return criterion_of("", {**table, "title": table.get("title") or "-", "source": SOURCES[0]}, Faults())


def _tried(row: Scheme, form: CriterionForm, table: Mapping[str, Any], one: Criterion) -> Ledger:
    rounding = part_of(row.content["scheme"], "round")
    step, places = rounding.get("step"), rounding.get("places")
    digits = places if isinstance(places, int) and 0 <= places <= MOST_PLACES else 2
    said = {"step": step if step in STEP_WORDS else CRITERION, "places": digits}
    lines = str(form["values"].value() or "").splitlines()
    lines = [line for line in lines if line.strip()] or example_lines(one)
    found = tried_on(table, lines, said)
    return Ledger(TRIED, [Shown(it, digits) for it in found])
