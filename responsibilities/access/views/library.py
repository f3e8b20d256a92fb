"""The sign-in library's pages under the house's rules: two methods, no parameter nobody asked for."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from revitalization.kit.views import refuse_unknown

METHODS = ("GET", "HEAD", "POST")
PARAMETERS = ("next",)


def strict(view: Callable[..., Any]) -> Callable[..., HttpResponse]:
    """The page for GET and POST only, with no other query parameter than `next`."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        refuse_unknown(request, PARAMETERS)
        found: HttpResponse = view(request, *args, **kwargs)
        return found

    return answer
