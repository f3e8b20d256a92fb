"""What the frame of every page shows: navigation, the post acted in, the account menu."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from revitalization.kit import database
from revitalization.kit.actor import Actor
from revitalization.kit.mechanism import NavItem
from revitalization.kit.registry import REGISTRY


@dataclass(frozen=True)
class Entry:
    """One line of the navigation as the template reads it."""

    label: str
    url: str
    icon: str
    count: int
    current: bool
    unread: bool = False


@dataclass(frozen=True)
class Acting:
    """The post acted in and where to choose another ("" when there is no choice)."""

    label: str
    change_url: str


def frame(request: HttpRequest) -> dict[str, Any]:
    """The frame's values; nothing for those who are not signed in.

    The navigation counts what is open, so it is made when a page shows it: parts of pages and error pages ask nothing.
    """
    actor: Actor | None = getattr(request, "actor", None)
    everybody = {"read_only": database.is_read_only()}
    if actor is None:
        return everybody
    posts = getattr(request, "posts", [])
    return everybody | {
        "navigation": SimpleLazyObject(partial(_navigation, actor, request)),
        "acting": Acting(actor.post, reverse("acting") if len(posts) > 1 else ""),
        "account_name": actor.name,
        "account_links": _account_links(),
        "search_text": request.GET.get("q", "") if request.path == "/search/" else "",
    }


def _navigation(actor: Actor, request: HttpRequest) -> list[Entry]:
    return [_entry(item, actor, request) for item in REGISTRY.navigation() if _shown(item, actor)]


def _shown(item: NavItem, actor: Actor) -> bool:
    if item.capability and not actor.has(item.capability):
        return False
    return item.shown is None or item.shown(actor)


def _entry(item: NavItem, actor: Actor, request: HttpRequest) -> Entry:
    url = reverse(item.url_name)
    current = request.path == url or (url != "/" and request.path.startswith(url))
    return Entry(_(item.label), url, item.icon, item.count(actor) if item.count else 0, current, item.unread)


def _account_links() -> list[Entry]:
    try:
        return [Entry(_("My account"), reverse("account"), "person", 0, False)]
    except NoReverseMatch:
        return []
