"""API tokens: the list within reach, issuing, revoking."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from responsibilities.access.actions import issue_token, revoke_token
from responsibilities.access.forms import TokenForm
from responsibilities.access.models import Token, User
from responsibilities.access.queries import accounts_within
from responsibilities.access.rules import PRESETS
from responsibilities.roles import SENTENCES, C
from revitalization.kit import clock, parameters
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
    """Tokens one may issue or that act for oneself; a usual purpose leads to the form with its rights ticked."""
    may_issue = request.actor.has(C.TOKEN_ISSUE)
    rows = TablePage(TABLE, _visible(request), request.GET)
    context = {"page": rows, "may_issue": may_issue, "presets": _offered() if may_issue else []}
    return render(request, "access/tokens.html", context)


@page()
def one(request: SignedIn, key: str) -> HttpResponse:
    """What one token may, where, and until when; `Hidden` out of reach."""
    token = get_or_hidden(_visible(request), key_id=key)
    rights = [_(text) for right, text in SENTENCES.items() if right in token.capabilities]
    context = {"token": token, "rights": rights, "over": token.expires_at <= clock.now()}
    return render(request, "access/token.html", context)


@page(params=("preset", "account"), methods=("GET", "POST"))
@never_cache
def new(request: SignedIn) -> HttpResponse:
    """Issues a token and shows it once, with a first request to try it; a usual purpose ticks its rights."""
    reach = request.actor.reach(C.TOKEN_ISSUE)
    if not reach:
        raise Forbidden
    request.actor.require_fresh()
    preset, named = _asked(request)
    given = request.POST if request.method == "POST" else None
    form = TokenForm(given, reach=reach, preset=preset, initial={"username": named.username if named else ""})
    if request.method == "POST" and form.is_valid():
        issued = _issue(request, form)
        if issued is not None:
            return _shown(request, *issued)
    context = {"form": form, "presets": _offered(named, preset)}
    return render(request, "access/token_new.html", context, status=400 if form.errors else 200)


def _asked(request: SignedIn) -> tuple[str, User | None]:
    """The purpose and the account that the address names; refused where there is no such purpose or account."""
    asked = parameters.clean(request.GET, ("preset", "account"))
    preset = parameters.one_of(asked["preset"], PRESETS, "preset") if "preset" in asked else ""
    if "account" not in asked:
        return preset, None
    return preset, get_or_hidden(
        accounts_within(request.actor.reach(C.TOKEN_ISSUE)), public_id=_number(asked["account"])
    )


def _number(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as broken:
        raise parameters.invalid("account", _("This value is not one of those offered.")) from broken


def _offered(named: User | None = None, chosen: str = "") -> list[tuple[str, str, str, bool]]:
    """The usual purposes: word, what it allows, where its form is, whether it is chosen."""
    return [(_(it.label), _(it.about), _again(key, named), key == chosen) for key, it in PRESETS.items()]


def _again(preset: str, named: User | None) -> str:
    kept = {"preset": preset} | ({"account": str(named.public_id)} if named else {})
    return f"{reverse('token_new')}?{urlencode(kept)}"


def _shown(request: SignedIn, token: Token, text: str) -> HttpResponse:
    """The token, once, with a request that already works."""
    path = "/api/v1/obligations/?limit=5" if C.REPORT_READ in token.capabilities else "/api/v1/me/"
    address = request.build_absolute_uri(path)
    line = f'curl -s "{address}" -H "Authorization: Bearer {text}"'
    return render(request, "access/token_shown.html", {"token": token, "text": text, "line": line})


def _issue(request: SignedIn, form: TokenForm) -> tuple[Token, str] | None:
    reach = request.actor.reach(C.TOKEN_ISSUE)
    given = form.cleaned_data
    unit = form.place
    name = given["username"].strip().lower()
    user: User | None = accounts_within(reach).filter(username=name, is_active=True).first()
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
    """Ends a token at once: its next request is refused. `Hidden` out of reach."""
    revoke_token(actor=request.actor, token=get_or_hidden(_visible(request), key_id=key))
    messages.success(request, _("The token is revoked."))
    return see("token", key=key)
