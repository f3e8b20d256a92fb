"""What surrounds every request: its number, the refusal of broken text, the rendering of errors."""

import re
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from revitalization.kit import database
from revitalization.kit.errors import Invalid, TooLarge
from revitalization.kit.problems import (
    ANSWERED,
    BEGUN,
    SAFE,
    as_problem,
    note_stage,
    render_problem,
)

Respond = Callable[[HttpRequest], HttpResponse]

_SURROGATE = re.compile("[\ud800-\udfff]")


class RequestId:
    """Gives each request a number of ours, kept on the record and sent back as `X-Request-Id`.

    What the sender calls it stays with the sender: nobody chooses a word that stands on the record.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = uuid.uuid4().hex  # type: ignore[attr-defined]
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
            return render_problem(
                request, Invalid(_("The address contains characters that cannot be stored."))
            )
        return self.respond(request)

    def process_view(self, request: HttpRequest, *_args: object) -> HttpResponse | None:
        """Refuses a form that holds broken text with 400 before any view reads it."""
        if request.method != "POST" or not (request.content_type or "").startswith(
            ("application/x-www", "multipart/")
        ):
            return None
        for name, values in request.POST.lists():
            if _broken(name) or any(_broken(value) for value in values):
                return render_problem(
                    request, Invalid(_("The text contains characters that cannot be stored."))
                )
        return None


def _broken(text: str) -> bool:
    return "\x00" in text or (not text.isascii() and _SURROGATE.search(text) is not None)


class Problems:
    """Renders every error of a view, and notes how far the request is, for errors that come before or after it.

    Those of middleware reach `site.views.broken` instead, which renders them in the same way.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.respond(request)
        note_stage(request, ANSWERED)
        if request.method in SAFE and response.status_code < 400 and database.is_lost():
            # Templates take some errors for "nothing there": a page made without its database is not shown.
            return render_problem(request, database.lost())
        return response

    def process_view(self, request: HttpRequest, *_args: object) -> None:
        """Notes that the request reached its view: from here on something may have been changed."""
        note_stage(request, BEGUN)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page of what was raised, if it is of the family; None leaves it to Django."""
        problem = as_problem(error)
        return render_problem(request, problem) if problem else None
