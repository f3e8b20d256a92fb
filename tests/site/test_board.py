"""The one board: any measure for any area and class, within rights, with figures that can be counted again."""

import re
from datetime import timedelta
from html import unescape
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from reporting.reports.models import Obligation
from responsibilities.posts.actions import NewPerson, appoint
from responsibilities.posts.models import Post
from responsibilities.posts.queries import vacancies
from responsibilities.units.actions.facts import set_class
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.measures import Measure
from revitalization.kit.mechanism import Mechanism
from revitalization.kit.registry import REGISTRY
from revitalization.site.boards import Board, area_for, board_of, measure_for, measures_for
from tests import world
from tests.cast import Cast, town
from tests.reports import story

pytestmark = pytest.mark.django_db

AFTER = timedelta(days=20)


def signed_in(cast: Cast, username: str, language: str = "zh-hans") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(cast.user(username))
    return client


def shown(cast: Cast, username: str, **asked: str) -> Board:
    answer = signed_in(cast, username).get("/board/", asked)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    board: Board = answer.context["board"]
    return board


@pytest.mark.parametrize("code", [world.NATION, world.GANSU, world.LANZHOU, world.YONGDENG])
def test_the_total_is_what_is_owed_below_and_the_sum_of_the_rows(cast: Cast, code: str) -> None:
    cycle = story.running(cast)
    story.submitted(cast, cycle)
    board = shown(cast, "linnan", area=code)
    unit = Unit.objects.get(code=code)
    owed = Obligation.objects.filter(cycle=cycle, lo__gt=unit.lo, lo__lte=unit.hi).exclude(status="exempt")
    assert board.period is not None
    assert board.period.key == cycle.key
    assert board.total.whole == owed.count() == sum(row.figure.whole for row in board.rows if row.figure)
    assert board.measure.done(board.total) == 1


def test_villages_that_owe_reports_count_in_their_township_and_county(cast: Cast) -> None:
    cycle = story.running(cast, levels=["township", "village"], basis="甘农办〔2026〕5号")
    for code in (world.YONGDENG, town().code):
        unit = Unit.objects.get(code=code)
        owed = Obligation.objects.filter(cycle=cycle, lo__gt=unit.lo, lo__lte=unit.hi).count()
        assert shown(cast, "chenjing", area=code).total.whole == owed > 0


def test_before_the_deadline_nobody_is_judged_and_no_full_bar_hides_the_missing(cast: Cast) -> None:
    cycle = story.running(cast)
    story.accepted(cast, cycle)
    board = shown(cast, "chenjing")
    states = {row.code: row.state for row in board.rows if row.figure}
    assert set(states.values()) == {"ahead"}
    assert board.red == []
    assert (board.percent, board.lamp.level) == (33, "grey")
    page = signed_in(cast, "chenjing").get("/board/").content.decode()
    assert "应报 3，已报 1" in page
    assert "未到期" in page
    on_time = shown(cast, "chenjing", measure="on-time")
    assert on_time.percent is None
    assert on_time.lamp.word == "未到期"


def test_after_the_deadline_those_behind_stand_with_their_reason_and_since_when(cast: Cast) -> None:
    cycle = story.running(cast)
    story.accepted(cast, cycle)
    with clock.moved_to(clock.now() + AFTER):
        board = shown(cast, "chenjing")
        assert [row.state for row in board.rows if row.code == town().code] == ["green"]
        assert len(board.red) == 2
        assert {row.reasons for row in board.red} == {"本级报告未报"}
        assert {row.since for row in board.red} == {cycle.due_on + timedelta(days=1)}
        city = shown(cast, "zhouqiang")
        yongdeng = next(row for row in city.rows if row.code == world.YONGDENG)
        assert yongdeng.reasons == "本级报告未报；下辖 2 份报告逾期未报"
        on_time = shown(cast, "chenjing", measure="on-time")
        assert (on_time.total.good, on_time.total.judged, on_time.percent) == (1, 3, 33)
        assert on_time.lamp.level == "red"


def test_every_way_down_opens_also_where_the_period_asks_nobody(cast: Cast) -> None:
    story.running(cast)
    page = signed_in(cast, "linnan").get("/board/").content.decode()
    ways = {unescape(way) for way in re.findall(r'href="(/board/\?[^"]*area=[^"]+)"', page)}
    assert any("area=64" in way for way in ways), "Ningxia stands beside Gansu"
    for way in sorted(ways):
        assert signed_in(cast, "linnan").get(way).status_code == 200, way


def test_a_class_gathers_its_units_from_everywhere_below(cast: Cast) -> None:
    story.running(cast)
    for unit in (world.unit(world.YONGDENG), world.unit(world.GANGU)):
        set_class(actor=cast.wumin, unit=unit, classes=["hill"], reason="省农办名单", version=unit.version)
    board = shown(cast, "wumin", group="hill")
    assert {row.code for row in board.rows} == {world.YONGDENG, world.GANGU}
    whole = sum(
        Obligation.objects.filter(lo__gte=row.lo, lo__lte=row.hi).exclude(status="exempt").count()
        for row in board.rows
    )
    assert board.total.whole == whole > 0
    assert shown(cast, "zhouqiang", group="hill").rows[0].code == world.YONGDENG


def test_against_the_cycle_of_the_year_before(cast: Cast) -> None:
    last = story.running(cast, period="2025", number="甘农领办〔2025〕9号")
    story.accepted(cast, last)
    story.running(cast)
    board = shown(cast, "chenjing")
    assert board.past is not None
    assert board.past.key == last.key
    assert (board.percent, board.percent_before, board.change) == (0, 33, -33)
    assert "33%" in signed_in(cast, "chenjing").get("/board/").content.decode()


def test_held_posts_are_those_that_are_not_in_the_list_of_vacancies(cast: Cast) -> None:
    today = clock.today()
    board = shown(cast, "zhouqiang", measure="posts")
    reach = cast.zhouqiang.reach("post.read")
    lanzhou = world.unit(world.LANZHOU)
    rows = vacancies(reach, today).filter(unit__is_body=False, lo__gt=lanzhou.lo).exclude(level="village")
    assert board.total.parts["vacant"] == rows.count() > 0
    everything = Post.objects.filter(key__in=["party_secretary", "government_head"])
    held = everything.filter(
        lo__gt=lanzhou.lo, lo__lte=lanzhou.hi, tenures__until=None, tenures__since__lte=today
    )
    assert board.total.parts["full"] == held.count() > 0


def test_a_vacancy_is_told_with_the_post_and_the_day_after_the_last_holder(cast: Cast) -> None:
    last = clock.today() - timedelta(days=41)
    from_above = Actor.system("tests", via="command")
    other = Post.objects.get(unit=world.unit(world.YUZHONG), key="government_head")
    appoint(
        actor=from_above, post=other, person=NewPerson("高峰"), since=last - timedelta(days=300), until=last
    )
    board = shown(cast, "zhouqiang", measure="posts")
    yuzhong = next(row for row in board.rows if row.code == world.YUZHONG)
    assert "县长" in yuzhong.reasons
    assert yuzhong.since == last + timedelta(days=1)


@pytest.mark.parametrize(
    ("username", "area"),
    [
        ("chenjing", world.LANZHOU),
        ("chenjing", world.YUZHONG),
        ("chenjing", world.XIJI),
        ("zhaogang", world.YONGDENG),
        ("chenjing", "999999999999"),
    ],
)
def test_an_area_outside_of_the_reach_and_a_missing_one_look_alike(
    cast: Cast, username: str, area: str
) -> None:
    story.running(cast)
    client = signed_in(cast, username)
    for address in ("/board/", "/board/sheet/", "/api/v1/measures/filing/"):
        answer = client.get(address, {"area": area})
        assert answer.status_code == 404, address
        assert "永登" not in answer.content.decode() or area == world.YONGDENG


def test_who_sees_no_subtree_has_no_board(cast: Cast) -> None:
    for username in ("wangfang", "lijun", "xitong", "shenji"):
        client = signed_in(cast, username)
        assert client.get("/board/").status_code == 403
        assert "/board/" not in [entry.url for entry in client.get("/account/").context["navigation"]]
        assert client.get("/api/v1/measures/").json() == {"results": []}


def test_an_organization_department_sees_posts_and_no_reports(cast: Cast) -> None:
    story.running(cast)
    assert [one.key for one in measures_for(cast.hexin)] == ["posts", "village-secretaries"]
    client = signed_in(cast, "hexin")
    assert client.get("/board/").context["board"].measure.key == "posts"
    assert client.get("/board/?measure=filing").status_code == 400
    assert client.get("/api/v1/measures/filing/").status_code == 404


def test_what_nobody_declared_is_refused(cast: Cast) -> None:
    story.running(cast)
    client = signed_in(cast, "chenjing")
    for asked, status in (
        ("?colour=red", 400), ("?measure=zeal", 400), ("?group=rich", 400), ("?view=cinema", 400), ("?order=name", 400),
        ("?state=purple", 400), ("?after=620121", 400), ("?measure=filing&measure=posts", 400), ("?period=annual-1999", 404),
        ("?measure=posts&period=annual-2026-620000000000", 404), ("?area=x", 404), ("?area=%00", 400),
    ):  # fmt: skip
        assert client.get(f"/board/{asked}").status_code == status, asked


def test_the_number_of_queries_is_the_same_for_three_rows_and_for_many(cast: Cast) -> None:
    story.running(cast)
    client = signed_in(cast, "linnan")
    for measure in ("filing", "on-time", "returned", "posts"):
        counts = set()
        for code in (world.NATION, world.GANSU, world.YONGDENG):
            address = f"/board/?measure={measure}&area={code}"
            client.get(address)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            counts.add(len(asked))
        assert max(counts) <= 13, (measure, counts)
        assert max(counts) - min(counts) <= 1, "a unit below has ancestors, the nation has none"


def test_the_table_is_ordered_by_lamp_and_goes_on_page_by_page(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    cycle = story.running(cast)
    story.accepted(cast, cycle)
    monkeypatch.setattr("revitalization.site.board_pages.PAGE", 2)
    with clock.moved_to(clock.now() + AFTER):
        client = signed_in(cast, "chenjing")
        url, seen = "/board/", []
        for _page in range(20):
            context = client.get(url).context
            seen += [row.code for row in context["ledger"].rows]
            url = context["next_url"]
            if not url:
                break
        every = context["board"].rows
        assert len(seen) == len(set(seen)) == len(every)
        states = {row.code: row.state for row in every}
        assert [states[code] for code in seen] == sorted(
            (states[code] for code in seen), key=["red", "amber", "green", "shown", "ahead", "empty"].index
        )
        red = client.get("/board/?state=red").context["ledger"].rows
        assert {row.state for row in red} == {"red"}


def test_the_address_of_a_board_says_all_that_it_shows(cast: Cast) -> None:
    cycle = story.running(cast)
    wall = signed_in(cast, "chenjing").get("/board/").context["wall_url"]
    asked = {key: values[0] for key, values in parse_qs(urlsplit(wall).query).items()}
    assert asked == {"measure": "filing", "period": cycle.key, "area": world.YONGDENG, "view": "wall"}


def test_the_wall_has_no_controls_and_comes_anew_each_minute(cast: Cast) -> None:
    story.running(cast)
    answer = signed_in(cast, "chenjing").get("/board/?view=wall")
    assert answer["Refresh"] == "60"
    assert "Refresh" not in signed_in(cast, "chenjing").get("/board/")
    page = answer.content.decode()
    for control in ("<form", "<button", "<nav", "<script", "<input"):
        assert control not in page
    assert "应报" in page


def test_the_workbook_holds_the_rows_of_the_page(cast: Cast) -> None:
    cycle = story.running(cast)
    story.accepted(cast, cycle)
    answer = signed_in(cast, "chenjing", "en").get("/board/sheet/?measure=filing")
    sheet = load_workbook(BytesIO(answer.content)).active
    lines = [[cell.value for cell in line] for line in sheet.iter_rows()]
    head = next(line for line in lines if "Code" in line)
    mine = dict(zip(head, next(line for line in lines if town().code in line), strict=True))
    assert (mine["Accepted"], mine["Overdue"], mine["Share, percent"]) == (1, 0, 100)
    assert mine["Status"] == "not due yet"


def test_page_and_program_say_the_same(cast: Cast) -> None:
    cycle = story.running(cast)
    story.accepted(cast, cycle)
    client = signed_in(cast, "chenjing", "en")
    known = client.get("/api/v1/measures/").json()["results"]
    assert [one["key"] for one in known][:3] == ["filing", "on-time", "returned"]
    assert (known[1]["good_from"], known[1]["warning_from"], known[2]["good_from"]) == (85.0, 70.0, None)
    found = client.get(f"/api/v1/measures/filing/?area={world.YONGDENG}&period={cycle.key}").json()
    board = shown(cast, "chenjing")
    assert (found["total"]["whole"], found["total"]["done"], found["total"]["state"]) == (3, 1, "ahead")
    assert [unit["unit"]["code"] for unit in found["units"]] == [row.code for row in board.rows]
    assert client.get("/api/v1/measures/filing/?period=annual-1999").status_code == 404
    assert client.get("/api/v1/measures/zeal/").status_code == 404
    assert client.get("/api/v1/measures/filing/?colour=red").status_code == 400


def test_the_old_address_of_the_map_leads_to_the_board(cast: Cast) -> None:
    answer = signed_in(cast, "linnan").get("/map/")
    assert (answer.status_code, answer["Location"]) == (301, "/board/")


def test_a_mechanism_comes_to_the_board_by_declaring_alone(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    like = measure_for(cast.chenjing, "posts")
    trees: Measure = Measure(
        "trees", "Trees planted", part="planted", whole="trees", capability=like.capability, source=like.source,
        segments=like.segments, figure=like.figure, about="A", source_note="B", order=1,
    )  # fmt: skip
    more = Mechanism(key="trees", measures=[trees])
    monkeypatch.setattr(REGISTRY, "mechanisms", [*REGISTRY.mechanisms, more])
    client = signed_in(cast, "chenjing")
    assert "Trees planted" in client.get("/board/").content.decode()
    assert client.get("/api/v1/measures/trees/").json()["measure"] == "trees"
    found = board_of(cast.chenjing, trees, area_for(cast.chenjing, trees, ""), clock.today())
    assert {row.state for row in found.rows} == {"shown"}
