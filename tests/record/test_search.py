"""The record is searched by what was acted on through an index, among however many entries."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from responsibilities.record.models import Entry
from responsibilities.record.queries.listing import under_subject

pytestmark = [pytest.mark.django_db, pytest.mark.database]

MANY = """
INSERT INTO record_entry (at, verb, actor_name, post, on_behalf, via, request_id, reason, count, before, after,
    subject_kind, subject_key, label, lo)
SELECT baton_now() - n * interval '1 minute', 'unit.change', '时钟', '', '', 'sweep', '', '', 1, '{}', '{}', 'unit',
    CASE WHEN n = 8 THEN '8' ELSE (620121000000 + n)::text END,
    CASE WHEN n %% 2500 = 7 THEN '白塔镇' WHEN n %% 2 = 0 THEN 'Gaoping 高坪村' ELSE '上川村' END || n, 620121101000000
FROM generate_series(1, %s) AS n
"""


@pytest.fixture
def full(db: None) -> None:
    """Five thousand entries: about half of them of one village, two of one town."""
    with connection.cursor() as cursor:
        cursor.execute(MANY, [5_000])
        cursor.execute("RESET ROLE")  # the application's login gathers no statistics
        cursor.execute("ANALYZE record_entry")
        cursor.execute(f'SET ROLE "{settings.APPLICATION_ROLE}"')


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The node of a plan and all below it."""
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


def plan_of(text: str) -> list[dict[str, Any]]:
    """The nodes by which the database reads the first page that the words narrow, the latest first."""
    rows = under_subject(Entry.objects.all(), text).order_by("-at", "-id")[:51]
    return list(nodes(json.loads(rows.explain(format="json"))[0]["Plan"]))


def test_a_subject_is_found_through_an_index(full: None) -> None:
    for text in ("白塔", "白塔镇7", "无此事", "620121002507", "7", "镇", "GAOPING", "高坪", "100%", "a\\_"):
        plan = plan_of(text)
        assert "Seq Scan" not in {node["Node Type"] for node in plan}, text
        assert any(node.get("Index Name", "").startswith("entry_") for node in plan), text


def test_rare_words_are_not_looked_for_along_all_of_the_time(full: None) -> None:
    for text in ("白塔", "无此事", "620121002507"):
        assert "entry_by_words" in {node.get("Index Name") for node in plan_of(text)}, text


def test_words_that_many_share_are_found_among_the_latest(full: None) -> None:
    """As every second entry has them, a page is full after a hundred; nobody reads the thousands of others."""
    for text in ("高坪", "Gaoping 高坪村", "ping 高坪村"):
        assert "entry_by_time" in {node.get("Index Name") for node in plan_of(text)}, text


def test_what_is_found_is_what_holds_the_words(full: None) -> None:
    """Without case, signs as they are; a single character is a key or nothing."""
    found = {
        "白塔": 2, "白塔镇2507": 1, "620121002507": 1, "gaoping": 2_500, "GaoPing 高坪村20": 56,
        "塔白": 0, "8": 1, "%": 0, "村1_": 0, "塔_": 0,
    }  # fmt: skip
    assert {text: under_subject(Entry.objects.all(), text).count() for text in found} == found
