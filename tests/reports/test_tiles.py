"""Every figure is the number of rows the same person can open: tiles, groups and the badge, for the whole cast."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from reporting.reports import rules
from reporting.reports.actions import cycles, deciding
from reporting.reports.models import Cycle
from reporting.reports.queries.inbox import todo_count
from responsibilities.posts.queries import vacancies
from responsibilities.roles import C
from responsibilities.units.models import Unit
from revitalization.kit import clock
from tests import world
from tests.cast import PRINCIPALS, STAFF, Cast, days, sister
from tests.reports import story

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
FIGURES = {"Reports owed to us": "owed", "Filed": "filed", "Overdue": "overdue", "Accepted": "accepted"}


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


def boards(client: Client, name: str) -> dict[str, int]:
    """The sums over the boards of the person's office in running cycles, each opened as a page."""
    sums = dict.fromkeys(FIGURES.values(), 0)
    for cycle in Cycle.objects.filter(status=rules.RUNNING):
        unit = Unit.objects.get(code=OFFICES[name])
        answer = client.get(reverse("cycle_board", args=[cycle.key, unit.code]))
        if answer.status_code == 200:
            own = answer.context["board"].own
            sums = {figure: n + getattr(own, figure) for figure, n in sums.items()}
    return sums


@pytest.mark.parametrize("name", EVERYBODY)
def test_each_tile_is_the_sum_of_the_boards_it_leads_to(cast: Cast, busy: Cycle, name: str) -> None:
    client, page = inbox(name, cast)
    tiles = {tile.label: tile for tile in page.context["board"] if tile.label in FIGURES}
    assert bool(tiles) == (name in OFFICES)
    if name in OFFICES:
        shown = {FIGURES[label]: int(tile.value.replace(",", "")) for label, tile in tiles.items()}
        assert shown == boards(client, name)
    for tile in page.context["board"]:
        assert client.get(tile.url).status_code == 200, tile.url
        if tile.url == reverse("vacancies"):
            reach = getattr(cast, name).reach(C.POST_READ)
            assert tile.value == str(vacancies(reach, clock.today()).count())


@pytest.mark.parametrize("name", EVERYBODY)
def test_each_group_counts_the_lines_that_can_be_opened_and_the_badge_counts_the_groups(
    cast: Cast, busy: Cycle, name: str
) -> None:
    client, page = inbox(name, cast)
    for group in (*page.context["todo"], *page.context["waiting"]):
        assert group.total == len(group.lines), group.key
        for line in group.lines:
            assert client.get(line.url).status_code == 200, line.url
    mine = [group for group in page.context["todo"] if group.key.startswith("report-")]
    assert todo_count(getattr(cast, name), clock.today()) == sum(group.total for group in mine)
    desk = client.get(reverse("desk"), follow=True)
    if desk.status_code == 200:
        decide = sum(group.total for group in mine if group.key == "report-decide")
        assert len(desk.context["queue"]) == decide


def test_a_tile_leads_to_the_one_board_and_the_figures_are_those_of_the_story(cast: Cast) -> None:
    cycle = story.running(cast)
    story.submitted(cast, cycle)
    _client, page = inbox("chenjing", cast)
    tiles = {tile.label: (tile.value, tile.url) for tile in page.context["board"]}
    url = f"/cycles/{cycle.key}/{world.YONGDENG}/"
    assert tiles["Reports owed to us"] == ("3", url)
    assert tiles["Filed"] == ("1", url)
    assert tiles["Overdue"] == ("0", url)
    with clock.moved_to(clock.now() + timedelta(days=20)):
        _client, page = inbox("chenjing", cast)
        assert {t.label: t.value for t in page.context["board"]}["Overdue"] == "2"


def test_what_is_closed_is_counted_on_no_tile(cast: Cast) -> None:
    cycle = story.running(cast)
    cycles.close_cycle(actor=cast.wumin, cycle=cycle, reason="结束")
    _client, page = inbox("chenjing", cast)
    assert {t.label: t.value for t in page.context["board"]}["Reports owed to us"] == "0"
