"""The way to the central sign-in and back."""

from typing import Any
from urllib.parse import urlsplit

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from requests import RequestException

from responsibilities.access.adapters import Accounts
from responsibilities.access.adapters.central import CONNECT, Protocol
from responsibilities.access.adapters.questions import patience
from revitalization.kit.errors import Invalid, SignInNeeded
from revitalization.kit.views import refuse_unknown

PROVIDER = "central"


def start(request: HttpRequest, provider_id: str) -> HttpResponse:
    """To the provider: to sign in, or (`process=connect`, freshly confirmed) to link one's identity."""
    refuse_unknown(request, ("next", "process"))
    process = request.GET.get("process", "login")
    if process not in {"login", CONNECT}:
        raise Invalid
    if process == CONNECT and not request.user.is_authenticated:
        raise SignInNeeded
    if process == CONNECT and Accounts(request).is_reauthentication_required(app="allauth.socialaccount"):
        onward = urlencode({"next": reverse("socialaccount_connections")})
        return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{onward}")
    answer = _asked(request, provider_id, OAuth2LoginView)
    where = urlsplit(answer.get("Location", ""))
    if where.netloc and f"{where.scheme}://{where.netloc}" != settings.OIDC_ORIGIN:
        # The page's policy lets its forms lead to the issuer only; a link may lead anywhere.
        return render(
            request, "socialaccount/onward.html", {"where": answer["Location"], "name": settings.OIDC_NAME}
        )
    return answer


def back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from the provider with a code, or with its refusal; other parameters are the provider's own."""
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(("GET", "HEAD"))
    return _asked(request, provider_id, OAuth2CallbackView)


def _asked(request: HttpRequest, provider_id: str, view: Any) -> HttpResponse:
    """The library's page, within the time we wait; a provider that is away or talks nonsense gives a message."""
    if provider_id != PROVIDER:
        raise Http404
    try:
        with patience():
            answer: HttpResponse = view.adapter_view(Protocol(request, provider_id))(request)
            return answer
    except (OAuth2Error, RequestException) as error:
        try:
            get_adapter(request).on_authentication_error(request, None, exception=error)
        except ImmediateHttpResponse as instead:
            return instead.response
        raise
