"""Programs: bearer tokens, and how many requests they may make."""

import math
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from responsibilities.access.actions.usage import asked_again
from responsibilities.access.adapters import address_of
from responsibilities.access.models import Token, User
from responsibilities.access.queries import actor_for, valid_token
from responsibilities.access.rules import address_allowed, same, split_token, token_digest
from revitalization.kit.errors import SignInNeeded

if TYPE_CHECKING:
    # The framework's views themselves load this module, named in the settings.
    from rest_framework.views import APIView

NOT_VALID = _("The token is not valid, has expired, or may not be used from this address.")
_NOBODY = "0" * 64


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer baton_<id>_<secret>`: the owner's rights of today under the token's ceiling.

    Raises `SignInNeeded` (401) in the same words for every reason: unknown, wrong, over, revoked, owner's
    account closed, address not allowed. Sets `request.actor`.
    """

    def authenticate(self, request: Request) -> tuple[User, Token] | None:
        header = get_authorization_header(request).split()
        if not header or header[0].lower() != b"bearer":
            return None
        plain: HttpRequest = request._request
        text = header[1].decode("ascii", "replace") if len(header) == 2 else ""
        token = _checked(text, address_of(plain))
        if token is None or token.user.owes_password:
            raise SignInNeeded(NOT_VALID)
        plain.actor = actor_for(  # type: ignore[attr-defined]
            token.user_id, via="rest", request_id=getattr(plain, "request_id", ""), token=token
        )
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="baton"'


def _checked(text: str, address: str) -> Token | None:
    """The token of that text; a hash is made and compared whether it exists or not."""
    key_id = split_token(text)
    token = valid_token(key_id) if key_id else None
    digest = token_digest(text, settings.TOKEN_PEPPER)
    right = same(digest, token.digest if token else _NOBODY)
    return token if token and right and address_allowed(address, token.networks) else None


class TokenThrottle(BaseThrottle):
    """At most `settings.API_RATE` requests a minute for each token, or each person without one; then 429.

    The count lives in an unlogged table: it is shared by all processes, costs no write to disk, and may be
    lost.
    """

    seconds: float | None = None

    def allow_request(self, request: Request, view: "APIView") -> bool:
        about: Any = request.auth if isinstance(request.auth, Token) else request.user
        if not getattr(about, "pk", None):
            return True
        count, self.seconds = asked_again(f"{'t' if isinstance(about, Token) else 'u'}{about.pk}")
        return bool(count <= settings.API_RATE)

    def wait(self) -> float | None:
        return None if self.seconds is None else math.ceil(self.seconds)
