"""The schematic map of the provinces: one tile each, placed roughly as on a map, never a border.

A map with borders needs a review number (审图号); tiles do not, and print well. Hong Kong, Macao and Taiwan
are shown and carry no data: the Measures do not ask them for reports.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from revitalization.kit.words import N_

SIZE = 47
GAP = 3
ON_TIME = Fraction(85, 100)
WARNING = Fraction(70, 100)

WORDS = {
    "green": gettext_lazy("on time"),
    "amber": gettext_lazy("warning"),
    "red": gettext_lazy("behind"),
    "grey": gettext_lazy("no data"),
}
NOT_DUE = gettext_lazy("not due yet")
_FILL = {"green": "#17663a", "amber": "#f2b233", "red": "#ac211a", "grey": "#5d6964"}
_INK = {"green": "#ffffff", "amber": "#241a00", "red": "#ffffff", "grey": "#ffffff"}
_MARK = {"green": "disc", "amber": "triangle", "red": "square", "grey": ""}


@dataclass(frozen=True)
class Figures:
    """What a province owes: filed of `owed`, first filed in time of those `due` so far (0: the deadline is ahead)."""

    owed: int
    filed: int
    on_time: int = 0
    due: int = 0
    overdue: int = 0


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
    """One drawn tile: place in drawing units, tone, words, and the figures behind it (None: no data).

    Its share is that of progress until the deadline has passed, without a judging colour; then the one filed in time.
    """

    spot: Spot
    tone: str
    figures: Figures | None
    url: str

    @property
    def size(self) -> int:
        return SIZE

    @property
    def x(self) -> int:
        return self.spot.column * (SIZE + GAP) + 2

    @property
    def y(self) -> int:
        return self.spot.row * (SIZE + GAP) + 2

    @property
    def middle(self) -> int:
        return self.x + SIZE // 2

    @property
    def full_name(self) -> str:
        return _(self.spot.full_name)

    @property
    def lines(self) -> list[tuple[str, int]]:
        """(text, y) of the name, one line or two."""
        first, _slash, second = _(self.spot.name).partition("/")
        return [(first, self.y + 14), (second, self.y + 25)] if second else [(first, self.y + 20)]

    @property
    def font(self) -> str:
        """The size at which the longest line still fits; Latin letters are narrower than wide signs."""
        widest = max(sum(1 if ord(sign) > 0x2E7F else 0.72 for sign in text) for text, _y in self.lines)
        return f"{min(14 if len(self.lines) == 1 else 10, (SIZE - 3) / widest):.1f}"

    @property
    def percent(self) -> int | None:
        """Whole per cent, cut, so that 84.9 is not shown as 85 beside a warning; of what was due, else of all."""
        if self.figures is None:
            return None
        if self.figures.due:
            return self.figures.on_time * 100 // self.figures.due
        return self.filed_percent

    @property
    def filed_percent(self) -> int | None:
        return self.figures.filed * 100 // self.figures.owed if self.figures else None

    @property
    def on_time_share(self) -> str:
        return f"{self.percent}%" if self.figures and self.figures.due else "—"

    @property
    def filled(self) -> int:
        """How much of the tile's foot is drawn as filed, in drawing units."""
        return self.figures.filed * SIZE // self.figures.owed if self.figures else 0

    @property
    def share(self) -> str:
        return "—" if self.percent is None else f"{self.percent}%"

    @property
    def fill(self) -> str:
        return _FILL[self.tone]

    @property
    def ink(self) -> str:
        return _INK[self.tone]

    @property
    def mark(self) -> str:
        return "ring" if self.figures and not self.figures.due else _MARK[self.tone]

    @property
    def word(self) -> str:
        return str(NOT_DUE if self.figures and not self.figures.due else WORDS[self.tone])

    @property
    def sentence(self) -> str:
        if self.figures is None:
            return _("%(name)s: no data") % {"name": self.full_name}
        values = {"name": self.full_name, "share": self.share, "word": self.word}
        if self.figures.due:
            counts = {"on_time": self.figures.on_time, "due": self.figures.due}
            return _("%(name)s: %(on_time)s of %(due)s on time, %(share)s, %(word)s") % (values | counts)
        counts = {"filed": self.figures.filed, "owed": self.figures.owed}
        return _("%(name)s: %(filed)s of %(owed)s filed, %(share)s, %(word)s") % (values | counts)


def tone(on_time: int, due: int) -> str:
    """green from 85 %, amber from 70 %, red below, grey while nothing is due; exact, nothing is rounded.

    The two thresholds are working values of this map and of no document, as its key says.
    """
    if not due:
        return "grey"
    share = Fraction(on_time, due)
    return "green" if share >= ON_TIME else "amber" if share >= WARNING else "red"


def tiles(known: Mapping[str, Figures], url: Callable[[str], str] | None = None) -> list[Tile]:
    """All tiles from {province code: figures}; codes of 2, 6 or 12 digits; `url(code)` links those with any."""
    known = {code.ljust(12, "0"): figures for code, figures in known.items()}
    return [_tile(spot, known.get(spot.code) if spot.asked else None, url) for spot in SPOTS]


def _tile(spot: Spot, figures: Figures | None, url: Callable[[str], str] | None) -> Tile:
    if figures is None or not figures.owed:
        return Tile(spot, "grey", None, "")
    return Tile(spot, tone(figures.on_time, figures.due), figures, url(spot.code) if url else "")
