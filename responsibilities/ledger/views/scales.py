"""Thresholds of the lamps: what each of the reader's issuing units holds to be too far, and setting it anew."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from responsibilities.ledger.actions.scales import set_scale
from responsibilities.ledger.forms import ScaleForm
from responsibilities.ledger.queries.scales import LOOKED_AT, InForce, Outlook, outlook, scale_for, scales_of
from responsibilities.ledger.rules.lamps import MOVING, SHORT_WORDS, TONES
from responsibilities.ledger.views.common import issuers_of
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit.columns import Column, Grey, Lamp
from revitalization.kit.errors import Forbidden
from revitalization.kit.fetch import get_or_hidden
from revitalization.kit.forms import tried
from revitalization.kit.ledgers import Ledger
from revitalization.kit.views import SignedIn, page, see

NUMBERS = (
    Column("yellow", _("Yellow from"), "number", value=lambda it: it.scale.yellow),
    Column("red", _("Red beyond"), "number", value=lambda it: it.scale.red),
    Column("unstarted", _("Not started (days)"), "number", value=lambda it: it.scale.unstarted),
    Column("near", _("Due soon (working days)"), "number", value=lambda it: it.scale.near),
)


def _url(found: InForce) -> str:
    return reverse("ledger_scale", args=[found.issuer.code, found.kind.key])


SCALES = (
    Column("kind", _("Kind of item"), "link", value=lambda it: it.kind.words, url=_url, lead=True),
    Column("issuer", _("Issuing unit"), value=lambda it: it.issuer.name),
    *NUMBERS,
    Column(
        "basis",
        _("On whose word"),
        value=lambda it: it.rows[0].basis if it.rows else Grey(gettext("as the kind has it")),
    ),
)
HISTORY = (
    Column("at", _("Set on"), "datetime", value=lambda it: it.at),
    *NUMBERS,
    Column("basis", _("On whose word"), value=lambda it: it.basis, lead=True),
    Column("by", _("Set by"), value=lambda it: it.by_name, missing="–"),
)


@page()
def scales(request: SignedIn) -> HttpResponse:
    """What holds for each kind at each of the reader's issuing units."""
    if not request.actor.has(C.LEDGER_ISSUE):
        raise Forbidden
    found = Ledger(SCALES, scales_of(issuers_of(request.actor)), empty=_("You issue nothing here"))
    return render(request, "ledger/scales.html", {"scales": found})


@page(methods=("GET", "POST"))
def scale(request: SignedIn, code: str, kind: str) -> HttpResponse:
    """One of them with its history; what another one would say is shown before it is set."""
    issuer = get_or_hidden(Unit.objects.live(), code=code)
    request.actor.require(C.LEDGER_ISSUE, issuer, sees=C.LEDGER_READ)
    found = scale_for(issuer, kind)
    start = {**asdict(found.scale), "version": found.version}
    form = ScaleForm(request.POST or None, initial=start)
    status, seen = 400 if form.errors else 200, None
    if request.method == "POST" and form.is_valid():
        seen = outlook(found, form.scale())
        if request.POST.get("then") == "set":
            trial = tried(form, lambda: _set(request, issuer, kind, form))
            if trial.result is not None:
                messages.success(request, gettext("Set. It holds for what is drawn up from now on."))
                return see("ledger_scale", code, kind)
            status = trial.status
    context = {
        "found": found,
        "form": form,
        "history": Ledger(HISTORY, found.rows, empty=_("It was never set here: the kind's own holds.")),
        "outlook": _lines(seen) if seen else None,
        "capped": LOOKED_AT if seen and seen.capped else 0,
    }
    return render(request, "ledger/scale.html", context, status=status)


def _set(request: SignedIn, issuer: Unit, kind: str, form: ScaleForm) -> InForce:
    data = form.cleaned_data
    return set_scale(
        actor=request.actor,
        issuer=issuer,
        kind=kind,
        scale=form.scale(),
        basis=data["basis"],
        version=data["version"],
    )


LINES = (
    Column("lamp", _("Lamp"), "lamp", value=lambda it: it[0], lead=True),
    Column("now", _("Open items today"), "number", value=lambda it: it[1]),
    Column("then", _("With these thresholds they would be"), "number", value=lambda it: it[2]),
)


def _lines(found: Outlook) -> Ledger:
    rows: list[tuple[Any, int, int]] = [
        (Lamp(TONES[lamp], gettext(SHORT_WORDS[lamp])), found.now[lamp], found.then[lamp]) for lamp in MOVING
    ]
    return Ledger(LINES, rows)
