"""Offers of findings to sister units (举一反三): the list, one offer, its answer, and offering."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from assessments.inspections.actions.finding_acts import DO_SISTER
from assessments.inspections.actions.sisters import offer
from assessments.inspections.models import Sister
from assessments.inspections.queries.findings import finding_for, sisters_for
from assessments.inspections.rules.findings import title_of
from assessments.inspections.rules.sisters import SISTER
from assessments.inspections.views.common import FINDING_FORM, asks_of, item_url
from assessments.inspections.views.lookback_forms import OfferForm
from responsibilities.roles import Capability as C
from revitalization.kit import clock
from revitalization.kit.act_pages import ActPages, asks
from revitalization.kit.columns import Badge, Column, Filter, Order, Place, Row, Table
from revitalization.kit.fetch import get_or_hidden
from revitalization.kit.forms import tried
from revitalization.kit.tables import TablePage
from revitalization.kit.views import SignedIn, page, see
from revitalization.kit.workflow import Act

PAGES = ActPages(DO_SISTER)


def _url(row: Row) -> str:
    return reverse("sister", args=[*row["finding__key"].split("/"), row["unit__code"]])


def _state(row: Row) -> Badge:
    state = SISTER.state(row["status"])
    return Badge(state.key, gettext(state.label), state.tone)


SISTERS = Table(
    name="sisters",
    columns=(
        # The same finding is offered to several units.
        Column("number", _("Number"), value=lambda row: f"{row['finding__number']} {row['unit__name']}", url=_url),
        Column("problem", _("Problem"), value=lambda row: title_of(row["finding__problem"], 80), lead=True),
        Column("unit", _("Unit"), "unit", value=lambda row: Place(row["unit__name"], row["unit__path"])),
        Column("answer_by", _("Answer by"), "date"),
        Column("status", _("State"), "badge", value=_state),
    ),
    filters=(
        Filter("state", _("State"), lambda rows, it: rows.filter(status=it),
               choices=[(state.key, _(state.label)) for state in SISTER.states]),
    ),
    orders=(Order("latest", ("-id",)),),
    fields=("id", "finding__key", "finding__number", "finding__problem", "unit__code", "unit__name", "unit__path",
            "answer_by", "status"),
    empty=_("No problem of other units was offered"),
    empty_hint=_("What was found elsewhere and may be so here, too, appears here."),
)  # fmt: skip


@page(params=SISTERS.names)
def sisters(request: SignedIn) -> HttpResponse:
    """The offers the reader may see, the latest first."""
    table = TablePage(SISTERS, sisters_for(request.actor), request.GET)
    return render(request, "inspections/sisters.html", {"table": table})


def _one(request: SignedIn, inspection: str, n: str, code: str) -> Sister:
    return get_or_hidden(sisters_for(request.actor), finding__key=f"{inspection}/{n}", unit__code=code)


@page()
def sister(request: SignedIn, inspection: str, n: str, code: str) -> HttpResponse:
    """One offer: what was found elsewhere, and what this unit says of itself."""
    row = _one(request, inspection, n, code)
    acts = SISTER.available(row, request.actor, None)
    context = {
        "sister": row,
        "finding": row.finding,
        "state": SISTER.state(row.status),
        "buttons": DO_SISTER.offered(acts),
        "item_url": item_url(request.actor, row.item),
        "today": clock.today(),
    }
    return render(request, "inspections/sister.html", context)


@page(methods=("GET", "POST"))
def sister_act(request: SignedIn, inspection: str, n: str, code: str, act: str) -> HttpResponse:
    """The unit's own decision: it has the problem, too, or it looked and does not."""

    def ask(row: Sister, wanted: Act) -> tuple[str, dict[str, Any]]:
        word, back = gettext(wanted.label), reverse("sister", args=[inspection, n, code])
        return FINDING_FORM, {
            "finding": row.finding,
            **asks(word, word, back, row.finding.number, row.unit.path),
        }

    def done(_row: Sister, wanted: Act) -> HttpResponse:
        messages.success(request, gettext("Done: %(act)s.") % {"act": gettext(wanted.label)})
        return see("sister", inspection, n, code)

    return PAGES.page(request, act, lambda: _one(request, inspection, n, code), page=ask, done=done)


@page(methods=("GET", "POST"))
def sister_offer(request: SignedIn, inspection: str, n: str) -> HttpResponse:
    """Offers a finding to other units below the issuer."""
    row = finding_for(request.actor, f"{inspection}/{n}")
    request.actor.require(C.INSPECT_PLAN, row.inspection, sees=C.INSPECT_READ, remit=row.remit)
    form = OfferForm(request.POST or None, issuer=row.inspection.issuer)
    status = 400 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        trial = tried(form, lambda: offer(actor=request.actor, finding=row, codes=form.cleaned_data["codes"]))
        if trial.done:
            said = ngettext("%(n)s unit is asked now.", "%(n)s units are asked now.", trial.result or 0)
            messages.success(request, said % {"n": trial.result})
            return see("finding", inspection, n)
        status = trial.status
    about = asks_of(row, gettext("Offer it to other units"), gettext("Offer it"))
    return render(request, FINDING_FORM, {"finding": row, "form": form, **about}, status=status)
