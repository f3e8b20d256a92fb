"""Caps and clashes as properties: whatever is asked for in whatever order, the visits that stand keep the rule."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.inspections.actions import marks, placing
from assessments.inspections.actions.drawing import concerned, draw_plans
from assessments.inspections.models import Inspection, LineVisit, Mark, Target, YearPlan
from assessments.inspections.rules import caps
from revitalization.kit import clock
from revitalization.kit.errors import Invalid, Refused
from tests.cast import Cast
from tests.inspections import story

NEW_YEAR = datetime(2027, 1, 4, 4, tzinfo=UTC)
DAYS = st.integers(0, 300).map(lambda n: date(2027, 1, 1) + timedelta(days=n))
VISITS = st.tuples(DAYS, st.integers(1, 9)).map(
    lambda it: caps.Visit(it[0], it[0] + timedelta(days=it[1] - 1), "另一项", f"k{it[0]}{it[1]}")
)
MARKS = DAYS.map(lambda day: caps.Mark("disaster", day, "文件"))


@given(
    VISITS,
    st.lists(VISITS, max_size=5, unique_by=lambda it: it.key),
    st.lists(MARKS, max_size=2),
    st.integers(1, 3),
)
def test_what_clashes_is_what_the_rule_says_day_by_day(
    visit: caps.Visit, others: list[caps.Visit], found: list[caps.Mark], most: int
) -> None:
    taken = {visit.first + timedelta(days=n) for n in range((visit.last - visit.first).days + 1)}

    def apart(other: caps.Visit) -> bool:
        return (other.first - visit.last).days >= 30 or (visit.first - other.last).days >= 30

    expected = (
        any(not apart(other) for other in others),
        len(others) >= most,
        any(mark.first + timedelta(days=n) in taken for mark in found for n in range(30)),
    )
    stands = {clash.why for clash in caps.clashes(visit, others, found, most)}
    assert (caps.NEAR in stands, caps.OFTEN in stands, caps.MARKED in stands) == expected


@given(
    DAYS,
    st.integers(30, 60),
    st.integers(1, 5),
    st.integers(0, 40),
    st.lists(VISITS, max_size=3),
    st.lists(MARKS, max_size=1),
)
def test_proposed_days_are_free_wherever_free_days_are(
    first: date, length: int, days: int, offset: int, others: list[caps.Visit], found: list[caps.Mark]
) -> None:
    window = (first, first + timedelta(days=length))
    begin, end = caps.proposed(window, days, min(offset, length - days), others, found)

    def free(day: date) -> bool:
        last = day + timedelta(days=days - 1)
        return (
            last <= window[1]
            and day.weekday() < 5
            and not any(caps.too_near(day, last, it.first, it.last) for it in others)
            and not any(day <= it.free_until and it.first <= last for it in found)
        )

    assert (end - begin).days == days - 1
    there = [first + timedelta(days=n) for n in range(length + 1) if free(first + timedelta(days=n))]
    assert free(begin) if there else begin == first


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_visits_that_stand_keep_the_rule_whatever_was_tried(cast: Cast, seed: int) -> None:
    chance, refused = Random(seed), 0
    with clock.moved_to(NEW_YEAR):
        units = concerned(story.county(), ["township"], 2027)[:4]
        for turn in range(40):
            day = date(2027, 1, 10) + timedelta(days=chance.randrange(300))
            rows = list(Inspection.objects.filter(status__in=["planned", "postponed"]))
            before = list(Target.objects.order_by("pk").values())
            try:
                _try(cast, chance, turn, day, units, rows)
            except (Refused, Invalid):
                assert list(Target.objects.order_by("pk").values()) == before
                refused += 1
            _holds()
    assert refused > 5
    assert Target.objects.filter(live=True).count() >= 4


def _try(cast: Cast, chance: Random, turn: int, day: date, units: list, rows: list[Inspection]) -> None:
    what, actor = chance.choice(["make", "make", "make", "move", "postpone", "resume", "mark"]), cast.dingwei
    row = chance.choice(rows) if rows else None
    if what == "mark" and turn % 5 == 0:
        unit = chance.choice(units).code
        marks.set_mark(
            actor=actor, issuer=story.county(), unit=unit, kind="congress", from_on=day, source="文件"
        )
    elif what == "move" and row and row.status == "planned":
        unit = row.targets.select_related("unit")[0].unit.code
        placing.move(actor=actor, inspection=row, unit=unit, on_day=day, reason="调整")
    elif what == "postpone" and row and row.status == "planned":
        placing.postpone(actor=actor, inspection=row, reason="调整")
    elif what == "resume" and row and row.status == "postponed":
        placing.resume(actor=actor, inspection=row, on_day=day, reason="调整")
    else:
        chosen = [unit.code for unit in chance.sample(units, chance.choice([1, 2]))]
        story.made(cast, title=f"督查{turn}", from_on=day, units=chosen)


def _holds() -> None:
    """No two within thirty days, no more than two a year; visits placed before a mark may stand in it."""
    by_unit: dict[int, list[Target]] = {}
    for target in Target.objects.filter(live=True):
        by_unit.setdefault(target.unit_id, []).append(target)
    for visits in by_unit.values():
        assert len(visits) <= 2
        for one, other in combinations(visits, 2):
            first, second = sorted((one, other), key=lambda it: it.from_on)
            assert (second.from_on - first.to_on).days >= 30


@pytest.mark.django_db
def test_drawing_at_each_restart_of_the_clock_leaves_what_one_drawing_leaves(cast: Cast) -> None:
    story.adopted(cast)
    story.adopted(cast, "county_funds")
    marks.set_mark(
        actor=cast.dingwei, issuer=story.county(), unit=story.county().code, kind="disaster",
        from_on=date(2027, 6, 1), source="永政发〔2027〕1号",
    )  # fmt: skip
    for day in range(1, 20, 3):
        with clock.moved_to(datetime(2026, 12, day, 4, tzinfo=UTC)):
            draw_plans()
    plan = YearPlan.objects.get()
    assert Counter(plan.lines.values_list("rule__key", flat=True)) == {
        "county_townships": 1,
        "county_funds": 1,
    }
    free = caps.Mark("disaster", Mark.objects.get().from_on, "").free_until
    assert LineVisit.objects.count() >= 4
    for visit in LineVisit.objects.all():
        assert visit.to_on < date(2027, 6, 1) or visit.from_on > free
