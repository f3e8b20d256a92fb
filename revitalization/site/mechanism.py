"""What the site itself adds to the navigation: the inbox with its badge, and the board.

Both are filled by the slices; the board is for those who see a whole subtree.
"""

from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.finding import SearchKind
from revitalization.kit.inbox import counted
from revitalization.kit.mechanism import KeptList, Mechanism, NavItem
from revitalization.kit.ports import PORTS
from revitalization.kit.registry import REGISTRY
from revitalization.kit.unit_page import UnitPart
from revitalization.kit.welcome import EVERY_ROLE, FirstThing
from revitalization.kit.words import N_
from revitalization.site.boards import measures_for
from revitalization.site.finding import found_acts
from revitalization.site.help import found_help
from revitalization.site.inbox import narrowing
from revitalization.site.overview import lamps, overview_part, sees_overview
from revitalization.site.unit_year import year_part
from revitalization.site.walk import walked
from revitalization.site.years import years_part


def sees_a_board(actor: Actor) -> bool:
    """Whether there is a measure that the actor may see over some subtree."""
    return bool(measures_for(actor))


def todo_count(actor: Actor) -> int:
    """What waits for this actor in all slices together, for the badge."""
    today = clock.today()
    return counted([rows for source in REGISTRY.inbox() for rows in source.work(actor, today)])


def fill() -> None:
    """The walk shows again what was refused on it."""
    PORTS.walked = walked


MECHANISM = Mechanism(
    key="site",
    fill=fill,
    guide={
        **dict.fromkeys(("inbox", "inbox_bulk", "walk", "home", "begin"), "inbox"),
        **dict.fromkeys(("board", "board_sheet", "board_pick", "compare", "map"), "boards"),
        **dict.fromkeys(("calendar", "calendar_file", "calendar_feed"), "calendar"),
        **dict.fromkeys(("calendar_address", "calendar_address_end"), "calendar"),
        **dict.fromkeys(("mine", "help"), "also"),
        "search": "search",
        "own_unit": "units",
    },
    welcome=[
        FirstThing("reader", 10, N_("See how the unit stands at a glance"), "own_unit"),
        FirstThing("reader", 20, N_("Compare the areas below on one board"), "board"),
        FirstThing("reader", 30, N_("Find units, people and notices"), "search"),
        FirstThing(EVERY_ROLE, 10, N_("What waits for you stands in the inbox"), "inbox"),
        FirstThing(EVERY_ROLE, 20, N_("Keep an eye on the deadlines"), "calendar"),
        FirstThing(EVERY_ROLE, 30, N_("Find units, people and notices"), "search"),
    ],
    kept_lists=[KeptList("inbox", "/", narrowing)],
    search=[
        SearchKind("acts", N_("What I can do"), 50, found_acts),
        SearchKind("help", N_("Help"), 60, found_help),
    ],
    unit_lamps=[lamps],
    unit_parts=[
        UnitPart(
            "glance", N_("At a glance"), "overview", 10, "site/overview.html", overview_part, sees_overview
        ),
        UnitPart(
            "year",
            N_("This year"),
            "overview",
            12,
            "site/unit_year.html",
            year_part,
            sees_overview,
            ("year",),
        ),
        UnitPart("years", N_("Over the years"), "overview", 15, "site/years.html", years_part, sees_overview),
    ],
    navigation=[
        NavItem("inbox", N_("To do"), "inbox", "inbox", "work", 10, count=todo_count, under=("/inbox/",)),
        NavItem("board", N_("Board"), "board", "map", "map", 10, shown=sees_a_board),
        NavItem("calendar", N_("Calendar"), "calendar", "calendar", "work", 75, place="menu"),
    ],
)
