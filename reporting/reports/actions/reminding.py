"""Reminding those whose reports are missing: of one unit's board, or picked across many; the same statements."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from reporting.reports import rules
from reporting.reports.models import Cycle, Obligation, Reminder
from responsibilities.notices.actions.telling import tell_many
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit import clock, ports
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Forbidden, Problem, Refused
from revitalization.kit.language import translated
from revitalization.kit.ports import Entry
from revitalization.kit.words import N_

MISSING = N_("Reminder from the level above: %(title)s is due on %(due)s and has not arrived yet.")


def remind(*, actor: Actor, cycle: Cycle, unit: Unit, keys: Sequence[int] | None = None) -> int:
    """Reminds the units directly under `unit` whose reports are missing; returns how many were reminded.

    `keys` limits to these units' ids. A unit is reminded by hand at most once a day; one record entry for all. Raises
    `Refused` when nothing can be filed at the time.
    """
    remit = rules.remit_of(cycle.kind.parts())
    actor.require(C.REPORT_REMIND, _Below(unit.lo + 1), sees=C.CYCLE_READ, remit=remit)
    refuse_closed(cycle)
    missing = Q(cycle=cycle, receiver_id=unit.pk)
    missing &= actor.reach(C.REPORT_REMIND).holding(remit).q("lo")
    if keys is not None:
        missing &= Q(unit_id__in=list(keys))
    reminded, _before = _remind(actor, [cycle.pk], missing)
    return len(reminded)


def refuse_closed(cycle: Cycle) -> None:
    """`Refused` when nothing can be filed in the cycle at the time."""
    window = rules.FilingWindow(cycle.opens_on, clock.today(), cycle.status, unit_ended_on=None)
    closed = rules.closed_window(window)
    if closed:
        raise Refused(translated(closed))


def remind_rows(actor: Actor, rows: Sequence[Obligation]) -> Mapping[int, str]:
    """Reminds the units of these reports, of whatever cycles and offices; by report, why not ("": reminded).

    The same statements however many units, cycles and offices they are of.
    """
    refused = {row.pk: _why_not(actor, row) for row in rows}
    asked = [row for row in rows if not refused[row.pk]]
    if not asked:
        return refused
    cycles = sorted({row.cycle_id for row in asked})
    reminded, before = _remind(actor, cycles, Q(pk__in=[row.pk for row in asked]))
    done = {row.pk for row in reminded}
    for row in asked:
        if (row.cycle_id, row.unit_id) in before:
            refused[row.pk] = _("Already reminded today.")
        elif row.pk not in done:
            refused[row.pk] = _("The report is no longer missing.")
    return refused


def _why_not(actor: Actor, row: Obligation) -> str:
    try:
        if not actor.can(C.REPORT_REMIND, row, row.remit):
            raise Forbidden
        refuse_closed(row.cycle)
    except Problem as problem:
        return str(problem.detail)
    return ""


def _remind(actor: Actor, cycles: Sequence[int], wanted: Q) -> tuple[list[Obligation], set[tuple[int, int]]]:
    """Reminds of the reports that are still missing; those, and which (cycle, unit) had been reminded today before."""
    today = clock.today()
    with transaction.atomic():
        # Two clicks at once wait for each other, so that there is one entry and one notice.
        list(
            Cycle.objects.select_for_update(no_key=True)
            .filter(pk__in=cycles)
            .order_by("pk")
            .values_list("pk")
        )
        # Asked again behind the lock: one of the cycles may have been closed while the others were looked at.
        running = Q(cycle__in=cycles, cycle__status=rules.RUNNING)
        missing = list(Obligation.objects.full().pending().filter(wanted, running).order_by("lo"))
        told = Reminder.objects.filter(
            cycle__in=cycles, kind="hand", on_day=today, unit__in=[row.unit_id for row in missing]
        )
        before = set(told.values_list("cycle_id", "unit_id"))
        todo = [row for row in missing if (row.cycle_id, row.unit_id) not in before]
        if todo:
            Reminder.objects.bulk_create(
                [
                    Reminder(cycle_id=row.cycle_id, unit_id=row.unit_id, kind="hand", on_day=today)
                    for row in todo
                ],
                ignore_conflicts=True,
            )
            ports.record_all(_entries(actor, todo))
            _tell_missing(todo, today)
            transaction.on_commit(ports.wake)
    return todo, before


def _entries(actor: Actor, rows: Sequence[Obligation]) -> list[Entry]:
    """One entry for each office and cycle, at the office's place, with the number of its units."""
    groups: dict[tuple[str, str, int], int] = {}
    for row in rows:
        key = (row.cycle.key, row.cycle.title, row.receiver_lo)
        groups[key] = groups.get(key, 0) + 1
    return [
        Entry("cycle.remind", actor, ("cycle", key), title, lo, count=count)
        for (key, title, lo), count in groups.items()
    ]


_MISSING_REPORTS = """
SELECT 'report.remind:' || o.id || ':' || %(today)s AS event, o.unit_id AS place, o.lo,
       '/reports/' || c.key || '/' || u.code || '/' AS url,
       jsonb_build_object('title', c.title, 'due', o.due_on::text) AS "values",
       'report:' || c.key || '/' || u.code AS work_of
FROM reports_obligation o JOIN reports_cycle c ON c.id = o.cycle_id JOIN units_unit u ON u.id = o.unit_id
WHERE o.id = ANY(%(rows)s)
"""


def _tell_missing(rows: Sequence[Obligation], today: date) -> None:
    """Whoever files for one of these is told, all in one statement."""
    tell_many(
        places=_MISSING_REPORTS,
        params={"rows": [row.pk for row in rows], "today": today.isoformat()},
        kind="reminder",
        title=MISSING,
        capability=C.REPORT_DRAFT,
        works=True,
    )


class _Below:
    """Any place under a unit, to ask for a right that holds below."""

    def __init__(self, lo: int) -> None:
        self.lo = lo
