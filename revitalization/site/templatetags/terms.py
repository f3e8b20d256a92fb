"""Words of the field where they stand: the one tag that leads from a label to its definition."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from revitalization.site.guide import Term, term_in, terms

register = template.Library()

TOLD = "_terms_told"
"""Where a request keeps which terms its page has shown already."""


@register.simple_tag(takes_context=True)
def term(context: template.Context, key: str, label: Any) -> SafeString:
    """The label, quietly underlined where it is a term of the glossary: its first mention on the page only.

    It is a link to the definition; who hears the page is read the definition with it, and the script shows it in place.
    What the glossary does not know is the label alone.
    """
    return _marked(context, next((one for one in terms() if one.key == key), None), label)


@register.simple_tag(takes_context=True)
def worded(context: template.Context, label: Any) -> SafeString:
    """A label of a form or a list: a term where it is one of the glossary, or holds the name of a thing in it."""
    return _marked(context, term_in(str(label)) if context.get("request") is not None else None, label)


def _marked(context: template.Context, found: Term | None, label: Any) -> SafeString:
    request = context.get("request")
    told: set[str] = request.__dict__.setdefault(TOLD, set()) if request is not None else set()
    if found is None or found.key in told:
        return conditional_escape(label)
    told.add(found.key)
    return format_html(
        '<a class="term" href="{}" data-term aria-describedby="says-{}">{}</a>'
        '<span class="term-says" id="says-{}" hidden>{} <small>{}</small></span>',
        *(f"{reverse('help')}#term-{found.key}", found.key, label, found.key, found.says),
        _("Source: %(source)s") % {"source": found.source},
    )
