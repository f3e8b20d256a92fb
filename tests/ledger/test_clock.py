"""What the clock does: lamps turn on their day, each turn once, whatever the clock missed; days off move them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from responsibilities.ledger.actions import days_off as following
from responsibilities.ledger.actions import judging, working
from responsibilities.ledger.actions.days_off import follow_days_off
from responsibilities.ledger.actions.timed import end_notices, fold_tallies, turn_lamps
from responsibilities.ledger.models import Item, Tally, Turn
from responsibilities.ledger.queries import facts
from responsibilities.ledger.queries.facts import lamp_on
from responsibilities.notices.models import Notice
from revitalization.kit import clock
from revitalization.kit.workdays import SHANGHAI, Calendar
from tests import world
from tests.cast import Cast, town
from tests.ledger import story

pytestmark = pytest.mark.django_db

START, DUE = date(2026, 11, 24), date(2027, 3, 4)
"""A hundred days, so that a day is a point."""


@contextmanager
def at(day: date) -> Iterator[None]:
    with clock.moved_to(datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI)):
        yield


def _begun(cast: Cast, percent: str = "0") -> Item:
    row = story.underway(cast, start_on=START, due_on=DUE, issued_on=START)
    return story.reported(cast, row, percent)


def _history(row: Item) -> list[tuple[date, str]]:
    return list(Turn.objects.filter(item=row).order_by("id").values_list("on_day", "lamp"))


def test_yellow_then_red_by_the_clock_and_green_again_by_progress(cast: Cast) -> None:
    row = _begun(cast)
    assert (row.lamp, row.next_on) == ("green", START + timedelta(days=10))
    with at(START + timedelta(days=10)):
        turn_lamps()
    row = story.item(row.matter)
    assert (row.lamp, row.lamp_on, row.next_on) == (
        "yellow",
        START + timedelta(days=10),
        START + timedelta(days=31),
    )
    with at(START + timedelta(days=31)):
        turn_lamps()
        assert story.item(row.matter).lamp == "red"
        row = story.reported(cast, story.item(row.matter), "31")
    assert row.lamp == "green"
    assert [lamp for _day, lamp in _history(row)] == ["green", "yellow", "red", "green"]


def test_a_clock_that_stood_still_makes_good_each_turn_as_of_its_day(cast: Cast) -> None:
    row = _begun(cast)
    with at(START + timedelta(days=200)):
        written = turn_lamps()
        assert turn_lamps() == 0
    assert written == 2 + 2 * 2  # the town's yellow and red, and its two sisters' who never began
    row = story.item(row.matter)
    assert _history(row) == [
        (START, "green"), (START + timedelta(days=10), "yellow"), (START + timedelta(days=31), "red"),
    ]  # fmt: skip
    assert (row.lamp, row.lamp_on, row.next_on) == ("red", START + timedelta(days=31), None)


def test_an_act_on_a_day_the_clock_has_not_seen_loses_no_colour(cast: Cast) -> None:
    row = _begun(cast)
    with at(START + timedelta(days=40)):
        row = story.reported(cast, row, "45")
    assert row.lamp == "green"
    assert _history(row) == [
        (START, "green"), (START + timedelta(days=10), "yellow"), (START + timedelta(days=31), "red"),
        (START + timedelta(days=40), "green"),
    ]  # fmt: skip
    assert list(Turn.objects.filter(item=row).values_list("why", flat=True)) == ["", "behind", "behind", ""]


def test_day_by_day_and_at_once_come_to_the_same(cast: Cast) -> None:
    daily = _begun(cast)
    once = _begun(cast)
    for n in range(1, 130):
        with at(START + timedelta(days=n)), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM ledger_item WHERE id = %s", [daily.pk])
            _turn_one(daily)
    with at(START + timedelta(days=129)):
        _turn_one(once)
    same = ("lamp", "lamp_on", "next_on")
    ends = [Item.objects.values_list(*same).get(pk=row.pk) for row in (daily, once)]
    assert ends[0] == ends[1]
    assert _history(daily) == _history(once)


def _turn_one(row: Item) -> None:
    """The sweep for this item alone: the others have no next day meanwhile."""
    others = Item.objects.exclude(pk=row.pk)
    kept = dict(others.values_list("pk", "next_on"))
    others.update(next_on=None)
    turn_lamps()
    for pk, day in kept.items():
        Item.objects.filter(pk=pk).update(next_on=day)


def test_the_stored_lamp_is_the_one_that_is_reckoned(cast: Cast) -> None:
    row = _begun(cast, "7.5")
    for n in range(0, 120, 3):
        with at(START + timedelta(days=n)):
            turn_lamps()
            row = story.item(row.matter)
            assert row.lamp == lamp_on(row, clock.today()).level, n


def test_the_sweep_is_one_statement_however_many_turn(cast: Cast) -> None:
    _begun(cast)
    with (
        at(START + timedelta(days=60)),
        CaptureQueriesContext(
            connection,
        ) as found,
    ):
        assert turn_lamps() > 3
    assert len([query for query in found if "ledger" in query["sql"]]) == 1


def test_what_waits_above_does_not_turn(cast: Cast) -> None:
    row = story.declared(cast)
    with at(date(2027, 6, 1)):
        turn_lamps()
    assert story.item(row.matter).lamp == "green"


def test_the_offices_that_close_at_the_issuer_are_told_once_that_a_notice_is_over(cast: Cast) -> None:
    row = story.checked(cast, key="project")
    row = judging.publicize(actor=cast.chenjing, item=row, place="公开栏", on_day=clock.today())
    assert end_notices() == 0
    with at(date(2026, 12, 2)):
        assert end_notices() == 2
        assert end_notices() == 0
    told = Notice.objects.filter(event__startswith="ledger.notice_over")
    assert sorted(told.values_list("recipient__username", flat=True)) == ["chenjing", "dingwei"]


def test_a_new_table_of_days_off_moves_the_yellow_of_the_last_days(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = story.underway(cast, start_on=START, due_on=DUE, issued_on=START)
    row = story.reported(cast, row, "99")
    assert (row.yellow_why, row.yellow_on) == ("near", date(2027, 3, 1))
    assert follow_days_off() == 0

    def moved(_first: int, _last: int) -> Calendar:
        return Calendar(off=frozenset({date(2027, 3, 2), date(2027, 3, 3)}), known=frozenset({2027}))

    for module in (facts, following):
        monkeypatch.setattr(module, "days_off", moved)
    assert follow_days_off() == 1
    assert follow_days_off() == 0
    row = story.item(row.matter)
    assert (row.yellow_on, row.next_on) == (date(2027, 2, 25), date(2027, 2, 25))


def _counted(unit_id: int) -> dict[tuple[str, str, bool], int]:
    found: dict[tuple[str, str, bool], int] = {}
    for status, lamp, claimed, n in Tally.objects.filter(unit_id=unit_id).values_list(
        "status", "lamp", "claimed", "n"
    ):
        key = (status, lamp, claimed)
        found[key] = found.get(key, 0) + n
    return {key: n for key, n in found.items() if n}


def _there(lo: int, hi: int) -> dict[tuple[str, str, bool], int]:
    found: dict[tuple[str, str, bool], int] = {}
    for row in Item.objects.filter(lo__gt=lo, lo__lte=hi):
        key = (row.status, row.lamp, row.claimed == Decimal(100))
        found[key] = found.get(key, 0) + 1
    return found


def test_the_tallies_are_exact_at_any_moment_folded_or_not(cast: Cast) -> None:
    row = story.underway(cast)
    working.ask_extension(actor=cast.wangfang, item=row, reason="冬季停工。", new_due_on=date(2027, 5, 31))
    for step in (lambda: story.reported(cast, story.item(row.matter)), turn_lamps, fold_tallies, turn_lamps):
        step()
        for code in (world.YONGDENG, world.LANZHOU, world.GANSU, world.NATION):
            unit = world.unit(code)
            assert _counted(unit.pk) == _there(unit.lo, unit.hi), code
    assert not Tally.objects.filter(unit_id=town().pk).exists()
