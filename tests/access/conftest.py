"""What the stories about sign-in and roles share."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, override_settings
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from responsibilities.access.actions import grant_role, issue_token
from responsibilities.access.api import TokenAuthentication
from responsibilities.access.models import Token, User
from responsibilities.access.queries import actor_for
from responsibilities.roles import C
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from tests import world
from tests.access import provider as at
from tests.access.provider import Provider
from tests.cast import PASSWORD

SignIn = Callable[..., Any]
COMMAND = Actor.system("tests", via="command")


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


def account(username: str, origin: str | None = None) -> User:
    user = User(username=username, name=username, origin=world.unit(origin) if origin else None)
    user.set_password(PASSWORD)
    user.save()
    return user


def admin(security: Actor, username: str, unit: str, role: str = "security_admin") -> Actor:
    """An administrator on the unit, just confirmed; made by the command line, as one alone cannot."""
    user = account(username)
    grant_role(actor=COMMAND, user=user, unit=world.unit(unit), role=role)
    return actor_for(user.pk, fresh=True)


@pytest.fixture
def county(cast: Any, security: Actor) -> Actor:
    """The security administrator of Yongdeng county."""
    return admin(security, "yongdeng.anquan", world.YONGDENG)


@pytest.fixture
def second(cast: Any, security: Actor) -> Actor:
    """A second security administrator of the nation."""
    return admin(security, "anquan.er", world.NATION)


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


@pytest.fixture
def issue(cast: Any, security: Actor) -> Any:
    def made(**changes: Any) -> tuple[Token, str]:
        about = {
            "actor": security,
            "user": cast.user("chenjing"),
            "label": "省平台",
            "capabilities": [C.REPORT_READ],
            "unit": world.unit(world.YONGDENG),
            "expires_at": clock.now() + timedelta(days=30),
        }
        return issue_token(**{**about, **changes})

    return made


def acts(text: str, address: str = "10.0.0.1") -> Actor:
    """The actor of a request with that bearer token."""
    request = APIView().initialize_request(
        APIRequestFactory().get(
            "/api/v1/x/", headers={"Authorization": f"Bearer {text}"}, REMOTE_ADDR=address
        )
    )
    found = TokenAuthentication().authenticate(request)
    assert found is not None
    return request._request.actor
