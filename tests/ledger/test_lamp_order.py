"""Programs read items in the order of their lamps by an index of its own, and reasons count as English does."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import translation

from responsibilities.ledger.models import Item
from responsibilities.ledger.models.items import LAMP_RANK
from responsibilities.ledger.rules import Lamp
from revitalization.kit.language import translated
from tests.cast import Cast
from tests.ledger import story


@pytest.mark.django_db
def test_red_comes_first_then_yellow(cast: Cast) -> None:
    story.reported(cast, story.underway(cast), "76")
    story.closed(cast)
    client = Client()
    client.force_login(cast.user("chenjing"))
    rows = client.get(reverse("api_ledger"), {"order": "lamp"}).json()["results"]
    lamps = [row["lamp"] for row in rows]
    assert lamps == sorted(lamps, key=["red", "yellow", "green", "grey", "done", "none"].index)
    assert {"red", "yellow", "done"} <= set(lamps)


@pytest.mark.django_db
def test_the_order_is_that_of_the_index() -> None:
    """An expression that differs in one word would be sorted, item by item."""
    rows = Item.objects.annotate(lamp_rank=LAMP_RANK).order_by("lamp_rank", "due_on", "lo", "id")
    sql, values = rows.values_list("id", "lamp_rank")[:51].query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute(f"EXPLAIN {sql}", values)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "item_by_lamp_rank" in plan
    assert "Sort" not in plan


@pytest.mark.parametrize(
    ("why", "n", "said"),
    [
        ("overdue", "1", "1 day overdue"),
        ("overdue", "2", "2 days overdue"),
        ("near", "1", "due in 1 working day"),
        ("near", "0", "due in 0 working days"),
        ("unstarted", "90", "no progress for 90 days since its start"),
        ("behind", "1.0", "1.0 points behind schedule"),
    ],
)
def test_one_day_is_a_day_and_more_are_days(why: str, n: str, said: str) -> None:
    words = Lamp("red", why, n).words
    assert words is not None
    assert str(words) == said
    with translation.override("en"):
        assert translated(words) == said
    with translation.override("zh-hans"):
        assert n in translated(words)
