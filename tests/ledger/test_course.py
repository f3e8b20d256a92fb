"""The course of an item: issued, worked on, declared, checked, closed from above, returned, extended, reopened."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from responsibilities.files.actions import attach
from responsibilities.ledger.actions import DO, judging, working
from responsibilities.ledger.models import Handling, Item, Progress, Turn
from responsibilities.ledger.queries.facts import lamp_on
from responsibilities.record.models import Entry
from revitalization.kit import clock
from revitalization.kit.errors import Conflict, Forbidden, Hidden, Invalid, Refused, Stale
from revitalization.kit.perform import history
from tests import world
from tests.cast import Cast, days
from tests.ledger import story
from tests.policy.basics import picture

pytestmark = pytest.mark.django_db


def test_a_task_goes_from_the_county_to_the_town_and_is_closed_from_above(cast: Cast) -> None:
    row = story.closed(cast)
    assert (row.status, row.lamp, row.closed_on) == ("closed", "done", clock.today())
    assert row.verified
    acts = list(Handling.objects.filter(item=row).order_by("id").values_list("act", flat=True))
    assert acts == ["declare", "check", "verify"]
    verbs = Entry.objects.filter(subject_kind="ledger", subject_key=row.public_id).order_by("id")
    assert [entry.verb for entry in verbs] == [
        "ledger.accept", "ledger.progress", "ledger.declare", "ledger.check", "ledger.verify",
    ]  # fmt: skip


def test_progress_takes_an_item_in_that_was_not_accepted_yet(cast: Cast) -> None:
    row = story.item(story.issued(cast))
    working.report_progress(
        actor=cast.wangfang, item=row, percent="12.5", words="已完成勘测。", version=row.version
    )
    row = story.item(row.matter)
    assert (row.status, row.percent, row.progressed_on) == ("running", Decimal("12.5"), clock.today())
    assert Progress.objects.get(item=row).by_name == "王芳"


@pytest.mark.parametrize("percent", ["", "-1", "100.1", "101", "12.55", "abc", "１２", "1e1", "NaN", "50 50"])
def test_a_number_that_is_none_is_refused_by_name_and_changes_nothing(cast: Cast, percent: str) -> None:
    row = story.item(story.issued(cast))
    with pytest.raises(Invalid) as refused:
        working.report_progress(actor=cast.wangfang, item=row, percent=percent, words="进度。")
    assert [error.field for error in refused.value.errors] == ["percent"]
    assert story.item(row.matter).status == "issued"
    assert not Progress.objects.exists()


def test_less_than_before_is_entered_with_a_reason_only(cast: Cast) -> None:
    row = story.reported(cast, story.underway(cast), "60", days(-10))
    with pytest.raises(Invalid) as refused:
        story.reported(cast, row, "40")
    assert refused.value.errors[0].field == "reason"
    row = story.reported(cast, row, "40", reason="两公里返工。")
    assert row.percent == Decimal(40)


def test_an_earlier_day_is_entered_late_and_the_latest_day_counts(cast: Cast) -> None:
    row = story.reported(cast, story.underway(cast), "60")
    row = story.reported(cast, row, "20", days(-40))
    assert (row.percent, row.progressed_on) == (Decimal(60), clock.today())
    with pytest.raises(Invalid):
        story.reported(cast, row, "70", days(1))


def test_below_a_hundred_nothing_is_declared_done(cast: Cast) -> None:
    row = story.reported(cast, story.underway(cast), "99.9")
    with pytest.raises(Refused):
        working.declare(actor=cast.zhaogang, item=row, **story.WORDS)
    assert story.item(row.matter).status == "running"


def test_a_filer_prepares_and_the_principal_declares(cast: Cast) -> None:
    row = story.reported(cast, story.underway(cast))
    with pytest.raises(Forbidden):
        working.declare(actor=cast.wangfang, item=row, **story.WORDS)
    row = working.prepare(actor=cast.wangfang, item=row, **story.WORDS)
    assert row.prepared
    row = working.declare(actor=cast.zhaogang, item=row, **story.WORDS)
    assert (row.status, row.prepared, row.declared_on) == ("declared", False, clock.today())


def test_what_was_declared_is_judged_as_on_that_day_while_it_waits_above(cast: Cast) -> None:
    row = story.declared(cast)
    assert (row.lamp, row.next_on) == ("green", None)
    assert lamp_on(row, date(2027, 1, 20)).level == "green"


def test_closing_takes_the_steps_of_the_route_in_their_order(cast: Cast) -> None:
    row = story.declared(cast)
    with pytest.raises(Refused, match=r"check on the spot|现场核查"):
        judging.verify(actor=cast.chenjing, item=row, words="同意销号。")
    assert story.item(row.matter).status == "declared"


def test_the_public_notice_ends_by_the_clock_and_an_objection_keeps_it(cast: Cast) -> None:
    row = story.checked(cast, key="project")
    row = judging.publicize(actor=cast.chenjing, item=row, place="红城镇政务公开栏", on_day=clock.today())
    assert row.until == date(2026, 12, 1)
    with pytest.raises(Refused):
        judging.verify(actor=cast.chenjing, item=row, words="同意。")
    row = judging.object_to(actor=cast.wangfang, item=row, reason="村民反映资产未移交。")
    with clock.moved_to(clock.now() + timedelta(days=30)):
        with pytest.raises(Refused):
            judging.verify(actor=cast.chenjing, item=row, words="同意。")
        row = judging.settle_objection(actor=cast.chenjing, item=row, reason="已核实移交手续。")
        assert judging.verify(actor=cast.chenjing, item=row, words="同意。").status == "closed"


def test_a_notice_does_not_begin_before_the_application(cast: Cast) -> None:
    row = story.checked(cast, key="project")
    with pytest.raises(Invalid) as refused:
        judging.publicize(
            actor=cast.chenjing,
            item=row,
            place="公开栏",
            on_day=days(-9),
            until=days(-2),
            version=row.version,
        )
    assert [error.field for error in refused.value.errors] == ["on_day"]
    assert story.item(row.matter).status == "checked"


def test_a_rectification_is_planned_agreed_publicised_signed_and_closed(cast: Cast) -> None:
    row = story.underway(cast, key="rectification")
    assert row.status == "planning"
    row = working.send_plan(actor=cast.wangfang, item=row, measures="逐户排查，限期整改。", person="赵刚")
    row = judging.refuse_plan(actor=cast.chenjing, item=row, reason="没有写明时限。")
    row = working.send_plan(
        actor=cast.wangfang, item=row, measures="逐户排查，十二月十日前完成。", person="赵刚"
    )
    row = judging.agree_plan(actor=cast.chenjing, item=row)
    row = story.reported(cast, row)
    row = working.declare(actor=cast.zhaogang, item=row, **story.WORDS)
    row = judging.check(actor=cast.chenjing, item=row, words="属实。", on_day=clock.today())
    row = judging.publicize(actor=cast.wangfang, item=row, place="村务公开栏", on_day=clock.today())
    with clock.moved_to(clock.now() + timedelta(days=14)):
        with pytest.raises(Refused):
            judging.verify(actor=cast.chenjing, item=row, words="同意。")
        row = working.sign(actor=cast.qianmei, item=row)
        row = judging.verify(actor=cast.chenjing, item=row, words="同意销号。")
    assert (row.status, row.plans.count()) == ("closed", 2)


def test_what_is_to_be_put_right_at_once_needs_no_plan_and_two_steps(cast: Cast) -> None:
    row = story.underway(cast, key="rectification", how_soon="now")
    assert (row.status, row.matter.route) == ("running", ["check", "verify"])


@pytest.mark.parametrize("who", ["wangfang", "zhaogang", "zhouqiang", "wumin", "fengbo", "guoping"])
def test_only_the_office_that_issued_it_closes(cast: Cast, who: str) -> None:
    row = story.checked(cast)
    with pytest.raises((Forbidden, Refused)):
        judging.verify(actor=getattr(cast, who), item=row, words="同意。")
    assert story.item(row.matter).status == "checked"


def test_nobody_outside_sees_it_at_all(cast: Cast) -> None:
    row = story.checked(cast)
    for who in ("sunli", "maling", "zhenghua"):
        with pytest.raises(Hidden):
            judging.verify(actor=getattr(cast, who), item=row, words="同意。")


def test_whoever_worked_for_the_unit_never_judges_also_in_another_post(cast: Cast) -> None:
    """The town's filer is later at the county: on this item somebody else decides."""
    row = story.declared(cast)
    second = story.second(cast, "colleague")
    story.grant(cast, "wangfang", world.YONGDENG, "receiver")
    story.end(cast, "wangfang", "filer")
    with pytest.raises(Refused):
        judging.check(actor=cast.wangfang, item=row, words="属实。", on_day=clock.today())
    with pytest.raises(Refused):
        judging.return_item(actor=cast.wangfang, item=row, reason="再查。", new_due_on=days(20))
    assert story.item(row.matter).status == "declared"
    judging.check(actor=second, item=row, words="属实。", on_day=clock.today())


def test_a_grave_item_needs_evidence_and_is_not_closed_by_who_wrote_it(cast: Cast) -> None:
    row = story.reported(cast, story.underway(cast, severity="grave"))
    with pytest.raises(Refused):
        working.declare(actor=cast.zhaogang, item=row, **story.WORDS)
    attach(
        actor=cast.wangfang, kind="ledger", key=row.public_id, lo=row.lo, name="验收单.png", data=picture()
    )
    row = working.declare(actor=cast.zhaogang, item=row, **story.WORDS)
    row = judging.check(actor=cast.chenjing, item=row, words="属实。", on_day=clock.today())
    with pytest.raises(Refused):
        judging.verify(actor=cast.chenjing, item=row, words="同意。")
    assert story.item(row.matter).status == "checked"
    judging.verify(actor=story.second(cast), item=row, words="同意。")


def test_the_database_refuses_a_closing_that_goes_past_the_door(cast: Cast) -> None:
    row = story.declared(cast)
    for who, status in ((cast.wangfang, "declared"), (cast.chenjing, "declared")):
        with pytest.raises(IntegrityError), transaction.atomic(), history(who, "ledger.verify"):
            Item.objects.filter(pk=row.pk).update(status="closed", lamp="done", closed_on=clock.today())
        assert story.item(row.matter).status == status


def test_returned_it_is_worked_on_again_and_earlier_steps_no_longer_count(cast: Cast) -> None:
    row = story.checked(cast)
    row = judging.return_item(actor=cast.chenjing, item=row, reason="一个村未通水。", new_due_on=days(40))
    assert (row.status, row.round, row.due_on, row.first_due_on) == (
        "running",
        2,
        days(40),
        date(2026, 12, 18),
    )
    row = working.declare(actor=cast.zhaogang, item=row, **story.WORDS)
    with pytest.raises(Refused):
        judging.verify(actor=cast.chenjing, item=row, words="同意。")
    with pytest.raises(Refused):
        judging.return_item(actor=cast.chenjing, item=row, reason="再查。", new_due_on=days(-1))


def test_time_is_asked_for_before_the_deadline_and_granted_from_above(cast: Cast) -> None:
    row = story.underway(cast)
    row = working.ask_extension(
        actor=cast.wangfang, item=row, reason="冬季停工。", new_due_on=date(2027, 5, 31)
    )
    assert (row.due_on, row.asked_due_on) == (date(2026, 12, 18), date(2027, 5, 31))
    with pytest.raises(Refused):
        working.ask_extension(
            actor=cast.wangfang, item=row, reason="冬季停工。", new_due_on=date(2027, 6, 30)
        )
    with pytest.raises(Invalid):
        judging.extend(actor=cast.chenjing, item=row, new_due_on=date(2027, 4, 30), document_number="")
    row = judging.extend(
        actor=cast.chenjing, item=row, new_due_on=date(2027, 4, 30), document_number="永农领办〔2026〕31号"
    )
    assert (row.due_on, row.first_due_on, row.asked_due_on) == (date(2027, 4, 30), date(2026, 12, 18), None)


def test_after_the_deadline_time_is_not_asked_for_any_more(cast: Cast) -> None:
    row = story.underway(cast)
    with clock.moved_to(clock.now() + timedelta(days=25)), pytest.raises(Refused) as refused:
        working.ask_extension(actor=cast.wangfang, item=row, reason="停工。", new_due_on=date(2027, 5, 31))
    assert "永登县" in str(refused.value.detail)
    assert story.item(row.matter).asked_due_on is None


def test_a_relapse_within_twelve_months_reopens_and_later_does_not(cast: Cast) -> None:
    row = story.closed(cast)
    with clock.moved_to(clock.now() + timedelta(days=366)), pytest.raises(Refused):
        judging.reopen(actor=cast.chenjing, item=row, reason="又断水。", new_due_on=date(2028, 3, 1))
    with clock.moved_to(clock.now() + timedelta(days=360)):
        row = judging.reopen(
            actor=cast.chenjing, item=row, reason="又断水。", new_due_on=date(2028, 3, 1), place="2027改004-1"
        )
    assert (row.status, row.reopened, row.closed_on) == ("running", 1, None)


def test_cancelled_it_counts_nowhere_and_stays_readable(cast: Cast) -> None:
    row = story.underway(cast)
    with pytest.raises(Invalid):
        judging.cancel(actor=cast.chenjing, item=row, reason="任务调整。", document_number="")
    row = judging.cancel(
        actor=cast.chenjing, item=row, reason="任务调整。", document_number="永农领〔2026〕2号"
    )
    assert (row.status, row.lamp, row.next_on) == ("cancelled", "none", None)
    with pytest.raises(Conflict):
        story.reported(cast, row, "10")


def test_two_at_once_do_not_overwrite_each_other(cast: Cast) -> None:
    row = story.underway(cast)
    story.reported(cast, row, "10")
    with pytest.raises(Stale):
        working.report_progress(
            actor=cast.wangfang, item=row, percent="20", words="进度。", version=row.version
        )
    assert story.item(row.matter).percent == Decimal(10)


def test_what_is_written_beside_an_item_is_never_changed(cast: Cast) -> None:
    row = story.closed(cast)
    for table in (Progress, Handling, Turn):
        assert table.objects.filter(item=row).exists()
        with pytest.raises(Exception, match=r"Cannot|permission"), transaction.atomic():
            table._default_manager.filter(item=row).delete()
    with pytest.raises(Exception, match=r"Cannot|permission"), transaction.atomic():
        Progress.objects.filter(item=row).update(percent=1)


def test_a_step_that_the_table_does_not_know_is_refused_by_the_database(cast: Cast) -> None:
    row = story.underway(cast)
    with (
        pytest.raises(Exception, match="transition"),
        transaction.atomic(),
        history(cast.chenjing, "x"),
    ):
        Item.objects.filter(pk=row.pk).update(status="signed")
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM ledger_item WHERE id = %s", [row.pk])
        assert cursor.fetchone() == ("running",)


def test_every_act_of_the_table_has_its_action() -> None:
    assert set(DO) == {act.key for act in DO.table.acts}
