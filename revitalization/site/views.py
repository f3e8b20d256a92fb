"""Pages that belong to no slice: inbox, language, health, errors."""

import sys
from itertools import chain

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from responsibilities.access.actions.sessions import keep_language
from responsibilities.access.models import User
from responsibilities.access.views.saved import kept_context
from responsibilities.operations.queries.readiness import report
from revitalization.kit import clock, problems
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Forbidden, Hidden, Invalid
from revitalization.kit.kept import keep_form
from revitalization.kit.mechanism import Tile, Together, Underway
from revitalization.kit.problems import render_error, render_problem
from revitalization.kit.registry import REGISTRY
from revitalization.kit.templatetags.ui import Tab
from revitalization.kit.views import SignedIn, go_on, page, refuse_unknown
from revitalization.site.done import below, my_acts
from revitalization.site.inbox import LISTS, PARAMS, VIEWS, Wanted, composed, sees_below, units_below, wanted


@page(params=PARAMS)
def inbox(request: SignedIn) -> HttpResponse:
    """The landing page: what I have to do by when, and, on the other tab, what others have that I wait for."""
    actor, today = request.actor, clock.today()
    asked = wanted(request.GET, actor)
    if asked.view not in LISTS:
        return _looked_back(request, asked)
    board = list(chain.from_iterable(source(actor, today) for source in REGISTRY.board()))
    context = {
        "asked": asked,
        **_called(asked.view),
        "inbox": composed(actor, asked, today),
        "tabs": _tabs(actor),
        **kept_context(request, asked.query, "inbox"),
        "underway": [tile for tile in board if isinstance(tile, Underway)],
        "together": [tile for tile in board if isinstance(tile, Together)],
        "board": [tile for tile in board if isinstance(tile, Tile)],
        "at_a_glance": bool(board) and asked.view == "todo",
        "today": today,
    }
    return render(request, "site/inbox.html", context)


def _looked_back(request: SignedIn, asked: Wanted) -> HttpResponse:
    """What I did lately with what became of it, or what happened below."""
    actor, today, span = request.actor, clock.today(), asked.under.span if asked.under else None
    context = {
        "asked": asked,
        **_called(asked.view),
        "tabs": _tabs(actor),
        "units": units_below(actor, asked),
        "today": today,
    }
    if asked.view == "done":
        found = my_acts(actor, asked.place.get("after", ""), span)
        return render(
            request, "site/done.html", context | {"found": found, "next_url": _next(asked, found.mark)}
        )
    days = below(actor, asked.place.get("after", ""), span, today)
    return render(request, "site/below.html", context | {"found": days, "next_url": _next(asked, days.mark)})


def _called(view: str) -> dict[str, str]:
    """What the tab is called in the title and over its list; the first one is the day's work."""
    title = _(VIEWS[view])
    return {"title": title, "heading": _("To do today") if view == "todo" else title}


def _next(asked: Wanted, mark: str) -> str:
    return asked.url(after=mark) if mark else ""


def _tabs(actor: Actor) -> list[Tab]:
    """The tabs of the inbox; what happened below only for those who have somebody below."""
    shown = [key for key in VIEWS if key != "below" or sees_below(actor)]
    return [Tab(key, _(VIEWS[key]), "/" if key == "todo" else f"/?view={key}") for key in shown]


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Whether this process answers; asks nobody, so that it can be said whatever the database does."""
    refuse_unknown(request, ())
    return HttpResponse("ok\n", content_type="text/plain", headers={"Cache-Control": "no-store"})


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Which part of the installation is wrong, a line each; 503 when the site cannot serve because of one."""
    refuse_unknown(request, ())
    parts = report()
    serves = not any(part.wrong and part.needed for part in parts)
    lines = ["ready" if serves else "not ready", *map(str, parts)]
    return HttpResponse(
        "\n".join(lines) + "\n",
        status=200 if serves else 503,
        content_type="text/plain",
        headers={"Cache-Control": "no-store"},
    )


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keeps the reader's language in a cookie, and with the account for what is sent by mail."""
    language = request.POST.get("language", "")
    if language not in {code for code, _name in settings.LANGUAGES}:
        return render_problem(request, Invalid(_("There is no such language.")))
    if isinstance(request.user, User):
        keep_language(user=request.user, language=language)
    return _with_cookie(request, settings.LANGUAGE_COOKIE_NAME, language)


@require_POST
def set_text_size(request: HttpRequest) -> HttpResponse:
    """Keeps the choice of large print in a cookie."""
    size = request.POST.get("size", "")
    if size not in {"large", "normal"}:
        return render_problem(request, Invalid(_("There is no such text size.")))
    return _with_cookie(request, "baton_text", size)


def _with_cookie(request: HttpRequest, name: str, value: str) -> HttpResponse:
    response = go_on(request)
    response.set_cookie(
        name, value, max_age=365 * 24 * 3600, secure=settings.SECURE_COOKIES, httponly=True, samesite="Lax"
    )
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page of a request that Django could not read: 400."""
    return render_error(request, Invalid())


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page of what is not allowed: 403."""
    return render_error(request, Forbidden())


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page of what is hidden or missing, which look alike: 404."""
    return render_error(request, Hidden())


def broken(request: HttpRequest) -> HttpResponse:
    """What no view could answer: our fault, or a database that went away in middleware. Asks the database nothing."""
    return render_error(request, sys.exc_info()[1])


def stale_token(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token does not fit: kept when it comes from a page of ours, else refused."""
    if problems.for_programs(request):
        return problems.answer(request, Forbidden(_("Send the CSRF token of the session in X-CSRFToken.")))
    page = keep_form(request, 403, checked=False)
    if page is not None:
        return page
    return render_error(
        request, Forbidden(_("The form is too old or was not sent from this site. Open the page again."))
    )
