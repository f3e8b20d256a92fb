"""Recurring notices: each period asked once, on its day, without drift, and never for ever."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import InternalError
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from reporting.reports import rules
from reporting.reports.actions import cycles
from reporting.reports.actions import series as actions
from reporting.reports.models import Cycle, Obligation, ReportKind, Series
from reporting.reports.queries.series import periods
from reporting.reports.rules import Rhythm
from reporting.reports.rules import series as timing
from responsibilities.access.actions import end_grant
from responsibilities.access.models import Grant
from responsibilities.jobs.actions.clockwork import Ran, run_sweep
from responsibilities.notices.models import Notice
from responsibilities.record.models import Entry
from responsibilities.units.actions.facts import set_scope
from responsibilities.units.models import Unit, UnitYear
from revitalization.kit import clock
from revitalization.kit.errors import Forbidden, Hidden, Invalid, Refused
from revitalization.kit.perform import recorded
from revitalization.kit.ports import Entry as Written
from revitalization.kit.workdays import Calendar, load_calendar, month_anchor
from tests import world
from tests.cast import Cast, days
from tests.reports import story

pytestmark = [pytest.mark.django_db, pytest.mark.clock]

NUMBER = "甘农领办〔2026〕31号"
HALVES = Rhythm("2026H2", "2028H1", date(2026, 12, 31), timing.WORKING, 20)
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


# ------------------------------------------------------------------ days


def test_the_days_are_anchored_to_the_month_s_end_without_drift() -> None:
    rhythm = Rhythm("2027Q4", "2028Q4", date(2027, 11, 30), timing.SAME_DAY, due_on=date(2028, 1, 31))
    found = [(a.opens_on, a.due_on) for a in rhythm.all(EVERY)]
    assert found == [
        (date(2027, 11, 30), date(2028, 1, 31)),
        (date(2028, 2, 29), date(2028, 4, 30)),
        (date(2028, 5, 30), date(2028, 7, 31)),
        (date(2028, 8, 30), date(2028, 10, 31)),
        (date(2028, 11, 30), date(2029, 1, 31)),
    ]


def test_the_last_day_of_february_is_followed_by_the_last_of_august_when_the_notice_says_the_month_s_end() -> (
    None
):
    same = Rhythm("2026H2", "2027H1", date(2027, 1, 4), timing.SAME_DAY, due_on=date(2027, 2, 28))
    last = Rhythm("2026H2", "2027H1", date(2027, 1, 4), timing.MONTH_END, due_on=date(2027, 2, 28))
    assert same.asked(1, EVERY).due_on == date(2027, 8, 28)
    assert last.asked(1, EVERY).due_on == date(2027, 8, 31)


def test_working_days_after_the_period_leave_out_the_spring_festival_and_count_made_up_weekends() -> None:
    rhythm = Rhythm("2025", "2025", date(2025, 12, 31), timing.WORKING, 37)
    due = rhythm.asked(0, load_calendar([2025, 2026])).due_on
    # 21 in January with the 4th, 11 in February with the 14th, then off until the 23rd, 5 more with the 28th.
    assert due == date(2026, 2, 28)


@given(
    st.sampled_from(["2027", "2027H1", "2027Q2"]),
    st.integers(0, 19),
    st.dates(date(2027, 1, 1), date(2027, 12, 31)),
)
def test_every_opening_is_counted_from_the_first(first: str, no: int, opens: date) -> None:
    rhythm = Rhythm(first, first, opens, timing.CALENDAR, 10)
    assert rhythm.opening(no) == month_anchor(opens, no * rhythm.months)
    assert timing.index_of(rhythm.period(no)) == timing.index_of(first) + no
    assert timing.first_day(rhythm.period(no + 1)) == timing.last_day(rhythm.period(no)) + (
        date(2, 1, 2) - date(2, 1, 1)
    )


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.integers(1, 60))
def test_nobody_is_late_before_being_asked(today: date, count: int) -> None:
    one = Rhythm("2026H1", "2026H1", date(2026, 7, 1), timing.WORKING, count).asked(0, EVERY)
    due = timing.fair_due_on(one, today, EVERY)
    if today <= one.opens_on:
        assert due == one.due_on
    else:
        given_days = EVERY.count(date(2026, 7, 2), one.due_on)
        assert due >= max(one.due_on, today)
        assert EVERY.count(today, due) >= min(timing.LEAD, given_days)


# ------------------------------------------------------------------ from the notice to the cycles


def test_nothing_is_asked_of_anybody_before_the_notice_is_in_force(cast: Cast) -> None:
    series = planned(cast.wumin)
    with at(date(2027, 1, 4)):
        assert actions.open_due() == 0
    assert asked(series) == {}
    assert Series.objects.get().status == rules.PLANNED


def test_each_period_opens_on_its_day_once_for_the_units_of_the_notice(cast: Cast) -> None:
    series = standing(cast.wumin)
    assert actions.open_due() == 0
    with at(date(2026, 12, 31)):
        assert actions.open_due() == 1
        assert actions.open_due() == 0
        limit = series.rhythm.asked(0, load_calendar([2027])).due_on
        assert asked(series) == {"2026H2": (date(2026, 12, 31), limit)}
        cycle = Cycle.objects.get(series=series)
        assert (cycle.status, cycle.key, cycle.title) == (
            "running",
            "half-year-2026h2-620000000000",
            "甘肃省2026年下半年乡村振兴责任制落实情况半年报告",
        )
        assert set(Obligation.objects.filter(cycle=cycle).values_list("level", "due_on")) == {
            ("city", limit),
            ("county", limit),
        }
    with at(date(2027, 6, 29)):
        assert actions.open_due() == 0
    with at(date(2027, 6, 30)):
        assert actions.open_due() == 1
    assert list(asked(series)) == ["2026H2", "2027H1"]
    assert Series.objects.get().next_on == date(2027, 12, 31)


def test_the_clock_opens_on_behalf_of_the_notice_and_all_of_it_is_on_the_record(cast: Cast) -> None:
    series = standing(cast.wumin)
    with at(date(2026, 12, 31)):
        actions.open_due()
    found = Entry.objects.filter(subject_kind__in=["series", "cycle"]).order_by("id")
    assert [(e.verb, e.actor_id is None, e.on_behalf) for e in found] == [
        ("series.plan", False, ""),
        ("series.start", False, ""),
        ("cycle.plan", True, NUMBER),
        ("cycle.open", True, NUMBER),
        ("series.ask", True, NUMBER),
    ]
    assert {e.via for e in found if e.actor_id is None} == {"sweep"}
    told = Notice.objects.get(recipient_id=cast.user("wumin").pk, kind="cycle")
    assert told.url == f"/cycles/{Cycle.objects.get(series=series).key}/"


def test_a_series_ends_with_its_last_period(cast: Cast) -> None:
    series = standing(cast.wumin)
    for day in (
        date(2026, 12, 31),
        date(2027, 6, 30),
        date(2027, 12, 31),
        date(2028, 6, 30),
        date(2028, 12, 31),
    ):
        with at(day):
            actions.open_due()
    series.refresh_from_db()
    assert list(asked(series)) == ["2026H2", "2027H1", "2027H2", "2028H1"]
    assert (series.next_on, series.next_no) == (None, 4)
    with pytest.raises(Refused):
        actions.stop_series(actor=cast.wumin, series=series, reason="已无必要")


# ------------------------------------------------------------------ when the clock stood still


def test_a_period_opened_late_gives_as_many_working_days_as_its_notice_ten_at_most(cast: Cast) -> None:
    series = standing(cast.wumin, Rhythm("2026H2", "2027H1", date(2026, 12, 31), timing.CALENDAR, 15))
    with at(date(2027, 2, 1)):
        assert actions.open_due(calendar=EVERY) == 1
    assert asked(series) == {"2026H2": (date(2027, 2, 1), date(2027, 2, 15))}
    late = Obligation.objects.filter(cycle__series=series)
    assert not late.overdue(date(2027, 2, 1)).exists()


def test_a_period_opened_a_little_late_keeps_the_limit_of_its_notice(cast: Cast) -> None:
    series = standing(cast.wumin, Rhythm("2026H2", "2027H1", date(2026, 12, 31), timing.CALENDAR, 40))
    with at(date(2027, 1, 6)):
        actions.open_due(calendar=EVERY)
    assert asked(series) == {"2026H2": (date(2027, 1, 6), date(2027, 2, 9))}


def test_after_a_year_of_silence_the_overtaken_periods_are_left_out_and_the_latest_is_asked(
    cast: Cast,
) -> None:
    kind = quarterly()
    rhythm = Rhythm("2026Q4", "2028Q4", date(2027, 1, 1), timing.CALENDAR, 20)
    series = standing(cast.wumin, rhythm, kind=kind)
    with at(date(2028, 1, 10)):
        assert actions.open_due() == 5
        assert actions.open_due() == 0
    series.refresh_from_db()
    assert series.left_out == dict.fromkeys(["2026Q4", "2027Q1", "2027Q2", "2027Q3"], "late")
    assert list(asked(series)) == ["2027Q4"]
    assert series.next_on == date(2028, 4, 1)
    told = Notice.objects.filter(recipient_id=cast.user("wumin").pk, url=f"/cycles/series/{series.key}/")
    assert sorted(n.values["period"] for n in told) == ["2026Q4", "2027Q1", "2027Q2", "2027Q3"]
    assert Entry.objects.filter(verb="series.skip").count() == 4


def test_missed_periods_whose_limits_still_run_are_all_made_good(cast: Cast) -> None:
    kind = quarterly()
    rhythm = Rhythm("2026Q4", "2027Q4", date(2027, 1, 1), timing.CALENDAR, 200)
    series = standing(cast.wumin, rhythm, kind=kind)
    with at(date(2027, 7, 2)):
        assert actions.open_due() == 3
    assert list(asked(series)) == ["2026Q4", "2027Q1", "2027Q2"]


def test_what_was_left_out_may_be_asked_for_by_hand_under_the_same_notice(cast: Cast) -> None:
    kind = quarterly()
    rhythm = Rhythm("2026Q4", "2027Q4", date(2027, 1, 1), timing.CALENDAR, 20)
    series = standing(cast.wumin, rhythm, kind=kind)
    with at(date(2027, 4, 10)):
        actions.open_due()
        series.refresh_from_db()
        assert series.left_out == {"2026Q4": "late"}
        day = {"issued_on": days(0), "opens_on": days(0), "due_on": days(20)}
        by_hand = story.planned(cast.wumin, kind=kind, period="2026Q4", number=NUMBER, levels=["city"], **day)
        assert by_hand.series is None


# ------------------------------------------------------------------ days off


def test_coming_limits_follow_the_table_of_days_off_and_opened_ones_never_move(cast: Cast) -> None:
    series = standing(cast.wumin)
    before = Calendar(known=frozenset({2026}))
    with at(date(2026, 12, 31)):
        actions.open_due(calendar=before)
    opened = asked(series)["2026H2"]
    shown = [(p.asked.period, p.asked.due_on, p.asked.provisional) for p in periods(series, before)]
    assert shown[1] == ("2027H1", date(2027, 7, 28), True)
    off = frozenset(date(2027, 7, n) for n in range(5, 10)) | frozenset(date(2027, 1, n) for n in range(4, 9))
    after = Calendar(off=off, known=frozenset({2026, 2027}))
    with at(date(2027, 1, 5)):
        actions.open_due(calendar=after)
    found = {p.asked.period: p for p in periods(series, after)}
    assert (found["2027H1"].asked.due_on, found["2027H1"].asked.provisional) == (date(2027, 8, 4), False)
    assert asked(series)["2026H2"] == opened
    assert set(Obligation.objects.filter(cycle__series=series).values_list("due_on", flat=True)) == {
        opened[1]
    }
    with at(date(2027, 6, 30)):
        actions.open_due(calendar=after)
    assert asked(series)["2027H1"] == (date(2027, 6, 30), date(2027, 8, 4))


def test_limits_in_calendar_days_are_never_provisional() -> None:
    rhythm = Rhythm("2030", "2031", date(2030, 12, 31), timing.CALENDAR, 20)
    assert not any(a.provisional for a in rhythm.all(Calendar()))


# ------------------------------------------------------------------ offices, kinds and units that change


def test_the_notice_stands_when_its_planner_has_lost_the_right(cast: Cast) -> None:
    """A notice is the office's, not the person's; whoever holds the office may stop it."""
    series = standing(cast.wumin)
    for grant in Grant.objects.filter(user=cast.user("wumin")):
        end_grant(actor=actions.CLOCK, grant=grant, until=days(1), reason="调离")
    with at(date(2026, 12, 31)):
        with pytest.raises((Forbidden, Hidden)):
            actions.stop_series(actor=cast.wumin, series=series, reason="已无必要")
        assert actions.open_due() == 1


def test_a_new_version_of_the_kind_is_asked_as_soon_as_it_is_in_force(cast: Cast) -> None:
    series = standing(cast.wumin)
    old = ReportKind.objects.get(key="half_year")
    _supersede(old)
    with at(date(2026, 12, 31)):
        actions.open_due()
    assert Cycle.objects.get(series=series).kind.number == 2


def _supersede(old: ReportKind, **changed: Any) -> None:
    ReportKind.objects.filter(pk=old.pk).update(current=False)
    old.pk, old.number = None, 2
    for name, value in changed.items():
        setattr(old, name, value)
    old.save()


@pytest.mark.parametrize("changed", [{"current": False}, {"periodicity": "year"}, {"levels": ["city"]}])
def test_a_period_whose_kind_is_not_in_force_as_asked_is_left_out_and_told(cast: Cast, changed: dict) -> None:
    series = standing(cast.wumin)
    _supersede(ReportKind.objects.get(key="half_year"), **changed)
    with at(date(2026, 12, 31)):
        assert actions.open_due() == 1
    series.refresh_from_db()
    assert (series.left_out, asked(series)) == ({"2026H2": "kind"}, {})
    assert (
        Notice.objects.filter(recipient_id=cast.user("wumin").pk, url=f"/cycles/series/{series.key}/").count()
        == 1
    )


def test_a_unit_that_is_no_longer_in_being_asks_nobody(cast: Cast) -> None:
    series = standing(cast.wumin)
    _close(world.unit(world.GANSU), date(2026, 12, 1))
    with at(date(2026, 12, 31)):
        actions.open_due()
    series.refresh_from_db()
    assert (series.left_out, asked(series)) == ({"2026H2": "unit"}, {})


def _close(unit: Unit, day: date) -> None:
    with recorded(Written("unit.close", actions.CLOCK, ("unit", unit.code), unit.name, unit.lo)):
        Unit.objects.filter(pk=unit.pk).update(valid_to=day)


def test_a_unit_out_of_scope_or_closed_by_then_owes_nothing(cast: Cast) -> None:
    series = standing(cast.wumin)
    out, closed = world.unit(world.YONGDENG), world.unit(world.GAOLAN)
    set_scope(actor=cast.zhouqiang, unit=out, year=2026, scope=False, reason="并入城区", version=out.version)
    _close(closed, date(2026, 12, 1))
    with at(date(2026, 12, 31)):
        actions.open_due()
    owing = Obligation.objects.filter(cycle__series=series)
    assert owing.exists()
    assert not owing.filter(unit__in=[out, closed]).exists()


def test_a_period_that_nobody_would_owe_is_left_out(cast: Cast) -> None:
    series = standing(cast.zhouqiang, scope=world.LANZHOU, levels=["county"], number="兰农领办〔2026〕9号")
    for unit in Unit.objects.filter(parent=world.unit(world.LANZHOU), is_body=False):
        with recorded(Written("unit.scope", actions.CLOCK, ("unit", unit.code), unit.name, unit.lo)):
            UnitYear.objects.update_or_create(
                unit=unit, year=2026, defaults={"in_scope": False, "reason": "城区"}
            )
    with at(date(2026, 12, 31)):
        assert actions.open_due() == 1
    series.refresh_from_db()
    assert (series.left_out, asked(series)) == ({"2026H2": "nobody"}, {})
    assert not Cycle.objects.exists()


# ------------------------------------------------------------------ stopping


def test_stopped_with_a_reason_it_opens_nothing_more_and_what_was_opened_goes_on(cast: Cast) -> None:
    series = standing(cast.wumin)
    with at(date(2026, 12, 31)):
        actions.open_due()
        with pytest.raises(Invalid):
            actions.stop_series(actor=cast.wumin, series=series, reason=" ")
        assert Series.objects.get().status == rules.STANDING
        actions.stop_series(actor=cast.wumin, series=series, reason="并入年度报告")
    with at(date(2027, 6, 30)):
        assert actions.open_due() == 0
    assert list(asked(series)) == ["2026H2"]
    assert Cycle.objects.get(series=series).status == rules.RUNNING
    assert Entry.objects.get(verb="series.stop").reason == "并入年度报告"


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("zhouqiang", Hidden), ("chenjing", Hidden), ("maling", Hidden), ("linnan", Forbidden)],
)
def test_only_the_office_that_asks_stops_it(cast: Cast, who: str, refusal: type[Exception]) -> None:
    series = standing(cast.wumin)
    with pytest.raises(refusal):
        actions.stop_series(actor=getattr(cast, who), series=series, reason="不需要")
    assert Series.objects.get().status == rules.STANDING


# ------------------------------------------------------------------ what is refused


WRONG: list[tuple[Rhythm, str]] = [
    (Rhythm("2027H1", "2026H2", date(2027, 7, 1), "working", 20), "until"),
    (Rhythm("2027H1", "2032H1", date(2027, 7, 1), "working", 20), "until"),
    (Rhythm("2027", "2028H1", date(2027, 7, 1), "working", 20), "period"),
    (Rhythm("2027H1", "2028", date(2027, 7, 1), "working", 20), "until"),
    (Rhythm("2027H1", "2028H1", date(2026, 12, 1), "working", 20), "opens_on"),
    (Rhythm("2027H1", "2028H1", date(2027, 9, 1), "working", 20), "due_days"),
    (Rhythm("2027H1", "2028H1", date(2027, 7, 1), "day", due_on=date(2027, 6, 30)), "due_on"),
    (Rhythm("2027H1", "2028H1", date(2027, 7, 1), "day", due_on=date(1999, 6, 30)), "due_on"),
]


@pytest.mark.parametrize(("rhythm", "field"), WRONG)
def test_a_notice_that_contradicts_itself_is_refused_by_its_field(
    cast: Cast, rhythm: Rhythm, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        planned(cast.wumin, rhythm)
    assert {error.field for error in refused.value.errors} == {field}
    assert not Series.objects.exists()


@pytest.mark.parametrize(("kind", "period"), [("special", "2027"), ("party_congress", "2027")])
def test_what_has_no_periods_does_not_recur(cast: Cast, kind: str, period: str) -> None:
    with pytest.raises(Invalid) as refused:
        planned(cast.wumin, Rhythm(period, period, date(2027, 7, 1), "working", 20), kind=kind)
    assert [error.field for error in refused.value.errors] == ["kind"]
    assert not Series.objects.exists()


def test_villages_are_asked_again_and_again_only_with_a_cited_basis(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        planned(cast.wumin, levels=["village"])
    assert [error.field for error in refused.value.errors] == ["basis"]
    assert not Series.objects.exists()


def test_a_first_limit_that_is_over_cannot_be_put_in_force(cast: Cast) -> None:
    series = planned(cast.wumin, Rhythm("2026H1", "2027H1", date(2026, 7, 1), "working", 20))
    with pytest.raises(Refused):
        actions.start_series(actor=cast.wumin, series=series)
    assert Series.objects.get().status == rules.PLANNED


def test_one_period_is_asked_for_by_one_notice_only(cast: Cast) -> None:
    first, second = planned(cast.wumin), planned(cast.wumin, number="甘农领办〔2026〕32号")
    actions.start_series(actor=cast.wumin, series=first)
    with pytest.raises(Refused) as refused:
        actions.start_series(actor=cast.wumin, series=second)
    assert NUMBER in str(refused.value.detail)
    with pytest.raises(Invalid) as again:
        planned(cast.wumin, number="甘农领办〔2026〕33号")
    assert [error.field for error in again.value.errors] == ["period"]
    with pytest.raises(Invalid) as by_hand:
        story.planned(cast.wumin, kind="half_year", period="2027H1", levels=["city"])
    assert [error.field for error in by_hand.value.errors] == ["period"]
    assert Series.objects.count() == 2
    assert not Cycle.objects.exists()


def test_a_period_that_was_planned_by_hand_is_not_asked_for_twice(cast: Cast) -> None:
    series = planned(cast.wumin)
    by_hand = story.planned(cast.wumin, kind="half_year", period="2026H2", levels=["city"])
    with pytest.raises(Invalid) as refused:
        planned(cast.wumin, number="甘农领办〔2026〕34号")
    assert [error.field for error in refused.value.errors] == ["period"]
    actions.start_series(actor=cast.wumin, series=series)
    with at(date(2026, 12, 31)):
        assert actions.open_due() == 1
    series.refresh_from_db()
    assert series.left_out == {"2026H2": "twice"}
    assert list(Cycle.objects.all()) == [by_hand]


def test_the_database_keeps_no_notice_without_an_end_and_deletes_none(cast: Cast) -> None:
    series = standing(cast.wumin)
    entry = Written("series.plan", cast.wumin, ("series", series.key), "x", series.lo)
    for change in ({"last_period": ""}, {"last_period": "2026H1"}, {"due_days": None}, {"due_on": days(3)}):
        with pytest.raises(IntegrityError), transaction.atomic(), recorded(entry):
            Series.objects.filter(pk=series.pk).update(**change)
    with pytest.raises(InternalError), transaction.atomic(), recorded(entry):
        Series.objects.filter(pk=series.pk).update(status="planned")
    with pytest.raises(Exception, match=r"delete|denied"), transaction.atomic():
        series.delete()
    assert Series.objects.get().status == rules.STANDING


def test_one_notice_that_fails_keeps_no_other_from_being_opened(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = standing(cast.wumin), standing(cast.zhouqiang, scope=world.LANZHOU, levels=["county"])
    real = cycles.planned

    def planning(**more: Any) -> Cycle:
        if more["series"].pk == bad.pk:
            raise RuntimeError("broken here")
        return real(**more)

    monkeypatch.setattr(actions, "planned", planning)
    with at(date(2026, 12, 31)):
        with pytest.raises(RuntimeError):
            actions.open_due()
        assert (len(asked(bad)), len(asked(good))) == (0, 1)
        monkeypatch.undo()
        assert actions.open_due() == 1
    assert list(asked(bad)) == ["2026H2"]


# ------------------------------------------------------------------ pages and programs


FORM = {
    "kind": "half_year",
    "scope": world.GANSU,
    "asks": "recurring",
    "period": "2026H2",
    "until": "2027H2",
    "notice_number": NUMBER,
    "notice_title": "关于报送半年进展的通知",
    "issued_on": "2026-11-24",
    "opens_on": "2026-12-31",
    "due_kind": "working",
    "due_days": "20",
    "levels": ["city", "county"],
}


def page_of(client: Client, key: str) -> str:
    return client.get(reverse("series", args=[key])).content.decode()


def test_from_the_form_to_the_force_of_the_notice_with_its_days_and_weekdays(
    cast: Cast, client: Client
) -> None:
    client.force_login(cast.user("wumin"))
    answer = client.post(reverse("cycle_new"), FORM)
    series = Series.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/cycles/series/{series.key}/")  # type: ignore[attr-defined]
    seen = page_of(client, series.key)
    assert seen.count("暂定</span>") == 3
    assert "2026年12月31日</time> 星期四" in seen
    assert "2027年6月30日</time> 星期三" in seen
    started = client.post(reverse("series_start", args=[series.key]), {"version": series.version})
    assert started.status_code == 302
    with at(date(2026, 12, 31)):
        actions.open_due()
    assert f"/cycles/{Cycle.objects.get().key}/" in page_of(client, series.key)
    assert f"/cycles/series/{series.key}/" in client.get("/cycles/").content.decode()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"until": ""}, "until"),
        ({"asks": "once", "due_kind": "month_end", "due_on": "2027-01-31"}, "due_kind"),
        ({"until": "2099H1"}, "until"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    cast: Cast, client: Client, wrong: dict, field: str
) -> None:
    client.force_login(cast.user("wumin"))
    answer = client.post(reverse("cycle_new"), FORM | wrong)
    assert answer.status_code == 400
    assert f'href="#id_{field}"' in answer.content.decode()
    assert NUMBER in answer.content.decode()
    assert not Series.objects.exists()
    assert not Cycle.objects.exists()


def test_the_form_asks_once_as_before_when_nothing_else_is_chosen(cast: Cast, client: Client) -> None:
    client.force_login(cast.user("wumin"))
    sent = {name: value for name, value in FORM.items() if name not in {"asks", "until"}}
    assert (
        client.post(reverse("cycle_new"), sent | {"due_kind": "day", "due_on": "2027-01-20"}).status_code
        == 302
    )
    assert Cycle.objects.get().series is None
    assert not Series.objects.exists()


def test_a_stop_without_a_reason_asks_for_it_and_an_outdated_one_keeps_the_words(
    cast: Cast, client: Client
) -> None:
    series = standing(cast.wumin)
    client.force_login(cast.user("wumin"))
    stop = reverse("series_stop", args=[series.key])
    assert client.post(stop, {"version": series.version, "reason": ""}).status_code == 400
    stale = client.post(stop, {"version": series.version - 1, "reason": "并入年度报告"})
    assert (stale.status_code, "并入年度报告" in stale.content.decode()) == (412, True)
    assert Series.objects.get().status == rules.STANDING
    assert client.post(stop, {"version": series.version, "reason": "并入年度报告"}).status_code == 302
    seen = page_of(client, series.key)
    assert "已停止" in seen
    assert "暂定" not in seen


def test_units_below_see_what_will_be_asked_of_them_but_no_plan(cast: Cast, client: Client) -> None:
    series = planned(cast.wumin)
    client.force_login(cast.user("chenjing"))
    address = reverse("series", args=[series.key])
    assert client.get(address).status_code == 404
    actions.start_series(actor=cast.wumin, series=series)
    assert client.get(address).status_code == 200
    assert "停止定期报送" not in client.get(address).content.decode()


def test_the_clock_s_list_names_the_sweep_and_running_it_opens_what_is_due(cast: Cast) -> None:
    series = standing(cast.wumin)
    with at(date(2026, 12, 31)):
        assert run_sweep("reports.series") == Ran("reports.series", 1)
        assert run_sweep("reports.series") == Ran("reports.series", 0)
    assert list(asked(series)) == ["2026H2"]
