"""What of the reports is handed over with a post: the unit's running cycles, and the reports it still owes."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from reporting.reports import rules
from reporting.reports.models import Cycle, Obligation
from revitalization.kit.handover import HandingOver, OpenMatter
from revitalization.kit.workdays import end_of_day


def cycles(of: HandingOver) -> Iterable[OpenMatter]:
    """Cycles that the person's units had opened by that day and that run."""
    rows = Cycle.objects.filter(
        of.q("lo"), scope__in=_units(of), status=rules.RUNNING, opened_at__lt=end_of_day(of.today)
    )
    said = _("running, owed by %(n)s units")
    return [
        OpenMatter(it.title, it.scope.name, said % {"n": it.owed}, it.due_on, reverse("cycle", args=[it.key]))
        for it in rows.select_related("scope").order_by("due_on", "id")
    ]


def reports(of: HandingOver) -> Iterable[OpenMatter]:
    """Reports asked of the person's units by that day that are not filed yet and still can be."""
    rows = Obligation.objects.full().pending().filter(of.q("lo"), unit__in=_units(of))
    rows = rows.filter(cycle__status=rules.RUNNING, cycle__opened_at__lt=end_of_day(of.today))
    return [
        OpenMatter(it.cycle.title, it.unit.name, _state(it, of), it.due_on, _url(it))
        for it in rows.order_by("due_on", "id")
    ]


def _units(of: HandingOver) -> list[int]:
    return [unit.pk for unit in of.units]


def _state(it: Obligation, of: HandingOver) -> str:
    word = _(rules.WORKFLOW.state(it.status).label)
    return f"{word} · {_('overdue')}" if it.late_on(of.today) else word


def _url(it: Obligation) -> str:
    return reverse("report", args=[it.cycle.key, it.unit.code])
