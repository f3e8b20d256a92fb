"""Ports: what the toolkit asks of the slices, filled at start-up from their `mechanism.py`.

Nothing here knows who answers. A port that is not filled fails loudly: a change without its record entry must fail.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from revitalization.kit.actor import Actor
from revitalization.kit.words import Words


@dataclass
class Entry:
    """What one official change leaves on the record.

    `subject` is (kind, public key); `label` the words shown for it; `lo` its place; `count` how many rows a set-wise
    act touched; `before`/`after` the changed values; `on_behalf` the person acted for; `context` joins it to the row
    history of the same act (set by `kit.perform`).
    """

    verb: str
    actor: Actor
    subject: tuple[str, str]
    label: str
    lo: int
    reason: str = ""
    on_behalf: str = ""
    count: int = 1
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    at: datetime | None = None
    context: str = ""


@dataclass(frozen=True)
class Telling:
    """A notice to those who hold `capability` on the place `lo` (or to `user_ids`), about one subject.

    `event` is unique per happening: the same event reaches a person once. `shown_by` is the right on the place without
    which those told by name no longer see it. `work_of`: kind and public key of the subject on which the people told
    have something to do; once that is done the notice counts as read.
    """

    event: str
    kind: str
    lo: int
    title: Words
    url: str
    capability: str = ""
    user_ids: Sequence[int] = ()
    shown_by: str = ""
    except_user: int | None = None
    work_of: tuple[str, str] = ("", "")


class Recorder(Protocol):
    """Writes an entry in the running transaction and returns its number."""

    def __call__(self, entry: Entry) -> int: ...


class Outbox(Protocol):
    """Queues a notice in the running transaction; the same event reaches a person once."""

    def __call__(self, telling: Telling) -> None: ...


class Settler(Protocol):
    """Settles what was told about the subject (its kind and key): the work is done, nobody need look at it again."""

    def __call__(self, kind: str, key: str, people: Sequence[int] | None) -> None: ...


class Keys(Protocol):
    """Keeps answers to requests that may be sent twice: `claim` gives the kept answer (status, response) or None."""

    def claim(self, *, owner: str, key: str, method: str, path: str, body_digest: str) -> Any | None:
        """The kept answer to this key, or None for the first request with it, which then calls `complete`.

        Called in the transaction of the act, so that a second request waits for the first. Raises `Conflict` when the
        key came with another request.
        """
        ...

    def complete(self, *, owner: str, key: str, status: int, response: Any) -> None:
        """Keeps the answer to the request that took the key."""
        ...


class Walked(Protocol):
    """The page of a line as the list is walked one by one: template and context, None where it no longer lies there."""

    def __call__(self, request: Any, address: str) -> tuple[str, dict[str, Any]] | None: ...


class Unfilled(RuntimeError):  # noqa: N818 - it names a state of a port
    """A port was used before any slice filled it."""


@dataclass
class Ports:
    """The filled ports of this process."""

    record: Recorder | None = None
    record_all: Callable[[Sequence[Entry]], None] | None = None
    tell: Outbox | None = None
    settle: Settler | None = None
    wake: Callable[[], None] | None = None
    keys: Keys | None = None
    walked: Walked | None = None


PORTS = Ports()


def record(entry: Entry) -> int:
    """Writes the entry in the running transaction; returns its number on the record. Raises `Unfilled` when no slice
    keeps one.
    """
    if PORTS.record is None:
        raise Unfilled("record")
    return PORTS.record(entry)


def record_all(entries: Sequence[Entry]) -> None:
    """Writes several entries with one statement, of changes that leave no row history; as `record` in all else."""
    if PORTS.record_all is None:
        raise Unfilled("record_all")
    PORTS.record_all(entries)


def tell(telling: Telling) -> None:
    """Queues the notice in the running transaction, a person once for one event. Raises `Unfilled` when no slice
    sends them.
    """
    if PORTS.tell is None:
        raise Unfilled("tell")
    PORTS.tell(telling)


def settle(kind: str, key: str, people: Sequence[int] | None = None) -> None:
    """What was to be done on the subject is done: notices that stood for it are closed, in the running transaction.

    Those of everybody, or of the accounts in `people`, whose part alone is done.
    """
    if PORTS.settle is not None:
        PORTS.settle(kind, key, people)


def walked(request: Any, subject: tuple[str, str]) -> tuple[str, dict[str, Any]] | None:
    """The page of the walk from which the form was sent (`walk`), where that subject still lies on it; None elsewhere.

    So that a form that was refused is shown again where it was filled in, with all that stands beside it.
    """
    address = request.POST.get("walk", "")
    page = PORTS.walked(request, address) if address and PORTS.walked is not None else None
    return page if page and page[1]["line"].subject == subject else None


def wake() -> None:
    """Hints after commit that work is waiting; losing the hint loses nothing, the next tick looks anyway."""
    if PORTS.wake is not None:
        PORTS.wake()
