"""Boards: the units directly under one unit, what each owes itself and what is owed below it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection

from reporting.reports import rules
from reporting.reports.models import Cycle
from responsibilities.units.models import Unit
from revitalization.kit.reach import Reach
from revitalization.kit.workflow import State

# The units directly below that are in being, and those that ended since as long as they owe something here, so that the
# total is the rows one can open; with the own report of each.
ROWS = """
SELECT u.id, u.code, u.name, u.level, o.id, coalesce(o.status, ''), o.due_on, o.first_due_on, o.timely
FROM (
    SELECT id FROM units_unit WHERE parent_id = %(unit)s AND valid_to IS NULL
    UNION SELECT unit_id FROM reports_obligation WHERE cycle_id = %(cycle)s AND receiver_id = %(unit)s
) shown
JOIN units_unit u ON u.id = shown.id
LEFT JOIN reports_obligation o ON o.unit_id = u.id AND o.cycle_id = %(cycle)s AND o.receiver_id = %(unit)s
WHERE NOT u.is_body AND {within}
ORDER BY u.lo
"""
SUMS = """
SELECT unit_id, status, due_on < %(today)s, timely, sum(n) FROM reports_tally
WHERE cycle_id = %(cycle)s AND unit_id = ANY(%(units)s)
GROUP BY 1, 2, 3, 4 HAVING sum(n) <> 0
"""


@dataclass(frozen=True)
class Counts:
    """Reports owed, filed, accepted, returned, overdue; first filed in time (`timely`) of those `judged`."""

    owed: int = 0
    filed: int = 0
    accepted: int = 0
    returned: int = 0
    overdue: int = 0
    timely: int = 0
    judged: int = 0
    exempt: int = 0

    @property
    def missing(self) -> int:
        return self.owed - self.filed

    @property
    def share(self) -> int | None:
        """On-time share in hundredths of a percent: first filed in time of those whose time is over or who filed."""
        return rules.on_time_share(self.timely, self.judged)

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, name) + getattr(other, name) for name in Counts.__dataclass_fields__))


@dataclass(frozen=True)
class Row:
    """One unit of the board: its own report (None: it owes none) and the counts of what lies under it."""

    unit_id: int
    code: str
    name: str
    level: str
    obligation_id: int | None
    status: str
    due_on: date | None
    first_due_on: date | None
    timely: bool | None
    late: bool
    below: Counts

    @property
    def state(self) -> State:
        """The state of the own report."""
        return rules.WORKFLOW.state(self.status)

    @property
    def rank(self) -> tuple[int, date, str]:
        """Missing first: overdue, then still owed, then filed, then those who owe nothing."""
        order = 0 if self.late else 1 if self.status in rules.PENDING else 2 if self.obligation_id else 3
        return order, self.due_on or date.max, self.code


@dataclass(frozen=True)
class Board:
    """The board of one unit in one cycle: rows, what they owe themselves (`own`), all that lies under it (`all`)."""

    rows: list[Row]
    own: Counts
    all: Counts


def board(cycle: Cycle, unit: Unit, today: date, reach: Reach) -> Board:
    """The board; two queries whatever the number of units.

    In SQL, because it is the page looked at most often: through the ORM the two cost half as much again as the page
    around them (`docs/performance.md`).
    """
    sql, values = reach.sql("u.lo")
    named = {f"r{at}": value for at, value in enumerate(values)}
    for name in named:
        sql = sql.replace("%s", f"%({name})s", 1)
    with connection.cursor() as cursor:
        cursor.execute(ROWS.format(within=sql), {"cycle": cycle.pk, "unit": unit.pk, **named})
        found = cursor.fetchall()
    below = counts_below(cycle, [line[0] for line in found] + [unit.pk], today)
    rows = [Row(*(*line, _late(line[5], line[6], today), below[line[0]])) for line in found]
    own = Counts()
    for row in rows:
        if row.obligation_id:
            own += _counts(row.status, row.due_on is not None and row.due_on < today, row.timely, 1)
    shown = sorted((row for row in rows if row.obligation_id or row.below.owed), key=lambda row: row.rank)
    return Board(rows=shown, own=own, all=below[unit.pk])


def _late(status: str, due_on: date | None, today: date) -> bool:
    return due_on is not None and status in rules.PENDING and due_on < today


def _counts(status: str, past: bool, timely: bool | None, n: int) -> Counts:
    if status == rules.EXEMPT:
        return Counts(exempt=n)
    late = past and status in rules.PENDING
    judged = timely is not None or late
    return Counts(
        owed=n,
        filed=n if status in rules.FILED else 0,
        accepted=n if status == rules.ACCEPTED else 0,
        returned=n if status == rules.RETURNED else 0,
        overdue=n if late else 0,
        timely=n if timely else 0,
        judged=n if judged else 0,
    )


def counts_below(cycle: Cycle, unit_ids: Iterable[int], today: date) -> dict[int, Counts]:
    """By unit, the counts of what lies under it; one query over the tallies, exact at any moment."""
    found: dict[int, Counts] = defaultdict(Counts)
    with connection.cursor() as cursor:
        cursor.execute(SUMS, {"cycle": cycle.pk, "units": list(unit_ids), "today": today})
        for unit_id, status, past, timely, n in cursor.fetchall():
            found[unit_id] += _counts(status, past, timely, int(n))
    return found
