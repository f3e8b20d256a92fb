"""The supervisor's board of findings: by unit, line, kind and how soon, with the sentence that offices write."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from assessments.inspections.queries.board import (
    AGAIN,
    ALL,
    BACK,
    DONE,
    GOING,
    LATE,
    LONG,
    PARTS,
    WAITING,
    Board,
    Standing,
    board,
)
from assessments.inspections.rules.kinds import KINDS
from responsibilities.duties.queries import category_titles
from responsibilities.ledger import rules as ledger
from responsibilities.roles import Capability as C
from responsibilities.units.queries import unit_under
from revitalization.kit import clock, parameters
from revitalization.kit.columns import Column, Strong
from revitalization.kit.errors import Forbidden
from revitalization.kit.language import said_pairs
from revitalization.kit.ledgers import Ledger
from revitalization.kit.mechanism import Tile
from revitalization.kit.views import SignedIn, page

ASKED = ("year", "under")
TONES = {DONE: "green", LATE: "red", AGAIN: "amber"}


@page(params=ASKED)
def findings_board(request: SignedIn) -> HttpResponse:
    """How the findings of a year stand, of all the reader may see or of one unit and what lies below it."""
    if not request.actor.has(C.INSPECT_READ):
        raise Forbidden
    chosen = parameters.clean(request.GET, ASKED)
    year = _year(chosen.get("year", ""))
    under = unit_under(chosen["under"]) if "under" in chosen else None
    found = board(request.actor, year, under, clock.today())
    base = {"year": str(year), **({"under": under.code} if under else {})}
    lines = category_titles(year)
    context = {
        "board": found,
        "under": under,
        "sentence": sentence(found),
        "tiles": _tiles(found, base),
        "units": _ledger(found.units, {"year": str(year)}, "under", {}, _("Unit")),
        "lines": _ledger(found.lines, base, "line", {**lines, "": gettext("not said")}, _("Responsibility")),
        "kinds": _ledger(found.kinds, base, "kind", dict(said_pairs(KINDS)), _("Kind of inspection")),
        "soons": _ledger(found.soons, base, "how_soon", dict(said_pairs(ledger.TYPES)), _("How soon")),
        "years": range(clock.today().year, clock.today().year - 4, -1),
        "today": clock.today(),
    }  # fmt: skip
    return render(request, "inspections/board.html", context)


def sentence(found: Board) -> str:
    """共反馈问题 N 个，已完成整改 N 个，整改完成率 N %；正在推进 N 个；长期坚持 N 个；退回 N 个；重开 N 个."""
    parts = found.whole.parts
    said = ngettext(
        "%(all)s problem was fed back, %(done)s put right and closed, %(percent)s of those that end;"
        " %(going)s going on; %(long)s kept up for long; %(returned)s returned; %(reopened)s reopened.",
        "%(all)s problems were fed back, %(done)s put right and closed, %(percent)s of those that end;"
        " %(going)s going on; %(long)s kept up for long; %(returned)s returned; %(reopened)s reopened.",
        parts[ALL],
    )
    percent = found.whole.percent
    values = {name: f"{parts[name]:,}" for name in (ALL, DONE, GOING, LONG, BACK, AGAIN)}
    return said % {**values, "percent": "—" if percent is None else f"{percent}%"}


def _tiles(found: Board, base: dict[str, str]) -> list[Tile]:
    """Each figure of the whole with the findings it counts."""
    return [
        Tile(gettext(word), f"{found.whole.parts[part]:,}", _rows(base, mended=part), TONES.get(part, ""))
        for part, word in PARTS.items()
    ]


def _rows(base: dict[str, str], **more: str) -> str:
    return f"{reverse('findings')}?{urlencode({**base, **more})}"


def _ledger(rows: Any, base: dict[str, str], by: str, names: dict[str, str], heading: Any) -> Ledger:
    """The figures as rows, the first of each leading to the findings it counts."""

    def url(row: Standing) -> str:
        return _rows(base, **({by: row.key} if row.key else {}), mended=ALL) if row.parts[ALL] else ""

    def figure(part: str) -> Column:
        # One link a row: several figures of a row may be the same number, and would be called alike.
        return Column(
            part,
            _(PARTS[part]),
            "number",
            value=lambda row: row.parts[part],
            url=url if part == ALL else None,
        )

    columns = [Column("name", heading, value=lambda row: names.get(row.key, row.name) or row.key, lead=True)]
    columns += [figure(part) for part in (ALL, DONE, GOING, LONG, LATE, AGAIN, WAITING)]
    columns.append(
        Column(
            "percent",
            _("Put right"),
            value=lambda row: Strong(f"{row.percent}%") if row.percent is not None else "",
        )
    )
    return Ledger(tuple(columns), rows, empty=_("No findings here"))


def _year(text: str) -> int:
    if not text:
        return clock.today().year
    if not (text.isascii() and text.isdecimal() and len(text) == 4 and int(text) in parameters.YEARS):
        raise parameters.invalid("year", gettext("Write the year as 2026."))
    return int(text)
