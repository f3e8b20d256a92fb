"""Browsers and programs whose requests may break as on a server."""

from collections.abc import Callable

import pytest
from django.test import Client

from responsibilities.access.models import User
from tests.api.conftest import program as program
from tests.cast import Cast


@pytest.fixture
def browser(request: pytest.FixtureRequest, cast: Cast) -> Callable[[str], Client]:
    """A browser in which the person is signed in, and whose session was noted within the minute."""

    def opened(username: str) -> Client:
        client = Client(raise_request_exception=False)
        client.force_login(User.objects.get(username=username))
        client.get("/account/")
        return client

    return opened
