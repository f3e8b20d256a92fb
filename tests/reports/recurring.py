"""Recurring notices for tests to begin with."""

from datetime import UTC, date, datetime
from typing import Any

from reporting.reports.actions import series as actions
from reporting.reports.models import Cycle, ReportKind, Series
from revitalization.kit import clock
from revitalization.kit.periods import WORKING, Rhythm
from revitalization.kit.workdays import Calendar
from tests import world
from tests.cast import days

NUMBER = "甘农领办〔2026〕31号"
HALVES = Rhythm("2026H2", "2028H1", date(2026, 12, 31), WORKING, 20)
EVERY = Calendar(known=frozenset(range(2000, 2100)))
"""A table in which every year is known and no weekday is off."""


def recurring(rhythm: Rhythm = HALVES, **more: Any) -> actions.Recurring:
    values = {
        "number": NUMBER,
        "title": "关于报送半年进展的通知",
        "issued_on": days(0),
        "levels": ["city", "county"],
    }
    return actions.Recurring(**(values | {"rhythm": rhythm} | more))


def planned(
    actor: Any, rhythm: Rhythm = HALVES, kind: str = "half_year", scope: str = world.GANSU, **more: Any
) -> Series:
    found = ReportKind.objects.get(key=kind, current=True)
    return actions.plan_series(
        actor=actor, kind=found, scope=world.unit(scope), notice=recurring(rhythm, **more)
    )


def standing(actor: Any, rhythm: Rhythm = HALVES, **more: Any) -> Series:
    return actions.start_series(actor=actor, series=planned(actor, rhythm, **more))


def quarterly() -> str:
    """A kind of every quarter, as a local rule may ask."""
    half = ReportKind.objects.get(key="half_year", current=True)
    half.pk, half.key, half.periodicity, half.title = None, "quarterly", "quarter", "季度报告"
    half.save()
    return "quarterly"


def at(day: date) -> Any:
    return clock.moved_to(datetime(day.year, day.month, day.day, 1, tzinfo=UTC))


def asked(series: Series) -> dict[str, tuple[date, date]]:
    return {
        c.period: (c.opens_on, c.due_on)
        for c in Cycle.objects.filter(series=series).order_by("opens_on", "period")
    }
