"""Recurring notices: what they will ask for, what they have asked for, who sees them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from reporting.reports import rules
from reporting.reports.models import Cycle, ReportKind, Series, SeriesQuerySet
from reporting.reports.queries.cycles import Preview, preview
from reporting.reports.rules.series import WHY_NOT
from responsibilities.roles import C
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.fetch import get_or_hidden
from revitalization.kit.periods import Asked, years_of
from revitalization.kit.workdays import Calendar, load_calendar


@dataclass(frozen=True)
class Period:
    """One period of a recurring notice, with the cycle it became or the reason why it became none.

    Of an opened period the days are the cycle's. `why` is an English msgid; empty: opened or still to come.
    """

    asked: Asked
    cycle: Cycle | None
    why: str
    coming: bool


def series_for(actor: Actor) -> SeriesQuerySet:
    """The recurring notices the actor has anything to do with; a planned one only where its own unit is seen."""
    reach = actor.reach(C.CYCLE_READ)
    return Series.objects.touching(reach).filter(Q(started_at__isnull=False) | reach.q("lo"))


def one_series_for(actor: Actor, key: str) -> Series:
    """The recurring notice of that key where the actor may see it; raises `Hidden` when it is outside or not there."""
    return get_or_hidden(series_for(actor).select_related("kind", "scope"), key=key)


def periods(series: Series, calendar: Calendar | None = None) -> list[Period]:
    """Every period from the first; deadlines of coming ones are reckoned anew with the present table of days off."""
    rhythm = series.rhythm
    opened = {cycle.period: cycle for cycle in series.cycles.all()}
    left_out = series.left_out
    return [
        Period(
            asked,
            opened.get(asked.period),
            WHY_NOT.get(left_out.get(asked.period, ""), ""),
            _coming(series, asked),
        )
        for asked in rhythm.all(calendar or load_calendar(rhythm.years()))
    ]


def _coming(series: Series, asked: Asked) -> bool:
    return series.status != rules.STOPPED and asked.no >= series.next_no


def next_asked(rows: Sequence[Series]) -> list[tuple[Series, Asked]]:
    """The next period of each of these; those that have none are left out."""
    calendar = load_calendar({year for series in rows for year in series.rhythm.years()})
    coming = [series for series in rows if series.next_on is not None]
    return [(series, series.rhythm.asked(series.next_no, calendar)) for series in coming]


def first_preview(series: Series) -> Preview:
    """Who would owe the next period's report, counted as opening it today would."""
    rhythm = series.rhythm
    return preview(as_cycle(series, series.kind, rhythm.asked(series.next_no, load_calendar(rhythm.years()))))


def facts_of(series: Series, counted: Preview | None = None) -> rules.SeriesFacts:
    """What the guards of a recurring notice must know; `counted` is its first preview, when it was made already."""
    today = clock.today()
    if series.status != rules.PLANNED:
        return rules.SeriesFacts(overlaps=None, first_due_on=None, today=today, count=0)
    rhythm = series.rhythm
    others = Series.objects.covering(series.scope, series.kind.key, rhythm.first, rhythm.last)
    return rules.SeriesFacts(
        overlaps=others.exclude(pk=series.pk).values_list("notice_number", flat=True).first(),
        first_due_on=rhythm.asked(0, load_calendar(rhythm.years())).due_on,
        today=today,
        count=(counted or first_preview(series)).total,
    )


def as_cycle(series: Series, kind: ReportKind, asked: Asked) -> Cycle:
    """The period as a cycle that is not stored; for counting."""
    return Cycle(
        kind=kind,
        period=asked.period,
        year=years_of(asked.period),
        scope=series.scope,
        lo=series.scope.lo,
        hi=series.scope.hi,
        levels=series.levels,
        basis=series.basis,
        opens_on=asked.opens_on,
        due_on=asked.due_on,
    )
