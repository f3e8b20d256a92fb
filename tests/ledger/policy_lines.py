"""Whose items stand in the lists of the frame: calendar, search, board."""

from typing import Any

from tests.policy.basics import ASKED, GET, WITH_VILLAGE, Shown, only
from tests.policy.people import (
    BOARDS,
    EVERYBODY,
    FILES,
    HAS_FACTS,
    NOBODY,
    OTHER_PROVINCE,
    PLACES,
    READS,
    SIGNS,
    SISTER,
    TOWN,
    XIJI,
    YONGDENG,
)
from tests.policy.rows import FORBIDDEN, OK, Row
from tests.site.policy import NEEDS, SEES_A_BOARD

# One's own calendar holds what one works or signs for; that of a unit what one may read of it.
MAKES = {place: FILES.get(place, NOBODY) | SIGNS.get(place, NOBODY) for place in ASKED}
KNOWS = {YONGDENG: HAS_FACTS - OTHER_PROVINCE - frozenset({"zhenghua"}), XIJI: READS[XIJI]}
"""Whom a matter concerns: the county's own to whoever reads above, in or below it; Ningxia's to its county."""


def _link(s: Any, p: str) -> str:
    return f"/ledger/{s.item(p).public_id}/"


def _uid(s: Any, p: str) -> str:
    """The item's own entry, as a file names it."""
    return f"UID:ledger-{s.item(p).pk}@baton"


def _month(s: Any, p: str) -> str:
    return f"?month={s.item(p).due_on:%Y-%m}"


def _matter(s: Any, p: str) -> str:
    return f"/ledger/matters/{s.item(p).matter.key}/"


LINES = [
    Shown("calendar", MAKES, _link, query=_month),
    Shown("calendar_file", MAKES, _uid),
    Shown("calendar", only(READS, *ASKED), _link, query=lambda s, p: f"{_month(s, p)}&unit={s.code(p)}"),
    Shown("calendar_file", only(READS, *ASKED), _uid, query=lambda s, p: f"?unit={s.code(p)}"),
    Shown("search", only(READS, *ASKED), _link, query=lambda s, p: f"?kind=ledger&q={s.item(p).number}"),
    Shown("search", {TOWN: KNOWS[YONGDENG], SISTER: KNOWS[YONGDENG]}, _matter,
          query=lambda s, p: f"?kind=ledger&q={s.item(p).matter.title}"),
    Shown("unit", only(READS, *ASKED), _link, query="?tab=year", at_place=True),
    Shown("unit", only(READS, *ASKED), _link, query="?tab=ledger", at_place=True),
]  # fmt: skip
ROWS = [
    Row("unit", GET, WITH_VILLAGE, {OK: READS}, query="?tab=ledger"),
    *(Row(name, GET, PLACES, {FORBIDDEN: EVERYBODY - SEES_A_BOARD, OK: BOARDS, NEEDS: SEES_A_BOARD - HAS_FACTS},
          query="?area={code}&measure=ledger") for name in ("board", "board_sheet")),
    Row("api_measure", GET, PLACES, {OK: BOARDS}, args={"measure": "ledger"}, query="?area={code}"),
]  # fmt: skip
