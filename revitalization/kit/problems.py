"""Errors of the family for programs: application/problem+json (RFC 9457)."""

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse

from revitalization.kit.errors import FieldError, Problem, SignInNeeded

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
