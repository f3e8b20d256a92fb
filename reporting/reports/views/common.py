"""What the pages of reports share: fetching within reach, counts by level in words."""

from collections.abc import Mapping
from typing import Any

from reporting.reports.queries.within import board_unit_for, cycle_for, obligation_for
from responsibilities.units.models import LEVEL_LABELS
from responsibilities.units.rules import LEVELS

__all__ = ["board_unit_for", "by_level", "cycle_for", "obligation_for"]


def by_level(counts: Mapping[str, int]) -> list[tuple[Any, int]]:
    """Counts with the levels' words, from the top."""
    return [(LEVEL_LABELS[level], counts[level]) for level in LEVELS if level in counts]
