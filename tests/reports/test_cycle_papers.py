"""Papers of a cycle: the notice that opens it, the reminder to those who are late, where it stands."""

from dataclasses import replace
from datetime import timedelta

import pghistory
import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from reporting.reports.documents.cycles import board_paper, notice_paper, reminder_paper
from reporting.reports.models import Obligation
from reporting.reports.queries.boards import Board, board
from reporting.reports.queries.counts import Counts
from reporting.reports.queries.cycles import owing_below
from responsibilities.jobs.models import Job
from responsibilities.roles import Capability as C
from revitalization.kit import clock
from revitalization.kit.documents import Layout, Paragraph, Table, document_html
from tests import world
from tests.cast import Cast, days
from tests.needs import needs_poppler
from tests.reports import story
from tests.working import run_jobs

pytestmark = pytest.mark.django_db

COUNTY = "620121000000"


def table(paper) -> Table:
    return next(block for block in paper.body if isinstance(block, Table))


def lines(blocks) -> list[list[str]]:
    """The rows of all tables."""
    return [list(row) for block in blocks if isinstance(block, Table) for row in block.rows]


def said(paper) -> str:
    return "".join(block.text for block in paper.body if isinstance(block, Paragraph))


def test_the_notice_says_who_reports_what_by_when_to_the_level_below(cast: Cast) -> None:
    cycle = story.running(cast)
    paper = notice_paper(cycle)
    assert paper.number == "甘农领办〔2026〕12号"
    assert paper.style is Layout.FILE
    assert list(paper.signers) == []
    assert paper.title == "关于报送2026年度乡村振兴责任制落实情况的通知"
    assert paper.addressee == "各市（州、盟）党委农村工作领导小组办公室"
    assert f"共{cycle.owed}个单位" in said(paper)
    assert "总体情况" in said(paper)
    assert "2026年12月5日前报送" in said(paper)
    assert paper.dated_on == cycle.issued_on
    assert paper.closing == "特此通知。"


def test_the_notice_lists_the_units_directly_below_in_an_annex_with_the_deadline_they_were_first_given(
    cast: Cast,
) -> None:
    cycle = story.running(cast)
    lanzhou = Obligation.objects.get(cycle=cycle, unit=world.unit(world.LANZHOU))
    with pghistory.context(user=None):
        Obligation.objects.filter(pk=lanzhou.pk).update(due_on=days(40))
    (annex,) = notice_paper(cycle, owing_below(cycle)).annexes
    (listed,) = annex.body
    assert annex.title == "报送单位名单"
    assert isinstance(listed, Table)
    assert ["1", "兰州市", "2026年12月5日"] in [list(row) for row in listed.rows]
    assert {row[1] for row in listed.rows} == set(
        Obligation.objects.filter(cycle=cycle, unit__parent=cycle.scope).values_list("unit__name", flat=True)
    )
    assert list(notice_paper(story.planned(cast.wumin, kind="special", period="2026-11")).annexes) == []


def test_the_office_of_the_leading_group_writes_where_there_is_one(cast: Cast) -> None:
    assert list(notice_paper(story.running(cast)).issuers) == ["中共甘肃省委农村工作领导小组办公室"]


def test_the_reminder_names_those_whose_report_is_missing_with_the_days_they_are_late(cast: Cast) -> None:
    cycle = story.running(cast)
    story.submitted(cast, cycle)
    county, day = world.unit(COUNTY), days(20)
    shown = board(cycle, county, day, cast.chenjing.reach(C.CYCLE_READ))
    with override("en"):
        paper = reminder_paper(cycle, county, shown, day)
    names = [row[1] for row in table(paper).rows]
    missing = [row for row in shown.rows if row.within("missing")]
    assert names == [row.name for row in missing]
    assert "红城镇" not in names
    late = {row[4] for row in table(paper).rows}
    assert late == {f"{(day - cycle.due_on).days}天"}
    assert {row[2] for row in table(paper).rows} == {"未开始"} or "Not started" not in document_html(paper)
    assert f"未报{len(missing)}个，其中逾期{len(missing)}个。" in paper.lead
    assert paper.title == "关于催报2026年度乡村振兴责任制落实情况的函"
    assert paper.layout is Layout.LETTER
    assert paper.style is Layout.PLAIN


def test_before_the_deadline_nobody_is_called_late(cast: Cast) -> None:
    cycle = story.running(cast)
    county = world.unit(COUNTY)
    shown = board(cycle, county, clock.today(), cast.chenjing.reach(C.CYCLE_READ))
    paper = reminder_paper(cycle, county, shown, clock.today())
    assert "逾期" not in paper.lead
    assert {row[4] for row in table(paper).rows} == {""}


def test_the_board_has_a_row_for_each_unit_below_and_its_sums(cast: Cast) -> None:
    cycle = story.running(cast)
    story.accepted(cast, cycle)
    county = world.unit(COUNTY)
    shown = board(cycle, county, clock.today(), cast.chenjing.reach(C.CYCLE_READ))
    paper = board_paper(cycle, county, shown, clock.today())
    assert len(table(paper).rows) == len(shown.rows)
    assert f"应报{shown.own.owed}个，已报1个，已通过1个" in said(paper)
    assert paper.style is Layout.PLAIN


def test_each_paper_has_all_units_however_many_they_are(cast: Cast) -> None:
    cycle = story.running(cast)
    county, day = world.unit(COUNTY), days(20)
    shown = board(cycle, county, day, cast.chenjing.reach(C.CYCLE_READ))
    (row, *_others) = [row for row in shown.rows if row.within("missing")]
    many = Board([replace(row, name=f"{at}镇") for at in range(1234)], Counts(owed=1234), shown.all)
    names = [f"{at}镇" for at in range(1234)]
    assert [line[1] for line in lines(reminder_paper(cycle, county, many, day).body)] == names
    assert [line[0] for line in lines(board_paper(cycle, county, many, day).body)] == names
    (annex,) = notice_paper(cycle, [(name, day) for name in names]).annexes
    assert [line[1] for line in lines(annex.body)] == names


@needs_poppler
@pytest.mark.parametrize(("paper", "name"), [("notice", "通知"), ("reminder", "催报函"), ("board", "进度表")])
def test_each_is_asked_for_on_the_board_and_made_by_a_job(
    cast: Cast, client: Client, paper: str, name: str
) -> None:
    cycle = story.running(cast)
    client.force_login(cast.user("chenjing"))
    page = client.get(reverse("cycle_board", args=[cycle.key, COUNTY])).content.decode()
    assert f'name="paper" value="{paper}"' in page
    client.post(reverse("cycle_paper", args=[cycle.key, COUNTY]), {"paper": paper})
    run_jobs()
    job = Job.objects.latest("id")
    assert job.state == "done"
    assert job.file_name.startswith(f"{name}-永登县")
    assert job.file.open("rb").read(5) == b"%PDF-"


def test_what_is_no_paper_is_not_found_and_asks_for_nothing(cast: Cast, client: Client) -> None:
    cycle = story.running(cast)
    client.force_login(cast.user("chenjing"))
    for sent, status in (({}, 400), ({"paper": ""}, 400), ({"paper": "verdict"}, 404)):
        assert client.post(reverse("cycle_paper", args=[cycle.key, COUNTY]), sent).status_code == status
    assert not Job.objects.exists()


def test_the_notice_can_be_looked_at_before_it_is_opened(cast: Cast, client: Client) -> None:
    cycle = story.planned(cast.wumin)
    client.force_login(cast.user("wumin"))
    assert 'value="notice"' in client.get(reverse("cycle", args=[cycle.key])).content.decode()
    answer = client.post(reverse("cycle_paper", args=[cycle.key, cycle.scope.code]), {"paper": "notice"})
    assert answer.status_code == 302
    assert notice_paper(cycle).dated_on == cycle.issued_on
    assert "共" not in said(notice_paper(cycle)).partition("。")[2][:3]
    assert timedelta(0) < cycle.due_on - cycle.issued_on
