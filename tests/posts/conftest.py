"""A post by its unit and key, somebody new seated on it, and actors with one role."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from responsibilities.posts.actions import NewPerson, appoint
from responsibilities.posts.models import Post, Tenure
from responsibilities.roles import BY_KEY
from revitalization.kit.actor import Actor, Holding
from tests import world
from tests.cast import Cast
from tests.posts.sheets import as_


def holds(role: str, code: str, user_id: int | None = None, name: str = "") -> Actor:
    """An actor with one role on one unit."""
    place = world.unit(code)
    chosen = BY_KEY[role]
    held = Holding(role, place.span, frozenset(chosen.here), frozenset(chosen.below))
    return Actor(user_id=user_id, name=name or chosen.label, holdings=(held,))


@pytest.fixture(autouse=True)
def _database(db: None) -> None:
    """Every test here uses the database."""


@pytest.fixture(autouse=True)
def _files(own_files: None) -> None:
    """What is uploaded and made here stays with the test."""


@pytest.fixture
def organizers(cast: Cast) -> Client:
    """The browser of Lanzhou's organization department."""
    return as_(cast, "hexin")


@pytest.fixture
def organizer(cast: Cast) -> Actor:
    """The organization department of Lanzhou."""
    return cast.fresh("hexin")


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
