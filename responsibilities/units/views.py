"""Pages of the unit tree, of one unit, and the search."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from responsibilities.record.queries import entries
from responsibilities.record.queries.listing import RecordPage
from responsibilities.roles import Capability
from responsibilities.units.actions import DO_UNIT
from responsibilities.units.forms import PARTS
from responsibilities.units.models import CLASS_LABELS, KIND_LABELS, Unit
from responsibilities.units.queries import (
    ancestors,
    beside,
    branches,
    by_code,
    children_by_kind,
    find,
    scope_history,
    scope_in,
    with_ancestors,
)
from responsibilities.units.rules import NATION_CODE, NATION_LO
from revitalization.kit import clock
from revitalization.kit.act_pages import ActPages
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Hidden
from revitalization.kit.finding import Hit
from revitalization.kit.registry import REGISTRY
from revitalization.kit.templatetags.ui import Crumb, Tab
from revitalization.kit.unit_page import UNIT_TABS
from revitalization.kit.views import SignedIn, page, refuse_unknown, see


def _as_stored(unit: Unit) -> dict[str, Any]:
    return {"classes": unit.unit_class, "short_name": unit.short_name, "year": clock.today().year}


PAGES = ActPages(DO_UNIT, PARTS, start=_as_stored)


def _crumbs(unit: Unit, above: Sequence[Unit], url: str = "") -> list[Crumb]:
    steps = [Crumb(_("Units"), reverse("unit_tree"))]
    return [*steps, *(Crumb(one.name, unit_url(one.code)) for one in above), Crumb(unit.name, url)]


def unit_url(code: str) -> str:
    """The address of a unit's page."""
    return reverse("unit", kwargs={"code": code})


@page(params=("at",))
def tree(request: SignedIn) -> HttpResponse:
    """The tree, opened at one unit; with a script further levels open in place."""
    unit = by_code(request.GET.get("at") or NATION_CODE)
    steps = [] if unit.lo == NATION_LO else [_tree_crumb(above) for above in ancestors(unit)]
    here = [] if unit.lo == NATION_LO else [Crumb(unit.name)]
    context = {
        "unit": unit,
        "is_root": unit.lo == NATION_LO,
        "crumbs": [Crumb(_("Units"), reverse("unit_tree") if here else ""), *steps, *here],
        **_branches(unit),
    }
    return render(request, "units/tree.html", context)


def _branches(unit: Unit) -> dict[str, Any]:
    rows = branches(unit, bodies=True)
    return {
        "bodies": [row for row in rows if row.is_body],
        "branches": [row for row in rows if not row.is_body],
    }


def _tree_crumb(unit: Unit) -> Crumb:
    return Crumb(unit.name, f"{reverse('unit_tree')}?at={unit.code}")


@page()
def children(request: SignedIn, code: str) -> HttpResponse:
    """The next level of the tree as a fragment."""
    unit = by_code(code)
    return render(request, "units/branches.html", {"unit": unit, **_branches(unit)})


def found(actor: Actor, text: str, limit: int) -> list[Hit]:
    """Units for what was typed: name, code and path are open to everybody; what is near comes first."""
    hits = find(text, near=actor.reach(Capability.UNIT_READ), limit=limit)
    return [Hit(hit.name, hit.above, unit_url(hit.code), hit.code) for hit in hits]


@page(params=None)
def unit(request: SignedIn, code: str) -> HttpResponse:
    """One unit: its path for everybody; who answers for it, its lamps and its tabs for those who may see them."""
    unit, above = with_ancestors(code)
    return _unit_page(request, unit, request.GET.get("tab", ""), above)


def _unit_page(
    request: SignedIn,
    unit: Unit,
    wanted: str,
    above: Sequence[Unit],
    extra: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """`wanted` names a tab, whose first part is shown, or one part."""
    actor = request.actor
    parts = [part for part in REGISTRY.unit_parts() if part.shown(actor, unit)]
    current = next((part for part in parts if wanted in (part.key, part.tab, "")), None)
    if wanted and current is None:
        raise Hidden
    refuse_unknown(request, ("tab", *(current.params if current else ())))
    shown = {**current.build(actor, unit, request), **(extra or {})} if current else {}
    context: dict[str, Any] = {
        "unit": unit,
        "kind": KIND_LABELS[unit.kind],
        "classes": [CLASS_LABELS.get(word, word) for word in unit.unit_class],
        "crumbs": _crumbs(unit, above),
        "principals": [one for ask in REGISTRY.principals() for one in ask(actor, unit, request)],
        "lamps": [one for ask in REGISTRY.unit_lamps() for one in ask(actor, unit, request)],
        "tabs": _tabs(unit, dict.fromkeys(part.tab for part in parts), UNIT_TABS),
        "parts": _tabs(
            unit,
            [part.key for part in parts if current and part.tab == current.tab],
            {part.key: part.label for part in parts},
        ),
        "current": current,
        "tab": shown,
        "is_nation": unit.lo == NATION_LO,
    }
    return render(request, "units/unit.html", context, status=status)


def _tabs(unit: Unit, keys: Iterable[str], words: Mapping[str, str]) -> list[Tab]:
    return [Tab(key, _(words[key]), f"{unit_url(unit.code)}?tab={key}") for key in keys]


def below_tab(actor: Actor, unit: Unit, request: HttpRequest) -> Mapping[str, Any]:
    """The units directly under it and how many of which kind, its departments and offices apart."""
    kinds = [(KIND_LABELS[kind], n) for kind, n in children_by_kind(unit)]
    return {**_branches(unit), "children_by_kind": kinds}


def sees_facts(actor: Actor, unit: Unit) -> bool:
    """Whether the unit's own tab is there for this reader."""
    return actor.can(Capability.UNIT_READ, unit)


def facts_tab(actor: Actor, unit: Unit, request: HttpRequest) -> Mapping[str, Any]:
    """The unit's own tab: kind, class, scope by year, what hangs on it."""
    year = clock.today().year
    decisions, hung = scope_history(unit), beside(unit)
    holds = scope_in(decisions, year)
    return {
        "kind": KIND_LABELS[unit.kind],
        "classes": [CLASS_LABELS.get(word, word) for word in unit.unit_class],
        "year": year,
        "in_scope": holds,
        "scope_history": decisions,
        "bodies": hung.bodies,
        "leader": hung.leader,
        "led": hung.led,
        **_edit_forms(actor, unit, holds),
    }


def _edit_forms(actor: Actor, unit: Unit, holds: bool) -> dict[str, Any]:
    if unit.valid_to is not None or not actor.can(Capability.UNIT_EDIT, unit):
        return {}
    return {
        # The opposite of what holds this year is proposed.
        "scope_form": PAGES.form(
            "scope", unit, auto_id="scope_%s", start={"scope": "no" if holds else "yes"}
        ),
        "class_form": PAGES.form("class", unit, auto_id="class_%s"),
        "name_form": PAGES.form("name", unit, auto_id="name_%s"),
    }


def sees_record(actor: Actor, unit: Unit) -> bool:
    """Whether the unit's part of the record is there for this reader."""
    return actor.can(Capability.RECORD_READ, unit)


def record_tab(actor: Actor, unit: Unit, request: HttpRequest) -> Mapping[str, Any]:
    """What is on the record about the unit itself, newest first, page by page."""
    rows = entries(actor.reach(Capability.RECORD_READ), lo=unit.lo)
    return {"page": RecordPage(actor, rows, request.GET, lambda _places: {unit.lo: unit.name})}


@page(methods=("POST",))
def change(request: SignedIn, code: str, what: str) -> HttpResponse:
    """Scope, class or short name; a refusal shows the form again with what was typed."""
    unit = by_code(code)
    request.actor.require(Capability.UNIT_EDIT, unit, sees=Capability.UNIT_READ)
    sent = PAGES.send(request, what, unit, auto_id=f"{what}_%s")
    if sent.done:
        return see("unit", code=code)
    shown = {f"{what}_form": sent.form, "open_form": what}
    return _unit_page(request, unit, "facts", ancestors(unit), shown, status=sent.status)
