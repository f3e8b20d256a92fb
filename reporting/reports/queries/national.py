"""The provinces' figures for the tile map."""

from datetime import date

from reporting.reports import rules
from reporting.reports.models import Cycle
from reporting.reports.queries.boards import Counts, counts_below
from responsibilities.units.models import Unit
from revitalization.kit.reach import Reach


def national_counts(reach: Reach, today: date) -> tuple[Cycle | None, dict[str, Counts]]:
    """The latest running cycle within reach, and by two-digit province code what lies under it.

    Only provinces wholly within the reach that owe something are there; the others stay without data.
    """
    cycle = Cycle.objects.touching(reach).filter(status=rules.RUNNING).order_by("-due_on", "-id").first()
    if cycle is None:
        return None, {}
    provinces = [
        unit for unit in Unit.objects.live().territorial().filter(level="province") if reach.holds(unit.span)
    ]
    found = counts_below(cycle, [unit.pk for unit in provinces], today)
    return cycle, {unit.code[:2]: found[unit.pk] for unit in provinces if found[unit.pk].owed}
