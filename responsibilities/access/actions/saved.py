"""Addresses of lists that a person keeps; they are nobody else's and no official facts."""

from django.utils.translation import gettext as _

from responsibilities.access.models import SavedView
from revitalization.kit.actor import Actor
from revitalization.kit.cleaning import clean_line
from revitalization.kit.errors import FieldError, Forbidden, Invalid
from revitalization.kit.fetch import get_or_hidden
from revitalization.kit.mechanism import KeptList
from revitalization.kit.registry import REGISTRY

MOST = 20


def save_view(*, actor: Actor, name: str, query: str, place: str) -> SavedView:
    """Keeps the address of the list `place` under the name; a name that the list has already gets the new address.

    Raises `Hidden` for a list that is none, `Invalid` without name or address, with one that is too long or that the
    list would refuse, and for one view too many.
    """
    kept_list = REGISTRY.kept_list(place)
    name, query = clean_line(name), query.strip().removeprefix(kept_list.url).removeprefix("?")
    errors = (
        [FieldError("name", _("Write a name of at most 40 characters."))] if not 0 < len(name) <= 40 else []
    )
    query = _narrowing(kept_list, actor, query) if len(query) <= 300 else ""
    if not 0 < len(query) <= 300:
        errors.append(FieldError("query", _("Narrow the list first, then keep it.")))
    owner = _owner(actor)
    kept = SavedView.objects.filter(user_id=owner, place=place)
    if not errors and not kept.filter(name=name).exists() and kept.count() >= MOST:
        errors.append(FieldError("name", _("You keep %(n)s views already; drop one first.") % {"n": MOST}))
    if errors:
        raise Invalid(errors=errors)
    return kept.update_or_create(user_id=owner, place=place, name=name, defaults={"query": query})[0]


def drop_view(*, actor: Actor, key: str) -> str:
    """Drops one of the own views; the address of its list. `Hidden` for one that is not there or somebody else's."""
    view = get_or_hidden(SavedView.objects.filter(user_id=_owner(actor)), public_id=key)
    view.delete()
    return REGISTRY.kept_list(view.place).url


def _narrowing(kept_list: KeptList, actor: Actor, query: str) -> str:
    """The address as the list writes it; "" for one that it would refuse."""
    try:
        return kept_list.narrowing(actor, query)
    except Invalid:
        return ""


def _owner(actor: Actor) -> int:
    if actor.user_id is None:
        raise Forbidden
    return actor.user_id
