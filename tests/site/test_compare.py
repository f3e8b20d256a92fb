"""Up to five units side by side, within rights, with the same queries for two and for five."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor
from revitalization.kit.ledgers import Ledger
from revitalization.kit.perform import history
from tests import world
from tests.cast import Cast, sister, town
from tests.reports import story

pytestmark = pytest.mark.django_db
CLERK = Actor.system("tests", via="command")


def signed_in(cast: Cast, username: str) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(cast.user(username))
    return client


def address(*codes: str) -> str:
    return "/compare/?" + "&".join(f"unit={code}" for code in codes)


def test_two_towns_stand_side_by_side_in_the_same_measures_with_the_year_before(cast: Cast) -> None:
    last = story.running(cast, period="2025", number="甘农领办〔2025〕9号")
    story.accepted(cast, last)
    story.running(cast)
    context = signed_in(cast, "chenjing").get(address(town().code, sister().code)).context
    filing = next(one for one in context["compared"] if one.measure.key == "filing")
    assert [row.unit.name for row in filing.ledger.rows] == [town().name, sister().name]
    year_before = filing.ledger.columns[-1]
    assert [year_before.shown(row) for row in filing.ledger.rows] == ["100%", "0%"]
    assert "posts" in [one.measure.key for one in context["compared"]]


def test_the_number_of_queries_does_not_grow_with_the_units(cast: Cast) -> None:
    story.running(cast)
    client = signed_in(cast, "linnan")
    codes = [
        unit.code for unit in Unit.objects.live().territorial().filter(level="county").order_by("lo")[:5]
    ]
    assert len(codes) == 5
    counts = []
    for some in (codes[:2], codes):
        client.get(address(*some))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address(*some)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12


def test_what_lies_outside_and_what_is_missing_look_alike(cast: Cast) -> None:
    story.running(cast)
    client = signed_in(cast, "chenjing")
    for code in (world.XIJI, world.LANZHOU, "999999999999"):
        assert client.get(address(town().code, code)).status_code == 404, code
    assert signed_in(cast, "wangfang").get(address(town().code)).status_code == 404


def test_more_than_five_the_same_twice_and_what_is_no_code_are_refused(cast: Cast) -> None:
    client = signed_in(cast, "linnan")
    assert client.get(address(*(f"62012110{at}000" for at in range(1000, 1006)))).status_code == 400
    for wrong in (
        address(town().code, town().code),
        address("x"),
        "/compare/?colour=red",
        address("６２０１２１１０１０００"),
    ):
        assert client.get(wrong).status_code == 400, wrong
    assert client.get("/compare/").status_code == 200


def test_a_unit_that_ended_is_compared_and_says_until_when_it_was_there(cast: Cast) -> None:
    story.running(cast)
    with history(CLERK, "test"):
        Unit.objects.filter(pk=sister().pk).update(valid_to=date(2026, 11, 20))
    client = signed_in(cast, "chenjing")
    assert sister_row(client.get("/board/").context["ledger"]) is not None, (
        "it owes a report and is on the board"
    )
    picked = client.post(
        "/board/pick/", {"act": "compare", "unit": [town().code, sister().code]}, follow=True
    )
    assert picked.status_code == 200
    page = " ".join(picked.content.decode().split())
    assert f"{sister().name}<small>existed until 19 Nov 2026</small>" in page
    assert f"{town().name}<small>" not in page
    filing = next(one for one in picked.context["compared"] if one.measure.key == "filing")
    assert [filing.ledger.columns[2].shown(row).whole for row in filing.ledger.rows] == [1, 1]
    for outside in (world.XIJI, "999999999999"):
        assert client.get(address(sister().code, outside)).status_code == 404


def sister_row(ledger: Ledger) -> object:
    return next((row for row in ledger.rows if row.code == sister().code), None)
