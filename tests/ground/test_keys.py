"""A request sent twice acts once: the first answer is kept with the act and given again."""

import threading
from datetime import timedelta

import pytest
from django.db import transaction

from responsibilities.jobs.actions.keys import Kept, claim, clean_keys, complete
from responsibilities.jobs.models import IdempotencyKey
from revitalization.kit import clock
from revitalization.kit.errors import Conflict
from tests.conftest import NOON
from tests.ground.processes import at_once

pytestmark = pytest.mark.database


def asked(**more: str) -> Kept | None:
    values = {"owner": "token:1", "key": "k", "method": "POST", "path": "/api/v1/x/", "body_digest": "d"}
    return claim(**{**values, **more})


def test_the_first_answer_is_given_again(db: None) -> None:
    assert asked() is None
    complete(owner="token:1", key="k", status=201, response={"id": "一"})
    assert asked() == Kept(201, {"id": "一"})


@pytest.mark.parametrize("other", [{"body_digest": "e"}, {"path": "/api/v1/y/"}, {"method": "PUT"}])
def test_the_key_of_another_request_is_refused(db: None, other: dict[str, str]) -> None:
    asked()
    complete(owner="token:1", key="k", status=201, response={})
    with pytest.raises(Conflict) as refused:
        asked(**other)
    assert refused.value.code == "idempotency_key_reused"


def test_everybody_has_keys_of_the_own(db: None) -> None:
    asked()
    assert asked(owner="token:2") is None


def test_an_act_that_fails_frees_its_key(db: None) -> None:
    with transaction.atomic():
        asked()
        transaction.set_rollback(True)
    assert asked() is None


def test_a_second_request_waits_for_the_first_and_gets_its_answer(committed: str) -> None:
    claimed = threading.Event()

    def first() -> Kept | None:
        with transaction.atomic():
            found = asked()
            claimed.set()
            complete(owner="token:1", key="k", status=200, response={"done": 1})
        return found

    def second() -> Kept | None:
        claimed.wait(20)
        with transaction.atomic():
            return asked()

    assert at_once(first, second) == [None, Kept(200, {"done": 1})]


@pytest.mark.clock
def test_answers_are_kept_for_a_day(db: None) -> None:
    asked()
    with clock.moved_to(NOON + timedelta(hours=23)):
        assert clean_keys() == 0
    with clock.moved_to(NOON + timedelta(hours=25)):
        assert clean_keys() == 1
    assert not IdempotencyKey.objects.exists()
