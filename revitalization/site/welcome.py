"""The first visit: the three things of a role on the page where one begins, until they were read."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from responsibilities.access.models import User
from responsibilities.roles import BY_KEY
from revitalization.kit.actor import Actor, Holding
from revitalization.kit.registry import REGISTRY
from revitalization.site.help import guide_address


@dataclass(frozen=True)
class Welcome:
    """The card of one role: whose place it is, its title, what comes first as (text, address)."""

    role: str
    lo: int
    title: str
    things: Sequence[tuple[str, str]]


def welcome_of(request: HttpRequest) -> Welcome | None:
    """The card of the first role whose card was not put away yet; asks the database nothing."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or not isinstance(request.user, User):
        return None
    held = next((one for one in actor.holdings if one.role not in request.user.welcomed), None)
    return _card(held) if held else None


def _card(held: Holding) -> Welcome:
    words = {"role": _(BY_KEY[held.role].label), "place": held.where}
    things = [
        (_(thing.text), guide_address(thing.guide) if thing.guide else reverse(thing.url_name))
        for thing in REGISTRY.welcome(held.role)
    ]
    return Welcome(held.role, held.place.lo, _("%(role)s at %(place)s: three things") % words, things)
