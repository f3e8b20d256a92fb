"""A notice that stands for work is closed with the work, for everybody who was told; news stays until it is read."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from reporting.reports.actions import cycles, deciding, filing
from reporting.reports.actions.timed import remind_before
from reporting.reports.models import Obligation
from responsibilities.access.actions.grants import grant_role
from responsibilities.notices.models import Notice
from responsibilities.notices.queries import unread_count
from revitalization.kit import clock
from tests import world
from tests.cast import Cast, sister, town
from tests.reports import story

pytestmark = pytest.mark.django_db


def unread(cast: Cast, name: str) -> list[str]:
    """The happenings the person has not read, without their numbers."""
    found = Notice.objects.for_actor(getattr(cast, name)).unread().order_by("id")
    return [event.split(":")[0] for event in found.values_list("event", flat=True)]


def sent(cast: Cast) -> Obligation:
    return filing.send(actor=cast.wangfang, obligation=story.drafted(cast, story.running(cast)))


def test_each_step_closes_the_notices_of_the_step_before(cast: Cast) -> None:
    row = sent(cast)
    assert unread(cast, "lijun") == ["report.send"]
    filing.approve(actor=cast.lijun, obligation=row)
    assert unread(cast, "lijun") == []
    assert unread(cast, "zhaogang") == unread(cast, "qianmei") == ["report.approve"]
    filing.sign(actor=cast.zhaogang, obligation=row)
    # The other one has not signed yet.
    assert unread(cast, "qianmei") == ["report.approve"]
    filing.sign(actor=cast.qianmei, obligation=row)
    assert unread(cast, "zhaogang") == unread(cast, "qianmei") == []
    assert unread(cast, "wangfang") == ["report.sign"]
    filing.submit(actor=cast.wangfang, obligation=row)
    assert unread(cast, "wangfang") == []
    assert unread(cast, "chenjing") == ["report.submit"]


def test_who_has_signed_is_asked_no_more_and_the_other_still_is(cast: Cast) -> None:
    row = filing.approve(actor=cast.lijun, obligation=sent(cast))
    filing.sign(actor=cast.zhaogang, obligation=row)
    assert (unread(cast, "zhaogang"), unread(cast, "qianmei")) == ([], ["report.approve"])


def test_whose_signature_another_gave_is_asked_no_more_and_who_gave_it_owes_the_own(cast: Cast) -> None:
    row = filing.approve(actor=cast.lijun, obligation=sent(cast))
    story.authorised(cast)
    filing.sign(actor=cast.zhaogang, obligation=row, on_behalf_of="government_head")
    assert "report.approve" not in unread(cast, "qianmei")
    assert "report.approve" in unread(cast, "zhaogang")


def test_who_may_still_sign_for_the_other_is_still_asked(cast: Cast) -> None:
    row = filing.approve(actor=cast.lijun, obligation=sent(cast))
    story.authorised(cast)
    filing.sign(actor=cast.zhaogang, obligation=row)
    assert "report.approve" in unread(cast, "zhaogang")


def test_the_notice_of_a_submission_stays_until_it_is_decided(cast: Cast) -> None:
    row = story.received(cast, story.running(cast))
    assert unread(cast, "chenjing") == ["report.submit"]
    deciding.accept(actor=cast.chenjing, obligation=row)
    assert unread(cast, "chenjing") == []
    # That it was accepted is news.
    assert unread(cast, "wangfang")[-1] == "report.accept"
    assert unread_count(cast.chenjing) == 0


def test_what_a_colleague_did_closes_it_for_everybody_and_nothing_else(cast: Cast) -> None:
    security = cast.fresh("anquan")
    grant_role(actor=security, user=cast.user("guoping"), unit=world.unit(world.YONGDENG), role="receiver")
    first = story.submitted(cast, story.running(cast))
    other = story.submitted(cast, story.running(cast, period="2025", number="甘农领办〔2026〕13号"))
    assert unread(cast, "guoping") == ["report.submit"] * 2
    deciding.receive(actor=cast.chenjing, obligation=first)
    deciding.accept(actor=cast.chenjing, obligation=story.owed(first.cycle))
    left = Notice.objects.for_actor(cast.guoping).unread().get()
    assert left.work_of == f"report:{other.public_id}"


def test_taking_the_draft_back_closes_the_reviewers_notice(cast: Cast) -> None:
    filing.recall(actor=cast.wangfang, obligation=sent(cast))
    assert unread(cast, "lijun") == []


@pytest.mark.parametrize("how", ["by the clock", "by hand"])
def test_a_reminder_is_closed_when_the_report_is_sent_not_when_it_is_begun(cast: Cast, how: str) -> None:
    cycle = story.running(cast)
    with clock.moved_to(datetime(2026, 12, 4, 2, tzinfo=UTC)):
        if how == "by hand":
            deciding.remind(actor=cast.chenjing, cycle=cycle, unit=world.unit(world.YONGDENG))
        else:
            remind_before()
        assert len(unread(cast, "wangfang")) == len(unread(cast, "sunli")) == 1
        row = story.drafted(cast, cycle)
        assert len(unread(cast, "wangfang")) == 1
        filing.send(actor=cast.wangfang, obligation=row)
    assert unread(cast, "wangfang") == []
    assert len(unread(cast, "sunli")) == 1


def test_closing_a_cycle_closes_what_stood_for_its_missing_reports(cast: Cast) -> None:
    cycle = story.running(cast)
    deciding.remind(actor=cast.chenjing, cycle=cycle, unit=world.unit(world.YONGDENG))
    story.submitted(cast, cycle)
    assert unread(cast, "sunli") == ["report.remind"]
    cycles.close_cycle(actor=cast.wumin, cycle=cycle, reason="年度工作结束")
    assert unread(cast, "sunli") == []
    # What was filed in time is still decided.
    assert unread(cast, "chenjing") == ["report.submit"]


def test_a_return_is_work_for_who_writes_and_news_for_who_signed(cast: Cast) -> None:
    row = story.returned(cast, story.running(cast))
    assert "report.return" in unread(cast, "wangfang")
    assert "report.return" in unread(cast, "zhaogang")
    filing.save_draft(actor=cast.wangfang, obligation=row, texts={"overall": "改。"}, version=1)
    filing.send(actor=cast.wangfang, obligation=story.owed(row.cycle))
    assert "report.return" not in unread(cast, "wangfang")
    assert "report.return" in unread(cast, "zhaogang")


def submitted_too(cast: Cast, cycle: object) -> None:
    """The sister town's notice, as its submission would have told it."""
    one = Notice.objects.get(recipient=cast.user("chenjing"), event__startswith="report.submit:")
    values = {**one.values, "unit": sister().name}
    Notice.objects.create(
        event="report.submit:sister", recipient=one.recipient, kind=one.kind, title=one.title, values=values,
        url=one.url.replace(town().code, sister().code), capability=one.capability, lo=sister().lo,
        work_of=one.work_of.replace(town().code, sister().code),
    )  # fmt: skip


def test_notices_that_differ_only_in_their_unit_are_one_line_and_are_read_together(cast: Cast) -> None:
    cycle = story.running(cast)
    story.submitted(cast, cycle)
    submitted_too(cast, cycle)
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(cast.user("chenjing"))
    page = " ".join(client.get(reverse("notices")).content.decode().split())
    assert f"<summary>2 个单位报送了{cycle.title}。</summary>" in page
    group = page[page.index("<summary>2") :].partition("</details>")[0]
    assert ("红城镇报送" in group, "中堡镇报送" in group) == (True, True)
    numbers = re.findall(r'name="notice" value="(\d+)"', page)
    assert len(numbers) == 2
    assert client.post(reverse("notices_read"), {"notice": numbers})["Location"] == reverse("notices")
    assert unread(cast, "chenjing") == []


def test_nobody_reads_the_notices_of_others_in_a_group(cast: Cast) -> None:
    story.submitted(cast, story.running(cast))
    own = Notice.objects.get(recipient=cast.user("chenjing"))
    others = Notice.objects.exclude(recipient=cast.user("chenjing")).first()
    client = Client()
    client.force_login(cast.user("chenjing"))
    for beside in (others.pk, 999999999, "x", "9" * 30):
        assert client.post(reverse("notices_read"), {"notice": [own.pk, beside]}).status_code == 404
    assert unread(cast, "chenjing") == ["report.submit"]
