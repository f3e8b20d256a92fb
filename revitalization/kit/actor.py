"""Who acts: a person in a post, a token, or the clock.

An actor is resolved once per request from one query and answers every permission question from memory:
`can`, `require`, `reach`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, TypeVar

from revitalization.kit.errors import Forbidden, FreshSignInNeeded, Hidden
from revitalization.kit.reach import Reach, Remit, Span

T = TypeVar("T")


class Placed(Protocol):
    """Anything that has a place in the tree."""

    @property
    def lo(self) -> int:
        """The position of its unit in the tree."""
        ...


@dataclass(frozen=True)
class Holding:
    """One role on one place: what it allows on the place itself (`here`) and on what lies under it (`below`).

    `where` is the name of the place, for words; nothing is decided by it.
    """

    role: str
    place: Span
    here: frozenset[str]
    below: frozenset[str]
    remit: Remit = None
    source: str = ""
    where: str = ""

    def spans(self, capability: str) -> list[Span]:
        """Where the capability holds; here and below together are the whole range."""
        found = []
        if capability in self.here:
            found.append(Span(self.place.lo, self.place.lo))
        if capability in self.below and self.place.hi > self.place.lo:
            found.append(Span(self.place.lo + 1, self.place.hi))
        return found


@dataclass(frozen=True)
class Ceiling:
    """What a token may at most: its capabilities on its subtree; `token` is its public number."""

    capabilities: frozenset[str]
    place: Span
    token: str = ""

    def cut(self, held: Holding) -> Holding:
        """What is left of the holding: its rights that the token has, none when they lie beside its place."""
        beside = held.place.hi < self.place.lo or self.place.hi < held.place.lo
        rights = frozenset() if beside else self.capabilities
        return replace(held, here=held.here & rights, below=held.below & rights)


@dataclass(frozen=True)
class Actor:
    """The one who acts.

    `name` and `post` are the words the record keeps, `source` names the post acted in (the holdings are then those of
    that post and those tied to no post), `ceiling` limits a token, `fresh` says that the person signed in within the
    last minutes, `via` is html, rest, sweep or command.
    """

    user_id: int | None
    name: str
    post: str = ""
    holdings: tuple[Holding, ...] = ()
    ceiling: Ceiling | None = None
    via: str = "html"
    request_id: str = ""
    fresh: bool = False
    is_system: bool = False
    # No argument of a new actor, so that a copy (`replace`) never remembers what held for the original.
    _reaches: dict[str, Reach] = field(default_factory=dict, init=False, compare=False, repr=False)
    _known: dict[str, Any] = field(default_factory=dict, init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """No holding says more than the token may: whoever judges by roles judges within its ceiling, too."""
        if self.ceiling is not None:
            cut = tuple(self.ceiling.cut(holding) for holding in self.holdings)
            object.__setattr__(self, "holdings", cut)

    @classmethod
    def system(cls, name: str, via: str = "sweep") -> "Actor":
        """The clock or a command: may do what its own code does, everywhere."""
        return cls(user_id=None, name=name, via=via, is_system=True, fresh=True)

    @property
    def token(self) -> str:
        """The number of the token a program acts with; "" when the person does it."""
        return self.ceiling.token if self.ceiling else ""

    def once(self, what: str, read: Callable[["Actor"], T]) -> T:
        """What was read for this actor, asked again within the same request; an actor lives no longer than that."""
        if what not in self._known:
            self._known[what] = read(self)
        found: T = self._known[what]
        return found

    def reach(self, capability: str) -> Reach:
        """The part of the tree where the actor has the capability."""
        if capability not in self._reaches:
            self._reaches[capability] = self._resolve(str(capability))
        return self._reaches[capability]

    def _resolve(self, capability: str) -> Reach:
        if self.is_system:
            return EVERYWHERE
        pairs = {(span, holding.remit) for holding in self.holdings for span in holding.spans(capability)}
        if self.ceiling is None:
            return Reach(frozenset(pairs))
        if capability not in self.ceiling.capabilities:
            return Reach()
        return Reach(frozenset(_cut(pairs, self.ceiling.place)))

    def can(self, capability: str, subject: Placed, remit: Remit = None) -> bool:
        """Whether the actor has the capability on the subject's place."""
        return self.reach(capability).covers(subject.lo, remit)

    def has(self, capability: str) -> bool:
        """Whether the actor has the capability anywhere."""
        return bool(self.reach(capability))

    def require(self, capability: str, subject: Placed, *, sees: str = "", remit: Remit = None) -> None:
        """Passes or raises: `Hidden` when the subject is outside the reach of `sees`, else `Forbidden`."""
        if self.can(capability, subject, remit):
            return
        if sees and not self.can(sees, subject):
            raise Hidden
        raise Forbidden

    def require_fresh(self) -> None:
        """Passes when the person signed in within the last ten minutes.

        Raises `FreshSignInNeeded`, and `Forbidden` for a token: nobody can confirm a program.
        """
        if self.ceiling is not None:
            raise Forbidden
        if not self.fresh:
            raise FreshSignInNeeded

    def acting_in(self, source: str, post: str) -> "Actor":
        """The same person limited to the holdings of one post and those tied to no post."""
        kept = tuple(h for h in self.holdings if h.source in {"", source})
        return replace(self, holdings=kept, post=post)


EVERYWHERE = Reach(frozenset({(Span(0, 999_999_999_999_999), None)}))


def _cut(pairs: set[tuple[Span, Remit]], place: Span) -> set[tuple[Span, Remit]]:
    return {
        (Span(max(span.lo, place.lo), min(span.hi, place.hi)), remit)
        for span, remit in pairs
        if span.lo <= place.hi and place.lo <= span.hi
    }
