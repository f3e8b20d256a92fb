"""Planning, previewing, opening and closing cycles."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from reporting.reports import rules
from reporting.reports.models import Cycle, ReportKind, Series
from reporting.reports.queries.cycles import CONCERNED, concerned_values, preview
from responsibilities.notices.actions.telling import settle_many
from responsibilities.numbers.queries import refuse_taken
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.database import allow_minutes
from revitalization.kit.documents.numbers import full_number
from revitalization.kit.errors import FieldError, Invalid, Stale
from revitalization.kit.perform import perform, recorded
from revitalization.kit.periods import PERIODS, fits, period_words, years_of
from revitalization.kit.ports import Entry, Telling
from revitalization.kit.words import N_, Words

# One statement whatever the scope: every concerned unit in scope that does not owe the report yet. What is missing is
# found first, so that a second run joins nothing. Ordered by place, so that neighbours lie together. Received by the
# unit above; a mere line of the registry that only holds villages has no office, so the unit above it receives. That
# nothing hangs under a village is said once more: it leaves a fifteenth of the units to look for parents in. Whoever
# fills holds the cycle's row, so that nobody else's birth can be in the way; ON CONFLICT would ask for each once more,
# a fifth of the whole time, and the unique key refuses it anyway.
FILL = f"""
WITH missing AS MATERIALIZED (
    SELECT u.id, u.level, u.lo, u.province_id, u.city_id, u.county_id, u.parent_id
    {CONCERNED}
        AND y.in_scope IS DISTINCT FROM false
        AND NOT EXISTS (SELECT 1 FROM reports_obligation o WHERE o.cycle_id = %(cycle)s AND o.unit_id = u.id)
)
INSERT INTO reports_obligation (
    cycle_id, unit_id, level, lo, province_id, city_id, county_id, receiver_id, receiver_lo, status, due_on,
    first_due_on, round, version)
SELECT %(cycle)s, m.id, m.level, m.lo, m.province_id, m.city_id, m.county_id, coalesce(p.id, q.id),
    coalesce(p.lo, q.lo), 'open', %(due_on)s, %(due_on)s, 1, 1
FROM missing m JOIN units_unit q ON q.id = m.parent_id AND q.level <> 'village'
    LEFT JOIN units_unit p ON p.id = q.parent_id AND p.level <> 'village' AND q.kind = ANY(%(lines)s)
ORDER BY m.lo
"""


@dataclass(frozen=True)
class Notice:
    """What the numbered notice says: the asking's number, title, dates, levels and the basis for asking villages."""

    number: str
    title: str
    issued_on: date
    opens_on: date
    due_on: date
    levels: Sequence[str]
    basis: str = ""
    due_rule: str = ""
    remind_before: Sequence[int] = (7, 3, 1)
    urgency: str = ""


def plan_cycle(*, actor: Actor, kind: ReportKind, period: str, scope: Unit, notice: Notice) -> Cycle:
    """A cycle in preparation: seen by those who open cycles, owed by nobody yet.

    Raises `Invalid` naming the field, `Forbidden` or `Hidden`.
    """
    actor.require(C.CYCLE_OPEN, scope, sees=C.UNIT_READ)
    _check_notice(kind, period, notice)
    notice = replace(notice, number=full_number(notice.number))
    _refuse_twin(kind, scope, notice, period)
    refuse_taken(scope, notice.number, "number", joins=rules.NOTICES, title=notice.title)
    return planned(actor=actor, kind=kind, period=period, scope=scope, notice=notice)


def planned(
    *,
    actor: Actor,
    kind: ReportKind,
    period: str,
    scope: Unit,
    notice: Notice,
    series: Series | None = None,
) -> Cycle:
    """Writes the planned cycle; everything was checked. `series` is the recurring notice that asks for the period."""
    key = key_of(kind.key, period, scope)
    with recorded(Entry("cycle.plan", actor, ("cycle", key), notice.title, scope.lo)) as entry:
        cycle = Cycle.objects.create(
            key=key,
            kind=kind,
            period=period,
            year=years_of(period),
            title=_title(kind, period, scope),
            scope=scope,
            lo=scope.lo,
            hi=scope.hi,
            levels=sorted(notice.levels),
            notice_number=notice.number,
            notice_title=notice.title.strip(),
            urgency=notice.urgency,
            basis=notice.basis.strip(),
            issued_on=notice.issued_on,
            opens_on=notice.opens_on,
            due_on=notice.due_on,
            due_rule=notice.due_rule,
            remind_before=sorted(set(notice.remind_before), reverse=True),
            series=series,
            created_by_id=actor.user_id,
        )
        entry.on_behalf = cycle.notice_number if series else ""
        entry.after = {
            "notice": cycle.notice_number,
            "due_on": str(cycle.due_on),
            "levels": ",".join(cycle.levels),
        }
    return cycle


def key_of(kind: str, period: str, scope: Unit) -> str:
    """The public key of the one cycle of this kind and period that the unit may have."""
    return f"{kind}-{period}-{scope.code}".lower().replace("_", "-")


def _title(kind: ReportKind, period: str, scope: Unit) -> str:
    return f"{scope.name}{period_words(period)}{kind.title}"


def _check_notice(kind: ReportKind, period: str, notice: Notice) -> None:
    errors = wrong_period("period", kind, period)
    errors += wrong_words(kind, notice.number, notice.levels, notice.basis)
    days = {"issued_on": notice.issued_on, "opens_on": notice.opens_on, "due_on": notice.due_on}
    errors += wrong_days(days)
    if notice.due_on < notice.opens_on:
        errors.append(FieldError("due_on", _("The deadline is before the opening day.")))
    if errors:
        raise Invalid(errors=errors)


def wrong_period(field: str, kind: ReportKind, period: str) -> list[FieldError]:
    """What is wrong with a period of the kind, named by its field."""
    shape, said = PERIODS[kind.periodicity]
    if _matches(shape, period):
        return []
    return [FieldError(field, _("Write the period as %(shape)s.") % {"shape": _(said)})]


def wrong_words(kind: ReportKind, number: str, levels: Sequence[str], basis: str) -> list[FieldError]:
    """What is wrong with a notice's number, levels and basis."""
    errors: list[FieldError] = []
    try:
        full_number(number)
    except Invalid as problem:
        errors += problem.errors
    unknown = set(levels) - set(kind.levels) - {"village"}
    if unknown or not levels:
        errors.append(FieldError("levels", _("Choose levels at which this kind of report is written.")))
    if "village" in levels and not basis.strip():
        errors.append(
            FieldError("basis", _("Villages are asked for reports only with a cited basis."), "required")
        )
    return errors


def wrong_days(days: Mapping[str, date]) -> list[FieldError]:
    """The days that are no days of this century, by field."""
    return [FieldError(name, _("Not a date in this century.")) for name, day in days.items() if not fits(day)]


def _matches(shape: str, text: str) -> bool:
    return re.fullmatch(shape, text, re.ASCII) is not None


def _refuse_twin(kind: ReportKind, scope: Unit, notice: Notice, period: str) -> None:
    twins = Cycle.objects.filter(scope=scope, kind__key=kind.key)
    if twins.filter(key=key_of(kind.key, period, scope)).exists():
        raise Invalid(
            errors=[
                FieldError("period", _("This unit already has a cycle of this kind for the period."), "twice")
            ]
        )
    if twins.filter(notice_number=notice.number, series=None).exists():
        raise Invalid(
            errors=[FieldError("number", _("This notice has already opened a cycle of this kind."), "twice")]
        )
    # What its recurring notice left out may still be asked for by hand.
    standing = Series.objects.covering(scope, kind.key, period, period)
    if asks := next((series for series in standing if period not in series.left_out), None):
        said = _("The recurring notice %(notice)s asks for this period; stop it first.")
        raise Invalid(errors=[FieldError("period", said % {"notice": asks.notice_number}, "twice")])


def open_cycle(*, actor: Actor, cycle: Cycle, version: int | None = None, on_behalf: str = "") -> int:
    """Opens the cycle and creates what is owed; returns how many obligations were created.

    Opening an open cycle again creates only what is missing (units that came into scope since): usually nothing.
    `on_behalf` is the recurring notice for which the clock opens it.
    """
    if Cycle.objects.filter(pk=cycle.pk, status=rules.RUNNING).exists():
        return fill_cycle(actor=actor, cycle=cycle, version=version)
    created = 0

    def create(row: Any) -> None:
        nonlocal created
        created = _fill(row)
        row.owed, row.opened_at = created, clock.database_now()

    perform(
        rules.CYCLE,
        "open",
        cycle,
        actor=actor,
        version=version,
        facts=lambda row: preview(row).facts,
        apply=create,
        tellings=lambda row: [_opening_telling(row)],
        on_behalf=on_behalf,
    )
    cycle.refresh_from_db()
    return created


def _opening_telling(cycle: Cycle) -> Telling:
    return Telling(
        event=f"cycle.open:{cycle.key}",
        kind="cycle",
        lo=cycle.lo,
        title=Words(
            N_("%(title)s was opened; reports are due on %(due)s."),
            {"title": cycle.title, "due": str(cycle.due_on)},
        ),
        url=f"/cycles/{cycle.key}/",
        capability=C.CYCLE_OPEN,
    )


def fill_cycle(*, actor: Actor, cycle: Cycle, version: int | None = None) -> int:
    """Creates the obligations still missing in a running cycle; returns how many. `Stale` as with every act.

    Locks the cycle's row first, so that two runs at once create nothing twice and wait for each other.
    """
    actor.require(C.CYCLE_OPEN, cycle, sees=C.CYCLE_READ)
    with transaction.atomic():
        row = Cycle.objects.select_for_update().get(pk=cycle.pk)
        if version is not None and version != row.version:
            raise Stale(version=row.version)
        created = _fill(row) if row.status == rules.RUNNING else 0
        if created:
            entry = Entry("cycle.fill", actor, ("cycle", row.key), row.title, row.lo, count=created)
            with recorded(entry):
                Cycle.objects.filter(pk=row.pk).update(owed=F("owed") + created, version=F("version") + 1)
    return created


def _fill(cycle: Cycle) -> int:
    with connection.cursor() as cursor:
        allow_minutes()
        cursor.execute(FILL, {"cycle": cycle.pk, "lines": list(rules.LINES), **concerned_values(cycle)})
        return int(cursor.rowcount)


def close_cycle(*, actor: Actor, cycle: Cycle, reason: str, version: int | None = None) -> Cycle:
    """Closes the cycle: what is still owed can no longer be filed, and notices of it are closed; nothing is deleted.

    Raises as `perform`; `Conflict` for a cycle that is not running, `Invalid` without a reason.
    """
    with transaction.atomic():
        row = perform(rules.CYCLE, "close", cycle, actor=actor, reason=reason, version=version)
        settle_many(subjects=_STILL_OWED, params={"cycle": row.pk, "pending": list(rules.PENDING)})
    return row


_STILL_OWED = """
SELECT 'report:' || c.key || '/' || u.code
FROM reports_obligation o JOIN reports_cycle c ON c.id = o.cycle_id JOIN units_unit u ON u.id = o.unit_id
WHERE o.cycle_id = %(cycle)s AND o.status = ANY(%(pending)s)
"""
