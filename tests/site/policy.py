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
    BOARDS,
    CITY_SECURITY,
    EVERYBODY,
    HAS_FACTS,
    IN_LANZHOU,
    ORGANIZER,
    PLACES,
    POST_READS,
    SECURITY,
    SISTER_STAFF,
    TOWN_STAFF,
    also,
)  # fmt: skip
from tests.policy.rows import (
    FORBIDDEN,
    HIDDEN,
    NEEDS,
    OK,
    WHOLE,
    Row,
)  # fmt: skip

SEES_A_BOARD = (HAS_FACTS | ORGANIZER | SECURITY | CITY_SECURITY) - TOWN_STAFF - SISTER_STAFF
"""Sees a whole subtree in one of the rights that measures name."""
POSTS_BELOW = also(also(BOARDS, SECURITY), ORGANIZER | CITY_SECURITY, IN_LANZHOU)


ROWS = [
    *pages("inbox", "search", "begin", "api_docs", "api_me", "api_schema"),
    *pages("api_measures"),
    *(Row(name, GET, ONE, {OK: SEES_A_BOARD}, FORBIDDEN) for name in ("board", "board_sheet", "map")),
    *(Row(name, GET, PLACES, {FORBIDDEN: EVERYBODY - SEES_A_BOARD, OK: BOARDS, NEEDS: SEES_A_BOARD - HAS_FACTS},
          query="?area={code}&measure=filing") for name in ("board", "board_sheet")),
    *(Row(name, GET, PLACES, {FORBIDDEN: EVERYBODY - SEES_A_BOARD, OK: POSTS_BELOW}, query="?area={code}&measure=posts")
      for name in ("board", "board_sheet")),
    Row("api_measure", GET, PLACES, {OK: BOARDS}, args={"measure": "filing"}, query="?area={code}"),
    Row("api_measure", GET, PLACES, {OK: POSTS_BELOW}, args={"measure": "posts"}, query="?area={code}"),
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
    named={"api_measure": lambda s, p: {}},
    fields={"POST": "language size"},
    parameters={
        "search": ("q", "kind"),
        "board": ("measure", "period", "area", "group", "view", "state", "order", "after"),
        "board_sheet": ("measure", "period", "area", "group", "state", "order"),
        "api_measure": ("period", "area", "group"),
    },
)
