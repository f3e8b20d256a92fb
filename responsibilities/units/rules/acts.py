"""What is decided about a unit by hand: its class, its short name, its scope; each with a reason."""

from responsibilities.roles import Capability
from revitalization.kit.words import N_
from revitalization.kit.workflow import Act, Acts, plain_act


def _deciding(key: str, label: str, done: str, *needs: str) -> Act:
    right, sees = Capability.UNIT_EDIT, Capability.UNIT_READ
    return plain_act(key, label, right, done, sees=sees, needs=(*needs, "reason"))


UNIT = Acts(
    "unit",
    (
        _deciding("class", N_("Set the class"), N_("%(who)s set the class of %(what)s")),
        _deciding(
            "name",
            N_("Change the short name"),
            N_("%(who)s changed the short name of %(what)s to “%(short_name)s”"),
            "short_name",
        ),
        _deciding(
            "scope",
            N_("Decide on the scope"),
            N_("%(who)s decided on the scope of %(what)s from %(year)s on"),
            "year",
            "scope",
        ),
    ),
)
VERBS = {"class": "unit.set_class", "name": "unit.set_short_name", "scope": "unit.set_scope"}
"""How each stands on the record."""
