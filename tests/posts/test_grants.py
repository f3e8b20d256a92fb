"""What a post allows begins and ends with the days on which it is held."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from responsibilities.access.models import Grant, User
from responsibilities.access.queries import actor_for, posts_of
from responsibilities.posts.actions import NewPerson, annul, hand_over, open_sign_in, relieve
from responsibilities.posts.models import Tenure
from responsibilities.roles import Capability
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Conflict, Refused
from tests import world
from tests.world import bodies_of

Seat = Callable[..., Tenure]
TOWN = "620123101"


def may_sign(user: User | None, code: str, day: date) -> bool:
    assert user is not None
    with clock.moved_to(datetime(day.year, day.month, day.day, 4, tzinfo=UTC)):
        return actor_for(user.pk).can(Capability.REPORT_SIGN, world.unit(code))


def with_sign_in(organizer: Actor, tenure: Tenure) -> User:
    assert tenure.person is not None
    user, _code = open_sign_in(actor=organizer, person=tenure.person)
    return user


def test_a_coming_appointment_allows_nothing_before_its_first_day(seated: Seat, organizer: Actor) -> None:
    user = with_sign_in(organizer, seated(TOWN, "government_head", "周敏", date(2026, 12, 1)))
    assert not may_sign(user, TOWN, date(2026, 11, 30))
    assert may_sign(user, TOWN, date(2026, 12, 1))


def test_the_last_day_is_the_last_day_of_the_right(seated: Seat, organizer: Actor) -> None:
    tenure = seated(TOWN, "government_head", "周敏", date(2025, 1, 1))
    user = with_sign_in(organizer, tenure)
    relieve(actor=organizer, tenure=tenure, until=date(2026, 12, 15))
    assert may_sign(user, TOWN, date(2026, 12, 15))
    assert not may_sign(user, TOWN, date(2026, 12, 16))


def test_a_handover_moves_the_right_overnight(seated: Seat, organizer: Actor) -> None:
    old = seated(TOWN, "government_head", "周敏", date(2025, 1, 1))
    before = with_sign_in(organizer, old)
    new = hand_over(actor=organizer, tenure=old, person=NewPerson("吴磊"), on=date(2026, 12, 31))
    after = with_sign_in(organizer, new)
    assert [may_sign(u, TOWN, date(2026, 12, 31)) for u in (before, after)] == [True, False]
    assert [may_sign(u, TOWN, date(2027, 1, 1)) for u in (before, after)] == [False, True]


def test_a_right_given_by_mistake_was_never_in_force(seated: Seat, organizer: Actor) -> None:
    tenure = seated(TOWN, "government_head", "周敏", date(2026, 12, 1))
    user = with_sign_in(organizer, tenure)
    annul(actor=organizer, tenure=tenure, reason="张冠李戴")
    assert not any(
        may_sign(user, TOWN, day) for day in (date(2026, 11, 24), date(2026, 12, 1), date(2027, 6, 1))
    )


def test_two_posts_of_one_person_are_two_to_act_in(seated: Seat, organizer: Actor) -> None:
    first = seated(TOWN, "party_secretary", "周敏", date(2025, 1, 1))
    user = with_sign_in(organizer, first)
    first.person.refresh_from_db()  # type: ignore[union-attr]
    seated(TOWN, "government_head", "", date(2026, 1, 1), person=first.person, kind="concurrent")
    assert [post.label for post in posts_of(user.pk)] == ["夏官营镇 镇党委书记", "夏官营镇 镇长（兼）"]


def test_a_department_leader_is_principal_of_the_department_only(seated: Seat, organizer: Actor) -> None:
    body = bodies_of(world.unit(world.YUZHONG)).filter(kind="department").first()
    assert body is not None
    user = with_sign_in(organizer, seated(body.code, "department_leader", "周敏", date(2025, 1, 1)))
    assert may_sign(user, body.code, date(2026, 11, 24))
    assert not may_sign(user, world.YUZHONG, date(2026, 11, 24))


def test_nobody_appoints_himself_and_no_sign_in_is_made_twice(
    seated: Seat, organizer: Actor, cast: object
) -> None:
    tenure = seated(TOWN, "government_head", "周敏", date(2025, 1, 1))
    user = with_sign_in(organizer, tenure)
    tenure.person.refresh_from_db()  # type: ignore[union-attr]
    himself = Actor(user.pk, "周敏", holdings=organizer.holdings)
    with pytest.raises(Refused):
        hand_over(actor=himself, tenure=tenure, person=tenure.person, on=date(2026, 12, 1))  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        open_sign_in(actor=organizer, person=tenure.person)  # type: ignore[arg-type]
    assert Grant.objects.filter(user=user).count() == 1
