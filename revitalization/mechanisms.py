"""The list of mechanisms: one line each. The order is that of the house, low to high."""

from importlib import import_module

from revitalization.kit.mechanism import Mechanism
from revitalization.kit.registry import assemble

SLICES = (
    "responsibilities.record",
    "responsibilities.units",
    "responsibilities.access",
    "responsibilities.jobs",
    "responsibilities.files",
    "responsibilities.notices",
    "responsibilities.posts",
    "responsibilities.duties",
    "reporting.reports",
    "revitalization.site",
)


def mechanisms() -> list[Mechanism]:
    """Every slice's declaration."""
    found: list[Mechanism] = [import_module(f"{name}.mechanism").MECHANISM for name in SLICES]
    return found


def start() -> None:
    """Registers them all; called by the site when the process starts."""
    assemble(mechanisms())
