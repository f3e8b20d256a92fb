"""Reminding units picked across many offices: each told and recorded as by its own board, with the statements of one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reporting.reports.actions import cycles, deciding, reminding
from reporting.reports.actions.many import remind_units
from reporting.reports.models import Cycle, Obligation, Reminder
from responsibilities.notices.models import Notice
from responsibilities.record.models import Entry
from tests import world
from tests.cast import Cast
from tests.reports import story

pytestmark = pytest.mark.django_db


def picked(cycle: Cycle, *codes: str) -> list[tuple[str, str]]:
    rows = Obligation.objects.full().filter(cycle=cycle, unit__code__in=codes)
    return [(row.unit.code, row.unit.name) for row in rows]


def towns(cycle: Cycle, office: str) -> list[str]:
    rows = Obligation.objects.filter(cycle=cycle, receiver_id=world.unit(office).pk)
    return list(rows.values_list("unit__code", flat=True))


def test_units_of_many_offices_take_the_statements_of_one(cast: Cast) -> None:
    cycle = story.running(cast)
    one = picked(cycle, *towns(cycle, world.YONGDENG)[:1])
    many = picked(cycle, world.LANZHOU, world.GAOLAN, world.GANGU, world.LONGXI, *towns(cycle, world.YUZHONG))
    offices = set(
        Obligation.objects.filter(cycle=cycle, unit__code__in=[code for code, _n in many]).values_list(
            "receiver_lo", flat=True
        )
    )
    assert len(offices) > 3
    counts = []
    for units in (one, many):
        with CaptureQueriesContext(connection) as asked:
            outcomes = remind_units(cast.wumin, cycle.pk, cycle.title, units)
        counts.append(len(asked))
        assert [it.refused for it in outcomes] == [""] * len(units)
    assert counts[0] == counts[1], counts
    entries = Entry.objects.filter(verb="cycle.remind", lo__in=offices)
    assert {entry.lo for entry in entries} == offices
    assert sum(entry.count for entry in entries) == len(many)
    assert Reminder.objects.filter(kind="hand").count() == len(one) + len(many)


def test_each_is_refused_for_its_own_reason(cast: Cast) -> None:
    cycle = story.running(cast)
    story.submitted(cast, cycle)
    county, (first, *_rest) = (
        world.unit(world.YONGDENG),
        sorted(set(towns(cycle, world.YONGDENG)) - {story.owed(cycle).unit.code}),
    )
    deciding.remind(actor=cast.chenjing, cycle=cycle, unit=county, keys=[world.unit(first).pk])
    units = picked(cycle, first, story.owed(cycle).unit.code, world.GANGU)
    said = {
        code: it.refused
        for (code, _n), it in zip(units, remind_units(cast.wumin, cycle.pk, cycle.title, units), strict=True)
    }
    assert said == {
        first: "今天已经催过。",
        story.owed(cycle).unit.code: "报告已不再缺报。",
        world.GANGU: "",
    }
    assert Reminder.objects.filter(kind="hand").count() == 2


def test_after_the_closing_and_without_the_right_nobody_is_reminded(cast: Cast) -> None:
    cycle = story.running(cast)
    units = picked(cycle, *towns(cycle, world.YONGDENG))
    assert all(it.refused for it in remind_units(cast.guoping, cycle.pk, cycle.title, units))
    cycles.close_cycle(actor=cast.wumin, cycle=cycle, reason="已结束")
    assert all(it.refused for it in remind_units(cast.wumin, cycle.pk, cycle.title, units))
    assert not Reminder.objects.exists()
    assert not Entry.objects.filter(verb="cycle.remind").exists()


def test_a_cycle_that_is_closed_while_it_is_looked_at_reminds_nobody(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    cycle = story.running(cast)
    looked = reminding.refuse_closed

    def closed_meanwhile(found: Cycle) -> None:
        looked(found)
        cycles.close_cycle(actor=cast.wumin, cycle=Cycle.objects.get(pk=cycle.pk), reason="年度工作结束")

    monkeypatch.setattr(reminding, "refuse_closed", closed_meanwhile)
    assert deciding.remind(actor=cast.chenjing, cycle=cycle, unit=world.unit(world.YONGDENG)) == 0
    assert not Reminder.objects.filter(kind="hand").exists()
    assert not Notice.objects.filter(kind="reminder").exists()
