"""Recurring notices when offices, kinds and units change, when they are stopped, and what is refused."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.utils import InternalError

from reporting.reports import rules
from reporting.reports.actions import cycles
from reporting.reports.actions import series as actions
from reporting.reports.models import Cycle, Obligation, ReportKind, Series
from responsibilities.access.actions import end_grant
from responsibilities.access.models import Grant
from responsibilities.notices.models import Notice
from responsibilities.record.models import Entry
from responsibilities.units.actions.facts import set_scope
from responsibilities.units.models import Unit, UnitYear
from revitalization.kit.errors import Forbidden, Hidden, Invalid, Refused
from revitalization.kit.perform import recorded
from revitalization.kit.periods import WORKING, Rhythm
from revitalization.kit.ports import Entry as Written
from tests import world
from tests.cast import Cast, days
from tests.reports import story
from tests.reports.recurring import NUMBER, asked, at, planned, quarterly, standing

pytestmark = [pytest.mark.django_db, pytest.mark.clock]


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


def test_a_first_deadline_that_is_over_cannot_be_put_in_force(cast: Cast) -> None:
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


@pytest.mark.parametrize("code", ["40P01", "55P03", "57014", "53100"])
def test_a_notice_the_database_refuses_keeps_no_other_from_being_worked_off(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    """A deadlock, a lock not given, a cancelled statement, a full disk."""
    first = standing(cast.wumin)
    quarters = Rhythm("2026Q4", "2027Q4", date(2026, 12, 31), WORKING, 20)
    second = standing(cast.wumin, quarters, kind=quarterly())
    usual = actions._decide_next

    def decide(pk: int, *rest: Any) -> bool:
        if pk == first.pk:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = '{code}'; END $$")
        return usual(pk, *rest)

    monkeypatch.setattr(actions, "_decide_next", decide)
    with at(date(2026, 12, 31)), pytest.raises(OperationalError, match="no room"):
        actions.open_due()
    assert [Series.objects.get(pk=row.pk).next_no for row in (first, second)] == [0, 1]
