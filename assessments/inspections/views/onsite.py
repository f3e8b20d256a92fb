"""On site: one problem a sheet, in under a minute; sent by the script in order, or by the page without it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.inspections.actions import findings as acts
from assessments.inspections.actions.sheets import same_sheet
from assessments.inspections.models import Finding, Inspection, Target
from assessments.inspections.queries.findings import finding_for, findings_for, others_on_team
from assessments.inspections.queries.teams import conducted_by
from assessments.inspections.rules import ON_SITE
from assessments.inspections.rules.findings import DISCARDED, title_of
from assessments.inspections.views.common import asks_of
from assessments.inspections.views.findings import finding_url
from assessments.inspections.views.sheet_forms import SheetForm, typed
from revitalization.kit.act_pages import FORM
from revitalization.kit.columns import Column, Order, Table
from revitalization.kit.errors import FieldError, Hidden, Invalid, Stale
from revitalization.kit.forms import tried
from revitalization.kit.problems import wants_json
from revitalization.kit.tables import TablePage
from revitalization.kit.views import SignedIn, page, see

OWN = Table(
    name="own-sheets",
    columns=(
        Column("number", _("Number"), url=finding_url, width="nowrap", lead=True),
        Column("unit", _("Unit"), value=lambda row: row["unit__name"]),
        Column("place", _("Place")),
        Column("problem", _("Problem"), value=lambda row: title_of(row["problem"], 80)),
    ),
    orders=(Order("latest", ("-sequence", "-id")),),
    fields=("id", "key", "number", "sequence", "client_key", "unit__name", "place", "problem"),
    page_size=20,
    empty=_("No sheet yet"),
    empty_hint=_("What you keep appears here with its number."),
)
"""The sheets of the own hand under the form, the latest first."""
COMPARED = (
    "place", "problem", "rule_broken", "evidence", "category", "how_soon", "severity", "extent", "found_on", "second",
)  # fmt: skip


def _form(request: SignedIn, row: Inspection, data: Any = None, **initial: Any) -> SheetForm:
    targets = list(
        Target.objects.filter(inspection=row, live=True).select_related("unit").order_by("from_on", "lo")
    )
    members = others_on_team(row, request.actor)
    return SheetForm(data, initial=initial or None, inspection=row, targets=targets, members=members)


@page(params=OWN.names, methods=("GET", "POST"))
def onsite(request: SignedIn, key: str) -> HttpResponse:
    """A fresh sheet and the last ones of one's own; POST keeps one sheet, whether it comes from the page or the script.

    The script is answered in JSON: what the sheet is by now; 412 with the other form of it, 400 with the wrong fields.
    """
    row = conducted_by(request.actor, key)
    if request.method != "POST":
        return _page(request, row, _form(request, row))
    form = _form(request, row, request.POST)
    if wants_json(request):
        return _for_script(request, row, form)
    if not form.is_valid():
        return _page(request, row, form, 400)
    there = _there(form)
    if there is not None and _clashes(there, form):
        return _clash(request, row, form, there)
    trial = tried(form, lambda: _save(request, row, form))
    if trial.result is None:
        return _page(request, row, form, trial.status)
    made = trial.result
    if request.POST.get("then") == "put":
        acts.put(actor=request.actor, finding=made, version=made.version)
        messages.success(request, gettext("%(number)s is before the unit.") % {"number": made.number})
    else:
        messages.success(request, gettext("%(number)s is kept.") % {"number": made.number})
    return see("onsite", key)


def _save(request: SignedIn, row: Inspection, form: SheetForm) -> Finding:
    data = form.cleaned_data
    return acts.save(
        actor=request.actor,
        inspection=row,
        unit=data["unit"],
        client_key=data["client_key"],
        sheet=form.sheet(),
        version=data["version"],
    )


def _for_script(request: SignedIn, row: Inspection, form: SheetForm) -> HttpResponse:
    if not form.is_valid():
        raise Invalid(
            errors=[
                FieldError(name, str(message)) for name, found in form.errors.items() for message in found
            ]
        )
    try:
        made = _save(request, row, form)
    except Stale as stale:
        there = _there(form)
        if there is None:
            raise
        raise Stale(version=stale.extra["version"], number=there.number, theirs=_words(there)) from stale
    answer = {"key": made.key, "number": made.number, "version": made.version, "status": made.status}
    return JsonResponse(answer | {"url": reverse("finding", args=made.key.split("/"))})


def _there(form: SheetForm) -> Finding | None:
    return Finding.objects.full().filter(client_key=form.cleaned_data["client_key"]).first()


def _clashes(there: Finding, form: SheetForm) -> bool:
    return form.cleaned_data["version"] != there.version and not same_sheet(there, form.sheet())


def _words(finding: Finding) -> dict[str, str]:
    """A sheet field by field, as it is compared with another form of it."""
    said = typed(finding)
    return {name: str(said[name] or "") for name in COMPARED} | {"second": finding.second_name}


def _clash(request: SignedIn, row: Inspection, form: SheetForm, there: Finding) -> HttpResponse:
    """Both forms side by side: keep one's own on top of the other, or leave the other as it is."""
    if (
        there.recorded_by_id != request.actor.user_id
        and not findings_for(request.actor).filter(pk=there.pk).exists()
    ):
        raise Hidden
    own = {name: str(form.data.get(name, "")) for name in form.fields} | {"version": str(there.version)}
    theirs = _words(there)
    choices = {name: dict(getattr(form.fields[name], "choices", [])) for name in COMPARED}
    lines = []
    for name in COMPARED:
        mine = str(own.get(name, ""))
        said = str(choices[name].get(mine, mine))
        other = theirs[name] if name == "second" else str(choices[name].get(theirs[name], theirs[name]))
        lines.append(
            {"label": form.fields[name].label, "mine": said, "theirs": other, "differs": said != other}
        )
    context = {
        "inspection": row,
        "finding": there,
        "lines": lines,
        "form": _form(request, row, own),
    }
    return render(request, "inspections/onsite_clash.html", context, status=409)


def _page(request: SignedIn, row: Inspection, form: SheetForm, status: int = 200) -> HttpResponse:
    mine = Finding.objects.full().filter(inspection=row, recorded_by_id=request.actor.user_id)
    context = {
        "inspection": row,
        "form": form,
        "open": row.status == ON_SITE,
        "table": TablePage(OWN, mine.exclude(status=DISCARDED), request.GET),
        "said": {
            "waiting": gettext("Kept on this device, not sent yet"),
            "sent": gettext("Sent"),
            "refused": gettext("Refused"),
            "offline": gettext("No connection. What you keep stays on this device and is sent in order."),
            "clash": gettext("Somebody changed this sheet meanwhile. Compare and choose."),
            "mine": gettext("Mine"),
            "theirs": gettext("What is there"),
            "keep_mine": gettext("Keep mine"),
            "keep_theirs": gettext("Leave it as it is"),
            "edit": gettext("Change it and send again"),
            "drop": gettext("Throw it away"),
            "sign_in": gettext("Sign in again, in another tab; nothing is lost."),
            "full": gettext("This device keeps nothing more. Send what is there first."),
        },
    }
    return render(request, "inspections/onsite.html", context, status=status)


@page(methods=("GET", "POST"))
def finding_edit(request: SignedIn, inspection: str, n: str) -> HttpResponse:
    """The sheet of a finding the unit has not seen yet, to be changed by the team."""
    found = finding_for(request.actor, f"{inspection}/{n}")
    row = conducted_by(request.actor, inspection)
    form = _form(request, row, request.POST or None, **typed(found))
    status = 400 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        trial = tried(
            form,
            lambda: acts.amend(
                actor=request.actor, finding=found, sheet=form.sheet(), version=form.cleaned_data["version"]
            ),
        )
        if trial.done:
            messages.success(request, gettext("%(number)s is kept.") % {"number": found.number})
            return see("finding", inspection, n)
        found = finding_for(request.actor, found.key)
        if _clashes(found, form):
            return _clash(request, row, form, found)
        status = trial.status
    about = asks_of(found, gettext("Change the sheet"), gettext("Keep the sheet"))
    return render(request, FORM, {"form": form, **about}, status=status)
