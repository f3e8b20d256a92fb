"""What is to be done: the lines that mechanisms declare, and the question by which the frame asks for them.

Each line has a place in one order over all mechanisms: its day, its kind, its number within the kind. A source gives
its lines behind a mark of that order, so that the pages of the whole list are cut by keyset, with a constant number of
queries, whoever the lines come from.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from revitalization.kit import keyset
from revitalization.kit.actor import Actor
from revitalization.kit.reach import Span
from revitalization.kit.words import N_, Words

WINDOWS: Mapping[str, str] = {"late": N_("Overdue"), "week": N_("Today and this week"), "later": N_("Later")}
"""The parts of the list, in their order."""

Mark = tuple[date, str, tuple[int, ...]]
"""A place in the order of all lines: day, kind, and the number within the kind."""


@dataclass(frozen=True)
class TodoKind:
    """One kind of work. `label` is its word on the line; `shown` says who can have such lines at all, from memory.

    `waiting`: others have it now, and the reader waits for them.
    """

    key: str
    label: str
    shown: Callable[[Actor], bool]
    waiting: bool = False


@dataclass(frozen=True)
class TodoAct:
    """A named button of a line: `url` is the page where it is done.

    With `act`, the key of a `BulkAct` of its kind, it needs no further words and is done from the list itself.
    `walked`: from the list it opens the walk through it at this line instead, narrowed as the list is.
    """

    label: str
    url: str = ""
    act: str = ""
    walked: bool = False


@dataclass(frozen=True)
class Todo:
    """One line of the inbox: which unit, what, by when, named buttons.

    `unit` is its name, `place` the units above it where the reader needs them to know which one is meant. `order` is
    its place in the list; `due_on` the last day, None where the work has none of its own and is for now. `acts` are
    its buttons, the first one is where the line itself leads. `tone` is grey, green, amber or red; `state` the word for
    what was decided last on it, which stands instead of the usual one, and `reason` why, as it was written; `blocked`
    says what stands in the way. `by` and `since`: who handed it on, and when. `subject` is kind and public key of what
    it is about, by which its steps are found, and by which it is picked with others in the `version` that is shown.
    `step` is its own word where the kind's would say too much. `urgency` is that of the paper behind it (特急, 加急),
    `marks` are short words besides in the reader's language, such as how often it was pressed for.
    """

    key: str
    kind: TodoKind
    title: Words
    unit: str
    acts: Sequence[TodoAct]
    order: tuple[date, tuple[int, ...]]
    tone: str = "grey"
    due_on: date | None = None
    late: bool = False
    blocked: Words | None = None
    state: str = ""
    reason: str = ""
    place: str = ""
    by: str = ""
    since: datetime | None = None
    subject: tuple[str, str] = ("", "")
    version: int = 0
    urgency: str = ""
    marks: Sequence[str] = ()
    step: str = ""

    @property
    def word(self) -> str:
        """What it waits for, as a message id: its own word, else that of its kind."""
        return self.step or self.kind.label

    @property
    def url(self) -> str:
        """Where the first of its acts is done; every line has one."""
        return self.acts[0].url

    @property
    def at(self) -> str:
        """What names the line in an address, whatever its version: `<kind of work>:<key>`."""
        return f"{self.kind.key}:{self.subject[1]}"

    @property
    def pick(self) -> str:
        """What a page sends when the line is picked: `<kind of work>:<key>@<version>`."""
        return f"{self.at}@{self.version}"

    @property
    def mark(self) -> Mark:
        """Its place among the lines of all kinds, in the order of deadlines; what a link to the next page carries."""
        return (self.order[0], self.kind.key, self.order[1])

    @property
    def about(self) -> str:
        """What the buttons act on, read aloud after their words: no two lines of the list sound the same."""
        return f"{self.unit} {self.title}"


@dataclass(frozen=True)
class Asked:
    """Which lines are wanted: of one kind or all, under one unit, due in one of `WINDOWS`, behind a mark.

    `waiting`: those that others have now. A source gives at most `limit` lines of each kind, in the order of marks: the
    first ones, or, where `before` is asked for, the last ones that come before that mark. `only` is the public key of
    the one subject whose lines are wanted.
    """

    today: date
    waiting: bool = False
    kind: str = ""
    under: Span | None = None
    due: str = ""
    after: Mark | None = None
    before: Mark | None = None
    only: str = ""
    limit: int = 51

    def wants(self, kind: TodoKind, actor: Actor) -> bool:
        """Whether lines of the kind are asked for, and the reader can have any."""
        return kind.waiting == self.waiting and self.kind in ("", kind.key) and kind.shown(actor)

    @property
    def week_ends_on(self) -> date:
        """Sunday of the week of today."""
        return self.today + timedelta(days=6 - self.today.weekday())

    def window(self, due_on: date | None) -> str:
        """In which part of the list a line stands; without a day of its own it is for now."""
        if due_on is None:
            return "week"
        return "late" if due_on < self.today else "week" if due_on <= self.week_ends_on else "later"

    def dated(self, rows: Any, kind: TodoKind, day: str = "due_on", number: str = "id") -> list[Any]:
        """The rows asked for, of a kind whose lines are ordered by the column `day`, then by `number`."""
        rows = self._within(rows)
        if self.due:
            bounds: dict[str, dict[str, Any]] = {
                "late": {f"{day}__lt": self.today},
                "week": {f"{day}__range": (self.today, self.week_ends_on)},
                "later": {f"{day}__gt": self.week_ends_on},
            }
            rows = rows.filter(**bounds[self.due])
        if self.after is not None:
            last, passed, at = self.after
            if kind.key == passed:
                rows = keyset.after(rows, (day, number), (last, *at))
            else:
                rows = rows.filter(**{f"{day}__{'gt' if kind.key < passed else 'gte'}": last})
        if self.before is not None:
            first, coming, at = self.before
            if kind.key == coming:
                rows = keyset.after(rows, keyset.flipped((day, number)), (first, *at))
            else:
                rows = rows.filter(**{f"{day}__{'lt' if kind.key > coming else 'lte'}": first})
        return self._cut(rows, (day, number))

    def undated(self, rows: Any, kind: TodoKind, keys: Sequence[str]) -> list[Any]:
        """The rows asked for, of a kind without a day of its own: all of them for today, in the order of `keys`.

        A line of such a kind has the order `(today, numbers)`, days among `keys` as `date.toordinal()`.
        """
        if self.due not in ("", "week"):
            return []
        rows = self._within(rows)
        if self.after is not None:
            last, passed, at = self.after
            if (last, passed) > (self.today, kind.key):
                return []
            if (last, passed) == (self.today, kind.key):
                rows = keyset.after(rows, keys, _values(keys, at))
        if self.before is not None:
            first, coming, at = self.before
            if (first, coming) < (self.today, kind.key):
                return []
            if (first, coming) == (self.today, kind.key):
                rows = keyset.after(rows, keyset.flipped(keys), _values(keys, at))
        return self._cut(rows, keys)

    def _cut(self, rows: Any, keys: Sequence[str]) -> list[Any]:
        if self.before is None:
            return list(rows.order_by(*keys)[: self.limit])
        return list(rows.order_by(*keyset.flipped(keys))[: self.limit])[::-1]

    def _within(self, rows: Any) -> Any:
        return rows.filter(lo__range=(self.under.lo, self.under.hi)) if self.under else rows


def _values(keys: Sequence[str], numbers: Sequence[int]) -> list[date | int]:
    return [
        date.fromordinal(number) if key.endswith("_on") else number
        for key, number in zip(keys, numbers, strict=True)
    ]


@dataclass(frozen=True)
class Picked:
    """One line that was picked: public key of its subject, and the version that was shown."""

    key: str
    version: int


@dataclass(frozen=True)
class Outcome:
    """What came of an act on one picked line: whose and what it is, and why it was refused ("": it was done).

    `note` is what one wants to know before confirming, in the reader's language.
    """

    unit: str
    title: str
    refused: str = ""
    note: str = ""


def gone() -> Outcome:
    """Of a picked line that is not there any more, or out of reach: refused without a name."""
    return Outcome(_("A line of the list"), "", _("It is not there any more. Look at the list as it is now."))


@dataclass(frozen=True)
class BulkAct:
    """An act on many lines, each done or refused by itself, in the order in which they were picked.

    One that is gone or out of reach is refused by itself (`gone`); `run` raises `Hidden` when all of them are. `final`:
    it cannot be taken back, so that a single line is confirmed as well. Kinds may share a key, and then the button.
    """

    key: str
    label: str
    run: Callable[[Actor, Sequence[Picked]], Sequence[Outcome]]
    final: bool = False


@dataclass(frozen=True)
class Desk:
    """A line's subject on the desk, where the list is walked one by one: what is read, and what is decided on it.

    The templates read `context` as `desk`. Each form of `decision` sends the page's `onward` as `next`: after deciding
    comes the next line. It sends `way.here` as `walk`: what is refused is shown again on the page it came from
    (`kit.ports.walked`). `beside` shows the same of the year before; "": there is none.
    """

    subject: str
    decision: str
    context: Mapping[str, Any]
    beside: str = ""


CAP = 100  # of one kind are counted at most


def counted(groups: Sequence[Any]) -> int:
    """How many rows all these querysets have together, each counted up to `CAP`; one query."""
    parts = [rows.order_by().values("pk")[:CAP] for rows in groups]
    return int(parts[0].union(*parts[1:], all=True).count()) if parts else 0


@dataclass(frozen=True)
class InboxSource:
    """What one slice puts into the inbox: its kinds, its lines, and how much of it is to be done, for the badge.

    `lines` asks a constant number of queries. `work` asks none: its rows are counted with those of all others. By kind,
    `bulk`: what can be done to many lines at once; `desks`: how a line's subject, by its public key, is laid on the
    desk (a kind without one shows its line and its buttons).
    """

    key: str
    kinds: Sequence[TodoKind]
    lines: Callable[[Actor, Asked], Iterable[Todo]]
    work: Callable[[Actor, date], Sequence[Any]]
    bulk: Mapping[str, Sequence[BulkAct]] = field(default_factory=dict)
    desks: Mapping[str, Callable[[Actor, str], Desk]] = field(default_factory=dict)


@dataclass(frozen=True)
class AskedBelow:
    """Of which days, both included, what happened below is wanted, and under which unit (None: everywhere)."""

    first: date
    last: date
    under: Span | None = None


@dataclass(frozen=True)
class Movement:
    """What happened on one day to several units together: a sentence with their number, their names, where it leads.

    `key` is its place among those of the day.
    """

    day: date
    key: str
    text: Words
    url: str
    units: Sequence[str]


BelowSource = Callable[[Actor, AskedBelow], Iterable[Movement]]
