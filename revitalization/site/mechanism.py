"""What the site itself adds: the schematic map in the navigation of those who see at least a whole province."""

from responsibilities.roles import Capability
from revitalization.kit.actor import Actor
from revitalization.kit.mechanism import Mechanism, NavItem
from revitalization.kit.words import N_

PROVINCE_WIDTH = 10**13 - 1
"""A province covers that many positions and one."""


def sees_a_province(actor: Actor) -> bool:
    """Whether the map would show this reader anything."""
    spans = actor.reach(Capability.CYCLE_READ).spans()
    return any(span.hi - span.lo >= PROVINCE_WIDTH for span in spans)


MECHANISM = Mechanism(
    key="site",
    navigation=[
        NavItem("map", N_("National board"), "map", "map", 35, Capability.CYCLE_READ, shown=sees_a_province)
    ],
)
