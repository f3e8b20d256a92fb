"""The bar of a page's acts: one component for every page whose main act would otherwise stand at its end.

It sticks to the foot of the window, where no bottom navigation stands while one writes, and lets go of it where the
window is low. Its buttons say what they act on to those who hear the page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.utils.html import format_html
from django.utils.safestring import SafeString

from revitalization.kit.templatetags.ui import ABOUT, BUTTONS, icon

register = template.Library()

SHAPES = {"beside": " beside stack", "pick": " pick-bar no-print"}
"""First word of the tag: `beside` is a column of buttons in a card on screens, `pick` acts on the lines picked."""


@dataclass
class Bar(template.Node):
    """`{% act_bar [shape] what … %}`: the buttons up to `{% endact_bar %}`, about what the values say together."""

    nodes: NodeList
    about: Sequence[FilterExpression]
    shape: str

    child_nodelists = ("nodes",)

    def render(self, context: template.Context) -> SafeString:
        """The bar, named after its subject; a value that there is not is left out."""
        found = [str(value) for one in self.about if (value := one.resolve(context, ignore_failures=True))]
        about = " ".join(found)
        with context.push(**{ABOUT: about}):
            inner = self.nodes.render(context)
        named = format_html(' role="group" aria-label="{}"', about) if about else ""
        return format_html('<div class="act-bar{}" data-act-bar{}>{}</div>', self.shape, named, inner)


@register.tag
def act_bar(parser: Parser, token: Token) -> Bar:
    """The bar of a page's main acts, as the last thing of its form."""
    _tag, *words = token.split_contents()
    shape = SHAPES.get(words[0], "") if words else ""
    nodes = parser.parse(("endact_bar",))
    parser.delete_first_token()
    return Bar(nodes, [parser.compile_filter(word) for word in words[bool(shape) :]], shape)


@register.simple_tag(takes_context=True)
def press(
    context: template.Context, label: Any, tone: str = "primary", icon_name: str = "", name: str = "", value: str = "",
    key: str = "",
) -> SafeString:  # fmt: skip
    """The button that sends the form; in a bar it says what it acts on.

    `tone` as of `act_button`; `name` and `value` go with the form; `key` is the letter that focuses it.
    """
    attributes = (("name", name), ("value", value), ("data-key", key))
    drawn: list[SafeString] = [format_html(' {}="{}"', what, said) for what, said in attributes if said]
    about = context.get(ABOUT, "")
    return format_html(
        '<button class="btn {}" type="submit"{}{}{}>{}<span data-word>{}</span>{}</button>',
        BUTTONS[tone], *(drawn + [SafeString()] * 3)[:3], icon(icon_name) if icon_name else "", label,
        format_html('<span class="sr-only"> {}</span>', about) if about else "",
    )  # fmt: skip
