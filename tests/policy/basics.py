"""What a slice's `policy.py` is written with: places, days, pictures, and the form of what it brings."""

import io
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from PIL import Image

from responsibilities.roles import C
from revitalization.kit.actor import Actor
from tests.cast import days
from tests.policy.people import (
    EVERYBODY,
    GANSU,
    LANZHOU,
    NOBODY,
    SISTER,
    TOWN,
    VILLAGE,
    XIJI,
    YONGDENG,
    ByPlace,
)
from tests.policy.rows import OK, WHOLE, Row

GET, POST, PUT = "GET", "POST", "PUT"
ONE = (WHOLE,)
ALL = {OK: EVERYBODY}
NAMED = (TOWN, SISTER, YONGDENG, XIJI)
"""Places that stand for own, sibling, above and other province where seven would say no more."""
WITH_VILLAGE = (*NAMED, VILLAGE, LANZHOU)
ASKED = (TOWN, SISTER, YONGDENG, LANZHOU, XIJI)
SEATS = (TOWN, SISTER, YONGDENG, LANZHOU, GANSU, XIJI)

MISSING = "MISSING"
NO_UUID = UUID(int=7)
SYSTEM = Actor.system("tests", via="command")
GRANT_OF = {TOWN: "wangfang", SISTER: "sunli", YONGDENG: "chenjing", LANZHOU: "zhouqiang", GANSU: "wumin",
            XIJI: "maling"}  # fmt: skip
OWNERS = GRANT_OF
LEVELS = {
    TOWN: "township",
    SISTER: "township",
    YONGDENG: "county",
    LANZHOU: "city",
    GANSU: "province",
    XIJI: "county",
}

Site = tuple[str, str]
"""A guard and where it is asked: (`TenureQuerySet.within`, `responsibilities/posts/views/people.py:person_for`)."""
Fields = Mapping[str, str]
Witness = tuple[str, str, dict[str, str]]


@dataclass(frozen=True)
class Shown:
    """The list `name`; `marker` and `query` are made from the stage and the place."""

    name: str
    who: ByPlace
    marker: Any
    query: Any = ""
    stage: str = "drafted"
    at_place: bool = False
    by_token: ByPlace | None = None


@dataclass(frozen=True)
class Trial:
    """One field of one request by somebody who may do the act: what else is sent, a value outside of the reach, one that
    does not exist, and, where that can be, one inside with which the request is done.

    `field` as declared in `naming`; `put` is where the value goes when not under the field's own name. `public`: of a
    thing everybody may know of, so that only the refusal is held to, not its likeness.
    """

    field: str
    row: str
    place: str
    by: str
    sent: Any
    outside: Any
    missing: Any
    inside: Any = None
    args: tuple[tuple[str, str], ...] = ()
    step: str = "drafted"
    public: bool = False
    put: str = ""
    match: Any = None

    @property
    def name(self) -> str:
        return self.put or self.field.partition(".")[2]


@dataclass(frozen=True)
class Count:
    """A figure as it is shown, and the rows counted by other means."""

    what: str
    shown: int
    counted: int


@dataclass(frozen=True)
class Policy:
    """What one slice brings to the walks.

    `rows` of the table; `named`: what is in an address of that name, from the stage and the place; `subjects`: a class
    whose attributes and methods become the stage's, with `set_up(self)` and `finish(self)`; `shown`: whose lines its lists
    hold; `fields`: what is only words, by form; `naming`: what names something; `parameters`: what its addresses take;
    `witnesses`: a row that turns red for each right; `holders`: who of the cast holds a role, where, and a place below; `twice`: guards whose loss alone shows nothing, with the next ones.
    `trials`: what each naming field answers to what lies outside; `tried`: those held to it elsewhere, with the place;
    `unversioned`: addresses whose acts look at no earlier state, and why; `unguarded`: hidden fields of forms without which
    the same is done, and why; `versions`: numbers an act carries beside
    `version`, by address and act; `counts`: figures beside their rows for one of the cast, `counted` those that are
    not nothing for everybody; `questions`: what no page shows alone; `beyond`: lines only there to be missed, added by the
    subjects' `beyond(self)`; `fresh`: addresses that need a sign-in of the last minutes; `later`: pages, with the place,
    whose doors change with the story. `unrecorded`: addresses, with the act, that may leave no entry, and the tables they then write; `several`: requests that
    are more than one official act, by the verbs of their entries.
    `lists`: its lists by name, each with its address and somebody who reads it; `filled(cast)` puts something into each and
    gives the names of what there is by part of an address. `hostile(cast, stage, text)` writes the text into every field
    of its story, `hostile_on` are pages on which it is then seen. `sealing(cast)` writes a row of each kind it has under seal.
    """

    rows: Sequence[Row] = ()
    named: Mapping[str, Callable[[Any, str], dict[str, Any]]] = field(default_factory=dict)
    subjects: type | None = None
    shown: Sequence[Shown] = ()
    fields: Fields = field(default_factory=dict)
    naming: Fields = field(default_factory=dict)
    parameters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    witnesses: Mapping[C, list[Witness]] = field(default_factory=dict)
    holders: Mapping[str, tuple[tuple[str, str, str], ...]] = field(default_factory=dict)
    twice: Mapping[Site, tuple[Site, ...]] = field(default_factory=dict)
    trials: Sequence[Trial] = ()
    tried: Fields = field(default_factory=dict)
    unversioned: Fields = field(default_factory=dict)
    unguarded: Fields = field(default_factory=dict)
    versions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    counts: Callable[[Any, Actor], Iterable[Count]] | None = None
    counted: Sequence[str] = ()
    questions: Sequence[Callable[[Any, Actor], object]] = ()
    beyond: Sequence[Shown] = ()
    fresh: Sequence[str] = ()
    later: Sequence[tuple[str, str]] = ()
    unrecorded: Mapping[str, Collection[str]] = field(default_factory=dict)
    several: Collection[tuple[str, ...]] = ()
    lists: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    filled: Callable[[Any], Mapping[str, str]] | None = None
    hostile: Callable[[Any, Any, str], None] | None = None
    hostile_on: Collection[str] = ()
    sealing: Callable[[Any], None] | None = None
    awaited: Mapping[str, Callable[[Any], Row]] = field(default_factory=dict)


def only(base: ByPlace, *places: str) -> ByPlace:
    return {place: base.get(place, NOBODY) for place in places}


def under(s: Any, p: str) -> str:
    return f"?under={s.code(p)}"


def get(name: str, **more: str) -> Witness:
    return name, "GET", more


def pages(*listed: str) -> list[Row]:
    """Pages without a subject that everybody who is signed in may see."""
    return [Row(name, GET, ONE, ALL) for name in listed]


def day(n: int) -> str:
    return days(n).isoformat()


def picture() -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(out, "PNG")
    return out.getvalue()


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
