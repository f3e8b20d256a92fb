"""The tags of tables: one frame, `ui/ledger.html`, and cells drawn after what their values are.

Cells are drawn here and not in a template of their own for the reason told in `ui`: there are hundreds on a page.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.utils.dateformat import format as formatted
from django.utils.formats import localize
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from revitalization.kit import clock
from revitalization.kit.columns import (
    Badge,
    Breakdown,
    Button,
    Code,
    Grey,
    Lamp,
    Pick,
    Place,
    Share,
    Side,
    Stacked,
    Strong,
)
from revitalization.kit.ledgers import Cell, Ledger
from revitalization.kit.templatetags.ui import BUTTONS, bar, breakdown, date_cn, lamp, status_badge

register = template.Library()


def _instant(value: datetime) -> SafeString:
    here = clock.local(value)
    return format_html(
        '<time class="nowrap" datetime="{}">{}</time>', formatted(here, "c"), formatted(here, "Y-m-d H:i")
    )


def _below(text: Any) -> SafeString:
    return format_html("<small>{}</small>", text) if text else SafeString("")


def _aloud(text: Any) -> SafeString:
    return format_html('<span class="sr-only"> {}</span>', text) if text else SafeString("")


def _text(value: Any) -> SafeString:
    return conditional_escape(localize(value))


DRAWN: Mapping[type, Callable[[Any], SafeString]] = {
    Lamp: lambda it: lamp(it.level, it.word),
    Badge: lambda it: status_badge(it.key, it.label, it.tone),
    Share: lambda it: bar(it.numerator, it.denominator),
    Breakdown: breakdown,
    Grey: lambda it: format_html('<span class="muted">{}</span>', it.word),
    Strong: lambda it: format_html("<b>{}</b>", it.word),
    Code: lambda it: format_html('<span class="code">{}</span>', it.text),
    Button: lambda it: format_html(
        '<a class="btn {}" href="{}">{}{}</a>', BUTTONS[it.tone], it.url, it.label, _aloud(it.about)
    ),
    Pick: lambda it: format_html(
        '<label class="pick"><input type="checkbox" name="{}" value="{}"><span class="sr-only">{}</span></label>',
        it.name,
        it.value,
        it.about,
    ),
    Side: lambda it: format_html(
        "<div>{}</div>", format_html_join(" ", "{}", ([drawn(one)] for one in it.values))
    ),
    date: date_cn,
    datetime: _instant,
}


def drawn(value: Any, url: str = "", about: str = "") -> SafeString:
    """A value of a cell as it is shown; with `url` it is a link, of a value with something below it the upper part.

    `about` is read aloud after the words of the link.
    """
    if value is None or value == "":
        return SafeString("")
    if isinstance(value, Place):
        return drawn(value.name, url, about) + _below(value.path)
    if isinstance(value, Stacked):
        return drawn(value.value, url, about) + _below(value.below)
    inner = DRAWN.get(type(value), _text)(value)
    return format_html('<a href="{}">{}{}</a>', url, inner, _aloud(about)) if url else inner


@register.simple_tag
def cell(found: Cell, cards: bool = True) -> SafeString:
    """One cell of a ledger; where the table stays a table on phones, it needs no words to be a table."""
    inner = drawn(found.value, found.url, found.about)
    if not cards and found.lead:
        return format_html('<th scope="row">{}</th>', inner)
    return format_html(
        '<td role="{}" class="{}" data-label="{}">{}</td>',
        "rowheader" if found.lead else "cell", found.classes, found.label, inner,
    )  # fmt: skip


@register.inclusion_tag("ui/ledger.html")
def ledger(found: Ledger) -> dict[str, Any]:
    """A `kit.ledgers.Ledger`: the rows at hand under their headings, cards on phones; or why there are none."""
    return {"ledger": found}


@register.inclusion_tag("ui/table.html")
def table(page: Any) -> dict[str, Any]:
    """A bound `kit.tables.TablePage`: filters, ledger (cards on phones), pager."""
    return {"page": page}


@register.inclusion_tag("ui/tile_map.html")
def tile_map(tiles: Sequence[Any]) -> dict[str, Any]:
    """The schematic map; tiles as made by `site.tilemap`. The page says the same in a table."""
    return {
        "tiles": tiles,
        "width": max([MAP_WIDTH, *(tile.x + tile.size for tile in tiles)]),
        "height": max((tile.y + tile.size for tile in tiles), default=0),
    }


MAP_WIDTH = 449
"""Nine tiles: a map of fewer is not drawn larger."""
