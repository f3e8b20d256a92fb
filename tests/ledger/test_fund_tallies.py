"""What projects come to above their units: as sums that triggers keep, exact whoever writes, folded or not."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.db import connection

from responsibilities.ledger.actions import funds, judging
from responsibilities.ledger.actions.timed import fold_tallies, turn_lamps
from responsibilities.ledger.models import FundTally, Item, Purse
from responsibilities.ledger.queries.payments import Paid
from responsibilities.ledger.queries.sentence import sentence_of
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.measures import At
from tests import world
from tests.cast import Cast, town
from tests.ledger import story

pytestmark = pytest.mark.django_db
ABOVE = (world.YONGDENG, world.LANZHOU, world.GANSU, world.NATION)
SUM_UP = import_module("responsibilities.ledger.migrations.0011_sums_of_funds").SUM_UP


def _read(unit: Unit) -> Paid:
    return sentence_of(unit, At(unit.pk, unit.lo, unit.hi), 2026).funds


def _there(unit: Unit) -> Paid:
    """The same from the projects themselves."""
    found = Paid(alone=False)
    for row in Purse.objects.filter(lo__range=(unit.lo, unit.hi), year=2026).exclude(lamp="none"):
        found.add(False, row.lamp, 1, row.lamp_on, (row.planned, row.allotted, row.paid))
    return found


def _all_exact() -> None:
    for code in ABOVE:
        unit = world.unit(code)
        assert _read(unit) == _there(unit), code


def _rows() -> list[tuple[object, ...]]:
    return sorted(
        FundTally.objects.values_list("unit_id", "year", "lamp", "n", "planned", "allotted", "paid")
    )


def _corrected(cast: Cast, row: Item) -> None:
    funds.pay(
        actor=cast.wangfang, item=row, amount="3", measured="wan", fund="province", on_day=clock.today(),
        words="工程进度款", corrects=row.fund_entries.get(what="paid").number, reason="金额写错。",
    )  # fmt: skip


def test_the_sums_above_are_those_of_the_projects_after_each_step(cast: Cast) -> None:
    row = story.paid(cast, story.project(cast), "33.333333")
    _all_exact()
    other = story.project(cast, planned="7.000001", allotted="0.000003")
    for step in (
        lambda: _corrected(cast, story.item(row.matter)),
        fold_tallies,
        lambda: turn_lamps(clock.today() + timedelta(days=400)),
        lambda: judging.cancel(
            actor=cast.chenjing,
            item=story.item(other.matter),
            reason="任务调整。",
            document_number="永农领〔2026〕2号",
        ),
        fold_tallies,
    ):
        step()
        _all_exact()
    assert _read(world.unit(world.GANSU)).paid == 3_000_000
    assert not FundTally.objects.filter(unit_id=town().pk).exists()


def test_what_was_there_before_is_summed_up_once_beside_what_the_triggers_wrote(cast: Cast) -> None:
    story.paid(cast, story.project(cast), "33.333333")
    fold_tallies()
    whole = _rows()
    assert whole
    FundTally.objects.filter(lamp="red").delete()  # as if written before there were sums
    for _again in range(2):
        with connection.cursor() as cursor:
            cursor.execute(SUM_UP)
        fold_tallies()
        assert _rows() == whole


def test_since_when_a_payment_is_red_is_known_of_a_province_too(cast: Cast) -> None:
    row = story.paid(cast, story.project(cast), "33.333333", on=date(2026, 11, 24))
    assert _read(world.unit(world.GANSU)).since == Purse.objects.get(pk=row.pk).lamp_on
