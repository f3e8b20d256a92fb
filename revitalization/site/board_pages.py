"""The pages of the one board: on screen, on a wall, as a workbook."""

from collections.abc import Mapping, Sequence
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
from revitalization.kit.actor import Actor
from revitalization.kit.measures import STATES
from revitalization.kit.parameters import one_of
from revitalization.kit.tables import sheet_head
from revitalization.kit.templatetags.ui import Crumb, Tab
from revitalization.kit.views import SignedIn, page, workbook
from revitalization.kit.words import N_
from revitalization.kit.workbooks import Column as SheetColumn
from revitalization.kit.workbooks import Sheet, workbook_bytes
from revitalization.site.board_table import PICKED, TABLE, Address, Ways, chosen, ledger_of, start_of, ways_of
from revitalization.site.boards import Board, Row, area_for, areas_for, board_of, measure_for, measures_for
from revitalization.site.bulk import Offered
from revitalization.site.tilemap import tiles

PAGE = 50
RED = 12
"""Of those behind so many are listed beside the map; all of them are in the table."""
SIDE_BY_SIDE = 5
"""The first units of the table are offered for comparison."""
WALL = "wall"
AGAIN = "60"
"""Seconds after which a wall asks anew, by itself and without a script."""
COMPARE, COMPARE_WORD = "compare", N_("Compare those picked")
ASKED = ("measure", "period", "area", "group")
PARAMS = (*ASKED, *TABLE, "view", "after", PICKED)


@page(params=None)
def board(request: SignedIn) -> HttpResponse:
    """The board; with `view=wall` for a screen on a wall."""
    given = parameters.clean(request.GET, PARAMS)
    one_of(given.get("view", WALL), {WALL}, "view")
    found = asked_board(request, given)
    address = Address(_named(found, given))
    ways = ways_of(found, address)
    context = _picture(found, address, ways) | {"board": found, "today": clock.today(), "now": clock.now()}
    if given.get("view"):
        answer = render(request, "site/wall.html", context)
        answer["Refresh"] = AGAIN
        return answer
    return render(request, "site/board.html", context | _controls(request, found, address, given, ways))


def asked_board(request: SignedIn, given: dict[str, str]) -> Board:
    """The board that the parameters ask for; who may not see it gets what `measure_for` and `area_for` say."""
    group = given.get("group", "")
    if group:
        one_of(group, {str(key) for key in CLASS_LABELS}, "group")
    measure = measure_for(request.actor, given.get("measure", ""))
    area = area_for(request.actor, measure, given.get("area", ""))
    return board_of(request.actor, measure, area, clock.today(), period=given.get("period", ""), group=group)


def acts_of(actor: Actor, found: Board) -> list[Offered]:
    """What can be done to picked rows: what the measure offers this reader, and to compare them."""
    offered = [act for act in found.measure.acts if act.shown(actor)] if found.period else []
    return [*(Offered(act.key, act.label) for act in offered), Offered(COMPARE, COMPARE_WORD)]


def _named(found: Board, given: dict[str, str]) -> dict[str, str]:
    """What was asked for, with what was chosen where nothing was said: an address that says the same tomorrow."""
    period = found.period.key if found.period else ""
    asked = {"measure": found.measure.key, "period": period, "area": found.area.code, "group": found.group}
    return asked | {key: given[key] for key in TABLE if key in given}


def _picture(found: Board, address: Address, ways: Ways) -> dict[str, Any]:
    """Map, those behind, distribution."""
    nation = found.area.lo == NATION_LO and not found.group
    red, bands = found.red, found.distribution
    return {
        "tiles": tiles(found.rows, ways.behind | ways.down, nation=nation) if found.period else [],
        "red": [(row, row.lamp, ways.behind.get(row.code, "")) for row in red[:RED]],
        "red_all": len(red),
        "more_red": len(red) - RED if len(red) > RED else 0,
        "red_url": address.with_(state="red"),
        "counted": found.counted,
        "bands": _bands(bands),
        "bands_said": ", ".join(f"{word}: {n}" for word, n in bands),
    }


def _bands(bands: Sequence[tuple[str, int]]) -> list[dict[str, Any]]:
    """The bars of the distribution: words, number, place and height in a picture 100 high."""
    most = max((n for _word, n in bands), default=0) or 1
    return [
        {"word": word, "n": n, "x": at * 50, "height": n * 60 // most, "y": 70 - n * 60 // most}
        for at, (word, n) in enumerate(bands)
    ]


def _controls(
    request: SignedIn, found: Board, address: Address, given: dict[str, str], ways: Ways
) -> dict[str, Any]:
    """What is chosen with: measures, areas, periods, classes; and the table page by page."""
    rows = chosen(found.rows, given)
    after = given.get("after", "")
    start = start_of(rows, after, found.rows)
    shown = rows[start : start + PAGE]
    more = start + PAGE < len(rows)
    return {
        "measures": [
            Tab(one.key, _(one.label), address.anew(measure=one.key, period=""))
            for one in measures_for(request.actor)
        ],
        "crumbs": _crumbs(request, found, address),
        "areas": [
            (unit, address.anew(area=unit.code, period=""))
            for unit in areas_for(request.actor, found.measure)
        ],
        "groups": CLASS_LABELS.items(),
        "states": [
            (lamp, n, address.with_(state="" if state == given.get("state") else state))
            for lamp, n, state in found.counted
        ],
        "state": given.get("state", ""),
        "ledger": ledger_of(found, shown, address, given, ways),
        "first_url": address.with_() if start else "",
        "next_url": address.with_(after=shown[-1].code) if more else "",
        "everything_url": address.with_(state="", name=""),
        "name": given.get("name", ""),
        "carried": [(key, value) for key, value in address.given.items() if value and key != "name"],
        "pick_url": address.with_(reverse("board_pick"), after=after if start else ""),
        "acts": acts_of(request.actor, found),
        "rows": len(rows),
        "wall_url": address.anew(view=WALL),
        "compare_url": f"{reverse('compare')}?{urlencode([('unit', row.code) for row in shown[:SIDE_BY_SIDE]])}",
        "sheet_url": address.with_(reverse("board_sheet")),
    }


def _crumbs(request: SignedIn, found: Board, address: Address) -> list[Crumb]:
    reach = request.actor.reach(found.measure.capability)
    steps = [
        Crumb(unit.name, address.anew(area=unit.code, group="") if reach.holds(unit.span) else "")
        for unit in ancestors(found.area)
    ]
    return [*steps, Crumb(found.area.name)]


@page(params=None)
def board_sheet(request: SignedIn) -> HttpResponse:
    """The same rows as a workbook, under the board's title, day, class and source."""
    given = parameters.clean(request.GET, (*ASKED, *TABLE))
    found = asked_board(request, given)
    return workbook(
        workbook_bytes([_sheet(found, chosen(found.rows, given), given)]), f"{found.area.name}-board.xlsx"
    )


def _sheet(found: Board, rows: Sequence[Row], given: Mapping[str, str]) -> Sheet:
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
    label = _(measure.label)
    lines = (_line(found, row, clock.today()) for row in rows)
    return Sheet(label[:31], columns, lines, landscape=True, head=_head(found, label, given))


def _head(found: Board, label: str, given: Mapping[str, str]) -> list[str]:
    """Title, what counts and from where, day, and what was chosen."""
    lamp = STATES[given["state"]][1] if given.get("state") else ""
    chosen_by = [
        (_("Period"), found.period.label if found.period else ""),
        (_("Units"), found.group_label),
        (_("Status"), _(lamp) if lamp else ""),
        (_("Name"), given.get("name", "")),
    ]
    told = [(word, choice) for word, choice in chosen_by if choice]
    source = _("Source: %(source)s") % {"source": _(found.measure.source_note)}
    return sheet_head(f"{found.area.name} {label}", _(found.measure.about), source, filters=told)


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
