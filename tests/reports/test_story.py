"""From a notice to an accepted report, and every way it can be refused."""

import pytest

from reporting.reports import rules
from reporting.reports.actions import cycles, deciding, filing
from reporting.reports.models import Cycle, Decision, Draft, Obligation, Signature, Submission
from reporting.reports.queries.boards import board
from reporting.reports.queries.cycles import preview
from reporting.reports.queries.reports import view_of
from responsibilities.notices.models import Notice
from responsibilities.record.models import Entry
from revitalization.kit import clock
from revitalization.kit.errors import Conflict, Forbidden, Hidden, Invalid, Refused, Stale
from tests import world
from tests.cast import Cast, days, sister, town
from tests.reports import story

pytestmark = pytest.mark.django_db


def test_the_province_opens_a_cycle_and_each_unit_below_owes_one_report(cast: Cast) -> None:
    cycle = story.running(cast)
    levels = Obligation.objects.filter(cycle=cycle).values_list("level", flat=True)
    assert set(levels) == {"city", "county", "township"}
    assert not Obligation.objects.filter(cycle=cycle, unit__lo=world.unit(world.GANSU).lo).exists()
    assert not Obligation.objects.filter(cycle=cycle, unit__code__startswith="64").exists()
    assert cycle.owed == len(levels) == Obligation.objects.filter(cycle=cycle).count()


def test_opening_again_creates_nothing(cast: Cast) -> None:
    cycle = story.running(cast)
    before = Obligation.objects.count()
    assert cycles.open_cycle(actor=cast.wumin, cycle=cycle) == 0
    assert Obligation.objects.count() == before


def test_villages_are_asked_only_with_a_cited_basis(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        story.planned(cast.wumin, levels=["township", "village"])
    assert [e.field for e in refused.value.errors] == ["basis"]
    assert not Cycle.objects.exists()


def test_a_report_is_drafted_reviewed_signed_by_both_submitted_received_and_accepted(cast: Cast) -> None:
    row = story.accepted(cast, story.running(cast))
    assert row.status == rules.ACCEPTED
    assert row.timely is True
    submission = Submission.objects.get(obligation=row)
    assert [s["name"] for s in submission.signatures] == ["赵刚", "钱梅"]
    assert submission.on_behalf == "中共永登县红城镇委员会、永登县红城镇人民政府"
    assert submission.submitted_name == "王芳"
    assert submission.texts == story.TEXTS


def test_every_step_leaves_exactly_one_entry(cast: Cast) -> None:
    row = story.accepted(cast, story.running(cast))
    verbs = list(
        Entry.objects.filter(subject_kind="report", subject_key=row.public_id)
        .order_by("id")
        .values_list("verb", flat=True)
    )
    assert verbs == [
        f"report.{key}" for key in ("start", "send", "approve", "sign", "sign", "submit", "receive", "accept")
    ]


def test_a_returned_report_keeps_its_first_deadline_and_submission_time(cast: Cast) -> None:
    cycle = story.running(cast)
    first = story.returned(cast, cycle)
    assert (first.status, first.due_on, first.first_due_on) == (rules.RETURNED, days(15), days(11))
    submitted_at = first.first_submitted_at
    row = story.accepted(cast, cycle)
    assert row.first_submitted_at == submitted_at
    assert Submission.objects.filter(obligation=row).count() == 2
    assert list(Decision.objects.order_by("pk").values_list("outcome", flat=True)) == ["returned", "accepted"]
    assert Signature.objects.filter(obligation=row).count() == 4


def test_whoever_sent_the_draft_cannot_review_it(cast: Cast) -> None:
    row = story.drafted(cast, story.running(cast))
    filing.send(actor=cast.wangfang, obligation=row)
    with pytest.raises(Forbidden):
        filing.approve(actor=cast.wangfang, obligation=row)
    row.refresh_from_db()
    assert row.status == rules.REVIEW


def test_the_town_cannot_decide_on_its_own_report_nor_the_city_on_a_towns(cast: Cast) -> None:
    row = story.received(cast, story.running(cast))
    with pytest.raises(Forbidden):
        deciding.accept(actor=cast.wangfang, obligation=row)
    with pytest.raises(Refused):
        deciding.accept(actor=cast.zhouqiang, obligation=row)
    with pytest.raises(Hidden):
        deciding.accept(actor=cast.maling, obligation=row)
    row.refresh_from_db()
    assert row.status == rules.RECEIVED
    assert not Decision.objects.exists()


def test_a_sister_town_sees_nothing_of_it(cast: Cast) -> None:
    row = story.drafted(cast, story.running(cast))
    with pytest.raises(Hidden):
        filing.save_draft(actor=cast.sunli, obligation=row, texts={"overall": "x"}, version=1)
    assert Draft.objects.get().texts == story.TEXTS


def test_two_editors_never_overwrite_each_other(cast: Cast) -> None:
    row = story.drafted(cast, story.running(cast))
    filing.save_draft(actor=cast.wangfang, obligation=row, texts={"overall": "第二稿"}, version=1)
    with pytest.raises(Stale) as stale:
        filing.save_draft(actor=cast.wangfang, obligation=row, texts={"overall": "第三稿"}, version=1)
    assert stale.value.extra["theirs"]["overall"] == "第二稿"
    assert Draft.objects.get().texts["overall"] == "第二稿"


def test_one_principal_signs_for_the_other_by_written_authority_with_both_names(cast: Cast) -> None:
    row = story.drafted(cast, story.running(cast))
    filing.send(actor=cast.wangfang, obligation=row)
    filing.approve(actor=cast.lijun, obligation=row)
    filing.sign(actor=cast.zhaogang, obligation=row)
    story.authorised(cast)
    row = filing.sign(actor=cast.zhaogang, obligation=row, on_behalf_of="government_head")
    assert row.status == rules.SIGNED
    second = Signature.objects.get(post_key="government_head")
    assert second.name == "赵刚"
    assert "钱梅" in second.on_behalf


def test_an_empty_section_stops_sending_and_names_it(cast: Cast) -> None:
    row = story.owed(story.running(cast))
    filing.save_draft(actor=cast.wangfang, obligation=row, texts={"overall": "只有一段"}, version=0)
    with pytest.raises(Refused) as refused:
        filing.send(actor=cast.wangfang, obligation=row)
    assert "粮食安全" in str(refused.value.detail)


def test_after_submission_nothing_is_edited_but_it_can_be_withdrawn_before_receipt(cast: Cast) -> None:
    row = story.submitted(cast, story.running(cast))
    with pytest.raises(Conflict):
        filing.save_draft(actor=cast.wangfang, obligation=row, texts={"overall": "改"}, version=1)
    row = filing.withdraw(actor=cast.wangfang, obligation=row, reason="附件有误")
    assert (row.status, row.round) == (rules.DRAFT, 2)
    assert Submission.objects.count() == 1


def test_a_received_report_cannot_be_withdrawn(cast: Cast) -> None:
    row = story.received(cast, story.running(cast))
    with pytest.raises(Conflict):
        filing.withdraw(actor=cast.wangfang, obligation=row, reason="x")


def test_returning_needs_a_reason_and_a_deadline_that_is_not_past(cast: Cast) -> None:
    row = story.received(cast, story.running(cast))
    with pytest.raises(Invalid) as missing:
        deciding.return_report(actor=cast.chenjing, obligation=row, reason=" ", new_due_on=None)
    assert [e.field for e in missing.value.errors] == ["reason", "new_due_on"]
    with pytest.raises(Refused):
        deciding.return_report(actor=cast.chenjing, obligation=row, reason="补充", new_due_on=days(-1))
    row.refresh_from_db()
    assert row.status == rules.RECEIVED


def test_the_board_counts_what_can_be_opened(cast: Cast) -> None:
    cycle = story.running(cast)
    story.accepted(cast, cycle)
    county = world.unit(world.YONGDENG)
    actor = cast.chenjing
    shown = board(cycle, county, clock.today(), actor.reach("cycle.read"))
    rows = Obligation.objects.filter(cycle=cycle, receiver_id=county.pk)
    assert shown.own.owed == rows.count() == 3
    assert (shown.own.filed, shown.own.accepted, shown.all.accepted, shown.all.owed) == (1, 1, 1, 3)
    province = board(cycle, world.unit(world.GANSU), clock.today(), cast.wumin.reach("cycle.read"))
    assert province.all.owed == Obligation.objects.filter(cycle=cycle).count()
    assert province.all.accepted == 1


def test_those_who_wait_are_told_once(cast: Cast) -> None:
    row = story.submitted(cast, story.running(cast))
    told = Notice.objects.filter(event__startswith=f"report.submit:{row.pk}:")
    assert [n.recipient_id for n in told] == [cast.user("chenjing").pk]


def test_a_draft_is_not_shown_to_the_level_above(cast: Cast) -> None:
    row = story.drafted(cast, story.running(cast))
    assert view_of(row, cast.chenjing).draft is None
    assert all(part.text == "" for part in view_of(row, cast.chenjing).parts)
    assert view_of(row, cast.wangfang).parts[0].text == story.TEXTS["overall"]


def test_sister_town_owes_its_own(cast: Cast) -> None:
    cycle = story.running(cast)
    assert story.owed(cycle, sister()).unit_id != story.owed(cycle, town()).unit_id


def test_a_part_over_its_limit_is_saved_but_not_sent(cast: Cast) -> None:
    row = story.drafted(cast, story.running(cast))
    filing.save_draft(actor=cast.wangfang, obligation=row, texts={"civility": "字" * 612}, version=1)
    with pytest.raises(Refused) as refused:
        filing.send(actor=cast.wangfang, obligation=row)
    assert "乡村文化与生态（+12）" in str(refused.value.detail)
    assert len(Draft.objects.get().texts["civility"]) == 612


def test_the_preview_counts_exactly_what_opening_creates(cast: Cast) -> None:
    cycle = story.planned(cast.wumin)
    counted = preview(cycle)
    assert cycles.open_cycle(actor=cast.wumin, cycle=cycle) == counted.total
    owed = Obligation.objects.filter(cycle=cycle).values_list("level", flat=True)
    assert {level: list(owed).count(level) for level in set(owed)} == counted.owing
    assert counted.left_out["township"] >= 1
