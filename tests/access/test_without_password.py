"""Who signs in centrally only has no password here: every page of the own account says so, and none is at fault."""

from typing import Any

import pytest
from django.test import Client

from responsibilities.access.models import User
from tests.cast import PASSWORD

PAGES = [
    "/account/",
    "/account/password/",
    "/account/second-step/",
    "/account/second-step/recovery/",
    "/account/second-step/recovery/new/",
    "/account/second-step/passkeys/",
    "/account/second-step/passkeys/new/",
    "/account/sessions/end/",
    "/confirm/",
    "/confirm/code/",
    "/confirm/passkey/",
    "/tokens/",
    "/tokens/new/",
    "/accounts/",
    "/accounts/new/",
]
SENT = {
    "oldpassword": PASSWORD,
    "password1": "zai-xin-de-2026",
    "password2": "zai-xin-de-2026",
    "password": PASSWORD,
}


@pytest.fixture
def browser(cast: Any) -> Client:
    user = cast.user("anquan")
    user.set_unusable_password()
    user.save()
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


@pytest.mark.parametrize("path", PAGES)
def test_no_page_of_an_account_without_a_password_is_at_fault(browser: Client, path: str) -> None:
    for answer in (browser.get(path), browser.post(path, SENT)):
        assert answer.status_code < 500
    assert not User.objects.get(username="anquan").has_usable_password()


def test_the_password_page_says_that_there_is_none_and_whom_to_ask(browser: Client) -> None:
    for answer in (browser.get("/account/password/"), browser.post("/account/password/", SENT)):
        assert answer.status_code == 409
        assert "没有本地密码" in answer.content.decode()


def test_who_signs_in_centrally_before_any_code_was_given_is_let_on(browser: Client, cast: Any) -> None:
    """There is no password to choose: leading there would be a circle."""
    User.objects.filter(username="anquan").update(must_change_password=True)
    assert browser.get("/").status_code == 200
    assert browser.get("/account/").status_code == 200
