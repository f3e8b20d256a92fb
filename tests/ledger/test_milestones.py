"""Other milestones for one unit: by those who issued it, with a reason, never behind the back of a lamp."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responsibilities.ledger import rules
from responsibilities.ledger.actions import milestones
from responsibilities.ledger.actions.timed import turn_lamps
from responsibilities.ledger.models import Item
from responsibilities.ledger.rules.lamps import changed_since
from responsibilities.ledger.rules.milestones import milestone_lines, read_milestones
from revitalization.kit import clock
from revitalization.kit.errors import Forbidden, Hidden, Invalid, Refused
from revitalization.kit.words import Words
from tests.cast import Cast, sister, town
from tests.ledger import story
from tests.ledger.test_clock import at
from tests.ledger.test_lamps import CALENDAR, courses

START, DUE = date(2026, 11, 24), date(2027, 3, 4)


def set_for(
    cast: Cast, row: Item, text: str, who: str = "chenjing", reason: str = "冬季停工，分期推后。"
) -> Item:
    milestones.set_milestones(actor=getattr(cast, who), item=row, milestones=text, reason=reason)
    return story.item(row.matter, row.unit)


def kept(row: Item) -> tuple[Any, ...]:
    found = Item.objects.values_list("version", "milestones", "lamp", "next_on", "red_on").get(pk=row.pk)
    return (*found, row.handlings.count())


@given(courses())
def test_what_is_written_is_read_again(course: rules.Course) -> None:
    points = list(course.milestones)
    assert read_milestones(milestone_lines(points)) == points


@pytest.mark.parametrize("text", ["2026-12-10", "40 2026-12-10", "2026-12-10 四十", "２０２６-12-10 40", "2026-12-10 NaN",
                                  "2026-13-10 40", "2026-12-10 40.55"])  # fmt: skip
def test_what_is_no_milestone_is_said_with_its_line(text: str) -> None:
    assert isinstance(read_milestones(text), Words)


@given(courses(), courses(), st.integers(0, 500))
def test_a_course_is_unchanged_up_to_a_day_exactly_where_every_day_expects_the_same(
    one: rules.Course, other: rules.Course, after: int
) -> None:
    moved = rules.Course(
        one.start, one.due, [(on, at) for on, at in other.milestones if one.start < on < one.due]
    )
    day = one.start + timedelta(days=after)
    days = [one.start + timedelta(days=n) for n in range(after + 1)]
    assert changed_since(one, moved, day) == any(one.expected(on) != moved.expected(on) for on in days)


@pytest.mark.django_db
def test_before_it_begins_the_issuer_sets_what_it_likes_for_one_unit(cast: Cast) -> None:
    matter = story.issued(cast, start_on=START + timedelta(days=6), due_on=DUE, issued_on=START)
    row = set_for(cast, story.item(matter), "2027-02-01 10\n2027-02-20 60")
    assert row.points == [(date(2027, 2, 1), Decimal(10)), (date(2027, 2, 20), Decimal(60))]
    other = story.item(matter, sister())
    assert (other.milestones, other.points) == (None, [])
    assert row.red_on > other.red_on
    last = row.handlings.first()
    assert last is not None
    assert (last.act, last.words, last.effect) == (
        "set_milestones", "冬季停工，分期推后。", "2027-02-01 10\n2027-02-20 60",
    )  # fmt: skip
    with at(date(2027, 1, 20)):
        turn_lamps()
        assert (story.item(matter).lamp, story.item(matter, sister()).lamp) == ("green", "red")


@pytest.mark.django_db
def test_the_sweep_follows_the_milestones_of_the_one_unit(cast: Cast) -> None:
    matter = story.issued(cast, start_on=START, due_on=DUE, issued_on=START)
    row = set_for(cast, story.item(matter), "2027-01-20 5")
    for n in range(0, 105, 5):
        with at(START + timedelta(days=n)):
            turn_lamps()
            found = story.item(matter)
            lamp = (
                rules.judged(found.course, found.matter.scale, CALENDAR, clock.today(), None)
                if n < 80
                else None
            )
            assert lamp is None or found.lamp == lamp.level, n
    assert row.unit == town()


@pytest.mark.django_db
def test_once_a_lamp_rests_on_them_only_what_comes_later_changes(cast: Cast) -> None:
    row = story.underway(cast, start_on=START, due_on=DUE, issued_on=START,
                         milestones=[(date(2026, 12, 14), Decimal(10)), (date(2027, 1, 13), Decimal(50))])  # fmt: skip
    row = story.reported(cast, row, "0")
    with at(date(2026, 12, 10)):
        turn_lamps()
        row = story.item(row.matter)
        before = kept(row)
        for text in ("2026-12-14 5\n2027-01-13 50", "2027-01-13 50", "", "2026-12-12 5\n2027-01-13 50"):
            with pytest.raises(Invalid) as refused:
                set_for(cast, row, text)
            assert refused.value.errors[0].field == "milestones"
            assert kept(row) == before
        row = set_for(cast, row, "2026-12-14 10\n2027-02-20 30")
        assert (row.lamp, row.version) == ("green", before[0] + 1)
        assert row.points[-1] == (date(2027, 2, 20), Decimal(30))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "text", "reason", "error"),
    [
        ("wangfang", "2027-02-01 10", "推后", Forbidden),
        ("zhaogang", "2027-02-01 10", "推后", Forbidden),
        ("zhouqiang", "2027-02-01 10", "推后", Refused),
        ("maling", "2027-02-01 10", "推后", Hidden),
        ("chenjing", "2027-02-01 10", "", Invalid),
        ("chenjing", "2027-02-01 101", "推后", Invalid),
        ("chenjing", "2026-11-24 10", "推后", Invalid),
        ("chenjing", "2027-02-20 60\n2027-02-01 10", "推后", Invalid),
        ("chenjing", "明天 10", "推后", Invalid),
        ("chenjing", "", "推后", Invalid),
        ("chenjing", "2027-02-01 10\n" * 200, "推后", Invalid),
    ],
)
def test_others_and_other_texts_are_refused_and_change_nothing(
    cast: Cast, who: str, text: str, reason: str, error: type[Exception]
) -> None:
    row = story.item(story.issued(cast, start_on=START, due_on=DUE, issued_on=START))
    before = kept(row)
    with pytest.raises(error):
        set_for(cast, row, text, who, reason)
    assert kept(row) == before
