"""A roster that names a unit outside of the reach learns no more than one that names a unit that does not exist."""

from datetime import date

from responsibilities.posts.actions import check_roster
from responsibilities.posts.rules.roster_words import RosterRow
from tests import world
from tests.cast import Cast


def test_a_roster_names_units_outside_and_missing_ones_alike(cast: Cast) -> None:
    rows = [
        RosterRow(at, code, "镇长", "马某", "", date(2026, 1, 1))
        for at, code in ((2, world.XIJI), (3, "629999999000"))
    ]
    plan = check_roster(actor=cast.hexin, rows=rows)
    outside, missing = (
        str(fault).replace(row.code, "…").replace(f"{fault.row}", "n")
        for fault, row in zip(plan.faults, rows, strict=True)
    )
    assert outside == missing
