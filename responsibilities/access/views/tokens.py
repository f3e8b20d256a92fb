"""API tokens: the list within reach, issuing, revoking."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from responsibilities.access.actions import issue_token, revoke_token
from responsibilities.access.forms import TokenForm
from responsibilities.access.models import Token, User
from responsibilities.access.queries import accounts_within
from responsibilities.roles import C
from revitalization.kit import clock
from revitalization.kit.errors import Forbidden
from revitalization.kit.fetch import get_or_hidden
from revitalization.kit.forms import tried
from revitalization.kit.tables import Badge, Column, Order, Row, Table, TablePage
from revitalization.kit.views import SignedIn, page, see


def _state(row: Row) -> Badge:
    if row["revoked_at"]:
        return Badge("revoked", _("revoked"), "grey")
    if row["expires_at"] <= clock.now():
        return Badge("over", _("expired"), "grey")
    return Badge("valid", _("valid"), "green")


TABLE = Table(
    name="tokens",
    columns=(
        Column(
            "label", gettext_lazy("What it is for"), kind="link", url=lambda row: f"/tokens/{row['key_id']}/"
        ),
        Column("user__name", gettext_lazy("Acts for")),
        Column("unit__name", gettext_lazy("Reaches")),
        Column("expires_at", gettext_lazy("Until"), kind="datetime"),
        Column("state", gettext_lazy("State"), kind="badge", value=_state),
    ),
    orders=(Order("newest", ("-id",)),),
    fields=("id", "key_id", "label", "user__name", "unit__name", "expires_at", "revoked_at"),
    empty=gettext_lazy("No token here"),
)


def _visible(request: SignedIn) -> Any:
    own = Q(user_id=request.actor.user_id)
    return Token.objects.filter(own | request.actor.reach(C.TOKEN_ISSUE).q("unit__lo")).select_related(
        "unit", "user"
    )


@page(params=TABLE.names)
def tokens(request: SignedIn) -> HttpResponse:
    """Tokens one may issue or that act for oneself."""
    may_issue = request.actor.has(C.TOKEN_ISSUE)
    rows = TablePage(TABLE, _visible(request), request.GET)
    return render(request, "access/tokens.html", {"page": rows, "may_issue": may_issue})


@page()
def one(request: SignedIn, key: str) -> HttpResponse:
    """What one token may."""
    token = get_or_hidden(_visible(request), key_id=key)
    return render(request, "access/token.html", {"token": token, "over": token.expires_at <= clock.now()})


@page(methods=("GET", "POST"))
@never_cache
def new(request: SignedIn) -> HttpResponse:
    """Issues a token and shows it once."""
    reach = request.actor.reach(C.TOKEN_ISSUE)
    if not reach:
        raise Forbidden
    request.actor.require_fresh()
    form = TokenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        issued = _issue(request, form)
        if issued is not None:
            return render(request, "access/token_shown.html", {"token": issued[0], "text": issued[1]})
    return render(request, "access/token_new.html", {"form": form}, status=400 if form.errors else 200)


def _issue(request: SignedIn, form: TokenForm) -> tuple[Token, str] | None:
    reach = request.actor.reach(C.TOKEN_ISSUE)
    given = form.cleaned_data
    unit = form.unit_within(reach)
    name = given["username"].strip().lower()
    user: User | None = accounts_within(reach).filter(username=name, is_active=True).first()
    if unit is None:
        form.add_error("unit", _("There is no such unit within your reach."))
    if user is None:
        form.add_error("username", _("There is no such open account within your reach."))
    if unit is None or user is None:
        return None
    owner, reached = user, unit
    return tried(
        form,
        lambda: issue_token(
            actor=request.actor,
            user=owner,
            label=given["label"],
            capabilities=given["capabilities"],
            unit=reached,
            expires_at=form.expires_at(),
            networks=given["networks"].split(),
            form_key=given["form_key"],
        ),
    ).result


@page(methods=("POST",))
def revoke(request: SignedIn, key: str) -> HttpResponse:
    """Ends a token at once."""
    revoke_token(actor=request.actor, token=get_or_hidden(_visible(request), key_id=key))
    messages.success(request, _("The token is revoked."))
    return see("token", key=key)
