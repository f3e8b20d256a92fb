"""Boards: the units directly under one unit, what each owes itself and what is owed below it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from reporting.reports import rules
from reporting.reports.models import Cycle
from reporting.reports.queries.counts import GROUPS, Counts, counts_as, part_of
from reporting.reports.queries.measures import owed_in
from responsibilities.units.models import Unit
from revitalization.kit.measures import At
from revitalization.kit.reach import Reach
from revitalization.kit.workflow import State

# The units directly below that are in being, and those that ended since as long as they owe something here, so that the
# total is the rows one can open; with the own report of each.
ROWS = """
SELECT u.id, u.lo, u.hi, u.code, u.name, u.level, o.id, coalesce(o.status, ''), o.due_on, o.first_due_on, o.timely
FROM (
    SELECT id FROM units_unit WHERE parent_id = %(unit)s AND valid_to IS NULL
    UNION SELECT unit_id FROM reports_obligation WHERE cycle_id = %(cycle)s AND receiver_id = %(unit)s
) shown
JOIN units_unit u ON u.id = shown.id
LEFT JOIN reports_obligation o ON o.unit_id = u.id AND o.cycle_id = %(cycle)s AND o.receiver_id = %(unit)s
WHERE NOT u.is_body AND {within}
ORDER BY u.lo
"""
OFFICES = """
WITH counted AS (
    SELECT p.at, o.status, o.due_on < %(today)s AS past, o.timely, c.due_on < %(today)s AS judged, count(*) AS n
    FROM unnest(%(cycles)s::bigint[], %(offices)s::bigint[]) WITH ORDINALITY AS p(cycle, office, at)
    JOIN reports_obligation o ON o.receiver_id = p.office AND o.cycle_id = p.cycle
    JOIN reports_cycle c ON c.id = p.cycle
    GROUP BY 1, 2, 3, 4, 5
), placed AS (
    SELECT *, dense_rank() OVER (ORDER BY at) AS place FROM counted
)
SELECT least(place, %(most)s + 1), min(at), max(place), status, past, timely, judged, sum(n)
FROM placed GROUP BY 1, 4, 5, 6, 7
"""


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

    def within(self, group: str) -> bool:
        """Whether the own report is one of this group (a key of `GROUPS`)."""
        return self.obligation_id is not None and part_of(self.status, self.late) in GROUPS[group][1]

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
    """The board; two queries whatever the number of units, of which one is that of the measures.

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
    places = [At(*line[:3]) for line in found]
    owed = owed_in([cycle.pk], [*places, At(unit.pk, unit.lo, unit.hi)], today)
    below = {pk: each.below for (pk, _key), each in owed.items()}
    rows = [
        Row(*(line[0], *line[3:], rules.overdue(line[7], line[8], today), below.get(line[0], Counts())))
        for line in found
    ]
    own = Counts()
    for row in rows:
        if row.obligation_id:
            past = row.due_on is not None and row.due_on < today
            own += counts_as(row.status, past, row.timely, 1, judged=cycle.due_on < today)
    shown = sorted((row for row in rows if row.obligation_id or row.below.owed), key=lambda row: row.rank)
    return Board(rows=shown, own=own, all=below.get(unit.pk, Counts()))


@dataclass(frozen=True)
class OfficeCounts:
    """What offices' own boards count: by place in the pairs asked for; the `more` boards left, as a sum."""

    each: dict[int, Counts]
    rest: Counts
    more: int


def counts_of(pairs: Sequence[tuple[int, int]], today: date, most: int) -> OfficeCounts:
    """What each office's own board counts, of pairs (cycle, office): the first `most` that owe any, the others summed.

    One query that reads the few reports of each board off an index and gives a few rows back, whatever the number of
    offices and cycles. The tallies would not be fewer rows: an office receives from some dozen units.
    """
    each: dict[int, Counts] = defaultdict(Counts)
    rest, more = Counts(), 0
    with connection.cursor() as cursor:
        cycles, offices = [cycle for cycle, _office in pairs], [office for _cycle, office in pairs]
        cursor.execute(OFFICES, {"cycles": cycles, "offices": offices, "today": today, "most": most})
        for place, at, last, status, past, timely, judged, n in cursor.fetchall():
            counts = counts_as(status, past, timely, int(n), judged=judged)
            if place > most:
                rest, more = rest + counts, max(more, last - most)
            else:
                each[at - 1] += counts
    return OfficeCounts(dict(each), rest, more)
