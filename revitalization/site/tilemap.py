"""Schematic maps: one tile a unit, never a border.

A map with borders needs a review number (审图号); tiles do not, and print well. The provinces stand roughly as on a
map; Hong Kong, Macao and Taiwan are shown and carry no data, since the Measures do not ask them for reports. The units
below a province stand in the order of the tree, so many in a row: made from the tree alone, the same at every look.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from django.utils.translation import gettext as _

from revitalization.kit.columns import Lamp
from revitalization.kit.measures import STATES
from revitalization.kit.words import N_

SIZE = 47
GAP = 3
ROW = 9
"""Tiles in a row, as many as on the map of the provinces: a tile has the same size on every map."""
MOST = 360
"""More tiles than that are no picture any more."""

_FILL = {"green": "#17663a", "amber": "#f2b233", "red": "#ac211a", "grey": "#5d6964"}
_INK = {"green": "#ffffff", "amber": "#241a00", "red": "#ffffff", "grey": "#ffffff"}
_MARK = {"green": "disc", "amber": "triangle", "red": "square", "grey": ""}


class Shown(Protocol):
    """What a tile shows of a unit."""

    @property
    def code(self) -> str:
        """The official code of the province."""
        ...

    @property
    def name(self) -> str:
        """What the province is called."""
        ...

    @property
    def state(self) -> str:
        """The key of its figure's state."""
        ...

    @property
    def lamp(self) -> Lamp:
        """The lamp of its figure's state."""
        ...

    @property
    def percent(self) -> int | None:
        """How much is done there, in whole per cent; None without a figure."""
        ...

    @property
    def sentence(self) -> str:
        """All of it as a sentence, for those who hear the map."""
        ...


@dataclass(frozen=True)
class Spot:
    """Where a province stands: 12-digit code, name and full name, column and row from the upper left.

    "/" is where a long name is broken into two lines on its tile.
    """

    code: str
    name: str
    full_name: str
    column: int
    row: int
    asked: bool = True


SPOTS = (
    Spot("230000000000", N_("Heilong-/jiang"), N_("Heilongjiang Province"), 8, 0),
    Spot("150000000000", N_("Inner/Mongolia"), N_("Inner Mongolia Autonomous Region"), 6, 1),
    Spot("210000000000", N_("Liao-/ning"), N_("Liaoning Province"), 7, 1),
    Spot("220000000000", N_("Jilin"), N_("Jilin Province"), 8, 1),
    Spot("650000000000", N_("Xin-/jiang"), N_("Xinjiang Uygur Autonomous Region"), 0, 2),
    Spot("620000000000", N_("Gansu"), N_("Gansu Province"), 2, 2),
    Spot("640000000000", N_("Ningxia"), N_("Ningxia Hui Autonomous Region"), 3, 2),
    Spot("140000000000", N_("Shanxi"), N_("Shanxi Province"), 5, 2),
    Spot("110000000000", N_("Beijing"), N_("Beijing Municipality"), 6, 2),
    Spot("120000000000", N_("Tianjin"), N_("Tianjin Municipality"), 7, 2),
    Spot("660000000000", N_("XPCC"), N_("Xinjiang Production and Construction Corps"), 0, 3),
    Spot("630000000000", N_("Qinghai"), N_("Qinghai Province"), 1, 3),
    Spot("610000000000", N_("Shaanxi"), N_("Shaanxi Province"), 4, 3),
    Spot("410000000000", N_("Henan"), N_("Henan Province"), 5, 3),
    Spot("130000000000", N_("Hebei"), N_("Hebei Province"), 6, 3),
    Spot("370000000000", N_("Shan-/dong"), N_("Shandong Province"), 7, 3),
    Spot("540000000000", N_("Tibet"), N_("Tibet Autonomous Region"), 0, 4),
    Spot("510000000000", N_("Sichuan"), N_("Sichuan Province"), 2, 4),
    Spot("500000000000", N_("Chong-/qing"), N_("Chongqing Municipality"), 3, 4),
    Spot("420000000000", N_("Hubei"), N_("Hubei Province"), 4, 4),
    Spot("340000000000", N_("Anhui"), N_("Anhui Province"), 6, 4),
    Spot("320000000000", N_("Jiangsu"), N_("Jiangsu Province"), 7, 4),
    Spot("310000000000", N_("Shang-/hai"), N_("Shanghai Municipality"), 8, 4),
    Spot("520000000000", N_("Guizhou"), N_("Guizhou Province"), 3, 5),
    Spot("430000000000", N_("Hunan"), N_("Hunan Province"), 5, 5),
    Spot("360000000000", N_("Jiangxi"), N_("Jiangxi Province"), 6, 5),
    Spot("330000000000", N_("Zhe-/jiang"), N_("Zhejiang Province"), 7, 5),
    Spot("530000000000", N_("Yunnan"), N_("Yunnan Province"), 2, 6),
    Spot("450000000000", N_("Guangxi"), N_("Guangxi Zhuang Autonomous Region"), 3, 6),
    Spot("440000000000", N_("Guang-/dong"), N_("Guangdong Province"), 5, 6),
    Spot("350000000000", N_("Fujian"), N_("Fujian Province"), 6, 6),
    Spot("710000000000", N_("Taiwan"), N_("Taiwan Province"), 8, 6, asked=False),
    Spot("820000000000", N_("Macao"), N_("Macao Special Administrative Region"), 4, 7, asked=False),
    Spot("810000000000", N_("Hong/Kong"), N_("Hong Kong Special Administrative Region"), 5, 7, asked=False),
    Spot("460000000000", N_("Hainan"), N_("Hainan Province"), 3, 8),
)


@dataclass(frozen=True)
class Tile:
    """One drawn tile: place in drawing units, the lines of its name, and what is shown (None: no data)."""

    column: int
    row: int
    names: Sequence[str]
    full_name: str
    shown: Shown | None
    url: str = ""

    @property
    def size(self) -> int:
        """The side of the tile, in units of the drawing."""
        return SIZE

    @property
    def x(self) -> int:
        """The left edge, in units of the drawing."""
        return self.column * (SIZE + GAP) + 2

    @property
    def y(self) -> int:
        """The upper edge, in units of the drawing."""
        return self.row * (SIZE + GAP) + 2

    @property
    def middle(self) -> int:
        """The middle from left to right, in the tile's own units."""
        return SIZE // 2

    @property
    def lines(self) -> list[tuple[str, int]]:
        """(text, y) of the name, one line or two, in the tile's own units."""
        if len(self.names) == 1:
            return [(self.names[0], 20)]
        return [(self.names[0], 14), (self.names[1], 25)]

    @property
    def font(self) -> str:
        """The size at which the longest line still fits; Latin letters are narrower than wide signs."""
        widest = max(sum(1 if ord(sign) > 0x2E7F else 0.72 for sign in text) for text in self.names)
        return f"{min(14 if len(self.names) == 1 else 10, (SIZE - 3) / max(widest, 1)):.1f}"

    @cached_property
    def level(self) -> str:
        """The tone of its lamp; grey without data."""
        return STATES[self.shown.state][0] if self.shown else "grey"

    @property
    def share(self) -> str:
        """What is written on it: whole per cent, or a dash without data."""
        return "—" if self.shown is None or self.shown.percent is None else f"{self.shown.percent}%"

    @property
    def filled(self) -> int:
        """How much of the tile's foot is drawn as done, in drawing units."""
        return (self.shown.percent or 0) * SIZE // 100 if self.shown else 0

    @property
    def fill(self) -> str:
        """The colour of the tile."""
        return _FILL[self.level]

    @property
    def ink(self) -> str:
        """The colour of what is written on it, with enough contrast to the tile."""
        return _INK[self.level]

    @property
    def mark(self) -> str:
        """The shape of the lamp: a ring for what is not judged, nothing where there is no data."""
        if self.shown is None or self.shown.state == "empty":
            return ""
        return _MARK[self.level] or "ring"

    @property
    def sentence(self) -> str:
        """All of it as a sentence, for those who hear the map; says so when there are no data."""
        if self.shown is None:
            return _("%(name)s: no data") % {"name": self.full_name}
        return self.shown.sentence


def tiles(rows: Sequence[Shown], urls: Mapping[str, str], *, nation: bool = False) -> list[Tile]:
    """A tile for each row; of the nation all provinces, each at its place. `urls` leads on by code.

    Empty when there are more than `MOST`.
    """
    if nation:
        known = {row.code: row for row in rows}
        return [_province(spot, known.get(spot.code) if spot.asked else None, urls) for spot in SPOTS]
    if len(rows) > MOST:
        return []
    return [
        Tile(at % ROW, at // ROW, broken(row.name), row.name, row, urls.get(row.code, ""))
        for at, row in enumerate(rows)
    ]


def _province(spot: Spot, shown: Shown | None, urls: Mapping[str, str]) -> Tile:
    names = [part for part in _(spot.name).split("/") if part]
    if shown is not None and shown.state == "empty":
        shown = None
    return Tile(
        spot.column, spot.row, names, _(spot.full_name), shown, urls.get(spot.code, "") if shown else ""
    )


def broken(name: str) -> list[str]:
    """A name as it fits on a tile: one line up to four signs, else two of up to five, the rest left out."""
    if len(name) <= 4:
        return [name]
    half = (len(name) + 1) // 2
    if half <= 5:
        return [name[:half], name[half:]]
    return [name[:5], f"{name[5:9]}…"]
