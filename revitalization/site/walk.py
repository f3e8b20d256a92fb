"""The list of what is to be done walked one by one (连续办理): what waits, the subject, the decision in place."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Hidden, Invalid
from revitalization.kit.inbox import Desk, Todo
from revitalization.kit.registry import REGISTRY
from revitalization.kit.views import SignedIn, page
from revitalization.site.inbox import NARROWING, Inbox, Wanted, composed, line_at, walk_url, wanted

PARAMS = (*NARROWING, "after", "before", "at")
TEMPLATE = "site/walk.html"


@dataclass(frozen=True)
class Stop:
    """One line of the walk with its address; `here`: it lies on the desk."""

    line: Todo
    url: str
    here: bool


@dataclass(frozen=True)
class Way:
    """The lines of the page, the one on the desk, its neighbours ("": none), and where one goes on to afterwards.

    `here` is the address of the one on the desk, `number` counts it on this page from 1.
    """

    stops: list[Stop]
    line: Todo
    here: str
    number: int
    before: str
    after: str
    onward: str


@page(params=PARAMS)
def walk(request: SignedIn) -> HttpResponse:
    """The line that `at` names, wherever it stands in the list, the first of the page where it is gone.

    Filters and pages are those of the list.
    """
    return render(request, TEMPLATE, _context(request.actor, request.GET))


def walked(request: SignedIn, address: str) -> tuple[str, dict[str, Any]] | None:
    """The page of that address of the walk, for a form sent from it; None where its line is gone, or it is none."""
    try:
        parts = urlsplit(address)
    except ValueError:  # such as `//[`
        return None
    if parts.scheme or parts.netloc or parts.path != reverse("walk"):
        return None
    try:
        context = _context(request.actor, QueryDict(parts.query))
    except (Invalid, Hidden):
        return None
    return (TEMPLATE, context) if "line" in context and not context["gone"] else None


def _context(actor: Actor, given: QueryDict) -> dict[str, Any]:
    today, at = clock.today(), given.get("at", "")
    asked, found = _page(actor, wanted(given, actor, PARAMS), today, at)
    context = {
        "asked": asked,
        "inbox": found,
        "today": today,
        "list_url": f"/{asked.url()}".replace("//", "/"),
        "begin_url": walk_url(replace(asked, place={})),
    }
    way = _way(asked, found, at, at_its_end=not at and asked.before is not None)
    if way is None:
        return context
    line, laid = way.line, _desk(actor, way.line)
    return context | {
        "way": way,
        "line": line,
        "gone": bool(at) and line.at != at,
        "onward": way.onward,
        "laid": laid,
        "desk": laid.context if laid else {},
        "steps": REGISTRY.steps(actor, [line.subject]).get(line.subject, ()),
    }


def _page(actor: Actor, asked: Wanted, today: date, at: str) -> tuple[Wanted, Inbox]:
    """The page that is asked for; one that begins with the line `at` where that stands on another."""
    found = composed(actor, asked, today)
    if not at or any(line.at == at for part in found.parts for line in part.lines):
        return asked, found
    line = line_at(actor, asked, today, at)
    if line is None:
        return asked, found
    asked = asked.beginning_at(line)
    return asked, composed(actor, asked, today)


def _way(asked: Wanted, found: Inbox, at: str, *, at_its_end: bool) -> Way | None:
    lines = [line for part in found.parts for line in part.lines]
    if not lines:
        return None
    first = len(lines) - 1 if at_its_end else 0
    here = next((n for n, line in enumerate(lines) if line.at == at), first)
    urls = [walk_url(asked, line.at) for line in lines]
    after = urls[here + 1] if here + 1 < len(lines) else _elsewhere(found.next_url)
    return Way(
        stops=[Stop(line, url, n == here) for n, (line, url) in enumerate(zip(lines, urls, strict=True))],
        line=lines[here],
        here=urls[here],
        number=here + 1,
        before=urls[here - 1] if here else _elsewhere(found.previous_url),
        after=after,
        onward=after or walk_url(replace(asked, place={})),
    )


def _elsewhere(place: str) -> str:
    """The address of another page of the walk, by what the list says of it."""
    return f"{reverse('walk')}{place}" if place else ""


def _desk(actor: Actor, line: Todo) -> Desk | None:
    """The subject as its slice lays it there; None where it says nothing, or it has just gone out of reach."""
    lay = REGISTRY.desk(line.kind.key)
    try:
        return lay(actor, line.subject[1]) if lay else None
    except Hidden:
        return None
