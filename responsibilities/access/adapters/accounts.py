"""How the sign-in library behaves here.

No sign-up, no mail, no word on whether an account exists, and guessing limited by sign-in name and address
together, so that nobody can lock a colleague or an office out.
"""

from typing import Any
from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from responsibilities.access.actions import note
from responsibilities.access.actions.sessions import keep_language
from responsibilities.access.actions.tokens import GO_ON, tell_of_tokens
from responsibilities.access.adapters.devices import known_device, number_of, remember
from responsibilities.access.middleware import CONFIRMED, SEEN, STARTED, instant
from responsibilities.access.models import User
from responsibilities.access.queries import guesses, posts_of
from responsibilities.access.rules import EventKind, clean_address, code_of, is_fresh, too_many_guesses
from revitalization.kit import clock

WRONG = _("The sign-in name or the password is not right.")
LOCKED = _("Too many failed tries with this name from this place. Try again in 15 minutes.")
SLOWER = _("Too many failed tries with this name. Wait half a minute between tries.")

_QUIET = frozenset({"account/messages/logged_in.txt", "account/messages/logged_out.txt"})


class Accounts(DefaultAccountAdapter):
    """Sign-in by name and password."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": WRONG,
        "invalid_login": WRONG,
        "account_inactive": WRONG,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Nothing: `authenticate` counts failures itself, by name and address."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The open account of these credentials, or None; raises when there were too many failures.

        They are counted for the device when the account signed in on it before, else for the address. Tries with one
        name from one of them wait for each other, so that parallel guesses are counted too.
        """
        name, address = str(credentials.get("username", ""))[:64].lower(), address_of(request)
        device = known_device(request, name)
        refusal = None
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_advisory_xact_lock(hashtext(%s), hashtext(%s))", [name, device or address]
                )
            refusal = too_many_guesses(guesses(name, address, device))
            user = None if refusal else self._checked(request, credentials)
            if user is None and not refusal:
                note(EventKind.FAILED, username=name, address=address, device=device)
        if refusal:
            note(EventKind.LOCKED, username=name, address=address, once=True)
            raise ValidationError(LOCKED if refusal == "here" else SLOWER, code="too_many_login_attempts")
        return user

    def _checked(self, request: HttpRequest, credentials: dict[str, Any]) -> User | None:
        user = self._found(request, credentials)
        if not isinstance(user, User) or not user.is_active:
            return None
        expired = user.code_expires_at is not None and user.code_expires_at <= clock.database_now()
        return None if user.must_change_password and expired else user

    def _found(self, request: HttpRequest, credentials: dict[str, Any]) -> Any:
        """The account whose password it is, as typed or, when it looks like a one-time code, in its one spelling.

        How many hashes that takes depends on what was typed alone, not on whether there is such an account.
        """
        typed = str(credentials.get("password", ""))
        code = code_of(typed)
        found = super().authenticate(request, **credentials)
        if code is None or code == typed:
            return found
        as_code = super().authenticate(request, **{**credentials, "password": code})
        return found or as_code

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """A closed account looks like a wrong password."""
        messages.error(request, WRONG)
        return HttpResponseRedirect(reverse("account_login"))

    def login(self, request: HttpRequest, user: User) -> None:
        """Signs in under a new session id and notes it."""
        super().login(request, user)
        request.session[STARTED] = request.session[SEEN] = request.session[CONFIRMED] = (
            clock.now().isoformat()
        )
        if not user.language or settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
            keep_language(user=user, language=request.LANGUAGE_CODE)
        address, device = address_of(request), number_of(request)
        note(EventKind.SIGNED_IN, user=user, username=user.username, address=address, device=device)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """On to the page asked for; who holds several posts first says in which one."""
        response = super().post_login(request, user, **kwargs)
        remember(request, response, user)
        if len(posts_of(user.pk)) > 1 and isinstance(response, HttpResponseRedirect):
            onward = HttpResponseRedirect(f"{reverse('acting')}?next={quote(response.url)}")
            onward.cookies = response.cookies
            return onward
        return response

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, User):
            user = request.user
            note(EventKind.SIGNED_OUT, user=user, username=user.username, address=address_of(request))
        super().logout(request)

    def set_password(self, user: User, password: str) -> None:
        """A password of one's own: the one-time code is over, other sessions end with the old hash.

        Tokens go on; their owner is told which.
        """
        self.request.has_new_password = True
        user.must_change_password, user.code_expires_at = False, None
        with transaction.atomic():
            super().set_password(user, password)
            note(EventKind.PASSWORD, user=user, username=user.username, address=address_of(self.request))
            programs = tell_of_tokens(user=user)
        if programs:
            messages.warning(self.request, _(GO_ON) % {"labels": "、".join(programs)})

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return settings.LOGIN_REDIRECT_URL

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Changes of one's own second step ask for the same fresh sign-in as official acts."""
        return not is_fresh(instant(self.request, CONFIRMED), clock.now())

    def add_message(
        self, request: HttpRequest, level: int, message_template: Any = None, *args: Any, **kw: Any
    ) -> None:
        """Without greetings: they say nothing the page does not."""
        if message_template not in _QUIET:
            super().add_message(request, level, message_template, *args, **kw)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """No mail: many accounts have no address."""


class SecondStep(DefaultMFAAdapter):
    """Codes and passkeys."""

    def _get_site_name(self) -> str:
        return settings.SITE_NAME or "Baton"

    def get_totp_label(self, user: User) -> str:
        return user.username

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """No mail."""


def address_of(request: HttpRequest) -> str:
    """The client's address; behind the proxies named in the settings, what the outermost of them saw."""
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    behind = settings.PROXIES and len(hops) >= settings.PROXIES
    return clean_address(hops[-settings.PROXIES] if behind else request.META.get("REMOTE_ADDR") or "")
