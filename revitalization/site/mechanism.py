"""What the site itself adds to the navigation: the inbox with its badge, and the schematic map.

The inbox is filled by the slices; the map is for those who see at least a whole province.
"""

from responsibilities.roles import Capability
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.finding import SearchKind
from revitalization.kit.mechanism import Mechanism, NavItem
from revitalization.kit.registry import REGISTRY
from revitalization.kit.words import N_
from revitalization.site.finding import found_acts

PROVINCE_WIDTH = 10**13 - 1
"""A province covers that many positions and one."""


def sees_a_province(actor: Actor) -> bool:
    """Whether the map would show this reader anything."""
    spans = actor.reach(Capability.CYCLE_READ).spans()
    return any(span.hi - span.lo >= PROVINCE_WIDTH for span in spans)


def todo_count(actor: Actor) -> int:
    """What waits for this actor in all slices together, for the badge."""
    today = clock.today()
    return sum(source.count(actor, today) for source in REGISTRY.inbox())


MECHANISM = Mechanism(
    key="site",
    search=[SearchKind("acts", N_("What I can do"), 50, found_acts)],
    navigation=[
        NavItem("inbox", N_("To do"), "inbox", "inbox", "work", 10, count=todo_count),
        NavItem(
            "map", N_("National board"), "map", "map", "map", 10, Capability.CYCLE_READ, shown=sees_a_province
        ),
    ],
)
