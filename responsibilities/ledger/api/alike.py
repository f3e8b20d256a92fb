"""Plans of sister units that say the same, as programs are told of them."""

from collections.abc import Sequence
from typing import Any

from responsibilities.ledger.models import Item
from responsibilities.ledger.queries.alike import sisters_of


def alike_plans(row: Item, acts: Sequence[str]) -> list[dict[str, Any]]:
    """The fields of `AlikeShape`, for whoever may agree to the plan (one of `acts`); empty for everybody else."""
    found = sisters_of(row.plans.first(), row) if "agree_plan" in acts else []
    return [
        {
            "matter": one.item.matter.key,
            "unit": one.item.unit.code,
            "unit_name": one.item.unit.name,
            "percent": one.percent,
            "word_for_word": one.whole,
            "measures": one.plan.measures,
        }
        for one in found
    ]
