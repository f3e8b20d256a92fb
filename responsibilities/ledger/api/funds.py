"""The funds of items for programs, in whole fen."""

from typing import Any

from responsibilities.ledger.models import FundEntry, Item
from responsibilities.ledger.queries.facts import payment_on
from responsibilities.ledger.queries.funds import by_source
from responsibilities.ledger.rules import Lamp
from responsibilities.ledger.rules.funds import rate
from revitalization.kit import clock
from revitalization.kit.language import translated

COLUMNS = {
    "payment_lamp": "purse__lamp",
    "planned_fen": "purse__planned",
    "allotted_fen": "purse__allotted",
    "paid_fen": "purse__paid",
}
"""Fields of a row about its funds, each with its column; null where the kind has none."""


def sums_answer(row: Item) -> dict[str, Any]:
    """The same of one item at hand."""
    purse = row.purse if row.kind.funds else None
    return {name: getattr(purse, column.removeprefix("purse__"), None) for name, column in COLUMNS.items()}


def standing(lamp: Lamp, next_on: Any) -> dict[str, Any]:
    """The fields of `StandingShape`."""
    return {
        "lamp": lamp.level,
        "why": lamp.why,
        "n": lamp.n,
        "words": translated(lamp.words) if lamp.words else "",
        "next_on": next_on,
    }


def funds_answer(row: Item) -> dict[str, Any] | None:
    """The fields of `FundsShape`; None for an item whose kind has no funds. Two queries."""
    if not row.kind.funds:
        return None
    purse = row.purse
    return {
        "standing": standing(payment_on(row, clock.today()), purse.next_on),
        "since": purse.since,
        "paid_percent": rate(purse.paid, purse.allotted),
        "notice_until": purse.until,
        "objected": purse.objected,
        "sources": [
            {"source": it.source, "planned_fen": it.planned, "allotted_fen": it.allotted, "paid_fen": it.paid}
            for it in by_source(row)
        ],
        "entries": [_entry(it) for it in row.fund_entries.select_related("corrects", "corrected_by")],
    }


_PLAIN = (
    "number",
    "what",
    "source",
    "on_day",
    "document_number",
    "approval",
    "words",
    "reason",
    "post",
    "at",
)


def _entry(it: FundEntry) -> dict[str, Any]:
    return {
        **{name: getattr(it, name) for name in _PLAIN},
        "by": it.by_name,
        "amount_fen": it.amount,
        "corrects": it.corrects.number if it.corrects else None,
        "in_force": getattr(it, "corrected_by", None) is None,
    }
