"""Everything the slices declared, and the refusal of what two of them claim.

Filled by `assemble` at start-up; asked by whatever would need an upward import.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.urls import URLPattern, URLResolver

from revitalization.kit.actor import Actor
from revitalization.kit.agenda import CalendarSource
from revitalization.kit.errors import Hidden
from revitalization.kit.finding import Begin, Hit, SearchKind
from revitalization.kit.handover import HandoverPart
from revitalization.kit.inbox import BelowSource, BulkAct, Desk, InboxSource, TodoKind
from revitalization.kit.measures import Measure
from revitalization.kit.mechanism import (
    GROUPS,
    BoardSource,
    Catalogue,
    FileOwner,
    JobKind,
    KeptList,
    Mechanism,
    NavItem,
    Presenter,
    Sweep,
    Table,
)
from revitalization.kit.papers import PaperKind
from revitalization.kit.sealed import Sealed
from revitalization.kit.steps import Step
from revitalization.kit.unit_page import UNIT_TABS, ComingUp, Moments, Principals, UnitLamps, UnitPart
from revitalization.kit.welcome import EVERY_ROLE, FirstThing


class DeclaredTwiceError(ValueError):
    """Two slices, or one twice, declare the same key; the product does not start."""


@dataclass
class Registry:
    """Everything the assembled mechanisms declared, in order."""

    mechanisms: list[Mechanism] = field(default_factory=list)
    _guided: list[Mechanism] = field(default_factory=list, init=False, repr=False)
    _guide: Mapping[str, str] = field(default_factory=dict, init=False, repr=False)

    def navigation(self, place: str = "side") -> list[NavItem]:
        """What was declared for one place of the frame, by group and then by order."""
        groups = list(GROUPS)
        found = (i for m in self.mechanisms for i in m.navigation if i.place == place)
        return sorted(found, key=lambda i: (groups.index(i.group), i.order))

    def unit_parts(self) -> list[UnitPart]:
        """The parts of a unit's page, by tab and then by order."""
        tabs = list(UNIT_TABS)
        found = (part for m in self.mechanisms for part in m.unit_parts)
        return sorted(found, key=lambda part: (tabs.index(part.tab), part.order))

    def principals(self) -> list[Principals]:
        """What names the first responsible persons in the head of a unit's page."""
        return [one for m in self.mechanisms for one in m.principals]

    def unit_lamps(self) -> list[UnitLamps]:
        """What gives the lamps in the head of a unit's page, lower slices first."""
        return [one for m in self.mechanisms for one in m.unit_lamps]

    def moments(self) -> list[Moments]:
        """What knows of what happened to a unit, lower slices first."""
        return [one for m in self.mechanisms for one in m.moments]

    def coming(self) -> list[ComingUp]:
        """What knows of coming deadlines of a unit, lower slices first."""
        return [one for m in self.mechanisms for one in m.coming]

    def inbox(self) -> list[InboxSource]:
        """What fills the inbox, lower slices first."""
        return [source for m in self.mechanisms for source in m.inbox]

    def todo_kinds(self) -> list[TodoKind]:
        """The kinds of work an inbox can hold, lower slices first."""
        return [kind for source in self.inbox() for kind in source.kinds]

    def below(self) -> list[BelowSource]:
        """What tells of movements in the units below, lower slices first."""
        return [source for m in self.mechanisms for source in m.below]

    def bulk(self) -> dict[str, Sequence[BulkAct]]:
        """By kind of work, what can be done to many of its lines at once."""
        return {kind: acts for source in self.inbox() for kind, acts in source.bulk.items()}

    def desk(self, kind: str) -> Callable[[Actor, str], Desk] | None:
        """What lays the subject of such a line on the desk; None where no slice says."""
        return next((source.desks[kind] for source in self.inbox() if kind in source.desks), None)

    def board(self) -> list[BoardSource]:
        """What fills the board above the inbox, lower slices first."""
        return [source for m in self.mechanisms for source in m.board]

    def kept_list(self, key: str) -> KeptList:
        """The list of that key whose narrowed addresses are kept; raises `Hidden` for none."""
        found = next((one for m in self.mechanisms for one in m.kept_lists if one.key == key), None)
        if found is None:
            raise Hidden
        return found

    def search(self) -> list[SearchKind]:
        """What can be searched, in the order in which it is shown."""
        return sorted((kind for m in self.mechanisms for kind in m.search), key=lambda kind: kind.order)

    def begins(self) -> list[Begin]:
        """What can be begun, in its order."""
        return sorted((begin for m in self.mechanisms for begin in m.begins), key=lambda begin: begin.order)

    def measures(self) -> list[Measure]:
        """What boards can show, in the order in which it is offered."""
        return sorted((one for m in self.mechanisms for one in m.measures), key=lambda one: one.order)

    def calendar(self) -> list[CalendarSource]:
        """Whoever puts days into the calendar."""
        return [source for m in self.mechanisms for source in m.calendar]

    def guide(self) -> Mapping[str, str]:
        """Which part of the guide speaks of a page, by the page's name; made once, since every page asks."""
        if self._guided != self.mechanisms:
            self._guided = list(self.mechanisms)
            self._guide = {
                page: m.guide.get(page, m.guide.get("", ""))
                for m in self.mechanisms
                for page in (*_page_names(m.urls), *filter(None, m.guide))
            }
        return self._guide

    def welcome(self, role: str) -> list[FirstThing]:
        """What whoever holds the role does first, in its order; what goes for every role where none says more."""
        things = [thing for m in self.mechanisms for thing in m.welcome]
        own = [thing for thing in things if thing.role == role]
        found = own or [thing for thing in things if thing.role == EVERY_ROLE]
        return sorted(found, key=lambda thing: thing.order)

    def sweeps(self) -> list[Sweep]:
        """The timed work of all slices, lower slices first."""
        return [sweep for m in self.mechanisms for sweep in m.sweeps]

    def catalogues(self) -> list[Catalogue]:
        """Lower slices first: what lies above may rest on them."""
        return [m.catalogue for m in self.mechanisms if m.catalogue is not None]

    def jobs(self) -> list[JobKind]:
        """The kinds of long work of all slices, lower slices first."""
        return [kind for m in self.mechanisms for kind in m.jobs]

    def job(self, key: str) -> JobKind:
        """The kind of long work of that name; `StopIteration` when there is none."""
        return next(kind for kind in self.jobs() if kind.key == key)

    def kinds_on_record(self) -> list[tuple[str, str]]:
        """Kinds by which the record can be narrowed, with their words."""
        return [(p.kind, p.label) for m in self.mechanisms for p in m.presenters if p.label]

    def told_otherwise(self) -> set[str]:
        """The verbs of which external readers read another sentence, which leaves out what the subject is called."""
        return {verb for m in self.mechanisms for p in m.presenters for verb in p.external}

    def presenter(self, kind: str) -> Presenter | None:
        """How subjects of that kind are shown; None when no slice says so."""
        return next((p for m in self.mechanisms for p in m.presenters if p.kind == kind), None)

    def steps(
        self, actor: Actor, subjects: Iterable[tuple[str, str]]
    ) -> dict[tuple[str, str], Sequence[Step]]:
        """The steps of subjects of any kinds, each by kind and public key; a kind without steps gives none."""
        wanted = set(subjects)
        return {
            (line.kind, key): steps
            for m in self.mechanisms
            for line in m.timelines
            for keys in [sorted(key for kind, key in wanted if kind == line.kind)]
            if keys
            for key, steps in line.steps(actor, keys).items()
        }

    def papers(self) -> list[PaperKind]:
        """The kinds of numbered papers, lower slices first."""
        return [kind for m in self.mechanisms for kind in m.papers]

    def handover(self) -> list[HandoverPart]:
        """The parts of a handover sheet that slices know of, lower slices first."""
        return [part for m in self.mechanisms for part in m.handover]

    def together(self) -> dict[str, str]:
        """By title of a notice, the sentence that stands for several of it."""
        return {
            title: many for m in self.mechanisms for p in m.presenters for title, many in p.together.items()
        }

    def tables(self, rights: str) -> set[str]:
        """Names of the tables in one of the lists `append_only`, `changeable`, `deletable`, `read_only`."""
        return {table_name(table) for m in self.mechanisms for table in getattr(m, rights)}

    def feed(self) -> dict[str, Presenter]:
        """What the feed of changes tells of, by kind: the upper slices' first, which change most."""
        return {p.kind: p for m in reversed(self.mechanisms) for p in m.presenters if p.feed}

    def sealed(self) -> list[Sealed]:
        """Everything whose content stands under seal on the entries of the record."""
        return [sealed for m in self.mechanisms for sealed in m.sealed]

    def file_owner(self, kind: str) -> FileOwner | None:
        """Who answers for the files of that kind of subject; None when no slice does."""
        return next((m.file_owners[kind] for m in self.mechanisms if kind in m.file_owners), None)

    def origin(self, actor: Actor, kind: str, key: str) -> Hit | None:
        """What something came from, by kind and public key, where this actor may open it; else None."""
        return next((m.origins[kind](actor, key) for m in self.mechanisms if kind in m.origins), None)

    def looked_again(self, items: Collection[int]) -> dict[int, str]:
        """What was seen of these items of the ledger when they were looked at again, by their ids."""
        asked = [m.looked_again for m in self.mechanisms if m.looked_again is not None]
        return {item: words for ask in asked for item, words in ask(items).items()}


REGISTRY = Registry()


def assemble(mechanisms: Sequence[Mechanism]) -> None:
    """Registers the mechanisms and fills the ports; called once at start-up.

    Raises `DeclaredTwiceError` when a key is claimed twice; then nothing is registered.
    """
    _refuse_doubles(mechanisms)
    REGISTRY.mechanisms = list(mechanisms)
    for mechanism in mechanisms:
        if mechanism.fill is not None:
            mechanism.fill()


RIGHTS = ("append_only", "changeable", "deletable", "read_only")
"""The lists of a mechanism that name tables."""


def table_name(table: Table) -> str:
    """The table's name in the database, of a model or of a name given as text."""
    return table if isinstance(table, str) else table._meta.db_table


def _page_names(patterns: Sequence[URLPattern | URLResolver]) -> Iterable[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _page_names(pattern.url_patterns)
        elif pattern.name:
            yield pattern.name


_KEYS: Mapping[str, Callable[[Mechanism], Iterable[str]]] = {
    "mechanism": lambda m: [m.key],
    "page": lambda m: _page_names(m.urls),
    "interface address": lambda m: _page_names(m.api_urls),
    "navigation entry": lambda m: [item.key for item in m.navigation],
    "inbox source": lambda m: [source.key for source in m.inbox],
    "kind of work": lambda m: [kind.key for source in m.inbox for kind in source.kinds],
    "unit part": lambda m: [part.key for part in m.unit_parts],
    "kept list": lambda m: [one.key for one in m.kept_lists],
    "search kind": lambda m: [kind.key for kind in m.search],
    "beginning": lambda m: [begin.key for begin in m.begins],
    "measure": lambda m: [measure.key for measure in m.measures],
    "calendar source": lambda m: [source.key for source in m.calendar],
    "sweep": lambda m: [sweep.key for sweep in m.sweeps],
    "job": lambda m: [job.key for job in m.jobs],
    "presenter": lambda m: [presenter.kind for presenter in m.presenters],
    "part of a handover": lambda m: [part.key for part in m.handover],
    "kind of paper": lambda m: [kind.key for kind in m.papers],
    "timeline": lambda m: [timeline.kind for timeline in m.timelines],
    "kind under seal": lambda m: [sealed.kind for sealed in m.sealed],
    "file owner": lambda m: list(m.file_owners),
    "origin": lambda m: list(m.origins),
    "table": lambda m: [table_name(table) for rights in RIGHTS for table in getattr(m, rights)],
}
"""What is asked for by a key: with two answers one of them would be hidden."""


def _refuse_doubles(mechanisms: Sequence[Mechanism]) -> None:
    for what, keys_of in _KEYS.items():
        declared_by: dict[str, str] = {}
        for mechanism in mechanisms:
            for key in keys_of(mechanism):
                if key in declared_by:
                    both = f"{declared_by[key]} and {mechanism.key}"
                    raise DeclaredTwiceError(f"{what} “{key}” is declared twice: by {both}")
                declared_by[key] = mechanism.key
