"""The world of units, its posts, and a small cast around Yongdeng county."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from responsibilities.posts.actions import NewPerson, appoint, ensure_posts
from responsibilities.posts.models import Post, Tenure
from responsibilities.record.actions import write
from responsibilities.roles import BY_KEY
from responsibilities.units.models import Unit
from revitalization.kit import clock, ports
from revitalization.kit.actor import Actor, Holding
from tests import world

NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: Any, django_db_blocker: Any) -> None:
    ports.PORTS.record = write
    with django_db_blocker.unblock():
        world.load_world()
        ensure_posts(actor=Actor.system("tests", via="command"), units=Unit.objects.live())


@pytest.fixture(autouse=True)
def noon(db: None) -> Any:
    """It is noon on 24 November 2026 in Shanghai unless a test says otherwise."""
    with clock.moved_to(NOON):
        yield


def holds(role: str, code: str, user_id: int | None = None, name: str = "") -> Actor:
    """An actor with one role on one unit."""
    place = world.unit(code)
    chosen = BY_KEY[role]
    held = Holding(role, place.span, frozenset(chosen.here), frozenset(chosen.below))
    return Actor(user_id=user_id, name=name or chosen.label, holdings=(held,))


@pytest.fixture
def organizer() -> Actor:
    """The organization department of Lanzhou."""
    return holds("organizer", world.LANZHOU, name="马组织")


@pytest.fixture
def post() -> Callable[[str, str], Post]:
    """A post by the unit's code and key."""

    def find(code: str, key: str) -> Post:
        return Post.objects.select_related("unit").get(unit=world.unit(code), key=key)

    return find


@pytest.fixture
def seated(organizer: Actor, post: Callable[[str, str], Post]) -> Callable[..., Tenure]:
    """Appoints somebody new to a post."""

    def seat(code: str, key: str, name: str, since: date, **more: Any) -> Tenure:
        person = more.pop("person", None) or NewPerson(name, more.pop("phone", ""))
        return appoint(actor=organizer, post=post(code, key), person=person, since=since, **more)

    return seat
