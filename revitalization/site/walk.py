"""The desk: the list of what is to be done walked one by one, the subject and its decision in place."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from revitalization.kit import clock
from revitalization.kit.errors import Hidden
from revitalization.kit.inbox import Desk, Todo
from revitalization.kit.registry import REGISTRY
from revitalization.kit.views import SignedIn, page
from revitalization.site.inbox import NARROWING, Inbox, Wanted, composed, wanted

PARAMS = (*NARROWING, "after", "at")


@dataclass(frozen=True)
class Stop:
    """One line of the walk with its address; `here`: it lies on the desk."""

    line: Todo
    url: str
    here: bool


@dataclass(frozen=True)
class Way:
    """The lines of the page, the one on the desk, its neighbours ("": none), and where one goes on to afterwards."""

    stops: list[Stop]
    line: Todo
    before: str
    after: str
    onward: str


@page(params=PARAMS)
def walk(request: SignedIn) -> HttpResponse:
    """The line that `at` names, the first where it is gone; filters and pages are those of the list."""
    actor, today = request.actor, clock.today()
    asked = wanted(request, actor, PARAMS)
    found = composed(actor, asked, today)
    context = {
        "asked": asked,
        "inbox": found,
        "today": today,
        "list_url": f"/{asked.url()}".replace("//", "/"),
        "begin_url": _url(asked),
    }
    way = _way(asked, found, request.GET.get("at", ""))
    if way is None:
        return render(request, "site/walk.html", context)
    line, laid = way.line, _desk(request, way.line)
    context |= {
        "way": way,
        "line": line,
        "onward": way.onward,
        "laid": laid,
        "desk": laid.context if laid else {},
        "steps": REGISTRY.steps(actor, [line.subject]).get(line.subject, ()),
    }
    return render(request, "site/walk.html", context)


def _way(asked: Wanted, found: Inbox, at: str) -> Way | None:
    lines = [line for part in found.parts for line in part.lines]
    if not lines:
        return None
    here = next((n for n, line in enumerate(lines) if _at(line) == at), 0)
    urls = [_url(asked, at=_at(line)) for line in lines]
    after = urls[here + 1] if here + 1 < len(lines) else ""
    if not after and found.next_url:
        after = f"{reverse('walk')}{found.next_url}"
    return Way(
        stops=[Stop(line, url, n == here) for n, (line, url) in enumerate(zip(lines, urls, strict=True))],
        line=lines[here],
        before=urls[here - 1] if here else "",
        after=after,
        onward=after or _url(replace(asked, place="")),
    )


def _at(line: Todo) -> str:
    """What names a line in the address, whatever its version."""
    return f"{line.kind.key}:{line.subject[1]}"


def _url(asked: Wanted, **more: str) -> str:
    given = asked.asked | ({"after": asked.place} if asked.place else {}) | more
    return reverse("walk") + (f"?{urlencode(given)}" if given else "")


def _desk(request: SignedIn, line: Todo) -> Desk | None:
    """The subject as its slice lays it there; None where it says nothing, or it has just gone out of reach."""
    lay = REGISTRY.desk(line.kind.key)
    try:
        return lay(request.actor, line.subject[1]) if lay else None
    except Hidden:
        return None
