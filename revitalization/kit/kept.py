"""What was typed survives the end of a session, also without scripts.

A form that arrives after its session has ended, or with a token from before the new sign-in, is answered with a page
that holds all of it: sign in in another window, then send it again. Passwords and files cannot be kept.
"""

from urllib.parse import quote, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from revitalization.kit import problems
from revitalization.kit.errors import Forbidden

NOT_KEPT = ("csrfmiddlewaretoken", "password", "oldpassword", "code", "login")
MOST = 1_000_000
"""Characters that are kept; a form that holds more never came from a page of ours."""


def kept_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of the form that was sent, without secrets; empty when there is nothing worth keeping."""
    if request.method != "POST" or not (request.content_type or "").startswith(
        ("application/x-www", "multipart/")
    ):
        return []
    pairs = [(name, value) for name, values in request.POST.lists() for value in values]
    pairs = [(name, value) for name, value in pairs if not name.lower().startswith(NOT_KEPT)]
    return pairs if 0 < sum(len(value) for _name, value in pairs) <= MOST else []


def keep_form(request: HttpRequest, status: int) -> HttpResponse | None:
    """The page that keeps the form, or None when there is nothing to keep."""
    fields = kept_fields(request)
    if not fields:
        return None
    context = {
        "fields": fields,
        "action": request.get_full_path(),
        "sign_in": f"{reverse(settings.LOGIN_URL)}?next={quote('/')}",
        "had_files": bool(request.FILES),
        "signed_in": getattr(request, "actor", None) is not None,
        "status": status,
    }
    return render(request, "errors/kept.html", context, status=status)


def stale_token(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's view for a form whose token does not fit: kept when it comes from a page of ours, else refused."""
    if problems.for_programs(request):
        return problems.answer(request, Forbidden(_("Send the CSRF token of the session in X-CSRFToken.")))
    page = keep_form(request, 403) if _from_here(request) else None
    if page is not None:
        return page
    problem = Forbidden(_("The form is too old or was not sent from this site. Open the page again."))
    context = {"problem": problem, "status": 403, "errors": ()}
    return render(request, ["errors/403.html", "errors/problem.html"], context, status=403)


def _from_here(request: HttpRequest) -> bool:
    """Whether the browser says that the form stood on a page of this site; a foreign one is never offered again."""
    source = request.headers.get("Origin") or request.headers.get("Referer", "")
    return urlsplit(source).netloc == request.get_host()
