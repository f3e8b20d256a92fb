"""Where funds are seen: list, item, inbox, board, sheet, papers, interface; and that other kinds show none."""

import io
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from responsibilities.ledger.actions import funds, judging, working
from responsibilities.ledger.documents.closing import closing_paper
from responsibilities.ledger.documents.slip import slip_paper
from responsibilities.ledger.models import Item, Purse
from responsibilities.ledger.queries.inbox import todo_lines
from responsibilities.ledger.queries.told import told
from responsibilities.ledger.views.measures import YEARS
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.documents import Table
from revitalization.kit.inbox import Asked
from revitalization.kit.measures import At
from revitalization.site.boards import area_for, board_of, measure_for
from tests import world
from tests.api.conftest import Program
from tests.cast import Cast, days, town
from tests.ledger import story

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]


def client(cast: Cast, name: str, language: str = "en") -> Client:
    found = Client(headers={"accept-language": language})
    found.force_login(cast.user(name))
    return found


def page_of(row: Item, act: str = "") -> str:
    name, more = ("ledger_act", [act]) if act else ("ledger_item", [])
    return reverse(name, args=[row.matter.key, row.unit.code, *more])


def half_paid(cast: Cast) -> Item:
    """Progress on schedule, payment far behind: a third paid where nine tenths are expected."""
    row = story.paid(cast, story.project(cast), "33.333333")
    return story.reported(cast, row, "95")


# ---------------------------------------------------------------- pages


def test_a_payment_is_entered_and_said_back_in_both_units(cast: Cast) -> None:
    row = story.project(cast)
    browser = client(cast, "wangfang")
    form = browser.get(page_of(row, "pay")).content.decode()
    assert "So far planned ¥1,200,000.00, allotted ¥1,000,000.00, paid ¥0.00." in form
    sent = {
        "version": row.version, "amount": "33.333333", "measured": "wan", "fund": "province", "on_day": "2026-11-20",
        "words": "首期进度款", "document_number": "记-112",
    }  # fmt: skip
    answer = browser.post(page_of(row, "pay"), sent, follow=True)
    assert "Entry 3, paid: 33.333333 ten thousand yuan, that is 333,333.33 yuan." in answer.content.decode()
    page = client(cast, "wangfang", "zh-hans").get(page_of(row)).content.decode()
    for said in ("支出33.333333万元", "首期进度款", "记-112", "33.3%", "支付灯", "单位申报数"):
        assert said in page, said


def test_what_was_typed_stays_beside_the_reason_when_it_is_refused(cast: Cast) -> None:
    row = story.project(cast)
    sent = {"version": row.version, "amount": "１００", "measured": "wan", "fund": "province", "on_day": "2026-11-20",
            "words": "首期进度款"}  # fmt: skip
    answer = client(cast, "wangfang").post(page_of(row, "pay"), sent)
    assert answer.status_code == 400
    assert set(answer.context["form"].errors) == {"amount"}
    assert "首期进度款" in answer.content.decode()
    assert Purse.objects.get(pk=row.pk).paid == 0


def test_the_same_form_sent_twice_pays_once(cast: Cast) -> None:
    row = story.project(cast)
    sent = {
        "version": row.version,
        "amount": "10",
        "measured": "wan",
        "fund": "province",
        "on_day": "2026-11-20",
    }
    browser = client(cast, "wangfang")
    assert browser.post(page_of(row, "pay"), sent).status_code == 302
    assert browser.post(page_of(row, "pay"), sent).status_code == 412
    assert Purse.objects.get(pk=row.pk).paid == 10_000_000


def test_the_list_shows_the_payment_lamp_apart_and_sums_beside_each_other(cast: Cast) -> None:
    half_paid(cast)
    story.issued(cast)
    browser = client(cast, "chenjing")
    every = browser.get(reverse("ledger")).content.decode()
    assert every.count("Payment: Red lamp, 33.3% paid") == 1
    # The two sisters have the project too, and nothing was allotted to them.
    assert every.count("Payment: no funds allotted yet") == 2
    sums = (
        "Funds of 3 projects: planned ¥1,200,000.00; allotted ¥1,000,000.00; paid ¥333,333.33 by the units' own word, "
        "33.3% of what was allotted, of which ¥0.00 verified. Payment lamps: 1 red, 0 yellow."
    )
    assert sums in browser.get(reverse("ledger")).content.decode().replace("&#x27;", "'")
    projects = browser.get(reverse("ledger"), {"kind": "project"}).content.decode()
    for said in ("Payment lamp", "¥333,333.33 of ¥1,000,000.00", "planned ¥1,200,000.00 · 33.3%"):
        assert said in projects, said
    assert (
        "Paid, by its own word, of allotted"
        not in browser.get(reverse("ledger"), {"kind": "task"}).content.decode()
    )
    found = {
        query: len(browser.get(f"{reverse('ledger')}?{query}").context["table"].rows)
        for query in (
            "payment=red",
            "payment=grey",
            "payment=green",
            "funds=with",
            "funds=without",
            "kind=x%00",
        )
        if "x" not in query
    }
    assert found == {
        "payment=red": 1,
        "payment=grey": 2,
        "payment=green": 0,
        "funds=with": 3,
        "funds=without": 3,
    }


def test_who_has_no_projects_sees_nothing_of_funds(cast: Cast) -> None:
    row = story.reported(cast, story.underway(cast), "40")
    browser = client(cast, "wangfang")
    for address in (reverse("ledger"), page_of(row)):
        page = browser.get(address).content.decode()
        assert "Funds of" not in page
        assert "Payment lamp:" not in page
        assert "funds-title" not in page
    assert "Enter a payment" not in browser.get(page_of(row)).content.decode()


def test_the_pages_ask_as_often_for_one_project_as_for_many(cast: Cast) -> None:
    browser = client(cast, "chenjing")

    def asked(address: str) -> int:
        browser.get(address)
        with CaptureQueriesContext(connection) as found:
            assert browser.get(address).status_code == 200
        return len(found)

    row = half_paid(cast)
    before = asked(reverse("ledger")), asked(page_of(row))
    for _n in range(3):
        story.paid(cast, story.project(cast), "1")
    story.paid(cast, story.item(row.matter), "1")
    assert (asked(reverse("ledger")), asked(page_of(row))) == before


# ---------------------------------------------------------------- inbox and board


def test_the_filer_reads_both_lamps_and_the_office_what_is_not_paid(cast: Cast) -> None:
    row = half_paid(cast)
    with translation.override("en"):
        mine = [
            it for it in todo_lines(cast.wangfang, Asked(clock.today())) if it.subject[1] == row.public_id
        ]
        waiting = todo_lines(cast.chenjing, Asked(clock.today(), waiting=True))
        theirs = [it for it in waiting if it.kind.key == "ledger-unpaid"]
    assert [(it.kind.key, it.tone) for it in mine] == [("ledger-do", "green")]
    # 10 March to 18 December are 283 days, 259 of them by now: 91.5 expected, 33.3 paid.
    assert mine[0].marks == ["Payment: 58.2 points behind schedule"]
    assert [(it.subject[1], it.tone, it.marks) for it in theirs] == [
        (row.public_id, "red", ["Payment: 58.2 points behind schedule"])
    ]


def test_the_board_counts_projects_by_their_payment_lamp(cast: Cast) -> None:
    half_paid(cast)
    for actor, code in (
        (cast.chenjing, world.YONGDENG),
        (cast.wumin, world.GANSU),
    ):
        measure = measure_for(actor, "ledger-payment")
        found = board_of(actor, measure, area_for(actor, measure, code), clock.today())
        assert found.total is not None
        parts = {part: n for part, n in found.total.parts.items() if n}
        assert parts == {"red": 1, "grey": 2}, code
        assert found.lamp.level == "red"
    unit, filer = Unit.objects.get(code=town().code), cast.wangfang
    _period, read = YEARS.latest(filer, unit.span, [At(unit.pk, unit.lo, unit.hi)], clock.today())
    assert (read[unit.pk].funds.allotted, read[unit.pk].funds.paid) == (100_000_000, 33_333_333)
    with CaptureQueriesContext(connection) as asked:
        YEARS.latest(filer, unit.span, [At(unit.pk, unit.lo, unit.hi)], clock.today())
    assert len(asked) == 1


def test_the_sums_are_those_of_the_rows(cast: Cast) -> None:
    half_paid(cast)
    story.paid(cast, story.project(cast, planned="7.000001", allotted="0.000003"), "0.000001")
    rows = Purse.objects.all()
    unit = world.unit(world.YONGDENG)
    _period, read = YEARS.latest(cast.chenjing, unit.span, [At(unit.pk, unit.lo, unit.hi)], clock.today())
    assert read[unit.pk].funds.allotted == sum(row.allotted for row in rows) == 100_000_003
    assert read[unit.pk].funds.paid == sum(row.paid for row in rows) == 33_333_334


# ---------------------------------------------------------------- sheet and papers


def test_projects_stand_in_the_columns_of_the_project_library(cast: Cast) -> None:
    row = half_paid(cast)
    story.issued(cast)
    answer = client(cast, "wangfang").get(reverse("ledger_officials_sheet"))
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    book = load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["任务台账", "项目台账"]
    lines = [list(one) for one in book["项目台账"].iter_rows(values_only=True)]
    heads = next(line for line in lines if line[0] == "序号")
    line = dict(zip(heads, lines[lines.index(heads) + 1], strict=True))
    assert line["项目编号"] == row.number
    assert [Decimal(str(line[name])) for name in ("计划资金（万元）", "省级（万元）", "中央（万元）", "下达（万元）", "支出（万元）")] == [
        Decimal(120), Decimal(120), Decimal(0), Decimal(100), Decimal("33.333333"),
    ]  # fmt: skip
    assert line["支出率"] == "33.3%"
    assert line["支付灯"] == "红灯（落后序时进度 58.2 个百分点）"
    assert line["资金下达日期、文号"] == "2026-03-10 永财农〔2026〕42号"
    assert line["批复文号"] == "永农领办〔2026〕8号"
    assert line["公告公示（事前）"] == "2026年3月5日至2026年3月12日，镇政务公开栏"


def _cells(paper: Any) -> dict[str, str]:
    return {cells[0]: cells[1] for block in paper.body if isinstance(block, Table) for cells in block.rows}


def test_the_papers_say_what_was_paid_and_whose_word_it_is(cast: Cast) -> None:
    row = half_paid(cast)
    (found,) = told(Item.objects.filter(pk=row.pk), clock.today())
    form, slip = (
        _cells(closing_paper(found, [], clock.today())),
        _cells(slip_paper(found, clock.today(), days(7))),
    )
    said = "计划120万元，下达100万元，支出33.333333万元（支出率33.3%，未核实）"
    assert form["资金"] == slip["资金"] == said
    assert form["资金支付"] == slip["资金支付"] == "红灯（落后序时进度 58.2 个百分点）"
    assert form["事前公告公示（起止）"] == "2026年3月5日至2026年3月12日，镇政务公开栏"
    (task,) = told(Item.objects.filter(pk=story.underway(cast).pk), clock.today())
    assert "资金" not in _cells(closing_paper(task, [], clock.today()))


def test_an_objection_to_the_notice_before_is_not_one_to_the_closing(cast: Cast) -> None:
    row = story.reported(cast, story.underway(cast, key="project"))
    funds.announce(actor=cast.wangfang, item=row, place="公开栏", on_day=clock.today(), until=clock.today())
    judging.object_to(actor=cast.wangfang, item=story.item(row.matter), reason="选址不当。")
    judging.settle_objection(actor=cast.chenjing, item=story.item(row.matter), reason="不成立。")
    with clock.moved_to(clock.now() + timedelta(days=1)):
        working.declare(actor=cast.zhaogang, item=story.item(row.matter), **story.WORDS)
        judging.check(actor=cast.chenjing, item=story.item(row.matter), words="属实。", on_day=clock.today())
        judging.publicize(
            actor=cast.wangfang, item=story.item(row.matter), place="公开栏", on_day=clock.today()
        )
        (found,) = told(Item.objects.filter(pk=row.pk), clock.today())
        assert _cells(closing_paper(found, [], clock.today()))["公示情况（起止、有无异议）"].endswith(
            "公示中"
        )
