"""What the pages of reports share: fetching within reach."""

from reporting.reports.queries.within import board_unit_for, cycle_for, obligation_for

__all__ = ["board_unit_for", "cycle_for", "obligation_for"]
