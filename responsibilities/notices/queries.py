"""What a person has been told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from responsibilities.notices.models import Notice, NoticeQuerySet
from revitalization.kit.actor import Actor
from revitalization.kit.registry import REGISTRY

COUNTED = 99


@dataclass(frozen=True)
class ShownNotice:
    """One notice as it is shown, or several that differ only in their unit; `those` are then the single ones."""

    id: int
    text: str
    url: str
    at: datetime
    read: bool
    those: tuple["ShownNotice", ...] = ()


def title_in_words(title: str, values: Mapping[str, Any]) -> str:
    """A title in the reader's language."""
    return _(title) % {name: _value_in_words(value) for name, value in values.items()} if values else _(title)


def _value_in_words(value: Any) -> Any:
    return title_in_words(value["text"], value["values"]) if isinstance(value, dict) else value


def as_shown(notice: Notice) -> ShownNotice:
    """The notice with its title in the reader's language."""
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
    return together(rows[:limit]), more


def together(notices: Sequence[Notice]) -> list[ShownNotice]:
    """Notices as they are shown, those of one page that differ only in their unit as one, where the newest stands."""
    sentences = REGISTRY.together()
    alike: dict[Any, list[Notice]] = {}
    for notice in notices:
        rest = sorted((name, str(value)) for name, value in notice.values.items() if name != "unit")
        same = (notice.title, tuple(rest), notice.read_at is None) if notice.title in sentences else notice.pk
        alike.setdefault(same, []).append(notice)
    return [_as_one(found, sentences) for found in alike.values()]


def _as_one(found: Sequence[Notice], sentences: Mapping[str, str]) -> ShownNotice:
    shown = [as_shown(notice) for notice in found]
    if len(shown) == 1:
        return shown[0]
    first = found[0]
    text = title_in_words(sentences[first.title], {**first.values, "n": len(shown)})
    return ShownNotice(first.pk, text, "", first.created_at, shown[0].read, tuple(shown))


def unread_count(actor: Actor) -> int:
    """Unread notices, counted up to one more than is shown."""
    if actor.user_id is None:
        return 0
    return Notice.objects.for_actor(actor).unread()[: COUNTED + 1].count()
