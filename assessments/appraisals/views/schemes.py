"""Schemes: the list, a new one, one with its tree and what is wrong with it, its file, every act on it."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.appraisals.actions import DO
from assessments.appraisals.actions.beginning import begin
from assessments.appraisals.actions.contents import inside
from assessments.appraisals.forms.schemes import SchemeNewForm
from assessments.appraisals.models import Scheme
from assessments.appraisals.models.schemes import called
from assessments.appraisals.queries.facts import scheme_facts
from assessments.appraisals.queries.reading import shown
from assessments.appraisals.queries.schemes import (
    earlier_of,
    editions_of,
    own_scheme_for,
    scheme_for,
    schemes_for,
)
from assessments.appraisals.rules import course
from assessments.appraisals.rules.numbers import plain
from assessments.appraisals.rules.toml_text import scheme_toml
from assessments.appraisals.views.common import badge, designing_units
from assessments.appraisals.views.shown import grades_of, limiters_of, settings_of, tree_of
from assessments.appraisals.views.shown_trial import faults_ledger
from responsibilities.record.queries import about
from responsibilities.roles import Capability as C
from revitalization.kit import clock
from revitalization.kit.act_pages import FORM, ActPages, asks
from revitalization.kit.columns import Column, Filter, Order, Place, Table
from revitalization.kit.errors import Forbidden
from revitalization.kit.forms import tried
from revitalization.kit.periods import FIRST_YEAR
from revitalization.kit.tables import TablePage
from revitalization.kit.views import SignedIn, page, saved, see
from revitalization.kit.workflow import Act

PAGES = ActPages(DO, start=lambda row: {"content": text_of(row)})
AT_ONCE = frozenset(key for key in DO if not DO[key].takes)
ON_PAGES_OF_THEIR_OWN = frozenset({"edit"})
"""Acts that the page of a scheme leads to in parts: its tree, settings, groups."""


def _years() -> list[tuple[str, str]]:
    return [(str(year), str(year)) for year in range(clock.today().year + 1, FIRST_YEAR - 1, -1)]


SCHEMES = Table(
    name="assessment-schemes",
    columns=(
        Column("title", _("Scheme"), value=lambda row: called(row["title"], row["edition"]),
               url=lambda row: reverse("assessment_scheme", args=[row["key"]]), lead=True),
        Column("issuer", _("Issuer"), "unit", value=lambda row: Place(row["issuer__name"], row["issuer__path"])),
        Column("year", _("Year"), "number"),
        Column("edition", _("Edition"), "number"),
        Column("number", _("Document number")),
        Column("published_on", _("Published on"), "date"),
        Column("status", _("State"), "badge", value=lambda row: badge(row["status"])),
    ),
    filters=(
        Filter("year", _("Year"), lambda rows, it: rows.filter(year=int(it)), choices=_years),
        Filter("status", _("State"), lambda rows, it: rows.filter(status=it),
               choices=[(state.key, _(state.label)) for state in course.SCHEME.states]),
    ),
    orders=(Order("newest", ("-year", "lo", "-id")),),
    fields=(
        "id", "lo", "key", "title", "year", "edition", "issuer__name", "issuer__path", "number", "published_on",
        "status",
    ),
    empty=_("There is no scheme yet"),
    empty_hint=_("The office of the leading group draws it up; it is published from October on for the whole year."),
)  # fmt: skip


@page(params=SCHEMES.names)
def schemes(request: SignedIn) -> HttpResponse:
    """The schemes that hold where the reader is, and those on their way at the own office."""
    table = TablePage(SCHEMES, schemes_for(request.actor), request.GET)
    return render(
        request, "appraisals/schemes.html", {"table": table, "may_design": request.actor.has(C.ASSESS_DESIGN)}
    )


@page(params=("copy",), methods=("GET", "POST"))
def scheme_new(request: SignedIn) -> HttpResponse:
    """Begins a scheme: empty, from another one, or from a file."""
    issuers = designing_units(request.actor)
    if not issuers:
        raise Forbidden
    wanted = request.POST.get("copy") or request.GET.get("copy", "")
    own = schemes_for(request.actor).filter(Q(issuer__code__in=issuers) | Q(key=wanted))
    others = {row.key: f"{row}（{row.issuer.name}）" for row in own}
    start = {"year": clock.today().year, "copy": wanted}
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = SchemeNewForm(*given, initial=start, issuers=issuers, others=others)
    status = 400 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        trial = tried(
            form,
            lambda: begin(actor=request.actor, issuers=issuers, said=form.cleaned_data),
            lambda problem: inside("file", problem) if form.cleaned_data["file"] else problem,
        )
        if trial.result is not None:
            return see("assessment_scheme", trial.result.key)
        status = trial.status
    said = asks(gettext("New scheme"), gettext("Begin the scheme"), reverse("assessment_schemes"))
    return render(request, "appraisals/new.html", {"form": form, **said}, status=status)


@page()
def scheme(request: SignedIn, key: str) -> HttpResponse:
    """A scheme with its tree, groups, limiters and grades, what is wrong with it, and what can be done."""
    row = scheme_for(request.actor, key)
    judged = row.status in course.OPEN
    found = shown(row, judged=judged)
    acts = course.SCHEME.available(
        row, request.actor, lambda it: scheme_facts(it, request.actor, found.faults)
    )
    offered = [act for act in DO.offered(acts) if act.key not in ON_PAGES_OF_THEIR_OWN]
    context = {
        "scheme": row,
        "state": course.SCHEME.state(row.status),
        "found": found,
        "adds_up": found.sum is not None and found.sum == found.base,
        "sum": plain(found.sum) if found.sum is not None else "?",
        "base": plain(found.base) if found.base is not None else "?",
        "tree": tree_of(found.lines),
        "grades": grades_of(row.content),
        "settings": settings_of(row.content),
        "limiters": limiters_of(row.content),
        "faults": faults_ledger(found.faults) if found.faults else None,
        "buttons": offered,
        "at_once": AT_ONCE,
        "may_edit": any(act.key == "edit" for act in acts),
        "may_try": request.actor.can(C.ASSESS_DESIGN, row),
        "may_copy": request.actor.has(C.ASSESS_DESIGN),
        "earlier": earlier_of(request.actor, row),
        "editions": [it for it in editions_of(request.actor, row) if it.pk != row.pk],
        "entries": about(request.actor, "assessment_scheme", row.key),
    }
    return render(request, "appraisals/scheme.html", context)


@page(methods=("GET", "POST"))
def scheme_act(request: SignedIn, key: str, act: str) -> HttpResponse:
    """One act on a scheme: POST does it; GET asks for what it takes."""

    def ask(row: Scheme, wanted: Act) -> tuple[str, dict[str, Any]]:
        word = gettext(wanted.label)
        return FORM, asks(word, word, reverse("assessment_scheme", args=[key]), row.title, row.issuer.path)

    def done(_row: Scheme, wanted: Act) -> HttpResponse:
        messages.success(request, gettext("Done: %(act)s.") % {"act": gettext(wanted.label)})
        return see("assessment_scheme", _next(key, wanted))

    return PAGES.page(request, act, lambda: own_scheme_for(request.actor, key), page=ask, done=done)


def _next(key: str, wanted: Act) -> str:
    """The scheme one goes on with: after a new edition was begun, that one."""
    if wanted.key != "revise":
        return key
    found = Scheme.objects.filter(before__key=key, status=course.DRAFTED).order_by("-edition").first()
    return found.key if found is not None else key


@page()
def scheme_file(request: SignedIn, key: str) -> HttpResponse:
    """What “Import” takes and `manage.py assess` reads."""
    row = scheme_for(request.actor, key)
    return saved(text_of(row).encode(), f"{row.key}.scheme.toml", "application/toml")


def text_of(row: Scheme) -> str:
    """The scheme as TOML: as it was read where nothing was changed since."""
    return row.source or scheme_toml(row.content)
