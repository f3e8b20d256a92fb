"""Who would owe a cycle's report, and who does."""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from reporting.reports import rules
from reporting.reports.models import Cycle

# The same conditions as the filling statement; kept beside it by a test that compares both on the whole registry.
COUNT = """
SELECT u.level, count(*)
FROM units_unit u
WHERE u.lo > %(lo)s AND u.lo <= %(hi)s AND u.level = ANY(%(levels)s) AND NOT u.is_body
    AND u.kind <> ALL(%(never)s)
    AND u.valid_from <= %(due_on)s AND (u.valid_to IS NULL OR u.valid_to > %(opens_on)s)
    {scope}
GROUP BY u.level
"""
_OUT = """EXISTS (
        SELECT 1 FROM units_unityear y WHERE y.unit_id = u.id AND NOT y.in_scope AND y.year = (
            SELECT max(z.year) FROM units_unityear z WHERE z.unit_id = u.id AND z.year <= %(year)s))"""


@dataclass(frozen=True)
class Preview:
    """Counts before opening: by level who would owe the report and who is left out as not agriculture-related."""

    owing: dict[str, int]
    left_out: dict[str, int]
    villages_without_basis: bool

    @property
    def total(self) -> int:
        return sum(self.owing.values())


def preview(cycle: Cycle) -> Preview:
    """What opening would create, counted in two queries."""
    return Preview(
        owing=_count(cycle, f"AND NOT {_OUT}"),
        left_out=_count(cycle, f"AND {_OUT}"),
        villages_without_basis="village" in cycle.levels and not cycle.basis,
    )


def _count(cycle: Cycle, scope: str) -> dict[str, int]:
    values: dict[str, Any] = {
        "due_on": cycle.due_on,
        "opens_on": cycle.opens_on,
        "year": cycle.year,
        "lo": cycle.lo,
        "hi": cycle.hi,
        "levels": list(cycle.levels),
        "never": rules.never_owe(cycle.kind.never_kinds),
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNT.format(scope=scope), values)
        return dict(cursor.fetchall())
