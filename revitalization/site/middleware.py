"""Around each request: who asks after the site's health, and which language a page speaks."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

Respond = Callable[[HttpRequest], HttpResponse]
KNOWN = {code for code, _name in settings.LANGUAGES}


PROBES = frozenset({"/healthz", "/readyz"})


class Probes:
    """Whoever asks after the health of the site is nobody: looking for a session would ask the database."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path in PROBES:
            request.META.pop("HTTP_COOKIE", None)
        return self.respond(request)


class ChosenLanguage:
    """Activates the language of the cookie, else the first known one the browser asks for, else Chinese."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = chosen(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.respond(request)
        response.headers.setdefault("Content-Language", language)
        return response


def chosen(request: HttpRequest) -> str:
    """The language code to speak to this reader in."""
    kept = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if kept in KNOWN:
        return kept
    for part in request.headers.get("Accept-Language", "")[:200].split(","):
        asked = part.partition(";")[0].strip().lower()
        if asked.startswith("zh"):
            return "zh-hans"
        if asked.startswith("en"):
            return "en"
    return settings.LANGUAGE_CODE
