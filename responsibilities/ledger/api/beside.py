"""What stands beside an item for programs: its supervision slips; units by code and name."""

from typing import Any

from responsibilities.ledger.models import Item
from responsibilities.ledger.queries.slips import slips_of
from responsibilities.units.models import Unit


def unit_name(unit: Unit | None) -> dict[str, str] | None:
    """Code and name, which everybody may know; None for none."""
    return {"code": unit.code, "name": unit.name} if unit else None


def slips_answer(row: Item) -> list[dict[str, Any]]:
    """The fields of `SlipShape`, the latest first; one query."""
    return [
        {
            "id": slip.public_id,
            "number": slip.number,
            "issuer": unit_name(slip.issuer),
            "by": slip.by,
            "urgency": slip.urgency,
            "dated_on": slip.dated_on,
        }
        for slip in slips_of(row)
    ]
