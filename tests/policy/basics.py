"""What a slice's `policy.py` is written with: places, days, pictures, and the form of what it brings."""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

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
"""A guard and where it is asked: (`TenureQuerySet.within`, `responsibilities/posts/views/posts.py:tenure_act`)."""
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
class Policy:
    """What one slice brings to the walks.

    `rows` of the table; `named`: what is in an address of that name, from the stage and the place; `subjects`: a class
    whose attributes and methods become the stage's, with `set_up(self)` and `finish(self)`; `shown`: whose lines its lists
    hold; `fields`: what is only words, by form; `naming`: what names something; `parameters`: what its addresses take;
    `witnesses`: a row that turns red for each right; `holders`: who of the cast holds a role, where, and a place below; `twice`: guards whose loss alone shows nothing, with the next ones.
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
