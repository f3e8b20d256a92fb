"""Long work of the audit administrator: the record verified, what is on it taken away as a workbook."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Min
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from responsibilities.access.queries import events_within
from responsibilities.access.queries.event_list import EVENTS
from responsibilities.operations.queries.audit import EVENTS_JOB, RECORD_JOB, VERIFY_JOB, AuditPage
from responsibilities.record.actions import hold_still, read_anchor
from responsibilities.record.models import Entry, EntryQuerySet
from responsibilities.record.queries import entries
from responsibilities.record.queries.verification import verify
from responsibilities.roles import Capability as C
from revitalization.kit import clock, ports
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Invalid
from revitalization.kit.mechanism import JobKind
from revitalization.kit.perform import recorded
from revitalization.kit.tables import TablePage
from revitalization.kit.words import N_
from revitalization.kit.workbooks import workbook_bytes

Progress = Callable[[int, int], None]
MOST_ROWS = 100_000
"""Lines of one export: more are narrowed by day, unit or person first."""
NAMED_FAULTS = 50


def _verify(task: Any, progress: Progress) -> Mapping[str, Any]:
    """Job: recomputes the record, its seals and what stands under them; what it found goes on the record, too.

    Nothing is numbered or sealed meanwhile, so that what is compared belongs together.
    """
    hold_still()
    try:
        anchored = list(read_anchor(Path(settings.ANCHOR_FILE)))
    except ValueError as broken:
        raise Invalid(
            _("The anchor file cannot be read: it holds a line that is none of a seal.")
        ) from broken
    finding = verify(anchored, progress)
    since = Entry.objects.aggregate(first=Min("at"))["first"]
    found = {
        "sound": finding.sound, "entries": finding.entries, "numbered": finding.leaves, "seals": finding.seals,
        "anchored": finding.anchored, "unsealed": finding.unsealed, "since": since,
        "faults": finding.faults[:NAMED_FAULTS], "fault_count": len(finding.faults), "doubts": finding.doubts,
    }  # fmt: skip
    about = {"sound": finding.sound, "faults": len(finding.faults)}
    entry = ports.Entry(
        VERIFY_JOB, task.actor, ("audit", "record"), N_("Record"), 0, count=finding.entries, after=about
    )
    with recorded(entry):
        pass
    return found


def _export_record(task: Any, progress: Progress) -> Mapping[str, Any]:
    """Job: the entries that match the filters, on the place the asker audits, as the asker reads them."""
    rows: EntryQuerySet = entries(task.actor.reach(C.RECORD_READ)).filter(lo__range=(task.lo, task.job.hi))
    page = AuditPage(task.actor, rows, _query(task.params))
    return _keep(task, progress, page, RECORD_JOB, _("Record"))


def _export_events(task: Any, progress: Progress) -> Mapping[str, Any]:
    """Job: the security events that match the filters."""
    page = TablePage(EVENTS, events_within(task.actor.reach(C.AUDIT_READ)), _query(task.params))
    return _keep(task, progress, page, EVENTS_JOB, _("Security events"))


def _query(params: Mapping[str, str]) -> QueryDict:
    query = QueryDict(mutable=True)
    query.update(dict(params))
    return query


def _keep(task: Any, progress: Progress, page: TablePage, verb: str, title: str) -> Mapping[str, Any]:
    rows = page.filtered.order_by()[: MOST_ROWS + 1].count()
    if rows > MOST_ROWS:
        said = _("More than %(most)s lines match. Narrow them by day, unit or person.")
        raise Invalid(said % {"most": f"{MOST_ROWS:,}"})
    progress(0, rows)
    _note(task.actor, verb, task.lo, rows, task.params)
    task.keep(f"{title}-{clock.today().isoformat()}.xlsx", workbook_bytes([page.sheet(title)]))
    progress(rows, rows)
    return {"rows": rows}


def _note(actor: Actor, verb: str, lo: int, rows: int, filters: Mapping[str, str]) -> None:
    """That it was taken away, by which filters, is itself on the record."""
    label = N_("Record") if verb == RECORD_JOB else N_("Security events")
    with recorded(
        ports.Entry(verb, actor, ("audit", verb), label, lo, count=rows, after={"filters": dict(filters)})
    ):
        pass


def _verification_page(_job: Any) -> str:
    return reverse("record_verify")


JOBS = (
    JobKind(VERIFY_JOB, N_("Verification of the record"), _verify, page=_verification_page),
    JobKind(RECORD_JOB, N_("Record as Excel"), _export_record),
    JobKind(EVENTS_JOB, N_("Security events as Excel"), _export_events),
)
