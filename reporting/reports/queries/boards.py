"""Boards: the units directly under one unit, what each owes itself and what is owed below it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.utils.translation import gettext as _

from reporting.reports import rules
from reporting.reports.models import Cycle
from responsibilities.units.models import Unit
from revitalization.kit.columns import Breakdown, Part
from revitalization.kit.reach import Reach
from revitalization.kit.words import N_
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


# What is owed, in parts that add up to it: figure, how far along (see `ui.SEGMENTS`), word.
_PARTS = (
    ("accepted", "done", N_("Accepted")),
    ("received", "seen", N_("Received")),
    ("submitted", "sent", N_("Submitted")),
    ("in_hand", "begun", N_("In hand")),
    ("not_begun", "blank", N_("Not begun")),
    ("overdue", "late", N_("Overdue")),
)
GROUPS = {
    "owed": (N_("Reports owed"), tuple(name for name, _tone, _word in _PARTS)),
    "filed": (N_("Filed"), ("accepted", "received", "submitted")),
    "missing": (N_("Missing"), ("in_hand", "not_begun", "overdue")),
    **{name: (word, (name,)) for name, _tone, word in _PARTS},
}
"""What a board can be narrowed to: its word and the parts of what is owed it holds."""
_PART_OF = {
    rules.ACCEPTED: "accepted",
    rules.RECEIVED: "received",
    rules.SUBMITTED: "submitted",
    rules.OPEN: "not_begun",
}


@dataclass(frozen=True)
class Counts:
    """Reports owed, by how far they are; `returned` lie in hand or are overdue.

    `judged` are those that were due by now, filed or not; `timely` those first filed in time, whenever that was.
    """

    owed: int = 0
    accepted: int = 0
    received: int = 0
    submitted: int = 0
    in_hand: int = 0
    not_begun: int = 0
    overdue: int = 0
    returned: int = 0
    timely: int = 0
    judged: int = 0
    exempt: int = 0

    @property
    def filed(self) -> int:
        """How many reports have reached the receiving office, whatever it decided since but to return them."""
        return self.accepted + self.received + self.submitted

    @property
    def missing(self) -> int:
        """How many of those owed have not been filed, overdue ones included."""
        return self.owed - self.filed

    @property
    def filed_share(self) -> int | None:
        """Progress: filed of owed in hundredths of a percent, cut, so that 10000 is all of them."""
        return self.filed * 10_000 // self.owed if self.owed else None

    @property
    def share(self) -> int | None:
        """On-time share in hundredths of a percent: first filed in time, of all that were due; None before."""
        return rules.on_time_share(self.timely, self.judged)

    @property
    def breakdown(self) -> Breakdown:
        """The progress as a bar of its parts, in the reader's words."""
        parts = [Part(tone, _(word), getattr(self, name)) for name, tone, word in _PARTS]
        said = _("%(filed)s of %(owed)s filed") % {"filed": f"{self.filed:,}", "owed": f"{self.owed:,}"}
        detail = " · ".join(f"{part.word} {part.n:,}" for part in parts if part.n)
        return Breakdown(self.filed, self.owed, parts, f"{said}: {detail}" if detail else said)

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

    def within(self, group: str) -> bool:
        """Whether the own report is one of this group (a key of `GROUPS`)."""
        return self.obligation_id is not None and _part(self.status, self.late) in GROUPS[group][1]

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
            past = row.due_on is not None and row.due_on < today
            own += _counts(row.status, past, row.timely, 1, judged=cycle.due_on < today)
    shown = sorted((row for row in rows if row.obligation_id or row.below.owed), key=lambda row: row.rank)
    return Board(rows=shown, own=own, all=below[unit.pk])


def _late(status: str, due_on: date | None, today: date) -> bool:
    return due_on is not None and status in rules.PENDING and due_on < today


def _counts(status: str, past: bool, timely: bool | None, n: int, *, judged: bool) -> Counts:
    """`past`: the deadline in force is over; `judged`: the cycle's own is, which is every report's first."""
    part = _part(status, past and status in rules.PENDING)
    if part == "exempt":
        return Counts(exempt=n)
    return Counts(
        owed=n,
        returned=n if status == rules.RETURNED else 0,
        timely=n if timely else 0,
        judged=n if judged else 0,
        **{part: n},
    )


def _part(status: str, late: bool) -> str:
    """The figure of `Counts` a report in this state belongs to."""
    if status == rules.EXEMPT:
        return "exempt"
    return "overdue" if late else _PART_OF.get(status, "in_hand")


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
            counts = _counts(status, past, timely, int(n), judged=judged)
            if place > most:
                rest, more = rest + counts, max(more, last - most)
            else:
                each[at - 1] += counts
    return OfficeCounts(dict(each), rest, more)


def counts_below(cycle: Cycle, unit_ids: Iterable[int], today: date) -> dict[int, Counts]:
    """By unit, the counts of what lies under it; one query over the tallies, exact at any moment."""
    found: dict[int, Counts] = defaultdict(Counts)
    with connection.cursor() as cursor:
        cursor.execute(SUMS, {"cycle": cycle.pk, "units": list(unit_ids), "today": today})
        for unit_id, status, past, timely, n in cursor.fetchall():
            found[unit_id] += _counts(status, past, timely, int(n), judged=cycle.due_on < today)
    return found
