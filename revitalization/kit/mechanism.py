"""What a slice declares about itself.

Each slice has one `mechanism.py` with `MECHANISM = Mechanism(...)`; `revitalization/slices.py` lists them and
`kit.registry` holds them from the start on. Whatever would need an upward import (inbox, unit page, boards, search,
clock, record, rights of tables) asks the registry instead.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Protocol

from django.db.models import Model
from django.urls import URLPattern, URLResolver

from revitalization.kit.actor import Actor
from revitalization.kit.agenda import CalendarSource
from revitalization.kit.columns import Breakdown
from revitalization.kit.finding import Begin, Hit, SearchKind
from revitalization.kit.handover import HandoverPart
from revitalization.kit.inbox import BelowSource, InboxSource
from revitalization.kit.measures import Measure
from revitalization.kit.papers import PaperKind
from revitalization.kit.sealed import Sealed
from revitalization.kit.steps import Timeline
from revitalization.kit.unit_page import ComingUp, Moments, Principals, UnitLamps, UnitPart
from revitalization.kit.welcome import FirstThing
from revitalization.kit.words import N_

GROUPS: Mapping[str, str] = {
    "work": N_("Work"),
    "map": N_("Overview"),
    "business": N_("Business"),
    "base": N_("Base data"),
    "admin": N_("Administration"),
}
"""The groups of the navigation in their order, with their headings. A mechanism belongs to one; it opens none."""

PLACES = ("side", "bell", "menu")


@dataclass(frozen=True)
class NavItem:
    """One way in: an entry of the navigation, the bell in the head, or a line of the account's menu.

    It is shown to those who have `capability` anywhere ("" = everyone signed in); `shown` narrows it further. `count`
    is the badge: work to be done, or, with `unread`, news that needs no act and so does not stand out in red. `under`
    are the beginnings of other addresses at which one is still in this part. An unknown group or place raises
    `ValueError`: an entry that nobody sees would be a page that nobody finds.
    """

    key: str
    label: str
    url_name: str
    icon: str
    group: str
    order: int
    capability: str = ""
    count: Callable[[Actor], int] | None = None
    shown: Callable[[Actor], bool] | None = None
    unread: bool = False
    place: str = "side"
    under: Collection[str] = ()

    def __post_init__(self) -> None:
        if self.group not in GROUPS or self.place not in PLACES:
            raise ValueError(
                f"navigation entry “{self.key}”: no group “{self.group}” or place “{self.place}”"
            )

    def open_to(self, actor: Actor) -> bool:
        """Whether this actor is shown the way."""
        if self.capability and not actor.has(self.capability):
            return False
        return self.shown is None or self.shown(actor)


@dataclass(frozen=True)
class Tile:
    """One figure of the board above the inbox."""

    label: str
    value: str
    url: str = ""
    tone: str = "grey"


@dataclass(frozen=True)
class Underway:
    """Something that runs, on the board above the inbox: how far it has come, by when, the lists it counts.

    `title` is data and not translated; each of `figures` leads to the rows it counts.
    """

    title: str
    url: str
    breakdown: Breakdown
    due_on: date
    figures: Sequence[Tile]


@dataclass(frozen=True)
class Together:
    """What finds no place of its own on the board above the inbox: how many such things, and their figures as sums."""

    n: int
    breakdown: Breakdown
    figures: Sequence[Tile]


BoardSource = Callable[[Actor, date], Iterable[Tile | Underway | Together]]


@dataclass(frozen=True)
class Sweep:
    """Timed work: every `every` the clock runs `action()`: set-based, idempotent, making good what was missed.

    `action` returns how many rows it touched; `about` is the sentence that `sweep --list` prints. `whole`: one
    transaction around the action; without it the action opens its own (one for each message, for each job).
    """

    key: str
    every: timedelta
    action: Callable[[], int]
    about: str
    whole: bool = True


@dataclass(frozen=True)
class JobKind:
    """A kind of long work: `run(job, progress)`; `progress(done, total)` is shown on the job's page.

    `ended(job)` is called once it is over, however it ended; `page(job)` is the address of a page of its own that
    shows the job's progress and what came of it.
    """

    key: str
    label: str
    run: Callable[[Any, Callable[[int, int], None]], Mapping[str, Any]]
    ended: Callable[[Any], None] | None = None
    page: Callable[[Any], str] | None = None


@dataclass(frozen=True)
class KeptList:
    """A list whose narrowed addresses a person may keep under names: its key and its address.

    `narrowing(actor, query)` writes what is kept of an address in the list's own way, without the page of it; it
    raises `Invalid` for what the list would refuse.
    """

    key: str
    url: str
    narrowing: Callable[[Actor, str], str]


@dataclass(frozen=True)
class Presenter:
    """How record and notices show a subject of one kind: a sentence for each verb and a link.

    `sees` is the right without which the subject is hidden at its place ("": open to everybody): who lacks it reads
    the sentence without the link. `internal` are the verbs of what happens within the unit before it goes out: their
    reasons are read only by those who have one of the rights `internal_readers` at the place. `external` are the
    sentences everybody else reads of such verbs, where the usual one would tell too much. Where place and right do not
    decide, `whole_for(actor, entries)` does instead of `internal_readers`: it gives the ids of those that this reader
    may know whole, with a constant number of queries.

    Where the right at the place does not decide whether a subject opens (a draft is its office's own), `opens_to(actor,
    keys)` gives the keys of those that do, with a constant number of queries; the others are read without the link.

    `together`: by title of a notice, the sentence that stands for several such notices that differ only in their unit,
    with their number as `n`.

    `label` is the word under which the record can be narrowed to this kind. `named_by_us`: its subjects are called by
    words of the product, which each reader reads in the own language. `placed`: its subjects are called “path：title”,
    the unit's path before what it is.

    `feed`: programs are told of it in the feed of changes, who have `sees` at its place; of the changed values they get
    those named in `shown`. Numbers of rows and accounts are never named there.
    """

    kind: str
    verbs: Mapping[str, str]
    url: Callable[[str], str] | None = None
    sees: str = ""
    internal: Collection[str] = ()
    internal_readers: Sequence[str] = ()
    whole_for: Callable[[Actor, Sequence[Any]], Collection[int]] | None = None
    external: Mapping[str, str] = field(default_factory=dict)
    opens_to: Callable[[Actor, Collection[str]], Collection[str]] | None = None
    feed: bool = False
    shown: Collection[str] = frozenset()
    label: str = ""
    named_by_us: bool = False
    placed: bool = False
    together: Mapping[str, str] = field(default_factory=dict)


class FileOwner(Protocol):
    """Answers for the files of one kind of subject."""

    def may_read(self, actor: Actor, key: str) -> bool:
        """Whether the files that were part of a submitted version may be read."""
        ...

    def may_read_unsent(self, actor: Actor, key: str) -> bool:
        """Whether the files that were attached since, or never submitted, may be read."""
        ...

    def may_attach(self, actor: Actor, key: str) -> bool:
        """Whether files may be attached to the subject, and taken off, by this actor in its present state."""
        ...

    def may_read_names(self, actor: Actor, places: Mapping[str, int]) -> Collection[str]:
        """Of these subjects (each with its place on the record) those whose files the record may name to this reader.

        One query at most, however many they are.
        """
        ...


Origin = Callable[[Actor, str], Hit | None]
"""Where the subject of that public key is, for an actor who may open it; None for everybody else. One query at most."""


LookedAgain = Callable[[Collection[int]], Mapping[int, str]]
"""What was seen when closed items of the ledger were looked at again, in the words of a paper, by their ids; what was
not looked at is left out. One query at most."""


class Catalogue(Protocol):
    """Loads what the slice ships as data, as this actor: idempotent, on the record, raising `Invalid` for faults."""

    def __call__(self, *, actor: Actor) -> object: ...


Table = type[Model] | str
"""A table of the database: its model, or its name when no model of ours stands for it."""


@dataclass(frozen=True)
class Mechanism:
    """All that one slice adds to the product.

    Every table is in one of the lists at the end, which say what the application's login may do to it; a table in none
    stops the preparation of the database. Rows of `append_only` are read and added, of `changeable` also changed, of
    `deletable` also removed; `read_only` ones are written by the owner alone. The row history is known without them.

    `guide` says which part of the guide speaks of a page, by the page's name; "" stands for every other page of the
    slice. No page is without one.
    """

    key: str
    urls: Sequence[URLPattern | URLResolver] = ()
    api_urls: Sequence[URLPattern | URLResolver] = ()
    navigation: Sequence[NavItem] = ()
    unit_parts: Sequence[UnitPart] = ()
    principals: Sequence[Principals] = ()
    unit_lamps: Sequence[UnitLamps] = ()
    coming: Sequence[ComingUp] = ()
    moments: Sequence[Moments] = ()
    inbox: Sequence[InboxSource] = ()
    board: Sequence[BoardSource] = ()
    kept_lists: Sequence[KeptList] = ()
    search: Sequence[SearchKind] = ()
    begins: Sequence[Begin] = ()
    calendar: Sequence[CalendarSource] = ()
    measures: Sequence[Measure] = ()
    guide: Mapping[str, str] = field(default_factory=dict)
    welcome: Sequence[FirstThing] = ()
    sweeps: Sequence[Sweep] = ()
    jobs: Sequence[JobKind] = ()
    presenters: Sequence[Presenter] = ()
    below: Sequence[BelowSource] = ()
    timelines: Sequence[Timeline] = ()
    papers: Sequence[PaperKind] = ()
    handover: Sequence[HandoverPart] = ()
    file_owners: Mapping[str, FileOwner] = field(default_factory=dict)
    origins: Mapping[str, Origin] = field(default_factory=dict)
    looked_again: LookedAgain | None = None
    catalogue: Catalogue | None = None
    sealed: Sequence[Sealed] = ()
    append_only: Sequence[Table] = ()
    changeable: Sequence[Table] = ()
    deletable: Sequence[Table] = ()
    read_only: Sequence[Table] = ()
    fill: Callable[[], None] | None = None
