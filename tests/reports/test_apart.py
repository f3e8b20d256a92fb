"""Who must not, what must not leak, and ways out where nobody can go on: rights that end, posts that are empty."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from reporting.reports import rules
from reporting.reports.actions import cycles, deciding, filing
from reporting.reports.models import Cycle, Decision, Obligation
from reporting.reports.queries.boards import board
from reporting.reports.queries.inbox import to_decide
from reporting.reports.queries.reports import view_of
from reporting.reports.work import EXPORT_JOB, PDF_JOB
from responsibilities.access.actions.grants import end_grant
from responsibilities.access.models import Grant
from responsibilities.access.queries import actor_for
from responsibilities.files.actions import attach
from responsibilities.files.queries import readable_file
from responsibilities.jobs.actions.running import queue
from responsibilities.jobs.models import Job
from responsibilities.jobs.queries import jobs_of
from responsibilities.notices.models import Notice
from responsibilities.posts.actions import NewPerson, appoint, open_sign_in, relieve
from responsibilities.posts.models import Post, Tenure
from responsibilities.roles import C
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.errors import Hidden, Invalid, Problem, Refused
from tests import world
from tests.cast import Cast, days, sister, town
from tests.reports import story
from tests.reports.turns import AFTER_THE_DEADLINE, PDF, SYSTEM, changed_unit, ends, gives
from tests.working import run_jobs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]

# ---- in time or late ---------------------------------------------------------------------------------------------


def test_a_report_filed_in_time_only_to_be_taken_back_is_not_in_time(cast: Cast) -> None:
    cycle = story.running(cast)
    row = filing.withdraw(actor=cast.wangfang, obligation=story.submitted(cast, cycle), reason="占位稿")
    assert (row.timely, row.first_submitted_at, row.submitted_at) == (None, None, None)
    with clock.moved_to(AFTER_THE_DEADLINE):
        assert story.submitted(cast, cycle).timely is False


def test_taken_back_after_a_return_the_first_received_submission_still_counts(cast: Cast) -> None:
    cycle = story.running(cast)
    first = story.returned(cast, cycle)
    row = filing.withdraw(actor=cast.wangfang, obligation=story.submitted(cast, cycle), reason="附件有误")
    assert (row.timely, row.first_submitted_at) == (True, first.first_submitted_at)


# ---- asking and deciding are never one person --------------------------------------------------------------------


def test_who_works_for_the_town_and_receives_for_the_county_decides_nothing_of_the_town(cast: Cast) -> None:
    cycle = story.running(cast)
    gives(cast, "lijun", "receiver", world.unit(world.YONGDENG))
    with pytest.raises(Refused):
        deciding.exempt(actor=cast.lijun, obligation=story.owed(cycle), reason="任务重")
    row = story.received(cast, cycle)
    with pytest.raises(Refused):
        deciding.accept(actor=cast.lijun, obligation=row)
    with pytest.raises(Refused):
        deciding.return_report(actor=cast.lijun, obligation=row, reason="补充", new_due_on=days(20))
    assert "accept" not in {act.key for act in view_of(row, cast.lijun).acts}
    assert not Decision.objects.exists()
    other = deciding.exempt(actor=cast.lijun, obligation=story.owed(cycle, sister()), reason="整乡搬迁")
    assert other.status == rules.EXEMPT


def test_who_submitted_the_report_and_moved_up_to_the_county_does_not_accept_it(cast: Cast) -> None:
    row = story.received(cast, story.running(cast))
    ends(cast, "wangfang")
    gives(cast, "wangfang", "receiver", world.unit(world.YONGDENG))
    with pytest.raises(Refused):
        deciding.accept(actor=cast.wangfang, obligation=row)
    assert deciding.accept(actor=cast.chenjing, obligation=row).status == rules.ACCEPTED


# ---- drafts and evidence stay inside -----------------------------------------------------------------------------


@pytest.mark.parametrize("back", ["returned", "withdrawn"])
def test_evidence_added_after_it_came_back_is_not_read_by_the_level_above(cast: Cast, back: str) -> None:
    cycle = story.running(cast)
    row = story.drafted(cast, cycle)
    sent = attach(actor=cast.wangfang, kind="report", key=row.public_id, lo=row.lo, name="前.pdf", data=PDF)
    if back == "returned":
        story.returned(cast, cycle)
    else:
        filing.withdraw(actor=cast.wangfang, obligation=story.submitted(cast, cycle), reason="附件有误")
    filing.save_draft(actor=cast.wangfang, obligation=row, texts={"overall": "未定稿"}, version=1)
    added = attach(
        actor=cast.wangfang, kind="report", key=row.public_id, lo=row.lo, name="后.pdf", data=PDF + b"2"
    )
    assert readable_file(cast.chenjing, sent.public_id) == sent
    assert readable_file(cast.lijun, added.public_id) == added
    for outside in (cast.chenjing, cast.guoping, cast.fengbo, cast.sunli):
        with pytest.raises(Hidden):
            readable_file(outside, added.public_id)
    shown = view_of(story.owed(cycle), cast.chenjing)
    assert shown.draft is None
    assert "未定稿" not in str([part.text for part in shown.parts])


def test_a_version_that_is_not_there_is_hidden(cast: Cast) -> None:
    with pytest.raises(Hidden):
        view_of(story.submitted(cast, story.running(cast)), cast.chenjing, 7)


# ---- rights that ended -------------------------------------------------------------------------------------------


def test_a_receiver_whose_role_ended_sees_neither_report_nor_notice_from_the_next_look_on(cast: Cast) -> None:
    cycle = story.running(cast)
    row = story.submitted(cast, cycle)
    assert Notice.objects.for_actor(cast.chenjing).filter(event__startswith="report.submit").count() == 1
    assert list(to_decide(cast.chenjing)) == [row]
    ends(cast, "chenjing")
    assert not Notice.objects.for_actor(cast.chenjing).filter(event__startswith="report.submit").exists()
    assert not to_decide(cast.chenjing).exists()
    with pytest.raises(Hidden):
        deciding.receive(actor=cast.chenjing, obligation=row)


def test_who_keeps_only_the_county_itself_loses_the_finished_table_of_its_towns(cast: Cast) -> None:
    cycle, county = story.running(cast), world.unit(world.YONGDENG)

    def asked() -> Job:
        params = {"cycle": cycle.key, "code": county.code}
        return queue(
            actor=cast.chenjing,
            kind=EXPORT_JOB.key,
            params=params,
            lo=county.lo,
            hi=county.hi,
            capability=C.CYCLE_READ,
        )

    done = asked()
    assert run_jobs() == 1
    waiting = asked()
    assert {job.pk for job in jobs_of(cast.chenjing)} == {done.pk, waiting.pk}
    ends(cast, "chenjing")
    gives(cast, "chenjing", "filer", county)
    assert cast.chenjing.can(C.CYCLE_READ, county)
    assert not jobs_of(cast.chenjing).exists()
    run_jobs()
    waiting.refresh_from_db()
    assert (waiting.state, bool(waiting.file)) == ("failed", False)


def test_the_finished_pdf_goes_with_the_right(cast: Cast, client: Client) -> None:
    row = story.submitted(cast, story.running(cast))
    params = {"cycle": row.cycle.key, "code": row.unit.code, "number": 1}
    job = queue(actor=cast.chenjing, kind=PDF_JOB.key, params=params, lo=row.lo, capability=C.REPORT_READ)
    ends(cast, "chenjing")
    run_jobs()
    job.refresh_from_db()
    assert job.state == "failed"
    client.force_login(cast.user("chenjing"))
    assert client.get(reverse("job", args=[job.public_id])).status_code == 404


def test_the_time_limit_of_rights_is_the_day(cast: Cast) -> None:
    """A role that ends today holds today and is gone tomorrow, without anybody doing anything."""
    security = actor_for(cast.user("anquan").pk, fresh=True)
    grant = Grant.objects.get(user__username="chenjing")
    end_grant(actor=security, grant=grant, until=clock.today())
    row = story.submitted(cast, story.running(cast))
    assert cast.chenjing.can(C.REPORT_RECEIVE, row)
    with clock.moved_to(clock.now() + timedelta(days=1)):
        assert not cast.chenjing.can(C.REPORT_RECEIVE, row)


# ---- empty posts -------------------------------------------------------------------------------------------------


def emptied(cast: Cast) -> None:
    """Both first responsible persons of the town leave today; yesterday was their last day."""
    for tenure in Tenure.objects.filter(post__unit=town(), person__isnull=False):
        relieve(actor=SYSTEM, tenure=tenure, until=days(-1))


def in_signing(cast: Cast, cycle: Cycle) -> Obligation:
    row = filing.send(actor=cast.wangfang, obligation=story.drafted(cast, cycle))
    return filing.approve(actor=cast.lijun, obligation=row)


def test_with_both_posts_empty_the_report_says_so_and_an_acting_head_can_sign(cast: Cast) -> None:
    cycle = story.running(cast)
    in_signing(cast, cycle)
    assert not view_of(story.owed(cycle), cast.wangfang).nobody_signs
    emptied(cast)
    assert not cast.zhaogang.has(C.REPORT_SIGN)
    assert view_of(story.owed(cycle), cast.wangfang).nobody_signs
    post = Post.objects.get(unit=town(), key="government_head")
    tenure = appoint(actor=SYSTEM, post=post, person=NewPerson("孟凡"), since=clock.today(), kind="acting")
    user, _code = open_sign_in(actor=SYSTEM, person=tenure.person)
    row = filing.sign(actor=actor_for(user.pk), obligation=story.owed(cycle))
    assert row.status == rules.SIGNING
    row = filing.sign(actor=actor_for(user.pk), obligation=row, on_behalf_of="party_secretary")
    assert row.status == rules.SIGNED


def test_with_both_posts_empty_the_level_above_can_let_the_unit_off(cast: Cast) -> None:
    cycle = story.running(cast)
    in_signing(cast, cycle)
    emptied(cast)
    row = deciding.exempt(actor=cast.chenjing, obligation=story.owed(cycle), reason="两个职位空缺")
    assert row.status == rules.EXEMPT


def test_who_holds_both_posts_signs_once_for_both(cast: Cast) -> None:
    cycle = story.running(cast)
    head = Tenure.objects.get(post__unit=town(), post__key="government_head")
    relieve(actor=SYSTEM, tenure=head, until=days(-1))
    secretary = Tenure.objects.get(post__unit=town(), post__key="party_secretary").person
    appoint(actor=SYSTEM, post=head.post, person=secretary, since=clock.today(), kind="concurrent")
    row = filing.sign(actor=cast.zhaogang, obligation=in_signing(cast, cycle))
    assert row.status == rules.SIGNED
    assert set(row.signatures.values_list("post_key", "name", "on_behalf")) == {
        ("party_secretary", "赵刚", ""),
        ("government_head", "赵刚", ""),
    }


def test_only_a_principal_of_the_same_unit_signs_for_another(cast: Cast) -> None:
    row = in_signing(cast, story.running(cast))
    for outside in (cast.fengbo, cast.weiwei, cast.wangfang, cast.chenjing, cast.sunli):
        with pytest.raises(Problem):
            filing.sign(actor=outside, obligation=row, on_behalf_of="government_head")
    with pytest.raises(Invalid):
        filing.sign(actor=cast.zhaogang, obligation=row, on_behalf_of="party_secretary")
    assert not row.signatures.exists()


# ---- units that end, lines of the registry -----------------------------------------------------------------------


def test_a_unit_that_ended_stays_a_row_of_the_board_until_it_is_let_off(cast: Cast) -> None:
    cycle, county = story.running(cast), world.unit(world.YONGDENG)
    changed_unit(town(), valid_to=clock.today())
    ended = Obligation.objects.full().get(cycle=cycle, unit__name="红城镇")
    shown = board(cycle, county, clock.today(), cast.chenjing.reach(C.CYCLE_READ))
    assert len([row for row in shown.rows if row.obligation_id]) == shown.own.owed == 3
    with pytest.raises(Refused):
        filing.save_draft(actor=cast.wangfang, obligation=ended, texts={"overall": "x"}, version=0)
    assert deciding.exempt(actor=cast.chenjing, obligation=ended, reason="已并入").status == rules.EXEMPT


def test_a_mere_line_of_the_registry_owes_nothing_and_receives_nothing(cast: Cast) -> None:
    villages = list(Unit.objects.children_of(sister()))
    changed_unit(sister(), kind="direct_villages")
    cycle = story.planned(
        cast.wumin, kind="special", period="2026", levels=["township", "village"], basis="县委〔2026〕3号"
    )
    cycles.open_cycle(actor=cast.wumin, cycle=cycle)
    assert not Obligation.objects.filter(cycle=cycle, unit__kind="direct_villages").exists()
    owed = Obligation.objects.filter(cycle=cycle, unit__in=villages)
    assert {row.receiver_id for row in owed} == {world.unit(world.YONGDENG).pk}
    assert owed.count() == len(villages) > 0
