"""What stands goes on the ledger, once for each problem; a relapse reopens; the board counts each problem once."""

import io
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from assessments.inspections.actions import findings, lookback, objections, rectifying, sisters
from assessments.inspections.models import Finding, LookBack, Looked, Sister
from assessments.inspections.queries.board import (
    AGAIN,
    ALL,
    DONE,
    GOING,
    LATE,
    LONG,
    PARTS,
    WAITING,
    board,
    counted,
)
from assessments.inspections.queries.findings import findings_for, sisters_for, unsettled
from assessments.inspections.views.board import sentence
from responsibilities.ledger.models import Item, Matter
from revitalization.kit import clock
from revitalization.kit.errors import Conflict, Forbidden, Hidden, Invalid, Refused
from revitalization.kit.registry import REGISTRY
from tests import world
from tests.cast import Cast, days, sister, town
from tests.inspections import found
from tests.inspections.found import people

pytestmark = pytest.mark.django_db


def kept() -> tuple[Any, ...]:
    """What no refusal may change."""
    rows = Finding.objects.order_by("pk").values_list("pk", "status", "version", "item")
    items = Item.objects.order_by("pk").values_list("pk", "status", "version", "reopened")
    looked = Looked.objects.order_by("pk").values_list("pk", "result")
    return list(rows), list(items), list(looked), Matter.objects.count(), Sister.objects.count()


@pytest.mark.parametrize(("after", "listed"), [(0, 0), (30, 0), (31, 1)])
def test_it_is_on_the_ledger_when_the_time_for_objections_is_over(
    cast: Cast, after: int, listed: int
) -> None:
    row = found.fed_back(cast)
    with found.later(after):
        assert rectifying.rectify() == listed
        assert rectifying.rectify() == 0
    assert (found.fresh(row).status == "listed") == bool(listed)
    assert Item.objects.count() == listed


def test_whoever_plans_puts_what_is_final_on_the_ledger_by_hand(cast: Cast) -> None:
    at = found.inspection(cast)
    found.put(cast, at, how_soon="now")
    found.put(cast, at, problem="另一个问题。")
    found.sent(cast, at)
    for who in ("heyi", "wangfang", "wumin"):
        before = kept()
        with pytest.raises((Forbidden, Hidden)):
            rectifying.list_final(actor=people(cast).get(who) or getattr(cast, who), inspection=at)
        assert kept() == before
    assert rectifying.list_final(actor=people(cast)["duwei"], inspection=at) == 1
    assert rectifying.list_final(actor=people(cast)["duwei"], inspection=at) == 0
    assert unsettled(at) == 1


def test_the_same_problem_found_twice_is_one_item(cast: Cast) -> None:
    at = found.inspection(cast)
    first, second = found.recorded(cast, at), found.recorded(cast, at, problem="同一公厕再次检查仍无人管护。")
    heyi = people(cast)["heyi"]
    findings.link(actor=heyi, finding=second, same_as=first.key)
    for row in (first, second):
        findings.put(actor=heyi, finding=found.fresh(row))
    found.sent(cast, at)
    with found.later(31):
        assert rectifying.rectify() == 2
    assert found.fresh(first).item_id == found.fresh(second).item_id
    assert Item.objects.count() == 1
    duwei = people(cast)["duwei"]
    assert board(duwei, 2026, None, days(31)).whole.parts[ALL] == 1


def test_what_repeats_a_withdrawn_one_stands_for_itself(cast: Cast) -> None:
    at = found.inspection(cast)
    first, second = found.recorded(cast, at), found.recorded(cast, at, problem="另一处也无人管护。")
    heyi, tangsan = people(cast)["heyi"], people(cast)["tangsan"]
    findings.link(actor=heyi, finding=second, same_as=first.key)
    for row in (first, second):
        findings.put(actor=heyi, finding=found.fresh(row))
    found.sent(cast, at)
    objections.object_to(actor=cast.zhaogang, finding=found.fresh(first), reason="不属实。")
    with found.later(31):
        assert rectifying.rectify() == 0
        objections.withdraw(
            actor=tangsan,
            objection=found.fresh(first).objection,
            reason="不属实。",
            document_number="甘农领办〔2026〕90号",
        )
        assert rectifying.rectify() == 1
    assert found.fresh(second).item is not None
    assert board(people(cast)["duwei"], 2026, None, days(31)).whole.parts[ALL] == 1


def _mended(cast: Cast, n: int = 1, **more: Any) -> Finding:
    row = found.fed_back(cast, found.inspection(cast, n), how_soon="now", **more)
    rectifying.rectify()
    found.mended(cast, row)
    return found.fresh(row)


def _again(cast: Cast, first: Finding, number: str) -> Finding:
    """Another inspection finds the same problem."""
    at = found.inspection(cast, 2)
    second = found.recorded(cast, at, problem="公厕又无人管护。", how_soon="now")
    heyi = people(cast)["heyi"]
    findings.link(actor=heyi, finding=second, same_as=first.key)
    findings.put(actor=heyi, finding=found.fresh(second))
    found.sent(cast, at, number)
    assert rectifying.rectify() == 1
    return found.fresh(second)


def test_found_again_within_a_year_the_closed_item_is_reopened(cast: Cast) -> None:
    first = _mended(cast)
    with found.later(200):
        second = _again(cast, first, "甘农领办〔2027〕81号")
    assert second.item_id == first.item_id
    item = Item.objects.get()
    assert (item.status, item.reopened) == ("running", 1)
    assert item.handlings.filter(act="reopen").get().place == second.number


def test_found_again_after_a_year_it_is_a_new_item(cast: Cast) -> None:
    first = _mended(cast)
    with found.later(400):
        second = _again(cast, first, "甘农领办〔2027〕81号")
    assert second.item_id != first.item_id
    assert set(Item.objects.values_list("status", flat=True)) == {"closed", "issued"}


def test_a_grave_one_is_not_closed_by_whoever_found_it(cast: Cast) -> None:
    row = found.fed_back(cast, how_soon="now", severity="grave")
    rectifying.rectify()
    item = found.fresh(row).item
    assert item is not None
    assert item.matter.created_by_id == cast.user("heyi").pk
    assert item.matter.severity == "grave"


def test_the_sample_is_drawn_from_what_was_closed_and_drawn_again_with_the_seed(cast: Cast) -> None:
    first = _mended(cast)
    duwei, issuer, closed_on = people(cast)["duwei"], world.unit(world.GANSU), days(0)
    before = kept()
    with pytest.raises(Refused):
        lookback.draw(actor=duwei, issuer=issuer)
    assert kept() == before
    with found.later(200):
        drawn = lookback.draw(actor=duwei, issuer=issuer, seed="2027-05")
        line = Looked.objects.get()
        assert (line.finding_id, drawn.pool) == (first.pk, {first.key: closed_on.isoformat()})
        with pytest.raises(Refused):
            lookback.draw(actor=duwei, issuer=issuer)
        assert LookBack.objects.count() == 1


@pytest.mark.parametrize(("result", "status", "reopened"), [("held", "closed", 0), ("back", "running", 1)])
def test_what_has_come_back_is_reopened_on_the_ledger(
    cast: Cast, result: str, status: str, reopened: int
) -> None:
    _mended(cast)
    duwei, issuer = people(cast)["duwei"], world.unit(world.GANSU)
    with found.later(200):
        lookback.draw(actor=duwei, issuer=issuer)
        line = Looked.objects.select_related("finding__inspection", "lookback").get()
        lookback.enter(actor=duwei, line=line, result=result, words="三座公厕均已关停。")
        item = Item.objects.get()
        assert (item.status, item.reopened) == (status, reopened)
        before = kept()
        with pytest.raises(Refused):
            lookback.enter(actor=duwei, line=line, result="held", words="再看。")
        assert kept() == before


@pytest.mark.parametrize(
    ("who", "given", "raised"),
    [
        ("duwei", {"result": "maybe", "words": "看过。"}, Invalid),
        ("duwei", {"result": "held", "words": " "}, Invalid),
        ("duwei", {"result": "held", "words": "看过。", "looked_on": date(2026, 1, 1)}, Invalid),
        ("heyi", {"result": "held", "words": "看过。"}, Forbidden),
        ("wumin", {"result": "held", "words": "看过。"}, Forbidden),
        ("wangfang", {"result": "held", "words": "看过。"}, Hidden),
    ],
)
def test_a_result_that_is_wrong_or_not_theirs_changes_nothing(
    cast: Cast, who: str, given: dict[str, Any], raised: type[Exception]
) -> None:
    _mended(cast)
    with found.later(200):
        lookback.draw(actor=people(cast)["duwei"], issuer=world.unit(world.GANSU))
        line = Looked.objects.select_related("finding__inspection", "lookback").get()
        before = kept()
        with pytest.raises(raised):
            lookback.enter(actor=people(cast).get(who) or getattr(cast, who), line=line, **given)
        assert kept() == before


def test_the_board_counts_each_problem_once_and_leads_to_its_rows(cast: Cast) -> None:
    at = found.inspection(cast)
    for n, how_soon in enumerate(("now", "now", "term", "long")):
        found.put(cast, at, problem=f"问题{n}。", how_soon=how_soon)
    found.recorded(cast, at, problem="草稿。")
    findings.discard(
        actor=people(cast)["heyi"], finding=Finding.objects.get(problem="草稿。"), reason="重复。"
    )
    found.sent(cast, at)
    rectifying.rectify()
    found.mended(cast, Finding.objects.get(problem="问题0。"))
    duwei = people(cast)["duwei"]
    with found.later(31):
        rectifying.rectify()
        today = clock.today()
        read = board(duwei, 2026, None, today)
        assert {part: read.whole.parts[part] for part in PARTS} == {
            ALL: 4, DONE: 1, GOING: 2, LONG: 1, LATE: 1, "returned": 0, AGAIN: 0, WAITING: 0,
        }  # fmt: skip
        assert read.whole.percent == 33
        assert sum(one.parts[ALL] for one in read.soons) == sum(one.parts[ALL] for one in read.units) == 4
        for part, n in read.whole.parts.items():
            assert counted(findings_for(duwei), part, today).count() == n
        assert "33" in sentence(read)
        assert board(cast.maling, 2026, None, today).whole.parts[ALL] == 0
        assert board(cast.wangfang, 2026, town(), today).whole.parts[ALL] == 4


def test_a_sister_decides_for_itself_and_gets_an_item_of_its_own(cast: Cast) -> None:
    row = found.fed_back(cast)
    duwei = people(cast)["duwei"]
    assert sisters.offer(actor=duwei, finding=row, codes=[sister().code]) == 1
    assert sisters.offer(actor=duwei, finding=row, codes=[sister().code]) == 0
    (offered,) = sisters_for(cast.sunli)
    assert list(sisters_for(cast.wangfang)) == []
    sisters.take(actor=cast.sunli, sister=offered, reason="中堡镇两个村也有同样问题。")
    item = Item.objects.get()
    assert (item.unit, item.matter.origin_kind, item.matter.extent) == (sister(), "sister", "common")
    before = kept()
    with pytest.raises(Conflict):
        sisters.decline(actor=cast.sunli, sister=Sister.objects.get(), reason="没有。")
    assert kept() == before


def test_a_sister_that_looked_and_has_it_not_says_what_it_found(cast: Cast) -> None:
    row = found.fed_back(cast)
    sisters.offer(actor=people(cast)["duwei"], finding=row, codes=[sister().code])
    before = kept()
    for who, raised in (("wangfang", Hidden), ("chenjing", Forbidden), ("maling", Hidden)):
        with pytest.raises(raised):
            sisters.decline(actor=getattr(cast, who), sister=Sister.objects.get(), reason="没有。")
    with pytest.raises(Invalid):
        sisters.decline(actor=cast.sunli, sister=Sister.objects.get(), reason=" ")
    assert kept() == before
    sisters.decline(actor=cast.sunli, sister=Sister.objects.get(), reason="全镇公厕均有公益岗。")
    assert (Sister.objects.get().status, Item.objects.count()) == ("declined", 0)


@pytest.mark.parametrize("code", [world.XIJI, world.GANSU, "TOWN", "999999999999"])
def test_a_finding_is_offered_to_other_units_below_the_issuer_alone(cast: Cast, code: str) -> None:
    row = found.fed_back(cast)
    before = kept()
    with pytest.raises(Invalid):
        sisters.offer(
            actor=people(cast)["duwei"],
            finding=row,
            codes=[sister().code, town().code if code == "TOWN" else code],
        )
    assert kept() == before


def test_looking_back_lies_between_half_a_year_and_a_year(cast: Cast) -> None:
    _mended(cast)
    duwei, issuer = people(cast)["duwei"], world.unit(world.GANSU)
    for after, due in ((180, False), (182, True), (364, True), (367, False)):
        with found.later(after):
            assert bool(lookback.pool_of(duwei, issuer, clock.today())) == due, after


@pytest.mark.parametrize(("result", "word"), [("held", "未反弹"), ("back", "反弹")])
def test_the_officials_sheet_says_what_was_seen_when_it_was_looked_at_again(
    cast: Cast, result: str, word: str
) -> None:
    row = found.fed_back(cast, how_soon="now")
    rectifying.rectify()
    item = found.mended(cast, row)
    duwei = people(cast)["duwei"]
    with found.later(200):
        assert REGISTRY.looked_again([item.pk]) == {}
        (line,) = lookback.draw(actor=duwei, issuer=world.unit(world.GANSU)).lines.all()
        assert REGISTRY.looked_again([item.pk]) == {}, "that it was drawn is told to nobody"
        lookback.enter(actor=duwei, line=line, result=result, words="三座公厕有人管护。")
        client = Client()
        client.force_login(cast.user("wangfang"))
        answer = client.get(reverse("ledger_officials_sheet"))
        page = load_workbook(io.BytesIO(answer.content))["问题台账"]
    lines = [list(cells) for cells in page.iter_rows(values_only=True)]
    top = next(n for n, cells in enumerate(lines) if cells[0] == "序号")
    (told,) = [dict(zip(lines[top], cells, strict=True)) for cells in lines[top + 1 :]]
    assert told["回头看结果"] == f"2027年6月12日：{word}，三座公厕有人管护。"
