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
from revitalization.kit.drawing import drawn_once
from revitalization.kit.language import said_instant
from revitalization.kit.ledgers import Cell, Ledger, Line
from revitalization.kit.templatetags.ui import (
    BUTTONS,
    bar,
    breakdown,
    date_cn,
    lamp,
    of_the_page,
    status_badge,
)

register = template.Library()


def _instant(value: datetime) -> SafeString:
    here = clock.local(value)
    return format_html(
        '<time class="nowrap" datetime="{}">{}</time>', formatted(here, "c"), said_instant(here)
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
        '<label class="pick"><input type="checkbox" name="{}" value="{}"{}><span class="sr-only">{}</span></label>',
        it.name,
        it.value,
        SafeString(" checked") if it.checked else "",
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
    if not url:
        return inner
    if not about:
        return format_html('<a href="{}">{}</a>', url, inner)
    return format_html('<a href="{}">{}<span class="sr-only"> {}</span></a>', url, inner, about)


SHORT = 6
"""Characters of a text that stays on one line: a name, a state, a place; longer ones would push the other columns."""


def _stays_on_a_line(value: Any) -> bool:
    # Between Chinese characters a line may break anywhere: 限期整改 would stand as 限期 over 整改.
    said = value.word if isinstance(value, Grey) else value
    return isinstance(said, str) and len(said) <= SHORT and not said.isascii()


@register.simple_tag
def cell(found: Cell, cards: bool = True) -> SafeString:
    """One cell of a ledger; where the table stays a table on phones, it needs no words to be a table."""
    inner = drawn(found.value, found.url, found.about)
    if not cards and found.lead:
        return format_html('<th scope="row">{}</th>', inner)
    # A sum of safe strings is safe, and is nothing of the kind as soon as one of them is not.
    role = "rowheader" if found.lead else "cell"
    classes = f"{found.classes} nowrap".lstrip() if _stays_on_a_line(found.value) else found.classes
    return drawn_once(_OPENED, role, classes, found.label) + inner + _CLOSED


_OPENED = '<td role="{}" class="{}" data-label="{}">'
_CLOSED = SafeString("</td>")


@register.simple_tag
def line(found: Line, cards: bool = True) -> SafeString:
    """One row of a ledger with its cells."""
    anchor = format_html(' id="{}"', found.anchor) if found.anchor else ""
    current = SafeString(' aria-current="true"') if found.current else ""
    cells = SafeString("")
    for one in found.cells:
        cells += cell(one, cards)
    return format_html('<tr role="row"{}{}>{}</tr>', anchor, current, cells)


@register.inclusion_tag("ui/ledger.html", takes_context=True)
def ledger(context: template.Context, found: Ledger) -> dict[str, Any]:
    """A `kit.ledgers.Ledger`: the rows at hand under their headings, cards on phones; or why there are none."""
    return {"ledger": found, **of_the_page(context)}


@register.inclusion_tag("ui/table.html", takes_context=True)
def table(context: template.Context, page: Any) -> dict[str, Any]:
    """A bound `kit.tables.TablePage`: filters, ledger (cards on phones), pager."""
    return {"page": page, **of_the_page(context)}


@register.simple_tag
def options(offered: Sequence[tuple[str, Any]], chosen: str) -> SafeString:
    """The options of a list to choose from, as (value, word)."""
    marks = {True: SafeString(" selected"), False: ""}
    return format_html_join(
        "", '<option value="{}"{}>{}</option>', ((key, marks[key == chosen], word) for key, word in offered)
    )
