"""Caps, clashes and marks: the other inspection is named, merged with, or an approval is entered."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from assessments.inspections.actions import marks, placing
from assessments.inspections.models import Inspection, Mark, Paper, Target
from revitalization.kit import clock
from revitalization.kit.errors import Invalid, Refused
from tests import world
from tests.cast import Cast, days, sister, town
from tests.inspections import story


def state() -> list:
    rows = Inspection.objects.order_by("pk").values_list(
        "status", "version", "scheme_state", "from_on", "to_on"
    )
    visits = Target.objects.order_by("pk").values_list(
        "unit_id", "from_on", "to_on", "live", "exception_number"
    )
    return [*rows, *visits, Paper.objects.count(), Mark.objects.count()]


def test_a_clash_is_refused_with_the_other_inspection_named(cast: Cast) -> None:
    story.made(cast)
    before = state()
    with pytest.raises(Refused) as refused:
        story.made(cast, title="产业发展情况督查", from_on=days(30), units=[town().code])
    assert "2026督001 防返贫监测帮扶情况督查" in str(refused.value.detail)
    assert state() == before


def test_thirty_days_behind_the_last_day_there_is_no_clash(cast: Cast) -> None:
    story.made(cast)
    last = Target.objects.get(unit=town()).to_on
    with pytest.raises(Refused):
        story.made(cast, title="产业发展情况督查", from_on=last + timedelta(days=29), units=[town().code])
    story.made(cast, title="产业发展情况督查", from_on=last + timedelta(days=30), units=[town().code])
    assert Inspection.objects.count() == 2


def test_a_clash_is_made_with_the_number_of_an_approval(cast: Cast) -> None:
    story.made(cast)
    row = story.made(
        cast,
        title="产业发展情况督查",
        from_on=days(30),
        units=[town().code],
        exception_number="永政督批〔2026〕1号",
    )
    assert row.targets.get().exception_number == "永政督批〔2026〕1号"


def test_a_unit_is_inspected_twice_a_year_at_most(cast: Cast) -> None:
    with clock.moved_to(datetime(2027, 1, 10, 4, tzinfo=UTC)):
        for at, day in enumerate((date(2027, 2, 1), date(2027, 5, 4))):
            story.made(cast, title=f"督查{at}", from_on=day, units=[town().code])
        before = state()
        with pytest.raises(Refused) as refused:
            story.made(cast, title="督查三", from_on=date(2027, 9, 1), units=[town().code])
        assert state() == before
        assert "督查1" in str(refused.value.detail)
        story.made(cast, title="督查三", from_on=date(2027, 9, 1), units=[sister().code])


def test_a_body_has_one_comprehensive_inspection_a_year(cast: Cast) -> None:
    story.made(cast, title="综合督查", kind="regular", comprehensive=True, categories=[])
    before = state()
    with pytest.raises(Refused) as refused:
        story.made(
            cast,
            title="综合督查（二）",
            kind="regular",
            comprehensive=True,
            categories=[],
            from_on=days(20),
            units=[sister().code],
        )
    assert "2026督001" in str(refused.value.detail)
    assert state() == before


def test_the_first_days_of_a_disaster_are_kept_free(cast: Cast) -> None:
    marks.set_mark(
        actor=cast.dingwei,
        issuer=story.county(),
        unit=town().code,
        kind="disaster",
        from_on=days(0),
        source="永政发〔2026〕9号",
    )
    before = state()
    with pytest.raises(Refused) as refused:
        story.made(cast)
    assert "永政发〔2026〕9号" in str(refused.value.detail)
    assert state() == before
    marks.lift_mark(actor=cast.dingwei, mark=Mark.objects.get(), reason="险情解除。")
    assert story.made(cast).status == "planned"


def test_a_mark_is_set_once_and_taken_back_once(cast: Cast) -> None:
    said = {"unit": town().code, "kind": "congress", "from_on": days(3), "source": "永组发〔2026〕2号"}
    mark = marks.set_mark(actor=cast.dingwei, issuer=story.county(), **said)
    with pytest.raises(Refused):
        marks.set_mark(actor=cast.dingwei, issuer=story.county(), **said)
    marks.lift_mark(actor=cast.dingwei, mark=mark, reason="延期。")
    with pytest.raises(Refused):
        marks.lift_mark(actor=cast.dingwei, mark=mark, reason="延期。")
    assert Mark.objects.get().lifted_on == clock.today()


def test_what_is_postponed_makes_room_and_is_held_against_the_caps_when_taken_up(cast: Cast) -> None:
    row = story.made(cast)
    placing.postpone(actor=cast.dingwei, inspection=row, reason="换届")
    assert set(row.targets.values_list("live", flat=True)) == {False}
    other = story.made(cast, title="产业发展情况督查", units=[town().code])
    before = state()
    with pytest.raises(Refused) as refused:
        placing.resume(actor=cast.dingwei, inspection=story.again(row), on_day=days(12), reason="已定期")
    assert other.number in str(refused.value.detail)
    assert state() == before
    with clock.moved_to(datetime(2026, 11, 25, 4, tzinfo=UTC)):
        placing.cancel(
            actor=cast.dingwei,
            inspection=story.again(other),
            reason="重复",
            document_number="永政督批〔2026〕2号",
        )
    resumed = placing.resume(
        actor=cast.dingwei, inspection=story.again(row), on_day=days(12), reason="已定期"
    )
    assert (resumed.status, resumed.from_on) == ("planned", days(12))
    assert set(row.targets.values_list("live", "from_on")) == {(True, days(12))}


def test_a_clash_is_merged_and_each_unit_is_visited_once(cast: Cast) -> None:
    first = story.made(cast, units=[town().code])
    other = story.made(cast, title="产业发展情况督查", units=[sister().code], categories=["L05"])
    placing.merge(actor=cast.dingwei, inspection=other, other=first.key, reason="合并同类督查")
    first, other = story.again(first), story.again(other)
    assert (other.status, other.merged_into) == ("cancelled", first)
    assert set(first.targets.filter(live=True).values_list("unit_id", flat=True)) == {town().pk, sister().pk}
    assert first.categories == ["L04", "L05"]
    assert not other.targets.filter(live=True).exists()


def test_an_unannounced_inspection_is_not_merged_into_an_announced_one(cast: Cast) -> None:
    first = story.made(cast, units=[town().code])
    other = story.made(cast, title="暗访", units=[sister().code], announced=False)
    before = state()
    with pytest.raises(Invalid):
        placing.merge(actor=cast.dingwei, inspection=other, other=first.key, reason="合并")
    assert state() == before


def test_a_visit_is_moved_with_a_reason(cast: Cast) -> None:
    row = story.made(cast)
    placing.move(actor=cast.dingwei, inspection=row, unit=town().code, on_day=days(14), reason="汛期")
    assert row.targets.get(unit=town()).from_on == days(14)
    assert story.again(row).to_on == days(15)


def test_another_office_is_not_told_the_days_of_what_it_may_not_see(cast: Cast) -> None:
    """The county's office clashes with an unannounced inspection of the city: it learns whose, not when."""
    boss = story.member(cast, "shijiandu1", unit=world.LANZHOU, role="supervisor")
    story.making.make(
        actor=story.actor(boss),
        issuer=world.unit(world.LANZHOU),
        wanted=story.wanted(title="市级暗访", announced=False, units=[town().code]),
    )
    with pytest.raises(Refused) as refused:
        story.made(cast, units=[town().code])
    said = str(refused.value.detail)
    assert "兰州市" in said
    assert "市级暗访" not in said
    assert days(10).isoformat() not in said


@pytest.mark.database
def test_the_database_keeps_thirty_days_between_two_inspections(cast: Cast) -> None:
    story.made(cast, units=[town().code])
    other = story.made(cast, title="产业发展情况督查", units=[sister().code])
    with pytest.raises(IntegrityError, match="thirty days apart"), transaction.atomic():
        Target.objects.create(
            inspection=other, unit=town(), lo=town().lo, level="township", from_on=days(12), to_on=days(13)
        )
    assert Target.objects.count() == 2


@pytest.mark.database
def test_the_database_counts_a_units_inspections_of_the_year(cast: Cast) -> None:
    rows = [
        story.made(cast, title=f"督查{n}", units=[sister().code], from_on=days(5 + 40 * n)) for n in range(2)
    ]
    assert [row.year for row in rows] == [2026, 2027]
    with clock.moved_to(datetime(2027, 1, 10, 4, tzinfo=UTC)):
        extra = story.made(cast, title="督查三", units=[town().code], from_on=date(2027, 6, 1))
        again = story.made(cast, title="督查四", units=[sister().code], from_on=date(2027, 8, 1))
        assert again.pk
        with pytest.raises(IntegrityError, match="often enough"), transaction.atomic():
            Target.objects.create(
                inspection=extra,
                unit=sister(),
                lo=sister().lo,
                level="township",
                from_on=date(2027, 11, 1),
                to_on=date(2027, 11, 2),
            )
