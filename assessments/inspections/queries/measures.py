"""What is counted of inspections for the one board: problems by unit and year, and plans by the unit that inspects.

Counted are the very rows that the reader may list: the lists and the figures ask with the same conditions, so that a
department counts within its remit only. What was found is little beside what is owed: it is read off the rows.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Case, CharField, Q, QuerySet, Value, When

from assessments.inspections import rules
from assessments.inspections.queries.board import (
    DECLARED,
    DONE,
    DROPPED,
    ENDS,
    LATE,
    LONG,
    WAITING,
    WITHIN,
    parted,
    problems,
)
from assessments.inspections.queries.findings import findings_within
from assessments.inspections.queries.within import inspections_within
from assessments.inspections.rules.inspections import AHEAD
from responsibilities.ledger.rules import LONG as KEPT_UP
from responsibilities.roles import Capability as C
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.measures import YEARS_BACK, At, Figure, Period
from revitalization.kit.reach import Reach, Span
from revitalization.kit.words import N_, Words

PLAN = "plan"
HELD, UNDER_WAY, COMING, UNHELD, PUT_OFF = "held", "under_way", "coming", "late", "postponed"
MENDING = (DONE, DECLARED, WITHIN, LATE, WAITING, DROPPED)
HOLDING = (HELD, UNDER_WAY, COMING, UNHELD, PUT_OFF, DROPPED)

# The join stands in each branch, where the rows of a unit are found by their place.
FIGURES = """
SELECT s.id, e.year, e.what, e.part, e.lo = s.lo, count(*), min(e.day)
FROM shown s JOIN ({rows}) e(lo, year, what, part, day) ON e.lo BETWEEN s.lo AND s.hi
WHERE e.year IN (SELECT year FROM chosen) GROUP BY 1, 2, 3, 4, 5
"""
SHOWN = "shown AS (SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS s(id, lo, hi))"
OFFERED = "offered AS (SELECT year FROM ({years}) y(year) ORDER BY year <> %s, year DESC)"
Sql = tuple[str, list[Any]]


@dataclass(frozen=True)
class Seen:
    """Within what the period was offered, and in which years there is something."""

    reach: Reach
    years: Sequence[int]


@dataclass
class Stood:
    """Of one unit in one year: how many rows stand in which part of what, and the first last day of each."""

    counts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    days: dict[tuple[str, str], date] = field(default_factory=dict)
    below: set[str] = field(default_factory=set)

    def figure(self, what: str, parts: Sequence[str]) -> Figure:
        """All parts of it, unjudged."""
        found = self.counts.get(what, Counter())
        return Figure({part: found[part] for part in parts}, alone=bool(found) and what not in self.below)

    def since(self, what: str, part: str) -> date | None:
        """The first day after the last day of one of them; None where there is none."""
        last = self.days.get((what, part))
        return last + timedelta(days=1) if last else None


class Years:
    """Years of inspections as the periods of measures; keys are the years."""

    def periods(self, actor: Actor, span: Span, wanted: str = "") -> list[Period]:
        """The years with problems or plans in the span that the actor may list: this one first, then the latest."""
        reach = actor.reach(C.INSPECT_READ)
        if not reach:
            return []
        sql, values = _offered(reach, span)
        years = [year for (year,) in _ask(f"WITH {sql} SELECT year FROM offered", values)]
        found = [_period(year, Seen(reach, years)) for year in years]
        return [period for period in found if period.key == wanted] if wanted else found

    def past(self, actor: Actor, period: Period) -> list[Period]:
        """The years before in which there was something, the latest first; known from the period."""
        first = period.year - YEARS_BACK
        before = sorted((year for year in period.ref.years if first <= year < period.year), reverse=True)
        return [_period(year, period.ref) for year in before]

    def latest(
        self, actor: Actor, span: Span, units: Sequence[At], today: date
    ) -> tuple[Period | None, Mapping[int, Stood]]:
        """The year to show first and how it stands with each unit in it, with one query."""
        reach = actor.reach(C.INSPECT_READ)
        if not reach:
            return None, {}
        offered, values = _offered(reach, span)
        chosen = "chosen AS (SELECT year FROM offered LIMIT 1)"
        figures, more = _figures(reach, units, None, today)
        found = _stood(_ask(f"WITH {offered}, {chosen}, {figures}", values + more))
        years = sorted({year for _unit, year in found}, reverse=True)
        read = {unit: stood for (unit, _year), stood in found.items()}
        return (_period(years[0], Seen(reach, years)) if years else None), read

    def read(
        self, units: Sequence[At], periods: Sequence[Period], today: date
    ) -> Mapping[tuple[int, str], Stood]:
        """How it stands with each unit, itself and below; units without anything are not there. One query."""
        if not units or not periods:
            return {}
        years = [period.year for period in periods]
        figures, values = _figures(periods[0].ref.reach, units, years, today)
        chosen = "chosen AS (SELECT unnest(%s::int[]) AS year)"
        found = _stood(_ask(f"WITH {chosen}, {figures}", [years, *values]))
        return {(unit, str(year)): stood for (unit, year), stood in found.items()}


def _period(year: int, seen: Seen) -> Period:
    return Period(str(year), str(year), None, seen, year)


def _ask(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _problems(reach: Reach, lo: int, hi: int) -> QuerySet[Any]:
    """Problems in the reach at these places. What was fed back has its place at its unit, by which it is indexed."""
    return problems(findings_within(reach).select_related(None)).filter(lo__range=(lo, hi)).order_by()


def _lines(reach: Reach, lo: int, hi: int) -> QuerySet[Any]:
    """Inspections of published plans, by the place of whoever inspects; those outside of a plan are none."""
    rows = inspections_within(reach).select_related(None)
    return rows.filter(lo__range=(lo, hi), line__isnull=False).order_by()


def _offered(reach: Reach, span: Span) -> Sql:
    found = _problems(reach, span.lo, span.hi).values_list("inspection__year").distinct()
    planned = _lines(reach, span.lo, span.hi).values_list("year").distinct()
    (one, values), (other, more) = (rows.query.sql_with_params() for rows in (found, planned))
    return OFFERED.format(years=f"{one} UNION {other}"), [*values, *more, clock.today().year]


def _figures(reach: Reach, units: Sequence[At], years: Sequence[int] | None, today: date) -> Sql:
    """The statement behind `chosen`; `years` are those chosen, where they are known."""
    lo, hi = min(unit.lo for unit in units), max(unit.hi for unit in units)
    found, planned = _problems(reach, lo, hi), _lines(reach, lo, hi)
    if years is not None:
        found, planned = found.filter(inspection__year__in=years), planned.filter(year__in=years)
    long = Case(When(how_soon=KEPT_UP, then=Value(LONG)), default=Value(ENDS), output_field=CharField())
    each = (
        found.values_list("lo", "inspection__year", long, parted(today), "item__due_on"),
        planned.values_list("lo", "year", Value(PLAN), _held(today), "to_on"),
    )
    asked = [rows.query.sql_with_params() for rows in each]
    sql = " UNION ALL ".join(FIGURES.format(rows=rows) for rows, _values in asked)
    at = [[unit.id for unit in units], [unit.lo for unit in units], [unit.hi for unit in units]]
    return f"{SHOWN} {sql}", [*at, *(value for _sql, values in asked for value in values)]


def _held(today: date) -> Case:
    """How far a planned inspection is; late is one whose last day is over and that did not begin."""
    ahead = Q(status__in=AHEAD)
    return Case(
        When(ahead & Q(to_on__lt=today), then=Value(UNHELD)),
        When(ahead, then=Value(COMING)),
        When(status=rules.ON_SITE, then=Value(UNDER_WAY)),
        When(status=rules.POSTPONED, then=Value(PUT_OFF)),
        When(status=rules.CANCELLED, then=Value(DROPPED)),
        default=Value(HELD),
        output_field=CharField(),
    )


def _stood(lines: Sequence[Any]) -> dict[tuple[int, int], Stood]:
    found: dict[tuple[int, int], Stood] = defaultdict(Stood)
    for unit, year, what, part, own, n, day in lines:
        stood = found[unit, year]
        stood.counts[what][part] += n
        if day is not None:
            stood.days[what, part] = min(day, stood.days.get((what, part), day))
        if not own:
            stood.below.add(what)
    return dict(found)


def put_right(stood: Stood) -> Figure:
    """Closed of all problems that end one day; red as soon as one is overdue at its unit."""
    return _mended(stood, ENDS)


def kept_up(stood: Stood) -> Figure:
    """The same of what is to be kept up for long, which stands in no other rate."""
    return _mended(stood, LONG)


def _mended(stood: Stood, what: str) -> Figure:
    found = stood.figure(what, MENDING)
    late = found.parts[LATE]
    judged = found.whole - found.parts[WAITING] - found.parts[DROPPED]
    return _judged(found, judged, late, N_("%(n)s overdue"), stood.since(what, LATE), "green")


def held(stood: Stood) -> Figure:
    """Held of what was planned; never better for more of it, and judged only where the last day passed unheld."""
    found = stood.figure(PLAN, HOLDING)
    late = found.parts[UNHELD]
    return _judged(found, late, late, N_("%(n)s not begun in time"), stood.since(PLAN, UNHELD), "shown")


def _judged(found: Figure, judged: int, late: int, why: str, since: date | None, well: str) -> Figure:
    standing = "red" if late else well if judged or well == "shown" else "ahead"
    return Figure(
        found.parts,
        judged,
        judged - late,
        [Words(why, {"n": late})] if late else (),
        since,
        alone=found.alone,
        standing=standing,
    )
