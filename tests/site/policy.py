"""The site: inbox, map, health, language, what the interface says of itself."""

from tests.policy.basics import (
    ALL,
    GET,
    ONE,
    POST,
    SEATS,
    Policy,
    Shown,
    only,
    pages,
)  # fmt: skip
from tests.policy.people import (
    HAS_FACTS,
    POST_READS,
)  # fmt: skip
from tests.policy.rows import (
    FORBIDDEN,
    HIDDEN,
    OK,
    WHOLE,
    Row,
)  # fmt: skip

ROWS = [
    *pages("inbox", "search", "begin", "api_docs", "api_me", "api_schema"),
    Row("map", GET, ONE, {OK: HAS_FACTS}, FORBIDDEN),
    Row("health", GET, ONE, ALL, nobody=OK),
    Row("ready", GET, ONE, ALL, nobody=OK),
    Row("set_language", POST, ONE, ALL, send={"language": "en"}, nobody=OK),
    Row("set_text_size", POST, ONE, ALL, send={"size": "large"}, nobody=OK),
    *(Row("api_nothing", method, ONE, {}, HIDDEN, args={"rest": "v2/x"}, nobody=HIDDEN)
      for method in ("GET", "POST", "PUT", "PATCH", "DELETE")),
]  # fmt: skip

POLICY = Policy(
    shown=[
        # People of a place are found by those who see who holds its posts.
        Shown(
            "search",
            only(POST_READS, *SEATS),
            lambda s, p: f"/people/{s.tenures[p].person.public_id}/",
            query=lambda s, p: f"?q={s.tenures[p].person.name}",
        ),
    ],
    unversioned={"set_language": "own", "set_text_size": "own"},
    later=[("inbox", WHOLE), ("notices", WHOLE)],
    rows=ROWS,
    named={},
    fields={"POST": "language size"},
    parameters={"search": ("q", "kind")},
)
