"""A device on which somebody signed in before is not locked by others behind the same address; strangers are."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.test import Client

from responsibilities.access.actions import reset_password
from responsibilities.access.adapters.devices import ACCOUNTS, COOKIE
from responsibilities.access.models import SecurityEvent
from responsibilities.access.rules import KNOWN_FOR, TRIES
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from tests.access.conftest import account
from tests.cast import PASSWORD

WRONG = "not-the-password"
OFFICE = "10.1.1.1"


@pytest.fixture
def known(sign_in: Any) -> Client:
    """Wang Fang's machine in the office: she signed in on it, and out again."""
    machine = Client()
    with clock.moved_to(clock.now() - timedelta(hours=1)):
        assert sign_in("wangfang", address=OFFICE, client=machine).status_code == 302
        machine.post("/sign-out/")
    return machine


def guesses(
    sign_in: Any, username: str = "wangfang", times: int = TRIES, client: Client | None = None
) -> None:
    for _ in range(times):
        sign_in(username, WRONG, address=OFFICE, client=client)


def carried(cookie: str, **more: str) -> Client:
    """Another machine with that cookie."""
    machine = Client()
    machine.cookies[COOKIE] = cookie
    return machine


def test_a_colleague_behind_the_same_address_does_not_lock_a_known_device_out(
    sign_in: Any, known: Client
) -> None:
    for _ in range(4):
        guesses(sign_in)
    assert sign_in("wangfang", address=OFFICE).status_code == 200
    assert sign_in("wangfang", address=OFFICE, client=known).status_code == 302


def test_strangers_stay_locked_when_the_person_signs_in_on_the_own_machine(
    sign_in: Any, known: Client
) -> None:
    guesses(sign_in, times=TRIES + 3)
    assert SecurityEvent.objects.filter(kind="failed", username="wangfang").count() == TRIES
    assert SecurityEvent.objects.filter(kind="locked").count() == 1


def test_a_known_device_has_a_counter_of_its_own_that_rolls_off(sign_in: Any, known: Client) -> None:
    guesses(sign_in, client=known)
    assert sign_in("wangfang", address=OFFICE, client=known).status_code == 200
    # Elsewhere, and for a stranger at the same address, nothing is locked by it.
    assert sign_in("wangfang", address="10.2.2.2").status_code == 302
    assert sign_in("wangfang", address=OFFICE).status_code == 302
    with clock.moved_to(clock.now() + timedelta(minutes=15, seconds=1)):
        assert sign_in("wangfang", address=OFFICE, client=known).status_code == 302


def test_a_known_device_is_spared_where_the_name_is_tried_from_everywhere(
    sign_in: Any, known: Client
) -> None:
    for n in range(20):
        sign_in("wangfang", WRONG, address=f"10.3.3.{n}")
    assert sign_in("wangfang", address="10.4.4.4").status_code == 200
    assert sign_in("wangfang", address="10.4.4.5", client=known).status_code == 302


def test_the_cookie_is_for_the_server_only(known: Client) -> None:
    cookie = known.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert cookie["max-age"] == int(KNOWN_FOR.total_seconds())
    assert "wangfang" not in str(signing.loads(cookie.value, salt="access.device"))


def test_a_cookie_is_not_made_up_nor_carried_over_to_another_account(sign_in: Any, known: Client) -> None:
    value = known.cookies[COOKIE].value
    guesses(sign_in)
    guesses(sign_in, username="lijun")
    content = signing.loads(value, salt="access.device")
    forged = [
        value[:-1] + ("A" if value[-1] != "A" else "B"),
        signing.dumps(content, salt="another.salt", compress=True),
        signing.dumps(content, key="guessed", salt="access.device", compress=True),
        "", "x", "a:b:c", value * 3,
    ]  # fmt: skip
    for text in forged:
        assert sign_in("wangfang", address=OFFICE, client=carried(text)).status_code == 200, text
    assert sign_in("lijun", address=OFFICE, client=carried(value)).status_code == 200


def test_a_seal_of_one_account_does_not_open_for_another(sign_in: Any, known: Client) -> None:
    """Even whoever could sign would need the other's password."""
    lijun = Client()
    sign_in("lijun", address="10.5.5.5", client=lijun)
    mine = signing.loads(known.cookies[COOKIE].value, salt="access.device")
    other = signing.loads(lijun.cookies[COOKIE].value, salt="access.device")
    swapped = {"n": mine["n"], "a": {next(iter(other["a"])): next(iter(mine["a"].values()))}}
    guesses(sign_in, username="lijun")
    machine = carried(signing.dumps(swapped, salt="access.device", compress=True))
    assert sign_in("lijun", address=OFFICE, client=machine).status_code == 200


@pytest.mark.parametrize("what", ["reset", "changed elsewhere", "sessions ended"])
def test_a_new_password_makes_every_device_a_stranger_again(
    sign_in: Any, known: Client, signed_in: Any, cast: Any, security: Actor, what: str
) -> None:
    password = PASSWORD
    if what == "reset":
        password = reset_password(actor=security, user=cast.user("wangfang"), reason="忘记密码")
    elif what == "sessions ended":
        signed_in("wangfang").post("/account/sessions/end/")
    else:
        password = "bai-ta-shan-1909"
        new = {"oldpassword": PASSWORD, "password1": password, "password2": password}
        assert signed_in("wangfang").post("/account/password/", new).status_code == 302
    guesses(sign_in)
    assert sign_in("wangfang", password, address=OFFICE, client=known).status_code == 200


def test_the_device_on_which_the_password_was_changed_stays_known(sign_in: Any, known: Client) -> None:
    sign_in("wangfang", address=OFFICE, client=known)
    new = {"oldpassword": PASSWORD, "password1": "bai-ta-shan-1909", "password2": "bai-ta-shan-1909"}
    assert known.post("/account/password/", new).status_code == 302
    known.post("/sign-out/")
    with clock.moved_to(clock.now() + timedelta(minutes=1)):
        guesses(sign_in)
        assert sign_in("wangfang", "bai-ta-shan-1909", address=OFFICE).status_code == 200
        assert sign_in("wangfang", "bai-ta-shan-1909", address=OFFICE, client=known).status_code == 302


def test_a_device_is_forgotten_after_thirty_days(sign_in: Any, known: Client) -> None:
    with clock.moved_to(clock.now() + KNOWN_FOR + timedelta(minutes=1)):
        guesses(sign_in)
        assert sign_in("wangfang", address=OFFICE, client=known).status_code == 200


def test_a_shared_desk_knows_several_people_but_not_without_end(sign_in: Any, known: Client) -> None:
    for n in range(ACCOUNTS - 1):
        account(f"zhiban{n}")
        with clock.moved_to(clock.now() + timedelta(minutes=n + 1)):
            assert sign_in(f"zhiban{n}", address=OFFICE, client=known).status_code == 302
            known.post("/sign-out/")
    content = signing.loads(known.cookies[COOKIE].value, salt="access.device")
    assert len(content["a"]) == ACCOUNTS
    with clock.moved_to(clock.now() + timedelta(minutes=30)):
        guesses(sign_in)
        assert sign_in("wangfang", address=OFFICE).status_code == 200
        assert sign_in("wangfang", address=OFFICE, client=known).status_code == 302
    assert len(signing.loads(known.cookies[COOKIE].value, salt="access.device")["a"]) == ACCOUNTS


def test_the_page_says_of_no_name_whether_it_exists(sign_in: Any, known: Client) -> None:
    def said(username: str, client: Client | None) -> tuple[int, str, bool]:
        answer = sign_in(username, WRONG, address="10.6.6.6", client=client)
        form = answer.context["form"]
        return answer.status_code, str(form.errors), COOKIE in answer.cookies

    assert (
        said("nobody.here", known) == said("lijun", known) == said("nobody.here", None) == said("lijun", None)
    )
    for name in ("nobody.here", "lijun"):
        guesses(sign_in, username=name, client=known)
    assert said("nobody.here", known) == said("lijun", known)
