"""What surrounds every request: its number, the refusal of broken text, the rendering of errors."""

import logging
import re
import uuid
from collections.abc import Callable
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation, TooManyFilesSent
from django.db import DatabaseError, DataError, IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from revitalization.kit import problems
from revitalization.kit.errors import (
    Conflict,
    Forbidden,
    FreshSignInNeeded,
    Hidden,
    Invalid,
    Problem,
    SignInNeeded,
    TooLarge,
    Unavailable,
)
from revitalization.kit.kept import keep_form
from revitalization.kit.perform import unrecorded

Respond = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger("baton.requests")
_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


class RequestId:
    """Gives each request a number, kept on the record and sent back as `X-Request-Id`."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "")
        request.request_id = given if _ID.fullmatch(given) else uuid.uuid4().hex  # type: ignore[attr-defined]
        response = self.respond(request)
        response["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]
        return response


def most_bytes() -> int:
    """The most bytes of one request: the largest file and the form around it."""
    return int(getattr(settings, "MAX_FILE_BYTES", 20 * 1024**2)) + settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def _length(request: HttpRequest) -> int:
    given = request.META.get("CONTENT_LENGTH") or ""
    return int(given) if given.isdecimal() and len(given) < 20 else 0


class CleanInput:
    """Refuses what is too large before a byte of it is read, and what the database cannot store.

    The latter are NUL and lone surrogates in addresses and forms. The former matters before anybody is known: the
    framework writes the files of any form to the disk as it parses it.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _length(request) > most_bytes():
            return render_problem(request, TooLarge(_("The request is larger than any form or file may be.")))
        if _broken(request.path) or any(
            _broken(part) for pair in request.GET.lists() for part in (pair[0], *pair[1])
        ):
            return render_problem(request, Invalid(_("The address holds characters that cannot be stored.")))
        return self.respond(request)

    def process_view(self, request: HttpRequest, *_args: object) -> HttpResponse | None:
        if request.method != "POST" or not (request.content_type or "").startswith(
            ("application/x-www", "multipart/")
        ):
            return None
        for name, values in request.POST.lists():
            if _broken(name) or any(_broken(value) for value in values):
                return render_problem(request, Invalid(_("The text holds characters that cannot be stored.")))
        return None


def _broken(text: str) -> bool:
    return "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text)


class Problems:
    """Renders every error of the family, and the framework's own, as a page or as JSON for scripts."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        problem = as_problem(error)
        return render_problem(request, problem) if problem else None


def as_problem(error: Exception) -> Problem | None:
    """The family's form of an error; None for a fault of ours, which stays a 500."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, Http404):
        return Hidden()
    if isinstance(error, PermissionDenied):
        return Forbidden()
    if isinstance(error, TooManyFilesSent):
        return TooLarge(_("Too many files in one form."))
    if isinstance(error, BadRequest | SuspiciousOperation):
        return Invalid()
    return _of_database(error) if isinstance(error, DatabaseError | InterfaceError) else None


def _of_database(error: Exception) -> Problem | None:
    """What the database's refusal means to a person, by its code; None for a fault of ours."""
    code = str(getattr(error.__cause__, "pgcode", None) or "")
    if isinstance(error, IntegrityError):
        at_once = Conflict(
            _("Somebody did the same thing at the same moment. Read it again, then try again.")
        )
        return unrecorded(error) or (at_once if code in _TAKEN else None)
    if isinstance(error, DataError):
        return Invalid(_("A value is outside what can be stored."))
    if code in _CROSSED:
        return Unavailable(
            _("Several people changed this at once. Nothing was changed; try again."), retry_after=1
        )
    if isinstance(error, OperationalError | InterfaceError) or code == _READ_ONLY:
        log.error("database not available: %s", error)
        return Unavailable(
            _("The database does not answer. What was saved before is safe; try again in a minute.")
        )
    return None


_TAKEN = {"23505", "23P01"}
"""A row with this key, or in this span of time, is there already."""
_CROSSED = {"40001", "40P01", "55P03"}
"""Serialisation failure, deadlock, lock not available."""
_READ_ONLY = "25006"


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks (htmx or autosave), to whom a redirect or a page would be lost."""
    return "X-Baton-Autosave" in request.headers or "application/json" in request.headers.get("Accept", "")


def render_problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The one rendering: a problem document for programs, for people sign-in, JSON for scripts, or an error page."""
    if problems.for_programs(request):
        return problems.answer(request, problem)
    if isinstance(problem, SignInNeeded | FreshSignInNeeded):
        return _to_sign_in(request, problem)
    if wants_json(request):
        errors = [
            {"field": e.field, "row": e.row, "code": e.code, "message": str(e.message)}
            for e in problem.errors
        ]
        body = {
            "code": problem.code,
            "title": str(problem.title),
            "detail": str(problem.detail),
            "errors": errors,
        }
        return JsonResponse(
            body | {k: v for k, v in problem.extra.items() if k != "retry_after"}, status=problem.status
        )
    context = {"problem": problem, "status": problem.status, "errors": problem.errors}
    response = render(
        request, [f"errors/{problem.status}.html", "errors/problem.html"], context, status=problem.status
    )
    if "retry_after" in problem.extra:
        response["Retry-After"] = str(problem.extra["retry_after"])
    return response


def _to_sign_in(request: HttpRequest, problem: Problem) -> HttpResponse:
    fresh = isinstance(problem, FreshSignInNeeded)
    name = getattr(settings, "REAUTH_URL", "account_reauthenticate") if fresh else settings.LOGIN_URL
    back = request.get_full_path() if request.method == "GET" else request.headers.get("Referer", "/")
    url = f"{reverse(name)}?next={quote(back)}"
    if wants_json(request):
        return JsonResponse({"code": problem.code, "sign_in": url}, status=401)
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=401)
        response["HX-Redirect"] = url
        return response
    kept = None if fresh else keep_form(request, 401)
    return kept or HttpResponseRedirect(url)
