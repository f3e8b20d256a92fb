"""What is done with rows that were picked on a board: compared, or changed together, named before it is confirmed."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from revitalization.kit import parameters
from revitalization.kit.errors import Hidden
from revitalization.kit.measures import RowAct
from revitalization.kit.views import SignedIn, page
from revitalization.site.board_pages import ASKED, COMPARE, asked_board
from revitalization.site.board_table import PICKED, TABLE, Address
from revitalization.site.boards import Board
from revitalization.site.bulk import MOST, Row, Sends, told, tried
from revitalization.site.compare import MOST as MOST_COMPARED


@page(methods=("POST",), params=None)
def board_pick(request: SignedIn) -> HttpResponse:
    """The address names board and page, the form its rows; without `confirm` an act only names what it would do."""
    given = parameters.clean(request.GET, (*ASKED, *TABLE, "after"))
    found = asked_board(request, given)
    address = Address(given)
    names = {row.code: row.name for row in found.rows}
    codes = list(dict.fromkeys(request.POST.getlist("unit")))
    if not set(codes) <= names.keys():
        raise Hidden
    key = request.POST.get("act", "")
    if refused := _why_not(key, len(codes)):
        messages.error(request, refused)
        return HttpResponseRedirect(address.with_(**{PICKED: ",".join(codes)}))
    if key == COMPARE:
        return HttpResponseRedirect(f"{reverse('compare')}?{urlencode([('unit', code) for code in codes])}")
    return _acted(request, found, address, [(code, names[code]) for code in codes])


def _why_not(key: str, n: int) -> str:
    """Why so many rows cannot be taken; "" when they can."""
    if key == COMPARE:
        words = _("Pick two to %(n)s units to compare.") % {"n": MOST_COMPARED}
        return "" if 2 <= n <= MOST_COMPARED else words
    if not n:
        return _("Pick the lines first.")
    return _("Pick at most %(n)s lines at once.") % {"n": MOST} if n > MOST else ""


def _acted(
    request: SignedIn, found: Board, address: Address, units: Sequence[tuple[str, str]]
) -> HttpResponse:
    act, period = _act(request, found), found.period
    confirmed = request.POST.get("confirm") == "1"
    if period is None:
        raise Hidden
    outcomes = tried(lambda: act.run(request.actor, period, units), keep=confirmed)
    rows = [Row(outcome, code) for outcome, (code, _name) in zip(outcomes, units, strict=True)]
    sends = Sends(address.with_(reverse("board_pick")), act.key, "unit")
    return told(request, act.label, rows, confirmed=confirmed, back=address.with_(), sends=sends)


def _act(request: SignedIn, found: Board) -> RowAct:
    key = request.POST.get("act", "")
    act = next((act for act in found.measure.acts if act.key == key and act.shown(request.actor)), None)
    if act is None:
        raise Hidden
    return act
