"""Accounts, for the security administrator within reach."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from responsibilities.access.actions import (
    ask_close,
    ask_reset,
    close_account,
    confirm_asked,
    create_account,
    drop_asked,
    fetch_code,
    reset_password,
)
from responsibilities.access.forms import AccountForm, CloseForm, ProposalForm, ResetForm
from responsibilities.access.models import Grant, Proposal, User
from responsibilities.access.queries import accounts_within, codes_given, proposed, takes_two
from responsibilities.access.queries.listing import listed
from responsibilities.access.rules import EVENT_LABELS, Asked
from responsibilities.access.views.account_list import TABLE
from responsibilities.access.views.own import role_line
from responsibilities.roles import BY_KEY, C
from revitalization.kit import clock
from revitalization.kit.errors import Forbidden, Stale
from revitalization.kit.fetch import get_or_hidden
from revitalization.kit.forms import tried
from revitalization.kit.tables import TablePage
from revitalization.kit.views import SignedIn, page, see


@page(params=TABLE.names)
def accounts(request: SignedIn) -> HttpResponse:
    """The accounts whose every role lies within one's reach."""
    reach = request.actor.reach(C.ACCOUNT_RESET)
    if not reach:
        raise Forbidden
    return render(
        request,
        "access/accounts.html",
        {"page": TablePage(TABLE, listed(accounts_within(reach)), request.GET)},
    )


@page(methods=("GET", "POST"))
def new(request: SignedIn) -> HttpResponse:
    """Opens an account and shows its one-time code once."""
    if not request.actor.has(C.ACCOUNT_RESET):
        raise Forbidden
    request.actor.require_fresh()
    form = AccountForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        trial = tried(form, lambda: create_account(actor=request.actor, **form.given()))
        if trial.result:
            user, code = trial.result
            onward = reverse("account_grant", kwargs={"key": user.public_id})
            return _code(request, user, code, onward if request.actor.has(C.ROLE_GRANT) else "")
    return render(request, "access/account_new.html", {"form": form}, status=400 if form.errors else 200)


@page()
def one(request: SignedIn, key: str) -> HttpResponse:
    """One account: its roles, and the acts on it."""
    return _one(request, _within(request, key))


@page(methods=("POST",))
def reset(request: SignedIn, key: str) -> HttpResponse:
    """A new one-time code, shown once; for an administrator's account it is asked for."""
    user = _within(request, key)
    form = ResetForm(request.POST, auto_id="reset_%s")
    if not form.is_valid():
        return _one(request, user, {"reset_form": form}, status=400)
    act = ask_reset if takes_two(user) else reset_password
    trial = tried(form, lambda: act(actor=request.actor, user=user, **form.given()))
    if isinstance(trial.result, str):
        return _code(request, user, trial.result)
    if trial.done:
        return asked_for(request, user)
    # The form keeps the old version: only the account's page, opened again, makes another code.
    made = isinstance(trial.problem, Stale)
    return _one(request, user, {"reset_form": form, "code_made": made}, status=412 if made else 400)


@page(methods=("POST",))
def confirm(request: SignedIn, key: str) -> HttpResponse:
    """What another administrator asked for takes effect; a new code is then fetched by who asked for it."""
    user = _within(request, key)
    form = ProposalForm(request.POST, auto_id="asked_%s")
    if not form.is_valid():
        return _one(request, user, {"asked_form": form}, status=400)
    asked = confirm_asked(actor=request.actor, user=user, number=form.cleaned_data["version"])
    fetched = _("Confirmed. Whoever requested the new code collects it and hands it over.")
    messages.success(request, fetched if asked.kind == Asked.RESET else _("Confirmed and done."))
    return see("account_one", key=key)


@page(methods=("POST",))
def code(request: SignedIn, key: str) -> HttpResponse:
    """The new code that another administrator confirmed, shown once to who asked for it."""
    user = _within(request, key)
    form = ProposalForm(request.POST, auto_id="asked_%s")
    if not form.is_valid():
        return _one(request, user, {"asked_form": form}, status=400)
    number = form.cleaned_data["version"]
    return _code(request, user, fetch_code(actor=request.actor, user=user, number=number))


@page(methods=("POST",))
def drop(request: SignedIn, key: str) -> HttpResponse:
    """Takes back what one asked for oneself, or declines what another administrator asked for."""
    user = _within(request, key)
    form = ProposalForm(request.POST, auto_id="asked_%s")
    if not form.is_valid():
        return _one(request, user, {"asked_form": form}, status=400)
    drop_asked(actor=request.actor, user=user, number=form.cleaned_data["version"])
    messages.success(request, _("The request has been cancelled."))
    return see("account_one", key=key)


@page(methods=("POST",))
def close(request: SignedIn, key: str) -> HttpResponse:
    """Closes the account for good; for an administrator's account it is asked for.

    Another administrator confirms what was asked. `Hidden` for an account out of reach.
    """
    user = _within(request, key)
    form = CloseForm(request.POST, auto_id="close_%s")
    if form.is_valid():
        two = takes_two(user)
        act = ask_close if two else close_account
        if tried(form, lambda: act(actor=request.actor, user=user, **form.given())).done:
            if two:
                return asked_for(request, user)
            messages.success(request, _("The account is closed."))
            return see("account_one", key=key)
    return _one(request, user, {"close_form": form}, status=400)


def asked_for(request: SignedIn, user: User) -> HttpResponse:
    """After asking for what takes two: the account's page, which says who confirms."""
    messages.success(request, _("Requested. Another security administrator must confirm it."))
    return see("account_one", key=user.public_id)


def _within(request: SignedIn, key: str) -> User:
    reach = request.actor.reach(C.ACCOUNT_RESET)
    if not reach:
        raise Forbidden
    return get_or_hidden(accounts_within(reach), public_id=key)


def _one(
    request: SignedIn, user: User, extra: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    grants = Grant.objects.on(clock.today()).filter(user=user).select_related("content_object")
    asked = proposed(user)
    context = {
        "person": user,
        "grants": [role_line(grant) for grant in grants.order_by("content_object__lo", "role")],
        "reset_form": ResetForm(initial={"version": user.version}, auto_id="reset_%s"),
        "close_form": CloseForm(auto_id="close_%s"),
        "own": user.pk == request.actor.user_id,
        "may_grant": request.actor.has(C.ROLE_GRANT),
        "may_issue": request.actor.has(C.TOKEN_ISSUE),
        "by_two": takes_two(user),
        "asked": asked,
        "asked_what": asked and what_is_asked(asked),
        "asked_form": ProposalForm(initial={"version": asked.pk}, auto_id="asked_%s") if asked else None,
        "codes": [(event, _(EVENT_LABELS[event.kind])) for event in codes_given(user)] if asked else [],
        "mine": asked is not None and asked.asked_by_id == request.actor.user_id,
        **(extra or {}),
    }
    return render(request, "access/account_one.html", context, status=status)


def what_is_asked(asked: Proposal) -> str:
    """What is asked for, in words."""
    if asked.kind == Asked.RESET:
        forget = _("A new one-time code; the authenticator app, recovery codes and passkeys are removed too.")
        return forget if asked.second_step else _("A new one-time code.")
    if asked.kind == Asked.CLOSE:
        return _("The account is closed for good.")
    unit = asked.grant.content_object if asked.grant else asked.unit
    about = {"role": _(BY_KEY[asked.role].label), "unit": unit.name if unit else "", "since": asked.since}
    about["until"] = asked.until or ""
    if asked.kind == Asked.END and asked.until is None:
        return _("The role %(role)s on %(unit)s ends at once.") % about
    if asked.kind == Asked.END:
        return _("The role %(role)s on %(unit)s ends with %(until)s.") % about
    if asked.until is None:
        return _("The role %(role)s on %(unit)s from %(since)s.") % about
    return _("The role %(role)s on %(unit)s from %(since)s until %(until)s.") % about


@never_cache
def _code(request: SignedIn, user: User, code: str, next_url: str = "") -> HttpResponse:
    return render(request, "access/code.html", {"person": user, "code": code, "next_url": next_url})
