"""The layers of the slices as import-linter reads them, made from their order in `revitalization/slices.py`."""

from typing import Any

from importlinter.contracts.layers import LayersContract

from revitalization.slices import ROWS

GROUND = ("responsibilities.roles", "revitalization.kit")
"""What lies below all slices, high to low."""


def rows() -> list[list[str]]:
    """The slices and the ground from the top; neighbours in one row."""
    return [*([*row] for row in reversed(ROWS)), *([one] for one in GROUND)]


class SlicesContract(LayersContract):
    """The contract of layers over all slices; it takes no layers of its own."""

    def __init__(self, name: str, session_options: dict[str, Any], contract_options: dict[str, Any]) -> None:
        layers = [" | ".join(row) for row in rows()]
        super().__init__(name, session_options, {**contract_options, "layers": layers})
