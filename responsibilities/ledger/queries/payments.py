"""How the payment of project funds stands, for the one board: projects by their payment lamp, and what they come to.

Read from the funds themselves, of which there are some hundred in a county: one index holds all that is summed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from responsibilities.ledger.rules.funds import rate
from responsibilities.roles import Capability as C
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.measures import YEARS_BACK, At, Figure, Period
from revitalization.kit.reach import Span
from revitalization.kit.words import N_, Words

LAMPS = ("done", "green", "yellow", "red", "grey")
_YEARS = """
there AS (
    SELECT DISTINCT p.year FROM ledger_purse p
    WHERE p.lo BETWEEN %(lo)s AND %(hi)s AND p.lamp <> 'none' AND {within}
), offered AS (
    SELECT year FROM there ORDER BY year <> %(this)s, year DESC
)
"""
_FIGURES = """
SELECT s.id, p.year, p.lamp, count(*), sum(p.allotted), sum(p.paid), min(p.lamp_on), bool_and(p.lo = s.lo)
FROM unnest(%(ids)s::bigint[], %(los)s::bigint[], %(his)s::bigint[]) AS s(id, lo, hi)
JOIN ledger_purse p ON p.lo BETWEEN s.lo AND s.hi AND p.year IN (SELECT year FROM chosen) AND p.lamp <> 'none'
GROUP BY s.id, p.year, p.lamp
"""


@dataclass
class Paid:
    """Of one unit in one year: projects by payment lamp, fen allotted and paid, since when one is red."""

    counts: dict[str, int] = field(default_factory=dict)
    allotted: int = 0
    paid: int = 0
    since: date | None = None
    alone: bool = True


class PaymentYears:
    """Years with funded projects as the periods of the measure; keys are the years."""

    def periods(self, actor: Actor, span: Span, wanted: str = "") -> list[Period]:
        """The years in which the span has funds the actor reads: this one first, then the latest."""
        sql, values = _years(actor, span)
        with connection.cursor() as cursor:
            cursor.execute(f"WITH {sql} SELECT year FROM offered", values)
            years = [year for (year,) in cursor.fetchall()]
        found = [_period(year, years) for year in years]
        return [period for period in found if period.key == wanted] if wanted else found

    def past(self, actor: Actor, period: Period) -> list[Period]:
        """The years before in which there were funds, the latest first; known from the period."""
        return [_period(year, period.ref) for year in period.ref if period.year - YEARS_BACK <= year]

    def latest(
        self, actor: Actor, span: Span, units: Sequence[At], today: date
    ) -> tuple[Period | None, Mapping[int, Paid]]:
        """The year to show first and how the funds of each unit stand in it."""
        sql, values = _years(actor, span)
        chosen = "chosen AS (SELECT year FROM offered LIMIT 1)"
        found = _read(f"WITH {sql}, {chosen} {_FIGURES}", {**values, **_values(units)})
        years = {year for _unit, year in found}
        read = {unit: paid for (unit, _year), paid in found.items()}
        return (_period(max(years), []) if years else None), read

    def read(
        self, units: Sequence[At], periods: Sequence[Period], today: date
    ) -> Mapping[tuple[int, str], Paid]:
        """How the funds of each unit stand, itself and below; units without any are not there. One query."""
        if not periods or not units:
            return {}
        chosen = "WITH chosen AS (SELECT unnest(%(years)s::int[]) AS year)"
        values = {"years": [period.year for period in periods], **_values(units)}
        return {(unit, str(year)): paid for (unit, year), paid in _read(chosen + _FIGURES, values).items()}


def _years(actor: Actor, span: Span) -> tuple[str, dict[str, Any]]:
    """The statement within the actor's reach, with its values by name."""
    within, bounds = actor.reach(C.LEDGER_READ).sql("p.lo")
    named = {f"r{at}": bound for at, bound in enumerate(bounds)}
    for name in named:
        within = within.replace("%s", f"%({name})s", 1)
    values = {**named, "lo": span.lo, "hi": span.hi, "this": clock.today().year}
    return _YEARS.format(within=within), values


def _values(units: Sequence[At]) -> dict[str, Any]:
    return {
        "ids": [unit.id for unit in units],
        "los": [unit.lo for unit in units],
        "his": [unit.hi for unit in units],
    }


def _read(sql: str, values: Mapping[str, Any]) -> dict[tuple[int, int], Paid]:
    found: dict[tuple[int, int], Paid] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        for unit, year, lamp, n, allotted, paid, first, alone in cursor.fetchall():
            stood = found.setdefault((unit, year), Paid())
            stood.counts[lamp] = n
            stood.allotted, stood.paid = stood.allotted + int(allotted), stood.paid + int(paid)
            stood.since = first if lamp == "red" else stood.since
            stood.alone = stood.alone and alone
    return found


def _period(year: int, years: Sequence[int]) -> Period:
    before = sorted((one for one in years if one < year), reverse=True)
    return Period(str(year), str(year), None, before, year)


def paying(paid: Paid) -> Figure:
    """Projects by payment lamp: red as soon as one is red, a warning as soon as one is yellow."""
    parts = {lamp: paid.counts.get(lamp, 0) for lamp in LAMPS}
    judged = sum(parts.values()) - parts["grey"]
    red, yellow = parts["red"], parts["yellow"]
    reasons = [
        Words(text, {"n": n})
        for n, text in ((red, N_("%(n)s payments red")), (yellow, N_("%(n)s payments yellow")))
        if n
    ]
    if reasons:
        reasons.append(
            Words(N_("%(rate)s paid of what was allotted"), {"rate": rate(paid.paid, paid.allotted)})
        )
    standing = "red" if red else "amber" if yellow else "green" if judged else "ahead"
    return Figure(
        parts, judged, judged - red - yellow, reasons, paid.since, alone=paid.alone, standing=standing
    )
