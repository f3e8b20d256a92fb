"""One act on many lines of the inbox: first who would be changed and who refused and why, then what came of it.

Lines of several kinds may be picked together. An act is done to those of the kinds it fits; the others keep their pick,
are named beside it, and are offered the acts that fit them.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from revitalization.kit.actor import Actor
from revitalization.kit.errors import Hidden
from revitalization.kit.inbox import BulkAct, Outcome, Picked, gone
from revitalization.kit.registry import REGISTRY
from revitalization.kit.views import SignedIn, page, safe_next

MOST = 200
LINE = re.compile(r"([a-z-]{1,32}):([\w/.:-]{1,96})@([0-9]{1,9})", re.ASCII)


@dataclass(frozen=True)
class Offered:
    """An act on many lines: its key, its word, and the words of the kinds it fits (none: all that can be picked)."""

    key: str
    label: str
    fits: str = ""


@dataclass(frozen=True)
class Row:
    """One picked line with what came, or would come, of the act; `sent` is what the page sent for it.

    `gone`: with all lines of its kind, so that nothing was tried.
    """

    outcome: Outcome
    sent: str
    gone: bool = False


@dataclass(frozen=True)
class Sends:
    """Where the confirmation goes: the address, the act, and under which name the lines are sent."""

    url: str
    act: str
    name: str = "line"


@dataclass(frozen=True)
class Line:
    """One line that was picked, as it was sent: its kind of work, and what it names."""

    kind: str
    picked: Picked
    sent: str


@dataclass(frozen=True)
class Others:
    """Picked lines of one kind that the act does not fit, named, and the acts that fit them."""

    label: str
    acts: Sequence[BulkAct]
    rows: Sequence[Row]


def told(
    request: SignedIn,
    label: str,
    rows: Sequence[Row],
    *,
    confirmed: bool,
    back: str,
    sends: Sends,
    others: Sequence[Others] = (),
) -> HttpResponse:
    """The page that names what would be done and what is refused, or what came of it."""
    context = {
        "label": label,
        "confirmed": confirmed,
        "done": [row for row in rows if not row.outcome.refused],
        "refused": [row for row in rows if row.outcome.refused],
        "others": others,
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
    lines = _lines(sent)
    if not lines or len(sent) > MOST:
        return _led_back(request, back, _why_none(sent))
    return _many(request, request.POST.get("act", ""), lines, len(sent) - len(lines), back)


def _why_none(sent: Sequence[str]) -> str:
    if len(sent) > MOST:
        return _("Pick at most %(n)s lines at once.") % {"n": MOST}
    return (
        _("These lines are not understood. Pick them in the list again.")
        if sent
        else _("Pick the lines first.")
    )


def _led_back(request: SignedIn, back: str, said: str) -> HttpResponse:
    messages.error(request, said)
    return HttpResponseRedirect(back)


def _one(request: SignedIn, one: str, back: str) -> HttpResponse:
    """`<act>|<line>`: done and told above the list, or named first where it cannot be taken back."""
    key, _bar, sent = one.partition("|")
    lines = _lines([sent])
    act = _acts(lines[0].kind).get(key) if lines else None
    if act is None:
        return _led_back(
            request, back, _("This button is not there any more. Look at the list as it is now.")
        )
    if act.final:
        return _many(request, key, lines, 0, back)
    run = act.run
    (outcome,) = tried(lambda: run(request.actor, [lines[0].picked]), keep=True)
    values = {"act": _(act.label), "unit": outcome.unit, "reason": outcome.refused}
    if outcome.refused:
        messages.error(request, _("%(act)s, %(unit)s: %(reason)s") % values)
    else:
        messages.success(request, _("Done: %(act)s, %(unit)s.") % values)
    return HttpResponseRedirect(back)


def _many(request: SignedIn, key: str, lines: Sequence[Line], unread: int, back: str) -> HttpResponse:
    """The act on those of the lines it fits; where it fits none, nothing but what fits them."""
    fit = [line for line in lines if key in _acts(line.kind)]
    confirmed = bool(fit) and request.POST.get("confirm") == "1"
    if unread:
        words = _("%(n)s of the picked lines are not understood and were left out.")
        messages.warning(request, words % {"n": unread})
    rows = _rows(request.actor, [(key, line) for line in fit], keep=confirmed)
    others = _others(request.actor, [line for line in lines if line not in fit])
    if not others and all(row.gone for row in rows):
        raise Hidden
    label = _acts(fit[0].kind)[key].label if fit else ""
    sends = Sends(reverse("inbox_bulk"), key)
    return told(request, label, rows, confirmed=confirmed, back=back, sends=sends, others=others)


def _rows(actor: Actor, todo: Sequence[tuple[str, Line]], *, keep: bool) -> list[Row]:
    """What comes of the acts, kind by kind; the lines of one kind that are all gone keep no other from its act."""
    found: list[Row] = []
    for key, lines in _by_kind(todo):
        run, picked = _acts(lines[0].kind)[key].run, [line.picked for line in lines]
        try:
            outcomes = tried(partial(run, actor, picked), keep=keep)
        except Hidden:
            found += [Row(gone(), line.sent, gone=True) for line in lines]
        else:
            found += [Row(outcome, line.sent) for outcome, line in zip(outcomes, lines, strict=True)]
    return found


def _by_kind(todo: Iterable[tuple[str, Line]]) -> list[tuple[str, list[Line]]]:
    found: dict[tuple[str, str], list[Line]] = {}
    for key, line in todo:
        found.setdefault((key, line.kind), []).append(line)
    return [(key, lines) for (key, _kind), lines in found.items()]


def _others(actor: Actor, lines: Sequence[Line]) -> list[Others]:
    """The lines by kind with the acts that fit them; trying the first of these, and taking it back, names them."""
    found = []
    for key, same in _by_kind((next(iter(_acts(line.kind))), line) for line in lines):
        kind = same[0].kind
        rows = _rows(actor, [(key, line) for line in same], keep=False)
        if all(row.gone for row in rows):
            continue
        label = next(one.label for one in REGISTRY.todo_kinds() if one.key == kind)
        found.append(Others(label, list(_acts(kind).values()), rows))
    return found


def _lines(sent: Iterable[str]) -> list[Line]:
    """The lines that can be picked at all, each subject once; what no page of ours sends is left out.

    One subject in two versions would be told as refused though it was done.
    """
    found: dict[tuple[str, str], Line] = {}
    for text in sent:
        match = LINE.fullmatch(text)
        if match and _acts(match[1]):
            line = Line(match[1], Picked(match[2], int(match[3])), text)
            found.setdefault((match[1], match[2]), line)
    return list(found.values())


def _acts(kind: str) -> dict[str, BulkAct]:
    """The acts on many lines of the kind, by key."""
    return {act.key: act for act in REGISTRY.bulk().get(kind, ())}
