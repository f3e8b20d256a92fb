"""Recurring notices: each period asked once, on its day, without drift, and never for ever."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.reports import rules
from reporting.reports.actions import series as actions
from reporting.reports.models import Cycle, Obligation, Series
from reporting.reports.queries.series import periods
from responsibilities.notices.models import Notice
from responsibilities.record.models import Entry
from revitalization.kit.errors import Refused
from revitalization.kit.periods import (
    CALENDAR,
    LEAD,
    MONTH_END,
    SAME_DAY,
    WORKING,
    Rhythm,
    fair_due_on,
    first_day,
    index_of,
    last_day,
)
from revitalization.kit.workdays import Calendar, load_calendar, month_anchor
from tests.cast import Cast, days
from tests.reports import story
from tests.reports.recurring import EVERY, NUMBER, asked, at, planned, quarterly, standing

pytestmark = [pytest.mark.django_db, pytest.mark.clock]


def test_the_days_are_anchored_to_the_month_s_end_without_drift() -> None:
    rhythm = Rhythm("2027Q4", "2028Q4", date(2027, 11, 30), SAME_DAY, due_on=date(2028, 1, 31))
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
    same = Rhythm("2026H2", "2027H1", date(2027, 1, 4), SAME_DAY, due_on=date(2027, 2, 28))
    last = Rhythm("2026H2", "2027H1", date(2027, 1, 4), MONTH_END, due_on=date(2027, 2, 28))
    assert same.asked(1, EVERY).due_on == date(2027, 8, 28)
    assert last.asked(1, EVERY).due_on == date(2027, 8, 31)


def test_working_days_after_the_period_leave_out_the_spring_festival_and_count_made_up_weekends() -> None:
    rhythm = Rhythm("2025", "2025", date(2025, 12, 31), WORKING, 37)
    due = rhythm.asked(0, load_calendar([2025, 2026])).due_on
    # 21 in January with the 4th, 11 in February with the 14th, then off until the 23rd, 5 more with the 28th.
    assert due == date(2026, 2, 28)


@given(
    st.sampled_from(["2027", "2027H1", "2027Q2"]),
    st.integers(0, 19),
    st.dates(date(2027, 1, 1), date(2027, 12, 31)),
)
def test_every_opening_is_counted_from_the_first(first: str, no: int, opens: date) -> None:
    rhythm = Rhythm(first, first, opens, CALENDAR, 10)
    assert rhythm.opening(no) == month_anchor(opens, no * rhythm.months)
    assert index_of(rhythm.period(no)) == index_of(first) + no
    assert first_day(rhythm.period(no + 1)) == last_day(rhythm.period(no)) + (date(2, 1, 2) - date(2, 1, 1))


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.integers(1, 60))
def test_nobody_is_late_before_being_asked(today: date, count: int) -> None:
    one = Rhythm("2026H1", "2026H1", date(2026, 7, 1), WORKING, count).asked(0, EVERY)
    due = fair_due_on(one, today, EVERY)
    if today <= one.opens_on:
        assert due == one.due_on
    else:
        given_days = EVERY.count(date(2026, 7, 2), one.due_on)
        assert due >= max(one.due_on, today)
        assert EVERY.count(today, due) >= min(LEAD, given_days)


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
        deadline = series.rhythm.asked(0, load_calendar([2027])).due_on
        assert asked(series) == {"2026H2": (date(2026, 12, 31), deadline)}
        cycle = Cycle.objects.get(series=series)
        assert (cycle.status, cycle.key, cycle.title) == (
            "running",
            "half-year-2026h2-620000000000",
            "甘肃省2026年下半年乡村振兴责任制落实情况半年报告",
        )
        assert set(Obligation.objects.filter(cycle=cycle).values_list("level", "due_on")) == {
            ("city", deadline),
            ("county", deadline),
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


def test_a_period_opened_late_gives_as_many_working_days_as_its_notice_ten_at_most(cast: Cast) -> None:
    series = standing(cast.wumin, Rhythm("2026H2", "2027H1", date(2026, 12, 31), CALENDAR, 15))
    with at(date(2027, 2, 1)):
        assert actions.open_due(calendar=EVERY) == 1
    assert asked(series) == {"2026H2": (date(2027, 2, 1), date(2027, 2, 15))}
    late = Obligation.objects.filter(cycle__series=series)
    assert not late.overdue(date(2027, 2, 1)).exists()


def test_a_period_opened_a_little_late_keeps_the_deadline_of_its_notice(cast: Cast) -> None:
    series = standing(cast.wumin, Rhythm("2026H2", "2027H1", date(2026, 12, 31), CALENDAR, 40))
    with at(date(2027, 1, 6)):
        actions.open_due(calendar=EVERY)
    assert asked(series) == {"2026H2": (date(2027, 1, 6), date(2027, 2, 9))}


def test_after_a_year_of_silence_the_overtaken_periods_are_left_out_and_the_latest_is_asked(
    cast: Cast,
) -> None:
    kind = quarterly()
    rhythm = Rhythm("2026Q4", "2028Q4", date(2027, 1, 1), CALENDAR, 20)
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


def test_missed_periods_whose_deadlines_still_run_are_all_made_good(cast: Cast) -> None:
    kind = quarterly()
    rhythm = Rhythm("2026Q4", "2027Q4", date(2027, 1, 1), CALENDAR, 200)
    series = standing(cast.wumin, rhythm, kind=kind)
    with at(date(2027, 7, 2)):
        assert actions.open_due() == 3
    assert list(asked(series)) == ["2026Q4", "2027Q1", "2027Q2"]


def test_what_was_left_out_may_be_asked_for_by_hand_under_the_same_notice(cast: Cast) -> None:
    kind = quarterly()
    rhythm = Rhythm("2026Q4", "2027Q4", date(2027, 1, 1), CALENDAR, 20)
    series = standing(cast.wumin, rhythm, kind=kind)
    with at(date(2027, 4, 10)):
        actions.open_due()
        series.refresh_from_db()
        assert series.left_out == {"2026Q4": "late"}
        day = {"issued_on": days(0), "opens_on": days(0), "due_on": days(20)}
        by_hand = story.planned(
            cast.wumin,
            kind=kind,
            period="2026Q4",
            number=NUMBER,
            levels=["city"],
            title=series.notice_title,
            **day,
        )
        assert by_hand.series is None


def test_coming_deadlines_follow_the_table_of_days_off_and_opened_ones_never_move(cast: Cast) -> None:
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


@pytest.mark.parametrize("opened", [date(2027, 1, 21), date(2027, 1, 23)])
def test_a_table_that_puts_the_deadline_before_the_opening_keeps_no_period_from_being_asked(
    cast: Cast, opened: date
) -> None:
    """14 working days end on 21 January, the opening day; with two made-up weekends on the 19th."""
    series = standing(cast.wumin, Rhythm("2026H2", "2026H2", date(2027, 1, 21), WORKING, 14))
    made_up = Calendar(
        off=frozenset({date(2027, 1, 1)}),
        work=frozenset(date(2027, 1, n) for n in (9, 10)),
        known=frozenset({2027}),
    )
    assert series.rhythm.asked(0, made_up).due_on == date(2027, 1, 19)
    with at(opened):
        assert actions.open_due(calendar=made_up) == 1
    due = Cycle.objects.get(series=series).due_on
    assert opened <= due <= date(2027, 1, 25)


def test_deadlines_in_calendar_days_are_never_provisional() -> None:
    rhythm = Rhythm("2030", "2031", date(2030, 12, 31), CALENDAR, 20)
    assert not any(a.provisional for a in rhythm.all(Calendar()))
