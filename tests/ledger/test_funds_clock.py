"""The notice before the work and the payment lamp, by the clock: what ends, what turns, what keeps it."""

from datetime import date, timedelta

import pytest

from responsibilities.ledger.actions import days_off as following
from responsibilities.ledger.actions import funds, judging, working
from responsibilities.ledger.actions.days_off import follow_days_off
from responsibilities.ledger.actions.timed import turn_lamps
from responsibilities.ledger.models import Item, Purse, Turn
from responsibilities.ledger.queries import facts
from responsibilities.ledger.queries.facts import payment_on
from revitalization.kit import clock
from revitalization.kit.errors import Invalid, Problem, Refused
from revitalization.kit.workdays import Calendar
from tests.cast import Cast
from tests.ledger import story
from tests.ledger.test_clock import at

FEN = 1_000_000
"""Fen of ten thousand yuan."""


pytestmark = pytest.mark.django_db
START, DUE = date(2026, 11, 24), date(2027, 3, 4)
"""A hundred days, so that a day is a point."""


# ---------------------------------------------------------------- the notice before the work


def test_closing_is_applied_for_after_the_notice_before_the_work_is_over(cast: Cast) -> None:
    row = story.reported(cast, story.underway(cast, key="project"))
    with pytest.raises(Refused, match=r"."):
        working.declare(actor=cast.zhaogang, item=row, **story.WORDS)
    with pytest.raises(Invalid):
        funds.announce(actor=cast.wangfang, item=row, place="公开栏", on_day=date(2026, 2, 27))
    funds.announce(actor=cast.wangfang, item=row, place="公开栏", on_day=clock.today())
    assert Purse.objects.get(pk=row.pk).until == date(2026, 12, 1)
    with at(date(2026, 12, 1)), pytest.raises(Refused):
        working.declare(actor=cast.zhaogang, item=story.item(row.matter), **story.WORDS)
    with at(date(2026, 12, 2)):
        working.declare(actor=cast.zhaogang, item=story.item(row.matter), **story.WORDS)
    assert story.item(row.matter).status == "declared"


def test_an_objection_to_the_notice_before_keeps_it_until_the_issuer_decides(cast: Cast) -> None:
    row = story.reported(cast, story.underway(cast, key="project"))
    with pytest.raises(Refused):
        judging.object_to(actor=cast.wangfang, item=row, reason="没有公示就异议。")
    funds.announce(actor=cast.wangfang, item=row, place="公开栏", on_day=clock.today())
    judging.object_to(actor=cast.wangfang, item=story.item(row.matter), reason="两户认为选址不当。")
    with at(date(2026, 12, 2)):
        for act in (
            lambda: working.declare(actor=cast.zhaogang, item=story.item(row.matter), **story.WORDS),
            lambda: funds.announce(
                actor=cast.wangfang, item=story.item(row.matter), place="公开栏", on_day=clock.today()
            ),
        ):
            with pytest.raises(Refused):
                act()
        judging.settle_objection(
            actor=cast.chenjing, item=story.item(row.matter), reason="选址经村民代表会议通过。"
        )
        assert not Purse.objects.get(pk=row.pk).objected
        working.declare(actor=cast.zhaogang, item=story.item(row.matter), **story.WORDS)
    assert not story.item(row.matter).objected


# ---------------------------------------------------------------- the clock


def _history(row: Item) -> list[tuple[date, str, str]]:
    return list(
        Turn.objects.filter(item=row, payment=True).order_by("id").values_list("on_day", "lamp", "why")
    )


def _hundred_days(cast: Cast) -> Item:
    """Under way for a hundred days from today, all money allotted today."""
    row = story.underway(cast, key="project", start_on=START, due_on=DUE, issued_on=START)
    for act in (funds.plan_funds, funds.allot):
        act(
            actor=cast.chenjing, item=story.item(row.matter), amount="100", measured="wan", fund="central", on_day=START,
            document_number="永财农〔2026〕42号",
        )  # fmt: skip
    return story.item(row.matter)


def test_the_payment_lamp_turns_by_the_same_sweep_and_by_payments(cast: Cast) -> None:
    row = _hundred_days(cast)
    purse = Purse.objects.get(pk=row.pk)
    assert (purse.lamp, purse.since, purse.next_on) == ("green", START, START + timedelta(days=10))
    with at(START + timedelta(days=12)):
        turn_lamps()
        story.reported(cast, story.item(row.matter), "12")
        row = story.item(row.matter)
        assert (row.lamp, Purse.objects.get(pk=row.pk).lamp) == ("green", "yellow")
        story.paid(cast, row, "12", fund="central")
    with at(START + timedelta(days=50)):
        turn_lamps()
        assert turn_lamps() == 0
        story.paid(cast, story.item(row.matter), "88", fund="central")
    with at(DUE + timedelta(days=9)):
        turn_lamps()
    assert _history(row) == [
        (START, "green", ""),
        (START + timedelta(days=10), "yellow", "behind"),
        (START + timedelta(days=12), "green", ""),
        (START + timedelta(days=22), "yellow", "behind"),
        (START + timedelta(days=43), "red", "behind"),
        (START + timedelta(days=50), "green", ""),
    ]
    assert story.item(row.matter).lamp == "red"
    assert Purse.objects.get(pk=row.pk).lamp == "green"


def test_day_by_day_and_at_once_the_payment_lamps_come_to_the_same(cast: Cast) -> None:
    daily, once = _hundred_days(cast), _hundred_days(cast)
    for n in range(1, 120):
        with at(START + timedelta(days=n)):
            kept = Purse.objects.values_list("next_on", flat=True).get(pk=once.pk)
            Purse.objects.filter(pk=once.pk).update(next_on=None)
            turn_lamps()
            Purse.objects.filter(pk=once.pk).update(next_on=kept)
            row = story.item(daily.matter)
            assert row.purse.lamp == payment_on(row, clock.today()).level, n
    with at(START + timedelta(days=119)):
        turn_lamps()
    same = ("lamp", "lamp_on", "next_on")
    ends = [Purse.objects.values_list(*same).get(pk=row.pk) for row in (daily, once)]
    assert ends[0] == ends[1] == ("red", START + timedelta(days=31), None)
    assert _history(daily) == _history(once)


def test_what_waits_above_keeps_the_payment_lamp_of_its_application(cast: Cast) -> None:
    row = story.declared(cast, key="project")
    with at(date(2027, 6, 1)):
        turn_lamps()
    assert Purse.objects.get(pk=row.pk).lamp == "grey"
    with pytest.raises(Problem):
        funds.announce(actor=cast.wangfang, item=row, place="公开栏", on_day=clock.today())


def test_a_new_table_of_days_off_moves_the_yellow_of_payments_too(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = story.paid(cast, _hundred_days(cast), "99", fund="central")
    purse = Purse.objects.get(pk=row.pk)
    assert (purse.yellow_why, purse.yellow_on) == ("near", date(2027, 3, 1))
    assert follow_days_off() == 0

    def moved(_first: int, _last: int) -> Calendar:
        return Calendar(off=frozenset({date(2027, 3, 2), date(2027, 3, 3)}), known=frozenset({2027}))

    for module in (facts, following):
        monkeypatch.setattr(module, "days_off", moved)
    follow_days_off()
    assert follow_days_off() == 0
    purse = Purse.objects.get(pk=row.pk)
    assert (purse.yellow_on, purse.next_on) == (date(2027, 2, 25), date(2027, 2, 25))
