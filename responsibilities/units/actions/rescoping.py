"""Deciding anew what an earlier load decided for lack of rows.

A street without villages is left out of scope, a county without a rural part, too. When their villages come with a
later file, that reason is gone; where a person has decided since, the person's word stands. Years that are over stay as
they were.
"""

from typing import Any

from django.db import connection

from responsibilities.units.models import Unit, UnitYear
from responsibilities.units.rules import RURAL_TOWNSHIP_KINDS, VILLAGE_KINDS, Level, ScopeRule
from revitalization.kit import clock

_STALE = """
    SELECT u.id FROM (
        SELECT DISTINCT ON (unit_id) unit_id, in_scope, reason FROM units_unityear ORDER BY unit_id, year DESC
    ) AS latest
    JOIN units_unit u ON u.id = latest.unit_id AND u.valid_to IS NULL
    WHERE NOT latest.in_scope AND (
        latest.reason = %(no_villages)s AND u.level = %(township)s
        OR latest.reason = %(no_rural_part)s AND u.level IN (%(county)s, %(city)s)
    ) AND EXISTS (
        SELECT 1 FROM units_unit v
        WHERE v.lo BETWEEN u.lo + 1 AND u.hi AND v.valid_to IS NULL AND NOT v.is_body
          AND (v.kind = ANY(%(villages)s) OR u.level <> %(township)s AND v.kind = ANY(%(rural)s))
    )
"""
_VALUES: dict[str, Any] = {
    "no_villages": ScopeRule.NO_VILLAGES.value,
    "no_rural_part": ScopeRule.NO_RURAL_PART.value,
    "township": Level.TOWNSHIP.value,
    "county": Level.COUNTY.value,
    "city": Level.CITY.value,
    "villages": sorted(VILLAGE_KINDS),
    "rural": sorted(RURAL_TOWNSHIP_KINDS),
}


def stale_scopes() -> list[int]:
    """Ids of the units that a load left out of scope for lack of rows which are there now."""
    with connection.cursor() as cursor:
        cursor.execute(_STALE, _VALUES)
        return [unit_id for (unit_id,) in cursor.fetchall()]


def take_in(unit_ids: list[int], year: int) -> None:
    """Takes the units into scope from `year` on, or from this year when that one is over; inside a recorded change."""
    year = max(year, clock.today().year)
    rows = [
        UnitYear(unit_id=pk, year=year, in_scope=True, reason=ScopeRule.ROWS_CAME.value) for pk in unit_ids
    ]
    UnitYear.objects.bulk_create(
        rows, batch_size=5_000, update_conflicts=True, unique_fields=["unit", "year"],
        update_fields=["in_scope", "reason"],
    )  # fmt: skip


def renamed(names: dict[str, str]) -> list[tuple[str, str, str]]:
    """(code, name here, name in the file) of units that are called otherwise in the file (`names` by full code)."""
    known = Unit.objects.live().filter(is_body=False).values_list("code", "name").iterator(chunk_size=20_000)
    return [(code, name, names[code]) for code, name in known if names.get(code, name) != name]
