"""What happened below on the ledger: sums by day and office in words, with the units' names; nobody is ranked."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from responsibilities.ledger.actions import judging
from responsibilities.ledger.actions.timed import turn_lamps
from responsibilities.ledger.queries.below import movements
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.inbox import AskedBelow
from revitalization.kit.language import translated
from revitalization.kit.reach import Span
from tests import world
from tests.cast import Cast, days, sister, town
from tests.ledger import story

pytestmark = pytest.mark.django_db
SEAT = f"/ledger/?under={world.YONGDENG}"


def told(actor: Actor, under: Span | None = None, back: int = 7) -> list[tuple[str, str, tuple[str, ...]]]:
    asked = AskedBelow(clock.today() - timedelta(days=back), clock.today(), under)
    with translation.override("en"):
        return sorted((translated(it.text), it.url, tuple(it.units)) for it in movements(actor, asked))


def test_what_was_applied_for_and_closed_stands_with_number_and_names(cast: Cast) -> None:
    story.closed(cast)
    story.declared(cast)
    assert told(cast.chenjing) == [
        ("1 items of 1 units were closed.", f"{SEAT}&state=closed", ("红城镇",)),
        ("1 units applied for closing 2 items.", f"{SEAT}&state=above", ("红城镇",)),
    ]


def test_what_was_returned_stands_once_for_each_item(cast: Cast) -> None:
    row = story.declared(cast)
    for _turn in range(2):
        judging.return_item(actor=cast.chenjing, item=row, reason="再查。", new_due_on=days(20))
        story.working.declare(actor=cast.zhaogang, item=story.item(row.matter), **story.WORDS)
        row = story.item(row.matter)
    assert ("1 items were returned to 1 units for rework.", f"{SEAT}&state=unit", ("红城镇",)) in told(
        cast.chenjing
    )


def test_what_turned_red_stands_on_its_day_while_it_is_red(cast: Cast) -> None:
    story.issued(cast, start_on=clock.today(), due_on=days(100), issued_on=clock.today())
    assert told(cast.chenjing) == []
    with clock.moved_to(clock.now() + timedelta(days=33)):
        turn_lamps()
        (text, url, units) = told(cast.chenjing)[0]
        assert (text, url) == ("3 items of 3 units turned red.", f"{SEAT}&lamp=red&state=unit")
        assert set(units) > {"红城镇", "中堡镇"}
        assert told(cast.chenjing, back=0) == []
        assert told(cast.chenjing, town().span)[0][0] == "1 items of 1 units turned red."


def test_it_is_told_to_the_office_that_issued_it_and_to_nobody_else(cast: Cast) -> None:
    story.declared(cast)
    assert len(told(cast.chenjing)) == len(told(cast.guoping)) == len(told(cast.fengbo)) == 1
    for who in ("zhouqiang", "wumin", "linnan", "wangfang", "zhaogang", "sunli", "maling", "hexin", "anquan"):
        assert told(getattr(cast, who)) == [], who
    assert told(cast.chenjing, sister().span) == []


def test_each_sum_leads_to_the_list_of_the_rows_it_counts(cast: Cast) -> None:
    story.closed(cast)
    story.declared(cast)
    reader, client = cast.chenjing, Client(headers={"accept-language": "zh-hans"})
    client.force_login(cast.user("chenjing"))
    for _text, url, units in told(reader):
        page = client.get(url)
        assert page.status_code == 200, url
        assert all(unit in page.content.decode() for unit in units), url
    page = client.get("/?view=below").content.decode()
    assert "1 个单位申请销号 2 项。" in page
    assert "1 个单位的 1 项已销号。" in page


def test_the_questions_are_as_many_however_much_happened(cast: Cast) -> None:
    reader = cast.chenjing
    counts = []
    for happens in (lambda: None, lambda: story.closed(cast), lambda: story.declared(cast)):
        happens()
        with CaptureQueriesContext(connection) as asked:
            told(reader)
        counts.append(len(asked))
    assert counts == [3, 3, 3]
