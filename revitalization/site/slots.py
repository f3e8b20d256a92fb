"""The five places at the foot of a phone, the same for everybody, and the two pages that only they lead to."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from responsibilities.units.models import Unit
from responsibilities.units.views import unit_url
from revitalization.kit.actor import Actor
from revitalization.kit.mechanism import NavItem
from revitalization.kit.registry import REGISTRY
from revitalization.kit.views import SignedIn, page
from revitalization.site.finding import open_begins


@dataclass(frozen=True)
class Slot:
    """One place at the foot: what stands there, where it leads, how much waits there."""

    key: str
    label: str
    url: str
    icon: str
    current: bool
    count: int = 0


def slots_of(actor: Actor, request: HttpRequest, todo: int) -> list[Slot]:
    """To do, own unit, what can be begun, the overview, one's own page: in this order wherever one is.

    Who may begin nothing has no ＋, and who sees no overview gets the first page of the business there, else none.
    """
    wanted = [("inbox", _("To do"), "inbox", "inbox"), ("own", _("Our unit"), "own_unit", "home")]
    if open_begins(actor):
        wanted.append(("begin", _("Begin"), "begin", "plus"))
    overview = _overview(actor)
    if overview is not None:
        wanted.append(("overview", _(overview.label), overview.url_name, overview.icon))
    wanted.append(("mine", _("Mine"), "mine", "person"))
    return [
        Slot(key, label, url, icon, request.path == url, todo if key == "inbox" else 0)
        for key, label, url, icon in ((key, label, reverse(name), icon) for key, label, name, icon in wanted)
    ]


def _overview(actor: Actor) -> NavItem | None:
    shown = [item for item in REGISTRY.navigation() if item.open_to(actor)]
    near = (item for group in ("map", "business") for item in shown if item.group == group)
    return next(near, None)


@page()
def own_unit(request: SignedIn) -> HttpResponse:
    """Leads to the unit one acts for: that of the post acted in, else of the first role; without one to the tree."""
    found = _own(request.actor)
    return redirect(unit_url(found.code) if found else reverse("unit_tree"))


def _own(actor: Actor) -> Unit | None:
    places = [held.place.lo for held in sorted(actor.holdings, key=lambda held: held.source == "")]
    return Unit.objects.filter(lo=places[0]).first() if places else None


@page()
def mine(request: SignedIn) -> HttpResponse:
    """Everything open to the reader on one page: all parts of the product, own pages, language, print, the way out."""
    return render(request, "site/mine.html", {"groups": _groups(request.actor)})


def _groups(actor: Actor) -> Sequence[tuple[str, list[tuple[str, str, str]]]]:
    """The parts of the product, and the own pages, as (heading, entries)."""
    parts = [item for item in REGISTRY.navigation() if item.open_to(actor)]
    own = [item for place in ("bell", "menu") for item in REGISTRY.navigation(place) if item.open_to(actor)]
    named = ((_("All parts"), parts), (_("My account"), own))
    return [
        (heading, [(_(item.label), reverse(item.url_name), item.icon) for item in items])
        for heading, items in named
        if items
    ]
