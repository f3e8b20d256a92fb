"""What is counted of the ledger for the one board: by unit and year, its own items and those below it."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from responsibilities.ledger import rules
from responsibilities.ledger.queries.payments import PAYMENTS, Paid, paying
from responsibilities.roles import Capability as C
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.measures import SUMMED, YEARS_BACK, At, Figure, Period
from revitalization.kit.reach import Span
from revitalization.kit.words import N_, Words

# The years in which the span has items: told by the tallies of the unit that it is, by the items themselves where none
# are kept. A span that is no unit's (several side by side) takes those of the reader's own places around it.
YEARS = """
here AS (
    SELECT id, hi - lo AS width FROM units_unit WHERE lo = ANY(%(exact)s) AND hi = %(hi)s
), wide AS (
    SELECT id FROM here WHERE width >= %(summed)s
    UNION ALL
    SELECT id FROM units_unit
    WHERE lo = ANY(%(around)s) AND hi - lo >= %(summed)s AND NOT EXISTS (SELECT 1 FROM here)
), years AS (
    SELECT year FROM ledger_tally WHERE unit_id IN (SELECT id FROM wide) AND status <> 'cancelled'
    GROUP BY year HAVING sum(n) <> 0
    UNION
    SELECT i.year FROM units_unit u JOIN ledger_item i ON i.unit_id = u.id
    WHERE u.lo BETWEEN %(lo)s AND %(near)s AND i.status <> 'cancelled' AND {within}
), offered AS (
    SELECT year FROM years ORDER BY year <> %(this)s, year DESC
)
"""
# By unit: what the tallies say of all below it, and its own items; of units that have no tallies (townships, whose
# villages have items) all items in their span.
FIGURES = f"""
shown AS (
    SELECT * FROM unnest(%(ids)s::bigint[], %(los)s::bigint[], %(his)s::bigint[]) AS s(id, lo, hi)
), each AS (
    SELECT t.unit_id AS id, t.year, false AS own, t.long, t.status, t.lamp, t.claimed, sum(t.n) AS n,
        NULL::date AS first, '' AS planned, '' AS allotted, '' AS paid
    FROM ledger_tally t
    WHERE t.year IN (SELECT year FROM chosen) AND t.unit_id = ANY(%(wide)s) AND t.status <> 'cancelled'
    GROUP BY 1, 2, 4, 5, 6, 7 HAVING sum(t.n) <> 0
    UNION ALL
    SELECT s.id, i.year, i.unit_id = s.id, i.long, i.status, i.lamp, coalesce(i.percent, 0) = 100, count(*),
        min(i.lamp_on), '', '', ''
    FROM shown s
    JOIN units_unit u ON u.lo BETWEEN s.lo AND CASE WHEN s.id = ANY(%(wide)s) THEN s.lo ELSE s.hi END
    JOIN ledger_item i ON i.unit_id = u.id AND i.year IN (SELECT year FROM chosen) AND i.status <> 'cancelled'
    GROUP BY 1, 2, 3, 4, 5, 6, 7
    UNION ALL {PAYMENTS}
)
SELECT id, year, own, long, status, lamp, claimed, n, first, planned, allotted, paid FROM each
"""
_UNIT = ", ".join(f"'{status}'" for status in rules.WITH_THE_UNIT)
NEXT = f"""
UNION ALL (
    SELECT i.unit_id, i.year, NULL, NULL, i.status, i.lamp, NULL, 0, i.due_on, '', m.key, m.title
    FROM ledger_item i JOIN ledger_matter m ON m.id = i.matter_id
    WHERE i.unit_id = (%(ids)s::bigint[])[1] AND i.status IN ({_UNIT})
    ORDER BY i.due_on, i.id LIMIT 5
)
"""
"""What the first unit itself still has to do, of any year, the nearest deadline first."""

CLOSED, WAITING = "closed", "waiting"
PARTS = (CLOSED, WAITING, "green", "yellow", "red", "grey")


@dataclass(frozen=True)
class Kept:
    """One kind of items that are counted together."""

    own: bool
    long: bool
    part: str
    lamp: str
    claimed: bool


@dataclass(frozen=True)
class Next:
    """An item that the unit itself still has to do."""

    matter: str
    title: str
    due_on: date


@dataclass
class Stood:
    """Of one unit in one year: how many items stand how, and since when its own have been red (None: not known).

    `funds` is how the payment of those with funds stands; they are among the items as well.
    """

    counts: Counter[Kept] = field(default_factory=Counter)
    red_since: dict[bool, list[date | None]] = field(default_factory=lambda: defaultdict(list))
    next: list[Next] = field(default_factory=list)
    funds: Paid = field(default_factory=Paid)

    def of(self, *, long: bool) -> "Stood":
        """Those that are kept up for long, or all others."""
        counts = Counter({kept: n for kept, n in self.counts.items() if kept.long == long})
        return Stood(counts, {long: self.red_since.get(long, [])})

    def n(self, **wanted: Any) -> int:
        """How many there are with these marks."""
        return sum(
            n
            for kept, n in self.counts.items()
            if all(getattr(kept, name) == value for name, value in wanted.items())
        )

    @property
    def alone(self) -> bool:
        """Whether all of them are the unit's own."""
        return bool(self.counts) and all(kept.own for kept in self.counts)

    @property
    def since(self) -> date | None:
        """The first day on which one of the red ones turned; None where none is, or where tallies count some."""
        days = [day for found in self.red_since.values() for day in found]
        known = [day for day in days if day is not None]
        return min(known) if days and len(known) == len(days) else None


class Years:
    """Years of the ledger as the periods of measures; keys are the years."""

    def periods(self, actor: Actor, span: Span, wanted: str = "") -> list[Period]:
        """The years in which the span has items the actor reads: this one first, then the latest."""
        sql, values = _years(actor, span)
        with connection.cursor() as cursor:
            cursor.execute(f"WITH {sql} SELECT year FROM offered", values)
            years = [year for (year,) in cursor.fetchall()]
        found = [_period(year, years) for year in years]
        return [period for period in found if period.key == wanted] if wanted else found

    def past(self, actor: Actor, period: Period) -> list[Period]:
        """The years before in which there were items, the latest first; known from the period."""
        return [_period(year, period.ref) for year in period.ref if period.year - YEARS_BACK <= year]

    def latest(
        self, actor: Actor, span: Span, units: Sequence[At], today: date
    ) -> tuple[Period | None, Mapping[int, Stood]]:
        """The year to show first and how each unit's items stand in it, and what the first unit has to do next."""
        sql, values = _years(actor, span)
        chosen = "chosen AS (SELECT year FROM offered LIMIT 1)"
        with connection.cursor() as cursor:
            cursor.execute(f"WITH {sql}, {chosen}, {FIGURES} {NEXT}", {**values, **_values(units)})
            lines = cursor.fetchall()
        found = _stood([line for line in lines if line[2] is not None])
        years = {year for _unit, year in found}
        read = {unit: stood for (unit, _year), stood in found.items()}
        for unit, _year, *_rest, due_on, _none, key, title in (line for line in lines if line[2] is None):
            read.setdefault(unit, Stood()).next.append(Next(key, title, due_on))
        return (_period(max(years), []) if years else None), read

    def read(
        self, units: Sequence[At], periods: Sequence[Period], today: date
    ) -> Mapping[tuple[int, str], Stood]:
        """How the items of each unit stand, itself and below; units without any are not there."""
        return stood_in([period.year for period in periods], units) if periods and units else {}


def stood_in(years: Sequence[int], units: Sequence[At]) -> Mapping[tuple[int, str], Stood]:
    """By unit and year how many items stand how, itself and below; one query, exact at any moment."""
    chosen = "chosen AS (SELECT unnest(%(years)s::int[]) AS year)"
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {chosen}, {FIGURES}", {"years": list(years), **_values(units)})
        return {(unit, str(year)): stood for (unit, year), stood in _stood(cursor.fetchall()).items()}


def _years(actor: Actor, span: Span) -> tuple[str, dict[str, Any]]:
    """The statement within the actor's reach, with its values by name."""
    reach = actor.reach(C.LEDGER_READ)
    within, bounds = reach.sql("u.lo")
    named = {f"r{at}": bound for at, bound in enumerate(bounds)}
    for name in named:
        within = within.replace("%s", f"%({name})s", 1)
    places = {held.place for held in actor.holdings} | ({actor.ceiling.place} if actor.ceiling else set())
    return YEARS.format(within=within), {
        **named,
        "lo": span.lo,
        "hi": span.hi,
        "near": span.lo if span.hi - span.lo >= SUMMED else span.hi,
        "exact": [span.lo] if reach.holds(span) else [],
        "around": [
            place.lo for place in places if reach.holds(place) and place.lo <= span.hi and span.lo <= place.hi
        ],
        "summed": SUMMED,
        "this": clock.today().year,
    }


def _values(units: Sequence[At]) -> dict[str, Any]:
    return {
        "ids": [unit.id for unit in units],
        "los": [unit.lo for unit in units],
        "his": [unit.hi for unit in units],
        "wide": [unit.id for unit in units if unit.hi - unit.lo >= SUMMED],
    }


def _period(year: int, years: Sequence[int]) -> Period:
    before = sorted((one for one in years if one < year), reverse=True)
    return Period(str(year), str(year), None, before, year)


def _stood(lines: Sequence[Any]) -> dict[tuple[int, int], Stood]:
    found: dict[tuple[int, int], Stood] = defaultdict(Stood)
    for unit, year, own, long, status, lamp, claimed, n, first, *sums in lines:
        stood = found[unit, year]
        if status == "payment":
            planned, allotted, paid = map(int, sums)
            stood.funds.add(own, lamp, int(n), first, (planned, allotted, paid))
            continue
        stood.counts[Kept(own, long, part_of(status, lamp), lamp, claimed)] += int(n)
        if lamp == "red":
            stood.red_since[long].append(first)
    return dict(found)


def part_of(status: str, lamp: str) -> str:
    """The part of the whole to which an item belongs: closed, waiting above, else the colour of its lamp."""
    if status == rules.CLOSED:
        return CLOSED
    return WAITING if status in rules.WITH_THOSE_ABOVE else lamp


def closing(stood: Stood) -> Figure:
    """Closed of all that ends one day; red as soon as one lamp is red, a warning as soon as one is yellow."""
    return _figure(stood.of(long=False))


def long_term(stood: Stood) -> Figure:
    """The same of what is to be kept up for long, which stands in no other rate."""
    return _figure(stood.of(long=True))


def _figure(stood: Stood) -> Figure:
    parts = {part: stood.n(part=part) for part in PARTS}
    red_above = stood.n(part=WAITING, lamp="red")
    red, yellow = stood.n(lamp="red"), stood.n(lamp="yellow")
    judged = sum(parts.values()) - parts["grey"]
    reasons = []
    for n, text in (
        (parts["red"], N_("%(n)s items red")),
        (red_above, N_("%(n)s red items wait above")),
        (parts["yellow"], N_("%(n)s items yellow")),
    ):
        if n:
            reasons.append(Words(text, {"n": n}))
    standing = "red" if red else "amber" if yellow else "green" if judged else "ahead"
    return Figure(
        parts, judged, judged - red - yellow, reasons, stood.since, alone=stood.alone, standing=standing
    )


def payments(stood: Stood) -> Figure:
    """How the payment of project funds stands, apart from their progress."""
    return paying(stood.funds)


def claimed(stood: Stood) -> Figure:
    """Of what stands at 100 per cent by the unit's own word: closed from above, waiting for that, only claimed."""
    counted = stood.of(long=False)
    parts = {
        "verified": counted.n(part=CLOSED),
        "waiting": counted.n(part=WAITING),
        "claimed": sum(
            n for kept, n in counted.counts.items() if kept.claimed and kept.part not in (CLOSED, WAITING)
        ),
    }
    return Figure(parts, alone=counted.alone)
