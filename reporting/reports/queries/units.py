"""The reports of one unit, for its page."""

from reporting.reports import rules
from reporting.reports.models import Obligation
from responsibilities.units.models import Unit
from revitalization.kit.workflow import State

SHOWN = 50


def reports_of(unit: Unit) -> list[tuple[Obligation, State]]:
    """The unit's own obligations, newest limit first, each with its state."""
    rows = Obligation.objects.full().filter(unit=unit).order_by("-due_on", "-id")[:SHOWN]
    return [(row, rules.WORKFLOW.state(row.status)) for row in rows]
