"""What every page shares: being signed in, strict parameters, where to go afterwards.

A view fetches within reach, calls one action or one query, and renders. Errors are raised, never rendered by views.
"""

from collections.abc import Callable, Collection, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import quote, urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from revitalization.kit.actor import Actor
from revitalization.kit.errors import FieldError, Invalid, SignInNeeded

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
P = ParamSpec("P")


class SignedIn(HttpRequest):
    """A request whose actor is known; for annotations only."""

    actor: Actor
    htmx: Any


View = Callable[Concatenate[SignedIn, P], HttpResponse]


def page(
    *, params: Collection[str] | None = (), methods: Collection[str] = ("GET",)
) -> Callable[[View[P]], Callable[Concatenate[HttpRequest, P], HttpResponse]]:
    """Wraps a view: only `methods`, only signed in, only the query parameters named in `params`.

    A parameter nobody asked for is refused, so that a misspelt filter is never mistaken for "no filter". A view whose
    parameters hang on its subject says None and calls `refuse_unknown` itself.
    """
    allowed = frozenset(methods) | ({"HEAD"} if "GET" in methods else frozenset())

    def decorate(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method not in allowed:
                answer = HttpResponse(status=405)
                answer["Allow"] = ", ".join(sorted(allowed))
                return answer
            if getattr(request, "actor", None) is None:
                raise SignInNeeded
            if params is not None:
                refuse_unknown(request, params)
            return view(request, *args, **kwargs)  # type: ignore[arg-type]

        return wrapped  # type: ignore[return-value]

    return decorate


def refuse_unknown(request: HttpRequest, params: Collection[str]) -> None:
    """Raises `Invalid` naming every query parameter that is not in `params` or is given twice."""
    unknown = [name for name in request.GET if name not in params]
    twice = [name for name in request.GET if len(request.GET.getlist(name)) > 1]
    if unknown or twice:
        errors = [FieldError(name, _("This parameter is not known here."), "unknown") for name in unknown]
        errors += [FieldError(name, _("This parameter is given twice."), "twice") for name in twice]
        raise Invalid(_("The address contains parameters that are not understood."), errors=errors)


def safe_next(request: HttpRequest, fallback: str) -> str:
    """The address to go to after a POST: the form's `next` when it stays on this site."""
    wanted = request.POST.get("next", "")
    if wanted and url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        return wanted
    return fallback


def sign_in_url(request: HttpRequest) -> str:
    """The sign-in page that leads back here."""
    return f"{reverse('account_login')}?next={quote(request.get_full_path())}"


def see(
    url_name: str, *args: Any, query: Mapping[str, str] | None = None, **kwargs: Any
) -> HttpResponseRedirect:
    """The redirect (302) to the named page, with the arguments of its address and what stands behind its `?`."""
    asked = f"?{urlencode(query)}" if query else ""
    return HttpResponseRedirect(reverse(url_name, args=args, kwargs=kwargs) + asked)


def go_on(request: HttpRequest, url_name: str = "", *args: Any) -> HttpResponseRedirect:
    """After a POST: the redirect (302) to the form's `next` where it stays on this site, else to the named page.

    Without a name that is the first page of the site, whatever stands there.
    """
    return HttpResponseRedirect(safe_next(request, reverse(url_name, args=args) if url_name else "/"))


def saved(data: bytes, name: str, content_type: str) -> HttpResponse:
    """The answer by which a file is saved under the name; never kept by a cache."""
    answer = HttpResponse(data, content_type=content_type)
    answer["Content-Disposition"] = str(content_disposition_header(True, name))
    answer["Cache-Control"] = "no-store"
    return answer


def workbook(data: bytes, name: str) -> HttpResponse:
    """The same for a workbook."""
    return saved(data, name, XLSX)
