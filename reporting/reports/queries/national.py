"""On-time shares of the provinces for the tile map."""

from datetime import date

from reporting.reports import rules
from reporting.reports.models import Cycle
from reporting.reports.queries.boards import counts_below
from responsibilities.units.models import Unit
from revitalization.kit.reach import Reach


def national_shares(reach: Reach, today: date) -> tuple[Cycle | None, dict[str, tuple[int, int]]]:
    """The latest running cycle within reach, and by two-digit province code (in time, judged).

    Only provinces wholly within the reach are there; the others stay without data.
    """
    cycle = Cycle.objects.touching(reach).filter(status=rules.RUNNING).order_by("-due_on", "-id").first()
    if cycle is None:
        return None, {}
    provinces = [
        unit for unit in Unit.objects.live().territorial().filter(level="province") if reach.holds(unit.span)
    ]
    found = counts_below(cycle, [unit.pk for unit in provinces], today)
    shares = {unit.code[:2]: (found[unit.pk].timely, found[unit.pk].judged) for unit in provinces}
    return cycle, {code: share for code, share in shares.items() if share[1]}
