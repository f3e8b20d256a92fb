"""What a person has been told, and what is announced to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from responsibilities.notices.models import Announcement, Notice, NoticeQuerySet
from responsibilities.notices.rules import language_of
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.language import said_day, said_value
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
    """A title in the reader's language: the msgid translated, then filled with `values`."""
    return _(title) % {name: _value_in_words(value) for name, value in values.items()} if values else _(title)


def _value_in_words(value: Any) -> Any:
    return title_in_words(value["text"], value["values"]) if isinstance(value, dict) else said_value(value)


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


@dataclass(frozen=True)
class Announced:
    """An announcement as it stands over a page; `lang` is the language it was written in."""

    public_id: UUID
    title: str
    text: str
    urgent: bool
    work_from: datetime | None
    work_until: datetime | None

    @property
    def lang(self) -> str:
        """The language of the text, for whoever has it read aloud."""
        return language_of(self.title + self.text)

    @property
    def window(self) -> str:
        """The maintenance window in the reader's language; "" where there is none."""
        if self.work_from is None or self.work_until is None:
            return ""
        return _("Maintenance %(window)s") % {"window": window_in_words(self.work_from, self.work_until)}


@dataclass(frozen=True)
class News:
    """What the frame of a page tells: how many notices are unread, and what is announced, urgent things first."""

    unread: int
    announced: Sequence[Announced]


MOST_FOR_PROGRAMS = 50
MOST_ANNOUNCED = 3
"""Bands over a page; more would push the work out of sight. The others are in the list."""

_NEWS = """
SELECT (SELECT COUNT(*) FROM ({unread}) AS waiting),
       a.public_id, a.title, a.text, a.urgent, a.work_from, a.work_until
  FROM (SELECT 1) AS always
  LEFT JOIN (
    SELECT a.* FROM notices_announcement a LEFT JOIN units_unit u ON u.id = a.unit_id
     WHERE a.begins_at <= baton_now() AND a.ends_at > baton_now() AND a.taken_back_at IS NULL
       AND (a.unit_id IS NULL OR EXISTS (SELECT 1 FROM unnest(%s::bigint[]) AS own(lo)
                                          WHERE own.lo BETWEEN u.lo AND u.hi))
       AND (a.urgent OR NOT EXISTS (SELECT 1 FROM notices_putaway p
                                     WHERE p.announcement_id = a.id AND p.user_id = %s))
     ORDER BY a.urgent DESC, a.begins_at DESC, a.id DESC LIMIT {most}
  ) AS a ON TRUE
 ORDER BY a.urgent DESC, a.begins_at DESC, a.id DESC
"""


def news_of(actor: Actor) -> News:
    """What the frame tells this person; asked once in a request, with one query."""
    return actor.once("news", _news)


def _news(actor: Actor) -> News:
    if actor.user_id is None:
        return News(0, ())
    waiting = Notice.objects.for_actor(actor).unread().values("pk")[: COUNTED + 1]
    unread, params = waiting.query.sql_with_params()
    with connection.cursor() as cursor:
        places = [held.place.lo for held in actor.holdings]
        cursor.execute(_NEWS.format(unread=unread, most=MOST_ANNOUNCED), [*params, places, actor.user_id])
        rows = cursor.fetchall()
    return News(rows[0][0], [Announced(*row) for _count, *row in rows if row[0] is not None])


def unread_in_frame(actor: Actor) -> int:
    """The number at the bell, from what the frame reads anyway."""
    return news_of(actor).unread


def announced_to_everybody() -> list[Announced]:
    """What is announced to whoever is not signed in yet."""
    rows = running().filter(unit__isnull=True).order_by("-urgent", "-begins_at", "-id")
    columns = ("public_id", "title", "text", "urgent", "work_from", "work_until")
    return [Announced(*row) for row in rows.values_list(*columns)[:MOST_ANNOUNCED]]


def running() -> "QuerySet[Announcement]":
    """What is shown now."""
    return still_open().filter(begins_at__lte=clock.Now())


def still_open() -> "QuerySet[Announcement]":
    """What is shown now or will be, and can be taken back."""
    return Announcement.objects.filter(ends_at__gt=clock.Now(), taken_back_at__isnull=True)


def announcements_for(actor: Actor, *, all_of_them: bool) -> "QuerySet[Announcement]":
    """What was or is announced to this person; `all_of_them` for whoever writes them."""
    if all_of_them:
        return Announcement.objects.all()
    return _told_to(actor).filter(begins_at__lte=clock.Now())


def _told_to(actor: Actor) -> "QuerySet[Announcement]":
    """What is for everybody, and for the people of units that hold one of the actor's places."""
    told = Q(unit__isnull=True)
    for held in actor.holdings:
        told |= Q(unit__lo__lte=held.place.lo, unit__hi__gte=held.place.lo)
    return Announcement.objects.filter(told)


def window_in_words(begins: datetime, ends: datetime) -> str:
    """From when to when: the day once where it is the same."""
    first, last = clock.local(begins), clock.local(ends)
    if first.date() == last.date():
        return f"{said_day(first.date())} {first:%H:%M}–{last:%H:%M}"
    return f"{said_day(first.date())} {first:%H:%M} – {said_day(last.date())} {last:%H:%M}"


def upcoming(actor: Actor) -> list[dict[str, Any]]:
    """What is announced to this account now or later, as programs read it; the nearest first."""
    rows = _told_to(actor).filter(ends_at__gt=clock.Now(), taken_back_at__isnull=True)
    columns = ("title", "text", "urgent", "begins_at", "ends_at", "work_from", "work_until")
    named = {"key": F("public_id"), "code": F("unit__code")}
    found = rows.order_by("begins_at", "pk").values(*columns, **named)[:MOST_FOR_PROGRAMS]
    return [{**row, "unit": row.pop("code")} for row in found]
