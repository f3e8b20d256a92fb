"""The interface for programs: how answers are written and how errors are said.

Named by the settings, so nothing here may import the views of the framework; the views are in `endpoints`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson
from django.core.exceptions import RequestDataTooBig
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.exceptions import ErrorDetail
from rest_framework.renderers import BaseRenderer
from rest_framework.response import Response

from revitalization.kit import problems
from revitalization.kit.errors import (
    FieldError,
    Forbidden,
    Hidden,
    Invalid,
    Problem,
    SignInNeeded,
    TooLarge,
    TooMany,
)
from revitalization.kit.problems import as_problem


def dumps(data: Any) -> bytes:
    """JSON as UTF-8: instants in UTC with Z, decimals as text, translations in the reader's language."""
    return orjson.dumps(data, default=_plain, option=orjson.OPT_UTC_Z)


def _plain(value: Any) -> Any:
    if isinstance(value, Promise):
        return str(value)
    if isinstance(value, frozenset | set):
        return sorted(value)
    return str(value)


class Json(BaseRenderer):
    """Writes answers; the same data gives the same bytes."""

    media_type = "application/json"
    format = "json"
    charset = None
    render_style = "binary"

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None
    ) -> bytes:
        return b"" if data is None else dumps(data)


class NotAllowedHere(Problem):
    """The address does not know this method."""

    status = 405
    code = "method_not_allowed"


class WrongMedia(Problem):
    """The body is not JSON."""

    status = 415
    code = "unsupported_media_type"


def problem_response(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Every error as application/problem+json; None for a fault of ours, which stays a 500."""
    problem = problem_of(error)
    if problem is None:
        return None
    problem = problems.seen_by(context["request"]._request, problem)
    path = context["request"].path
    return Response(
        problems.document(problem, path),
        status=problem.status,
        headers=problems.headers(problem),
        content_type=problems.MEDIA_TYPE,
    )


def problem_of(error: Exception) -> Problem | None:
    """The family's form of any error of the framework, the database or our own; None for a fault of ours."""
    if isinstance(error, exceptions.APIException):
        return _of_framework(error)
    if isinstance(error, RequestDataTooBig):
        return TooLarge(_("The body is larger than this address accepts."))
    return as_problem(error)


def _of_framework(error: exceptions.APIException) -> Problem | None:
    if isinstance(error, exceptions.ValidationError):
        return Invalid(errors=list(field_errors(error.detail)))
    if isinstance(error, exceptions.Throttled):
        return TooMany(
            _("Too many requests in a minute."), retry_after=int(getattr(error, "wait", None) or 60)
        )
    if isinstance(error, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
        return SignInNeeded(_("Send a token, or sign in."))
    if isinstance(error, exceptions.PermissionDenied):
        return Forbidden(str(error.detail))
    if isinstance(error, exceptions.NotFound):
        return Hidden()
    if isinstance(error, exceptions.MethodNotAllowed):
        return NotAllowedHere(_("This address does not support the method."))
    if isinstance(error, exceptions.UnsupportedMediaType):
        return WrongMedia(_("Send the body as application/json."))
    return Invalid(str(error.detail)) if error.status_code < 500 else None


def field_errors(detail: Any, path: str = "") -> Iterator[FieldError]:
    """What is wrong with a body, each with its path (`items/3/version`)."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            own = "" if name == "non_field_errors" else _escaped(str(name))
            yield from field_errors(inner, "/".join(part for part in (path, own) if part))
    elif isinstance(detail, Sequence) and not isinstance(detail, str):
        for at, inner in enumerate(detail):
            nested = isinstance(inner, Mapping)
            if not nested or inner:
                yield from field_errors(inner, f"{path}/{at}".lstrip("/") if nested else path)
    elif isinstance(detail, ErrorDetail):
        yield FieldError(path, str(detail), detail.code or "invalid")


def _escaped(name: str) -> str:
    return name[:50].replace("~", "~0").replace("/", "~1")
