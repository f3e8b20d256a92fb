"""One act on many lines of the inbox: first who would be changed and who refused and why, then what came of it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from revitalization.kit.errors import Hidden
from revitalization.kit.inbox import BulkAct, Outcome, Picked
from revitalization.kit.registry import REGISTRY
from revitalization.kit.views import SignedIn, page, safe_next

MOST = 200
LINE = re.compile(r"([a-z-]{1,32}):([^@\s]{1,96})@(\d{1,9})")


@dataclass(frozen=True)
class Row:
    """One picked line with what came, or would come, of the act; `sent` is what the page sent for it."""

    outcome: Outcome
    sent: str


@dataclass(frozen=True)
class Sends:
    """Where the confirmation goes: the address, the act, and under which name the lines are sent."""

    url: str
    act: str
    name: str = "line"


def told(
    request: SignedIn, label: str, rows: Sequence[Row], *, confirmed: bool, back: str, sends: Sends
) -> HttpResponse:
    """The page that names what would be done and what is refused, or what came of it."""
    context = {
        "label": label,
        "confirmed": confirmed,
        "done": [row for row in rows if not row.outcome.refused],
        "refused": [row for row in rows if row.outcome.refused],
        "back": back,
        "sends": sends,
    }
    return render(request, "site/bulk.html", context)


def tried(run: Callable[[], Sequence[Outcome]], *, keep: bool) -> Sequence[Outcome]:
    """What comes of it, taken back again unless it is to be kept: what is foretold is what would happen."""
    with transaction.atomic():
        outcomes = run()
        if not keep:
            transaction.set_rollback(True)
    return outcomes


@page(methods=("POST",))
def inbox_bulk(request: SignedIn) -> HttpResponse:
    """Without `confirm` nothing is changed: the page names what would be; with it the act is done, row by row.

    `one` is the button of a single line, whatever else is picked: its act is done at once unless it is final.
    """
    back, one = safe_next(request, "/"), request.POST.get("one", "")
    if one:
        return _one(request, one, back)
    sent = list(dict.fromkeys(request.POST.getlist("line")))
    if not sent or len(sent) > MOST:
        said = (
            _("Pick the lines first.") if not sent else _("Pick at most %(n)s lines at once.") % {"n": MOST}
        )
        messages.error(request, said)
        return HttpResponseRedirect(back)
    return _many(request, request.POST.get("act", ""), sent, back)


def _one(request: SignedIn, one: str, back: str) -> HttpResponse:
    """`<act>|<line>`: done and told above the list, or named first where it cannot be taken back."""
    key, _bar, line = one.partition("|")
    kind, picked = _picked([line])
    act = _act(key, kind)
    if act.final:
        return _many(request, key, [line], back)
    (outcome,) = tried(lambda: act.run(request.actor, picked), keep=True)
    values = {"act": _(act.label), "unit": outcome.unit, "reason": outcome.refused}
    if outcome.refused:
        messages.error(request, _("%(act)s, %(unit)s: %(reason)s") % values)
    else:
        messages.success(request, _("Done: %(act)s, %(unit)s.") % values)
    return HttpResponseRedirect(back)


def _many(request: SignedIn, key: str, sent: Sequence[str], back: str) -> HttpResponse:
    confirmed = request.POST.get("confirm") == "1"
    kind, picked = _picked(sent)
    act = _act(key, kind)
    outcomes = tried(lambda: act.run(request.actor, picked), keep=confirmed)
    rows = [Row(outcome, line) for outcome, line in zip(outcomes, sent, strict=True)]
    return told(
        request, act.label, rows, confirmed=confirmed, back=back, sends=Sends(reverse("inbox_bulk"), act.key)
    )


def _picked(sent: Sequence[str]) -> tuple[str, list[Picked]]:
    """The kind all lines are of, and what they name, each once; `Hidden` for what no page of ours sends.

    One subject in two versions would be told as refused though it was done.
    """
    found = [LINE.fullmatch(line) for line in sent]
    kinds = {match[1] for match in found if match}
    subjects = {match[2] for match in found if match}
    if len(kinds) != 1 or not all(found) or len(subjects) < len(found):
        raise Hidden
    return kinds.pop(), [Picked(match[2], int(match[3])) for match in found if match]


def _act(key: str, kind: str) -> BulkAct:
    act = next((act for act in REGISTRY.bulk().get(kind, ()) if act.key == key), None)
    if act is None:
        raise Hidden
    return act
