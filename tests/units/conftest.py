"""Actors around Yongdeng county, made without an account."""

from collections.abc import Callable, Iterator

import pytest
from django.utils import translation

from responsibilities.roles import BY_KEY
from revitalization.kit.actor import Actor, Holding
from tests import world


@pytest.fixture
def holds() -> Callable[[str, str], Actor]:
    """An actor with one role on the unit of a code."""

    def make(role: str, code: str) -> Actor:
        place, chosen = world.unit(code), BY_KEY[role]
        held = Holding(role, place.span, frozenset(chosen.here), frozenset(chosen.below))
        return Actor(user_id=None, name=chosen.label, holdings=(held,))

    return make


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Sentences are compared in English; pages choose their language themselves."""
    with translation.override("en"):
        yield
