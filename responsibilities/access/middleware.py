"""Around each request: how long a session lasts, and who acts."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import UpdateError
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from responsibilities.access.models import User
from responsibilities.access.queries import actor_at_desk
from responsibilities.access.rules import SEEN_EVERY, is_fresh, session_over
from revitalization.kit import clock
from revitalization.kit.database import is_read_only
from revitalization.kit.errors import Forbidden
from revitalization.kit.problems import render_problem, wants_json

Respond = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger("baton.sessions")

STARTED, SEEN, CONFIRMED, ACTING = "started_at", "seen_at", "confirmed_at", "acting_in"
_STEPS = "account_authentication_methods"

# What somebody may still do who must first choose a password of their own.
BEFORE_PASSWORD = frozenset(
    {"account_change_password", "account_logout", "set_language", "set_text_size", "health", "ready"}
)


class SessionLimits:
    """Ends a session after 30 minutes without a request and 12 hours in all.

    The instants are kept in the session. The last one is written at most once a minute: that is the only
    thing a GET ever writes, and it is about the session, not about any fact; where it cannot be written the
    request goes on. A session that is over is signed out and the request goes on as nobody's, so that pages,
    scripts and the API each answer in their own way. While the database takes no changes only the 12 hours count:
    nothing can be noted.

    No answer to somebody with a session is kept by a browser: on a shared desk the next one would find it.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        noted = _has_session(request) and request.user.is_authenticated and self._limit(request)
        known = _last_step(request)
        response = self.respond(request)
        if _last_step(request) != known:
            # A central sign-in may have happened there long before; its adapter says when.
            request.session[CONFIRMED] = getattr(request, "confirmed_at", clock.now()).isoformat()
        if noted and not request.session.modified and response.status_code < 500:
            _keep(request)
        if _has_session(request):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def _limit(self, request: HttpRequest) -> bool:
        """Ends the session when it is over; whether its last instant was set anew and is still to be written."""
        now = clock.now()
        started, seen = instant(request, STARTED) or now, instant(request, SEEN) or now
        if is_read_only():
            if session_over(started, now, now, settings.SESSION_IDLE, settings.SESSION_ABSOLUTE):
                request.user = AnonymousUser()
            return False
        if session_over(started, seen, now, settings.SESSION_IDLE, settings.SESSION_ABSOLUTE):
            logout(request)
            messages.info(request, _("Your session has ended. Sign in again to go on where you were."))
            return False
        if STARTED not in request.session:
            # A session that was just made by signing in.
            request.session[STARTED] = request.session[CONFIRMED] = now.isoformat()
        if SEEN in request.session and now - seen < SEEN_EVERY:
            return False
        changed = request.session.modified
        request.session[SEEN] = now.isoformat()
        request.session.modified = changed
        return True


def _keep(request: HttpRequest) -> None:
    """Writes the last instant; a page is not withheld because that fails, nor when the session was ended elsewhere."""
    try:
        request.session.save()
    except UpdateError:
        return
    except (DatabaseError, InterfaceError) as error:
        log.warning("the last instant of a session was not noted: %s", error)


class WhoActs:
    """Sets `request.actor`, the signed-in person in the chosen post (or None), and `request.posts`.

    Grants are read anew for every request, so that what was ended is gone with the next one. Whoever still
    has a one-time code as password gets no actor until it is changed.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor, request.posts = None, []  # type: ignore[attr-defined]
        user = request.user
        if _has_session(request) and isinstance(user, User) and not user.owes_password:
            request.actor, request.posts = actor_at_desk(  # type: ignore[attr-defined]
                user.pk,
                request.session.get(ACTING, ""),
                via="rest" if _is_api(request) else "html",
                request_id=getattr(request, "request_id", ""),
                fresh=fresh(request),
            )
        return self.respond(request)

    def process_view(self, request: HttpRequest, *_args: object) -> HttpResponse | None:
        """Lets an account that owes a new password reach nothing but the page where it is chosen, and the way out."""
        if not _has_session(request) or not getattr(request.user, "owes_password", False):
            return None
        match = request.resolver_match
        if match is not None and match.view_name in BEFORE_PASSWORD:
            return None
        if wants_json(request) or _is_api(request):
            return render_problem(request, Forbidden(_("Choose a password of your own first.")))
        return redirect("account_change_password")


def fresh(request: HttpRequest) -> bool:
    """Whether the person confirmed lately that it is them, with a second step where one is asked."""
    if settings.REQUIRE_MFA and not second_step_taken(request):
        return False
    return is_fresh(instant(request, CONFIRMED), clock.now())


def second_step_taken(request: HttpRequest) -> bool:
    """Whether this session saw a code, a passkey or (where the settings trust it) the central sign-in."""
    accepted = {"mfa", "socialaccount"} if settings.OIDC_IS_STRONG else {"mfa"}
    return any(step.get("method") in accepted for step in request.session.get(_STEPS, ()))


def instant(request: HttpRequest, name: str) -> datetime | None:
    """An instant kept in the session, None when it is missing or broken."""
    try:
        return datetime.fromisoformat(request.session[name])
    except (KeyError, TypeError, ValueError):
        return None


def _has_session(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def _is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def _last_step(request: HttpRequest) -> object:
    """What the sign-in library noted last, from a session that was read anyway."""
    session = request.session
    if not session.accessed:
        return None
    steps = session.get(_STEPS) or [None]
    return steps[-1]
