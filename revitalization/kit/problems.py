"""Every error as one of the family, and its one rendering.

Programs get application/problem+json (RFC 9457), scripts of a page plain JSON, people a page that asks the database
nothing: it may be the database that is gone.
"""

import logging
from typing import Any
from urllib.parse import quote

import orjson
from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation, TooManyFilesSent
from django.db import DatabaseError, InterfaceError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from revitalization.kit import database
from revitalization.kit.errors import (
    FieldError,
    Forbidden,
    FreshSignInNeeded,
    Hidden,
    InDoubt,
    Invalid,
    Lost,
    Problem,
    SignInNeeded,
    TooLarge,
    Unavailable,
)
from revitalization.kit.kept import keep_form, kept_form

log = logging.getLogger("baton.requests")
MEDIA_TYPE = "application/problem+json"
PREFIX = "/api/"
_OWN = ("type", "title", "status", "detail", "instance", "errors", "retry_after", "request")


def for_programs(request: HttpRequest) -> bool:
    """Whether the address belongs to the interface for programs."""
    return request.path.startswith(PREFIX)


def document(problem: Problem, instance: str) -> dict[str, Any]:
    """The body, with what the error adds (the stored text of a `Stale`)."""
    body: dict[str, Any] = {
        "type": f"urn:baton:problem:{problem.code}",
        "title": str(problem.title),
        "status": problem.status,
        "detail": str(problem.detail),
        "instance": instance,
        "errors": [_error(error) for error in problem.errors],
    }
    return body | {name: value for name, value in problem.extra.items() if name not in _OWN}


def _error(error: FieldError) -> dict[str, str]:
    return {"pointer": pointer(error), "code": error.code, "detail": str(error.message)}


def pointer(error: FieldError) -> str:
    """Where: `/items/3/version` in the body, `?limit` in the address, "" for the whole.

    A row is the 1-based place in the list `items`. Path parts in `field` are escaped by whoever joined them.
    """
    if error.field.startswith("?") or not error.field:
        return error.field
    row = "" if error.row is None else f"/items/{error.row - 1}"
    return f"{row}/{error.field}"


def headers(problem: Problem) -> dict[str, str]:
    """What goes with the body: when to come back, and how to sign in."""
    found = {"Cache-Control": "no-store"}
    if "retry_after" in problem.extra or problem.status == 503:
        found["Retry-After"] = str(problem.extra.get("retry_after", 30))
    if isinstance(problem, SignInNeeded):
        found["WWW-Authenticate"] = 'Bearer realm="baton"'
    return found


def answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The answer outside of the views for programs: broken addresses, unknown paths, faults.

    A fault of ours carries the number of the request, by which whoever runs the system finds it in the log.
    """
    found = document(problem, request.path)
    if problem.status == 500:
        found["request"] = getattr(request, "request_id", "")
    body = orjson.dumps(found, default=str)
    return HttpResponse(body, status=problem.status, content_type=MEDIA_TYPE, headers=headers(problem))


# ------------------------------------------------------------------ any error as one of the family


def as_problem(error: BaseException | None) -> Problem | None:
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
    return database.refusal(error) if isinstance(error, DatabaseError | InterfaceError) else None


def seen_by(request: HttpRequest, problem: Problem) -> Problem:
    """The problem in words that are true at this point of the request.

    Whoever wanted a change is told that nothing was changed only where that is certain: not when the connection went
    away in the middle of the act, and not once the act was over.
    """
    stage = stage_of(request)
    if request.method in SAFE or not isinstance(problem, Unavailable) or isinstance(problem, InDoubt):
        return problem
    if stage == ANSWERED or (stage == BEGUN and isinstance(problem, Lost)):
        return InDoubt(
            _(
                "The connection to the database was lost. Check whether your change is there before you make it again."
            )
        )
    return problem


SAFE = ("GET", "HEAD", "OPTIONS")
BEGUN, ANSWERED = "begun", "answered"


def stage_of(request: HttpRequest) -> str:
    """How far the request is: "" before its view, `BEGUN` in it, `ANSWERED` once the view has answered."""
    return str(getattr(request, "stage", ""))


def note_stage(request: HttpRequest, stage: str) -> None:
    """Keeps how far the request is, for whoever has to say what became of it."""
    request.stage = stage  # type: ignore[attr-defined]


# ------------------------------------------------------------------ its rendering


def render_error(request: HttpRequest, error: BaseException | None) -> HttpResponse:
    """The answer to any error, also to a fault of ours, whatever else is broken."""
    problem = as_problem(error) or Problem()
    try:
        return render_problem(request, problem)
    except Exception:
        log.exception("the page of an error failed")
        return _bare(seen_by(request, problem))


def render_problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    """A problem document for programs, for people sign-in, JSON for scripts, or an error page."""
    problem = seen_by(request, problem)
    if for_programs(request):
        return answer(request, problem)
    if isinstance(problem, SignInNeeded | FreshSignInNeeded):
        return _to_sign_in(request, problem)
    if wants_json(request):
        return _for_scripts(problem)
    context = {
        "problem": problem,
        "status": problem.status,
        "errors": problem.errors,
        **_typed(request, problem),
    }
    response = render(
        request, [f"errors/{problem.status}.html", "errors/problem.html"], context, status=problem.status
    )
    if "retry_after" in problem.extra:
        response["Retry-After"] = str(problem.extra["retry_after"])
    response["Cache-Control"] = "no-store"
    return response


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks (htmx or autosave), to whom a redirect or a page would be lost."""
    return "X-Baton-Autosave" in request.headers or "application/json" in request.headers.get("Accept", "")


def _typed(request: HttpRequest, problem: Problem) -> dict[str, Any]:
    """What was typed, where the page before may be gone; it can be sent again when only the moment was wrong."""
    form = None if problem.status in {400, 413} else kept_form(request, checked=bool(stage_of(request)))
    return {} if form is None else {"kept": form, "again": problem.status in {429, 503}}


def _for_scripts(problem: Problem) -> HttpResponse:
    errors = [
        {"field": e.field, "row": e.row, "code": e.code, "message": str(e.message)} for e in problem.errors
    ]
    body = {
        "code": problem.code,
        "title": str(problem.title),
        "detail": str(problem.detail),
        "errors": errors,
    }
    more = {name: value for name, value in problem.extra.items() if name != "retry_after"}
    return JsonResponse(body | more, status=problem.status)


def _bare(problem: Problem) -> HttpResponse:
    """The words alone, for when not even a template can be had."""
    page = format_html(
        '<!doctype html><meta charset="utf-8"><title>{0}</title><h1>{0}</h1><p>{1}</p>',
        problem.title,
        problem.detail,
    )
    return HttpResponse(page, status=problem.status)


def _to_sign_in(request: HttpRequest, problem: Problem) -> HttpResponse:
    fresh = isinstance(problem, FreshSignInNeeded)
    name = getattr(settings, "REAUTH_URL", "account_reauthenticate") if fresh else settings.LOGIN_URL
    back = request.get_full_path() if request.method == "GET" else request.headers.get("Referer", "/")
    if "X-Baton-Autosave" in request.headers:
        back = "/"  # opened in a new tab; a second form there would save the same text beside the first
    # From the bare site one is led to where one begins, as after any signing in.
    bare = not fresh and request.get_full_path() == "/" and not wants_json(request)
    url = reverse(name) if bare else f"{reverse(name)}?next={quote(back)}"
    if wants_json(request):
        return JsonResponse({"code": problem.code, "sign_in": url}, status=401)
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=401)
        response["HX-Redirect"] = url
        return response
    kept = None if fresh else keep_form(request, 401, checked=bool(stage_of(request)))
    return kept or HttpResponseRedirect(url)
