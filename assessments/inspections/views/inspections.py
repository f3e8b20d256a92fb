"""The page of one inspection, every act on it, its papers, and making one outside the plan."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.inspections import rules
from assessments.inspections.actions import DO
from assessments.inspections.actions.making import Wanted, make
from assessments.inspections.forms import InspectionForm
from assessments.inspections.models import Inspection
from assessments.inspections.queries.facts import inspection_facts
from assessments.inspections.queries.inspections import View, view_of
from assessments.inspections.queries.steps import steps_by_key, steps_of
from assessments.inspections.queries.teams import conducts
from assessments.inspections.queries.within import inspection_for, sees_as_issuer
from assessments.inspections.rules import inspections, kinds
from assessments.inspections.views.choices import INSPECTION_PARTS
from assessments.inspections.views.common import (
    done_and_next,
    member_lines,
    planning_units,
    said_days,
    target_lines,
)
from assessments.inspections.work import PAPER_JOB, PAPERS
from responsibilities.duties.queries import said_categories
from responsibilities.jobs.actions.running import queue
from responsibilities.record.queries import about
from responsibilities.roles import Capability as C
from revitalization.kit import clock
from revitalization.kit.act_pages import FORM, ActPages, asks
from revitalization.kit.errors import FieldError, Forbidden, Hidden, Invalid
from revitalization.kit.forms import tried
from revitalization.kit.language import translated
from revitalization.kit.views import SignedIn, go_on, page, see
from revitalization.kit.workflow import Act

_PLAIN = ActPages(DO, INSPECTION_PARTS)
_SCHEME = ActPages(DO, INSPECTION_PARTS, start=lambda row: row.scheme)
PAGES = {**dict.fromkeys(DO, _PLAIN), "write_scheme": _SCHEME}


def at_once() -> frozenset[str]:
    """Acts that take nothing: done from the inspection's page."""
    return frozenset(key for key in DO if not DO[key].takes)


@page()
def inspection(request: SignedIn, key: str) -> HttpResponse:
    """The inspection as it stands: what, whom, when, scheme, team, papers, what can be done."""
    row = inspection_for(request.actor, key)
    return render(request, "inspections/inspection.html", _context(request, row))


def _context(request: SignedIn, row: Inspection) -> dict[str, Any]:
    found = view_of(row, request.actor)
    acts = rules.INSPECTION.available(row, request.actor, lambda it: inspection_facts(it, request.actor))
    return {
        "inspection": row,
        "responsibilities": said_categories(row.categories, row.year),
        "view": found,
        "state": rules.INSPECTION.state(row.status),
        "kind": _(kinds.KINDS[row.kind]),
        "days": said_days(row.from_on, row.to_on),
        "targets": target_lines(found.targets, found.leaders),
        "members": member_lines(found.members) if found.whole else None,
        "scheme": _scheme(row) if found.whole else [],
        "scheme_state": _(inspections.SCHEMES[row.scheme_state]),
        "scheme_waits": row.scheme_state != inspections.AGREED,
        "why_not": _why_not(request, row, found),
        "papers": _papers(row, found),
        "buttons": DO.offered(acts),
        "records": row.status == rules.ON_SITE and conducts(request.actor, row),
        "lists": row.fed_back_on is not None and request.actor.can(C.INSPECT_PLAN, row, row.remit),
        "at_once": at_once(),
        "steps": steps_of([row], request.actor).get(row.key, []),
        "today": clock.today(),
        "entries": about(request.actor, "inspection", row.key),
    }


def _scheme(row: Inspection) -> list[tuple[str, str]]:
    return [
        (_(inspections.PART_WORDS[name]), row.scheme[name])
        for name in inspections.PARTS
        if row.scheme.get(name)
    ]


def _why_not(request: SignedIn, row: Inspection, found: View) -> str:
    """What stands against going on, for whoever could: so that nobody looks for a button that is not there."""
    if row.status not in inspections.AHEAD or not request.actor.can(C.INSPECT_PLAN, row, row.remit):
        return ""
    following = "notice" if row.announced and row.status == rules.PLANNED else "begin"
    why = rules.INSPECTION.why_not(following, row, lambda it: inspection_facts(it, request.actor))
    return translated(why) if why else ""


def _papers(row: Inspection, found: View) -> list[tuple[str, str]]:
    """Papers that can be printed now: (word, what is asked for)."""
    papers = []
    if found.whole and row.scheme_state:
        papers.append(("scheme", _("Scheme (PDF)")))
    if row.noticed_on is not None:
        papers.append(("notice", _("Notice (PDF)")))
    return papers


@page(methods=("GET", "POST"))
def act(request: SignedIn, key: str, act: str) -> HttpResponse:
    """One act: POST does it; GET asks for what it takes on a page of its own."""

    def ask(row: Inspection, wanted: Act) -> tuple[str, dict[str, Any]]:
        word = _(wanted.label)
        return FORM, asks(word, word, reverse("inspection", args=[key]), str(row), row.issuer.path)

    def done(_row: Inspection, wanted: Act) -> HttpResponse:
        follows = steps_by_key(request.actor, [key]).get(key, ())
        messages.success(request, done_and_next(_(wanted.label), follows))
        return go_on(request, "inspection", key)

    return PAGES[act].page(request, act, lambda: inspection_for(request.actor, key), page=ask, done=done)


@page(methods=("GET", "POST"))
def inspection_new(request: SignedIn) -> HttpResponse:
    """Makes an inspection outside the plan, on an approval; what clashes is refused with the other named."""
    issuers = planning_units(request.actor)
    if not issuers:
        raise Forbidden
    form = InspectionForm(
        request.POST or None,
        initial={"announced": True, "days": 2},
        actor=request.actor,
        issuers=issuers,
        year=clock.today().year,
    )
    status = 400 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        trial = tried(form, lambda: _made(request, form))
        if trial.result is not None:
            messages.success(request, _("It is made. Write its scheme and draw its team next."))
            return see("inspection", trial.result.key)
        status = trial.status
    said = asks(
        _("New inspection outside the plan"),
        _("Make it"),
        reverse("inspections"),
        _(
            "It is held against the caps of each unit; what clashes is refused with the other inspection named."
        ),
    )
    return render(request, FORM, {"form": form, **said}, status=status)


def _made(request: SignedIn, form: InspectionForm) -> Inspection:
    data = dict(form.cleaned_data)
    issuer = form.issuers[data.pop("issuer")]
    return make(actor=request.actor, issuer=issuer, wanted=Wanted(**data))


@page(methods=("POST",))
def inspection_paper(request: SignedIn, key: str) -> HttpResponse:
    """Asks for the scheme or the notice as an official document; its page shows the progress and the download."""
    row = inspection_for(request.actor, key)
    what = request.POST.get("paper", "")
    if not what:
        raise Invalid(errors=[FieldError("paper", _("Say which paper is wanted."), "required")])
    if what not in PAPERS or (what == "scheme" and not sees_as_issuer(request.actor, row)):
        raise Hidden
    params = {"key": row.key, "paper": what}
    lo = row.lo if sees_as_issuer(request.actor, row) else view_of(row, request.actor).targets[0].lo
    job = queue(actor=request.actor, kind=PAPER_JOB.key, params=params, lo=lo, capability=C.INSPECT_READ)
    return see("job", job.public_id)
