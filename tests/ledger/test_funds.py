"""Funds of a project: exact to the fen, entered once, never mixed, refused where they do not fit; in code and database."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from responsibilities.ledger.actions import funds, judging, working
from responsibilities.ledger.models import FundEntry, Item, Purse
from responsibilities.ledger.queries.funds import SourceLine, by_source
from responsibilities.ledger.queries.payments import Paid
from responsibilities.ledger.queries.sentence import sentence_of
from responsibilities.record.models import Entry
from revitalization.kit import clock
from revitalization.kit.errors import Conflict, Forbidden, Hidden, Invalid, Refused
from revitalization.kit.measures import At
from tests import world
from tests.cast import Cast, town
from tests.ledger import story
from tests.ledger.test_clock import at

FEN = 1_000_000
"""Fen of ten thousand yuan."""


pytestmark = pytest.mark.django_db


def _told(row: Item) -> tuple[int, int, int]:
    purse = Purse.objects.get(pk=row.pk)
    return purse.planned, purse.allotted, purse.paid


def _kept(row: Item) -> tuple[Any, ...]:
    return (
        *_told(row),
        row.fund_entries.count(),
        Item.objects.values_list("version", flat=True).get(pk=row.pk),
        Entry.objects.filter(subject_key=row.public_id).count(),
        Purse.objects.values_list("lamp", "until", "objected").get(pk=row.pk),
    )


def _sums() -> Paid:
    return sentence_of(town(), At(town().pk, town().lo, town().hi), 2026).funds


def test_planned_allotted_and_paid_are_kept_apart_by_source(cast: Cast) -> None:
    row = story.paid(cast, story.project(cast), "33.333333")
    funds.plan_funds(
        actor=cast.chenjing, item=row, amount="500000.01", measured="yuan", fund="county", on_day=date(2026, 4, 1),
        document_number="永财农[2026]050号",
    )  # fmt: skip
    row = story.item(row.matter)
    assert _told(row) == (120 * FEN + 50_000_001, 100 * FEN, 33_333_333)
    assert by_source(row) == [
        SourceLine("province", 120 * FEN, 100 * FEN, 33_333_333),
        SourceLine("county", 50_000_001, 0, 0),
    ]
    entry = row.fund_entries.first()
    assert entry is not None
    assert (entry.number, entry.document_number, entry.by_name, entry.source) == (
        4,
        "永财农〔2026〕50号",
        "陈静",
        "county",
    )
    sums = _sums()
    assert (sums.planned, sums.allotted, sums.paid) == _told(row)
    assert (sums.counts, sums.verified) == ({"red": 1}, 0)


def test_others_have_no_funds_and_say_so(cast: Cast) -> None:
    row = story.underway(cast)
    with pytest.raises(Refused, match=r"."):
        story.paid(cast, row, "1")
    with pytest.raises(Refused, match=r"."):
        funds.announce(actor=cast.wangfang, item=row, place="公开栏", on_day=clock.today())
    assert not Purse.objects.filter(item=row).exists()
    assert row.fund_entries.count() == 0


@pytest.mark.parametrize(
    ("act", "more", "field"),
    [
        ("pay", {"amount": "100.000001"}, "amount"),
        ("pay", {"amount": "-1"}, "amount"),
        ("pay", {"amount": "0"}, "amount"),
        ("pay", {"amount": "1", "fund": "central"}, "amount"),
        ("pay", {"amount": "1", "fund": ""}, "fund"),
        ("pay", {"amount": "1", "on_day": date(2026, 11, 25)}, "on_day"),
        ("pay", {"amount": "1", "on_day": date(2026, 2, 27)}, "on_day"),
        ("pay", {"amount": "1", "corrects": 9, "reason": "记错"}, "corrects"),
        ("pay", {"amount": "1", "corrects": 1, "reason": "记错"}, "corrects"),
        ("pay", {"amount": "1", "reason": "记错"}, "corrects"),
        ("pay", {"amount": "1", "measured": ""}, "measured"),
        ("allot", {"amount": "20.000001"}, "approval"),
        ("allot", {"amount": "1", "document_number": ""}, "document_number"),
        ("allot", {"amount": "1", "document_number": "没有文号"}, "document_number"),
        ("allot", {"amount": "200", "approval": "口头同意"}, "approval"),
        ("allot", {"amount": "99", "corrects": 1, "reason": "记错"}, "corrects"),
        ("allot", {"amount": "99", "corrects": 2}, "reason"),
        ("allot", {"amount": "99", "corrects": 2, "reason": "记错", "fund": "city"}, "fund"),
        ("plan_funds", {"amount": "1", "document_number": ""}, "document_number"),
        ("plan_funds", {"amount": "99", "corrects": 1, "reason": "核减"}, "approval"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_and_changes_nothing(
    cast: Cast, act: str, more: dict[str, Any], field: str
) -> None:
    row = story.project(cast)
    before = _kept(row)
    values = {
        "measured": "wan",
        "fund": "province",
        "on_day": date(2026, 11, 20),
        "document_number": "永财农〔2026〕60号",
    }
    actor = cast.wangfang if act == "pay" else cast.chenjing
    with pytest.raises(Invalid) as refused:
        getattr(funds, act)(actor=actor, item=row, **(values | more))
    assert field in {error.field for error in refused.value.errors}
    assert _kept(row) == before


def test_more_than_planned_is_allotted_by_a_document_alone(cast: Cast) -> None:
    row = story.project(cast)
    funds.allot(
        actor=cast.chenjing, item=row, amount="30", measured="wan", fund="province", on_day=clock.today(),
        document_number="永财农〔2026〕61号", approval="甘财农〔2026〕9号",
    )  # fmt: skip
    assert _told(row) == (120 * FEN, 130 * FEN, 0)
    assert FundEntry.objects.get(item=row, number=3).approval == "甘财农〔2026〕9号"


def test_a_correction_stands_in_the_place_of_the_entry_which_stays(cast: Cast) -> None:
    row = story.paid(cast, story.project(cast), "60")
    row = story.paid(cast, row, "6", corrects=3, reason="多写了一个零。", fund="")
    assert _told(row) == (120 * FEN, 100 * FEN, 6 * FEN)
    row = story.paid(cast, row, "0", corrects=4, reason="付款被银行退回。")
    assert _told(row) == (120 * FEN, 100 * FEN, 0)
    assert [(e.number, e.amount, e.reason) for e in row.fund_entries.filter(what="paid")] == [
        (5, 0, "付款被银行退回。"), (4, 6 * FEN, "多写了一个零。"), (3, 60 * FEN, ""),
    ]  # fmt: skip
    with pytest.raises(Invalid):
        story.paid(cast, row, "1", corrects=3, reason="再改一次。")


def test_allotted_is_not_corrected_below_what_is_paid(cast: Cast) -> None:
    row = story.paid(cast, story.project(cast), "60")
    before = _kept(row)
    with pytest.raises(Invalid) as refused:
        funds.allot(
            actor=cast.chenjing, item=row, amount="59.999999", measured="wan", on_day=clock.today(), corrects=2,
            reason="核减",
        )  # fmt: skip
    assert refused.value.errors[0].field == "amount"
    assert _kept(row) == before


def test_the_unit_allots_nothing_to_itself_and_the_office_pays_nothing_for_it(cast: Cast) -> None:
    row = story.project(cast)
    before = _kept(row)
    values = {
        "item": row, "amount": "1", "measured": "wan", "fund": "province", "on_day": clock.today(),
        "document_number": "永财农〔2026〕62号",
    }  # fmt: skip
    for name in ("wangfang", "zhaogang", "lijun"):
        for act in (funds.plan_funds, funds.allot):
            with pytest.raises(Forbidden):
                act(actor=getattr(cast, name), **values)
    for name in ("chenjing", "zhaogang"):
        with pytest.raises(Forbidden):
            funds.pay(actor=getattr(cast, name), **values)
    for name in ("zhouqiang", "wumin"):
        with pytest.raises(Refused):
            funds.allot(actor=getattr(cast, name), **values)
    with pytest.raises(Hidden):
        funds.pay(actor=cast.maling, **values)
    story.grant(cast, "wangfang", world.YONGDENG, "receiver")
    story.end(cast, "wangfang", "filer")
    # Who worked on it for the town allots nothing to it, from the county's office neither.
    with pytest.raises(Refused):
        funds.allot(actor=cast.fresh("wangfang"), **values)
    assert _kept(row) == before


def test_who_pays_has_had_a_part(cast: Cast) -> None:
    row = story.paid(cast, story.project(cast), "1")
    assert row.fund_entries.count() == 3
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT act FROM ledger_involvement WHERE subject_id = %s AND user_id = %s ORDER BY act",
            [row.pk, cast.wangfang.user_id],
        )
        assert "pay" in {act for (act,) in cursor.fetchall()}
        cursor.execute(
            "SELECT count(*) FROM ledger_involvement WHERE subject_id = %s AND user_id = %s",
            [row.pk, cast.chenjing.user_id],
        )
        assert cursor.fetchone()[0] == 0  # fmt: skip


def _raw(sql: str, *values: object) -> Callable[[Item], None]:
    def run(row: Item) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [*values, row.pk])

    return run


_INSERT = """INSERT INTO ledger_fundentry (number, what, source, amount, on_day, document_number, approval, words, reason,
    by_name, post, at, item_id, corrects_id)
SELECT 90, %s, %s, %s, '2026-11-20', %s, '', '', %s, '', '', now(), i.id, {} FROM ledger_item i WHERE i.id = %s"""
_NEW, _OF_OTHERS = (
    _INSERT.format("NULL"),
    _INSERT.format("(SELECT min(id) FROM ledger_fundentry WHERE what = 'planned')"),
)


@pytest.mark.parametrize(
    "attempt",
    [
        _raw(_NEW, "paid", "province", 100 * FEN + 1, "", ""),
        _raw(_NEW, "paid", "central", 1, "", ""),
        _raw(_NEW, "allotted", "province", 20 * FEN + 1, "永财农〔2026〕42号", ""),
        _raw(_NEW, "allotted", "province", 1, "", ""),
        _raw(_NEW, "paid", "province", -1, "", ""),
        _raw(_NEW, "paid", "province", 0, "", ""),
        _raw(_OF_OTHERS, "paid", "province", 5, "", "记错"),
        _raw("UPDATE ledger_purse SET paid = %s WHERE item_id = %s", 5),
        _raw("UPDATE ledger_fundentry SET amount = %s WHERE item_id = %s", 5),
        _raw("DELETE FROM ledger_fundentry WHERE amount > %s AND item_id = %s", 5),
        _raw("DELETE FROM ledger_purse WHERE paid < %s AND item_id = %s", 5),
    ],
)
def test_the_database_refuses_what_the_rules_refuse(cast: Cast, attempt: Callable[[Item], None]) -> None:
    row = story.project(cast)
    before = _kept(row)
    with pytest.raises(DatabaseError):
        attempt(row)
    assert _kept(row) == before
    _raw(_NEW, "paid", "province", 5, "", "")(row)
    assert _told(row) == (120 * FEN, 100 * FEN, 5)


def test_nothing_is_entered_once_it_is_closed(cast: Cast) -> None:
    row = story.paid(cast, story.project(cast), "100")
    row = working.declare(actor=cast.zhaogang, item=story.reported(cast, row), **story.WORDS)
    judging.check(actor=cast.chenjing, item=row, words="属实。", on_day=clock.today())
    row = judging.publicize(
        actor=cast.wangfang,
        item=story.item(row.matter),
        place="公开栏",
        on_day=clock.today(),
        until=clock.today(),
    )
    with at(clock.today() + timedelta(days=1)):
        judging.verify(actor=cast.chenjing, item=story.item(row.matter), words="同意。")
        row = story.item(row.matter)
        assert (row.lamp, Purse.objects.get(pk=row.pk).lamp) == ("done", "done")
        with pytest.raises(Conflict):
            story.paid(cast, row, "1")
        sums = _sums()
        assert (sums.paid, sums.verified) == (100 * FEN, 100 * FEN)
        judging.reopen(actor=cast.chenjing, item=row, reason="反弹。", new_due_on=date(2027, 6, 1))
        assert Purse.objects.get(pk=row.pk).lamp == "green"
        assert _sums().verified == 0
