"""What the stories about sign-in and roles share."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client, override_settings

from responsibilities.access.models import User
from responsibilities.access.queries import actor_for
from revitalization.kit.actor import Actor
from tests.access import provider as at
from tests.access.provider import Provider
from tests.cast import PASSWORD

SignIn = Callable[..., Any]


@pytest.fixture
def signed_in(db: None) -> Callable[[str], Client]:
    """A browser in which the person of that sign-in name has signed in."""

    def open_browser(username: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(username=username))
        return client

    return open_browser


@pytest.fixture
def sign_in(db: None) -> SignIn:
    """Tries to sign in through the page; from an address of one's own."""

    def attempt(
        username: str, password: str = PASSWORD, address: str = "10.0.0.1", client: Client | None = None
    ) -> Any:
        browser = client or Client()
        return browser.post("/sign-in/", {"login": username, "password": password}, REMOTE_ADDR=address)

    return attempt


@pytest.fixture
def security(cast: Any) -> Actor:
    """The security administrator of the nation, just confirmed."""
    return actor_for(cast.user("anquan").pk, fresh=True)


@pytest.fixture
def provider(db: None) -> Iterator[Provider]:
    """A running provider, and the product set up for it."""
    with at.running() as running:
        app = {
            "provider_id": "central", "name": "统一身份认证", "client_id": at.CLIENT, "secret": at.SECRET,
            "settings": {"server_url": running.issuer, "oauth_pkce_enabled": True},
        }  # fmt: skip
        with override_settings(
            ROOT_URLCONF="tests.access.central_urls",
            OIDC_ISSUER=running.issuer,
            OIDC_ORIGIN=running.issuer,
            SOCIALACCOUNT_PROVIDERS={"openid_connect": {"APPS": [app]}},
        ):
            yield running
