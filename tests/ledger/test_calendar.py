"""The ledger in calendars and in what is handed over with a post."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import translation

from responsibilities.ledger.actions import judging, working
from responsibilities.ledger.actions.timed import turn_lamps
from responsibilities.ledger.queries.handover import items
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.handover import HandingOver
from revitalization.site.calendar_pages import entries_of
from tests import world
from tests.cast import Cast, sister, town
from tests.ledger import story

pytestmark = pytest.mark.django_db
DECEMBER = date(2026, 12, 1), date(2026, 12, 31)


def signed_in(cast: Cast, username: str, language: str = "en") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(cast.user(username))
    return client


def entries(actor: Actor, unit: Unit | None = None) -> list[tuple[str, str, str]]:
    with translation.override("en"):
        return [(one.url, one.tone, one.state) for one in entries_of(actor, *DECEMBER, unit)]


# ---------------------------------------------------------------- the calendar


def test_whoever_works_or_signs_sees_the_deadlines_and_whoever_reads_those_of_the_unit(cast: Cast) -> None:
    row = story.item(story.issued(cast))
    own, other = f"/ledger/{row.public_id}/", f"/ledger/{row.matter.key}/{sister().code}/"
    for who in ("wangfang", "zhaogang"):
        assert entries(getattr(cast, who)) == [(own, "grey", "to be done")], who
    for who in ("lijun", "chenjing", "guoping", "maling", "hexin", "anquan"):
        assert entries(getattr(cast, who)) == [], who
    for who in ("lijun", "chenjing", "guoping", "linnan"):
        assert entries(getattr(cast, who), town()) == [(own, "grey", "to be done")], who
    assert entries(cast.chenjing, sister()) == [(other, "grey", "to be done")]
    assert entries(cast.wangfang, sister()) == entries(cast.maling, town()) == []


def test_what_is_declared_closed_overdue_or_cancelled_says_so_in_the_calendar(cast: Cast) -> None:
    row = story.declared(cast)
    assert [one[1:] for one in entries(cast.wangfang)] == [("grey", "declared, not verified")]
    judging.check(actor=cast.chenjing, item=row, words="属实。", on_day=clock.today())
    judging.verify(actor=cast.chenjing, item=story.item(row.matter), words="同意。")
    assert [one[1:] for one in entries(cast.wangfang)] == [("green", "closed from above")]
    gone = story.underway(cast)
    judging.cancel(actor=cast.chenjing, item=gone, reason="任务调整。", document_number="永农领〔2026〕2号")
    assert len(entries(cast.wangfang)) == 1
    late = story.item(story.issued(cast))
    with clock.moved_to(clock.now() + timedelta(days=30)):
        assert (f"/ledger/{late.public_id}/", "red", "overdue") in entries(cast.wangfang)


def test_the_file_holds_the_deadline_under_a_name_that_stays(cast: Cast) -> None:
    row = story.underway(cast)
    text = signed_in(cast, "wangfang").get("/calendar/file.ics").content.decode().replace("\r\n ", "")
    assert "DTSTART;VALUE=DATE:20261218" in text
    assert row.matter.title in text
    assert text.count(f"UID:ledger-{row.pk}@baton") == 1
    working.ask_extension(actor=cast.wangfang, item=row, reason="冬季停工。", new_due_on=date(2027, 1, 20))
    judging.extend(
        actor=cast.chenjing,
        item=story.item(row.matter),
        new_due_on=date(2027, 1, 20),
        document_number="永农领办〔2026〕31号",
    )
    text = signed_in(cast, "wangfang").get("/calendar/file.ics").content.decode()
    assert "20261218" not in text
    assert text.count(f"UID:ledger-{row.pk}@baton") == 1


# ---------------------------------------------------------------- handed over with a post


def handed(cast: Cast, unit: Unit, **more) -> list[tuple[str, str]]:
    of = HandingOver(None, None, [unit], clock.today(), **more)
    with translation.override("en"):
        return [(one.state, one.url) for one in items(of)]


def test_open_items_are_handed_over_with_their_lamp_whoever_has_them_now(cast: Cast) -> None:
    red = story.item(story.issued(cast))
    waiting = story.declared(cast, due_on=date(2026, 12, 20))
    story.closed(cast)
    turn_lamps()
    assert handed(cast, town()) == [
        ("To be accepted · Red lamp", f"/ledger/{red.public_id}/"),
        ("Declared done · Green lamp", f"/ledger/{waiting.public_id}/"),
    ]
    assert handed(cast, world.unit(world.YONGDENG)) == []
    assert handed(cast, town(), spans=[sister().span]) == []
    of = HandingOver(None, None, [town()], clock.today() - timedelta(days=1))
    assert list(items(of)) == [], "it was not on the ledger yet on the last day in the post"
