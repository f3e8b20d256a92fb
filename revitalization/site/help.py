"""Help in place: the guide and the words of the field on one page, and which part of it a page is about."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from revitalization.kit.actor import Actor
from revitalization.kit.finding import Hit, typed
from revitalization.kit.registry import REGISTRY
from revitalization.kit.views import SignedIn, page
from revitalization.site.guide import parts, terms


@page()
def guide(request: SignedIn) -> HttpResponse:
    """The guide in the reader's language, then the words of the field with their definitions and sources."""
    return render(request, "site/help.html", {"parts": parts(), "terms": terms()})


def help_for(request: HttpRequest) -> str:
    """The address of the part of the guide that speaks of this page; its beginning where none does."""
    match = request.resolver_match
    return guide_address(REGISTRY.guide().get(match.url_name or "", "") if match else "")


def guide_address(part: str) -> str:
    """The address of a part of the guide; of its beginning for none."""
    return f"{reverse('help')}#{part}" if part else reverse("help")


def found_help(actor: Actor, text: str, limit: int) -> Sequence[Hit]:
    """Words of the field and parts of the guide that hold each typed word; words and headings first."""
    words = text.split()

    def holds(*texts: str) -> bool:
        return all(any(word in typed(each) for each in texts) for word in words)

    address = reverse("help")
    found = [Hit(it.word, it.says, f"{address}#term-{it.key}") for it in terms() if holds(it.word)]
    headed = [it for it in parts() if holds(it.title)]
    told = [it for it in parts() if it not in headed and holds(it.title, *(b.plain for b in it.blocks))]
    found += [
        Hit(it.title, it.blocks[0].plain[:60] if it.blocks else "", f"{address}#{it.key}")
        for it in (*headed, *told)
    ]
    return found[:limit]
