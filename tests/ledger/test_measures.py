"""What the board counts of the ledger: exact, red as soon as one lamp is, claimed never taken for verified."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from responsibilities.ledger.actions import issuing, judging
from responsibilities.ledger.actions.timed import fold_tallies, turn_lamps
from responsibilities.ledger.models import Item
from responsibilities.ledger.queries.measures import Stood, Years, claimed, closing, long_term
from responsibilities.ledger.views.measures import MEASURES, YEARS
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.measures import At, Figure, Period, reasons_of
from revitalization.kit.reach import Span
from revitalization.site.boards import Board, area_for, board_of, measure_for, measures_for
from tests import world
from tests.cast import Cast, days, sister, town
from tests.ledger import story

pytestmark = pytest.mark.django_db

ABOVE = ("declared", "checked", "publicized", "signed")


def figure(unit: Unit, year: int = 2026, *, whole: bool = True, of=closing) -> Figure:
    """Of the unit itself, with all below it unless only its own are asked for."""
    at = At(unit.pk, unit.lo, unit.hi if whole else unit.lo)
    found = YEARS.read([at], [Period(str(year), str(year), None, None, year)], clock.today())
    return of(found.get((unit.pk, str(year)), Stood()))


def by_hand(unit: Unit, year: int = 2026, *, long: bool = False) -> dict[str, int]:
    """The same from the rows themselves."""
    rows = Item.objects.filter(lo__range=(unit.lo, unit.hi), year=year, long=long).exclude(status="cancelled")
    found = Counter(
        "closed" if row.status == "closed" else "waiting" if row.status in ABOVE else row.lamp for row in rows
    )
    return dict(found)


def shown(parts) -> dict[str, int]:
    return {part: n for part, n in parts.items() if n}


def board(actor: Actor, key: str = "ledger", code: str = "") -> Board:
    measure = measure_for(actor, key)
    return board_of(actor, measure, area_for(actor, measure, code), clock.today())


def told(cast: Cast) -> None:
    """Of three tasks the town has closed one, declared one and not begun one; its sister stands red, green and grey."""
    story.closed(cast)
    story.declared(cast, start_on=clock.today(), issued_on=clock.today(), due_on=days(100))
    story.issued(cast, start_on=days(30), due_on=days(90), issued_on=clock.today())


def test_each_part_of_a_unit_s_items_is_counted_once(cast: Cast) -> None:
    told(cast)
    assert shown(figure(town()).parts) == {"closed": 1, "waiting": 1, "grey": 1}
    assert shown(figure(sister()).parts) == {"red": 1, "green": 1, "grey": 1}
    county = figure(world.unit(world.YONGDENG))
    assert shown(county.parts) == {"closed": 1, "waiting": 1, "green": 2, "red": 2, "grey": 3}
    assert (county.whole, county.judged, county.good) == (9, 6, 4)


def test_one_red_lamp_makes_a_unit_red_one_yellow_a_warning_and_the_sum_is_as_its_gravest(cast: Cast) -> None:
    told(cast)
    rows = {row.code: row for row in board(cast.chenjing).rows}
    assert (rows[town().code].state, rows[sister().code].state) == ("green", "red")
    with translation.override("en"):
        assert rows[sister().code].reasons == "1 items red"
    assert rows[town().code].reasons == ""
    assert board(cast.chenjing).lamp.level == "red"
    item = story.item(Item.objects.get(unit=sister(), lamp="red").matter, sister())
    assert rows[sister().code].since == item.lamp_on


def test_a_warning_is_said_before_the_lamp_is_red(cast: Cast) -> None:
    row = story.underway(cast, start_on=clock.today(), due_on=days(100), issued_on=clock.today())
    story.reported(cast, row, "0")
    with clock.moved_to(clock.now() + timedelta(days=12)):
        turn_lamps()
        found = figure(town())
        assert (found.standing, shown(found.parts)) == ("amber", {"yellow": 1})
        with translation.override("en"):
            assert reasons_of(found) == "1 items yellow"
        assert board(cast.chenjing).lamp.level == "amber"


def test_what_has_not_begun_is_not_judged(cast: Cast) -> None:
    story.issued(cast, start_on=days(30), due_on=days(90), issued_on=clock.today())
    assert {row.state for row in board(cast.chenjing).rows if row.figure} == {"ahead"}


def test_what_was_declared_while_red_stays_red_and_says_that_it_waits_above(cast: Cast) -> None:
    row = story.underway(cast, start_on=date(2026, 3, 2), due_on=days(5))
    with clock.moved_to(clock.now() + timedelta(days=10)):
        turn_lamps()
        story.reported(cast, story.item(row.matter))
        from_town = story.item(row.matter)
        assert from_town.lamp == "red"
        story.working.declare(actor=cast.zhaogang, item=from_town, **story.WORDS)
        found = figure(town())
    assert (found.standing, shown(found.parts)) == ("red", {"waiting": 1})
    with translation.override("en"):
        assert reasons_of(found) == "1 red items wait above"


def test_what_is_cancelled_counts_nowhere_and_what_is_kept_up_for_long_stands_apart(cast: Cast) -> None:
    row = story.underway(cast)
    judging.cancel(actor=cast.chenjing, item=row, reason="任务调整。", document_number="永农领〔2026〕2号")
    story.issued(cast, how_soon="long")
    assert figure(town()).whole == 0
    assert shown(figure(town(), of=long_term).parts) == {"red": 1}
    assert shown(figure(sister()).parts) == {"red": 1}
    assert board(cast.chenjing).total.whole == 2
    assert board(cast.chenjing, "ledger-long").total.whole == 3


def test_claimed_and_verified_stand_apart(cast: Cast) -> None:
    story.closed(cast)
    story.declared(cast)
    story.reported(cast, story.underway(cast))
    story.reported(cast, story.underway(cast), "99.9")
    found = figure(town(), of=claimed)
    assert shown(found.parts) == {"verified": 1, "waiting": 1, "claimed": 1}
    assert shown(figure(world.unit(world.YONGDENG), of=claimed).parts) == shown(found.parts)
    assert {row.state for row in board(cast.chenjing, "ledger-claimed").rows if row.figure and row.figure.whole} == {
        "shown"
    }  # fmt: skip


def test_the_figures_are_those_of_the_rows_folded_or_not(cast: Cast) -> None:
    told(cast)
    villages = story.drafted(cast.chenjing, levels=["village"], basis="", approval="永农办〔2026〕3号")
    assert issuing.issue(actor=cast.chenjing, matter=villages) > 0
    province = story.drafted(
        cast.wumin,
        world.GANSU,
        levels=["city", "county"],
        basis="",
        document_number="甘农领办〔2026〕50号",
    )
    issuing.issue(actor=cast.wumin, matter=province)
    story.issued(cast, how_soon="long")
    for step in (turn_lamps, fold_tallies, turn_lamps):
        step()
        for code in (world.NATION, world.GANSU, world.LANZHOU, world.YONGDENG, town().code, sister().code):
            unit = Unit.objects.get(code=code)
            assert shown(figure(unit).parts) == by_hand(unit), code
            assert shown(figure(unit, of=long_term).parts) == by_hand(unit, long=True), code


def test_the_total_of_a_board_is_the_sum_of_its_rows_down_to_the_villages(cast: Cast) -> None:
    villages = story.drafted(cast.chenjing, levels=["village"], basis="", approval="永农办〔2026〕3号")
    issuing.issue(actor=cast.chenjing, matter=villages)
    for code in (world.LANZHOU, world.YONGDENG, town().code):
        found = board(cast.zhouqiang, code=code)
        below = Unit.objects.get(code=code)
        n = Item.objects.filter(lo__gt=below.lo, lo__lte=below.hi).count()
        assert found.total.whole == n == sum(row.figure.whole for row in found.rows if row.figure)
        assert n > 0


def test_a_unit_s_own_items_are_told_apart_from_those_below_it(cast: Cast) -> None:
    matter = story.drafted(
        cast.wumin, world.GANSU, levels=["county"], basis="", document_number="甘农领办〔2026〕50号"
    )
    issuing.issue(actor=cast.wumin, matter=matter)
    story.issued(cast)
    county = world.unit(world.YONGDENG)
    assert figure(county).whole == 4
    own = figure(county, whole=False)
    assert (own.whole, own.alone, figure(county).alone) == (1, True, False)
    assert own.since == story.item(matter, county).lamp_on
    assert figure(world.unit(world.LANZHOU)).since is None


def test_years_are_those_with_items_this_one_first_and_only_where_one_reads(cast: Cast) -> None:
    for year, drawn in ((2027, story.drawn(due_on=date(2027, 12, 1))), (2026, story.drawn())):
        matter = story.drawing.draw_up(
            actor=cast.chenjing,
            kind=story.kind(),
            issuer=world.unit(world.YONGDENG),
            year=year,
            drawn=drawn,
        )
        issuing.issue(actor=cast.chenjing, matter=matter)

    def years(actor: Actor, unit: Unit) -> list[str]:
        return [period.key for period in YEARS.periods(actor, unit.span)]

    county = world.unit(world.YONGDENG)
    for who in ("linnan", "wumin", "zhouqiang", "chenjing", "guoping"):
        assert years(getattr(cast, who), county) == ["2026", "2027"], who
        assert years(getattr(cast, who), town()) == ["2026", "2027"], who
    assert years(cast.wangfang, town()) == ["2026", "2027"]
    for who in ("wangfang", "sunli", "maling", "hexin", "anquan"):
        assert years(getattr(cast, who), county) == [], who
    assert years(cast.linnan, world.unit(world.XIJI)) == years(cast.linnan, world.unit(world.GANGU)) == []
    assert [one.key for one in YEARS.periods(cast.chenjing, county.span, "2027")] == ["2027"]
    assert YEARS.periods(cast.chenjing, county.span, "2024") == []
    (first, later) = YEARS.periods(cast.chenjing, county.span)
    assert (YEARS.past(cast.chenjing, first), [one.key for one in YEARS.past(cast.chenjing, later)]) == (
        [],
        ["2026"],
    )


def test_several_units_side_by_side_have_the_years_of_the_place_around_them(cast: Cast) -> None:
    story.issued(cast)
    first, last = world.unit(world.YONGDENG), world.unit(world.YUZHONG)
    hull = Span(min(first.lo, last.lo), max(first.hi, last.hi))
    assert [one.key for one in YEARS.periods(cast.zhouqiang, hull)] == ["2026"]
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(cast.user("zhouqiang"))
    page = client.get(f"/compare/?unit={world.YONGDENG}&unit={world.YUZHONG}")
    (ours,) = [one for one in page.context["compared"] if one.measure.key == "ledger"]
    assert [row.figure(ours.period) and row.figure(ours.period).whole for row in ours.ledger.rows] == [
        3,
        None,
    ]


def test_who_does_not_read_the_ledger_of_all_that_is_counted_does_not_see_the_count(cast: Cast) -> None:
    told(cast)
    keys = [one.key for one in MEASURES]
    assert [key for key in (one.key for one in measures_for(cast.chenjing)) if key in keys] == keys
    for who in ("wangfang", "lijun", "hexin", "xitong"):
        assert not {one.key for one in measures_for(getattr(cast, who))} & set(keys), who
    for who, code in (("chenjing", world.LANZHOU), ("maling", world.YONGDENG), ("zhaogang", world.YONGDENG)):
        client = Client()
        client.force_login(cast.user(who))
        for address in ("/board/", "/board/sheet/"):
            assert client.get(address, {"measure": "ledger", "area": code}).status_code == 404, who
        assert client.get("/api/v1/measures/ledger/", {"area": code}).status_code == 404, who
    assert all(one.capability == C.LEDGER_READ for one in MEASURES)


def test_page_and_program_say_the_same_with_the_parts_in_words(cast: Cast) -> None:
    told(cast)
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(cast.user("chenjing"))
    page = client.get("/board/?measure=ledger").content.decode()
    for said in ("台账事项 9，已销号 1", "已申报未核实 1", "红灯 2", "1 项红灯"):
        assert said in page, said
    found = client.get(f"/api/v1/measures/ledger/?area={world.YONGDENG}").json()
    total = found["total"]
    assert (total["whole"], total["done"], total["state"]) == (9, 1, "red")
    assert shown(total["parts"]) == {"closed": 1, "waiting": 1, "green": 2, "red": 2, "grey": 3}


def test_the_board_asks_as_often_for_three_units_as_for_many(cast: Cast) -> None:
    told(cast)
    client = Client()
    client.force_login(cast.user("linnan"))
    counts = set()
    for code in (world.NATION, world.GANSU, world.YONGDENG):
        for key in ("ledger", "ledger-claimed", "ledger-long"):
            address = f"/board/?measure={key}&area={code}"
            client.get(address)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            counts.add(len(asked))
    assert max(counts) <= 13
    assert max(counts) - min(counts) <= 1


def test_all_figures_are_read_with_one_question(cast: Cast) -> None:
    told(cast)
    province, reader = world.unit(world.GANSU), cast.linnan
    units = [At(unit.pk, unit.lo, unit.hi) for unit in (town(), sister(), province)]
    periods = YEARS.periods(reader, province.span)
    with CaptureQueriesContext(connection) as asked:
        assert len(YEARS.read(units, periods, clock.today())) == 3
        YEARS.past(reader, periods[0])
    assert len(asked) == 1
    with CaptureQueriesContext(connection) as asked:
        period, read = Years().latest(reader, province.span, units, clock.today())
    assert (len(asked), period, len(read)) == (1, periods[0], 3)


def test_the_rows_behind_a_figure_are_the_list_of_the_unit_in_that_year(cast: Cast) -> None:
    told(cast)
    period = Period("2026", "2026", None, None, 2026)
    for one in MEASURES:
        assert one.url is not None
        more = "&funds=with" if one.key == "ledger-payment" else ""
        assert one.url(period, town().code, figure(town())) == f"/ledger/?under={town().code}&year=2026{more}"


def test_a_sum_stands_as_its_gravest_part_and_without_any_as_before() -> None:
    red, amber, none = (Figure({"a": 1}, 1, 1, standing=word) for word in ("red", "amber", ""))
    assert ((amber + red).standing, (amber + none).standing, (none + none).standing) == ("red", "amber", "")
