"""The page of one item, every act on it, its files, and handing it down."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from responsibilities.duties.queries import said_categories
from responsibilities.files.actions import attach as attach_file
from responsibilities.files.forms import EvidenceForm, read_upload
from responsibilities.ledger import rules
from responsibilities.ledger.actions import DO
from responsibilities.ledger.actions.drawing import hand_down
from responsibilities.ledger.actions.drawn import Drawn
from responsibilities.ledger.forms import HandDownForm
from responsibilities.ledger.models import Item
from responsibilities.ledger.queries.items import prepared_words, view_of
from responsibilities.ledger.queries.steps import steps_of
from responsibilities.ledger.queries.within import item_for
from responsibilities.ledger.rules.lamps import SHORT_WORDS, TONES
from responsibilities.ledger.rules.milestones import milestone_lines
from responsibilities.ledger.views.common import (
    departments_of,
    handling_lines,
    progress_lines,
    stands,
    turn_lines,
)
from responsibilities.ledger.views.funds import fund_card, funds_stand, said_entry
from responsibilities.record.queries import about
from responsibilities.roles import Capability as C
from revitalization.kit import clock
from revitalization.kit.act_pages import ActPages
from revitalization.kit.forms import tried
from revitalization.kit.language import translated
from revitalization.kit.views import SignedIn, go_on, page, see
from revitalization.kit.workflow import Act

_PLAIN = ActPages(DO)
# What lies ready is proposed: the prepared application, the deadline that was asked for.
_PREPARED = ActPages(DO, start=prepared_words)
_ASKED = ActPages(DO, start=lambda row: {"new_due_on": row.asked_due_on})
_OWN = ActPages(DO, start=lambda row: {"milestones": milestone_lines(row.points)})
_FUNDS = ActPages(DO, start=lambda row: {"on_day": clock.today()})
AT_ONCE = frozenset(key for key in DO if not DO[key].takes)
"""Acts that take nothing: done from the item's page."""
PAGES = {
    **dict.fromkeys(DO, _PLAIN),
    **dict.fromkeys(("prepare", "declare"), _PREPARED),
    **dict.fromkeys(("plan_funds", "allot", "pay"), _FUNDS),
    "extend": _ASKED,
    "set_milestones": _OWN,
}


@page()
def item(request: SignedIn, matter: str, code: str) -> HttpResponse:
    """The item as it stands: words, plan, progress, steps, lamp with its reason, files, what can be done."""
    row = item_for(request.actor, matter, code)
    return render(request, "ledger/item.html", _context(request, row))


def _context(request: SignedIn, row: Item) -> dict[str, Any]:
    found = view_of(row, request.actor)
    return {
        "view": found,
        "item": row,
        "responsibilities": said_categories(row.matter.categories, row.matter.year),
        "state": rules.WORKFLOW.state(row.status),
        "unit_states": rules.WITH_THE_UNIT,
        "lamp_tone": TONES[found.lamp.level],
        "lamp_word": _(SHORT_WORDS[found.lamp.level]),
        "lamp_why": translated(found.lamp.words) if found.lamp.words else "",
        "at_once": AT_ONCE,
        "today": clock.today(),
        "buttons": DO.offered(list(found.acts)),
        "progress": progress_lines(found.progress),
        "handlings": handling_lines(found.handlings),
        "turns": turn_lines(found.turns),
        "upload": EvidenceForm(),
        **fund_card(row, found.fund_entries),
        "steps": steps_of([row], request.actor).get(row.public_id, []),
        "entries": about(request.actor, "ledger", row.public_id),
    }


@page(methods=("GET", "POST"))
def act(request: SignedIn, matter: str, code: str, act: str) -> HttpResponse:
    """One act: POST does it; GET asks for what it takes on a page of its own."""

    def ask(row: Item, wanted: Act) -> tuple[str, dict[str, Any]]:
        return "ledger/act.html", {
            "item": row,
            "act": wanted,
            "state": rules.WORKFLOW.state(row.status),
            "today": clock.today(),
            "next": request.POST.get("next", ""),
            "stands": stands(row) if wanted.key == "progress" else funds_stand(row, wanted.key),
        }

    def done(row: Item, wanted: Act) -> HttpResponse:
        said = [_("Done: %(act)s.") % {"act": _(wanted.label)}, said_entry(row, wanted.key)]
        messages.success(request, " ".join(filter(None, said)))
        return go_on(request, "ledger_item", matter, code)

    return PAGES[act].page(request, act, lambda: item_for(request.actor, matter, code), page=ask, done=done)


@page(methods=("POST",))
def attach(request: SignedIn, matter: str, code: str) -> HttpResponse:
    """Adds one file as evidence; a refused one says why beside the field and changes nothing."""
    row = item_for(request.actor, matter, code)
    request.actor.require(C.LEDGER_WORK, row, sees=C.LEDGER_READ)
    form = EvidenceForm(request.POST, request.FILES)

    def add() -> bool:
        sent = read_upload(request)
        attach_file(
            actor=request.actor, kind="ledger", key=row.public_id, lo=row.lo, name=sent.name, data=sent.data
        )
        return True

    trial = tried(form, add) if form.is_valid() else None
    if trial is None or not trial.done:
        context = _context(request, row) | {"upload": form}
        return render(request, "ledger/item.html", context, status=trial.status if trial else 400)
    messages.success(request, _("The file was added."))
    return see("ledger_item", matter, code)


@page(methods=("GET", "POST"))
def pass_down(request: SignedIn, matter: str, code: str) -> HttpResponse:
    """Hands the item down: this level's own measure and lead department beside the words above, then the counts."""
    row = item_for(request.actor, matter, code)
    request.actor.require(C.LEDGER_ISSUE, row, sees=C.LEDGER_READ)
    today = clock.today()
    start = {"issued_on": today, "start_on": max(today, row.start_on), "due_on": row.due_on, "weight": 1}
    form = HandDownForm(
        request.POST or None, initial=start, issuers=[row.unit], departments=departments_of([row.unit])
    )
    status = 400 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        drawn = Drawn(title=row.matter.title, target=row.matter.target, **form.said())
        trial = tried(form, lambda: hand_down(actor=request.actor, item=row, drawn=drawn))
        if trial.result is not None:
            messages.success(request, _("It is drawn up. Check the counts, then issue it."))
            return see("matter", trial.result.key)
        status = trial.status
    return render(request, "ledger/hand_down.html", {"form": form, "item": row}, status=status)
