"""Deadlines to the second, reminders and digests exactly once, missed time made good."""

from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from reporting.reports import rules
from reporting.reports.actions import deciding, filing
from reporting.reports.actions.timed import digest_overdue, remind_before
from reporting.reports.models import Obligation, Reminder
from responsibilities.notices.models import Notice
from revitalization.kit import clock
from revitalization.kit.errors import Refused
from revitalization.kit.periods import DueRule
from revitalization.kit.workdays import load_calendar
from tests import world
from tests.cast import Cast, days, sister
from tests.reports import story

pytestmark = [pytest.mark.django_db, pytest.mark.clock]


@pytest.mark.parametrize(
    ("at", "timely"),
    [
        (datetime(2026, 12, 5, 15, 59, 59, 999999, tzinfo=UTC), True),
        (datetime(2026, 12, 5, 16, 0, 0, tzinfo=UTC), False),
    ],
)
def test_the_deadline_is_the_end_of_the_day_in_shanghai_to_the_microsecond(
    cast: Cast, at: datetime, timely: bool
) -> None:
    cycle = story.running(cast)
    row = story.signed(cast, cycle)
    assert row.due_on == date(2026, 12, 5)
    with clock.moved_to(at):
        filing.submit(actor=cast.wangfang, obligation=row)
    assert story.owed(cycle).timely is timely


def test_the_year_ends_when_it_is_four_in_the_afternoon_in_greenwich() -> None:
    assert clock.end_of_day(date(2026, 12, 31)) == datetime(2026, 12, 31, 16, tzinfo=UTC)


def test_filers_are_reminded_once_for_each_day_of_the_notice(cast: Cast) -> None:
    cycle = story.running(cast)
    filer = cast.user("wangfang").pk
    with clock.moved_to(datetime(2026, 11, 28, 2, tzinfo=UTC)):
        assert remind_before() > 0
        assert remind_before() == 0
    told = Notice.objects.filter(recipient_id=filer, kind="reminder")
    assert told.count() == 1
    with clock.moved_to(datetime(2026, 12, 4, 2, tzinfo=UTC)):
        remind_before()
    assert told.count() == 2
    assert set(Reminder.objects.filter(unit=story.owed(cycle).unit).values_list("on_day", flat=True)) == {
        date(2026, 11, 28),
        date(2026, 12, 4),
    }


def test_nobody_is_reminded_of_what_is_filed(cast: Cast) -> None:
    story.submitted(cast, story.running(cast))
    with clock.moved_to(datetime(2026, 12, 4, 2, tzinfo=UTC)):
        remind_before()
    assert not Notice.objects.filter(recipient_id=cast.user("wangfang").pk, kind="reminder").exists()


def test_a_county_gets_one_digest_a_day_however_many_towns_are_late(cast: Cast) -> None:
    story.running(cast)
    with clock.moved_to(datetime(2026, 12, 6, 2, tzinfo=UTC)):
        assert digest_overdue() > 0
        assert digest_overdue() == 0
        told = Notice.objects.get(recipient_id=cast.user("chenjing").pk, kind="late")
        assert told.values["count"] == 3
        late = Obligation.objects.overdue(clock.today()).filter(receiver_id=world.unit(world.YONGDENG).pk)
        assert late.count() == 3


def test_after_a_month_of_silence_the_digest_is_made_good_once(cast: Cast) -> None:
    story.running(cast)
    with clock.moved_to(datetime(2027, 1, 6, 2, tzinfo=UTC)):
        digest_overdue()
        digest_overdue()
    assert Notice.objects.filter(recipient_id=cast.user("chenjing").pk, kind="late").count() == 1


def test_before_the_opening_day_nothing_can_be_filed(cast: Cast) -> None:
    row = story.owed(story.running(cast, opens_on=days(2)))
    with pytest.raises(Refused) as refused:
        filing.save_draft(actor=cast.wangfang, obligation=row, texts={"overall": "早"}, version=0)
    assert "2026年11月26日" in str(refused.value.detail)


@given(st.dates(date(2024, 1, 1), date(2026, 12, 31)), st.integers(1, 60))
def test_a_deadline_in_working_days_never_falls_on_a_day_off(issued: date, count: int) -> None:
    calendar = load_calendar([2024, 2025, 2026, 2027])
    due = DueRule(count, working=True).due_on(issued, calendar)
    assert calendar.is_working_day(due)
    assert calendar.count(issued + timedelta(days=1), due) == count


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.integers(1, 366))
def test_a_deadline_in_calendar_days_is_so_many_days_later(issued: date, count: int) -> None:
    assert (DueRule(count, working=False).due_on(issued, load_calendar([2024])) - issued).days == count


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_the_share_is_rounded_half_up_once(timely: int, owed: int) -> None:
    share = rules.on_time_share(timely, owed)
    if owed == 0:
        assert share is None
    else:
        assert share == int((Decimal(timely) * 10_000 / owed).quantize(Decimal(1), ROUND_HALF_UP))


def test_reminding_many_units_takes_as_many_statements_as_reminding_one(cast: Cast) -> None:
    cycle, county, actor = story.running(cast), world.unit(world.YONGDENG), cast.chenjing
    assert cycle.kind.parts()
    counts = []
    for keys in ([sister().pk], None):
        with CaptureQueriesContext(connection) as found:
            reminded = deciding.remind(actor=actor, cycle=cycle, unit=county, keys=keys)
        counts.append((reminded, len(found)))
    assert [reminded for reminded, _n in counts] == [1, 2]
    assert counts[0][1] == counts[1][1]
