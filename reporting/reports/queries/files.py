"""Whose the files of a report are."""

from collections.abc import Collection, Mapping

from reporting.reports import rules
from reporting.reports.models import Obligation
from responsibilities.roles import Capability as C
from revitalization.kit.actor import Actor
from revitalization.kit.reach import Span


class ReportFiles:
    """Who may read and attach the files of a report, by its address `<cycle>/<unit code>`."""

    def may_read(self, actor: Actor, key: str) -> bool:
        """What went with a submitted version: whoever may read the report."""
        row = _find(key)
        return row is not None and actor.can(C.REPORT_READ, row)

    def may_read_unsent(self, actor: Actor, key: str) -> bool:
        """What is attached to a draft: the people of the unit only, also after a return or a withdrawal."""
        row = _find(key)
        return row is not None and any(actor.can(right, row) for right in rules.INTERNAL_RIGHTS)

    def may_attach(self, actor: Actor, key: str) -> bool:
        """Whether the actor may: the filer of the unit, while the report is being drafted."""
        row = _find(key)
        return row is not None and row.status in rules.EDITABLE and actor.can(C.REPORT_DRAFT, row)

    def may_read_names(self, actor: Actor, places: Mapping[str, int]) -> Collection[str]:
        """Whoever reads the draft, at the place of the unit; what is sent later is named there only too."""
        spans = {key: Span(lo, lo) for key, lo in places.items()}
        return {key for key, at in spans.items() if any(actor.can(right, at) for right in rules.READS_DRAFTS)}


def _find(key: str) -> Obligation | None:
    cycle, _slash, code = key.partition("/")
    return Obligation.objects.full().filter(cycle__key=cycle, unit__code=code).first()
