"""The way of a browser to the central sign-in and back."""

from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
from allauth.socialaccount.models import SocialAccount
from django.contrib.messages import get_messages
from django.test import Client

from responsibilities.access.models import User
from tests.cast import PASSWORD

NOT_LINKED = "该身份尚未绑定账号。请先用密码登录，再绑定。"
NOT_DONE = "统一身份认证未成功，未作任何更改。"
AWAY = "统一身份认证没有响应。请用密码登录，或稍后再试。"


def led_away(browser: Client, **more: str) -> str:
    """Presses the button; where the provider sends the browser back to."""
    answer = browser.post(f"/sign-in/central/start/?{urlencode(more)}")
    assert answer.status_code == 302, answer.content.decode()
    told = requests.get(answer["Location"], allow_redirects=False, timeout=5)
    where = urlsplit(told.headers["Location"])
    assert where.path == "/sign-in/central/back/"
    return f"{where.path}?{where.query}"


def come(browser: Client, **more: str) -> Any:
    """The whole way to the provider and back."""
    return browser.get(led_away(browser, **more))


def link(username: str = "wangfang") -> Client:
    browser = Client()
    browser.post("/sign-in/", {"login": username, "password": PASSWORD})
    come(browser, process="connect")
    return browser


def who(browser: Client) -> str | None:
    page = browser.get("/account/")
    return page.wsgi_request.user.username if page.status_code == 200 else None  # type: ignore[no-any-return]


def said(answer: Any) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def facts() -> tuple[int, int]:
    return User.objects.count(), SocialAccount.objects.count()
