"""Submitted with the last signature: a choice of the reviewer or a signer, for one round, taken back by a later one."""

from datetime import timedelta
from itertools import product

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from reporting.reports import rules
from reporting.reports.actions import cycles, deciding, filing
from reporting.reports.models import Cycle, Obligation, OnceSigned, Submission
from responsibilities.notices.models import Notice
from responsibilities.posts.actions import relieve
from responsibilities.posts.models import Tenure
from responsibilities.record.models import Entry
from responsibilities.units.queries import organs_of
from revitalization.kit import clock
from revitalization.kit.errors import Forbidden, Invalid, Stale
from tests.cast import Cast, days, town
from tests.reports import story, turns

pytestmark = pytest.mark.django_db

CHOICES = ("", "submit", "keep")


def in_review(cast: Cast, cycle: Cycle) -> Obligation:
    return filing.send(actor=cast.wangfang, obligation=story.drafted(cast, cycle))


def signed_so(cast: Cast, cycle: Cycle, reviewer: str = "", first: str = "", last: str = "") -> Obligation:
    """Reviewed, signed by the secretary, then by the head, each choosing what is said."""
    row = filing.approve(actor=cast.lijun, obligation=in_review(cast, cycle), once_signed=reviewer)
    row = filing.sign(actor=cast.zhaogang, obligation=row, once_signed=first, version=row.version)
    return filing.sign(actor=cast.qianmei, obligation=row, once_signed=last, version=row.version)


@pytest.mark.parametrize("chosen", list(product(CHOICES, repeat=3)))
def test_the_last_choice_of_the_round_decides(cast: Cast, chosen: tuple[str, str, str]) -> None:
    row = signed_so(cast, story.running(cast), *chosen)
    said = [one for one in chosen if one]
    submits = bool(said) and said[-1] == "submit"
    assert row.status == (rules.SUBMITTED if submits else rules.SIGNED)
    assert Submission.objects.count() == Entry.objects.filter(verb="report.submit").count() == submits
    assert OnceSigned.objects.count() == Entry.objects.filter(verb__startswith="report.once_signed").count()
    assert OnceSigned.objects.count() == len(said)


def test_it_goes_up_in_the_name_of_the_organs_and_the_record_says_who_chose_and_who_completed(
    cast: Cast,
) -> None:
    row = signed_so(cast, story.running(cast), reviewer="submit")
    made, entry = Submission.objects.get(), Entry.objects.get(verb="report.submit")
    assert made.on_behalf == entry.on_behalf == "、".join(organs_of(row.unit))
    assert made.submitted_by == cast.user("qianmei")
    assert [one["name"] for one in made.signatures] == ["赵刚", "钱梅"]
    assert (entry.actor_name, "李军" in entry.reason) == ("钱梅", True)
    assert Entry.objects.get(verb="report.once_signed_submit").actor_name == "李军"
    assert row.timely is True


def test_the_office_above_and_the_filer_are_told_and_nobody_is_asked_to_submit(cast: Cast) -> None:
    signed_so(cast, story.running(cast), first="submit")
    told = Notice.objects.filter(recipient=cast.user("wangfang")).values_list("event", flat=True)
    assert [event for event in told if event.startswith("report.submitted:")]
    assert not [event for event in told if event.startswith("report.sign:")]
    assert Notice.objects.filter(event__startswith="report.submit:", recipient=cast.user("chenjing")).exists()


def test_a_text_that_came_back_begins_without_a_choice(cast: Cast) -> None:
    cycle = story.running(cast)
    row = filing.approve(actor=cast.lijun, obligation=in_review(cast, cycle), once_signed="submit")
    filing.decline(actor=cast.zhaogang, obligation=row, reason="数据有误")
    assert signed_so(cast, cycle).status == rules.SIGNED
    filing.submit(actor=cast.wangfang, obligation=story.owed(cycle))
    filing.withdraw(actor=cast.wangfang, obligation=story.owed(cycle), reason="补充附件")
    assert signed_so(cast, cycle, last="submit").status == rules.SUBMITTED
    deciding.receive(actor=cast.chenjing, obligation=story.owed(cycle))
    deciding.return_report(
        actor=cast.chenjing, obligation=story.owed(cycle), reason="补充数据", new_due_on=cycle.due_on
    )
    assert signed_so(cast, cycle).status == rules.SIGNED


def told_to_submit(cast: Cast) -> bool:
    return Notice.objects.filter(event__startswith="report.sign:", recipient=cast.user("wangfang")).exists()


def test_the_word_of_a_reviewer_who_left_meanwhile_submits_nothing(cast: Cast, client: Client) -> None:
    cycle = story.running(cast)
    row = filing.approve(actor=cast.lijun, obligation=in_review(cast, cycle), once_signed="submit")
    row = filing.sign(actor=cast.zhaogang, obligation=row)
    turns.ends(cast, "lijun")
    client.force_login(cast.user("qianmei"))
    page = client.get(reverse("report", args=[cycle.key, row.unit.code])).content.decode()
    assert "李军已选择签毕自动报送" not in page
    assert filing.sign(actor=cast.qianmei, obligation=row).status == rules.SIGNED
    assert not Submission.objects.exists()
    assert told_to_submit(cast)


def test_who_reviews_again_is_taken_at_the_word(cast: Cast) -> None:
    row = filing.approve(
        actor=cast.lijun, obligation=in_review(cast, story.running(cast)), once_signed="submit"
    )
    turns.ends(cast, "lijun")
    turns.gives(cast, "lijun", "reviewer", town())
    filing.sign(actor=cast.zhaogang, obligation=row)
    assert filing.sign(actor=cast.qianmei, obligation=row).status == rules.SUBMITTED


def test_the_word_of_a_signer_ends_with_the_time_in_the_post(cast: Cast) -> None:
    cycle = story.running(cast)
    row = filing.approve(actor=cast.lijun, obligation=in_review(cast, cycle))
    filing.sign(actor=cast.zhaogang, obligation=row, once_signed="submit")
    held = Tenure.objects.get(person__user=cast.user("zhaogang"))
    relieve(actor=turns.SYSTEM, tenure=held, until=days(0))
    with clock.moved_to(clock.now() + timedelta(days=1)):
        assert filing.sign(actor=cast.qianmei, obligation=row).status == rules.SIGNED
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    ("reviewer", "signer", "left", "status"),
    [
        ("submit", "submit", "zhaogang", rules.SUBMITTED),
        ("submit", "keep", "zhaogang", rules.SIGNED),
        ("keep", "submit", "zhaogang", rules.SIGNED),
        ("submit", "submit", "lijun", rules.SUBMITTED),
        ("submit", "keep", "lijun", rules.SIGNED),
    ],
)
def test_who_left_takes_along_the_own_word_only_and_what_was_left_to_the_filer_stays(
    cast: Cast, reviewer: str, signer: str, left: str, status: str
) -> None:
    row = filing.approve(
        actor=cast.lijun, obligation=in_review(cast, story.running(cast)), once_signed=reviewer
    )
    filing.sign(actor=cast.zhaogang, obligation=row, once_signed=signer)
    if left == "zhaogang":
        relieve(actor=turns.SYSTEM, tenure=Tenure.objects.get(person__user=cast.user(left)), until=days(0))
    else:
        turns.ends(cast, left)
    with clock.moved_to(clock.now() + timedelta(days=1)):
        assert filing.sign(actor=cast.qianmei, obligation=row).status == status


def test_what_the_record_keeps_is_in_the_language_of_the_papers_whoever_signs_in_which(cast: Cast) -> None:
    with override("en"):
        signed_so(cast, story.running(cast), reviewer="submit")
    assert "签" in Entry.objects.get(verb="report.submit").reason


def test_whoever_signs_for_the_other_reads_that_it_is_submitted(cast: Cast, client: Client) -> None:
    cycle = story.running(cast)
    row = filing.approve(actor=cast.lijun, obligation=in_review(cast, cycle), once_signed="submit")
    filing.sign(actor=cast.zhaogang, obligation=row)
    story.authorised(cast)
    client.force_login(cast.user("zhaogang"))
    assert (
        "李军已选择签毕自动报送"
        in client.get(reverse("report", args=[cycle.key, row.unit.code])).content.decode()
    )


def test_after_the_cycle_is_closed_the_last_signature_signs_and_submits_nothing(cast: Cast) -> None:
    cycle = story.running(cast)
    row = filing.approve(actor=cast.lijun, obligation=in_review(cast, cycle), once_signed="submit")
    filing.sign(actor=cast.zhaogang, obligation=row)
    cycles.close_cycle(actor=cast.wumin, cycle=cycle, reason="年度工作结束")
    assert filing.sign(actor=cast.qianmei, obligation=story.owed(cycle)).status == rules.SIGNED
    assert not Submission.objects.exists()


def test_who_signs_has_no_right_to_submit_by_itself(cast: Cast) -> None:
    row = signed_so(cast, story.running(cast))
    with pytest.raises(Forbidden):
        filing.submit(actor=cast.qianmei, obligation=row)
    assert not Submission.objects.exists()


def test_a_refused_signature_leaves_no_choice_and_submits_nothing(cast: Cast) -> None:
    cycle = story.running(cast)
    row = filing.approve(actor=cast.lijun, obligation=in_review(cast, cycle))
    with pytest.raises(Stale):
        filing.sign(actor=cast.zhaogang, obligation=row, once_signed="submit", version=row.version - 1)
    with pytest.raises(Invalid):
        filing.sign(actor=cast.zhaogang, obligation=row, on_behalf_of="government_head", once_signed="submit")
    with pytest.raises(Forbidden):
        filing.sign(actor=cast.wangfang, obligation=row, once_signed="submit")
    assert not OnceSigned.objects.exists()
    assert story.owed(cycle).status == rules.SIGNING


def test_a_choice_is_never_changed(cast: Cast) -> None:
    signed_so(cast, story.running(cast), reviewer="keep")
    for sql in ("UPDATE reports_oncesigned SET submits = true", "DELETE FROM reports_oncesigned"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    assert OnceSigned.objects.get().submits is False


def test_the_page_says_what_the_signature_does_and_one_click_does_it(cast: Cast, client: Client) -> None:
    cycle = story.running(cast)
    row = in_review(cast, cycle)
    page = reverse("report", args=[cycle.key, row.unit.code])
    client.force_login(cast.user("lijun"))
    assert "审核通过，签毕自动报送" in client.get(page).content.decode()
    act = {key: reverse("report_act", args=[cycle.key, row.unit.code, key]) for key in ("approve", "sign")}
    client.post(act["approve"], {"version": row.version, "once_signed": "submit"})
    for name, word in (("zhaogang", "签发"), ("qianmei", "签发并报送")):
        client.force_login(cast.user(name))
        shown = client.get(page).content.decode()
        assert shown.index("李军已选择签毕自动报送") < shown.index("data-act-bar"), (
            "not squeezed into the bar"
        )
        assert word in shown
        form = {"version": story.owed(cycle).version, "on_behalf_of": "own"}
        told = client.post(act["sign"], form, follow=True).content.decode()
        assert f"已完成：{word}。" in told
    assert story.owed(cycle).status == rules.SUBMITTED


def test_what_is_neither_is_refused_by_the_form(cast: Cast, client: Client) -> None:
    cycle = story.running(cast)
    row = in_review(cast, cycle)
    client.force_login(cast.user("lijun"))
    address = reverse("report_act", args=[cycle.key, row.unit.code, "approve"])
    assert client.post(address, {"version": row.version, "once_signed": "burn"}).status_code == 400
    assert story.owed(cycle).status == rules.REVIEW
