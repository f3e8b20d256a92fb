"""What is counted of reports for the one board: by unit and cycle, own report and what lies under it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import connection

from reporting.reports import rules
from reporting.reports.queries.counts import Counts, counts_as
from responsibilities.roles import C
from revitalization.kit.actor import Actor
from revitalization.kit.measures import SUMMED, YEARS_BACK, At, Figure, Period
from revitalization.kit.reach import Span
from revitalization.kit.words import N_, Words

OFFERED = 30
"""Cycles offered for one area, the most fitting first; any other one is shown when its key is asked for."""

# By unit: its own report, what the tallies say of all below it, and for units that have no tallies (townships, whose
# villages may owe reports) the reports below themselves. Steps that cancel out are dropped before days are compared.
FIGURES = """
shown AS (
    SELECT * FROM unnest(%(ids)s::bigint[], %(los)s::bigint[], %(his)s::bigint[]) AS s(id, lo, hi)
), each AS (
    SELECT t.unit_id AS id, t.cycle_id, false AS own, t.status, t.due_on, t.timely, sum(t.n) AS n
    FROM reports_tally t
    WHERE t.cycle_id IN (SELECT id FROM chosen) AND t.unit_id = ANY(%(wide)s)
    GROUP BY 1, 2, 4, 5, 6 HAVING sum(t.n) <> 0
    UNION ALL
    SELECT s.id, o.cycle_id, o.unit_id = s.id, o.status, o.due_on, o.timely, count(*)
    FROM shown s JOIN reports_obligation o ON o.cycle_id IN (SELECT id FROM chosen)
        AND o.lo BETWEEN s.lo AND CASE WHEN s.id = ANY(%(wide)s) THEN s.lo ELSE s.hi END
    GROUP BY 1, 2, 3, 4, 5, 6
)
SELECT c.key, c.title, c.due_on, e.id, e.own, e.status, e.due_on < %(today)s, e.timely, sum(e.n), min(e.due_on)
FROM each e JOIN chosen c ON c.id = e.cycle_id GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
"""
NEXT = f"""
UNION ALL (
    SELECT c.key, c.title, o.due_on, o.unit_id, NULL, '', NULL, NULL, 0, o.due_on
    FROM reports_obligation o JOIN reports_cycle c ON c.id = o.cycle_id
    WHERE o.unit_id = (%(ids)s::bigint[])[1] AND o.status IN ({", ".join(f"'{one}'" for one in sorted(rules.PENDING))})
        AND c.status = '{rules.RUNNING}'
    ORDER BY o.due_on, c.id LIMIT 5
)
"""
"""What the first unit itself still has to file in any running cycle, the nearest first."""
CHOSEN_BY_ID = """
WITH chosen AS (SELECT id, key, title, due_on FROM reports_cycle WHERE id = ANY(%(cycles)s)),
"""
# In SQL, since the board asks for periods and years at each look, and the ORM takes longer to word it than the
# database to answer.
OPENED = """
SELECT c.id, c.key, c.title, c.due_on, c.year, c.period, c.scope_id, k.key AS kind
FROM reports_cycle c JOIN reports_reportkind k ON k.id = c.kind_id
WHERE c.opened_at IS NOT NULL AND {touching}
"""
FITTING = f"""{OPENED}
    AND c.lo <= %(hi)s AND c.hi >= %(lo)s AND (%(wanted)s = '' OR c.key = %(wanted)s)
ORDER BY c.status <> '{rules.RUNNING}', greatest(c.lo, %(lo)s) - least(c.hi, %(hi)s), c.due_on DESC, c.id DESC
LIMIT %(most)s
"""
"""The opened cycles that touch the span, running before closed, those of more of it first, then the latest."""
BEFORE = f"""{OPENED}
    AND c.scope_id = %(scope)s AND k.key = %(kind)s AND c.period = ANY(%(periods)s)
ORDER BY c.due_on, c.id
"""


@dataclass(frozen=True)
class Chosen:
    """What a period refers to: a cycle by its number, and what makes another the same of another year."""

    pk: int
    title: str
    period: str
    scope_id: int
    kind: str


@dataclass(frozen=True)
class Next:
    """A report that the unit itself still has to file."""

    cycle: str
    title: str
    due_on: date


@dataclass
class Owed:
    """Of one unit in one cycle: the counts of its own report and of those below, and since when one is overdue."""

    own: Counts
    below: Counts
    own_since: date | None = None
    below_since: date | None = None
    due_on: date | None = None
    next: list[Next] = field(default_factory=list)

    @property
    def all(self) -> Counts:
        """The counts of the unit's own report and of everything below it together."""
        return self.own + self.below


class Cycles:
    """Cycles as the periods of measures; keys are those of the cycles."""

    def periods(self, actor: Actor, span: Span, wanted: str = "") -> list[Period]:
        """The opened cycles that touch the span: running before closed, those of more of it first, then the latest."""
        return _periods(*_opened(FITTING, actor, _fitting(span, wanted, OFFERED)))

    def past(self, actor: Actor, period: Period) -> list[Period]:
        """The cycles of the same kind and unit that asked for the same part of the years before."""
        cycle: Chosen = period.ref
        before = [f"{period.year - back}{cycle.period[4:]}" for back in range(1, YEARS_BACK + 1)]
        same = {"scope": cycle.scope_id, "kind": cycle.kind, "periods": before}
        by_year = {found.year: found for found in _periods(*_opened(BEFORE, actor, same))}
        return [by_year[year] for year in sorted(by_year, reverse=True)]

    def read(
        self, units: Sequence[At], periods: Sequence[Period], today: date
    ) -> Mapping[tuple[int, str], Owed]:
        """What each unit owes in each of the cycles, itself and below; units that owe nothing are not there."""
        return owed_in([period.ref.pk for period in periods], units, today) if periods and units else {}

    def latest(
        self, actor: Actor, span: Span, units: Sequence[At], today: date
    ) -> tuple[Period | None, Mapping[int, Owed]]:
        """The cycle to show first and what each unit owes in it; without one of theirs nothing."""
        sql, named = _opened(FITTING, actor, _fitting(span, "", 1))
        with connection.cursor() as cursor:
            cursor.execute(f"WITH chosen AS ({sql}), {FIGURES} {NEXT}", {**named, **_values(units, today)})
            lines = cursor.fetchall()
        periods, found = _owed([line for line in lines if line[4] is not None], today)
        period = next(iter(periods.values()), None)
        read = {unit: owed for (unit, _key), owed in found.items()}
        for key, title, due_on, unit, *_rest in (line for line in lines if line[4] is None):
            read.setdefault(unit, Owed(Counts(), Counts())).next.append(Next(key, title, due_on))
        return period, read


def owed_in(cycles: Sequence[int], units: Sequence[At], today: date) -> Mapping[tuple[int, str], Owed]:
    """By unit and key of the cycle what each owes in each, itself and below; one query, exact at any moment."""
    with connection.cursor() as cursor:
        cursor.execute(CHOSEN_BY_ID + FIGURES, {"cycles": list(cycles), **_values(units, today)})
        return _owed(cursor.fetchall(), today)[1]


def _opened(sql: str, actor: Actor, values: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The statement within the actor's reach, with its values by name."""
    touching, bounds = actor.reach(C.CYCLE_READ).touching_sql("c.lo", "c.hi")
    named = {f"r{at}": bound for at, bound in enumerate(bounds)}
    for name in named:
        touching = touching.replace("%s", f"%({name})s", 1)
    return sql.format(touching=touching), {**named, **values}


def _fitting(span: Span, wanted: str, most: int) -> dict[str, Any]:
    return {"lo": span.lo, "hi": span.hi, "wanted": wanted, "most": most}


def _periods(sql: str, values: Mapping[str, Any]) -> list[Period]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [
            Period(key, title, due_on, Chosen(pk, title, period, scope, kind), year)
            for pk, key, title, due_on, year, period, scope, kind in cursor.fetchall()
        ]


def _values(units: Sequence[At], today: date) -> dict[str, Any]:
    return {
        "ids": [unit.id for unit in units],
        "los": [unit.lo for unit in units],
        "his": [unit.hi for unit in units],
        "wide": [unit.id for unit in units if unit.hi - unit.lo >= SUMMED],
        "today": today,
    }


def _owed(lines: Sequence[Any], today: date) -> tuple[dict[str, Period], dict[tuple[int, str], Owed]]:
    """The cycles of the lines, and what each unit owes in each."""
    periods: dict[str, Period] = {}
    found: dict[tuple[int, str], Owed] = defaultdict(lambda: Owed(Counts(), Counts()))
    for key, title, due_on, unit, own, status, past, timely, n, first in lines:
        periods.setdefault(key, Period(key, title, due_on))
        counts = counts_as(status, past, timely, int(n), judged=due_on < today)
        _add(found[unit, key], own, counts, first, due_on)
    return periods, dict(found)


def _add(owed: Owed, own: bool, counts: Counts, first: date, due_on: date) -> None:
    owed.due_on = due_on
    since = first + timedelta(days=1) if counts.overdue else None
    if own:
        owed.own, owed.own_since = owed.own + counts, since or owed.own_since
    else:
        owed.below = owed.below + counts
        owed.below_since = min(filter(None, (since, owed.below_since)), default=None)


def progress(owed: Owed) -> Figure:
    """Filed of owed; judged are those that are filed or overdue, once the deadline has passed or one is overdue."""
    counts = owed.all
    parts = {name: getattr(counts, name) for name in PARTS}
    over = counts.judged or counts.overdue
    judged = counts.filed + counts.overdue if over else 0
    reasons = []
    if owed.own.overdue:
        reasons.append(Words(N_("own report not filed")))
    if owed.below.overdue:
        reasons.append(Words(N_("%(n)s reports below not filed"), {"n": owed.below.overdue}))
    since = min(filter(None, (owed.own_since, owed.below_since)), default=None)
    return Figure(parts, judged, counts.filed if over else 0, reasons, since, alone=_alone(owed))


PARTS = ("accepted", "received", "submitted", "in_hand", "not_begun", "overdue")


def on_time(owed: Owed) -> Figure:
    """First filed in time, of all that was due; nothing before."""
    counts = owed.all
    missed = counts.judged - counts.timely
    if not counts.judged:
        return Figure({}, ahead=counts.owed, alone=_alone(owed))
    parts = {"timely": counts.timely, "missed": missed}
    reasons = [Words(N_("%(n)s reports late or missing"), {"n": missed})] if missed else []
    since = owed.due_on + timedelta(days=1) if missed and owed.due_on else None
    return Figure(parts, counts.judged, counts.timely, reasons, since, alone=_alone(owed))


def returned(owed: Owed) -> Figure:
    """Sent back and not filed again, of what is owed."""
    counts = owed.all
    parts = {"returned": counts.returned, "others": counts.owed - counts.returned}
    return Figure(parts, alone=_alone(owed))


def _alone(owed: Owed) -> bool:
    return bool(owed.own.owed) and not owed.below.owed
