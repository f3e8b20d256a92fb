"""What somebody did, from the record: the latest first, as far as they still reach it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from responsibilities.record.models import Entry
from revitalization.kit import keyset
from revitalization.kit.actor import Actor
from revitalization.kit.registry import REGISTRY

ORDER = ("-at", "-id")


def done_by(
    actor: Actor, *, after: tuple[datetime, int] | None, limit: int, kind: str = "", under: Q | None = None
) -> Sequence[Entry]:
    """The actor's own entries behind the one of that time and number; only of subjects that are within reach today.

    By name and account: the index begins with the name, which is never changed on the record.
    """
    found: Any = Entry.objects.filter(actor_name=actor.name, actor_id=actor.user_id).filter(_within(actor))
    if kind:
        found = found.filter(subject_kind=kind)
    if under is not None:
        found = found.filter(under)
    if after is not None:
        found = keyset.after(found, ORDER, after)
    return list(found.order_by(*ORDER)[:limit])


def _within(actor: Actor) -> Q:
    """Subjects that everybody may know of, and those at places where the reader has the right to see their kind."""
    closed = {p.kind: p.sees for m in REGISTRY.mechanisms for p in m.presenters if p.sees}
    within = ~Q(subject_kind__in=sorted(closed))
    for right in sorted(set(closed.values())):
        kinds = sorted(kind for kind, sees in closed.items() if sees == right)
        within |= Q(subject_kind__in=kinds) & actor.reach(right).q("lo")
    return within
