"""What a provider may answer wrongly, or not at all: nothing opens, and nobody waits long."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import jwt
import pytest
from django.test import Client

from responsibilities.access.adapters import questions
from tests.access import provider as at
from tests.access.central import AWAY, NOT_DONE, come, facts, led_away, link, said, who
from tests.access.provider import Provider

LIES: dict[str, dict[str, Any]] = {
    "another nonce": {"changed": {"nonce": "x" * 32}},
    "no nonce": {"left_out": {"nonce"}},
    "another recipient": {"changed": {"aud": "somebody"}},
    "several recipients, not for us": {"changed": {"aud": [at.CLIENT, "somebody"]}},
    "given to another program": {"changed": {"azp": "somebody"}},
    "another issuer": {"changed": {"iss": "http://127.0.0.1:1"}},
    "over": {"changed": {"exp": 1_700_000_000}},
    "of tomorrow": {"changed": {"iat": 1_900_000_000, "exp": 1_900_000_300}},
    "without an end": {"left_out": {"exp"}},
    "an end that is none": {"changed": {"exp": "soon"}},
    "without a subject": {"left_out": {"sub"}},
    "another key": {"how": at.signed_by(at.FOREIGN_KEY)},
    "an unknown key": {"how": at.signed_by(kid="two")},
    "no signature": {
        "how": lambda claims: jwt.encode(claims, None, algorithm="none", headers={"kid": "one"})
    },
    "a shared secret": {"how": at.signed_by(at.SECRET * 3, "HS256")},
    "no token": {"how": lambda claims: None},
    "no words at all": {"how": lambda claims: "x"},
    "a description of another issuer": {"description": {"issuer": "http://127.0.0.1:1"}},
    "a description without keys": {"description": {"jwks_uri": ""}},
    "a code that is refused": {"broken": {"/token": (400, b'{"error": "invalid_grant"}')}},
    "an answer that is no object": {"broken": {"/token": (200, b"[1]")}},
    "an answer that is no JSON": {"broken": {"/token": (200, b"<html>")}},
    "keys that are none": {"broken": {"/keys": (200, b'{"keys": 7}')}},
}


@pytest.mark.parametrize("lie", LIES)
def test_an_answer_that_is_not_right_opens_nothing(provider: Provider, lie: str) -> None:
    link()
    before, browser = facts(), Client()
    path = led_away(browser)
    for name, value in LIES[lie].items():
        setattr(provider, name, value)
    answer = browser.get(path)
    assert (answer.status_code, answer["Location"], said(answer)) == (302, "/sign-in/", [NOT_DONE])
    assert (who(browser), facts()) == (None, before)


def test_a_state_that_is_not_this_browser_s_or_was_used_opens_nothing(provider: Provider) -> None:
    link()
    mine, other = Client(), Client()
    path = led_away(mine)
    stolen = other.get(path)
    assert (said(stolen), who(other)) == ([NOT_DONE], None)
    forged = mine.get(path.replace("state=", "state=x"))
    assert (said(forged), who(mine)) == ([NOT_DONE], None)
    mine.get(path)
    assert who(mine) == "wangfang"
    Client().get(path)
    again = mine.get(path)
    assert again["Location"] == "/account/"


def test_a_sign_in_whose_nonce_we_no_longer_know_opens_nothing(provider: Provider) -> None:
    """Two missing ones are alike, and prove nothing."""
    link()
    browser = Client()
    path = led_away(browser)
    session = browser.session
    for kept in session["socialaccount_states"].values():
        assert kept[0].pop("nonce")
    session.save()
    provider.left_out = {"nonce"}
    answer = browser.get(path)
    assert (answer.status_code, answer["Location"], said(answer)) == (302, "/sign-in/", [NOT_DONE])
    assert who(browser) is None


@pytest.mark.parametrize("where", ["/.well-known/openid-configuration", "/token", "/keys"])
@pytest.mark.parametrize("way", ["slow", "drips"])
def test_a_provider_that_keeps_us_waiting_costs_seconds_and_one_sentence(
    provider: Provider, where: str, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions, "PATIENCE", 1.0)
    browser = Client()
    path = led_away(browser)
    if way == "slow":
        provider.slow[where] = 60
    else:
        provider.drips.add(where)
    began = time.monotonic()
    answer = browser.get(path)
    assert time.monotonic() - began < 3
    assert (answer["Location"], said(answer)) == ("/sign-in/", [AWAY])


def test_a_provider_that_is_down_costs_one_sentence(provider: Provider) -> None:
    provider.description["token_endpoint"] = "http://127.0.0.1:1/token"
    assert said(come(Client())) == [AWAY]
    provider.broken["/.well-known/openid-configuration"] = (503, b"")
    answer = Client().post("/sign-in/central/start/")
    assert (answer["Location"], said(answer)) == ("/sign-in/", [AWAY])


def test_an_endless_answer_is_not_read_to_its_end(provider: Provider) -> None:
    provider.broken["/.well-known/openid-configuration"] = (200, b" " * 2_000_000)
    assert said(Client().post("/sign-in/central/start/")) == [NOT_DONE]


class Redirecting(BaseHTTPRequestHandler):
    """Sends everybody to another address and remembers who came."""

    came: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.came.append(self.path)
        self.send_response(302)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Says nothing."""


def test_whoever_answers_does_not_choose_whom_we_ask_next() -> None:
    Redirecting.came.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Redirecting) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            with questions.Timely() as session:
                answer = session.get(f"http://127.0.0.1:{server.server_port}/keys")
        finally:
            server.shutdown()
            thread.join()
    assert answer.status_code == 302
    assert Redirecting.came == ["/keys"]
