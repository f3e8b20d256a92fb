"""The pages of the one board: on screen, on a wall, as a workbook."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from responsibilities.units.models import CLASS_LABELS
from responsibilities.units.queries import ancestors
from responsibilities.units.rules import NATION_LO
from revitalization.kit import clock, parameters
from revitalization.kit.columns import Column, Grey, Stacked
from revitalization.kit.language import said_day
from revitalization.kit.ledgers import Ledger
from revitalization.kit.measures import ORDER, STATES
from revitalization.kit.parameters import one_of
from revitalization.kit.templatetags.ui import Crumb, Tab
from revitalization.kit.views import SignedIn, page, workbook
from revitalization.kit.workbooks import Column as SheetColumn
from revitalization.kit.workbooks import Sheet, workbook_bytes
from revitalization.site.boards import Board, Row, area_for, areas_for, board_of, measure_for, measures_for
from revitalization.site.tilemap import tiles

PAGE = 50
RED = 12
"""Of those behind so many are listed beside the map; all of them are in the table."""
SIDE_BY_SIDE = 5
"""The first units of the table are offered for comparison."""
WALL = "wall"
AGAIN = "60"
"""Seconds after which a wall asks anew, by itself and without a script."""
ASKED = ("measure", "period", "area", "group")
PARAMS = (*ASKED, "view", "state", "order", "after")

NOTHING = Grey("—")


def _share(row: Row) -> tuple[int, int]:
    return (0, row.percent) if row.percent is not None else (1, 0)


def _before(row: Row) -> tuple[int, int]:
    return (0, row.before_percent) if row.before_percent is not None else (1, 0)


ORDERS: dict[str, Callable[[Row], Any]] = {
    "state": lambda row: (ORDER.index(row.state), *_share(row)),
    "unit": lambda row: row.lo,
    "share": _share,
    "before": _before,
}


@dataclass(frozen=True)
class Address:
    """Where a board is found again: what it was asked for, and changes of it."""

    given: dict[str, str]

    def with_(self, path: str = "", **changes: str) -> str:
        """The address with these parameters changed; empty ones are left out."""
        asked = {key: value for key, value in (self.given | changes).items() if value}
        return f"{path or reverse('board')}?{urlencode(asked)}"


@page(params=None)
def board(request: SignedIn) -> HttpResponse:
    """The board; with `view=wall` for a screen on a wall."""
    given = parameters.clean(request.GET, PARAMS)
    one_of(given.get("view", WALL), {WALL}, "view")
    found = _board(request, given)
    address = Address(_named(found, given))
    context = _picture(found, address) | {"board": found, "today": clock.today(), "now": clock.now()}
    if given.get("view"):
        answer = render(request, "site/wall.html", context)
        answer["Refresh"] = AGAIN
        return answer
    return render(request, "site/board.html", context | _controls(request, found, address, given))


def _board(request: SignedIn, given: dict[str, str]) -> Board:
    group = given.get("group", "")
    if group:
        one_of(group, {str(key) for key in CLASS_LABELS}, "group")
    measure = measure_for(request.actor, given.get("measure", ""))
    area = area_for(request.actor, measure, given.get("area", ""))
    return board_of(request.actor, measure, area, clock.today(), period=given.get("period", ""), group=group)


def _named(found: Board, given: dict[str, str]) -> dict[str, str]:
    """What was asked for, with what was chosen where nothing was said: an address that says the same tomorrow."""
    period = found.period.key if found.period else ""
    asked = {"measure": found.measure.key, "period": period, "area": found.area.code, "group": found.group}
    return asked | {key: given[key] for key in ("state", "order") if key in given}


def _picture(found: Board, address: Address) -> dict[str, Any]:
    """Map, those behind, distribution."""
    down = {
        row.code: address.with_(area=row.code, group="", state="", order="")
        if row.opens
        else _behind(found, row)
        for row in found.rows
    }
    nation = found.area.lo == NATION_LO and not found.group
    red = found.red
    return {
        "tiles": tiles(found.rows, down, nation=nation) if found.period else [],
        "red": [(row, _behind(found, row)) for row in red[:RED]],
        "more_red": len(red) - RED if len(red) > RED else 0,
        "red_url": address.with_(state="red"),
        "bands": _bands(found),
        "bands_said": ", ".join(f"{word}: {n}" for word, n in found.distribution),
        "down": down,
    }


def _bands(found: Board) -> list[dict[str, Any]]:
    """The bars of the distribution: words, number, place and height in a picture 100 high."""
    bands = found.distribution
    most = max((n for _word, n in bands), default=0) or 1
    return [
        {"word": word, "n": n, "x": at * 50, "height": n * 60 // most, "y": 70 - n * 60 // most}
        for at, (word, n) in enumerate(bands)
    ]


def _behind(found: Board, row: Row) -> str:
    """What lies behind a figure, "" where nothing is counted."""
    measure = found.measure
    if measure.url is None or found.period is None or row.figure is None or row.state == "empty":
        return ""
    return measure.url(found.period, row.code, row.figure)


def _controls(request: SignedIn, found: Board, address: Address, given: dict[str, str]) -> dict[str, Any]:
    """What is chosen with: measures, areas, periods, classes; and the table page by page."""
    rows = _sorted(found.rows, given)
    after = given.get("after", "")
    start = _start(rows, after)
    shown = rows[start : start + PAGE]
    more = start + PAGE < len(rows)
    return {
        "measures": [
            Tab(one.key, _(one.label), address.with_(measure=one.key, period="", state="", order=""))
            for one in measures_for(request.actor)
        ],
        "crumbs": _crumbs(request, found, address),
        "areas": [
            (unit, address.with_(area=unit.code, period="", state=""))
            for unit in areas_for(request.actor, found.measure)
        ],
        "groups": CLASS_LABELS.items(),
        "states": [
            (lamp, n, address.with_(state="" if state == given.get("state") else state))
            for lamp, n, state in found.counted
        ],
        "state": given.get("state", ""),
        "ledger": _ledger(found, shown, address, given),
        "first_url": address.with_() if start else "",
        "next_url": address.with_(after=shown[-1].code) if more else "",
        "everything_url": address.with_(state=""),
        "rows": len(rows),
        "wall_url": address.with_(view=WALL, state="", order=""),
        "compare_url": f"{reverse('compare')}?{urlencode([('unit', row.code) for row in shown[:SIDE_BY_SIDE]])}",
        "sheet_url": address.with_(reverse("board_sheet")),
    }


def _sorted(rows: Sequence[Row], given: dict[str, str]) -> list[Row]:
    state, order = given.get("state", ""), given.get("order", "state")
    if state:
        one_of(state, STATES, "state")
        rows = [row for row in rows if row.state == state]
    key = ORDERS[one_of(order.removeprefix("-"), ORDERS, "order")]
    return sorted(sorted(rows, key=lambda row: row.lo), key=key, reverse=order.startswith("-"))


def _start(rows: Sequence[Row], after: str) -> int:
    """Where the page begins: behind the row of this code."""
    if not after:
        return 0
    at = next((at for at, row in enumerate(rows) if row.code == after), None)
    if at is None:
        raise parameters.invalid("after", _("This page mark is not valid. Start from the first page."))
    return at + 1


def _crumbs(request: SignedIn, found: Board, address: Address) -> list[Crumb]:
    reach = request.actor.reach(found.measure.capability)
    steps = [
        Crumb(unit.name, address.with_(area=unit.code, group="", state="") if reach.holds(unit.span) else "")
        for unit in ancestors(found.area)
    ]
    return [*steps, Crumb(found.area.name)]


def _ledger(found: Board, rows: Sequence[Row], address: Address, given: dict[str, str]) -> Ledger:
    """The units with lamp, bar, reason and the year before."""

    def sorting(key: str) -> tuple[str, str]:
        order = given.get("order", "state")
        way = "descending" if order.startswith("-") else "ascending"
        following = f"-{key}" if key == order else key
        return (
            (address.with_(order=following), way if order.removeprefix("-") == key else "")
            if key
            else ("", "")
        )

    down = {row.code: address.with_(area=row.code, group="", state="", order="") for row in rows if row.opens}
    columns = [
        Column("lamp", _("Status"), "lamp", value=lambda row: row.lamp, order="state"),
        Column(
            "unit", _("Unit"), "unit", value=lambda row: row.name,
            url=lambda row: down.get(row.code, ""), order="unit", lead=True,
        ),
        Column("bar", _("Share"), value=lambda row: row.breakdown, missing=NOTHING, order="share",
               url=lambda row: _behind(found, row)),
    ]  # fmt: skip
    if any(row.reasons for row in rows):
        columns.append(Column("reason", _("Reason"), value=_why))
    if found.past:
        columns.append(
            Column("before", found.past.label, value=_said_before, missing=NOTHING, order="before", hide_on_phone=True)
        )  # fmt: skip
    return Ledger(columns, rows, sorting=sorting, empty=_("No unit here"))


def _why(row: Row) -> Stacked | None:
    since = _("behind since %(day)s") % {"day": said_day(row.since)} if row.since else ""
    return Stacked(row.reasons, since) if row.reasons else None


def _said_before(row: Row) -> str | None:
    return None if row.before_percent is None else f"{row.before_percent}%"


@page(params=None)
def board_sheet(request: SignedIn) -> HttpResponse:
    """The same rows as a workbook, under the board's title, day, class and source."""
    given = parameters.clean(request.GET, (*ASKED, "state", "order"))
    found = _board(request, given)
    return workbook(
        workbook_bytes([_sheet(found, _sorted(found.rows, given))]), f"{found.area.name}-board.xlsx"
    )


def _sheet(found: Board, rows: Sequence[Row]) -> Sheet:
    measure = found.measure
    columns = [
        *(SheetColumn(str(word)) for word in (CODE, UNIT, STATUS)),
        *(SheetColumn(_(segment.word), kind="whole") for segment in measure.segments),
        SheetColumn(_("Share, percent"), kind="whole"),
        SheetColumn(_("Reason")),
        SheetColumn(_("Behind since"), kind="date"),
        SheetColumn(found.past.label if found.past else _("The year before"), kind="whole"),
        SheetColumn(_("Period")),
        SheetColumn(_("As of"), kind="date"),
    ]
    return Sheet(
        _(measure.label)[:31], columns, (_line(found, row, clock.today()) for row in rows), landscape=True
    )


CODE, UNIT, STATUS = gettext_lazy("Code"), gettext_lazy("Unit"), gettext_lazy("Status")


def _line(found: Board, row: Row, today: date) -> list[Any]:
    parts = [row.figure.parts.get(one.key, 0) if row.figure else None for one in found.measure.segments]
    label = found.period.label if found.period else ""
    return [
        row.code, row.name, str(row.lamp), *parts, row.percent, row.reasons, row.since, row.before_percent,
        label, today,
    ]  # fmt: skip


@page()
def old_map(request: SignedIn) -> HttpResponse:
    """The address of the national map that the board took the place of."""
    measure_for(request.actor, "")
    return HttpResponsePermanentRedirect(reverse("board"))
