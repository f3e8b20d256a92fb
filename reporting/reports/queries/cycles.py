"""Who would owe a cycle's report, and who does."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from reporting.reports import rules
from reporting.reports.models import Cycle, Obligation
from responsibilities.units.queries import WITH_SCOPE

# Which units a cycle concerns: those of its levels strictly under its scope, in being between opening and deadline,
# with what the latest decision up to its year says of their scope (`y.in_scope`; none means in scope). One text for the
# counting before the opening and the creating at it, so that they cannot differ.
CONCERNED = f"""
{WITH_SCOPE}
WHERE u.lo > %(lo)s AND u.lo <= %(hi)s AND u.level = ANY(%(levels)s) AND NOT u.is_body
    AND u.kind <> ALL(%(never)s)
    AND u.valid_from <= %(due_on)s AND (u.valid_to IS NULL OR u.valid_to > %(opens_on)s)
"""
COUNT = f"SELECT u.level, y.in_scope IS DISTINCT FROM false, count(*) {CONCERNED} GROUP BY 1, 2"


@dataclass(frozen=True)
class Preview:
    """Counts before opening: by level who would owe the report and who is left out as not agriculture-related."""

    owing: dict[str, int]
    left_out: dict[str, int]
    villages_without_basis: bool

    @property
    def total(self) -> int:
        """How many units would owe the report, over all levels."""
        return sum(self.owing.values())

    @property
    def facts(self) -> rules.CycleFacts:
        """What the guard of opening must know."""
        return rules.CycleFacts(count=self.total, villages_without_basis=self.villages_without_basis)


def preview(cycle: Cycle) -> Preview:
    """What opening would create, counted in one query."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, concerned_values(cycle))
        rows = cursor.fetchall()
    return Preview(
        owing={level: n for level, wanted, n in rows if wanted},
        left_out={level: n for level, wanted, n in rows if not wanted},
        villages_without_basis="village" in cycle.levels and not cycle.basis,
    )


def concerned_values(cycle: Cycle) -> dict[str, Any]:
    """The parameters of `CONCERNED` for this cycle."""
    return {
        "due_on": cycle.due_on,
        "opens_on": cycle.opens_on,
        "year": cycle.year,
        "lo": cycle.lo,
        "hi": cycle.hi,
        "levels": list(cycle.levels),
        "never": rules.never_owe(cycle.kind.never_kinds),
    }


def owing_below(cycle: Cycle) -> list[tuple[str, date]]:
    """The units directly below the one that asks which were asked, in the order of the tree, with their deadlines.

    As the notice was issued: that one was let off or given another deadline since is not for the others to read.
    """
    rows = Obligation.objects.filter(cycle=cycle, unit__parent=cycle.scope_id).order_by("lo")
    return list(rows.values_list("unit__name", "first_due_on"))
