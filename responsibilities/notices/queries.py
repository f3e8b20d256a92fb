"""What a person has been told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from responsibilities.notices.models import Notice, NoticeQuerySet
from revitalization.kit.actor import Actor

COUNTED = 99


@dataclass(frozen=True)
class ShownNotice:
    """One notice as it is shown."""

    id: int
    text: str
    url: str
    at: datetime
    read: bool


def title_in_words(title: str, values: Mapping[str, Any]) -> str:
    """A title in the reader's language."""
    return _(title) % {name: _value_in_words(value) for name, value in values.items()} if values else _(title)


def _value_in_words(value: Any) -> Any:
    return title_in_words(value["text"], value["values"]) if isinstance(value, dict) else value


def as_shown(notice: Notice) -> ShownNotice:
    text = title_in_words(notice.title, notice.values)
    return ShownNotice(notice.pk, text, notice.url, notice.created_at, notice.read_at is not None)


def notices_of(actor: Actor, *, unread: bool = False, before: int | None = None) -> NoticeQuerySet:
    """The person's notices, newest first; older than id `before`."""
    found = Notice.objects.for_actor(actor)
    if unread:
        found = found.unread()
    if before is not None:
        found = found.filter(pk__lt=before)
    return found.order_by("-id")


def page(
    actor: Actor, *, unread: bool, before: int | None, limit: int = 30
) -> tuple[list[ShownNotice], int | None]:
    """One page of notices and the id to continue before (None: nothing older)."""
    rows = list(notices_of(actor, unread=unread, before=before)[: limit + 1])
    more = rows[limit - 1].pk if len(rows) > limit else None
    return [as_shown(notice) for notice in rows[:limit]], more


def unread_count(actor: Actor) -> int:
    """Unread notices, counted up to one more than is shown."""
    if actor.user_id is None:
        return 0
    return Notice.objects.for_actor(actor).unread()[: COUNTED + 1].count()
