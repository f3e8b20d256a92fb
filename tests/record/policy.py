"""The record and the feed of changes."""

from dataclasses import replace
from typing import Any

from responsibilities.record.queries.own import done_by
from responsibilities.roles import C
from revitalization.kit.actor import Actor, Ceiling
from revitalization.kit.reach import Span
from tests.policy.basics import (
    GET,
    ONE,
    Policy,
    Shown,
    get,
)  # fmt: skip
from tests.policy.people import (
    AUDIT,
    CITY_AUDIT,
    HAS_FACTS,
    RECORD_READS,
    SISTER,
)  # fmt: skip
from tests.policy.rows import (
    FORBIDDEN,
    OK,
    Row,
)  # fmt: skip

VISIBLE = "responsibilities/record/queries/__init__.py:_where_visible"
ROWS = [
    Row("api_changes", GET, ONE, {OK: HAS_FACTS | AUDIT | CITY_AUDIT}, FORBIDDEN),
]


def did(stage: Any, actor: Actor) -> object:
    """What somebody did stays in the own list as long as the place is within reach, also for a program of theirs."""
    sister = stage.units[SISTER]
    limited = replace(actor, ceiling=Ceiling(frozenset(C), Span(sister.lo, sister.hi)))
    return [[entry.pk for entry in done_by(one, after=None, limit=50)] for one in (actor, limited)]


POLICY = Policy(
    lists={
        "record": ("record", "chenjing"),
    },
    questions=[did],
    rows=ROWS,
    shown=[
        Shown("api_changes", RECORD_READS, lambda s, p: f'"key":"{s.code(p)}"', query="?kinds=unit"),
    ],
    parameters={
        "api_changes": ("after", "limit", "kinds"),
    },
    witnesses={
        C.RECORD_READ: [get("unit", query="?tab=record")],
    },
    # An entry is told where the record may be read and where its subject may: each alone leaves the other.
    twice={
        ("Reach.sql", VISIBLE): (("Reach.sql", f"{VISIBLE}.<locals>.<listcomp>"),),
        ("Reach.sql", f"{VISIBLE}.<locals>.<listcomp>"): (("Reach.sql", VISIBLE),),
    },
)
