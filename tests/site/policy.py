"""The site: inbox, map, health, language, what the interface says of itself."""

from typing import Any

from django.http import HttpRequest

from revitalization.kit.actor import Actor
from revitalization.kit.registry import REGISTRY
from revitalization.site.overview import overview_part, sees_overview
from revitalization.site.unit_year import moments_of
from tests.policy.basics import (
    ALL,
    GET,
    MISSING,
    NAMED,
    ONE,
    POST,
    SEATS,
    Policy,
    Shown,
    Trial,
    only,
    pages,
)  # fmt: skip
from tests.policy.people import (
    BOARDS,
    CITY_SECURITY,
    EVERYBODY,
    HAS_FACTS,
    IN_LANZHOU,
    INSPECTORS,
    LANZHOU,
    ORGANIZER,
    PLACES,
    POST_READS,
    READS,
    REMINDS,
    SECURITY,
    SISTER,
    SISTER_STAFF,
    TOWN,
    TOWN_STAFF,
    UNIT_READS,
    VILLAGE,
    XIJI,
    YONGDENG,
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

SEES_A_BOARD = (HAS_FACTS | ORGANIZER | SECURITY | CITY_SECURITY | INSPECTORS) - TOWN_STAFF - SISTER_STAFF
"""Sees a whole subtree in one of the rights that measures name."""
POSTS_BELOW = also(also(BOARDS, SECURITY), ORGANIZER | CITY_SECURITY, IN_LANZHOU)

INSPECTED_BELOW = also(BOARDS, INSPECTORS, (TOWN, SISTER, VILLAGE, YONGDENG))
"""Reads the inspections of a whole subtree: the county's team members beside those who read its facts."""
INSPECTS = HAS_FACTS | INSPECTORS


ROWS = [
    *pages("inbox", "walk", "home", "compare", "search", "begin", "mine", "help", "calendar", "calendar_file"),
    *pages("api_docs", "api_me", "api_schema"),
    *pages("api_measures"),
    *(Row(name, GET, ONE, {OK: SEES_A_BOARD}, FORBIDDEN) for name in ("board", "board_sheet", "map")),
    *(Row(name, GET, PLACES, {FORBIDDEN: EVERYBODY - SEES_A_BOARD, OK: BOARDS, NEEDS: SEES_A_BOARD - HAS_FACTS},
          query="?area={code}&measure=filing") for name in ("board", "board_sheet")),
    Row("board_pick", POST, PLACES, {FORBIDDEN: EVERYBODY - SEES_A_BOARD, OK: BOARDS, NEEDS: SEES_A_BOARD - HAS_FACTS},
        query="?area={code}&measure=filing", send={"act": "compare"}),
    Row("board_pick", POST, (LANZHOU, YONGDENG),
        {FORBIDDEN: EVERYBODY - SEES_A_BOARD, OK: REMINDS, NEEDS: SEES_A_BOARD - HAS_FACTS},
        query="?area={code}&measure=filing",
        send=lambda s, p: {"act": "report.remind", "unit": s.code({LANZHOU: YONGDENG, YONGDENG: TOWN}[p])}),
    *(Row(name, GET, PLACES, {FORBIDDEN: EVERYBODY - SEES_A_BOARD, OK: POSTS_BELOW, NEEDS: INSPECTORS},
          query="?area={code}&measure=posts") for name in ("board", "board_sheet")),
    *(Row(name, GET, PLACES, {FORBIDDEN: EVERYBODY - SEES_A_BOARD, OK: INSPECTED_BELOW, NEEDS: SEES_A_BOARD - INSPECTS},
          query="?area={code}&measure=findings") for name in ("board", "board_sheet")),
    Row("api_measure", GET, PLACES, {OK: INSPECTED_BELOW}, args={"measure": "findings"}, query="?area={code}"),
    Row("api_measure", GET, PLACES, {OK: BOARDS}, args={"measure": "filing"}, query="?area={code}"),
    Row("api_measure", GET, PLACES, {OK: POSTS_BELOW}, args={"measure": "posts"}, query="?area={code}"),
    *(Row("inbox", GET, ONE, ALL, query=f"?view={view}") for view in ("done", "mine", "below")),
    # Whoever reads the report gets an answer, and only the office that has it an act.
    Row("inbox_bulk", POST, (TOWN,), {OK: {TOWN: READS[TOWN]}}, stage="submitted", send=lambda s, p: {
        "act": "report.receive", "confirm": "1",
        "line": f"report-decide:{s.cycle(p).key}/{s.code(p)}@{s.version(p)}"}),
    Row("inbox", GET, NAMED, {OK: UNIT_READS}, query="?under={code}"),
    Row("own_unit", GET, ONE, ALL),
    Row("calendar_address", POST, ONE, ALL),
    Row("calendar_address_end", POST, ONE, ALL),
    # Whoever knows an address needs no sign-in; no other is there for anybody.
    Row("calendar_feed", GET, ONE, {}, HIDDEN, args={"key": "a" * 12, "secret": "x" * 43}, nobody=HIDDEN),
    Row("health", GET, ONE, ALL, nobody=OK),
    Row("ready", GET, ONE, ALL, nobody=OK),
    Row("set_language", POST, ONE, ALL, send={"language": "en"}, nobody=OK),
    Row("set_text_size", POST, ONE, ALL, send={"size": "large"}, nobody=OK),
    *(Row("api_nothing", method, ONE, {}, HIDDEN, args={"rest": "v2/x"}, nobody=HIDDEN)
      for method in ("GET", "POST", "PUT", "PATCH", "DELETE")),
]  # fmt: skip


def years(stage: Any, actor: Actor) -> object:
    """What is told of the year of a town, its county and a county elsewhere."""
    return [
        [one.what for one in moments_of(actor, stage.units[place], 2026)] for place in (TOWN, YONGDENG, XIJI)
    ]


def kinds(stage: Any, actor: Actor) -> object:
    """Which kinds of work one can have at all."""
    return [kind.key for kind in REGISTRY.todo_kinds() if kind.shown(actor)]


def overviews(stage: Any, actor: Actor) -> object:
    """Of which units the first part is there, and of which parts it tells how they stand."""
    units = [stage.units[place] for place in (TOWN, YONGDENG, XIJI)]
    strips = [overview_part(actor, unit, HttpRequest())["strip"] for unit in units]
    return [sees_overview(actor, unit) for unit in units], [strip and strip["period"] for strip in strips]


POLICY = Policy(
    questions=[overviews, years, kinds],
    shown=[
        # People of a place are found by those who see who holds its posts.
        Shown(
            "search",
            only(POST_READS, *SEATS),
            lambda s, p: f"/people/{s.tenures[p].person.public_id}/",
            query=lambda s, p: f"?q={s.tenures[p].person.name}",
        ),
    ],
    unversioned={
        "set_language": "own",
        "set_text_size": "own",
        "inbox_bulk": "row by row",
        "board_pick": "again",
        "calendar_address": "own",
        "calendar_address_end": "own",
    },
    unguarded={"next": "where to go on to", "walk": "where it is shown again when it is refused"},
    fresh=["calendar_address"],
    later=[("inbox", WHOLE), ("notices", WHOLE)],
    rows=ROWS,
    named={"api_measure": lambda s, p: {}},
    parameters={
        "search": ("q", "kind"),
        "calendar": ("month", "unit"),
        "calendar_file": ("unit",),
        "inbox": ("view", "kind", "under", "due", "after"),
        "walk": ("kind", "under", "due", "after", "before", "at"),
        "compare": ("unit",),
        "board": ("measure", "period", "area", "group", "view", "state", "order", "name", "after", "picked"),
        "board_sheet": ("measure", "period", "area", "group", "state", "order", "name"),
        "board_pick": ("measure", "period", "area", "group", "state", "order", "name"),
        "api_measure": ("period", "area", "group"),
    },
    fields={"POST": "language size act confirm"},
    naming={"POST.line": "report", "POST.one": "report", "POST.unit": "unit"},
    trials=[
        Trial(
            "POST.unit",
            "board_pick",
            WHOLE,
            "chenjing",
            lambda s: {"act": "report.remind", "confirm": "1"},
            lambda s: s.code(XIJI),
            lambda s: s.code(MISSING),
            lambda s: s.code(SISTER),
        ),
        Trial(
            "POST.one",
            "inbox_bulk",
            WHOLE,
            "chenjing",
            lambda s: {},
            lambda s: f"report.remind|report-await:{s.cycle(XIJI).key}/{s.code(XIJI)}@{s.version(XIJI)}",
            lambda s: f"report.remind|report-await:annual-2020-630000000000/{s.code(TOWN)}@1",
            inside=lambda s: (
                f"report.remind|report-await:{s.cycle(TOWN).key}/{s.code(TOWN)}@{s.version(TOWN)}"
            ),
        ),
        Trial(
            "POST.line",
            "inbox_bulk",
            WHOLE,
            "chenjing",
            lambda s: {"act": "report.remind", "confirm": "1"},
            lambda s: f"report-await:{s.cycle(XIJI).key}/{s.code(XIJI)}@{s.version(XIJI)}",
            lambda s: f"report-await:annual-2020-630000000000/{s.code(TOWN)}@1",
            inside=lambda s: f"report-await:{s.cycle(TOWN).key}/{s.code(TOWN)}@{s.version(TOWN)}",
        ),
    ],
)
