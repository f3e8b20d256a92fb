"""How urgent a notice is: entered with its number, on the paper, on the lines of work and over the report."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from reporting.reports.actions import deciding
from reporting.reports.actions.slips import give_slip
from reporting.reports.documents.cycles import notice_paper
from reporting.reports.models import Cycle, Obligation, Series
from reporting.reports.queries.inbox import todo_lines
from revitalization.kit import clock
from revitalization.kit.documents import document_html
from revitalization.kit.inbox import Asked
from tests import world
from tests.cast import Cast, days, sister
from tests.reports import story

pytestmark = pytest.mark.django_db

PLAN = {
    "kind": "annual", "scope": world.GANSU, "asks": "once", "period": "2026", "notice_number": "甘农领办〔2026〕12号",
    "notice_title": "关于报送2026年度乡村振兴责任制落实情况的通知", "issued_on": "2026-11-24", "opens_on": "2026-11-24",
    "due_kind": "day", "due_on": "2026-12-22", "levels": ["city", "county", "township"],
}  # fmt: skip


def marks(cast: Cast, name: str, waiting: bool = False) -> set[tuple[str, str]]:
    """Urgency and marks of the lines about the town's report."""
    with override("zh-hans"):
        lines = list(todo_lines(getattr(cast, name), Asked(clock.today(), waiting=waiting)))
    return {(it.urgency, " ".join(it.marks)) for it in lines if it.unit == "红城镇"}


def test_an_urgent_notice_says_so_at_the_upper_left_of_its_paper(cast: Cast) -> None:
    paper = notice_paper(story.running(cast, urgency="特急"))
    assert (paper.urgency, '<p class="urgent">特急</p>' in document_html(paper)) == ("特急", True)
    assert notice_paper(story.planned(cast.wumin, kind="special", period="2026-11")).urgency == ""


def test_it_is_entered_with_the_number_and_stands_on_the_pages(cast: Cast, client: Client) -> None:
    client.force_login(cast.user("wumin"))
    client.post(reverse("cycle_new"), PLAN | {"urgency": "加急"})
    cycle = Cycle.objects.get()
    assert cycle.urgency == "加急"
    assert "加急" in client.get(reverse("cycle", args=[cycle.key])).content.decode()


def test_a_recurring_notice_bears_none_and_says_so_at_the_field(cast: Cast, client: Client) -> None:
    client.force_login(cast.user("wumin"))
    sent = PLAN | {
        "asks": "recurring",
        "until": "2028",
        "urgency": "特急",
        "due_kind": "working",
        "due_days": "15",
    }
    answer = client.post(reverse("cycle_new"), sent)
    assert (answer.status_code, 'href="#id_urgency"' in answer.content.decode()) == (400, True)
    assert not Series.objects.exists()


def test_the_lines_of_those_who_owe_it_and_the_head_of_the_report_say_it(cast: Cast, client: Client) -> None:
    cycle = story.running(cast, urgency="特急")
    assert marks(cast, "wangfang") == {("特急", "")}
    client.force_login(cast.user("wangfang"))
    report = reverse("report", args=[cycle.key, story.owed(cycle).unit.code])
    for address in ("/", report):
        assert 'badge red">特急' in client.get(address).content.decode(), address
    story.accepted(cast, cycle)
    assert marks(cast, "chenjing") == set()


def test_what_was_pressed_for_says_how_often_to_both_sides(cast: Cast, client: Client) -> None:
    cycle = story.running(cast)
    assert marks(cast, "wangfang") == {("", "")}
    deciding.remind(actor=cast.chenjing, cycle=cycle, unit=world.unit(world.YONGDENG))
    give_slip(
        actor=cast.chenjing, obligation=story.owed(cycle), document_number="永农领办〔2026〕41号", by=days(3)
    )
    assert marks(cast, "wangfang") == marks(cast, "chenjing", waiting=True) == {("", "已催办 2 次")}
    client.force_login(cast.user("wangfang"))
    assert 'badge amber">已催办 2 次' in client.get("/").content.decode()


def test_the_report_shows_its_slips_and_that_they_are_answered(cast: Cast, client: Client) -> None:
    cycle = story.running(cast)
    for number, day in ((41, 3), (42, 5)):
        give_slip(
            actor=cast.chenjing, obligation=story.owed(cycle), document_number=f"永农领办〔2026〕{number}号",
            by=days(day), urgency="加急",
        )  # fmt: skip
    client.force_login(cast.user("wangfang"))
    address = reverse("report", args=[cycle.key, story.owed(cycle).unit.code])
    shown = client.get(address).content.decode().partition("<main")[2]
    assert shown.index("永农领办〔2026〕42号") < shown.index("永农领办〔2026〕41号")
    assert "2026年11月29日" in shown
    assert "已办结：报告已报送" not in shown
    story.submitted(cast, cycle)
    assert "已办结：报告已报送" in client.get(address).content.decode()
    client.force_login(cast.user("sunli"))
    other = Obligation.objects.get(cycle=cycle, unit=sister())
    seen = client.get(reverse("report", args=[cycle.key, other.unit.code])).content.decode()
    assert "永农领办" not in seen
