"""Signing in through a central service: linked accounts only."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory

from responsibilities.access.adapters import CentralSignIn
from responsibilities.access.models import User

ROOT = Path(__file__).parents[2]
SHOW = """
import django; django.setup()
from django.conf import settings; from django.urls import NoReverseMatch, reverse
print(len(settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]))
try: print(reverse("openid_connect_login", kwargs={"provider_id": "central"}))
except NoReverseMatch: print("no page")
"""


def shown(**environment: str) -> list[str]:
    known = {**os.environ, "DJANGO_SETTINGS_MODULE": "revitalization.settings", **environment}
    made = subprocess.run(
        [sys.executable, "-c", SHOW], cwd=ROOT, env=known, capture_output=True, text=True, check=True
    )
    return made.stdout.split("\n")[:2]


def test_without_an_issuer_there_is_neither_provider_nor_page() -> None:
    assert shown() == ["0", "no page"]


def test_four_settings_make_the_provider_and_its_pages() -> None:
    given = {
        "BATON_OIDC_ISSUER": "https://id.example.cn",
        "BATON_OIDC_CLIENT_ID": "baton",
        "BATON_OIDC_SECRET": "s",
    }
    assert shown(**given, BATON_OIDC_NAME="统一认证") == ["1", "/sign-in/central/start/"]


@pytest.fixture
def asked() -> Any:
    request = RequestFactory().get("/sign-in/central/back/")
    request.session = SessionStore()
    request.user = AnonymousUser()
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    return request


def test_an_identity_that_is_not_linked_makes_no_account(db: None, asked: Any) -> None:
    before = User.objects.count()
    login = SocialLogin(
        user=User(username="stranger", name="外人"), account=SocialAccount(provider="central", uid="77")
    )
    assert not CentralSignIn().is_open_for_signup(asked, login)
    with pytest.raises(ImmediateHttpResponse):
        CentralSignIn().pre_social_login(asked, login)
    assert User.objects.count() == before
