"""The page on which a holder lets another principal of the unit sign for the post, and takes it back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from responsibilities.posts import actions
from responsibilities.posts.forms.delegations import DelegationForm
from responsibilities.posts.models import Delegation, Post
from responsibilities.posts.queries.delegations import holder_of, may_be_asked, of_post
from responsibilities.roles import Capability
from revitalization.kit import clock
from revitalization.kit.columns import Badge, Column
from revitalization.kit.errors import Forbidden, FreshSignInNeeded, VersionNeeded
from revitalization.kit.fetch import get_or_hidden
from revitalization.kit.forms import VersionedForm, confirm_elsewhere, tried
from revitalization.kit.ledgers import Ledger
from revitalization.kit.templatetags.ui import Crumb
from revitalization.kit.views import SignedIn, page, see


def _state(it: Delegation) -> Badge:
    today = clock.today()
    if it.ended_at is not None:
        return Badge("ended", _("taken back"), "grey")
    if it.until < today:
        return Badge("over", _("over"), "grey")
    return (
        Badge("to_come", _("to come"), "grey")
        if it.since > today
        else Badge("in_force", _("in force"), "green")
    )


DELEGATIONS = (
    Column("to", gettext_lazy("Signs for the post"), value=lambda it: it.to.name),
    Column("giver", gettext_lazy("Authorised by"), value=lambda it: it.giver.name),
    Column("since", gettext_lazy("First day"), "date", value=lambda it: it.since),
    Column("until", gettext_lazy("Last day"), "date", value=lambda it: it.until),
    Column("state", gettext_lazy("State"), "badge", value=_state),
    Column("reason", gettext_lazy("Reason"), value=lambda it: it.reason),
)


def delegations_of(post: Post) -> Ledger | None:
    """What was ever given for the post, as a table; None when nothing was."""
    rows = list(of_post(post))
    return Ledger(DELEGATIONS, rows) if rows else None


@page(methods=("GET", "POST"))
def post_delegate(request: SignedIn, post: UUID) -> HttpResponse:
    """Asks the holder for whom, for which days and why; shows what was given, with the way to take it back."""
    reach = request.actor.reach(Capability.POST_READ)
    row = get_or_hidden(Post.objects.within(reach).select_related("unit"), public_id=post)
    request.actor.require(Capability.POST_DELEGATE, row, sees=Capability.POST_READ)
    if holder_of(row, request.actor) is None:
        raise Forbidden(_("Only whoever holds the post today can let another sign for it."))
    today = clock.today()
    people = may_be_asked(row, today)
    form = DelegationForm(
        request.POST if request.method == "POST" else None, people=people, initial={"since": today}
    )
    confirm_url = ""
    if request.method == "POST" and form.is_valid():
        try:
            trial = tried(form, lambda: actions.delegate(actor=request.actor, post=row, **form.given()))
        except FreshSignInNeeded as problem:
            confirm_url = confirm_elsewhere(request, form, problem)
        else:
            if trial.done:
                messages.success(request, _("Recorded. It ends by itself after the last day."))
                return see("post", post=row.public_id)
    context = {"post": row, "form": form, "nobody": not people, "confirm_url": confirm_url, **_around(row)}
    status = 401 if confirm_url else 400 if form.errors else 200
    return render(request, "posts/delegate.html", context, status=status)


def _around(row: Post) -> dict[str, Any]:
    unit = f"{reverse('unit', kwargs={'code': row.unit.code})}?tab=posts"
    crumbs = [
        Crumb(row.unit.name, unit),
        Crumb(row.title, reverse("post", args=[row.public_id])),
        Crumb(_("Let another sign")),
    ]
    return {
        "crumbs": crumbs,
        "open": of_post(row).filter(ended_at__isnull=True, until__gte=clock.today()),
    }


@page(methods=("POST",))
def delegation_end(request: SignedIn, delegation: UUID) -> HttpResponse:
    """Takes a delegation back from now on."""
    rows = Delegation.objects.within(request.actor.reach(Capability.POST_READ)).select_related("post__unit")
    row = get_or_hidden(rows, public_id=delegation)
    form = VersionedForm(request.POST)
    if not form.is_valid():
        raise VersionNeeded
    actions.end_delegation(actor=request.actor, delegation=row, version=form.cleaned_data["version"])
    messages.success(request, _("Taken back. What was signed stays signed."))
    return see("post", post=row.post.public_id)
