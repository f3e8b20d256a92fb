"""How the sign-in library behaves here: no sign-up, no mail, guessing limited without locking an office out."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class Accounts(DefaultAccountAdapter):
    """Sign-in by name and password."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SecondStep(DefaultMFAAdapter):
    """Codes and passkeys."""


class CentralSignIn(DefaultSocialAccountAdapter):
    """OpenID Connect: links accounts that exist, makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False
