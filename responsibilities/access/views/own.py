"""One's own account: which post one acts in, confirming that it is you, second step, sessions."""

from typing import Any
from urllib.parse import urlencode

from allauth.account.views import LoginView, password_change, reauthenticate
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from responsibilities.access.actions import sign_out_everywhere
from responsibilities.access.actions.sessions import put_away_welcome
from responsibilities.access.adapters.devices import remember
from responsibilities.access.middleware import ACTING, second_step_taken
from responsibilities.access.models import Grant, SecurityEvent, Token, User
from responsibilities.access.rules import DEMO, EVENT_LABELS, EventKind
from responsibilities.roles import BY_KEY
from revitalization.kit import clock
from revitalization.kit.columns import Code, Column
from revitalization.kit.errors import Conflict, FieldError, Invalid, SignInNeeded
from revitalization.kit.ledgers import Ledger
from revitalization.kit.views import SignedIn, go_on, page, see

RECENT = (
    *(EventKind.SIGNED_IN, EventKind.FAILED, EventKind.LOCKED, EventKind.RESET, EventKind.PASSWORD),
    *(EventKind.LINKED, EventKind.UNLINKED),
)
RECENT_LINES = 10
DEMO_LINES = 20
DEMO_PEOPLE = (
    Column("username", gettext_lazy("Sign-in name"), value=lambda user: Code(user.username)),
    Column("name", gettext_lazy("Who"), value=lambda user: user.name),
)


@page(params=("next",), methods=("GET", "POST"))
def acting(request: SignedIn) -> HttpResponse:
    """Chooses the post one acts in; the record names it."""
    posts = request.posts  # type: ignore[attr-defined]
    back = request.GET.get("next", "/")
    back = back if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}) else "/"
    if request.method == "POST":
        chosen = request.POST.get("source", "")
        if chosen not in {post.source for post in posts}:
            raise Invalid(errors=[FieldError("source", _("This is not one of your posts today."), "unknown")])
        request.session[ACTING] = chosen
        return go_on(request)
    return render(request, "access/acting.html", {"posts": posts, "now": request.actor.post, "next": back})


@page(methods=("POST",))
def welcomed(request: SignedIn) -> HttpResponse:
    """Puts away what a role's first visit shows, for good; leads back to where it stood."""
    role, user = request.POST.get("role", ""), request.user
    if role not in {held.role for held in request.actor.holdings}:
        raise Invalid(errors=[FieldError("role", _("This is not one of your roles today."), "unknown")])
    if isinstance(user, User):
        put_away_welcome(user=user, role=role)
    return go_on(request)


@page()
def account(request: SignedIn) -> HttpResponse:
    """My account: roles, password, second step, recent sign-ins, tokens that act for me."""
    user = request.user
    assert isinstance(user, User)
    grants = Grant.objects.on(clock.today()).filter(user=user).select_related("content_object")
    events = SecurityEvent.objects.filter(username=user.username, kind__in=RECENT).order_by("-at")
    context: dict[str, Any] = {
        "person": user,
        "grants": [role_line(grant) for grant in grants.order_by("content_object__lo", "role")],
        "second_step": is_mfa_enabled(user),
        "events": [(event, _(EVENT_LABELS.get(event.kind, event.kind))) for event in events[:RECENT_LINES]],
        "tokens": Token.objects.filter(user=user, revoked_at__isnull=True)
        .select_related("unit")
        .order_by("pk"),
        "central": settings.OIDC_ISSUER,
    }
    return render(request, "access/account.html", context)


def role_line(grant: Grant) -> dict[str, Any]:
    """One grant as pages show it; `sentences` say what it allows."""
    role = BY_KEY.get(grant.role)
    return {"grant": grant, "unit": grant.content_object, "label": _(role.label) if role else grant.role}


@page(methods=("POST",))
def sign_out_others(request: SignedIn) -> HttpResponse:
    """Ends all other sessions of one's own account; this one goes on."""
    assert isinstance(request.user, User)
    update_session_auth_hash(request, sign_out_everywhere(user=request.user))
    messages.success(request, _("All your other sessions have ended."))
    return see("account")


class SignIn(LoginView):
    """The sign-in page; on one machine with demonstration people it lists their names."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        shown = settings.MODE == "embedded"
        demo = (
            User.objects.filter(username__startswith=DEMO, is_active=True) if shown else User.objects.none()
        )
        return {**context, "demo": Ledger(DEMO_PEOPLE, list(demo.order_by("pk")[:DEMO_LINES]), cards=False)}


sign_in = SignIn.as_view()


def confirm(request: HttpRequest) -> HttpResponse:
    """Confirms that it is you: with the second step where one is asked for, else with the password."""
    if request.user.is_authenticated and settings.REQUIRE_MFA and not second_step_taken(request):
        if not is_mfa_enabled(request.user):
            messages.warning(request, _("This requires a second step. Set one up, then continue."))
            return see("mfa_index")
        onward = {"next": request.GET["next"]} if "next" in request.GET else {}
        codes = [Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]
        way = "mfa_reauthenticate" if is_mfa_enabled(request.user, codes) else "mfa_reauthenticate_webauthn"
        return HttpResponseRedirect(f"{reverse(way)}?{urlencode(onward)}")
    answer: HttpResponse = reauthenticate(request)
    return answer


def password(request: HttpRequest) -> HttpResponse:
    """Changes one's own password; the first thing to do with a one-time code."""
    if not request.user.is_authenticated:
        raise SignInNeeded
    if not request.user.has_usable_password():
        raise Conflict(
            _(
                "This account has no password here: sign in centrally. If you need a password,"
                " ask your security administrator for a one-time code."
            )
        )
    answer: HttpResponse = password_change(request)
    if hasattr(request, "has_new_password") and isinstance(request.user, User):
        remember(request, answer, request.user)
    return answer
