"""Programs of the stories: a client with the token of one of the cast."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.test import Client

from reporting.reports.models import Cycle
from responsibilities.access.actions.tokens import issue_token
from responsibilities.access.models import Token
from responsibilities.access.queries import actor_for
from responsibilities.roles import Capability
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from tests import world
from tests.cast import Cast
from tests.reports import story

V1 = "/api/v1/"


class Program:
    """Talks to the interface with a token; a POST gets a fresh key unless one is given."""

    def __init__(
        self,
        text: str = "",
        token: Token | None = None,
        client: Client | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        self.client, self.token = client or Client(), token
        self.headers = headers or ({"Authorization": f"Bearer {text}"} if text else {})

    def get(self, path: str, headers: dict[str, str] | None = None, **params: Any) -> Any:
        address = path if path.startswith("/") else V1 + path
        query = f"?{urlencode(params)}" if params else ""
        return self.client.get(address + query, headers={**self.headers, **(headers or {})})

    def send(self, method: str, path: str, body: Any, **headers: str) -> Any:
        raw = body if isinstance(body, bytes | str) else json.dumps(body)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.generic(
            method, V1 + path, raw, content_type="application/json", headers={**self.headers, **named}
        )

    def post(self, path: str, body: Any = None, match: Any = None, key: str | None = None) -> Any:
        more = {} if match is None else {"If_Match": str(match)}
        key = uuid4().hex if key is None else key
        return self.send(
            "POST", path, {} if body is None else body, **more, **({"Idempotency_Key": key} if key else {})
        )

    def put(self, path: str, body: Any, match: Any = None) -> Any:
        return self.send("PUT", path, body, **({} if match is None else {"If_Match": str(match)}))


@pytest.fixture
def program(cast: Cast) -> Callable[..., Program]:
    """`program("chenjing")`: a program that acts for Chen Jing with all her rights on the whole tree."""

    def issue(
        username: str, capabilities: list[str] | None = None, unit: str = world.NATION, **more: Any
    ) -> Program:
        user = cast.user(username)
        owner = actor_for(user.pk)
        rights = capabilities or [str(c) for c in Capability if owner.has(c) and not c.in_person]
        token, text = issue_token(
            actor=Actor.system("tests", via="command"),
            user=user,
            label=f"{username} in tests",
            capabilities=rights,
            unit=world.unit(unit),
            expires_at=clock.now() + timedelta(days=30),
            **more,
        )
        return Program(text, token)

    return issue


@pytest.fixture
def desk(cast: Cast) -> Callable[[str], Program]:
    """`desk("chenjing")`: Chen Jing herself, whose page asks the same interface in her session."""

    def sit_down(username: str) -> Program:
        client = Client()
        client.force_login(cast.user(username))
        return Program(client=client)

    return sit_down


@pytest.fixture
def cycle(cast: Cast) -> Cycle:
    """Gansu's running cycle of 2026: cities, counties and townships owe a report."""
    return story.running(cast)
