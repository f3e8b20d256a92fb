"""Figures say what they rest on: progress is filed of owed, the on-time share is over what is due, nowhere else."""

import re
from datetime import timedelta
from io import BytesIO
from itertools import permutations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from reporting.reports import rules
from reporting.reports.documents import board_sheet
from reporting.reports.models import Cycle, Obligation
from reporting.reports.queries.boards import board
from reporting.reports.queries.counts import Counts, counts_as
from responsibilities.jobs.models import Job
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.workbooks import workbook_bytes
from tests import world
from tests.cast import Cast, town
from tests.reports import story

pytestmark = pytest.mark.django_db

AFTER = timedelta(days=20)


def page(cast: Cast, name: str, address: str) -> str:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(cast.user(name))
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def county(cast: Cast, cycle: Cycle) -> Counts:
    unit = Unit.objects.get(code=world.YONGDENG)
    return board(cycle, unit, clock.today(), cast.chenjing.reach("cycle.read")).own


def test_before_the_deadline_there_is_progress_and_no_on_time_share(cast: Cast) -> None:
    cycle = story.running(cast)
    story.accepted(cast, cycle)
    own = county(cast, cycle)
    assert (own.filed, own.owed, own.filed_share) == (1, 3, 3333)
    assert (own.judged, own.share) == (0, None)
    shown = page(cast, "wumin", f"/cycles/{cycle.key}/{world.GANSU}/")
    assert "100%" not in shown
    assert "未到期" in shown
    assert "应报" in shown
    assert "已报 1 份" in shown


def test_after_the_deadline_the_share_is_over_all_that_was_due_with_the_missing(cast: Cast) -> None:
    cycle = story.running(cast)
    story.accepted(cast, cycle)
    with clock.moved_to(clock.now() + AFTER):
        own = county(cast, cycle)
        assert (own.timely, own.judged, own.share, own.overdue) == (1, 3, 3333, 2)
        assert "33%" in page(cast, "wumin", f"/cycles/{cycle.key}/{world.LANZHOU}/")


def test_columns_about_what_is_further_below_stand_only_where_somebody_there_owes_a_report(
    cast: Cast,
) -> None:
    cycle = story.running(cast)
    heads = {
        code: page(cast, "wumin", f"/cycles/{cycle.key}/{code}/")
        .partition("<thead")[2]
        .partition("</thead>")[0]
        for code in (world.LANZHOU, world.YONGDENG)
    }
    assert "下级报送进度" in heads[world.LANZHOU]
    assert "下级报送进度" not in heads[world.YONGDENG]
    assert "按期率" in heads[world.YONGDENG]


def test_a_report_returned_with_a_new_deadline_stays_among_what_was_due(cast: Cast) -> None:
    cycle = story.running(cast)
    story.returned(cast, cycle, deadline=clock.today() + timedelta(days=60))
    with clock.moved_to(clock.now() + AFTER):
        own = county(cast, cycle)
        assert (own.timely, own.judged, own.overdue, own.in_hand) == (1, 3, 2, 1)


@pytest.mark.parametrize("past", [False, True])
def test_the_parts_of_the_bar_are_all_that_is_owed(past: bool) -> None:
    for status in rules.WORKFLOW.state_keys():
        counts = counts_as(status, past, None, 1, judged=past)
        assert sum(part.n for part in counts.breakdown.parts) == counts.owed == (status != rules.EXEMPT)


def test_a_share_of_progress_is_cut_so_that_full_means_all() -> None:
    assert Counts(owed=100_000, accepted=99_999, in_hand=1).filed_share == 9_999
    assert Counts(owed=7, accepted=7).filed_share == 10_000
    assert Counts().filed_share is None


def test_board_workbook_and_program_say_the_same(cast: Cast) -> None:
    cycle = story.running(cast)
    story.submitted(cast, cycle)
    unit = Unit.objects.get(code=world.LANZHOU)
    rows = board(cycle, unit, clock.today(), cast.zhouqiang.reach("cycle.read")).rows
    with translation.override("en"):
        sheet = load_workbook(BytesIO(workbook_bytes([board_sheet(cycle, unit, rows)]))).active
    lines = [[cell.value for cell in line] for line in sheet.iter_rows()]
    head = next(line for line in lines if "Code" in line)
    mine = dict(zip(head, next(line for line in lines if world.YONGDENG in line), strict=True))
    assert (mine["Owed below"], mine["Filed below"], mine["Filed, percent"]) == (3, 1, 33.33)
    assert (mine["On time, percent"], mine["Due so far"]) == (None, 0)
    client = Client()
    client.force_login(cast.user("zhouqiang"))
    answer = client.get(f"/api/v1/status/?cycle={cycle.key}&under={world.LANZHOU}").json()
    below = next(row["below"] for row in answer["results"] if row["unit"] == world.YONGDENG)
    assert (below["owed"], below["filed"], below["filed_share"]) == (3, 1, 3333)
    assert (below["judged"], below["on_time_share"]) == (0, None)
    parts = ("accepted", "received", "submitted", "in_hand", "not_begun", "overdue")
    assert sum(below[part] for part in parts) == below["owed"]


def test_the_map_is_grey_with_its_progress_until_the_deadline(cast: Cast) -> None:
    cycle = story.running(cast)
    story.accepted(cast, cycle)
    owed = cycle.owed
    shown = page(cast, "linnan", "/board/")
    assert f"甘肃省：应报 {owed}，已报 1，未到期" in shown
    with clock.moved_to(clock.now() + AFTER):
        shown = page(cast, "linnan", "/board/?measure=on-time")
        assert f"甘肃省：已到期 {owed}，按期 1，滞后" in shown


def test_a_cycle_is_over_and_units_are_overdue(cast: Cast) -> None:
    cycle = story.running(cast)
    story.accepted(cast, cycle)
    address = f"/cycles/{cycle.key}/{world.YONGDENG}/"
    assert "已截止" not in page(cast, "chenjing", address)
    with clock.moved_to(clock.now() + AFTER):
        shown = page(cast, "chenjing", address)
    assert "已截止（2 个单位逾期未报）" in shown
    head = re.search(r'<p class="sub">.*?</p>', shown, re.DOTALL)
    assert head is not None
    assert "工作日" not in head[0], "a cycle is not late; its units are"


def test_the_bar_shows_each_part_that_is_there_however_small() -> None:
    for sizes in permutations((1, 0, 5_000)):
        counts = Counts(owed=sum(sizes), accepted=sizes[0], overdue=sizes[1], not_begun=sizes[2])
        widths = [width for _part, _x, width in counts.breakdown.segments]
        assert len(widths) == sum(1 for n in sizes if n)
        assert min(widths) >= 12
        assert sum(widths) == 1000


def test_cycle_board_measures_and_rest_say_the_same_below_a_township(cast: Cast) -> None:
    cycle = story.running(cast, levels=["township", "village"], basis="甘农办〔2026〕5号")
    county, place = world.unit(world.YONGDENG), town()
    below = Obligation.objects.filter(cycle=cycle, lo__gt=place.lo, lo__lte=place.hi).count()
    assert below > 0
    row = next(one for one in board(cycle, county, clock.today(), cast.chenjing.reach("cycle.read")).rows
               if one.code == place.code)  # fmt: skip
    assert row.below.owed == below
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(cast.user("chenjing"))
    told = client.get(f"/api/v1/status/?cycle={cycle.key}&under={county.code}").json()
    assert next(one for one in told["results"] if one["unit"] == place.code)["below"]["owed"] == below
    measured = client.get(f"/board/?measure=filing&period={cycle.key}&area={county.code}").context["board"]
    assert next(one for one in measured.rows if one.code == place.code).figure.whole == below + 1


def test_the_workbook_of_a_cycle_board_comes_at_once_with_the_rows_of_the_page(cast: Cast) -> None:
    cycle = story.running(cast)
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(cast.user("chenjing"))
    address = reverse("cycle_board", args=[cycle.key, world.YONGDENG])
    page = client.get(address)
    assert f'href="{address}export/"' in page.content.decode()
    jobs = Job.objects.count()
    for answer in (client.get(f"{address}export/"), client.post(f"{address}export/")):
        assert (answer.status_code, answer["Content-Type"].split(";")[0].endswith("sheet")) == (200, True)
        told = {
            cell.value for line in load_workbook(BytesIO(answer.content)).active.iter_rows() for cell in line
        }
        assert {row.code for row in page.context["rows"]} <= told
    assert Job.objects.count() == jobs
    assert client.get(reverse("cycle_board", args=[cycle.key, world.XIJI]) + "export/").status_code == 404
    on = client.get(f"/board/?measure=filing&period={cycle.key}&area={world.YONGDENG}")
    assert on.status_code == 200
    assert f"/board/?measure=filing&amp;period={cycle.key}&amp;area={world.YONGDENG}" in page.content.decode()
