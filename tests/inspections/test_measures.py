"""What the one board counts of inspections: the rows the reader may list and no others, each problem once."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from assessments.inspections.actions import findings, inspections, placing, rectifying
from assessments.inspections.models import Inspection
from assessments.inspections.queries.measures import Stood, Years
from assessments.inspections.views.measures import MEASURES, YEARS
from responsibilities.access.models import User
from responsibilities.roles import Capability as C
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.measures import At, Figure, Period
from revitalization.site.boards import Board, area_for, board_of, measure_for, measures_for
from tests import world
from tests.cast import Cast, sister, town
from tests.inspections import found, story
from tests.inspections.found import people

pytestmark = pytest.mark.django_db
KEYS = [one.key for one in MEASURES]
EVERY_WAY = {"done": 1, "declared": 1, "within": 1, "overdue": 1, "waiting": 1}


def shown(figure: Figure | None) -> dict[str, int]:
    return {part: n for part, n in figure.parts.items() if n} if figure else {}


def board(actor: Actor, key: str = "findings", code: str = "", period: str = "") -> Board:
    measure = measure_for(actor, key)
    return board_of(actor, measure, area_for(actor, measure, code), clock.today(), period=period)


def of_town(actor: Actor, key: str = "findings", code: str = world.YONGDENG) -> Figure | None:
    return next(row.figure for row in board(actor, key, code).rows if row.code == town().code)


def fed_back(cast: Cast, n: int = 1, soon: Sequence[str] = ("now",), **more: object) -> Inspection:
    """An inspection whose findings, one of each `soon`, are fed back; what is urgent is on the ledger at once."""
    at = found.inspection(cast, n, **more)  # type: ignore[arg-type]
    for place, how_soon in enumerate(soon):
        found.put(
            cast,
            at,
            how_soon=how_soon,
            problem=f"第{n}次督查的问题{place}。",
            category=(at.categories or [""])[0],
        )
    found.sent(cast, at, f"甘农领办〔2026〕{80 + n}号")
    rectifying.rectify()
    return at


def told(cast: Cast) -> None:
    """Of the town's problems one is closed, one declared, one overdue, one within its limit and one not listed yet."""
    first = fed_back(cast, 1, ["now", "now", "now"])
    closed, declared, _late = first.findings.order_by("sequence")
    found.mended(cast, closed)
    item = found.fresh(declared).item
    assert item is not None
    found.story.reported(cast, found.story.item(item.matter))
    found.working.declare(actor=cast.zhaogang, item=found.story.item(item.matter), **found.story.WORDS)


def later(cast: Cast) -> None:
    """What is found on a later day, when the first are overdue."""
    fed_back(cast, 2, ["now", "term", "long"], visited=clock.today())


@pytest.fixture
def after(cast: Cast):
    """The story told, on a day on which the limit of the first problems is over."""
    told(cast)
    with found.later(40):
        later(cast)
        yield


@pytest.mark.usefixtures("after")
def test_each_problem_is_counted_once_in_the_part_in_which_it_stands(cast: Cast) -> None:
    office = people(cast)["duwei"]
    figure = of_town(office)
    assert figure is not None
    assert shown(figure) == EVERY_WAY
    assert (figure.whole, figure.judged, figure.good, figure.alone) == (5, 4, 3, True)
    late = Inspection.objects.get(sequence=1).findings.get(sequence=3).item
    assert late is not None
    assert (figure.standing, figure.since) == ("red", late.due_on + timedelta(days=1))
    rows = {row.code: row for row in board(office, code=world.YONGDENG).rows}
    with translation.override("en"):
        assert rows[town().code].reasons == "1 overdue"
    assert rows[sister().code].state == "empty"
    assert board(office).lamp.level == "red"
    assert shown(of_town(office, "findings-long")) == {"waiting": 1}
    assert {row.state for row in board(office, "findings-long").rows if row.figure} == {"ahead"}


@pytest.mark.usefixtures("after")
@pytest.mark.parametrize("who", ["duwei", "linnan", "wumin", "zhouqiang", "chenjing", "zhaogang", "luyan"])
def test_each_figure_is_the_number_of_rows_behind_its_link(cast: Cast, who: str) -> None:
    actor = people(cast).get(who) or getattr(cast, who)
    client, seen = Client(), 0
    client.force_login(cast.user(who))
    for measure in measures_for(actor):
        if measure.key not in KEYS:
            continue
        assert measure.url is not None
        drawn = board(actor, measure.key)
        for row in (row for row in drawn.rows if row.figure and drawn.period):
            assert row.figure is not None
            assert drawn.period is not None
            behind = client.get(measure.url(drawn.period, row.code, row.figure)).context["table"].rows
            assert len(behind) == row.figure.whole, (measure.key, row.code)
            seen += row.figure.whole
    assert seen == (0 if who == "zhaogang" else 6)


def test_a_board_is_green_while_nothing_is_overdue_and_ahead_before_anything_is_due(cast: Cast) -> None:
    fed_back(cast, 1, ["term"])
    assert of_town(people(cast)["duwei"]).standing == "ahead"  # type: ignore[union-attr]
    fed_back(cast, 2, ["now"])
    figure = of_town(people(cast)["duwei"])
    assert figure is not None
    assert (figure.standing, list(figure.reasons), figure.since) == ("green", [], None)


def test_what_was_found_twice_withdrawn_or_not_fed_back_yet_counts_once_or_not_at_all(cast: Cast) -> None:
    at, heyi = found.inspection(cast), people(cast)["heyi"]
    first, again = found.recorded(cast, at), found.recorded(cast, at, problem="同一公厕仍无人管护。")
    findings.link(actor=heyi, finding=again, same_as=first.key)
    for row in (first, again):
        findings.put(actor=heyi, finding=found.fresh(row))
    assert YEARS.periods(people(cast)["duwei"], world.unit(world.GANSU).span) == []
    found.sent(cast, at)
    assert shown(of_town(people(cast)["duwei"])) == {"waiting": 1}


def test_a_department_counts_within_its_remit_and_learns_of_nothing_else(cast: Cast) -> None:
    fed_back(cast, 1, ["now", "now"])
    fed_back(cast, 2, ["now"], categories=["L05"])
    fed_back(cast, 3, ["now"], categories=[])
    department = _department(cast, "nongye1", "L05")
    assert (of_town(people(cast)["duwei"]).whole, of_town(department).whole) == (4, 1)  # type: ignore[union-attr]
    other = _department(cast, "shuili1", "L07")
    assert YEARS.periods(other, world.unit(world.GANSU).span) == []
    assert board(other).period is None
    client = Client()
    client.force_login(User.objects.get(username="shuili1"))
    told_ = client.get(f"/api/v1/measures/findings/?area={world.GANSU}").json()
    assert (told_["period"], told_["periods"], told_["total"]["whole"]) == (None, [], 0)
    page = client.get(f"/units/{town().code}/").context
    assert not [lamp for lamp in page["lamps"] if "Problems" in str(lamp.label) or "问题" in str(lamp.label)]
    client.force_login(User.objects.get(username="nongye1"))
    (period,) = YEARS.periods(department, world.unit(world.GANSU).span)
    behind = client.get(MEASURES[0].url(period, town().code, Figure({}))).context["table"].rows  # type: ignore[misc]
    assert len(behind) == 1


def _department(cast: Cast, name: str, category: str) -> Actor:
    return story.actor(story.member(cast, name, world.GANSU, "supervisor", remit=[category]))


def test_who_does_not_see_inspections_of_all_that_is_counted_does_not_see_the_count(cast: Cast) -> None:
    fed_back(cast)
    for who in ("wangfang", "lijun", "hexin", "xitong"):
        assert not {one.key for one in measures_for(getattr(cast, who))} & set(KEYS), who
    for who, code in (("chenjing", world.LANZHOU), ("maling", world.YONGDENG), ("zhaogang", world.YONGDENG)):
        client = Client()
        client.force_login(cast.user(who))
        for address in ("/board/", "/board/sheet/"):
            assert client.get(address, {"measure": "findings", "area": code}).status_code == 404, who
        assert client.get("/api/v1/measures/findings/", {"area": code}).status_code == 404, who
    assert {one.capability for one in MEASURES} == {C.INSPECT_READ}


@pytest.mark.usefixtures("after")
def test_page_and_program_say_the_same(cast: Cast) -> None:
    client = Client(headers={"accept-language": "zh-hans"})
    people(cast)
    client.force_login(cast.user("duwei"))
    page = client.get("/board/?measure=findings").content.decode()
    for said in ("已反馈问题 5，已销号 1", "已申报未核实 1", "1 个逾期"):
        assert said in page, said
    total = client.get(f"/api/v1/measures/findings/?area={world.GANSU}").json()["total"]
    assert (total["whole"], total["done"], total["state"]) == (5, 1, "red")
    assert {part: n for part, n in total["parts"].items() if n} == EVERY_WAY


@pytest.mark.usefixtures("after")
def test_the_board_asks_as_often_for_three_units_as_for_many_and_all_figures_at_once(cast: Cast) -> None:
    client, counts = Client(), set()
    client.force_login(cast.user("linnan"))
    for code in (world.NATION, world.GANSU, world.YONGDENG):
        for key in KEYS:
            address = f"/board/?measure={key}&area={code}"
            client.get(address)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            counts.add(len(asked))
    assert max(counts) <= 13
    assert max(counts) - min(counts) <= 1
    province, reader = world.unit(world.GANSU), cast.linnan
    units = [At(unit.pk, unit.lo, unit.hi) for unit in (town(), sister(), province)]
    with CaptureQueriesContext(connection) as asked:
        periods = YEARS.periods(reader, province.span)
        assert len(YEARS.read(units, [*periods, *YEARS.past(reader, periods[0])], clock.today())) == 2
    assert len(asked) == 2
    with CaptureQueriesContext(connection) as asked:
        period, read = Years().latest(reader, province.span, units, clock.today())
    assert (len(asked), period, sorted(read)) == (1, periods[0], sorted({town().pk, province.pk}))


def test_years_are_those_with_problems_or_plans_this_one_first(cast: Cast) -> None:
    story.published(cast)
    fed_back(cast)
    county = world.unit(world.YONGDENG)
    for who in ("linnan", "wumin", "zhouqiang", "chenjing", "luyan"):
        assert [one.key for one in YEARS.periods(getattr(cast, who), county.span)] == ["2026", "2027"], who
    assert [one.key for one in YEARS.periods(cast.zhaogang, town().span)] == ["2026"]
    assert [one.key for one in YEARS.periods(cast.chenjing, county.span, "2027")] == ["2027"]
    assert YEARS.periods(cast.chenjing, county.span, "2024") == []
    for who in ("maling", "hexin", "anquan"):
        assert YEARS.periods(getattr(cast, who), county.span) == [], who
    first, later_ = YEARS.periods(cast.chenjing, county.span)
    assert [one.key for one in YEARS.past(cast.chenjing, later_)] == ["2026"]
    assert YEARS.past(cast.chenjing, first) == []


def _plan(cast: Cast) -> Figure:
    """Of the county, as the city's reader sees it."""
    county = world.unit(world.YONGDENG)
    (period,) = YEARS.periods(cast.zhouqiang, county.span, str(story.YEAR))
    read = YEARS.read([At(county.pk, county.lo, county.hi)], [period], clock.today())
    return MEASURES[2].figure(read.get((county.pk, period.key), Stood()))


def test_a_plan_is_judged_only_where_its_last_day_passed_and_nothing_began(cast: Cast) -> None:
    story.published(cast)
    story.made(cast)
    row = Inspection.objects.get(line__isnull=False)
    assert (shown(_plan(cast)), _plan(cast).standing, _plan(cast).judged) == ({"coming": 1}, "shown", 0)
    with found.on(row.to_on):
        assert shown(_plan(cast)) == {"coming": 1}
    with found.on(row.to_on + timedelta(days=1)):
        late = _plan(cast)
        assert (shown(late), late.standing, late.since) == ({"late": 1}, "red", clock.today())
        with translation.override("en"):
            assert (
                board(cast.zhouqiang, "inspections", period=str(story.YEAR)).rows[0].measure.lamp(late).level
                == "red"
            )
    placing.postpone(actor=cast.dingwei, inspection=row, reason="换届")
    with found.on(row.to_on + timedelta(days=1)):
        assert (shown(_plan(cast)), _plan(cast).standing) == ({"postponed": 1}, "shown")


def test_a_plan_counts_what_is_under_way_and_held_and_what_was_merged_or_cancelled(cast: Cast) -> None:
    story.published(cast)
    row = story.teamed(cast, Inspection.objects.get(line__isnull=False))
    inspections.notice(actor=cast.dingwei, inspection=story.again(row), document_number=story.NOTICE_NUMBER)
    with found.on(row.targets.order_by("from_on")[0].from_on):
        inspections.begin(actor=cast.dingwei, inspection=story.again(row))
        assert shown(_plan(cast)) == {"under_way": 1}


def test_a_plan_without_what_was_cancelled_is_no_fault(cast: Cast) -> None:
    story.published(cast)
    row = Inspection.objects.get(line__isnull=False)
    placing.cancel(
        actor=cast.dingwei, inspection=row, reason="统筹减少督查。", document_number="永政督函〔2027〕1号"
    )
    with found.on(row.to_on + timedelta(days=30)):
        assert (shown(_plan(cast)), _plan(cast).standing) == ({"dropped": 1}, "shown")


def test_the_inspected_are_told_nothing_by_the_plan_of_those_above(cast: Cast) -> None:
    story.published(cast)
    assert YEARS.periods(cast.zhaogang, town().span) == []
    client = Client()
    client.force_login(cast.user("zhaogang"))
    assert client.get(f"/board/?measure=inspections&area={town().code}").context["board"].period is None
    period = Period(str(story.YEAR), "", None, None, story.YEAR)
    assert MEASURES[2].url is not None
    behind = MEASURES[2].url(period, world.YONGDENG, Figure({}))
    assert client.get(behind).context["table"].rows == []
