"""The subjects the table speaks of: each slice sets up its own, one of each kind at each place."""

from typing import Any

from django.urls import reverse

from responsibilities.units.models import Unit
from tests import world
from tests.cast import Cast, sister, town
from tests.policy.basics import MISSING
from tests.policy.brought import POLICIES
from tests.policy.people import GANSU, LANZHOU, SISTER, TOWN, VILLAGE, XIJI, YONGDENG
from tests.policy.rows import Row

_SUBJECTS = [policy.subjects for policy in POLICIES.values() if policy.subjects]
_NAMED = {name: named for policy in POLICIES.values() for name, named in policy.named.items()}


class Stage(*_SUBJECTS):  # type: ignore[misc]
    """Addresses and bodies of the subjects, by place; what a slice's subjects know, the stage knows."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.units: dict[str, Unit] = {}

    def set_up(self) -> None:
        """Every slice's subjects, lower slices first; then what each leaves for the end; then what is there only to be missed."""
        for step in ("set_up", "finish", "beyond"):
            for subjects in _SUBJECTS:
                if step in vars(subjects):
                    vars(subjects)[step](self)

    def url(self, name: str, place: str, more: dict[str, str]) -> str:
        """The address of that name for the subject at the place."""
        return reverse(name, kwargs={**self.named(name, place), **more})

    def query(self, row: Row, place: str) -> str:
        """What stands after the address of the row; `{code}` in it is the code of the place."""
        return row.query.replace("{code}", self.code(place)) if "{code}" in row.query else row.query

    def named(self, name: str, place: str) -> dict[str, Any]:
        """What the address of that name holds for the subject at the place."""
        return _NAMED[name](self, place) if name in _NAMED else {}

    def code(self, place: str) -> str:
        """The official code of a place."""
        return "629999999000" if place == MISSING else self.units[place].code


def set_up(cast: Cast) -> Stage:
    """The world with every slice's subjects at every place."""
    stage = Stage(cast)
    own = town()
    stage.units = {
        TOWN: own,
        SISTER: sister(),
        VILLAGE: Unit.objects.children_of(own).order_by("lo")[0],
        YONGDENG: world.unit(world.YONGDENG),
        LANZHOU: world.unit(world.LANZHOU),
        GANSU: world.unit(world.GANSU),
        XIJI: world.unit(world.XIJI),
    }
    stage.set_up()
    return stage
