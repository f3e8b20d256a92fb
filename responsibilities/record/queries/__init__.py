"""Reading the record: sentences for people, numbered changes for programs."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from responsibilities.record.models import Entry, EntryQuerySet, Leaf
from responsibilities.record.rules import NAMES
from responsibilities.roles import SENTENCES, Capability
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import FieldError, Forbidden, Gone
from revitalization.kit.language import said_value
from revitalization.kit.reach import Reach
from revitalization.kit.registry import REGISTRY
from revitalization.kit.words import N_

_COLUMNS = (
    "e.id, (extract(epoch FROM e.at) * 1000000)::bigint, e.verb, e.actor_id,"
    " e.actor_name, e.post, e.on_behalf, e.via, e.request_id, e.subject_kind, e.subject_key, e.label, e.lo,"
    ' e.reason, e."count", e."before", e."after", e.context'
)
# Version 1 of the canonical text, and version 2 of what a program did, with the number of its token. A later version
# gets its own number and is chosen by a column; it never replaces these, under which earlier entries are sealed.
# jsonb has one text form for one value.
CANONICAL = (
    f"CASE e.token WHEN '' THEN jsonb_build_array(1, {_COLUMNS})::text"
    f" ELSE jsonb_build_array(2, {_COLUMNS}, e.token)::text END"
)

APART = "："
"""Stands between the path of a unit and the title of what it wrote."""

DEFAULT_SENTENCE = N_("%(who)s: %(verb)s, %(what)s")


@dataclass(frozen=True)
class Line:
    """One entry as it is read: when, the sentence (also who was acted for), the reason as written, and the link.

    `what` names what it was done to, a report with its unit; empty where the reader's sentence keeps that back. `token`
    is the number of the token when a program did it. `unit` is the name of the unit at its place, where a list gives
    it.
    """

    id: int
    at: datetime
    text: str
    reason: str
    url: str
    who: str
    post: str
    token: str
    what: str
    unit: str = ""

    def named(self, unit: str) -> "Line":
        """The same with the name of the unit at its place."""
        return replace(self, unit=unit)

    @property
    def day(self) -> date:
        """The day it happened on."""
        return clock.local(self.at).date()

    @property
    def place(self) -> str:
        """The unit, where the sentence itself does not name it."""
        return "" if self.unit in self.text else self.unit

    @property
    def whole(self) -> str:
        """The sentence with its unit."""
        return f"{self.place} · {self.text}" if self.place else self.text


class _Values(dict[str, Any]):
    """Values for a sentence; a place nobody fills is shown empty instead of breaking the page."""

    def __missing__(self, key: str) -> str:
        return ""


def sentence(entry: Entry, reason: str = "", *, whole: bool = True) -> str:
    """What happened, in the reader's language, by the presenter of the subject's kind; `reason` as far as it is read.

    Not `whole`: for external readers, who read the presenter's other sentence where it has one.

    Sentences may use who, post, what, title, unit, count, reason, on_behalf, verb, and the changed values by their
    column names; where the presenter is `placed`, `title` is the title and `unit` the last unit of the path. On whose
    behalf it was done is added to those that do not say it.
    """
    presenter = REGISTRY.presenter(entry.subject_kind)
    verbs: Mapping[str, str] = presenter.verbs if presenter else {}
    if presenter and not whole:
        verbs = {**verbs, **presenter.external}
    text = verbs.get(entry.verb) or verbs.get(entry.verb.partition(".")[2]) or DEFAULT_SENTENCE
    what = label_of(entry)
    path, apart, title = what.partition(APART) if presenter and presenter.placed else (what, "", "")
    named = {"who": who_of(entry), "post": entry.post, "what": what, "count": entry.count}
    named |= {"title": title if apart else what, "unit": path.rpartition(" / ")[2] if apart else ""}
    more = {"reason": reason, "on_behalf": entry.on_behalf, "verb": entry.verb}
    values = {name: said_value(it) for name, it in {**entry.after, **named, **more}.items()}
    said = _(text) % _Values(values)
    if not entry.on_behalf or "%(on_behalf)s" in text:
        return said
    return _("%(sentence)s, on behalf of %(name)s") % {"sentence": said, "name": entry.on_behalf}


def who_of(entry: Entry) -> str:
    """Who acted; where it was the clock, its name in the reader's language."""
    return (
        _(NAMES[entry.actor_name])
        if entry.actor_id is None and entry.actor_name in NAMES
        else entry.actor_name
    )


def label_of(entry: Entry) -> str:
    """What it was done to; in the reader's language where the product itself gave the name."""
    presenter = REGISTRY.presenter(entry.subject_kind)
    return _(entry.label) if presenter and presenter.named_by_us and entry.label else entry.label


def reason_for(entry: Entry, actor: Actor) -> str:
    """The reason as this reader may see it: of what happens inside a house, only for those who work on it there."""
    return entry.reason if told_whole(entry, actor) else ""


def told_whole(entry: Entry, actor: Actor) -> bool:
    """Whether this reader may know all of it: what happens inside a house, only those who work on it there."""
    return entry.pk in _whole([entry], actor)


def _whole(found: Sequence[Entry], actor: Actor) -> set[int]:
    """Ids of those that the reader may know whole; kinds that decide themselves are asked once for all."""
    whole: set[int] = set()
    asked: dict[str, list[Entry]] = {}
    for entry in found:
        presenter = REGISTRY.presenter(entry.subject_kind)
        if presenter is None or entry.verb not in presenter.internal:
            whole.add(entry.pk)
        elif presenter.whole_for:
            asked.setdefault(presenter.kind, []).append(entry)
        elif any(actor.can(right, entry) for right in presenter.internal_readers):
            whole.add(entry.pk)
    for presenter, rows in ((REGISTRY.presenter(kind), rows) for kind, rows in asked.items()):
        whole |= set(presenter.whole_for(actor, rows)) if presenter and presenter.whole_for else set()
    return whole


def line(entry: Entry, actor: Actor) -> Line:
    """The entry as it is shown to the reader: the link only where it opens for them, the reason if it is for them."""
    return as_read([entry], actor)[0]


def _opening(found: Sequence[Entry], actor: Actor) -> set[int]:
    """Ids of those whose subject opens for the reader; kinds that decide themselves are asked once for all."""
    opening: set[int] = set()
    asked: dict[Callable[[Actor, Collection[str]], Collection[str]], list[Entry]] = {}
    for entry in found:
        presenter = REGISTRY.presenter(entry.subject_kind)
        if presenter is None or (presenter.sees and not actor.can(presenter.sees, entry)):
            continue
        if presenter.opens_to:
            asked.setdefault(presenter.opens_to, []).append(entry)
        else:
            opening.add(entry.pk)
    for opens_to, rows in asked.items():
        keys = opens_to(actor, {entry.subject_key for entry in rows})
        opening |= {entry.pk for entry in rows if entry.subject_key in keys}
    return opening


def _line(entry: Entry, whole: bool, opens: bool) -> Line:
    presenter = REGISTRY.presenter(entry.subject_kind)
    url = presenter.url(entry.subject_key) if presenter and presenter.url and opens else ""
    reason = entry.reason if whole else ""
    said = sentence(entry, reason, whole=whole)
    kept_back = presenter is not None and not whole and entry.verb in presenter.external
    what = "" if kept_back else label_of(entry)
    return Line(entry.id, entry.at, said, reason, url, who_of(entry), entry.post, entry.token, what)


def entries(reach: Reach, *, lo: int | None = None) -> EntryQuerySet:
    """The newest entries first, within reach; with `lo` of one unit."""
    found = Entry.objects.within(reach)
    if lo is not None:
        found = found.filter(lo=lo)
    return found.order_by("-at", "-id")


def as_read(found: Sequence[Entry], actor: Actor) -> list[Line]:
    """The entries as this reader sees them: of what happened within a unit, others read that it did, not why."""
    whole, opening = _whole(found, actor), _opening(found, actor)
    return [_line(entry, entry.pk in whole, entry.pk in opening) for entry in found]


def about(actor: Actor, kind: str, key: str, limit: int = 50) -> list[Line]:
    """The newest entries about one subject within the reader's reach, for the page of that subject."""
    found = entries(actor.reach(Capability.RECORD_READ)).about(kind, key)
    return as_read(list(found[:limit]), actor)


@dataclass(frozen=True)
class Change:
    """One numbered entry of the changes feed."""

    seq: int
    at: datetime
    verb: str
    subject_kind: str
    subject_key: str
    label: str
    lo: int
    count: int
    token: str
    after: Mapping[str, Any]


@dataclass(frozen=True)
class FeedReach:
    """The kinds of the feed that a reader is told of, each with where, and what is left out for want of which right."""

    kinds: Mapping[str, Reach]
    left_out: Mapping[str, str]


def feed_reach(actor: Actor, asked: Collection[str] = ()) -> FeedReach:
    """Where this reader gets changes of the kinds asked for (none: of all).

    Raises `Forbidden` that names each missing right when nothing at all would be told: an empty answer would be taken
    for "nothing happened".
    """
    rights = {p.kind: p.sees for p in REGISTRY.feed().values() if not asked or p.kind in asked}
    if not actor.has(Capability.RECORD_READ):
        raise _lacks([Capability.RECORD_READ])
    left_out = {kind: right for kind, right in rights.items() if right and not actor.has(right)}
    if len(left_out) == len(rights):
        raise _lacks(left_out.values())
    told = {kind: actor.reach(right or Capability.RECORD_READ) for kind, right in rights.items()}
    return FeedReach({kind: reach for kind, reach in told.items() if kind not in left_out}, left_out)


def _lacks(rights: Iterable[str]) -> Forbidden:
    missing = list(dict.fromkeys(rights))
    named = ", ".join(f"{right} ({_(SENTENCES[Capability(right)])})" for right in missing)
    text = _("The feed of changes needs a right you do not have: %(rights)s.") % {"rights": named}
    return Forbidden(text, errors=[FieldError("", _(SENTENCES[Capability(r)]), r) for r in missing])


def changes_after(
    seq: int, reach: Reach, limit: int = 500, kinds: Mapping[str, Reach] | None = None
) -> tuple[Sequence[Change], int]:
    """Changes numbered after `seq` within reach, ascending, and the number to go on from.

    With `kinds` only of these, each also within its own reach.

    The number may lie beyond the last change given: what is between is not for this reader. Raises `Gone`
    when `seq` is below what is kept or above what was ever given (the database was put back): read
    everything again.
    """
    first, last = _bounds()
    if seq < first - 1 or seq > last:
        raise Gone(
            _("This place in the feed is no longer kept. Read everything once and continue from there.")
        )
    where, params = _where_visible(reach, kinds)
    rows = _changes(where, [seq, last, *params, limit])
    return rows, rows[-1].seq if len(rows) == limit else last


def _where_visible(reach: Reach, kinds: Mapping[str, Reach] | None) -> tuple[str, list[Any]]:
    where, params = reach.sql("e.lo")
    if kinds is None:
        return where, [*params]
    each = [(kind, *own.sql("e.lo")) for kind, own in kinds.items()]
    chosen = " OR ".join(f"(e.subject_kind = %s AND {sql})" for _kind, sql, _places in each)
    return f"{where} AND ({chosen or 'FALSE'})", [
        *params,
        *(it for kind, _sql, own in each for it in (kind, *own)),
    ]


def _bounds() -> tuple[int, int]:
    ends = Leaf.objects.order_by("seq").values_list("seq", flat=True)
    first, last = ends.first(), ends.last()
    return (first, last) if first is not None and last is not None else (1, 0)


def _changes(where: str, params: list[Any]) -> list[Change]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT l.seq, e.at, e.verb, e.subject_kind, e.subject_key, e.label, e.lo, e."count", e.token, e."after"
            FROM record_leaf l JOIN record_entry e ON e.id = l.entry_id
            WHERE l.seq > %s AND l.seq <= %s AND {where}
            ORDER BY l.seq LIMIT %s
            """,
            params,
        )
        return [Change(*(*row[:-1], json.loads(row[-1]))) for row in cursor.fetchall()]
