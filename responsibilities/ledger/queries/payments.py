"""How the payment of project funds stands, for the one board: projects by their payment lamp, and what they come to."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from responsibilities.ledger.rules.funds import rate
from revitalization.kit.measures import Figure
from revitalization.kit.words import N_, Words

LAMPS = ("done", "green", "yellow", "red", "grey")
PAYMENTS = """
    SELECT s.id, p.year, p.lo = s.lo, false, 'payment', p.lamp, false, count(*), min(p.lamp_on),
        sum(p.allotted)::text, sum(p.paid)::text
    FROM shown s JOIN ledger_purse p ON p.lo BETWEEN s.lo AND s.hi AND p.lamp <> 'none'
        AND p.year IN (SELECT year FROM chosen)
    GROUP BY s.id, p.year, p.lo = s.lo, p.lamp
"""
"""SQL: the funds of what is shown, by unit, year and payment lamp. Of them there are some hundred in a county, and one
index holds all that is summed."""


@dataclass
class Paid:
    """Of one unit in one year: projects by payment lamp, fen allotted and paid, since when one is red."""

    counts: Counter[str] = field(default_factory=Counter)
    allotted: int = 0
    paid: int = 0
    since: date | None = None
    alone: bool = True

    def add(self, own: bool, lamp: str, n: int, first: date, allotted: int, paid: int) -> None:
        """Takes so many projects with this lamp in, which the first of them has had since that day."""
        self.counts[lamp] += n
        self.allotted, self.paid = self.allotted + allotted, self.paid + paid
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
