"""What the frame of every page shows: navigation, the post acted in, the account menu."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from responsibilities.access.rules import SEEN_EVERY
from responsibilities.notices.queries import announced_to_everybody, news_of
from responsibilities.roles import BY_KEY
from revitalization.kit import clock, database
from revitalization.kit.actor import Actor
from revitalization.kit.language import said_day
from revitalization.kit.mechanism import GROUPS, NavItem
from revitalization.kit.registry import REGISTRY
from revitalization.site.help import help_for
from revitalization.site.slots import Slot, slots_of
from revitalization.site.welcome import welcome_of


@dataclass(frozen=True)
class Entry:
    """One way in as the template reads it; `heading` is the group's name over its first entry."""

    label: str
    url: str
    icon: str
    count: int
    current: bool
    unread: bool = False
    heading: str = ""


@dataclass(frozen=True)
class Acting:
    """The post or the roles acted in, and where to choose another ("" when there is no choice)."""

    label: str
    change_url: str


def frame(request: HttpRequest) -> dict[str, Any]:
    """The frame's values; nothing for those who are not signed in.

    The navigation counts what is open, so it is made when a page shows it: parts of pages and error pages ask nothing.
    """
    actor: Actor | None = getattr(request, "actor", None)
    everybody = {"read_only": database.is_read_only()}
    if actor is None:
        return everybody | {"announced": SimpleLazyObject(announced_to_everybody)}
    posts = getattr(request, "posts", [])
    navigation = SimpleLazyObject(partial(_navigation, actor, request))
    return everybody | {
        "navigation": navigation,
        "slots": SimpleLazyObject(partial(_slots, actor, request, navigation)),
        "bells": SimpleLazyObject(partial(_entries, "bell", actor, request)),
        "announced": SimpleLazyObject(lambda: news_of(actor).announced),
        "help_url": help_for(request),
        "idle": int((settings.SESSION_IDLE - SEEN_EVERY).total_seconds()),
        "welcome": SimpleLazyObject(partial(welcome_of, request)),
        "acting": Acting(_standing(actor), reverse("acting") if len(posts) > 1 else ""),
        "account_name": actor.name,
        # Known already where there is an actor: the page of an error asks nothing, whatever is broken.
        "keeps_for": getattr(getattr(request, "user", None), "public_id", ""),
        "printed_on": said_day(clock.today()),
        "account_links": SimpleLazyObject(partial(_entries, "menu", actor, request)),
        "search_text": request.GET.get("q", "") if request.path == "/search/" else "",
    }


def _standing(actor: Actor) -> str:
    """In which post, or else in which roles and where: the first two, and how many more."""
    if actor.post:
        return actor.post
    told = [f"{_(BY_KEY[held.role].label)} · {held.where}" for held in actor.holdings]
    return "; ".join(told[:2]) + (f" +{len(told) - 2}" if len(told) > 2 else "")


def _navigation(actor: Actor, request: HttpRequest) -> list[Entry]:
    """The entries of the navigation, each group's first one with the heading of the group."""
    items = [item for item in REGISTRY.navigation() if item.open_to(actor)]
    firsts = {item.group: item for item in reversed(items)}.values()
    return [_entry(item, actor, request, item in firsts) for item in items]


def _slots(actor: Actor, request: HttpRequest, navigation: Iterable[Entry]) -> list[Slot]:
    """The places at the foot of a phone; what waits was counted for the navigation already."""
    return slots_of(actor, request, sum(entry.count for entry in navigation if entry.url == reverse("inbox")))


def _entries(place: str, actor: Actor, request: HttpRequest) -> list[Entry]:
    return [_entry(item, actor, request) for item in REGISTRY.navigation(place) if item.open_to(actor)]


def _entry(item: NavItem, actor: Actor, request: HttpRequest, opens_group: bool = False) -> Entry:
    url = reverse(item.url_name)
    starts = tuple(start for start in (url, *item.under) if start != "/")
    return Entry(
        label=_(item.label),
        url=url,
        icon=item.icon,
        count=item.count(actor) if item.count else 0,
        current=request.path == url or request.path.startswith(starts),
        unread=item.unread,
        heading=_(GROUPS[item.group]) if opens_group else "",
    )
