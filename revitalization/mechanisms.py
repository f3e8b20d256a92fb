"""What the slices declare, in their order."""

from importlib import import_module

from revitalization.kit.mechanism import Mechanism
from revitalization.kit.registry import assemble
from revitalization.slices import SLICES


def mechanisms() -> list[Mechanism]:
    """Every slice's declaration."""
    found: list[Mechanism] = [import_module(f"{name}.mechanism").MECHANISM for name in SLICES]
    return found


def start() -> None:
    """Registers them all; called by the site when the process starts."""
    assemble(mechanisms())
