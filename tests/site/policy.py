"""The site: inbox, map, health, language, what the interface says of itself."""

from tests.policy.basics import (
    ALL,
    GET,
    ONE,
    POST,
    Policy,
    pages,
)  # fmt: skip
from tests.policy.people import (
    HAS_FACTS,
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
    unversioned={"set_language": "own", "set_text_size": "own"},
    later=[("inbox", WHOLE), ("notices", WHOLE)],
    rows=ROWS,
    named={},
    fields={"POST": "language size"},
    parameters={"search": ("q", "kind")},
)
