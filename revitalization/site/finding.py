"""One search over everything that was declared to be found, and the list of what one may begin."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from revitalization.kit.actor import Actor
from revitalization.kit.errors import FieldError, Invalid
from revitalization.kit.finding import LONGEST_QUERY, Begin, Hit, SearchKind, typed
from revitalization.kit.mechanism import NavItem
from revitalization.kit.registry import REGISTRY
from revitalization.kit.views import SignedIn, page

FEW, MANY = 6, 20
"""Hits of each kind when all are asked, and when one is."""

LIST_ONLY = "X-Baton-Part"
"""The header with which the script of the search asks for the list alone."""


@dataclass(frozen=True)
class Group:
    """What was found of one kind; `more` leads to more of it, where there may be more."""

    key: str
    label: str
    hits: Sequence[Hit]
    more: bool


@page(params=("q", "kind"))
def search(request: SignedIn) -> HttpResponse:
    """What was typed, in every kind of things there is, or in one; without the frame for the script."""
    text = typed(request.GET.get("q", ""))
    if len(text) > LONGEST_QUERY:
        raise Invalid(errors=[FieldError("q", _("At most 100 characters."), "length")])
    wanted = request.GET.get("kind", "")
    kinds = [kind for kind in REGISTRY.search() if wanted in {"", kind.key}]
    if not kinds:
        raise Invalid(errors=[FieldError("kind", _("There is no such kind."), "unknown")])
    groups = _found(kinds, request.actor, text, MANY if wanted else FEW) if text else []
    context = {"search_text": request.GET.get("q", "").strip(), "groups": groups, "kind": wanted}
    part = request.headers.get(LIST_ONLY) == "list"
    return render(request, "site/_found.html" if part else "site/search.html", context)


def _found(kinds: Sequence[SearchKind], actor: Actor, text: str, limit: int) -> list[Group]:
    found = ((kind, kind.find(actor, text, limit)) for kind in kinds)
    return [Group(kind.key, _(kind.label), hits, len(hits) == limit) for kind, hits in found if hits]


def open_begins(actor: Actor) -> list[Begin]:
    """What this actor may begin, in its order."""
    return [begin for begin in REGISTRY.begins() if begin.open_to(actor)]


@page()
def begin(request: SignedIn) -> HttpResponse:
    """Everything the reader may begin, each with its page."""
    found = [(begin, reverse(begin.url_name)) for begin in open_begins(request.actor)]
    return render(request, "site/begin.html", {"begins": found})


def found_acts(actor: Actor, text: str, limit: int) -> list[Hit]:
    """What may be begun, and the pages of the frame, by their names."""
    begins = [it for it in open_begins(actor) if _says(text, it.label, it.words)]
    pages = [it for it in _pages() if it.open_to(actor) and _says(text, it.label)]
    hits = [Hit(_(it.label), _("Begin"), reverse(it.url_name)) for it in begins]
    hits += [Hit(_(it.label), _("Page"), reverse(it.url_name)) for it in pages]
    return hits[:limit]


def _pages() -> Iterable[NavItem]:
    return (item for place in ("side", "bell", "menu") for item in REGISTRY.navigation(place))


def _says(text: str, *msgids: str) -> bool:
    """Whether each typed word stands in one of the texts, in English or in the reader's language."""
    known = " ".join(typed(f"{msgid} {_(msgid)}") for msgid in msgids if msgid)
    return all(word in known for word in text.split())
