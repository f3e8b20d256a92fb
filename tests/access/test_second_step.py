"""Codes as the second step: at sign-in, for official acts, and against guessing."""

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from responsibilities.access.actions import reset_password
from responsibilities.access.models import User
from revitalization.kit.actor import Actor
from tests.cast import town

SECRET = "JBSWY3DPEHPK3PXP"


def code(steps: int = 0) -> str:
    """The code of the app now, or some steps away."""
    return totp.format_hotp_value(totp.hotp_value(SECRET, int(time.time()) // 30 + steps))


@pytest.fixture
def with_app(cast: Any) -> User:
    """The security administrator with an authenticator app."""
    user: User = cast.user("anquan")
    totp.TOTP.activate(user, SECRET)
    return user


def test_the_password_alone_does_not_sign_in_who_has_a_second_step(with_app: User, sign_in: Any) -> None:
    browser = Client()
    answer = sign_in("anquan", client=browser)
    assert answer["Location"] == "/sign-in/code/"
    assert browser.get("/sign-in/code/").status_code == 200
    assert browser.get("/account/")["Location"].startswith("/sign-in/")
    assert browser.post("/sign-in/code/", {"code": code()}).status_code == 302
    assert browser.get("/account/").status_code == 200


def test_a_sign_in_with_a_code_lets_act_where_a_second_step_is_asked(
    with_app: User, sign_in: Any, settings: Any
) -> None:
    settings.REQUIRE_MFA = True
    browser = Client()
    sign_in("anquan", client=browser)
    browser.post("/sign-in/code/", {"code": code()})
    assert browser.get(f"/units/{town().code}/roles/new/").status_code == 200


def test_who_set_up_the_app_in_this_session_confirms_with_its_code(
    signed_in: Any, cast: Any, settings: Any
) -> None:
    settings.REQUIRE_MFA = True
    browser = signed_in("anquan")
    totp.TOTP.activate(cast.user("anquan"), SECRET)
    address = f"/units/{town().code}/roles/new/"
    way = browser.get(browser.get(address)["Location"])["Location"]
    assert way.startswith("/confirm/code/")
    assert browser.get(way).status_code == 200
    answer = browser.post("/confirm/code/", {"code": code(), "next": address})
    assert (answer.status_code, answer["Location"]) == (302, address)
    assert browser.get(address).status_code == 200


def test_codes_are_not_guessed_either(with_app: User, sign_in: Any) -> None:
    browser = Client()
    sign_in("anquan", client=browser)
    for _ in range(5):
        assert browser.post("/sign-in/code/", {"code": "000000"}).status_code == 200
    assert browser.post("/sign-in/code/", {"code": code()}).status_code == 200


def test_a_lost_phone_is_forgotten_from_above(security: Actor, cast: Any) -> None:
    user = cast.user("wangfang")
    totp.TOTP.activate(user, SECRET)
    reset_password(actor=security, user=user)
    assert Authenticator.objects.filter(user=user).exists()
    reset_password(actor=security, user=user, second_step=True)
    assert not Authenticator.objects.filter(user=user).exists()
