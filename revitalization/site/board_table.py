"""The table of a board: its units by name, state and order, page by page, each to be picked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from revitalization.kit import parameters
from revitalization.kit.columns import Column, Grey, Pick, Stacked
from revitalization.kit.finding import typed
from revitalization.kit.language import said_day
from revitalization.kit.ledgers import Ledger
from revitalization.kit.measures import ORDER, STATES
from revitalization.kit.parameters import one_of
from revitalization.site.boards import Board, Row

TABLE = ("state", "order", "name")
"""The parameters of the table alone; another board begins without them."""
NOTHING = Grey("—")
LONGEST_NAME = 50
PICKED = "picked"
"""Codes, joined by commas, of the rows whose boxes are ticked when the page comes: a refusal unpicks nothing."""


@dataclass(frozen=True)
class Address:
    """Where a board is found again: what it was asked for, and changes of it."""

    given: dict[str, str]

    def with_(self, path: str = "", **changes: str) -> str:
        """The address with these parameters changed; empty ones are left out."""
        asked = {key: value for key, value in (self.given | changes).items() if value}
        return f"{path or reverse('board')}?{urlencode(asked)}"

    def anew(self, path: str = "", **changes: str) -> str:
        """The address of another board: nothing that narrows or orders the table goes with it."""
        return self.with_(path, **dict.fromkeys(TABLE, ""), **changes)

    def down(self, rows: Sequence[Row]) -> dict[str, str]:
        """By code the boards of the rows that have one; where the period counts nothing, of their own first period."""
        same, own = (self.anew(area="", group="", **more) for more in ({}, {"period": ""}))
        return {
            row.code: f"{same if row.figure else own}&{urlencode({'area': row.code})}"
            for row in rows
            if row.opens
        }


@dataclass(frozen=True)
class Ways:
    """Where the rows of a board lead, by code: to the board of what lies below, and to what a figure is made of."""

    down: dict[str, str]
    behind: dict[str, str]


def ways_of(found: Board, address: Address) -> Ways:
    """Both for all rows; nothing lies behind where nothing is counted."""
    url, period = found.measure.url, found.period
    counted = [(row, row.figure) for row in found.rows if row.figure is not None and row.state != "empty"]
    behind = {row.code: url(period, row.code, figure) for row, figure in counted} if url and period else {}
    return Ways(address.down(found.rows), behind)


def _share(row: Row) -> tuple[int, int]:
    return (0, row.percent) if row.percent is not None else (1, 0)


def _before(row: Row) -> tuple[int, int]:
    return (0, row.before_percent) if row.before_percent is not None else (1, 0)


def _since(row: Row) -> tuple[int, date]:
    return (0, row.since) if row.since else (1, date.max)


ORDERS: dict[str, Callable[[Row], Any]] = {
    "state": lambda row: (ORDER.index(row.state), *_share(row)),
    "unit": lambda row: row.lo,
    "share": _share,
    "before": _before,
    "since": _since,
}


def chosen(rows: Sequence[Row], given: dict[str, str]) -> list[Row]:
    """The rows of the state and with the name that are asked for, in the order asked for."""
    state, order, name = given.get("state", ""), given.get("order", "state"), given.get("name", "")
    if len(name) > LONGEST_NAME:
        raise parameters.invalid("name", _("At most %(n)s characters.") % {"n": LONGEST_NAME})
    if name:
        rows = [row for row in rows if typed(name) in typed(row.name)]
    if state:
        one_of(state, STATES, "state")
        rows = [row for row in rows if row.state == state]
    key = ORDERS[one_of(order.removeprefix("-"), ORDERS, "order")]
    return sorted(sorted(rows, key=lambda row: row.lo), key=key, reverse=order.startswith("-"))


def start_of(rows: Sequence[Row], after: str, every: Sequence[Row]) -> int:
    """Where the page begins: behind the row of this code; with the first row when it is narrowed away meanwhile."""
    if not after:
        return 0
    at = next((at for at, row in enumerate(rows) if row.code == after), None)
    if at is None and any(row.code == after for row in every):
        return 0
    if at is None:
        raise parameters.invalid("after", _("This page mark is not valid. Start from the first page."))
    return at + 1


def picked_of(given: dict[str, str], rows: Sequence[Row]) -> frozenset[str]:
    """The codes that are ticked already; `Invalid` for what is the code of no row of this board."""
    codes = frozenset(filter(None, given.get(PICKED, "").split(",")))
    if not codes <= {row.code for row in rows}:
        raise parameters.invalid(PICKED, _("This unit is not on the board."))
    return codes


def ledger_of(
    found: Board,
    rows: Sequence[Row],
    address: Address,
    given: dict[str, str],
    ways: Ways,
) -> Ledger:
    """The units with a box, lamp, bar, reason and the year before; `ways` lead to what lies below and behind."""
    picked = picked_of(given, found.rows)
    columns = [
        Column("pick", _("Pick"), width="narrow",
               value=lambda row: Pick("unit", row.code, _("Pick %(name)s") % {"name": row.name}, row.code in picked)),
        Column("lamp", _("Status"), "lamp", value=lambda row: row.lamp, order="state"),
        Column(
            "unit", _("Unit"), "unit", value=lambda row: row.name,
            url=lambda row: ways.down.get(row.code, ""), order="unit", lead=True,
        ),
        Column("bar", _("Share"), value=lambda row: row.breakdown, missing=NOTHING, order="share",
               url=lambda row: ways.behind.get(row.code, "")),
    ]  # fmt: skip
    if any(row.figure and row.figure.reasons for row in rows):
        columns.append(Column("reason", _("Reason"), value=_why, order="since"))
    if found.past:
        columns.append(
            Column("before", found.past.label, value=_said_before, missing=NOTHING, order="before", hide_on_phone=True)
        )  # fmt: skip
    return Ledger(columns, rows, sorting=_sorting(address, given), empty=_("No unit here"))


def _sorting(address: Address, given: dict[str, str]) -> Callable[[str], tuple[str, str]]:
    order = given.get("order", "state")
    way = "descending" if order.startswith("-") else "ascending"

    def sorting(key: str) -> tuple[str, str]:
        following = f"-{key}" if key == order else key
        return (
            (address.with_(order=following), way if order.removeprefix("-") == key else "")
            if key
            else ("", "")
        )

    return sorting


def _why(row: Row) -> Stacked | None:
    since = _("behind since %(day)s") % {"day": said_day(row.since)} if row.since else ""
    reasons = row.reasons
    return Stacked(reasons, since) if reasons else None


def _said_before(row: Row) -> str | None:
    return None if row.before_percent is None else f"{row.before_percent}%"
