"""Closed cycles, slips of the pen, double clicks, words typed at the wrong moment, sums under every step."""

import io
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from reporting.reports import rules
from reporting.reports.actions import cycles, deciding, filing
from reporting.reports.actions.timed import digest_overdue, fold_tallies, remind_before
from reporting.reports.models import Cycle, Obligation, Reminder, Tally
from reporting.reports.queries.inbox import to_decide
from responsibilities.access.queries import actor_for
from responsibilities.notices.models import Notice
from responsibilities.posts.actions import NewPerson, appoint, open_sign_in
from responsibilities.posts.models import Post
from responsibilities.record.models import Entry
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.errors import (
    Conflict,
    Forbidden,
    Hidden,
    Invalid,
    Lost,
    ReadOnly,
    Refused,
    Stale,
    Unavailable,
)
from revitalization.kit.middleware import CleanInput
from revitalization.kit.problems import as_problem
from tests import world
from tests.cast import Cast, days, sister, town
from tests.reports import story
from tests.reports.turns import PDF, SYSTEM, gives

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]

# ---- closed cycles, days, clicks ---------------------------------------------------------------------------------


def test_what_was_filed_before_the_closing_is_still_decided_and_nobody_is_reminded(cast: Cast) -> None:
    cycle = story.running(cast)
    story.submitted(cast, cycle)
    cycles.close_cycle(actor=cast.wumin, cycle=cycle, reason="年度工作结束")
    assert list(to_decide(cast.chenjing)) == [story.owed(cycle)]
    deciding.receive(actor=cast.chenjing, obligation=story.owed(cycle))
    assert deciding.accept(actor=cast.chenjing, obligation=story.owed(cycle)).status == rules.ACCEPTED
    cycle.refresh_from_db()
    with pytest.raises(Refused):
        deciding.remind(actor=cast.chenjing, cycle=cycle, unit=world.unit(world.YONGDENG))
    assert not Reminder.objects.exists()


def test_reminding_twice_reminds_once_and_is_recorded_once(cast: Cast) -> None:
    cycle, county = story.running(cast), world.unit(world.YONGDENG)
    assert deciding.remind(actor=cast.chenjing, cycle=cycle, unit=county) == 3
    assert deciding.remind(actor=cast.chenjing, cycle=cycle, unit=county) == 0
    assert Entry.objects.filter(verb="cycle.remind").count() == 1
    assert (
        Notice.objects.filter(event__startswith="report.remind:", recipient=cast.user("wangfang")).count()
        == 1
    )


def test_a_deadline_in_another_age_is_a_slip_of_the_pen(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        story.planned(cast.wumin, due_on=date(9999, 12, 31))
    assert [e.field for e in refused.value.errors] == ["due_on"]
    row = story.received(cast, story.running(cast))
    with pytest.raises(Invalid):
        deciding.return_report(
            actor=cast.chenjing, obligation=row, reason="补充", new_due_on=date(9999, 12, 31)
        )


def test_nobody_sends_a_colleagues_words_unseen(cast: Cast) -> None:
    row = story.drafted(cast, story.running(cast))
    filing.save_draft(actor=cast.wangfang, obligation=row, texts={"overall": "另一稿"}, version=1)
    with pytest.raises(Stale):
        filing.send(actor=cast.wangfang, obligation=row, draft_version=1)
    row.refresh_from_db()
    assert row.status == rules.DRAFT


def test_opening_by_a_page_needs_the_version_that_was_seen(cast: Cast, client: Client) -> None:
    cycle = story.planned(cast.wumin)
    client.force_login(cast.user("wumin"))
    assert client.post(reverse("cycle_open", args=[cycle.key])).status_code == 428
    assert not Obligation.objects.exists()
    assert client.post(reverse("cycle_open", args=[cycle.key]), {"version": cycle.version}).status_code == 302


def test_a_reason_typed_at_the_wrong_moment_stays_on_the_page(cast: Cast, client: Client) -> None:
    row = story.received(cast, story.running(cast))
    client.force_login(cast.user("chenjing"))
    address = reverse("report_act", args=[row.cycle.key, row.unit.code, "return"])
    form = {"version": row.version - 1, "reason": "第三部分缺少播种面积", "new_due_on": str(days(20))}
    stale = client.post(address, form)
    assert stale.status_code == 412
    assert "第三部分缺少播种面积" in stale.content.decode()
    assert f'value="{row.version}"' in stale.content.decode()
    deciding.accept(actor=cast.chenjing, obligation=row)
    late = client.post(address, form | {"version": row.version + 1})
    assert late.status_code == 409
    assert "第三部分缺少播种面积" in late.content.decode()


def test_a_text_typed_after_a_colleague_sent_the_report_stays_on_the_page(cast: Cast, client: Client) -> None:
    row = filing.send(actor=cast.wangfang, obligation=story.drafted(cast, story.running(cast)))
    client.force_login(cast.user("wangfang"))
    address = reverse("report_edit", args=[row.cycle.key, row.unit.code])
    late = client.post(
        address,
        {"version": 1, "writer": str(cast.user("wangfang").public_id), "text-overall": "我刚写完的一大段"},
    )
    assert late.status_code == 409
    assert "我刚写完的一大段" in late.content.decode()


# ---- what the database says, in a person's words -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("40P01", Unavailable),
        ("40001", Unavailable),
        ("55P03", Unavailable),
        ("57014", Unavailable),
        ("25006", ReadOnly),
        ("53100", Unavailable),
        ("57P01", Lost),
        ("22003", Invalid),
        ("23505", Conflict),
        ("23P01", Conflict),
        ("P0001", type(None)),
    ],
)
def test_what_crosses_in_the_database_is_said_and_not_a_fault(cast: Cast, code: str, problem: type) -> None:
    with pytest.raises(DatabaseError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'said by a test' USING ERRCODE = '{code}'; END $$")
    assert type(as_problem(refused.value)) is problem


# ---- sums under every step ---------------------------------------------------------------------------------------


def counted(cycle: Cycle, unit: Unit) -> dict[tuple[Any, ...], int]:
    """What the tallies say lies under the unit."""
    sums: dict[tuple[Any, ...], int] = {}
    for line in Tally.objects.filter(cycle=cycle, unit_id=unit.pk):
        key = (line.level, line.status, line.due_on, line.timely)
        sums[key] = sums.get(key, 0) + line.n
    return {key: n for key, n in sums.items() if n}


def there(cycle: Cycle, unit: Unit) -> dict[tuple[Any, ...], int]:
    """What lies under the unit, row by row."""
    rows = Obligation.objects.filter(cycle=cycle, lo__gt=unit.lo, lo__lte=unit.hi)
    return dict(Counter(rows.values_list("level", "status", "due_on", "timely")))


def test_the_sums_of_every_level_are_right_after_each_step_and_after_folding(cast: Cast) -> None:
    cycle = story.running(cast)
    line = [world.unit(code) for code in (world.NATION, world.GANSU, world.LANZHOU, world.YONGDENG)]
    seen = set()

    def right() -> None:
        seen.add(story.owed(cycle).status)
        for unit in line:
            assert counted(cycle, unit) == there(cycle, unit)

    steps: list[Callable[[], object]] = [
        lambda: story.returned(cast, cycle, deadline=days(30)),
        lambda: filing.withdraw(
            actor=cast.wangfang, obligation=story.submitted(cast, cycle), reason="附件有误"
        ),
        lambda: filing.send(actor=cast.wangfang, obligation=story.owed(cycle)),
        lambda: filing.send_back(actor=cast.lijun, obligation=story.owed(cycle), reason="错字"),
        lambda: story.signed(cast, cycle),
        lambda: filing.decline(actor=cast.qianmei, obligation=story.owed(cycle), reason="数据不实"),
        lambda: fold_tallies(),
        lambda: story.accepted(cast, cycle),
        lambda: deciding.exempt(
            actor=cast.chenjing, obligation=story.owed(cycle, sister()), reason="整乡搬迁"
        ),
        lambda: fold_tallies(),
    ]
    right()
    for step in steps:
        step()
        right()
    assert seen >= {"open", "returned", "draft", "review", "signed", "accepted"}


def test_a_person_with_three_roles_is_reminded_once(cast: Cast) -> None:
    story.running(cast)
    gives(cast, "wangfang", "reviewer", town())
    gives(cast, "wangfang", "receiver", world.unit(world.YONGDENG))
    gives(cast, "wangfang", "receiver", world.unit(world.LANZHOU))
    with clock.moved_to(datetime(2026, 12, 4, 2, tzinfo=UTC)):
        remind_before()
        remind_before()
    mine = Notice.objects.filter(recipient=cast.user("wangfang"), kind="reminder")
    assert mine.count() == 1
    with clock.moved_to(datetime(2026, 12, 6, 2, tzinfo=UTC)):
        digest_overdue()
        digest_overdue()
    late = Notice.objects.filter(recipient=cast.user("wangfang"), kind="late")
    # One line for each of the two offices: their counts differ.
    assert late.count() == 2


# ---- a village, and what is asked for elsewhere ------------------------------------------------------------------


def test_a_village_with_one_post_sends_without_review_and_one_signature_is_all(cast: Cast) -> None:
    village = Unit.objects.children_of(town())[0]
    cycle = story.planned(cast.wumin, kind="special", levels=["village"], basis="县委〔2026〕3号")
    cycles.open_cycle(actor=cast.wumin, cycle=cycle)
    gives(cast, "wangfang", "filer", village)
    gives(cast, "lijun", "receiver", town())
    post = Post.objects.first_responsible().get(unit=village)
    tenure = appoint(actor=SYSTEM, post=post, person=NewPerson("马占山"), since=clock.today())
    user, _code = open_sign_in(actor=SYSTEM, person=tenure.person)
    row = story.owed(cycle, village)
    assert row.receiver_id == town().pk
    filing.save_draft(actor=cast.wangfang, obligation=row, texts={"body": "本村全部落实。"}, version=0)
    assert filing.send(actor=cast.wangfang, obligation=row).status == rules.SIGNING
    assert filing.sign(actor=actor_for(user.pk), obligation=row).status == rules.SIGNED
    assert filing.submit(actor=cast.wangfang, obligation=row).status == rules.SUBMITTED
    deciding.receive(actor=cast.lijun, obligation=row)
    assert deciding.accept(actor=cast.lijun, obligation=row).status == rules.ACCEPTED


def test_nobody_asks_for_reports_outside_the_own_place(cast: Cast) -> None:
    for actor, scope in (
        (cast.chenjing, world.GANSU),
        (cast.wumin, world.NINGXIA),
        (cast.wumin, world.NATION),
    ):
        with pytest.raises((Forbidden, Hidden)):
            story.planned(actor, scope=scope)
    assert not Cycle.objects.exists()


def test_a_file_over_the_limit_is_refused_unread(cast: Cast, client: Client, settings: Any) -> None:
    settings.MAX_FILE_BYTES = 1_000
    row = story.drafted(cast, story.running(cast))
    client.force_login(cast.user("wangfang"))
    address = reverse("report_attach", args=[row.cycle.key, row.unit.code])
    big = SimpleUploadedFile("盖章件.pdf", PDF + b"0" * 2_000)
    assert client.post(address, {"file": big}).status_code == 413
    assert client.post(address).status_code == 400


def test_what_is_larger_than_any_file_is_refused_before_it_is_read_and_before_anybody_is_known(
    client: Client,
) -> None:
    class Endless(io.BytesIO):
        """A body that must not be asked for."""

        def read(self, *_args: Any) -> bytes:
            raise AssertionError("the body was read")

    address = reverse("account_login")
    answer = client.generic(
        "POST", address, b"", "multipart/form-data; boundary=x", CONTENT_LENGTH=str(10**10)
    )
    assert answer.status_code == 413
    request = RequestFactory().post(address, CONTENT_LENGTH=str(10**10), **{"wsgi.input": Endless()})
    assert CleanInput(lambda _request: HttpResponse())(request).status_code == 413
