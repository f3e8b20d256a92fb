"""Recurring notices: planning, putting in force, stopping, and the clock that opens each period."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from reporting.reports import rules
from reporting.reports.actions.cycles import (
    Notice,
    key_of,
    open_cycle,
    planned,
    wrong_days,
    wrong_period,
    wrong_words,
)
from reporting.reports.models import Cycle, ReportKind, Series
from reporting.reports.queries.series import facts_of
from reporting.reports.rules import series as timing
from responsibilities.numbers.queries import refuse_taken
from responsibilities.record.rules import CLOCK_NAME
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.database import is_gone, session
from revitalization.kit.documents.numbers import full_number
from revitalization.kit.errors import FieldError, Invalid, Refused
from revitalization.kit.perform import perform, recorded
from revitalization.kit.periods import COUNTED, PARTS, Asked, Rhythm, fair_due_on, first_day, fits, overtaken
from revitalization.kit.ports import Entry, Telling
from revitalization.kit.words import N_, Words
from revitalization.kit.workdays import Calendar, load_calendar

CLOCK = Actor.system(CLOCK_NAME)
log = logging.getLogger("baton.clock")


@dataclass(frozen=True)
class Recurring:
    """What a recurring notice says: its number and title, the levels, and its times."""

    number: str
    title: str
    issued_on: date
    levels: Sequence[str]
    rhythm: Rhythm
    basis: str = ""
    remind_before: Sequence[int] = (7, 3, 1)


def plan_series(*, actor: Actor, kind: ReportKind, scope: Unit, notice: Recurring) -> Series:
    """A recurring notice in preparation: nothing is opened before it is put in force.

    Raises `Invalid` naming the field, `Forbidden` or `Hidden`.
    """
    actor.require(C.CYCLE_OPEN, scope, sees=C.UNIT_READ)
    _check(kind, notice)
    notice = replace(notice, number=full_number(notice.number))
    _refuse_twin(kind, scope, notice)
    refuse_taken(scope, notice.number, "number", joins=rules.NOTICES, title=notice.title)
    key, rhythm = _free_key(kind, scope, notice.rhythm), notice.rhythm
    with recorded(Entry("series.plan", actor, ("series", key), notice.title, scope.lo)) as entry:
        series = Series.objects.create(
            key=key,
            kind=kind,
            scope=scope,
            lo=scope.lo,
            hi=scope.hi,
            levels=sorted(notice.levels),
            notice_number=notice.number,
            notice_title=notice.title.strip(),
            basis=notice.basis.strip(),
            issued_on=notice.issued_on,
            first_period=rhythm.first,
            last_period=rhythm.last,
            opens_on=rhythm.opens_on,
            due_kind=rhythm.due_kind,
            due_days=rhythm.due_days,
            due_on=rhythm.due_on,
            remind_before=sorted(set(notice.remind_before), reverse=True),
            next_on=rhythm.opening(0),
            created_by_id=actor.user_id,
        )
        entry.after = {"notice": series.notice_number, "first": rhythm.first, "last": rhythm.last}
    return series


def start_series(*, actor: Actor, series: Series, version: int | None = None) -> Series:
    """Puts it in force: from now on the clock opens each period on its day, whoever holds the office then.

    Raises as `perform`; `Refused` says why the notice may not stand.
    """

    def begin(row: Series) -> None:
        row.started_at = clock.database_now()

    return perform(
        rules.SERIES,
        "start",
        series,
        actor=actor,
        version=version,
        facts=facts_of,
        apply=begin,
        label=str(series),
    )


def stop_series(*, actor: Actor, series: Series, reason: str, version: int | None = None) -> Series:
    """Opens no further period; what was opened stays as it is. Raises as `perform`; `Invalid` without a reason."""
    return perform(rules.SERIES, "stop", series, actor=actor, reason=reason, version=version, facts=facts_of)


# ------------------------------------------------------------------ what is refused


def _check(kind: ReportKind, notice: Recurring) -> None:
    if kind.periodicity not in PARTS:
        said = _("This kind of report does not recur by periods: open each cycle from its own notice.")
        raise Invalid(errors=[FieldError("kind", said)])
    rhythm = notice.rhythm
    errors = wrong_period("period", kind, rhythm.first) + wrong_period("until", kind, rhythm.last)
    errors += wrong_words(kind, notice.number, notice.levels, notice.basis)
    days = {"issued_on": notice.issued_on, "opens_on": rhythm.opens_on, "due_on": rhythm.due_on}
    errors += wrong_days({name: day for name, day in days.items() if day is not None})
    errors = errors or _wrong_times(rhythm)
    if errors:
        raise Invalid(errors=errors)


def _wrong_times(rhythm: Rhythm) -> list[FieldError]:
    if rhythm.count < 1:
        return [FieldError("until", _("The last period is before the first."))]
    if rhythm.count * rhythm.months > timing.LONGEST_YEARS * 12:
        said = _("A notice covers %(years)s years at most; after that a new notice is needed.")
        return [FieldError("until", said % {"years": timing.LONGEST_YEARS})]
    if rhythm.opens_on < first_day(rhythm.first):
        return [FieldError("opens_on", _("Filing would open before the first period has begun."))]
    return _wrong_deadlines(rhythm)


def _wrong_deadlines(rhythm: Rhythm) -> list[FieldError]:
    field = "due_days" if rhythm.due_kind in COUNTED else "due_on"
    last = rhythm.opening(rhythm.count - 1)
    if not fits(last) or not fits(rhythm.asked(rhythm.count - 1, Calendar()).due_on):
        return [FieldError("until", _("Not a date in this century."))]
    for asked in rhythm.all(load_calendar(rhythm.years())):
        if asked.due_on < asked.opens_on:
            said = _("In %(period)s the deadline is before the opening day.") % {"period": asked.period}
            return [FieldError(field, said)]
        if asked.due_on < first_day(asked.period):
            return [FieldError(field, _("The deadline is before the period."))]
    return []


def _refuse_twin(kind: ReportKind, scope: Unit, notice: Recurring) -> None:
    rhythm = notice.rhythm
    same = Series.objects.filter(scope=scope, kind__key=kind.key, notice_number=notice.number)
    if same.exclude(status=rules.STOPPED).exists():
        said = _("The unit already has this recurring notice.")
        raise Invalid(errors=[FieldError("number", said, "twice")])
    keys = {key_of(kind.key, rhythm.period(no), scope): rhythm.period(no) for no in range(rhythm.count)}
    taken = sorted(keys[key] for key in Cycle.objects.filter(key__in=keys).values_list("key", flat=True))
    if taken:
        said = _("This unit already has a cycle of this kind for %(periods)s.")
        raise Invalid(errors=[FieldError("period", said % {"periods": "、".join(taken)}, "twice")])
    if other := Series.objects.covering(scope, kind.key, rhythm.first, rhythm.last).first():
        said = _("Another recurring notice of the unit asks for one of these periods: %(notice)s.")
        raise Invalid(errors=[FieldError("period", said % {"notice": other.notice_number}, "twice")])


def _free_key(kind: ReportKind, scope: Unit, rhythm: Rhythm) -> str:
    """`annual-2026-620000000000`, with a number when an earlier notice began with the same period."""
    base = key_of(kind.key, rhythm.first, scope)
    taken = set(Series.objects.filter(key__startswith=base).values_list("key", flat=True))
    return base if base not in taken else f"{base}-{len(taken) + 1}"


# ------------------------------------------------------------------ the clock


def open_due(day: date | None = None, calendar: Calendar | None = None) -> int:
    """Decides every period whose opening day has come: opened, or left out with a reason. Returns how many.

    Each in a transaction of its own under the lock of its notice, in order; a notice that fails keeps no other from
    being worked off, and is tried again. Safe to run twice, on two machines, after a kill, and after a year of silence.
    """
    today, decided, failed = day or clock.today(), 0, None
    due = Series.objects.filter(status=rules.STANDING, next_on__lte=today).order_by("next_on", "pk")
    for key in due.values_list("pk", flat=True):
        here = session()
        try:
            while _decide_next(key, today, calendar):
                decided += 1
        except Exception as error:
            log.exception("recurring notice %s failed", key)
            if is_gone(here):
                raise
            failed = error
    if failed is not None:
        raise failed
    return decided


def _decide_next(pk: int, today: date, calendar: Calendar | None) -> bool:
    """Opens or leaves out the next period that is due; False when there is none."""
    with transaction.atomic():
        rows = Series.objects.select_for_update(of=("self",)).select_related("kind", "scope")
        row = rows.get(pk=pk)
        if row.status != rules.STANDING or row.next_on is None or row.next_on > today:
            return False
        days_off = calendar or load_calendar(row.rhythm.years())
        asked = row.rhythm.asked(row.next_no, days_off)
        why = _open(row, asked, today, days_off)
        _advance(row, asked, why)
    return True


def _advance(row: Series, asked: Asked, why: str) -> None:
    """Steps on to the next period; what was left out is told to the office, once."""
    entry = Entry("series.skip" if why else "series.ask", CLOCK, ("series", row.key), str(row), row.scope.lo)
    entry.on_behalf, entry.after = (
        row.notice_number,
        {"period": asked.period, **({"why": why} if why else {})},
    )
    with recorded(entry, [_left_out(row, asked, why)] if why else ()):
        row.next_no += 1
        row.next_on = row.rhythm.opening(row.next_no) if row.next_no < row.rhythm.count else None
        row.skipped = [*row.skipped, f"{asked.period}:{why}"] if why else row.skipped
        row.version += 1
        row.save()


def _open(row: Series, asked: Asked, today: date, days_off: Calendar) -> str:
    """Opens the period through the one door; returns the word why not, empty when it was opened."""
    kind = ReportKind.objects.filter(key=row.kind.key, current=True).first()
    why = _hindrance(row, kind, asked, today)
    if why or kind is None:
        return why
    counted = row.due_kind in COUNTED
    notice = Notice(
        number=row.notice_number,
        title=row.notice_title,
        issued_on=row.issued_on,
        opens_on=max(asked.opens_on, today),
        due_on=fair_due_on(asked, today, days_off),
        levels=row.levels,
        basis=row.basis,
        due_rule=f"{row.due_days} {row.due_kind}" if counted else "",
        remind_before=row.remind_before,
    )
    try:
        with transaction.atomic():
            cycle = planned(
                actor=CLOCK, kind=kind, period=asked.period, scope=row.scope, notice=notice, series=row
            )
            open_cycle(actor=CLOCK, cycle=cycle, on_behalf=row.notice_number)
    except Refused:
        # The guard of opening: all of its levels are out of scope this year.
        return timing.NOBODY
    return ""


def _hindrance(row: Series, kind: ReportKind | None, asked: Asked, today: date) -> str:
    if row.scope.valid_to is not None and row.scope.valid_to <= today:
        return timing.NO_UNIT
    if (
        kind is None
        or kind.periodicity != row.kind.periodicity
        or not set(row.levels) <= {*kind.levels, "village"}
    ):
        return timing.NO_KIND
    if Cycle.objects.filter(key=key_of(kind.key, asked.period, row.scope)).exists():
        return timing.TWICE
    return timing.TOO_LATE if overtaken(row.rhythm, asked, today) else ""


def _left_out(row: Series, asked: Asked, why: str) -> Telling:
    return Telling(
        event=f"series.skip:{row.key}:{asked.period}",
        kind="cycle",
        lo=row.scope.lo,
        title=Words(
            N_("%(title)s: no cycle was opened for %(period)s."),
            {"title": row.notice_title, "period": asked.period},
        ),
        url=f"/cycles/series/{row.key}/",
        capability=C.CYCLE_OPEN,
    )
