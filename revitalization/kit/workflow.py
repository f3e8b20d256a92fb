"""State machines as tables; pure.

A `Workflow` lists its states and its acts. `available` draws the buttons, `kit.perform.perform` is the only door that
changes a status, and `transitions` makes the database's own guard from the same table.
"""

from collections.abc import Callable
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from typing import Any, Protocol

from revitalization.kit.reach import Remit
from revitalization.kit.words import Words


class Stateful(Protocol):
    """A row with a place, a state and a version."""

    status: str
    version: int

    @property
    def lo(self) -> int:
        """The position of its unit in the tree."""
        ...


class Able(Protocol):
    """What is asked of an actor here: a right on a subject, and whether a token's limits apply."""

    @property
    def ceiling(self) -> Any:
        """What a token cuts the rights down to; None for a person at the desk."""
        ...

    def can(self, capability: str, subject: Any, remit: Remit = None) -> bool:
        """Whether the right is held on the subject, for all categories of the remit."""
        ...


Guard = Callable[[Any, Any], Words | None]
ReadFacts = Callable[[Any], Any]
"""Reads, from the row, what the guards of its workflow must know: an instance of the workflow's `facts`."""


class FactsMissingError(TypeError):
    """A guard would have judged without the facts it asks for; a fault of the program, never passed over."""


@dataclass(frozen=True)
class Act:
    """One verb.

    `sources` are the states it starts from; `target` the state it leads to (None: the act's action decides among
    `targets`); `capability` the right it asks on the subject; `needs` the names of what must be given (a reason, a
    new deadline); `guard` returns the refusal in words or None; `sees` is the capability without which the subject is
    hidden; `fresh` asks for a sign-in of the last minutes, always or for the subjects for which it says so;
    `button` is the word on its page's button where that is not the label, `said` what is said after it was done;
    `tone` is the look of its button ("danger": it refuses or undoes); `by_remit` asks that the right's remit holds all
    categories of the subject (its `remit`); `internal` marks what happens within the unit before the subject leaves it:
    others read that it happened, not why; `keeps_work`: what was to be done on the subject still is, by the same
    people, so that the notices which stand for it stay open.
    """

    key: str
    label: str
    sources: frozenset[str]
    target: str | None
    capability: str
    done: str
    targets: frozenset[str] = frozenset()
    needs: tuple[str, ...] = ()
    guard: Guard | None = None
    sees: str = ""
    fresh: bool | Callable[[Any], bool] = False
    button: str = ""
    said: str = ""
    tone: str = "secondary"
    by_remit: bool = False
    internal: bool = False
    keeps_work: bool = False

    @property
    def last_tone(self) -> str:
        """The look of the button that does it in the end: red where it refuses or undoes."""
        return "danger" if self.tone == "danger" else "primary"

    @property
    def in_person(self) -> bool:
        """Whether tokens are refused (a signature is a person's): a mark on the capability, not on the act."""
        return bool(getattr(self.capability, "in_person", False))

    def remit_of(self, subject: Any) -> Remit:
        """The categories the right must hold to do this on the subject; None: it does not matter."""
        return frozenset(subject.remit) if self.by_remit else None

    def asks_fresh(self, subject: Any) -> bool:
        """Whether it asks for a sign-in of the last minutes on this subject."""
        return self.fresh(subject) if callable(self.fresh) else self.fresh

    def ends(self) -> frozenset[str]:
        """The states it may lead to; a target None without `targets` keeps the state."""
        if self.target is not None:
            return frozenset({self.target})
        return self.targets


def plain_act(key: str, label: str, capability: str, done: str, **more: Any) -> Act:
    """An act on what has no states: from none, to none; `more` are the other fields of `Act`."""
    return Act(key, label, frozenset(), None, capability, done, **more)


@dataclass(frozen=True)
class Acts:
    """The acts on one kind of subject that has no state machine: its action asks and checks by itself.

    Raises `ValueError` for an act that names states or a guard, which nobody would ask here, and for one that is there
    twice.
    """

    key: str
    acts: tuple[Act, ...]

    def __post_init__(self) -> None:
        if any(act.sources or act.ends() or act.guard for act in self.acts):
            raise ValueError(f"{self.key}: states and guards need a workflow")
        if len({act.key for act in self.acts}) != len(self.acts):
            raise ValueError(f"{self.key}: an act is there twice")

    def act(self, key: str) -> Act:
        """The act of that name; KeyError when the table has none."""
        return {act.key: act for act in self.acts}[key]


@dataclass(frozen=True)
class State:
    """One state: its key, its word, and the tone it is shown in (grey, blue, amber, green, red)."""

    key: str
    label: str
    tone: str = "grey"
    final: bool = False


@dataclass(frozen=True)
class Workflow:
    """A table of states and acts for one kind of subject.

    `facts` is the frozen dataclass all its guards read. No field of it has a default: what a guard must know is
    asked, or the guard refuses.
    """

    key: str
    states: tuple[State, ...]
    initial: frozenset[str]
    acts: tuple[Act, ...]
    facts: type | None = None
    _by_key: dict[str, Act] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        known = {state.key for state in self.states}
        for act in self.acts:
            named = act.sources | act.ends()
            if not named <= known:
                raise ValueError(f"{self.key}.{act.key} names unknown states {sorted(named - known)}")
            self._by_key[act.key] = act
        if len(self._by_key) != len(self.acts):
            raise ValueError(f"{self.key}: an act is there twice")
        guarded = any(act.guard for act in self.acts)
        if guarded != (self.facts is not None) or (self.facts and not _without_defaults(self.facts)):
            raise ValueError(f"{self.key}: guards read a frozen dataclass without defaults")

    def act(self, key: str) -> Act:
        """The act of that name; KeyError when the table has none."""
        return self._by_key[key]

    def state(self, key: str) -> State:
        """The state of that name; `StopIteration` when the table has none."""
        return next(state for state in self.states if state.key == key)

    def state_keys(self) -> list[str]:
        """The keys of all states in the table's order."""
        return [state.key for state in self.states]

    def internal_acts(self) -> frozenset[str]:
        """The verbs on the record of what happens within the unit."""
        return frozenset(f"{self.key}.{act.key}" for act in self.acts if act.internal)

    def transitions(self) -> list[tuple[str, str]]:
        """Every permitted (from, to), for the database's guard; a step to the same state needs none."""
        pairs = {(s, t) for act in self.acts for s in act.sources for t in act.ends() if s != t}
        return sorted(pairs)

    def available(self, subject: Stateful, actor: Able, facts: ReadFacts | None) -> list[Act]:
        """The acts this actor may do on this subject now, in the table's order.

        `facts` is asked at most once, and only when a guard decides. Raises `FactsMissingError` without it.
        """
        if self.facts is not None and facts is None:
            raise FactsMissingError(f"{self.key}: what can be done is not told without the facts")
        possible = [act for act in self.acts if _possible(act, subject, actor)]
        known = self.read(facts, subject) if any(act.guard for act in possible) else None
        return [act for act in possible if act.guard is None or act.guard(subject, known) is None]

    def why_not(self, key: str, subject: Stateful, facts: ReadFacts) -> Words | None:
        """Why the guard of that act refuses now; None when it does not."""
        guard = self.act(key).guard
        return guard(subject, self.read(facts, subject)) if guard else None

    def read(self, facts: ReadFacts | None, subject: Any) -> Any:
        """The facts of the subject; `FactsMissingError` when there are none, or others than the guards read."""
        found = facts(subject) if facts is not None else None
        if self.facts is None or not isinstance(found, self.facts):
            raise FactsMissingError(f"{self.key}: the guards read {self.facts}, not {type(found)}")
        return found


def _possible(act: Act, subject: Stateful, actor: Able) -> bool:
    if subject.status not in act.sources:
        return False
    if not actor.can(act.capability, subject, act.remit_of(subject)):
        return False
    return not act.in_person or actor.ceiling is None


def _without_defaults(facts: type) -> bool:
    if not is_dataclass(facts) or not facts.__dataclass_params__.frozen:  # type: ignore[attr-defined]
        return False
    return all(found.default is MISSING and found.default_factory is MISSING for found in fields(facts))
