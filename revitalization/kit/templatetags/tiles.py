"""The tag of schematic maps; tiles are drawn here for the reason told in `ui`: there are hundreds on a page."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

MAP_WIDTH = 449
"""Nine tiles: a map of fewer is not drawn larger."""


@register.inclusion_tag("ui/tile_map.html")
def tile_map(tiles: Sequence[Any]) -> dict[str, Any]:
    """The schematic map; tiles as made by `site.tilemap`. The page says the same in a table."""
    return {
        "tiles": format_html_join("", "{}", ([_tile(one)] for one in tiles)),
        "width": max([MAP_WIDTH, *(tile.x + tile.size for tile in tiles)]),
        "height": max((tile.y + tile.size for tile in tiles), default=0),
    }


def _tile(tile: Any) -> SafeString:
    """One tile with its sentence as title, a link where it leads on."""
    sentence, font, mark = tile.sentence, tile.font, tile.mark
    names = format_html_join("", "{}", ([_name(tile.middle, down, font, line)] for line, down in tile.lines))
    share = _share(mark, tile.share, tile.filled) if mark else ""
    opened, square = _opened(tile.x, tile.y, tile.ink), _square(tile.size, tile.fill)
    drawn = format_html("{}<title>{}</title>{}{}{}</g>", opened, sentence, square, names, share)
    return (
        format_html('<a href="{}" aria-label="{}">{}</a>', tile.url, sentence, drawn) if tile.url else drawn
    )


# The parts of tiles are the same on map after map; only sentence and address are a tile's own.
@lru_cache(maxsize=2_000)
def _opened(x: int, y: int, ink: str) -> SafeString:
    """The ink is that of the name, of the share and of the lamp's shape."""
    return format_html('<g transform="translate({} {})" fill="{}" color="{}">', x, y, ink, ink)


@lru_cache(maxsize=10)
def _square(size: int, fill: str) -> SafeString:
    return format_html('<rect width="{0}" height="{0}" rx="4" fill="{1}"/>', size, fill)


@lru_cache(maxsize=2_000, typed=True)
def _name(middle: int, down: int, font: str, line: str) -> SafeString:
    return format_html(NAME, middle, down, font, line)


@lru_cache(maxsize=500)
def _share(mark: str, share: str, filled: int) -> SafeString:
    return format_html(SHARES[mark], share, filled)


NAME = '<text x="{}" y="{}" font-size="{}" font-weight="600" text-anchor="middle">{}</text>'
SHARES = {
    mark: f'{shape}<text x="28" y="39" font-size="11.5" text-anchor="middle">{{0}}</text>'
    for mark, shape in {
        "disc": '<circle cx="9" cy="35" r="3.2"/>',
        "triangle": '<path d="M9 31l4 7H5z"/>',
        "square": '<path d="M6 32h6v6H6z"/>',
        "ring": '<rect y="43" width="{1}" height="4" fill="#9accae"/>'
        '<circle cx="9" cy="35" r="2.7" fill="none" stroke="currentColor" stroke-width="1.4"/>',
    }.items()
}
"""The shape of each lamp and the share beside it; where nobody is judged, a strip says how much is done."""
