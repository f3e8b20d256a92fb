"""One act on many lines of the inbox: first who would be changed and who refused and why, then what came of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from revitalization.kit.actor import Actor
from revitalization.kit.errors import Hidden
from revitalization.kit.inbox import BulkAct, Outcome, Picked
from revitalization.kit.registry import REGISTRY
from revitalization.kit.views import SignedIn, page, safe_next, see

MOST = 200
LINE = re.compile(r"([a-z-]{1,32}):([^@\s]{1,96})@(\d{1,9})")


@dataclass(frozen=True)
class Row:
    """One picked line with what came, or would come, of the act; `sent` is what the page sent for it."""

    outcome: Outcome
    sent: str


@page(methods=("POST",))
def inbox_bulk(request: SignedIn) -> HttpResponse:
    """Without `confirm` nothing is changed: the page names what would be; with it the act is done, row by row."""
    back, sent = safe_next(request, "/"), list(dict.fromkeys(request.POST.getlist("line")))
    if not sent or len(sent) > MOST:
        said = (
            _("Pick the lines first.") if not sent else _("Pick at most %(n)s lines at once.") % {"n": MOST}
        )
        messages.error(request, said)
        response = see("inbox")
        response["Location"] = back
        return response
    confirmed = request.POST.get("confirm") == "1"
    kind, picked = _picked(sent)
    act = _act(request.POST.get("act", ""), kind)
    outcomes = _tried(request.actor, act, picked, keep=confirmed)
    rows = [Row(outcome, line) for outcome, line in zip(outcomes, sent, strict=True)]
    context = {
        "act": act,
        "confirmed": confirmed,
        "done": [row for row in rows if not row.outcome.refused],
        "refused": [row for row in rows if row.outcome.refused],
        "back": back,
    }
    return render(request, "site/bulk.html", context)


def _picked(sent: Sequence[str]) -> tuple[str, list[Picked]]:
    """The kind all lines are of, and what they name; `Hidden` for what no page of ours sends."""
    found = [LINE.fullmatch(line) for line in sent]
    kinds = {match[1] for match in found if match}
    if len(kinds) != 1 or not all(found):
        raise Hidden
    return kinds.pop(), [Picked(match[2], int(match[3])) for match in found if match]


def _act(key: str, kind: str) -> BulkAct:
    act = next((act for act in REGISTRY.bulk().get(kind, ()) if act.key == key), None)
    if act is None:
        raise Hidden
    return act


def _tried(actor: Actor, act: BulkAct, picked: Sequence[Picked], *, keep: bool) -> Sequence[Outcome]:
    """The act on every line, taken back again unless it is to be kept: what is foretold is what would happen."""
    with transaction.atomic():
        outcomes = act.run(actor, picked)
        if not keep:
            transaction.set_rollback(True)
    return outcomes
