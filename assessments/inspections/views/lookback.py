"""Looking back at what was closed: the drawings, one drawing with its lines, what was seen."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.inspections.actions import lookback as acts
from assessments.inspections.models import LookBack, Looked
from assessments.inspections.queries.within import in_remit
from assessments.inspections.rules.findings import title_of
from assessments.inspections.rules.lookback import BACK, RESULTS
from assessments.inspections.views.common import planning_units
from assessments.inspections.views.lookback_forms import DrawForm, LookedForm
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from responsibilities.units.queries import unit_under
from revitalization.kit.act_pages import FORM, asks
from revitalization.kit.actor import Actor
from revitalization.kit.columns import Badge, Column, Filter, Grey, Order, Place, Row, Rows, Table
from revitalization.kit.errors import Forbidden
from revitalization.kit.fetch import get_or_hidden
from revitalization.kit.forms import tried
from revitalization.kit.language import said_pairs
from revitalization.kit.tables import TablePage
from revitalization.kit.views import SignedIn, page, see, workbook
from revitalization.kit.workbooks import workbook_bytes

DRAWN = Table(
    name="lookbacks",
    columns=(
        Column("key", _("Look-back"), url=lambda row: reverse("lookback", args=[row["key"]])),
        Column("issuer__name", _("Issuing unit")),
        Column("drawn_on", _("Drawn on"), "date"),
        Column("n", _("Findings"), "number"),
        Column("looked", _("Looked at"), "number"),
        Column("came_back", _("Come back"), "number"),
    ),
    orders=(Order("latest", ("-id",)),),
    fields=("id", "key", "issuer__name", "drawn_on", "n", "looked", "came_back"),
    empty=_("No look-back was drawn yet"),
    empty_hint=_("Six to twelve months after closing a sample is drawn by lot and looked at again."),
)


def lookbacks_for(actor: Actor) -> Any:
    """The drawings at offices the actor may see without a remit that narrows them; others see their own lines only."""
    reach = actor.reach(C.INSPECT_READ)
    seen = Looked.objects.filter(in_remit(reach, "lo", "finding__inspection__categories"))
    return LookBack.objects.filter(pk__in=seen.values("lookback")).select_related("issuer")


def lines_for(actor: Actor, found: LookBack) -> Any:
    """The lines of the drawing within the actor's remit."""
    reach = actor.reach(C.INSPECT_READ)
    rows = Looked.objects.filter(in_remit(reach, "lo", "finding__inspection__categories"), lookback=found)
    return rows.select_related("finding__unit", "finding__inspection", "lookback")


@page(params=DRAWN.names)
def lookbacks(request: SignedIn) -> HttpResponse:
    """The drawings, the latest first."""
    rows = lookbacks_for(request.actor).annotate(
        n=Count("lines"),
        looked=Count("lines", filter=~Q(lines__result="")),
        came_back=Count("lines", filter=Q(lines__result=BACK)),
    )
    context = {"table": TablePage(DRAWN, rows, request.GET), "may_draw": bool(planning_units(request.actor))}
    return render(request, "inspections/lookbacks.html", context)


@page(methods=("GET", "POST"))
def lookback_draw(request: SignedIn) -> HttpResponse:
    """Draws by lot what is looked at again."""
    issuers = list(planning_units(request.actor).values())
    if not issuers:
        raise Forbidden
    form = DrawForm(request.POST or None, issuers=issuers)
    status = 400 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        issuer = form.issuers[form.cleaned_data["issuer"]]
        share = form.cleaned_data["share"]
        trial = tried(form, lambda: acts.draw(actor=request.actor, issuer=issuer, share=share))
        if trial.result is not None:
            messages.success(request, gettext("The sample is drawn."))
            return see("lookback", trial.result.key)
        status = trial.status
    said = asks(
        gettext("Draw a sample"),
        gettext("Draw"),
        reverse("lookbacks"),
        gettext("By lot; the seed is kept, so that anybody can draw again."),
    )
    return render(request, FORM, {"form": form, **said}, status=status)


def _line_url(row: Row) -> str:
    return reverse("lookback_enter", args=[row["lookback__key"], *row["finding__key"].split("/")])


def _result(row: Row) -> Any:
    if not row["result"]:
        return Grey(gettext("to be looked at"))
    key = row["result"]
    return Badge(key, gettext(RESULTS[key]), "red" if key == BACK else "green")


def _of_result(rows: Rows, result: str) -> Rows:
    return rows.filter(result="" if result == WAITING else result)


def _below(rows: Rows, unit: Unit) -> Rows:
    return rows.filter(finding__unit_lo__range=(unit.lo, unit.hi))


WAITING = "waiting"
LOOKED = Table(
    name="looked",
    columns=(
        Column("unit", _("Unit"), "unit", url=_line_url, lead=True,
               value=lambda row: Place(row["finding__unit__name"], row["finding__unit__path"])),
        Column("problem", _("Problem"), value=lambda row: title_of(row["finding__problem"], 80)),
        Column("place", _("Place"), value=lambda row: row["finding__place"], hide_on_phone=True),
        Column("number", _("Number"), value=lambda row: row["finding__number"], width="nowrap"),
        Column("result", _("Result"), value=_result),
        Column("looked_on", _("Day"), "date"),
    ),
    filters=(
        Filter("result", _("Result"), _of_result,
               choices=lambda: [(WAITING, gettext("to be looked at")), *said_pairs(RESULTS)]),
        Filter("under", _("Under the unit (code)"), _below, reads=unit_under),
    ),
    orders=(Order("place", ("finding__unit_lo", "id")),),
    fields=(
        "id", "lookback__key", "finding__key", "finding__number", "finding__unit__name", "finding__unit__path",
        "finding__unit_lo", "finding__problem", "finding__place", "result", "looked_on",
    ),
    empty=_("No findings here"),
    empty_hint=_("The drawing holds none that fits; take the filters away."),
)  # fmt: skip


@page(params=LOOKED.names)
def lookback(request: SignedIn, key: str) -> HttpResponse:
    """One drawing: its seed, its share, what could be drawn, and what was seen of each finding."""
    found = get_or_hidden(lookbacks_for(request.actor), key=key)
    return render(request, "inspections/lookback.html", {"lookback": found, "table": _looked(request, found)})


@page(params=LOOKED.names)
def lookback_sheet(request: SignedIn, key: str) -> HttpResponse:
    """The same as a workbook."""
    found = get_or_hidden(lookbacks_for(request.actor), key=key)
    sheet = _looked(request, found).sheet(gettext("Looking back"))
    return workbook(workbook_bytes([sheet]), f"{found.key}.xlsx")


def _looked(request: SignedIn, found: LookBack) -> TablePage:
    address = reverse("lookback_sheet", args=[found.key])
    return TablePage(LOOKED, lines_for(request.actor, found), request.GET, export_url=address)


def may_enter(actor: Actor, line: Looked) -> bool:
    """Whether the actor says what was seen, once: for whoever else reads it there is no form."""
    return line.looked_on is None and actor.can(C.INSPECT_PLAN, line, line.finding.remit)


@page(methods=("GET", "POST"))
def lookback_enter(request: SignedIn, key: str, inspection: str, n: str) -> HttpResponse:
    """What was seen of one finding; what has come back is reopened on the ledger at once."""
    found = get_or_hidden(lookbacks_for(request.actor), key=key)
    line = get_or_hidden(lines_for(request.actor, found), finding__key=f"{inspection}/{n}")
    form = LookedForm(request.POST or None)
    status = 400 if form.errors else 200
    if request.method == "POST":
        request.actor.require(C.INSPECT_PLAN, line, sees=C.INSPECT_READ, remit=line.finding.remit)
        if form.is_valid():
            trial = tried(form, lambda: acts.enter(actor=request.actor, line=line, **form.cleaned_data))
            if trial.done:
                messages.success(request, gettext("The result is kept."))
                return see("lookback", key)
            status = trial.status
    context = {
        "lookback": found,
        "line": line,
        "finding": line.finding,
        "form": form,
        "may_enter": may_enter(request.actor, line),
        "result": dict(said_pairs(RESULTS)).get(line.result, ""),
    }
    return render(request, "inspections/lookback_enter.html", context, status=status)
