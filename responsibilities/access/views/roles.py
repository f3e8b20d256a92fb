"""Who holds what on a unit: the tab of the unit page, giving a role, ending one."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from responsibilities.access.actions import ask_end, ask_grant, end_grant, grant_role
from responsibilities.access.actions.grants import no_account
from responsibilities.access.forms import AccountGrantForm, EndForm, GrantForm
from responsibilities.access.models import Grant, User
from responsibilities.access.queries import accounts_within, roles_on, takes_two
from responsibilities.access.views.accounts import asked_for
from responsibilities.access.views.own import role_line
from responsibilities.roles import BY_KEY, ROLES, SENTENCES, C
from responsibilities.units.models import Unit
from revitalization.kit.actor import Actor
from revitalization.kit.errors import Forbidden
from revitalization.kit.fetch import get_or_hidden
from revitalization.kit.forms import tried
from revitalization.kit.views import SignedIn, page, see


def sees_roles(actor: Actor, unit: Unit) -> bool:
    """Whether the tab is there for this reader."""
    return actor.can(C.POST_READ, unit)


def roles_tab(actor: Actor, unit: Unit, request: HttpRequest) -> Mapping[str, Any]:
    """Who holds which role on the unit since when."""
    lines = [role_line(grant) for grant in roles_on(unit)]
    for line in lines:
        line["sentences"] = sentences_of(line["grant"].role)
        line["about"] = f"{line['grant'].user.name} {line['label']}"
    return {"role_lines": lines, "may_grant": actor.can(C.ROLE_GRANT, unit)}


def sentences_of(key: str) -> list[tuple[str, str]]:
    """What a role allows, each sentence with where: here, below, or both."""
    role = BY_KEY.get(key)
    if role is None:
        return []
    places = {(True, True): _("here and below"), (True, False): _("here"), (False, True): _("below")}
    held = [right for right in SENTENCES if right in role.here | role.below]
    return [(_(SENTENCES[right]), places[right in role.here, right in role.below]) for right in held]


@page(methods=("GET", "POST"))
def grant(request: SignedIn, code: str) -> HttpResponse:
    """Gives an account of the name a role on the unit, from a day to a day.

    Asks for a sign-in of the last minutes; what takes two is only asked for. What is wrong stands beside its field.
    """
    unit = get_or_hidden(Unit.objects.live().within(request.actor.reach(C.UNIT_READ)), code=code)
    request.actor.require(C.ROLE_GRANT, unit, sees=C.UNIT_READ)
    request.actor.require_fresh()
    form = GrantForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.given()
        username = given.pop("username").strip().lower()
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            form.add_error("username", no_account())
        elif takes_two(user, given["role"]):
            if tried(form, lambda: ask_grant(actor=request.actor, user=user, unit=unit, **given)).done:
                return asked_for(request, user)
        elif tried(form, lambda: grant_role(actor=request.actor, user=user, unit=unit, **given)).done:
            messages.success(request, _("The role has been granted."))
            return HttpResponseRedirect(f"{reverse('unit', kwargs={'code': code})}?tab=roles")
    roles = [(_(role.label), sentences_of(role.key)) for role in ROLES if not role.by_post]
    context = {"unit": unit, "form": form, "roles": roles}
    return render(request, "access/grant.html", context, status=400 if form.errors else 200)


@page(methods=("GET", "POST"))
def grant_to(request: SignedIn, key: str) -> HttpResponse:
    """Gives the account a role on a unit that is named here; the person is known, nothing is typed twice."""
    reach = request.actor.reach(C.ROLE_GRANT)
    if not reach:
        raise Forbidden
    user = get_or_hidden(accounts_within(reach), public_id=key)
    request.actor.require_fresh()
    form = AccountGrantForm(request.POST if request.method == "POST" else None, reach=reach)
    if request.method == "POST" and form.is_valid() and form.place is not None:
        gift: dict[str, Any] = {"user": user, "unit": form.place, **form.given()}
        two = takes_two(user, gift["role"])
        act = ask_grant if two else grant_role
        if tried(form, lambda: act(actor=request.actor, **gift)).done:
            if two:
                return asked_for(request, user)
            messages.success(request, _("The role has been granted."))
            return see("account_one", key=key)
    roles = [(_(role.label), sentences_of(role.key)) for role in ROLES if not role.by_post]
    context = {"person": user, "form": form, "roles": roles}
    return render(request, "access/account_grant.html", context, status=400 if form.errors else 200)


@page(methods=("GET", "POST"))
def end(request: SignedIn, key: str) -> HttpResponse:
    """Ends a role, after a sign-in of the last minutes; what takes two is only asked for. `Hidden` out of reach."""
    within = request.actor.reach(C.POST_READ).q("content_object__lo")
    found = get_or_hidden(
        Grant.objects.filter(within).select_related("content_object", "user"), public_id=key
    )
    request.actor.require(C.ROLE_GRANT, found.content_object, sees=C.POST_READ)
    request.actor.require_fresh()
    by_two = found.user_id != request.actor.user_id and takes_two(found.user, found.role)
    form = EndForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.given()
        if by_two:
            if tried(form, lambda: ask_end(actor=request.actor, grant=found, **given)).done:
                return asked_for(request, found.user)
        elif tried(form, lambda: end_grant(actor=request.actor, grant=found, **given)).done:
            messages.success(request, _("The role has ended."))
            return HttpResponseRedirect(
                f"{reverse('unit', kwargs={'code': found.content_object.code})}?tab=roles"
            )
    context = {"line": role_line(found), "form": form, "unit": found.content_object, "by_two": by_two}
    return render(request, "access/grant_end.html", context, status=400 if form.errors else 200)
