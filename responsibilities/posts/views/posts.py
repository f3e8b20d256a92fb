"""The posts of a unit, and the history of one post."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from responsibilities.posts.models import Post, Tenure
from responsibilities.posts.queries import Holder, history, holders
from responsibilities.posts.queries.handover import leaving
from responsibilities.posts.views.delegations import delegations_of
from responsibilities.roles import Capability
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.columns import Badge, Button, Column, Grey, Side, Stacked
from revitalization.kit.fetch import get_or_hidden
from revitalization.kit.ledgers import Ledger
from revitalization.kit.templatetags.ui import Crumb
from revitalization.kit.views import SignedIn, page

TONES = {"full": "green", "concurrent": "green", "acting": "amber", "in_charge": "amber", "vacant": "red"}


def post_url(key: str) -> str:
    """The address of a post's page; that of all vacancies for a record about many posts."""
    return reverse("post", kwargs={"post": key}) if key else reverse("vacancies")


def sees_posts(actor: Actor, unit: Unit) -> bool:
    """Whether the tab is there for this reader."""
    return actor.can(Capability.POST_READ, unit)


def posts_tab(actor: Actor, unit: Unit, request: HttpRequest) -> Mapping[str, Any]:
    """The unit's posts with who holds them today."""
    rows = holders(unit, clock.today())
    return {
        "first": [_card(row) for row in rows if row.post.is_first_responsible],
        "others": [_card(row) for row in rows if not row.post.is_first_responsible],
        "may_appoint": actor.can(Capability.POST_APPOINT, unit),
        "today": clock.today(),
        "code": unit.code,
    }


def _card(row: Holder) -> dict[str, Any]:
    return {"holder": row, "tone": TONES[row.kind], "kind": _kind(row.kind)}


def _kind(kind: str) -> str:
    return Tenure(kind=kind).kind_label


def post_for(actor: Actor, key: UUID) -> Post:
    """The post within the actor's reach; `Hidden` when it is outside or not there."""
    rows = Post.objects.within(actor.reach(Capability.POST_READ)).select_related("unit")
    return get_or_hidden(rows, public_id=key)


def _holder_url(it: Tenure) -> str:
    return reverse("person", args=[it.person.public_id]) if it.person else ""


def _how_held(it: Tenure) -> Badge:
    if it.is_annulled:
        return Badge("annulled", _("undone"), "grey")
    return Badge(it.kind, it.kind_label, TONES[it.kind])


def _last_day(it: Tenure) -> Any:
    return None if it.is_annulled else it.until or Grey(_("open-ended"))


def _document(it: Tenure) -> Stacked | None:
    if not (it.document_number or it.document_title or it.note):
        return None
    return Stacked(Side(it.document_number, it.document_title and Grey(it.document_title)), it.note)


def _take_back(it: Tenure) -> Button | None:
    return None if it.is_annulled else Button(_("Undo entry"), reverse("tenure_annul", args=[it.public_id]))


HISTORY = (
    Column(
        "holder", gettext_lazy("Holder"), width="nowrap", value=lambda it: it.person and it.person.name,
        url=_holder_url, missing="—",
    ),
    Column("kind", gettext_lazy("Held"), "badge", value=_how_held),
    Column("since", gettext_lazy("First day"), "date", value=lambda it: it.since),
    Column("until", gettext_lazy("In office until"), "date", value=_last_day),
    Column("document", gettext_lazy("Document"), value=_document, missing="—"),
)  # fmt: skip
TAKE_BACK = Column("acts", gettext_lazy("Acts"), "acts", value=_take_back)


@page()
def post(request: SignedIn, post: UUID) -> HttpResponse:
    """One post: who held it from when to when, and what may be done."""
    row = post_for(request.actor, post)
    may = request.actor.can(Capability.POST_APPOINT, row)
    today = clock.today()
    rows = list(history(row))
    current = next((it for it in rows if it.held.on(today)), None)
    lines = Ledger(
        (*HISTORY, TAKE_BACK) if may else HISTORY,
        rows,
        empty=_("Nothing entered yet"),
        empty_hint=_("Nobody has been appointed to this post here."),
        current=lambda it: it is current,
    )
    context = {
        "post": row,
        "crumbs": crumbs(row.unit, Crumb(row.title)),
        "lines": lines,
        "current": current if current and not current.is_vacancy else None,
        "leaving": leaving(rows, today) if may else [],
        "may_appoint": may,
        "may_delegate": _is_own(request.actor, row, current),
        "delegations": delegations_of(row) if row.is_first_responsible else None,
        "today": today,
    }
    return render(request, "posts/post.html", context)


def _is_own(actor: Actor, row: Post, current: Tenure | None) -> bool:
    """Whether the reader holds this post and may let another sign for it."""
    holds = current is not None and current.person is not None and current.person.user_id == actor.user_id
    return holds and actor.user_id is not None and actor.can(Capability.POST_DELEGATE, row)


def crumbs(unit: Unit, *last: Crumb) -> list[Crumb]:
    """The way to a page of the unit's posts."""
    return [Crumb(unit.name, f"{reverse('unit', kwargs={'code': unit.code})}?tab=posts"), *last]
