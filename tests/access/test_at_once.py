"""Two at the same moment: guesses, and two administrators' hands."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from responsibilities.access.actions import grant_role
from responsibilities.access.models import Grant, SecurityEvent
from revitalization.kit.errors import Refused
from tests import world
from tests.access.conftest import COMMAND
from tests.cast import PASSWORD


def at_once(work: Callable[[int], Any], times: int) -> list[Any]:
    """The answers of so many calls made side by side, each with a connection of its own."""

    def alone(n: int) -> Any:
        try:
            return work(n)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(alone, range(times)))


def test_twelve_guesses_at_once_are_counted_like_twelve_in_a_row(committed: str) -> None:
    def guess(n: int) -> int:
        form = {"login": "wangfang", "password": f"wrong-{n}"}
        return Client().post("/sign-in/", form, REMOTE_ADDR="10.7.7.7").status_code

    assert set(at_once(guess, 12)) == {200}
    assert SecurityEvent.objects.filter(kind="failed", username="wangfang").count() == 5
    form = {"login": "wangfang", "password": PASSWORD}
    assert Client().post("/sign-in/", form, REMOTE_ADDR="10.7.7.7").status_code == 200


@pytest.mark.database
def test_two_hands_at_once_do_not_make_one_person_two_administrators(committed: str, cast: Any) -> None:
    guo = cast.user("guoping")
    roles = ("system_admin", "audit_admin")

    def give(n: int) -> bool:
        try:
            grant_role(actor=COMMAND, user=guo, unit=world.unit(world.GANGU), role=roles[n])
        except Refused:
            return False
        return True

    assert sorted(at_once(give, 2)) == [False, True]
    assert Grant.objects.filter(user=guo, role__in=roles).count() == 1
