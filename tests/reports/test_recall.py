"""A filer takes the draft back from review, as long as the reviewer has not decided."""

import pytest
from django.test import Client
from django.urls import reverse

from reporting.reports import rules
from reporting.reports.actions import filing
from reporting.reports.models import Draft, Involvement, Obligation
from responsibilities.record.models import Entry
from responsibilities.record.queries import line
from revitalization.kit.errors import Conflict, Forbidden, Stale
from revitalization.kit.language import reads_english
from tests.cast import Cast
from tests.reports import story

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(cast: Cast) -> Obligation:
    """The town's report in the hands of its reviewer."""
    row = story.drafted(cast, story.running(cast))
    return filing.send(actor=cast.wangfang, obligation=row)


def test_the_draft_comes_back_as_it_was_and_can_be_mended_and_sent_again(
    cast: Cast, sent: Obligation
) -> None:
    before = Draft.objects.get(obligation=sent)
    row = filing.recall(actor=cast.wangfang, obligation=sent, version=sent.version)
    assert (row.status, row.round) == (rules.DRAFT, sent.round)
    after = Draft.objects.get(obligation=sent)
    assert (after.texts, after.version) == (before.texts, before.version)
    filing.save_draft(
        actor=cast.wangfang, obligation=row, texts={"overall": "少写了一句。"}, version=after.version
    )
    assert filing.send(actor=cast.wangfang, obligation=story.owed(row.cycle)).status == rules.REVIEW


def test_what_the_reviewer_has_decided_is_not_taken_back(cast: Cast, sent: Obligation) -> None:
    filing.approve(actor=cast.lijun, obligation=sent)
    with pytest.raises(Conflict):
        filing.recall(actor=cast.wangfang, obligation=sent)
    assert story.owed(sent.cycle).status == rules.SIGNING
    assert not Entry.objects.filter(verb="report.recall").exists()


@pytest.mark.parametrize("who", ["lijun", "zhaogang", "chenjing", "guoping"])
def test_only_those_who_file_for_the_unit_take_it_back(cast: Cast, sent: Obligation, who: str) -> None:
    with pytest.raises(Forbidden):
        filing.recall(actor=getattr(cast, who), obligation=sent)
    assert story.owed(sent.cycle).status == rules.REVIEW


def test_who_saw_an_older_report_does_not_take_it_back(cast: Cast, sent: Obligation) -> None:
    with pytest.raises(Stale):
        filing.recall(actor=cast.wangfang, obligation=sent, version=sent.version - 1)
    assert story.owed(sent.cycle).status == rules.REVIEW


def test_the_record_says_who_took_it_back_and_keeps_it_apart_from_a_return(
    cast: Cast, sent: Obligation
) -> None:
    filing.recall(actor=cast.wangfang, obligation=sent)
    entry = Entry.objects.get(verb="report.recall")
    assert not reads_english() or "took the draft back" in line(entry, cast.wangfang).text
    assert line(entry, cast.wangfang).who == "王芳"
    did = set(Involvement.objects.filter(subject=sent).values_list("user__username", "act"))
    assert ("wangfang", "recall") in did
    assert "send_back" not in {act for _who, act in did}
    filing.send(actor=cast.wangfang, obligation=story.owed(sent.cycle))
    filing.send_back(actor=cast.lijun, obligation=story.owed(sent.cycle), reason="补充比较")
    did = set(Involvement.objects.filter(subject=sent).values_list("user__username", "act"))
    assert ("lijun", "send_back") in did


def test_the_button_stands_on_the_page_while_it_is_in_review(cast: Cast, sent: Obligation) -> None:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(cast.user("wangfang"))
    address = reverse("report", args=[sent.cycle.key, sent.unit.code])
    assert ">收回</span>" in "".join(client.get(address).content.decode().split())
    act = reverse("report_act", args=[sent.cycle.key, sent.unit.code, "recall"])
    answer = client.post(act, {"version": sent.version}, follow=True)
    assert story.owed(sent.cycle).status == rules.DRAFT
    page = answer.content.decode()
    assert "已完成：收回。" in page
    assert ">收回</span>" not in "".join(page.split())
