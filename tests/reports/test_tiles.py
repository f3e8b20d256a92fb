"""Every figure is the number of rows the same person can open: tiles, groups and the badge, for the whole cast."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pghistory
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reporting.reports.actions import cycles, deciding
from reporting.reports.models import Cycle
from reporting.reports.queries.counts import Counts
from reporting.reports.queries.inbox import todo_work
from reporting.reports.queries.tiles import SHOWN, tiles
from responsibilities.posts.queries import vacancies
from responsibilities.roles import C
from responsibilities.units.actions.facts import set_scope
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.inbox import counted
from revitalization.kit.mechanism import Tile, Underway
from tests import world
from tests.cast import PRINCIPALS, STAFF, Cast, days, sister
from tests.reports import story
from tests.reports.crowd import one_of

pytestmark = pytest.mark.django_db

EVERYBODY = [line[0] for line in (*STAFF, *PRINCIPALS)] + ["xitong", "anquan", "shenji"]
OFFICES = {
    "chenjing": world.YONGDENG,
    "zhouqiang": world.LANZHOU,
    "wumin": world.GANSU,
    "zhenghua": world.GANGU,
    "maling": world.XIJI,
    "linnan": world.NATION,
}
FIGURES = {"Reports owed": "owed", "Filed": "filed", "Overdue": "overdue", "Accepted": "accepted"}


@pytest.fixture
def busy(cast: Cast) -> Cycle:
    """A running cycle with a report in several states, one that is not open yet and one that is closed."""
    cycle = story.running(cast)
    deciding.exempt(actor=cast.chenjing, obligation=story.owed(cycle, sister()), reason="撤并")
    story.accepted(cast, cycle)
    later = {"opens_on": days(3), "due_on": days(20)}
    story.running(cast, kind="special", period="2026", number="甘农领办〔2026〕31号", **later)
    return cycle


def inbox(name: str, cast: Cast) -> Any:
    client = Client()
    client.force_login(cast.user(name))
    return client, client.get("/")


def values(tile: Any) -> dict[str, str]:
    return {figure.label: figure.value for figure in tile.figures}


@pytest.mark.parametrize("name", EVERYBODY)
def test_each_figure_of_a_tile_is_the_number_of_rows_behind_its_link(
    cast: Cast, busy: Cycle, name: str
) -> None:
    client, page = inbox(name, cast)
    running = page.context["underway"]
    assert bool(running) == (name in OFFICES and name not in {"maling", "linnan"})
    for tile in running:
        assert list(values(tile)) == list(FIGURES)
        own = client.get(tile.url).context["board"].own
        assert tile.breakdown == own.breakdown
        for figure in tile.figures:
            answer = client.get(figure.url)
            assert (
                figure.value == str(len(answer.context["rows"])) == str(getattr(own, FIGURES[figure.label]))
            )
            assert all(row.obligation_id for row in answer.context["rows"])
    for tile in page.context["board"]:
        assert client.get(tile.url).status_code == 200, tile.url
        if tile.url == reverse("vacancies"):
            assert tile.value == str(len(client.get(tile.url).context["table"].filtered))


@pytest.mark.parametrize("name", EVERYBODY)
def test_every_line_can_be_opened_and_the_badge_counts_those_to_do(
    cast: Cast, busy: Cycle, name: str
) -> None:
    client, page = inbox(name, cast)
    lines = [line for part in page.context["inbox"].parts for line in part.lines]
    waiting = [line for part in client.get("/?view=mine").context["inbox"].parts for line in part.lines]
    for line in (*lines, *waiting):
        assert client.get(line.url).status_code == 200, line.url
    mine = [line for line in lines if line.kind.key.startswith("report-")]
    assert counted(todo_work(getattr(cast, name), clock.today())) == len(mine)
    desk = client.get(reverse("desk"), follow=True)
    if desk.status_code == 200:
        decide = sum(line.kind.key == "report-decide" for line in mine)
        assert len(desk.context["way"].stops if "way" in desk.context else ()) == decide


def test_each_running_cycle_has_its_tile_with_its_own_deadline(cast: Cast, busy: Cycle) -> None:
    _client, page = inbox("chenjing", cast)
    found = [(tile.title, tile.due_on, values(tile)["Reports owed"]) for tile in page.context["underway"]]
    special = Cycle.objects.get(kind__key="special")
    assert found == [(busy.title, busy.due_on, "2"), (special.title, special.due_on, "3")]


def test_what_ran_out_of_its_deadline_is_folded_and_leads_to_its_list(cast: Cast) -> None:
    cycle = story.running(cast)
    story.submitted(cast, cycle)
    with clock.moved_to(clock.now() + timedelta(days=20)):
        client, page = inbox("chenjing", cast)
        assert page.context["underway"] == []
        (old,) = [tile for tile in page.context["board"] if tile.label == "Past the deadline, not closed"]
        assert (old.value, old.url) == ("1", "/cycles/?state=ended")
        assert [row["key"] for row in client.get(old.url).context["cycles"].rows] == [cycle.key]
        answer = client.get(f"/cycles/{cycle.key}/{world.YONGDENG}/?state=overdue")
        assert len(answer.context["rows"]) == 2
        assert client.get(f"/cycles/{cycle.key}/{world.YONGDENG}/?state=submitted").context["rows"][0].name


def test_a_board_refuses_a_state_it_does_not_have(cast: Cast) -> None:
    cycle = story.running(cast)
    client, _page = inbox("chenjing", cast)
    assert client.get(f"/cycles/{cycle.key}/{world.YONGDENG}/?state=lost").status_code == 400
    nobody = client.get(f"/cycles/{cycle.key}/{world.YONGDENG}/?state=accepted")
    assert nobody.context["rows"] == []
    assert "直接下级没有处于该状态的报告" in nobody.content.decode()


def test_what_is_closed_has_no_tile(cast: Cast) -> None:
    cycle = story.running(cast)
    cycles.close_cycle(actor=cast.wumin, cycle=cycle, reason="结束")
    _client, page = inbox("chenjing", cast)
    assert page.context["underway"] == []


def test_the_tiles_of_fifty_offices_cost_the_queries_of_one(cast: Cast, busy: Cycle) -> None:
    today = clock.today()
    one = cast.chenjing
    holding = next(h for h in one.holdings if C.REPORT_RECEIVE in h.below)
    counties = Unit.objects.filter(level__in=("county", "city"), is_body=False).order_by("lo")[:50]
    more = tuple(replace(holding, place=unit.span) for unit in counties)
    many = replace(one, holdings=more)
    asked = []
    for actor in (one, many):
        with CaptureQueriesContext(connection) as seen:
            shown = list(tiles(actor, today))
        asked.append(len(seen))
    assert asked[0] == asked[1] <= 3
    assert sum(isinstance(tile, Underway) for tile in shown) <= SHOWN
    assert any(tile.label == "All running cycles" for tile in shown if isinstance(tile, Tile))


def test_what_finds_no_tile_of_its_own_is_summed_from_the_boards_behind(
    cast: Cast, busy: Cycle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reporting.reports.queries.tiles.SHOWN", 2)
    name, _unit = one_of("fifty grants", cast)
    client, page = inbox(name, cast)
    offices = {h.place.lo for h in getattr(cast, name).holdings if C.REPORT_RECEIVE in h.below}
    boards = [
        client.get(f"/cycles/{cycle.key}/{unit.code}/").context["board"].own
        for cycle in (busy, Cycle.objects.get(kind__key="special"))
        for unit in Unit.objects.filter(lo__in=offices, lo__range=(cycle.lo, cycle.hi)).order_by("lo")
    ]
    boards = [own for own in boards if own.owed or own.exempt]
    assert len(page.context["underway"]) == 2 < len(boards)
    (rest,) = page.context["together"]
    assert rest.n == len(boards) - 2
    hidden = sum(boards[2:], Counts())
    assert rest.breakdown == hidden.breakdown
    assert values(rest) == {label: str(getattr(hidden, key)) for label, key in FIGURES.items()}
    assert hidden.owed > 0
    assert all(figure.url == "" for figure in rest.figures)


def test_posts_of_units_out_of_scope_and_of_quasi_units_are_no_vacancies(cast: Cast) -> None:
    street = sister()
    reach = cast.hexin.reach(C.POST_READ)
    before = vacancies(reach, clock.today()).filter(unit=street).count()
    assert before == 2
    with pghistory.context(user=None):
        Unit.objects.filter(pk=street.pk).update(kind="quasi_township")
        assert vacancies(reach, clock.today()).filter(unit=street).count() == 0
        Unit.objects.filter(pk=street.pk).update(kind=street.kind)
    assert vacancies(reach, clock.today()).filter(unit=street).count() == 2
    set_scope(
        actor=cast.chenjing,
        unit=street,
        year=clock.today().year,
        scope=False,
        reason="城区街道",
        version=street.version,
    )
    assert vacancies(reach, clock.today()).filter(unit=street).count() == 0
    assert vacancies(reach, clock.today(), everywhere=True).filter(unit=street).count() == 2
    client, _page = inbox("hexin", cast)
    shown = client.get(reverse("vacancies") + "?units=all").context["table"].filtered
    assert shown.filter(unit=street).count() == 2


def test_a_line_says_who_must_receive_from_where_its_reader_sits(cast: Cast) -> None:
    filed = story.submitted(cast, story.running(cast))

    def said(name: str, address: str = "/") -> str:
        client = Client(headers={"accept-language": "zh-hans"})
        client.force_login(cast.user(name))
        return client.get(address).content.decode()

    assert '<span class="kind">待签收</span>' in said("chenjing")
    assert "等待上级签收" not in said("chenjing")
    assert "等待上级签收" in said("wangfang", "/?view=mine")
    deciding.receive(actor=cast.chenjing, obligation=filed)
    assert '<span class="kind">待审定</span>' in said("chenjing"), "received"
    assert '<span class="kind">待签收</span>' not in said("chenjing")
