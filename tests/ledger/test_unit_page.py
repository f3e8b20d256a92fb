"""The ledger on the page of a unit: what comes next, its year, its calendar; what is handed over with a post."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from responsibilities.ledger.actions import judging, working
from responsibilities.ledger.actions.timed import turn_lamps
from responsibilities.ledger.queries.handover import items
from responsibilities.ledger.queries.inbox import CAP
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.handover import HandingOver
from revitalization.site.calendar_pages import entries_of
from revitalization.site.unit_year import moments_of
from tests import world
from tests.cast import Cast, days, sister, town
from tests.ledger import story

pytestmark = pytest.mark.django_db
DECEMBER = date(2026, 12, 1), date(2026, 12, 31)
DUE = date(2026, 12, 18)


def signed_in(cast: Cast, username: str, language: str = "en") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(cast.user(username))
    return client


def page(cast: Cast, username: str, unit: Unit, tab: str = "glance"):
    return signed_in(cast, username).get(f"/units/{unit.code}/", {"tab": tab})


def coming(cast: Cast, username: str, unit: Unit) -> list[str]:
    return [one.url for one in page(cast, username, unit).context["tab"]["coming"]]


def said(actor: Actor, unit: Unit, year: int = 2026) -> list[tuple[date, str, str]]:
    with translation.override("en"):
        found = [one for one in moments_of(actor, unit, year) if one.url.startswith("/ledger/")]
    return [(one.on, one.state, one.url) for one in found]


def entries(actor: Actor, unit: Unit | None = None) -> list[tuple[str, str, str]]:
    with translation.override("en"):
        return [(one.url, one.tone, one.state) for one in entries_of(actor, *DECEMBER, unit)]


# ---------------------------------------------------------------- what comes next


def test_what_the_unit_itself_has_still_to_do_comes_by_its_deadline(cast: Cast) -> None:
    later = story.issued(cast, due_on=date(2026, 12, 30))
    sooner = story.issued(cast)
    story.declared(cast, due_on=date(2026, 12, 25))
    for who in ("wangfang", "zhaogang", "chenjing"):
        assert coming(cast, who, town()) == [
            f"/ledger/{one.key}/{town().code}/" for one in (sooner, later)
        ], who
    assert coming(cast, "chenjing", world.unit(world.YONGDENG)) == []


def test_the_head_of_a_unit_has_a_lamp_for_its_items(cast: Cast) -> None:
    story.issued(cast)
    lamps = {one.label: one for one in page(cast, "chenjing", town()).context["lamps"]}
    assert (lamps["Items of the ledger"].lamp.level, lamps["Items of the ledger"].fraction) == ("red", "0/1")
    assert lamps["Items of the ledger"].url == f"/ledger/?under={town().code}&year=2026"
    county = {one.label: one for one in page(cast, "chenjing", world.unit(world.YONGDENG)).context["lamps"]}
    assert county["Items of the ledger"].fraction == "0/3"
    assert "measure=ledger" in county["Items of the ledger"].url
    assert "Items kept up for long" not in county
    stranger = page(cast, "maling", town(), "").context["lamps"]
    assert [one for one in stranger if "ledger" in one.url] == []


def _asked(queries: CaptureQueriesContext) -> list[str]:
    """What was asked of the ledger, without the badge of the inbox, which every page counts."""
    badge = f"LIMIT {CAP}) subquery"
    return [query["sql"] for query in queries if "ledger_" in query["sql"] and badge not in query["sql"]]


def test_lamps_and_what_comes_next_are_read_with_one_question(cast: Cast) -> None:
    client = signed_in(cast, "chenjing")
    address = f"/units/{town().code}/"
    client.get(address)
    with CaptureQueriesContext(connection) as nothing:
        client.get(address)
    for _turn in range(3):
        story.underway(cast)
    with CaptureQueriesContext(connection) as much:
        client.get(address)
    assert len(much) == len(nothing)
    assert len([sql for sql in _asked(much) if "ledger_item" in sql]) == 1


def test_the_figures_over_the_years_cost_two_questions_however_many_years_there_are(cast: Cast) -> None:
    client = signed_in(cast, "chenjing")
    address = f"/units/{town().code}/?tab=years"
    counts = []
    for happens in (lambda: story.issued(cast), lambda: story.closed(cast)):
        happens()
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            page_ = client.get(address)
        counts.append(len(_asked(asked)))
    assert counts == [3, 3], "the lamps, the years, the figures"
    assert "Items of the ledger" in page_.content.decode()


# ---------------------------------------------------------------- its year


def test_an_item_stands_in_the_year_with_every_step_of_its_course(cast: Cast) -> None:
    row = story.declared(cast)
    today, url = clock.today(), f"/ledger/{row.public_id}/"
    judging.return_item(actor=cast.chenjing, item=row, reason="一个村未通水。", new_due_on=days(20))
    row = story.item(row.matter)
    assert said(cast.zhaogang, town()) == [
        (today, "put on the ledger", url),
        (today, "applied for closing", url),
        (today, "returned for rework", url),
        (days(20), "due", url),
    ]
    working.declare(actor=cast.zhaogang, item=row, **story.WORDS)
    row = story.item(row.matter)
    judging.check(actor=cast.chenjing, item=row, words="属实。", on_day=clock.today())
    row = story.item(row.matter)
    judging.verify(actor=cast.chenjing, item=row, words="同意。")
    states = [state for _on, state, _url in said(cast.zhaogang, town())]
    assert states == [
        "put on the ledger", "applied for closing", "applied for closing", "returned for rework",
        "closed from above",
    ]  # fmt: skip
    with clock.moved_to(clock.now() + timedelta(days=60)):
        row = story.item(row.matter)
        judging.reopen(actor=cast.chenjing, item=row, reason="又断水。", new_due_on=date(2027, 5, 1))
    assert [state for _on, state, _url in said(cast.zhaogang, town(), 2027)] == ["reopened", "due"]


def test_an_overdue_item_is_red_at_its_deadline_and_the_issuer_s_year_holds_the_matter(cast: Cast) -> None:
    matter = story.issued(cast)
    with clock.moved_to(clock.now() + timedelta(days=40)):
        assert said(cast.chenjing, sister())[-1] == (DUE, "overdue", f"/ledger/{matter.key}/{sister().code}/")
    issued = [one for one in said(cast.chenjing, world.unit(world.YONGDENG)) if one[1] == "issued"]
    assert issued == [(clock.today(), "issued", f"/ledger/matters/{matter.key}/")]


def test_beyond_the_reach_and_of_drafts_nothing_is_told(cast: Cast) -> None:
    story.underway(cast)
    story.drafted(cast.chenjing, title="整治人居环境")
    assert said(cast.maling, town()) == said(cast.wangfang, sister()) == []
    told = said(cast.guoping, world.unit(world.YONGDENG))
    assert len([one for one in told if one[1] == "issued"]) == 1


def test_the_line_of_a_year_asks_as_often_however_much_happened(cast: Cast) -> None:
    client = signed_in(cast, "chenjing")
    address = f"/units/{town().code}/?tab=year"
    client.get(address)
    with CaptureQueriesContext(connection) as nothing:
        client.get(address)
    story.closed(cast)
    story.declared(cast)
    with CaptureQueriesContext(connection) as much:
        client.get(address)
    assert len(much) == len(nothing)


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
