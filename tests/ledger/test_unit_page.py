"""The ledger on the page of a unit: what comes next, its items, its year."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from responsibilities.ledger.actions import judging, working
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.inbox import CAP
from revitalization.site.unit_year import moments_of
from tests import world
from tests.cast import Cast, days, sister, town
from tests.ledger import story

pytestmark = pytest.mark.django_db
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
    """What the ledger asked of itself: not the badge of the inbox, which every page counts, nor what those above ask."""
    badge = f"LIMIT {CAP})"
    return [
        query["sql"]
        for query in queries
        if "ledger_" in query["sql"] and not re.search(rf"{re.escape(badge)}|\binspections_", query["sql"])
    ]


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


# ---------------------------------------------------------------- its items


def rows(cast: Cast, username: str, unit: Unit, **asked: str) -> list[str]:
    answer = signed_in(cast, username).get(f"/units/{unit.code}/", {"tab": "ledger"} | asked)
    assert answer.status_code == 200, answer.content.decode()[:500]
    return [row["matter__key"] for row in answer.context["tab"]["table"].rows]


def test_the_tab_holds_the_unit_s_own_items_with_lamp_claim_and_state(cast: Cast) -> None:
    row = story.reported(cast, story.underway(cast), "60")
    done = story.closed(cast)
    answer = signed_in(cast, "chenjing").get(f"/units/{town().code}/?tab=ledger")
    text = " ".join(answer.content.decode().split())
    for said_ in (
        row.number,
        row.matter.title,
        "60%",
        "claimed",
        "Red lamp",
        "Under way",
        "100%",
        "verified",
    ):
        assert said_ in text, said_
    assert f"/ledger/{row.public_id}/" in text
    assert rows(cast, "chenjing", town()) == [done.matter.key, row.matter.key]
    assert rows(cast, "chenjing", world.unit(world.YONGDENG)) == []


def test_the_tab_is_narrowed_by_lamp_kind_and_state(cast: Cast) -> None:
    red, done = story.issued(cast), story.closed(cast).matter
    waiting = story.declared(cast, key="project").matter
    for asked, found in (
        ({"lamp": "red"}, [red]), ({"lamp": "done"}, [done]), ({"kind": "project"}, [waiting]),
        ({"state": "closed"}, [done]), ({"state": "above"}, [waiting]), ({"year": "2025"}, []),
        ({"state": "unit", "lamp": "green"}, []),
    ):  # fmt: skip
        assert rows(cast, "guoping", town(), **asked) == [one.key for one in found], asked
    client = signed_in(cast, "guoping")
    for wrong in (
        "lamp=purple",
        "state=x",
        "kind=x",
        "year=1999",
        "order=percent",
        "after=forged",
        "colour=red",
    ):
        assert client.get(f"/units/{town().code}/?tab=ledger&{wrong}").status_code == 400, wrong


def test_the_tab_goes_on_page_by_page_and_asks_the_same_for_many_rows(cast: Cast) -> None:
    client = signed_in(cast, "chenjing")
    address = f"/units/{town().code}/?tab=ledger"
    story.issued(cast)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for _turn in range(54):
        story.issued(cast)
    with CaptureQueriesContext(connection) as many:
        first = client.get(address).context["tab"]["table"]
    assert len(many) == len(few)
    second = client.get(f"/units/{town().code}/{first.next_url}").context["tab"]["table"]
    seen = [row["matter__key"] for page_ in (first, second) for row in page_.rows]
    assert (len(seen), len(set(seen)), second.has_next) == (55, 55, False)


def test_who_sees_all_below_is_led_to_it_and_nobody_else(cast: Cast) -> None:
    story.issued(cast)
    way = "/ledger/?under="
    assert (
        f"{way}{world.YONGDENG}"
        in page(cast, "chenjing", world.unit(world.YONGDENG), "ledger").content.decode()
    )
    assert f"{way}{town().code}" in page(cast, "zhaogang", town(), "ledger").content.decode()
    own = signed_in(cast, "wangfang").get(f"/units/{town().code}/?tab=ledger")
    assert own.context["tab"]["below_url"] == ""
    for who in ("maling", "sunli", "hexin", "anquan"):
        assert page(cast, who, town(), "ledger").status_code == 404, who


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
