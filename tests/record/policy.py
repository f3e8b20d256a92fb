"""The record and the feed of changes."""

from responsibilities.roles import C
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

POLICY = Policy(
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
