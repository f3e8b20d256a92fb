"""Central sign-in (OpenID Connect): who is who, what is checked, and how long we wait.

An identity is the pair of the issuer named in the settings and its claim `sub`; nothing else a provider says
(names, mail addresses) is asked for, used or kept. It opens the account that its holder linked it to, and makes
none. The sign-in library does the protocol; it leaves out the token's signature, the nonce and the time limits,
which are here.
"""

import hmac
import logging
import secrets
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import jwt
import requests
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from responsibilities.access.actions import note
from responsibilities.access.adapters.accounts import address_of
from responsibilities.access.adapters.questions import Timely, Unfit, ask
from responsibilities.access.rules import FRESH_FOR, EventKind
from revitalization.kit import clock

log = logging.getLogger(__name__)

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Signatures by a key of the provider's own; never by a shared secret, never none."""

CLOCKS_DIFFER = timedelta(seconds=60)
LONGEST_UID = 191
CONNECT = "connect"


class Protocol(OpenIDConnectOAuth2Adapter):
    """The questions to the provider and what its answers must satisfy."""

    @property
    def openid_config(self) -> dict[str, Any]:
        """The provider's description of itself; it must name the issuer of the settings."""
        if not hasattr(self, "_openid_config"):
            self._openid_config = _fitting(ask(self.get_provider().server_url))
        return self._openid_config

    def get_access_token_data(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().get_access_token_data(*args, **kwargs)
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            raise Unfit("the answer to the code cannot be read") from error

    def parse_token(self, data: Any) -> Any:
        try:
            return super().parse_token(data)
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            raise Unfit("the answer to the code cannot be read") from error

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """The identity that the signed token names; what it says of the sign-in goes along as `claims`."""
        raw = kwargs["response"].get("id_token")
        if not isinstance(raw, str):
            raise Unfit("there is no identity token")
        claims = self._claims(raw, app.client_id)
        login = self.get_provider().sociallogin_from_response(request, {"id_token": claims})
        login.claims = claims
        return login

    def _claims(self, raw: str, client: str) -> dict[str, Any]:
        """What the token says, when issuer, recipient, signature and times are right.

        :raises Unfit: one of them is not.
        """
        keys = ask(self.openid_config["jwks_uri"])
        try:
            key = _key(jwt.PyJWKSet.from_dict(keys), jwt.get_unverified_header(raw).get("kid"))
            claims: dict[str, Any] = jwt.decode(
                raw,
                key,
                algorithms=ALGORITHMS,
                audience=client,
                issuer=self.openid_config["issuer"],
                options=_STRICT,
            )
        except (jwt.PyJWTError, KeyError, ValueError, TypeError, AttributeError) as error:
            raise Unfit(f"the identity token is refused: {type(error).__name__}") from error
        _timely(claims)
        if claims.get("azp", client) != client or ("azp" not in claims and _many(claims["aud"])):
            raise Unfit("the identity token is another program's")
        return claims


_STRICT: Any = {
    "require": ["iss", "sub", "aud", "exp", "iat"],
    # times are judged by our own clock
    "verify_exp": False,
    "verify_iat": False,
    "verify_nbf": False,
}


def _many(audience: object) -> bool:
    return isinstance(audience, list) and len(audience) > 1


def _timely(claims: dict[str, Any]) -> None:
    """:raises Unfit: the token is over, or of a time to come."""
    now = clock.now()
    if instant_of(claims["exp"]) <= now - CLOCKS_DIFFER:
        raise Unfit("the identity token is over")
    if any(instant_of(claims[name]) > now + CLOCKS_DIFFER for name in ("iat", "nbf") if name in claims):
        raise Unfit("the identity token is of a time to come")


def instant_of(seconds: Any) -> datetime:
    """An instant as tokens write it.

    :raises Unfit: it is none.
    """
    try:
        return datetime.fromtimestamp(float(seconds), UTC)
    except (TypeError, ValueError, OverflowError, OSError) as error:
        raise Unfit("a time in the identity token cannot be read") from error


def _key(keys: jwt.PyJWKSet, name: str | None) -> jwt.PyJWK:
    """The key of that name; a token that names none may be of the only one."""
    fitting = [key for key in keys.keys if key.key_id == name or (name is None and len(keys.keys) == 1)]
    if not fitting:
        raise KeyError("kid")
    return fitting[0]


def _fitting(config: dict[str, Any]) -> dict[str, Any]:
    """:raises Unfit: it is another issuer's, or its addresses are missing or less safe than the issuer's."""
    issuer = settings.OIDC_ISSUER.partition("/.well-known/")[0].rstrip("/")
    if str(config.get("issuer")).rstrip("/") != issuer:
        raise Unfit("the description names another issuer than BATON_OIDC_ISSUER")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        safe = ("https://",) if issuer.startswith("https://") else ("https://", "http://")
        if not str(config.get(name, "")).startswith(safe):
            raise Unfit(f"the description has no safe {name}")
    return config


class Central(OpenIDConnectProvider):
    """The provider of the settings: asks for the bare identity, with a nonce and for a sign-in of today."""

    oauth2_adapter_class = Protocol

    def get_default_scope(self) -> list[str]:
        return ["openid"]

    def extract_uid(self, data: dict[str, Any]) -> str:
        """Issuer and `sub`: the same `sub` at another issuer is somebody else."""
        claims = data["id_token"]
        uid = f"{claims['iss']} {claims['sub']}"
        return uid if len(uid) <= LONGEST_UID else f"sha256 {sha256(uid.encode()).hexdigest()}"

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        return {}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[Any]:
        return []

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        return {}

    def redirect(self, request: HttpRequest, process: str, next_url: Any = None, **kwargs: Any) -> Any:
        """To the provider; the nonce is kept with the state, in the session."""
        nonce = secrets.token_urlsafe(24)
        asked = {"nonce": nonce, "max_age": int(settings.SESSION_ABSOLUTE.total_seconds())}
        kept = {**kwargs, "auth_params": asked, "scope": self.get_scope(), "nonce": nonce}
        return super().redirect(request, process, next_url, **kept)


class CentralSignIn(DefaultSocialAccountAdapter):
    """Signs in accounts that were linked before, and makes none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Any:
        return Central(request, app=self.get_app(request, provider=provider, client_id=client_id))

    def get_requests_session(self) -> Timely:
        return Timely()

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Refuses foreign answers and identities that open nothing; not linked and closed look alike."""
        nonce, asked = str(sociallogin.claims.get("nonce", "")), str(sociallogin.state.get("nonce", ""))
        if not asked or not hmac.compare_digest(nonce.encode(), asked.encode()):
            self.on_authentication_error(request, None, exception=Unfit("the nonce differs"))
        if sociallogin.state.get("process") == CONNECT:
            return
        if not sociallogin.is_existing or not sociallogin.user.is_active:
            note(EventKind.FAILED, address=address_of(request), detail="central: not linked", once=True)
            messages.error(
                request,
                _("This identity is not linked to an account. Sign in with your password and link it."),
            )
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_login")))
        request.confirmed_at = _signed_in_at(sociallogin.claims)  # type: ignore[attr-defined]

    def on_authentication_error(self, request: HttpRequest, provider: Any, **kwargs: Any) -> None:
        error = kwargs.get("exception")
        log.warning("Central sign-in: %s", error if isinstance(error, Unfit) else type(error).__name__)
        if isinstance(error, requests.RequestException):
            messages.error(
                request, _("The central sign-in does not answer. Use your password, or try again later.")
            )
        else:
            messages.error(request, _("The central sign-in did not succeed. Nothing was changed."))
        back = "account" if request.user.is_authenticated else "account_login"
        raise ImmediateHttpResponse(HttpResponseRedirect(reverse(back)))

    def send_notification_mail(self, template_prefix: str, user: Any, *args: Any, **kwargs: Any) -> None:
        """No mail; the library tells here that an identity was linked or unlinked, and the log keeps it."""
        linked = template_prefix.endswith("account_connected")
        kind = EventKind.LINKED if linked else EventKind.UNLINKED
        note(kind, user=user, username=user.username, address=address_of(self.request))


def _signed_in_at(claims: dict[str, Any]) -> datetime:
    """When the person last proved at the provider who they are; long ago when it does not say."""
    now = clock.now()
    return min(instant_of(claims["auth_time"]), now) if "auth_time" in claims else now - 2 * FRESH_FOR
