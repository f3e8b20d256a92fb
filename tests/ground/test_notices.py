"""Notices: in the product exactly once for each person, by mail at least once and at most one digest a day."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.urls import reverse

from responsibilities.access.models import Grant, User
from responsibilities.notices.actions import delivery
from responsibilities.notices.actions.reading import mark_read
from responsibilities.notices.actions.telling import tell, tell_many
from responsibilities.notices.models import Delivery, Notice
from responsibilities.notices.queries import page, unread_count
from responsibilities.roles import Capability
from revitalization.kit import clock, ports
from revitalization.kit.actor import Actor
from revitalization.kit.perform import recorded
from revitalization.kit.ports import Entry, Telling
from revitalization.kit.words import Words
from tests import world
from tests.cast import Cast, sister, town
from tests.conftest import NOON
from tests.ground.processes import at_once, times

CLOCK = Actor.system("the clock")


def telling(event: str = "submitted:1", **more: Any) -> Telling:
    values = {
        "kind": "report",
        "lo": town().lo,
        "title": Words("%(unit)s submitted", {"unit": "红城镇"}),
        "url": "/inbox/",
    }
    return Telling(
        event,
        **{**values, **({} if more.get("user_ids") else {"capability": Capability.REPORT_RECEIVE}), **more},
    )


def told(event: str = "submitted:1") -> set[str]:
    return set(Notice.objects.filter(event=event).values_list("recipient__username", flat=True))


def with_mail(*names: str) -> None:
    for name in names:
        User.objects.filter(username=name).update(email=f"{name}@example.cn")


def test_whoever_holds_the_right_above_the_town_is_told(db: None) -> None:
    tell(telling())
    assert told() == {"chenjing", "zhouqiang", "wumin", "linnan"}


def test_nobody_is_told_of_the_own_doing_and_closed_accounts_hear_nothing(cast: Cast) -> None:
    User.objects.filter(username="wumin").update(is_active=False)
    tell(telling(except_user=cast.chenjing.user_id))
    assert told() == {"zhouqiang", "linnan"}


def test_people_can_be_told_by_name(cast: Cast) -> None:
    tell(telling(user_ids=[cast.wangfang.user_id, cast.maling.user_id]))
    assert told() == {"wangfang", "maling"}


def test_the_same_event_reaches_a_person_once(db: None) -> None:
    for _again in range(3):
        tell(telling())
    assert Notice.objects.filter(event="submitted:1").count() == 4


@pytest.mark.database
def test_the_same_event_told_by_many_at_once_reaches_a_person_once(committed: str) -> None:
    def act() -> None:
        with recorded(Entry("unit.note", CLOCK, ("unit", "1"), "note", 1), [telling()]):
            pass

    at_once(*times(6, act))
    assert Notice.objects.filter(event="submitted:1").count() == 4


def test_a_change_that_fails_tells_nobody(db: None) -> None:
    with (
        pytest.raises(RuntimeError),
        recorded(Entry("unit.note", CLOCK, ("unit", "1"), "note", 1), [telling()]),
    ):
        raise RuntimeError
    assert told() == set()


def test_many_places_are_told_in_one_statement_each_what_concerns_it(cast: Cast) -> None:
    def tell_towns(day: str) -> int:
        return tell_many(
            places="SELECT 'late:' || %(day)s || ':' || code AS event, id AS place, lo, '/inbox/' AS url,"
            " jsonb_build_object('unit', name) AS \"values\" FROM units_unit WHERE lo = ANY(%(towns)s)",
            params={"day": day, "towns": [town().lo, sister().lo]},
            kind="report",
            title="%(unit)s is late",
            capability=Capability.REPORT_DRAFT,
        )

    tell_towns("2026-11-24")
    found = Notice.objects.filter(event__startswith="late:").order_by("recipient__username")
    assert list(found.values_list("recipient__username", "values")) == [
        ("sunli", {"unit": sister().name}),
        ("wangfang", {"unit": town().name}),
    ]
    assert tell_towns("2026-11-24") == 0
    assert tell_towns("2026-11-25") == 2


def test_an_office_is_told_of_what_lies_below_it_and_no_office_above(cast: Cast) -> None:
    told_now = tell_many(
        places="SELECT 'late' AS event, id AS place, lo, '/' AS url, '{}'::jsonb AS \"values\" FROM units_unit WHERE code = %(code)s",
        params={"code": world.YONGDENG},
        kind="late",
        title="late",
        capability=Capability.REPORT_RECEIVE,
        office=True,
        shown_by=Capability.CYCLE_OPEN,
    )
    assert (told_now, told("late")) == (1, {"chenjing"})
    assert Notice.objects.get(event="late").capability == "cycle.open"


def test_a_right_that_ends_hides_its_notices_at_once(cast: Cast) -> None:
    tell(telling())
    assert unread_count(cast.chenjing) == 1
    with recorded(Entry("grant.end", CLOCK, ("grant", "1"), "grant", 1)):
        Grant.objects.filter(user=cast.user("chenjing")).update(until=clock.today() - timedelta(days=1))
    assert unread_count(cast.chenjing) == 0
    assert page(cast.chenjing, unread=False, before=None) == ([], None)


def test_reading_marks_only_the_own(cast: Cast) -> None:
    tell(telling())
    assert mark_read(actor=cast.chenjing) == 1
    assert mark_read(actor=cast.chenjing) == 0
    assert (unread_count(cast.chenjing), unread_count(cast.wumin)) == (0, 1)


def test_the_list_goes_on_where_it_stopped(cast: Cast) -> None:
    for number in range(5):
        tell(telling(f"e:{number}"))
    first, more = page(cast.chenjing, unread=True, before=None, limit=3)
    rest, end = page(cast.chenjing, unread=True, before=more, limit=3)
    assert len(first) == 3
    assert len(rest) == 2
    assert end is None
    assert len({one.id for one in [*first, *rest]}) == 5


@pytest.mark.clock
def test_one_digest_a_day_for_each_person_with_an_address(cast: Cast) -> None:
    with_mail("chenjing", "wumin")
    tell(telling())
    tell(telling("submitted:2"))
    assert [delivery.queue_digests(), delivery.queue_digests()] == [2, 0]
    assert sorted(Delivery.objects.values_list("recipient__username", "notices")) == [
        ("chenjing", 2),
        ("wumin", 2),
    ]
    tell(telling("submitted:3"))
    assert delivery.queue_digests() == 0
    with clock.moved_to(NOON + timedelta(days=1)):
        assert delivery.queue_digests() == 2
    newest = Delivery.objects.filter(recipient__username="chenjing").latest("day")
    assert newest.notices == 1


@pytest.mark.clock
def test_no_digest_leaves_at_night_and_none_for_what_was_read(cast: Cast) -> None:
    with_mail("chenjing", "wumin")
    tell(telling())
    with clock.moved_to(datetime(2026, 11, 23, 23, 59, tzinfo=UTC)):
        assert delivery.queue_digests() == 0
    mark_read(actor=cast.chenjing)
    assert delivery.queue_digests() == 1


def test_a_digest_is_sent_with_its_fixed_number_in_chinese(cast: Cast) -> None:
    with_mail("chenjing")
    tell(telling())
    delivery.queue_digests()
    assert (delivery.deliver(), delivery.deliver()) == (1, 0)
    (sent,) = mail.outbox
    row = Delivery.objects.get()
    assert sent.to == ["chenjing@example.cn"]
    assert sent.message()["Message-ID"].startswith(f"<{row.message_id}@")
    assert "陈静" in sent.body
    assert (row.state, row.attempts, row.sent_at) == ("sent", 1, NOON)


@pytest.mark.parametrize(
    ("language", "subject", "words"),
    [
        ("en", "Baton: what you have not read yet", "this is what you have not read yet"),
        ("zh-hans", "指挥棒：您有未读提醒", "您有以下未读提醒"),
        ("", "指挥棒：您有未读提醒", "您有以下未读提醒"),
    ],
)
def test_a_digest_speaks_the_language_of_its_reader(
    cast: Cast, language: str, subject: str, words: str
) -> None:
    with_mail("chenjing")
    User.objects.filter(username="chenjing").update(language=language)
    tell(telling())
    delivery.queue_digests()
    delivery.deliver()
    (sent,) = mail.outbox
    assert subject in sent.subject
    assert words in sent.body


def test_a_mail_server_that_is_away_costs_nothing_but_time(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_mail("chenjing")
    tell(telling())
    delivery.queue_digests()

    def refuse(*args: object) -> int:
        raise ConnectionRefusedError(111, "refused")

    with monkeypatch.context() as away:
        away.setattr(EmailBackend, "send_messages", refuse)
        for attempt in range(8):
            Delivery.objects.update(next_try_at=NOON)
            delivery.deliver()
            assert Delivery.objects.get().attempts == attempt + 1
    row = Delivery.objects.get()
    assert (row.state, row.sent_at) == ("failed", None)
    assert "refused" in row.last_error
    Delivery.objects.update(state="waiting", next_try_at=NOON)
    assert delivery.deliver() == 1


def test_a_sender_killed_after_handing_over_sends_again_under_the_same_number(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_mail("chenjing")
    tell(telling())
    delivery.queue_digests()

    def killed(*args: object, **more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as cut:
        cut.setattr(Delivery, "save", killed)
        with pytest.raises(KeyboardInterrupt):
            delivery.deliver()
    delivery.deliver()
    numbers = [sent.message()["Message-ID"] for sent in mail.outbox]
    assert len(numbers) == 2
    assert len(set(numbers)) == 1


@pytest.mark.database
def test_many_senders_skip_each_other(committed: str, cast: Cast) -> None:
    with_mail("chenjing", "zhouqiang", "wumin", "linnan")
    tell(telling())
    delivery.queue_digests()
    assert sum(at_once(*times(4, delivery.deliver))) == 4
    assert sorted(sent.to[0] for sent in mail.outbox) == sorted(
        f"{name}@example.cn" for name in ("chenjing", "zhouqiang", "wumin", "linnan")
    )


def test_a_digest_tells_nothing_of_a_right_that_ended_since(cast: Cast) -> None:
    with_mail("chenjing")
    tell(telling())
    delivery.queue_digests()
    with recorded(Entry("grant.end", CLOCK, ("grant", "1"), "grant", 1)):
        Grant.objects.filter(user=cast.user("chenjing")).update(until=clock.today() - timedelta(days=1))
    delivery.deliver()
    assert mail.outbox == []


@pytest.fixture
def reader(client: Client, cast: Cast) -> Client:
    client.force_login(User.objects.get(username="chenjing"))
    return client


def test_the_page_lists_and_opens(reader: Client, cast: Cast) -> None:
    tell(telling())
    page_ = reader.get(reverse("notices"))
    assert page_.status_code == 200
    assert "红城镇" in page_.content.decode()
    notice = Notice.objects.get(recipient__username="chenjing")
    opened = reader.post(reverse("notices_read"), {"notice": notice.pk})
    assert (opened.status_code, opened["Location"]) == (302, "/inbox/")
    assert unread_count(cast.chenjing) == 0
    other = Notice.objects.get(recipient__username="wumin")
    for foreign in (other.pk, 10**30, "x"):
        assert reader.post(reverse("notices_read"), {"notice": foreign}).status_code == 404
    assert unread_count(cast.wumin) == 1
    assert reader.get(reverse("notices"), {"after": "forged"}).status_code == 400
    assert reader.get(reverse("notices_read")).status_code == 405


def test_the_notice_port_is_filled() -> None:
    assert ports.PORTS.tell is tell
