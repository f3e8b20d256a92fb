"""Units: the tree, one unit, its facts and its part of the record."""

from typing import Any

from responsibilities.roles import C
from responsibilities.units.actions.facts import set_short_name
from responsibilities.units.models import Unit
from responsibilities.units.queries import find
from revitalization.kit.actor import Actor
from tests.policy.basics import (
    ALL,
    GET,
    NAMED,
    POST,
    SYSTEM,
    WITH_VILLAGE,
    Policy,
    Shown,
    get,
    pages,
    under,
)  # fmt: skip
from tests.policy.people import (
    EDITS,
    PLACES,
    RECORD_READS,
    UNIT_READS,
)  # fmt: skip
from tests.policy.rows import (
    FORBIDDEN,
    NEEDS,
    OK,
    Row,
)  # fmt: skip

ROWS = [
    *pages("unit_tree", "api_units"),
    Row("api_unit", GET, PLACES, ALL),
    Row("unit", GET, NAMED, ALL),
    Row("unit", GET, WITH_VILLAGE, {OK: UNIT_READS}, query="?tab=facts"),
    Row("unit", GET, WITH_VILLAGE, {OK: UNIT_READS}, query="?tab=children"),
    Row("unit", GET, WITH_VILLAGE, {OK: RECORD_READS}, query="?tab=record"),
    Row("unit_children", GET, NAMED, ALL),
    Row("unit_change", POST, PLACES, {OK: EDITS, FORBIDDEN: UNIT_READS}, args={"what": "name"},
        send=lambda s, p: {"version": s.units[p].version, "reason": "复核", "short_name": "简称"}),
    Row("unit_change", POST, NAMED, {OK: EDITS, FORBIDDEN: UNIT_READS}, args={"what": "scope"},
        send=lambda s, p: {"version": s.units[p].version, "reason": "复核", "year": "2027", "scope": "no"}),
    Row("unit_change", POST, NAMED, {OK: EDITS, FORBIDDEN: UNIT_READS}, args={"what": "class"},
        send=lambda s, p: {"version": s.units[p].version, "reason": "复核", "classes": ["hill"]}),
    Row("unit_change", POST, NAMED, {NEEDS: EDITS, FORBIDDEN: UNIT_READS}, args={"what": "name"}, send={}),
]  # fmt: skip


def _of_unit(s, p):
    return {"code": s.code(p)}


class Subjects:
    """One entry of the record about each place, to be found again by its reason."""

    def finish(self) -> None:
        for place, unit in self.units.items():
            _marked(unit, place)


def _marked(unit: Unit, place: str) -> None:
    """One entry of the record about the place, to be found again by its reason."""
    set_short_name(
        actor=SYSTEM, unit=unit, short_name=f"简{place}", reason=f"缘由{place}", version=unit.version
    )
    unit.refresh_from_db()


def near(stage: Any, actor: Actor) -> object:
    """What a search puts first: that which lies near."""
    return [hit.code for hit in find("县", near=actor.reach(C.UNIT_READ), limit=30)]


POLICY = Policy(
    questions=[near],
    rows=ROWS,
    named=dict.fromkeys(("unit", "unit_children", "unit_change", "api_unit"), _of_unit),
    subjects=Subjects,
    shown=[
        Shown("api_units", UNIT_READS, lambda s, p: f'"code":"{s.code(p)}"', query=under),
        Shown("api_unit", UNIT_READS, lambda s, p: '"short_name"', at_place=True),
    ],
    fields={
        "VersionedForm": "version",
        "ActForm": "",
        "ClassesForm": "classes",
        "YearForm": "year",
        "ScopeForm": "scope",
        "unit": "version reason classes short_name year scope",
        "ReasonBody": "reason",
    },
    parameters={
        "unit": (
            "tab",
            "year",
            "status",
            "who",
            "kind",
            "from",
            "up_to",
            "about",
            "after",
            "before",
            "order",
            "count",
        ),
        "unit_tree": ("at",),
        "api_units": ("under", "level", "order", "fields", "limit", "cursor", "count"),
    },
    witnesses={
        C.UNIT_READ: [get("unit", query="?tab=facts")],
        C.UNIT_EDIT: [("unit_change", "POST", {"what": "name"})],
    },
)
