"""How the payment of project funds stands, for the one board: projects by their payment lamp, and what they come to."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from responsibilities.ledger.rules.funds import rate
from revitalization.kit.measures import Figure
from revitalization.kit.words import N_, Words

LAMPS = ("done", "green", "yellow", "red", "grey")
PAYMENTS = """
    SELECT s.id, t.year, false, false, 'payment', t.lamp, false, sum(t.n), CASE WHEN t.lamp = 'red' THEN (
            SELECT min(lamp_on) FROM ledger_purse WHERE lamp = 'red' AND year = t.year AND lo BETWEEN s.lo AND s.hi
        ) END, sum(t.planned)::text, sum(t.allotted)::text, sum(t.paid)::text
    FROM shown s JOIN ledger_fundtally t ON t.unit_id = s.id
    WHERE s.id = ANY(%(wide)s) AND t.year IN (SELECT year FROM chosen)
    GROUP BY s.id, s.lo, s.hi, t.year, t.lamp HAVING sum(t.n) <> 0
    UNION ALL
    SELECT s.id, c.year, p.own, false, 'payment', p.lamp, false, p.n, p.first, p.planned, p.allotted, p.paid
    FROM shown s CROSS JOIN chosen c CROSS JOIN LATERAL (
        SELECT lamp, bool_and(lo = s.lo) AS own, count(*) AS n, min(lamp_on) AS first,
            sum(planned)::text AS planned, sum(allotted)::text AS allotted, sum(paid)::text AS paid
        FROM ledger_purse WHERE year = c.year AND lamp <> 'none'
            AND lo BETWEEN s.lo AND CASE WHEN s.id = ANY(%(wide)s) THEN s.lo ELSE s.hi END
        GROUP BY lamp
    ) p
"""
"""SQL: the funds of what is shown, by unit, year and payment lamp: of wide units what the tallies say of all below, and
their own; of all others each project in their span."""


@dataclass
class Paid:
    """Of one unit in one year: projects by payment lamp, since when one is red, and what they come to in fen.

    What was cancelled counts nowhere. `verified` was paid for what is closed from above, the rest of `paid` stands on
    the units' own word.
    """

    counts: Counter[str] = field(default_factory=Counter)
    planned: int = 0
    allotted: int = 0
    paid: int = 0
    verified: int = 0
    since: date | None = None
    alone: bool = True

    def add(self, own: bool, lamp: str, n: int, first: date | None, sums: tuple[int, int, int]) -> None:
        """Takes so many projects with this lamp in, which the first of them has had since that day, if it is red.

        `sums` are what was planned, allotted and paid for them.
        """
        planned, allotted, paid = sums
        self.counts[lamp] += n
        self.planned, self.allotted, self.paid = (
            self.planned + planned,
            self.allotted + allotted,
            self.paid + paid,
        )
        if lamp == "done":
            self.verified += paid
        if lamp == "red":
            self.since = min(filter(None, (self.since, first)))
        self.alone = self.alone and own


def paying(paid: Paid) -> Figure:
    """Projects by payment lamp: red as soon as one is red, a warning as soon as one is yellow."""
    parts = {lamp: paid.counts[lamp] for lamp in LAMPS}
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
