"""The pages of every act on a post, a tenure, a delegation or a person."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from responsibilities.posts.actions import DO_DELEGATION, DO_PERSON, DO_POST, DO_TENURE
from responsibilities.posts.actions.people import place_of
from responsibilities.posts.forms import PARTS
from responsibilities.posts.models import Delegation, Post, Tenure
from responsibilities.posts.queries.delegations import holder_of, of_post
from responsibilities.posts.views.people import person_context, person_for
from responsibilities.posts.views.posts import crumbs, post_for, post_url
from responsibilities.roles import Capability
from revitalization.kit import clock
from revitalization.kit.act_pages import ActPages
from revitalization.kit.errors import Forbidden
from revitalization.kit.fetch import get_or_hidden
from revitalization.kit.language import said_day
from revitalization.kit.templatetags.ui import Crumb
from revitalization.kit.views import SignedIn, page, see
from revitalization.kit.workflow import Act


def _today(_row: Any) -> dict[str, Any]:
    """Every act is proposed for today."""
    return {"since": clock.today(), "on": clock.today()}


POSTS = ActPages(DO_POST, PARTS, start=_today)
TENURES = ActPages(DO_TENURE, PARTS, start=_today)
DELEGATIONS = ActPages(DO_DELEGATION)
PEOPLE = ActPages(DO_PERSON, start=lambda row: {"name": row.name}, right=place_of)


@page(methods=("GET", "POST"))
def post_act(request: SignedIn, post: UUID, act: str) -> HttpResponse:
    """Appoint, stand in, note a vacancy; let another sign."""

    def ask(row: Post, wanted: Act) -> tuple[str, dict[str, Any]]:
        if wanted.key == "delegate":
            return "posts/delegate.html", _around(row, wanted) | _given(request, row)
        return "posts/act.html", _around(row, wanted) | {"label": row.label}

    return POSTS.page(
        request,
        act,
        lambda: post_for(request.actor, post),
        page=ask,
        done=lambda row, wanted: _done(request, row, wanted),
    )


@page(methods=("GET", "POST"))
def tenure_act(request: SignedIn, tenure: UUID, act: str) -> HttpResponse:
    """Hand over, relieve, annul."""

    def find() -> Tenure:
        rows = Tenure.objects.within(request.actor.reach(Capability.POST_READ))
        return get_or_hidden(rows.select_related("post__unit", "person"), public_id=tenure)

    def ask(row: Tenure, wanted: Act) -> tuple[str, dict[str, Any]]:
        since = _("since %(day)s") % {"day": said_day(row.since)}
        held = f"{row.post.label} · {row.person or '—'} · {since}"
        return "posts/act.html", _around(row.post, wanted) | {"label": held}

    return TENURES.page(
        request, act, find, page=ask, done=lambda row, wanted: _done(request, row.post, wanted)
    )


def _around(row: Post, wanted: Act) -> dict[str, Any]:
    way = crumbs(row.unit, Crumb(row.title, post_url(str(row.public_id))), Crumb(_(wanted.label)))
    return {
        "post": row,
        "title": _(wanted.label),
        "button": _(wanted.button or wanted.label),
        "crumbs": way,
    }


def _given(request: SignedIn, row: Post) -> dict[str, Any]:
    """What the holder has given and not taken back; `Forbidden` for everybody else."""
    if holder_of(row, request.actor) is None:
        raise Forbidden(_("Only whoever holds the post today can let another sign for it."))
    return {"open": of_post(row).filter(ended_at__isnull=True, until__gte=clock.today())}


def _done(request: SignedIn, row: Post, wanted: Act) -> HttpResponse:
    messages.success(request, _(wanted.said))
    return see("post", post=row.public_id)


@page(methods=("POST",))
def delegation_end(request: SignedIn, delegation: UUID) -> HttpResponse:
    """Takes a written delegation back from now on; what was signed under it stands. `Hidden` out of reach."""
    rows = Delegation.objects.within(request.actor.reach(Capability.POST_READ)).select_related("post__unit")
    row = get_or_hidden(rows, public_id=delegation)
    DELEGATIONS.at_once(request, "end_delegation", row)
    return _done(request, row.post, DO_DELEGATION.table.act("end_delegation"))


@page(methods=("GET", "POST"))
def person(request: SignedIn, person: UUID) -> HttpResponse:
    """What a person holds and held within the reader's reach; POST corrects name and phone."""
    row = person_for(request.actor, person)
    if request.method != "POST":
        context = person_context(request.actor, row)
        if context["may_amend"]:
            context["form"] = PEOPLE.form("amend", row, request.actor)
        return render(request, "posts/person.html", context)

    def done(_row: Any, wanted: Act) -> HttpResponse:
        messages.success(request, _(wanted.said))
        return see("person", person=person)

    return PEOPLE.page(
        request,
        "amend",
        lambda: person_for(request.actor, person),
        page=lambda found, _act: ("posts/person.html", person_context(request.actor, found)),
        done=done,
    )


@page(methods=("POST",))
def person_sign_in(request: SignedIn, person: UUID) -> HttpResponse:
    """Opens a sign-in; its one-time code is on the answer and nowhere else."""
    row = person_for(request.actor, person)
    user, code = PEOPLE.at_once(request, "sign_in", row)
    answer = render(request, "posts/sign_in.html", {"person": row, "username": user.username, "code": code})
    answer["Cache-Control"] = "no-store"
    return answer
