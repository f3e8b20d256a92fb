"""Matters and items are found by number, by words of the title, by the number of their document; within reach alone."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from responsibilities.ledger.models import Matter
from responsibilities.ledger.views.finding import found_items
from revitalization.kit.actor import Actor
from tests import world
from tests.cast import Cast, sister, town
from tests.ledger import story

pytestmark = pytest.mark.django_db


def urls(actor: Actor, text: str, limit: int = 6) -> list[str]:
    return [hit.url for hit in found_items(actor, text, limit)]


def matter_url(matter: Matter) -> str:
    return f"/ledger/matters/{matter.key}/"


@pytest.mark.parametrize(
    "typed",
    ["2026重001", "重001", "饮水管网", "管网 完成", "永农领办〔2026〕7号", "永农领办[2026]7", "永农领办"],
)
def test_a_matter_is_found_by_number_by_words_and_by_its_document(cast: Cast, typed: str) -> None:
    matter = story.issued(cast)
    for who in ("chenjing", "guoping", "wumin", "linnan"):
        assert urls(getattr(cast, who), typed) == [matter_url(matter)], who


def test_whoever_has_it_to_do_finds_the_own_item_first(cast: Cast) -> None:
    matter = story.issued(cast)
    own = f"/ledger/{matter.key}/{town().code}/"
    for who in ("wangfang", "lijun", "zhaogang"):
        assert urls(getattr(cast, who), "饮水管网") == [own, matter_url(matter)], who
    (hit, _matter) = found_items(cast.wangfang, "饮水管网", 6)
    assert (hit.title, hit.about, hit.code) == (
        matter.title,
        "甘肃省 / 兰州市 / 永登县 / 红城镇",
        story.item(matter).number,
    )


def test_one_item_is_found_by_its_very_number(cast: Cast) -> None:
    matter = story.issued(cast)
    row = story.item(matter, sister())
    assert urls(cast.chenjing, row.number) == [f"/ledger/{row.public_id}/", matter_url(matter)]
    assert urls(cast.wangfang, row.number) == [matter_url(matter)], "that of the sister is out of reach"
    assert urls(cast.chenjing, f"{matter.number}-99") == [matter_url(matter)]


def test_out_of_reach_and_before_it_is_issued_nothing_is_found(cast: Cast) -> None:
    matter = story.drafted(cast.chenjing)
    assert urls(cast.chenjing, "饮水管网") == [matter_url(matter)]
    for who in ("guoping", "wangfang", "wumin", "maling", "anquan"):
        assert urls(getattr(cast, who), "饮水管网") == [], who
    story.issued(cast)
    for who in ("maling", "zhenghua", "hexin", "anquan"):
        for typed in ("饮水管网", "2026重002", "2026重002-1", "永农领办"):
            assert urls(getattr(cast, who), typed) == [], (who, typed)


def test_what_is_no_word_finds_nothing_and_breaks_nothing(cast: Cast) -> None:
    story.issued(cast)
    for typed in ("管", "%", "%%", "__", "2026重001-", "2026重001-99999999999", "'; --", "\\", "饮水%管网"):
        assert urls(cast.chenjing, typed) == [], typed


def test_the_number_of_questions_hangs_on_neither_text_nor_hits(cast: Cast) -> None:
    for _turn in range(3):
        story.issued(cast)
    reader = cast.chenjing
    counts = set()
    for typed in ("饮水管网", "永农领办", "2026重002-1"):
        with CaptureQueriesContext(connection) as asked:
            urls(reader, typed)
        counts.add(len(asked))
    assert max(counts) <= 4
    assert len(urls(reader, "饮水管网", 2)) == 2


def test_the_search_shows_them_as_a_group_of_its_own(cast: Cast) -> None:
    matter = story.issued(cast, document_number="永农领办〔2026〕41号")
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(cast.user("wangfang"))
    page = client.get("/search/", {"q": "２０２６重００１", "kind": "ledger"})
    assert [group.label for group in page.context["groups"]] == ["台账"]
    assert matter_url(matter) in page.content.decode()
    client.force_login(cast.user("maling"))
    assert client.get("/search/", {"q": "2026重001", "kind": "ledger"}).context["groups"] == []
    assert world.YONGDENG in matter.key
