"""The inbox: the lines of all mechanisms as one list by deadline, cut into parts, narrowed by links."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from heapq import nlargest, nsmallest
from itertools import chain
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit import keyset, parameters
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Hidden
from revitalization.kit.fetch import get_or_hidden
from revitalization.kit.inbox import WINDOWS, Asked, BulkAct, Mark, Todo, TodoKind
from revitalization.kit.registry import REGISTRY
from revitalization.kit.steps import Step
from revitalization.kit.words import N_
from revitalization.site.bulk import Offered

LINES = 50
UNITS = 60
"""More units than that are no choice by links; the list of units leads on."""

VIEWS: Mapping[str, str] = {
    "todo": N_("To do"),
    "done": N_("Done by me"),
    "mine": N_("Started by us"),
    "below": N_("Below us"),
}
"""The tabs, in their order; the first one needs no parameter."""
LISTS = ("todo", "mine")
"""The tabs with lines of work."""
NARROWING = ("kind", "under", "due")
PARAMS = ("view", *NARROWING, "after")


@dataclass(frozen=True)
class Chip:
    """One link that narrows the list, or, when it is on, widens it again."""

    label: str
    url: str
    on: bool


@dataclass(frozen=True)
class Part:
    """Lines due in one window; `more`: the list goes on within it, so that their number is not all."""

    key: str
    label: str
    lines: Sequence[Todo]
    more: bool

    @property
    def folded(self) -> bool:
        """Whether the part is shown closed: what is due later need not be seen first."""
        return self.key == "later"


@dataclass(frozen=True)
class Wanted:
    """What the address asks for: the tab, what its list is narrowed to, the `place` in it as it was written."""

    view: str
    kind: str = ""
    under: Unit | None = None
    due: str = ""
    after: Mark | None = None
    before: Mark | None = None
    place: dict[str, str] = field(default_factory=dict)

    @property
    def asked(self) -> dict[str, str]:
        """As parameters of an address, without the place in the list."""
        view = "" if self.view == "todo" else self.view
        found = {
            "view": view,
            "kind": self.kind,
            "under": self.under.code if self.under else "",
            "due": self.due,
        }
        return {name: value for name, value in found.items() if value}

    @property
    def query(self) -> str:
        """What stands behind the question mark, to be kept."""
        return urlencode(self.asked)

    def question(self, today: date, **more: Any) -> Asked:
        """What the slices are asked for."""
        span = self.under.span if self.under else None
        given = {"kind": self.kind, "due": self.due, "after": self.after, "before": self.before} | more
        return Asked(today, waiting=self.view == "mine", under=span, **given)

    def beginning_at(self, line: Todo) -> "Wanted":
        """The same, its page beginning at that line."""
        day, kind, (*at, last) = line.mark
        mark = (day, kind, (*at, last - 1))
        return replace(self, after=mark, before=None, place={"after": _sealed(mark, self.view)})

    def url(self, **changed: str) -> str:
        """The address with some of it changed; "" takes a part away."""
        found = {name: value for name, value in (self.asked | changed).items() if value}
        return f"?{urlencode(found)}" if found else "/"


def wanted(asked: QueryDict, actor: Actor, params: Sequence[str] = PARAMS) -> Wanted:
    """What the address asks for; raises `Invalid` for what is not offered, `Hidden` for a unit out of reach."""
    given = parameters.clean(asked, params)
    view = parameters.one_of(given.get("view", "todo"), VIEWS, "view")
    code = given.get("under")
    found = Wanted(
        view,
        kind=_one_of_or_none(given, "kind", [kind.key for kind in _kinds(actor, view)]),
        under=get_or_hidden(_units(actor), code=code) if code else None,
        due=_one_of_or_none(given, "due", list(WINDOWS) if view in LISTS else []),
    )
    place: dict[str, str] = {name: given[name] for name in ("after", "before") if name in given}
    if not place:
        return found
    if len(place) > 1:
        raise parameters.invalid("before", _("This is not a position in this list."))
    if view not in LISTS:
        return replace(found, place=place)
    marks: dict[str, Any] = {name: _mark(name, text, view) for name, text in place.items()}
    return replace(found, place=place, **marks)


def narrowing(actor: Actor, query: str) -> str:
    """What is kept of an address of the list: what narrows it. `Invalid` for what the list would refuse."""
    try:
        return wanted(QueryDict(query), actor, ("view", *NARROWING)).query
    except Hidden as gone:
        raise parameters.invalid("under", _("This value is not one of those offered.")) from gone


def _one_of_or_none(given: Mapping[str, str], name: str, allowed: Sequence[str]) -> str:
    return parameters.one_of(given[name], allowed, name) if name in given else ""


def _units(actor: Actor) -> Any:
    return Unit.objects.live().filter(actor.reach(C.UNIT_READ).q("lo"))


def _kinds(actor: Actor, view: str) -> list[TodoKind]:
    """The kinds of the tab that this reader can have lines of."""
    if view not in LISTS:
        return []
    return [kind for kind in REGISTRY.todo_kinds() if kind.waiting == (view == "mine") and kind.shown(actor)]


def sees_below(actor: Actor) -> bool:
    """Whether the reader has any facts of units below."""
    return any(C.REPORT_READ in held.below and held.place.hi > held.place.lo for held in actor.holdings)


def _sealed(mark: Mark, view: str) -> str:
    day, kind, at = mark
    return keyset.seal([day, kind, *at], f"inbox {view}")


def _mark(name: str, text: str, view: str) -> Mark:
    try:
        day, kind, *at = keyset.unseal(text, f"inbox {view}")
        return (day, kind, tuple(at))
    except ValueError as broken:
        raise parameters.invalid(name, _("This is not a position in this list.")) from broken


@dataclass(frozen=True)
class Inbox:
    """One page of the list: its parts, the places of its neighbours ("": none), what it can be narrowed to.

    `walk_url`: where its lines are worked through one after the other; "" where nothing waits.
    """

    parts: Sequence[Part]
    next_url: str
    previous_url: str
    kinds: Sequence[Chip]
    units: Sequence[Chip]
    windows: Sequence[Chip]
    walk_url: str
    steps: Mapping[tuple[str, str], Sequence[Step]]
    bulk: Mapping[str, Sequence[BulkAct]]

    @property
    def bulk_acts(self) -> list[Offered]:
        """The acts on many of the lines shown, each once; with the kinds it fits where several can be picked."""
        kinds = {line.kind.key: line.kind for part in self.parts for line in part.lines}
        shown = [kind for kind in kinds if self.bulk.get(kind)]
        found: dict[str, tuple[str, list[str]]] = {}
        for kind in shown:
            for act in self.bulk[kind]:
                found.setdefault(act.key, (act.label, []))[1].append(kinds[kind].label)
        several = len(shown) > 1
        return [
            Offered(key, label, _(", ").join(_(fit) for fit in fits) if several else "")
            for key, (label, fits) in found.items()
        ]

    @property
    def narrowable(self) -> bool:
        """Whether the filters could tell lines apart: beside a single one they only stand in the way."""
        return sum(len(part.lines) for part in self.parts) > 1


def line_at(actor: Actor, asked: Wanted, today: date, at: str) -> Todo | None:
    """The line of that name among those asked for, wherever it stands; None where it is not there."""
    kind, _colon, key = at.partition(":")
    if not key or asked.kind not in ("", kind):
        return None
    question = replace(asked, after=None, before=None).question(today, kind=kind, only=key, limit=LINES)
    return next((line for line in _asked(actor, question) if line.at == at), None)


def _asked(actor: Actor, question: Asked) -> Iterator[Todo]:
    return chain.from_iterable(source.lines(actor, question) for source in REGISTRY.inbox())


def composed(actor: Actor, asked: Wanted, today: date) -> Inbox:
    """The page that is asked for; a constant number of queries, whatever waits."""
    question = asked.question(today, limit=LINES + 1)
    lines, earlier, later = _page(actor, question)
    kinds = _kinds(actor, asked.view)
    return Inbox(
        parts=_parts([_narrowed(line, asked) for line in lines], question, later),
        next_url=asked.url(after=_sealed(lines[-1].mark, asked.view)) if later else "",
        previous_url=asked.url(before=_sealed(lines[0].mark, asked.view)) if earlier else "",
        kinds=_chips(asked, "kind", [(kind.key, _(kind.label)) for kind in kinds]),
        units=units_below(actor, asked) if kinds else [],
        windows=_chips(asked, "due", [(key, _(label)) for key, label in WINDOWS.items()]),
        walk_url=walk_url(replace(asked, place={})) if lines and asked.view == "todo" else "",
        bulk=REGISTRY.bulk(),
        steps=REGISTRY.steps(actor, (line.subject for line in lines if line.kind.waiting)),
    )


def _page(actor: Actor, question: Asked) -> tuple[list[Todo], bool, bool]:
    """The lines of the page, whether the list goes back before them, and on behind them."""
    found = _asked(actor, question)
    if question.before is None:
        lines = nsmallest(LINES + 1, found, key=lambda line: line.mark)
        return lines[:LINES], bool(lines) and question.after is not None, len(lines) > LINES
    lines = nlargest(LINES + 1, found, key=lambda line: line.mark)[::-1]
    return lines[-LINES:], len(lines) > LINES, bool(lines)


def walk_url(asked: Wanted, at: str = "") -> str:
    """Where the list is walked one by one, narrowed as it is, beginning at the line `<kind>:<public key>`."""
    given = asked.asked | asked.place | ({"at": at} if at else {})
    return reverse("walk") + (f"?{urlencode(given)}" if given else "")


def _narrowed(line: Todo, asked: Wanted) -> Todo:
    """The line, what is done on the walk leading to the walk of this list."""
    if not any(act.walked for act in line.acts):
        return line
    url = walk_url(asked, line.at)
    return replace(line, acts=[replace(act, url=url) if act.walked else act for act in line.acts])


def _parts(lines: Sequence[Todo], question: Asked, more: bool) -> list[Part]:
    found: dict[str, list[Todo]] = {key: [] for key in WINDOWS}
    for line in lines:
        found[question.window(line.due_on)].append(line)
    shown = [key for key in WINDOWS if found[key]]
    return [Part(key, WINDOWS[key], found[key], more and key == shown[-1]) for key in shown]


def _chips(asked: Wanted, name: str, choices: Sequence[tuple[str, str]]) -> list[Chip]:
    """A link for each choice; none when there is nothing to choose."""
    if len(choices) < 2:
        return []
    chosen = asked.asked.get(name, "")
    return [
        Chip(label, asked.url(**{name: "" if key == chosen else key}), key == chosen)
        for key, label in choices
    ]


def units_below(actor: Actor, asked: Wanted) -> list[Chip]:
    """The units directly below those the reader sees more than one unit of, as links that narrow the list."""
    wide = [h.place for h in actor.holdings if h.place.hi > h.place.lo and C.UNIT_READ in h.below]
    if not wide:
        return []
    seats = Unit.objects.filter(lo__in=sorted({place.lo for place in wide})).values("pk")
    found = list(_units(actor).territorial().filter(parent_id__in=seats).order_by("lo")[: UNITS + 1])
    if len(found) > UNITS:
        found = []
    if asked.under and asked.under.code not in {unit.code for unit in found}:
        found.insert(0, asked.under)
    return _chips(asked, "under", [(unit.code, unit.name) for unit in found])
