"""Passkeys in a real browser with a key of its own, under the site's policy for scripts."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connections
from playwright.sync_api import Page, sync_playwright

from responsibilities.access.models import User
from tests.cast import PASSWORD
from tests.needs import browser_program

pytestmark = pytest.mark.browser


class Quiet(WSGIRequestHandler):
    """Writes no line for each request."""

    def log_message(self, *args: Any) -> None:
        return


@pytest.fixture
def site(committed: str) -> Iterator[str]:
    """The site on a free port, on the test's own database."""
    server: WSGIServer = make_server("localhost", 0, get_wsgi_application(), handler_class=Quiet)

    def serve() -> None:
        server.serve_forever(poll_interval=0.05)
        connections.close_all()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def browser_page(site: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """A page of a browser that holds a key opened by touch; no message of the console may be an error."""
    program = browser_program()
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=["--no-sandbox"])
        context = browser.new_context(base_url=site, locale="zh-CN")
        page = context.new_page()
        trouble: list[str] = []
        page.on("console", lambda said: trouble.append(said.text) if said.type == "error" else None)
        devtools = context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        key = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
        }
        options = {**key, "isUserVerified": True, "automaticPresenceSimulation": True}
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        yield page
        assert trouble == []
        browser.close()


def sign_in(page: Page) -> None:
    page.goto("/sign-in/")
    page.get_by_label("登录名").fill("wangfang")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)


def test_a_passkey_is_added_and_then_signs_in_without_a_password(browser_page: Page, tmp_path: Path) -> None:
    page = browser_page
    sign_in(page)
    page.goto("/account/second-step/passkeys/new/")
    page.get_by_label("名称").or_(page.locator("[name=name]")).first.fill("办公电脑")
    page.locator("[name=passwordless]").check()
    page.locator("form[data-passkey] button[type=submit]").click()
    page.wait_for_url("**/account/second-step/recovery/")
    page.goto("/account/second-step/passkeys/")
    assert page.get_by_text("办公电脑").is_visible()
    page.context.clear_cookies()
    page.goto("/sign-in/")
    page.get_by_role("button", name="用通行密钥登录").click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    page.goto("/account/")
    assert page.get_by_role("heading", name="王芳").is_visible()
    assert User.objects.get(username="wangfang").last_login is not None
