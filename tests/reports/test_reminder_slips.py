"""Reminder slips: one a unit, under a number of the demanding unit's register, single and for all that are late."""

from datetime import date

import pghistory
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reporting.reports.actions import cycles, filing, slips
from reporting.reports.actions.slips import give_slip
from reporting.reports.documents.slips import slip_paper, slips_on_paper
from reporting.reports.models import Cycle, Obligation, Slip
from responsibilities.access.actions.grants import grant_role
from responsibilities.access.models import User
from responsibilities.access.queries import actor_for
from responsibilities.jobs.models import Job
from responsibilities.numbers.models import Issued
from responsibilities.numbers.queries import seen_by
from responsibilities.record.models import Entry
from responsibilities.units.models import Unit
from responsibilities.units.queries import organs_of
from revitalization.kit import clock
from revitalization.kit.documents import Layout, document_html
from revitalization.kit.errors import Forbidden, Invalid, Refused
from tests import world
from tests.cast import Cast, days
from tests.documents.paper import Paper
from tests.needs import needs_poppler
from tests.policy.basics import SYSTEM
from tests.reports import story
from tests.working import run_jobs

pytestmark = pytest.mark.django_db

NUMBER = "永农领办〔2026〕41号"


def late(cast: Cast) -> Obligation:
    """The town's report, two days late."""
    cycle = story.running(cast)
    with pghistory.context(user=None):
        Obligation.objects.filter(cycle=cycle).update(due_on=days(-2), first_due_on=days(-2))
    return story.owed(cycle)


def test_a_slip_says_what_is_missing_by_when_and_is_signed_by_the_unit_that_demands_it(cast: Cast) -> None:
    row = late(cast)
    slip = give_slip(
        actor=cast.chenjing, obligation=row, document_number="永农领办[2026]041", by=days(3), urgency="加急"
    )
    paper = slip_paper(row, slip, days(5))
    html = document_html(paper)
    assert (paper.layout, paper.number, paper.dated_on) == (Layout.LETTER, NUMBER, clock.today())
    for words in (
        "催办单",
        "加急",
        "已逾期2天",
        "请于2026年11月27日前报送",
        "永登县红城镇人民政府",
        row.cycle.notice_number,
    ):
        assert words in html
    assert any("永登县" in name for name in paper.issuers)


def test_the_number_stands_in_the_register_of_the_demanding_unit_and_on_the_record(cast: Cast) -> None:
    row = late(cast)
    give_slip(actor=cast.chenjing, obligation=row, document_number=NUMBER, by=days(3))
    issued = Issued.objects.get(number=NUMBER)
    assert (issued.unit, issued.kind, issued.key) == (world.unit(world.YONGDENG), "slip", row.public_id)
    entry = Entry.objects.get(verb="report.slip")
    assert entry.after["notice"] == NUMBER


def test_a_number_that_stands_on_another_paper_gives_no_slip(cast: Cast) -> None:
    row = late(cast)
    give_slip(actor=cast.chenjing, obligation=row, document_number=NUMBER, by=days(3))
    other = (
        Obligation.objects.full()
        .filter(cycle=row.cycle, receiver_id=row.receiver_id)
        .exclude(pk=row.pk)
        .first()
    )
    for typed, field, code in (
        (NUMBER, "document_number", "twice"),
        ("催办41", "document_number", "number_form"),
    ):
        with pytest.raises(Invalid) as refused:
            give_slip(actor=cast.chenjing, obligation=other, document_number=typed, by=days(3))
        assert [(e.field, e.code) for e in refused.value.errors] == [(field, code)]
    with pytest.raises(Invalid) as refused:
        give_slip(actor=cast.chenjing, obligation=other, document_number="永农领办〔2026〕42号", by=days(-1))
    assert [e.field for e in refused.value.errors] == ["by"]
    assert Slip.objects.count() == Issued.objects.filter(kind="slip").count() == 1


def test_only_the_office_that_receives_gives_one_and_only_while_the_report_is_missing(cast: Cast) -> None:
    row = late(cast)
    for name in ("zhouqiang", "wumin", "wangfang", "guoping", "maling"):
        with pytest.raises(Forbidden):
            give_slip(actor=getattr(cast, name), obligation=row, document_number=NUMBER, by=days(3))
    sent = story.submitted(cast, row.cycle)
    with pytest.raises(Refused):
        give_slip(actor=cast.chenjing, obligation=sent, document_number=NUMBER, by=days(3))
    cycles.close_cycle(actor=cast.wumin, cycle=Cycle.objects.get(), reason="已结束")
    other = Obligation.objects.full().get(cycle=row.cycle, unit=world.unit(world.LANZHOU))
    with pytest.raises(Refused):
        give_slip(actor=cast.wumin, obligation=other, document_number=NUMBER, by=days(3))
    assert not Slip.objects.exists()


def printed_in(client: Client, job: Job) -> str:
    """The text of the paper that the job made."""
    got = client.get(reverse("job_file", args=[job.public_id]))
    return Paper(b"".join(got.streaming_content) if got.streaming else got.content).text()


@needs_poppler
def test_the_page_makes_the_paper_and_keeps_what_was_refused(cast: Cast, client: Client) -> None:
    row = late(cast)
    client.force_login(cast.user("chenjing"))
    page = reverse("cycle_slip", args=[row.cycle.key, row.unit.code])
    assert page in client.get(reverse("report", args=[row.cycle.key, row.unit.code])).content.decode()
    refused = client.post(page, {"document_number": "催办四十一", "by": "2026-11-30"})
    assert (refused.status_code, "催办四十一" in refused.content.decode()) == (400, True)
    nameless = client.post(page, {"document_number": NUMBER})
    assert (nameless.status_code, 'href="#id_by"' in nameless.content.decode()) == (400, True)
    assert not Slip.objects.exists()
    client.post(page, {"document_number": NUMBER, "by": "2026-11-30", "urgency": "特急"})
    assert Slip.objects.get().by == date(2026, 11, 30)
    run_jobs()
    assert Job.objects.get().state == "done"
    assert NUMBER in client.get(page).content.decode()


@needs_poppler
def test_the_slips_of_all_that_are_late_are_one_paper_with_a_first_page_for_each(
    cast: Cast, client: Client
) -> None:
    row = late(cast)
    give_slip(actor=cast.chenjing, obligation=row, document_number=NUMBER, by=days(3))
    client.force_login(cast.user("chenjing"))
    board = reverse("cycle_board", args=[row.cycle.key, world.YONGDENG])
    assert 'value="slips"' in client.get(board).content.decode()
    client.post(reverse("cycle_paper", args=[row.cycle.key, world.YONGDENG]), {"paper": "slips"})
    run_jobs()
    job = Job.objects.get()
    assert job.state == "done"
    got = client.get(reverse("job_file", args=[job.public_id]))
    found = Paper(b"".join(got.streaming_content) if got.streaming else got.content)
    missing = Obligation.objects.full().filter(cycle=row.cycle, receiver_id=row.receiver_id)
    assert len(found.pages) == missing.count() > 1
    for one in missing:
        assert f"{one.unit.name}" in found.text()
    assert found.text().count(NUMBER) == 1


@needs_poppler
def test_without_anybody_late_no_slips_are_made(cast: Cast, client: Client) -> None:
    cycle = story.running(cast)
    client.force_login(cast.user("chenjing"))
    assert (
        'value="slips"'
        not in client.get(reverse("cycle_board", args=[cycle.key, world.YONGDENG])).content.decode()
    )
    client.post(reverse("cycle_paper", args=[cycle.key, world.YONGDENG]), {"paper": "slips"})
    run_jobs()
    assert Job.objects.get().state == "failed"


def test_a_slip_is_found_by_who_reads_the_report_and_not_by_the_issuer_s_own_staff(cast: Cast) -> None:
    row = late(cast)
    give_slip(actor=cast.chenjing, obligation=row, document_number=NUMBER, by=days(3))
    user = User.objects.create(username="xianban", name="县办", must_change_password=False)
    grant_role(actor=SYSTEM, user=user, unit=world.unit(world.YONGDENG), role="reviewer")
    seen = {
        name: seen_by(getattr(cast, name)).filter(number=NUMBER).exists()
        for name in ("chenjing", "wangfang", "maling")
    }
    assert seen == {"chenjing": True, "wangfang": True, "maling": False}
    assert not seen_by(actor_for(user.pk)).filter(number=NUMBER).exists()


def test_no_slip_presses_for_what_cannot_be_filed_any_more(cast: Cast) -> None:
    row = late(cast)
    with pghistory.context(user=None):
        row.unit.valid_to = days(-1)
        row.unit.save()
    with pytest.raises(Refused):
        give_slip(actor=cast.chenjing, obligation=row, document_number=NUMBER, by=days(3))
    assert not Slip.objects.exists()


@needs_poppler
def test_the_day_of_a_plain_slip_stands_on_it(cast: Cast, client: Client) -> None:
    row = late(cast)
    client.force_login(cast.user("chenjing"))
    page = reverse("cycle_slip", args=[row.cycle.key, row.unit.code])
    client.post(page, {"document_number": "", "by": "2026-11-29"})
    run_jobs()
    job = Job.objects.get()
    assert job.state == "done"
    assert "请于2026年11月29日前报送" in printed_in(client, job)
    assert not Slip.objects.exists()


@pytest.mark.parametrize(("typed", "field"), [({"urgency": "加急"}, "urgency"), ({"by": "2026-11-23"}, "by")])
def test_what_a_plain_slip_cannot_bear_is_said_at_its_field_and_kept(
    cast: Cast, client: Client, typed: dict[str, str], field: str
) -> None:
    row = late(cast)
    client.force_login(cast.user("chenjing"))
    refused = client.post(reverse("cycle_slip", args=[row.cycle.key, row.unit.code]), typed)
    page = refused.content.decode()
    assert (refused.status_code, f'href="#id_{field}"' in page) == (400, True)
    assert all(value in page for value in typed.values())
    assert not Job.objects.exists()


@pytest.mark.parametrize(("field", "other"), [("by", "2026-12-09"), ("urgency", "特急")])
def test_a_slip_that_is_printed_again_keeps_its_day_and_urgency(
    cast: Cast, client: Client, field: str, other: str
) -> None:
    row = late(cast)
    give_slip(actor=cast.chenjing, obligation=row, document_number=NUMBER, by=days(3), urgency="加急")
    client.force_login(cast.user("chenjing"))
    page = reverse("cycle_slip", args=[row.cycle.key, row.unit.code])
    refused = client.post(page, {field: other})
    assert (refused.status_code, f'href="#id_{field}"' in refused.content.decode()) == (400, True)
    assert NUMBER in refused.content.decode()
    assert not Job.objects.exists()
    assert client.post(page, {"by": "2026-11-27", "urgency": "加急"}).status_code == 302
    assert Job.objects.count() == Slip.objects.count() == 1


def test_the_slips_of_many_units_take_the_queries_of_one(cast: Cast) -> None:
    row = late(cast)
    rows = list(Obligation.objects.full().filter(cycle=row.cycle, receiver_id=row.receiver_id))
    assert len(rows) > 2
    counts = []
    for some in (rows[:1], rows):
        with CaptureQueriesContext(connection) as asked:
            papers = slips_on_paper(world.unit(world.YONGDENG), some, {}, clock.today())
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert [paper.addressee for paper in papers] == ["、".join(organs_of(one.unit)) for one in rows]


def test_the_slips_of_all_are_made_by_the_office_that_gives_each_of_them(cast: Cast, client: Client) -> None:
    row = late(cast)
    board, paper = (
        reverse(page, args=[row.cycle.key, world.YONGDENG]) for page in ("cycle_board", "cycle_paper")
    )
    seen = {}
    for name in ("chenjing", "zhouqiang", "wumin", "guoping"):
        client.force_login(cast.user(name))
        offered = 'value="slips"' in client.get(board).content.decode()
        seen[name] = (offered, client.post(paper, {"paper": "slips"}).status_code)
    assert seen == {
        "chenjing": (True, 302),
        "zhouqiang": (False, 403),
        "wumin": (False, 403),
        "guoping": (False, 403),
    }
    assert Job.objects.count() == 1


def test_a_report_filed_at_the_same_moment_gets_no_slip(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    row = story.signed(cast, story.running(cast))
    looked = slips.number_for

    def filed_meanwhile(issuer: Unit, typed: str) -> str:
        number = looked(issuer, typed)
        filing.submit(actor=cast.wangfang, obligation=story.owed(row.cycle))
        return number

    monkeypatch.setattr(slips, "number_for", filed_meanwhile)
    with pytest.raises(Refused):
        give_slip(actor=cast.chenjing, obligation=row, document_number=NUMBER, by=days(3))
    assert not Slip.objects.exists()
    assert not Issued.objects.filter(number=NUMBER).exists()
    assert not Entry.objects.filter(verb="report.slip").exists()
