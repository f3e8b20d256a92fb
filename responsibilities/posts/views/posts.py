"""The posts of a unit, the history of one post, and the acts on it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from responsibilities.posts import actions, forms
from responsibilities.posts.models import Post, Tenure
from responsibilities.posts.queries import Holder, history, holders
from responsibilities.posts.queries.handover import leaving
from responsibilities.posts.views.delegations import delegations_of
from responsibilities.roles import Capability
from responsibilities.units.models import Unit
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.columns import Badge, Button, Column, Grey, Side, Stacked
from revitalization.kit.errors import FreshSignInNeeded
from revitalization.kit.fetch import get_or_hidden
from revitalization.kit.forms import ActForm, ReasonForm, confirm_elsewhere, tried
from revitalization.kit.ledgers import Ledger
from revitalization.kit.templatetags.ui import Crumb
from revitalization.kit.views import SignedIn, page, see
from revitalization.kit.words import N_

TONES = {"full": "green", "concurrent": "green", "acting": "amber", "in_charge": "amber", "vacant": "red"}


@dataclass(frozen=True)
class PostAct:
    """One act on a post or a tenure: its words, its form, and the action that takes what the form gives."""

    title: str
    button: str
    form: type[ActForm]
    run: Callable[..., Tenure]
    done: str


POST_ACTS = {
    "appoint": PostAct(N_("Appoint"), N_("Appoint"), forms.AppointForm, actions.appoint, N_("Appointed.")),
    "act-for": PostAct(
        N_("Appoint a stand-in"),
        N_("Appoint the stand-in"),
        forms.StandInForm,
        actions.act_for,
        N_("The stand-in has been appointed."),
    ),
    "note-vacancy": PostAct(
        N_("Record a vacancy"),
        N_("Record the vacancy"),
        forms.VacancyForm,
        actions.note_vacancy,
        N_("The vacancy has been recorded."),
    ),
}

TENURE_ACTS = {
    "hand-over": PostAct(
        N_("Hand over"),
        N_("Record the handover"),
        forms.HandOverForm,
        actions.hand_over,
        N_("The handover has been recorded."),
    ),
    "relieve": PostAct(
        N_("Relieve"),
        N_("Relieve"),
        forms.RelieveForm,
        actions.relieve,
        N_("The last day has been recorded."),
    ),
    "annul": PostAct(
        N_("Undo a wrong entry"),
        N_("Undo entry"),
        ReasonForm,
        actions.annul,
        N_("The entry has been undone; it stays in the history."),
    ),
}


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


def _post(request: SignedIn, key: UUID) -> Post:
    rows = Post.objects.within(request.actor.reach(Capability.POST_READ)).select_related("unit")
    return get_or_hidden(rows, public_id=key)


def _holder_url(it: Tenure) -> str:
    return reverse("person", args=[it.person.public_id]) if it.person else ""


def _how_held(it: Tenure) -> Badge:
    if it.is_annulled:
        return Badge("annulled", _("undone"), "grey")
    return Badge(it.kind, it.kind_label, TONES[it.kind])


def _last_day(it: Tenure) -> Any:
    return None if it.is_annulled else it.until or Grey(_("open-ended"))


def _document(it: Tenure) -> Stacked:
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
    Column("until", gettext_lazy("Last day"), "date", value=_last_day),
    Column("document", gettext_lazy("Document"), value=_document),
)  # fmt: skip
TAKE_BACK = Column("acts", gettext_lazy("Acts"), "acts", value=_take_back)


@page()
def post(request: SignedIn, post: UUID) -> HttpResponse:
    """One post: who held it from when to when, and what may be done."""
    row = _post(request, post)
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
        "crumbs": _crumbs(row.unit, Crumb(row.title)),
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


def _crumbs(unit: Unit, *last: Crumb) -> list[Crumb]:
    return [Crumb(unit.name, f"{reverse('unit', kwargs={'code': unit.code})}?tab=posts"), *last]


@page(methods=("GET", "POST"))
def post_act(request: SignedIn, post: UUID, act: str) -> HttpResponse:
    """Appoint, stand in, note a vacancy."""
    row = _post(request, post)
    return _act(request, POST_ACTS[act], {"post": row}, row, row.label)


@page(methods=("GET", "POST"))
def tenure_act(request: SignedIn, tenure: UUID, act: str) -> HttpResponse:
    """Hand over, relieve, annul."""
    rows = Tenure.objects.within(request.actor.reach(Capability.POST_READ)).select_related(
        "post__unit", "person"
    )
    row = get_or_hidden(rows, public_id=tenure)
    return _act(
        request, TENURE_ACTS[act], {"tenure": row}, row.post, f"{row.post.label} · {row}", row.version
    )


def _act(
    request: SignedIn, act: PostAct, subject: Mapping[str, Any], row: Post, label: str, version: int = 0
) -> HttpResponse:
    request.actor.require(Capability.POST_APPOINT, row, sees=Capability.POST_READ)
    if row.is_first_responsible and request.method != "POST":
        request.actor.require_fresh()
    form = _form(request, act, version)
    confirm_url = ""
    if request.method == "POST" and form.is_valid():
        try:
            trial = tried(form, lambda: act.run(actor=request.actor, **subject, **form.given()))
        except FreshSignInNeeded as problem:
            confirm_url = confirm_elsewhere(request, form, problem)
        else:
            if trial.done:
                messages.success(request, _(act.done))
                return see("post", post=row.public_id)
    context = {
        "post": row,
        "title": _(act.title),
        "button": _(act.button),
        "label": label,
        "form": form,
        "confirm_url": confirm_url,
        "crumbs": _crumbs(row.unit, Crumb(row.title, post_url(str(row.public_id))), Crumb(_(act.title))),
    }
    status = 401 if confirm_url else 400 if form.errors else 200
    return render(request, "posts/act.html", context, status=status)


def _form(request: SignedIn, act: PostAct, version: int) -> Any:
    more: dict[str, Any] = (
        {"reach": request.actor.reach(Capability.POST_READ)} if issubclass(act.form, forms.WhoForm) else {}
    )
    data = request.POST if request.method == "POST" else None
    return act.form(data, initial=forms.initial(clock.today(), version), **more)
