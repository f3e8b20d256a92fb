"""What the database itself refuses, to whoever asks; the tests run with the application's rights."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, InternalError, connection, transaction

from responsibilities.posts.models import Person, Post, Tenure
from revitalization.kit.actor import Actor
from revitalization.kit.perform import history
from tests import world

pytestmark = [pytest.mark.database]
CLERK = Actor.system("tests", via="command")
TOWN = "620123101"


@pytest.fixture
def held(seated: Callable[..., Tenure]) -> Tenure:
    return seated(TOWN, "government_head", "周敏", date(2025, 1, 1), until=date(2026, 6, 30))


def enter(post: Post, since: date, until: date | None = None, **more: Any) -> Tenure:
    person = more.pop("person", None) or Person.objects.create(name="某人", name_key="某人")
    values = {"kind": "full", "person": person, "office_since": since, **more}
    return Tenure.objects.create(post=post, since=since, until=until, **values)


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (date(2026, 6, 30), None),
        (date(2025, 3, 1), date(2025, 3, 1)),
        (date(2020, 1, 1), None),
        (date(2020, 1, 1), date(2025, 1, 1)),
    ],
)
def test_two_holders_on_one_day_are_refused(held: Tenure, since: date, until: date | None) -> None:
    with (
        pytest.raises(IntegrityError, match="tenure_one_at_a_time"),
        transaction.atomic(),
        history(CLERK, "test"),
    ):
        enter(held.post, since, until)


def test_the_day_after_the_last_day_is_free(held: Tenure) -> None:
    with history(CLERK, "test"):
        assert enter(held.post, date(2026, 7, 1)).pk


def test_the_same_days_on_another_post_are_free(held: Tenure, post: Callable[[str, str], Post]) -> None:
    with history(CLERK, "test"):
        assert enter(post(TOWN, "party_secretary"), date(2025, 1, 1), person=held.person).pk


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "vacant"},
        {"kind": "full", "person": None},
        {"kind": "honorary"},
        {"until": date(2026, 6, 29)},
        {"office_since": date(2026, 7, 2)},
    ],
)
def test_a_tenure_that_makes_no_sense_is_refused(held: Tenure, change: dict[str, Any]) -> None:
    person = Person.objects.first()
    values: dict[str, Any] = {"kind": "full", "person": person, "office_since": date(2026, 7, 1), **change}
    with pytest.raises(IntegrityError), transaction.atomic(), history(CLERK, "test"):
        Tenure.objects.create(post=held.post, since=date(2026, 7, 1), **values)


def test_a_change_without_saying_who_and_why_is_refused(held: Tenure) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Tenure.objects.filter(pk=held.pk).update(until=date(2026, 5, 31))
    assert Tenure.objects.get(pk=held.pk).until == date(2026, 6, 30)


@pytest.mark.parametrize("change", [{"since": date(2024, 1, 1)}, {"kind": "acting"}, {"person": None}])
def test_what_a_tenure_says_is_never_rewritten(held: Tenure, change: dict[str, Any]) -> None:
    with pytest.raises((InternalError, IntegrityError)), transaction.atomic(), history(CLERK, "test"):
        Tenure.objects.filter(pk=held.pk).update(**change)


@pytest.mark.parametrize("table", ["posts_tenure", "posts_post", "posts_person", "posts_tenureevent"])
def test_nothing_is_deleted_or_emptied(held: Tenure, table: str) -> None:
    for statement in (f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Tenure.objects.filter(pk=held.pk).exists()


@pytest.mark.parametrize(
    ("code", "key", "first"),
    [
        ("620123101201", "government_head", True),
        ("620123101201", "party_secretary", True),
        (TOWN, "village_secretary", True),
        (TOWN, "department_leader", True),
        (world.NATION, "party_secretary", True),
        (TOWN, "deputy_in_charge", True),
        (TOWN, "party_secretary", True),
    ],
)
def test_a_post_that_does_not_fit_its_unit_is_refused(code: str, key: str, first: bool) -> None:
    unit = world.unit(code)
    with pytest.raises(DatabaseError), transaction.atomic(), history(CLERK, "test"):
        Post.objects.create(unit=unit, key=key, title="x", is_first_responsible=first, rank=1, lo=unit.lo)


def test_a_post_stands_where_its_unit_stands() -> None:
    unit = world.unit(TOWN)
    with pytest.raises(DatabaseError), transaction.atomic(), history(CLERK, "test"):
        Post.objects.create(
            unit=unit, key="deputy_in_charge", title="x", is_first_responsible=False, rank=3, lo=unit.lo + 1
        )


def test_each_change_of_a_row_is_kept_with_who_and_why(held: Tenure) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pgh_label, pgh_context->>'verb', pgh_context->>'name' FROM posts_tenureevent WHERE id = %s",
            [held.pk],
        )
        assert cursor.fetchall() == [("insert", "post.appoint", "何欣")]
