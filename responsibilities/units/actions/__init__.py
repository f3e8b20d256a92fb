"""What can be done to units. `DO_UNIT` says which action does each act of `rules.acts` and what it takes."""

from responsibilities.units.actions.facts import set_class, set_scope, set_short_name
from responsibilities.units.rules.acts import UNIT
from revitalization.kit.doing import Doing, Doings, Take, reason
from revitalization.kit.words import N_

REASON = reason("Why it is decided so.")

DO_UNIT = Doings(
    UNIT,
    "unit",
    {
        "class": Doing(set_class, Take("classes", list, "All classes of the unit."), REASON),
        "name": Doing(
            set_short_name,
            Take("short_name", str, "The everyday name.", N_("Short name"), most=80),
            REASON,
        ),
        "scope": Doing(
            set_scope,
            Take("year", int, "The year from which on it holds."),
            Take("scope", bool, "Whether the unit is in scope."),
            REASON,
        ),
    },
)
