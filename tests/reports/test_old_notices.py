"""Notices from before they named their work: closed where it is done, and from then on with the work where it is not."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.db.models import F

from reporting.reports.actions import cycles, deciding, filing
from reporting.reports.actions.timed import remind_before
from responsibilities.notices.models import Notice
from responsibilities.units.models import Unit
from revitalization.kit import clock
from tests.cast import Cast, days, town
from tests.reports import story

pytestmark = pytest.mark.django_db
MIGRATION = import_module("reporting.reports.migrations.0023_old_notices_close")


def as_before() -> None:
    """All notices as they were written then: no subject of the work, and nobody closed them."""
    Notice.objects.update(work_of="", read_at=None)


def migrated() -> None:
    with connection.schema_editor() as editor:
        MIGRATION.close(None, editor)


def unread(cast: Cast, name: str) -> list[str]:
    found = Notice.objects.for_actor(getattr(cast, name)).unread().order_by("id")
    return [event.split(":")[0] for event in found.values_list("event", flat=True)]


def test_what_is_decided_is_closed_and_news_stays(cast: Cast) -> None:
    story.accepted(cast, story.running(cast))
    as_before()
    assert unread(cast, "chenjing") == ["report.submit"]
    news = [event for event in unread(cast, "wangfang") if event in ("report.accept", "report.receive")]
    migrated()
    assert unread(cast, "chenjing") == unread(cast, "lijun") == []
    assert unread(cast, "wangfang") == news
    assert "report.accept" in news
    assert not Notice.objects.filter(event__startswith="report.accept:").exclude(work_of="").exists()


def test_what_is_still_to_be_done_stays_and_is_closed_by_the_act(cast: Cast) -> None:
    row = filing.approve(
        actor=cast.lijun,
        obligation=filing.send(actor=cast.wangfang, obligation=story.drafted(cast, story.running(cast))),
    )
    as_before()
    migrated()
    assert unread(cast, "lijun") == []
    assert unread(cast, "zhaogang") == unread(cast, "qianmei") == ["report.approve"]
    filing.sign(actor=cast.zhaogang, obligation=row)
    filing.sign(actor=cast.qianmei, obligation=story.owed(row.cycle))
    assert unread(cast, "zhaogang") == unread(cast, "qianmei") == []


@pytest.mark.parametrize("how", ["closed", "still running"])
def test_a_reminder_goes_with_its_cycle(cast: Cast, how: str) -> None:
    cycle = story.running(cast, due_on=days(3))
    deciding.remind(actor=cast.chenjing, cycle=cycle, unit=Unit.objects.get(pk=town().parent_id))
    remind_before()
    if how == "closed":
        cycles.close_cycle(actor=cast.wumin, cycle=cycle, reason="已另行通知")
    as_before()
    before = unread(cast, "wangfang")
    assert {"report.remind", "report.due"} & set(before)
    migrated()
    left = [event for event in unread(cast, "wangfang") if event in ("report.remind", "report.due")]
    assert left == (
        [] if how == "closed" else [one for one in before if one in ("report.remind", "report.due")]
    )


def test_of_two_submissions_the_first_is_done_with(cast: Cast) -> None:
    row = story.received(cast, story.running(cast))
    row = deciding.return_report(actor=cast.chenjing, obligation=row, reason="缺少附件", new_due_on=days(20))
    with clock.moved_to(clock.now() + timedelta(hours=2)):
        story.submitted(cast, row.cycle)
    as_before()
    first = Notice.objects.filter(event__startswith="report.submit:").order_by("id").first()
    assert first is not None
    Notice.objects.filter(pk=first.pk).update(created_at=F("created_at") - timedelta(hours=3))
    migrated()
    assert unread(cast, "chenjing").count("report.submit") == 1
    assert Notice.objects.get(pk=first.pk).read_at is not None


def test_what_was_read_or_names_its_work_or_speaks_of_no_report_is_left_alone(cast: Cast) -> None:
    story.accepted(cast, story.running(cast))
    as_before()
    Notice.objects.filter(recipient=cast.user("chenjing")).update(work_of="report:x/y")
    one = Notice.objects.filter(recipient=cast.user("lijun")).latest("id")
    for event in (
        "report.submit:99999999999999999999:1",
        "report.submit:x:1",
        "report.submit",
        "roster.done:1:1",
    ):
        Notice.objects.filter(pk=one.pk).update(event=event)
        migrated()
        one.refresh_from_db()
        assert (one.work_of, one.read_at) == ("", None), event
    assert Notice.objects.for_actor(cast.chenjing).unread().exists()


def test_many_parts_close_as_one_and_a_second_run_changes_nothing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for year in ("2024", "2025", "2026"):
        story.accepted(cast, story.running(cast, period=year, number=f"甘农领办〔2026〕{year}号"))
    as_before()
    monkeypatch.setattr(MIGRATION, "PART", 2)
    migrated()
    assert unread(cast, "chenjing") == []
    again = list(Notice.objects.order_by("id").values_list("work_of", "read_at"))
    migrated()
    assert list(Notice.objects.order_by("id").values_list("work_of", "read_at")) == again
