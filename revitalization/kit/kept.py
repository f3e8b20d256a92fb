"""What was typed survives the end of a session, also without scripts.

A form that arrives after its session has ended, or with a token from before the new sign-in, is answered with a page
that holds all of it: sign in in another window, then send it again. Passwords and files cannot be kept.
"""

import re
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.urls import reverse

NOT_KEPT = ("csrfmiddlewaretoken", "password", "oldpassword", "code", "login")
MOST = 1_000_000
"""Characters that are kept; a form that holds more never came from a page of ours."""
LONG = 40
"""Characters from which on a text is shown as well: somebody wrote it."""
_BLANK = re.compile(r"\s")


def kept_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of the form that was sent, without secrets; empty when there is nothing worth keeping."""
    if request.method != "POST" or not (request.content_type or "").startswith(
        ("application/x-www", "multipart/")
    ):
        return []
    pairs = [(name, value) for name, values in request.POST.lists() for value in values]
    pairs = [(name, value) for name, value in pairs if not name.lower().startswith(NOT_KEPT)]
    return pairs if 0 < sum(len(value) for _name, value in pairs) <= MOST else []


def _is_prose(value: str) -> bool:
    """Whether somebody may have written it; a name made by the product has neither blanks nor signs beyond ASCII."""
    return not value.isascii() or _BLANK.search(value) is not None


def kept_form(request: HttpRequest, *, checked: bool) -> dict[str, Any] | None:
    """The form that was sent, for a page that shows it or sends it again; None when there is nothing to keep.

    Unless its token was `checked` already, the browser must say that it stood on a page of this site: a foreign one is
    never offered again.
    """
    try:
        fields = kept_fields(request) if checked or _from_here(request) else []
    except (
        BadRequest,
        SuspiciousOperation,
        MultiPartParserError,
        OSError,
    ):  # it could not be read to its end
        return None
    if not fields:
        return None
    texts = [value for _name, value in fields if len(value) > LONG and _is_prose(value)]
    return {
        "fields": fields,
        "texts": texts,
        "action": request.get_full_path(),
        "had_files": bool(request.FILES),
    }


def keep_form(request: HttpRequest, status: int, *, checked: bool) -> HttpResponse | None:
    """The page that keeps the form until its sender has signed in again, or None when there is nothing to keep."""
    form = kept_form(request, checked=checked)
    if form is None:
        return None
    context = {
        "kept": form,
        "again": True,
        "sign_in": f"{reverse(settings.LOGIN_URL)}?next={quote('/')}",
        "signed_in": getattr(request, "actor", None) is not None,
        "status": status,
    }
    return render(request, "errors/kept.html", context, status=status)


def _from_here(request: HttpRequest) -> bool:
    """Whether the browser says that the form stood on a page of this site."""
    source = request.headers.get("Origin") or request.headers.get("Referer", "")
    return urlsplit(source).netloc == request.get_host()
