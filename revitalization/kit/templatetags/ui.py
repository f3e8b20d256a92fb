"""Component tags: one tag, one template under `templates/ui/`; the five smallest are written here.

Those stand in every row of every list, and a template of their own costs each row more than its words do
(`docs/performance.md`). They go through `format_html`, which escapes each value; nothing here marks text as safe. Tags
take plain values, never models, so that the toolkit knows no domain word.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django import forms, template
from django.forms import BoundField
from django.forms.forms import BaseForm
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from revitalization.kit.deadlines import time_left
from revitalization.kit.drawing import drawn_once
from revitalization.kit.language import said_day

register = template.Library()

TONES = frozenset({"", "green", "amber", "red", "grey", "blue", "brand"})
LAMPS = frozenset({"green", "amber", "red", "grey"})
FILLS = {"green": "#17663a", "amber": "#f2b233", "red": "#ac211a", "grey": "#7b8882", "brand": "#0b5d43"}
SEGMENTS = {
    "done": "#17663a",
    "seen": "#4f9a6c",
    "sent": "#9accae",
    "begun": "#9fb6cc",
    "blank": "#dfe6e2",
    "near": "#c78a1e",
    "late": "#ac211a",
}
ABOUT = "bar_about"
"""Name under which the buttons of a bar of acts find in the context what they act on."""
BUTTONS = {
    "": "",
    "plain": "",
    "primary": "btn-primary",
    "danger": "btn-danger",
    "quiet": "btn-quiet",
    "small": "btn-small",
    "small-primary": "btn-small btn-primary",
    "small-danger": "btn-small btn-danger",
}


@dataclass(frozen=True)
class Crumb:
    """One step of a path; the step without address is where the reader is."""

    label: Any
    url: str = ""


@dataclass(frozen=True)
class Tab:
    """One tab: `key` is compared with the current one, `count` is shown when not 0."""

    key: str
    label: Any
    url: str
    count: int = 0


@dataclass(frozen=True)
class TimelineEntry:
    """One event: instant, sentence, optional free text below it, link and tone (green, amber, red, grey)."""

    at: datetime
    text: Any
    note: str = ""
    url: str = ""
    tone: str = "green"


@dataclass(frozen=True)
class Fault:
    """One line of the error summary; `target` is the id of the control at fault."""

    label: str
    text: str
    target: str


def _known(value: str, allowed: Iterable[str], what: str) -> str:
    if value not in allowed:
        raise template.TemplateSyntaxError(f"{what} must be one of {sorted(allowed)}, not {value!r}")
    return value


@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawing from `static/img/icons.svg`; hidden from screen readers, so a word must stand beside it."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("img/icons.svg"), name,
    )  # fmt: skip


@register.simple_tag
def lamp(level: str, word: Any) -> SafeString:
    """Colour, shape and word. `level`: green (disc), amber (triangle), red (square), grey (ring)."""
    _known(level, LAMPS, "lamp level")
    return drawn_once('<span class="lamp {}"><i aria-hidden="true"></i>{}</span>', level, word)


@register.simple_tag
def urgency(word: str) -> SafeString | str:
    """The urgency of a document in the reader's language, 特急 red, 加急 amber; nothing for an ordinary one."""
    if not word:
        return ""
    special = word == "特急"
    said = pgettext("of a document", "Special urgency") if special else pgettext("of a document", "Urgent")
    return format_html('<span class="badge {}">{}</span>', "red" if special else "amber", said)


@register.simple_tag
def status_badge(key: str, label: Any, tone: str = "") -> SafeString:
    """The word of a status; `key` is its stable name for tests and scripts."""
    _known(tone, TONES, "badge tone")
    return drawn_once('<span class="badge {}" data-key="{}">{}</span>', tone, key, label)


@register.inclusion_tag("ui/unit_path.html")
def unit_path(crumbs: Sequence[Any]) -> dict[str, Any]:
    """A path from the top; each step has `label` and `url` ("" for the last)."""
    return {"crumbs": crumbs}


@register.inclusion_tag("ui/empty.html")
def when_empty(
    title: Any, hint: Any = "", action_url: str = "", action_label: Any = "", icon_name: str = "leaf"
) -> dict[str, Any]:
    """What is shown instead of an empty list: why it is empty and what to do next."""
    action = {"action_url": action_url, "action_label": action_label}
    return {"title": title, "hint": hint, "icon_name": icon_name, **action}


@register.inclusion_tag("ui/kpi.html")
def kpi(label: Any, value: Any, tone: str = "", url: str = "") -> dict[str, Any]:
    """One figure; stands inside `<ul class="kpis">`."""
    return {"label": label, "value": value, "tone": _known(tone, TONES, "figure tone"), "url": url}


def of_the_page(context: template.Context) -> dict[str, Any]:
    """What a component keeps of its page: the request, which knows the terms that the page has told already."""
    return {"request": context.get("request")}


@register.inclusion_tag("ui/field.html", takes_context=True)
def field(context: template.Context, form_field: BoundField) -> dict[str, Any]:
    """Label, help, errors, control and counter of one form field, joined by ids for screen readers."""
    ident = form_field.id_for_label or form_field.auto_id or form_field.html_name
    errors = list(form_field.errors)
    maximum = _counted(form_field)
    group = form_field.use_fieldset
    ids = _described_by(ident, bool(form_field.help_text), bool(errors), bool(maximum) and not group)
    attrs = {"aria-describedby": ids} if ids and not group else {}
    return {
        "id": ident, "label": form_field.label, "help": form_field.help_text, "errors": errors,
        "required": form_field.field.required, "hidden": form_field.is_hidden, "group": group,
        "check": isinstance(form_field.field.widget, forms.CheckboxInput), "described_by": ids,
        "widget": _widget(form_field, attrs), "maximum": maximum,
        "length": len(str(form_field.value() or "")), **of_the_page(context),
    }  # fmt: skip


def _widget(form_field: BoundField, attrs: Mapping[str, str]) -> SafeString:
    return form_field.as_widget(attrs=dict(attrs))


def _counted(form_field: BoundField) -> int:
    """Characters allowed where a counter helps: long texts only."""
    if not isinstance(form_field.field.widget, forms.Textarea):
        return 0
    limit = getattr(form_field.field, "max_length", None) or form_field.field.widget.attrs.get("data-max")
    return int(limit or 0)


def _described_by(ident: str, help_text: bool, errors: bool, counter: bool) -> str:
    parts = ((help_text, "helptext"), (errors, "error"), (counter, "counter"))
    return " ".join(f"{ident}_{name}" for present, name in parts if present)


@register.inclusion_tag("ui/error_summary.html")
def error_summary(form: BaseForm | None) -> dict[str, Any]:
    """All errors of a form with links to the controls; announced at once. Nothing without errors."""
    if form is None or not form.errors:
        return {"faults": []}
    faults = [Fault("", str(text), "") for text in form.non_field_errors()]
    for bound in form:
        named = ("", "") if bound.is_hidden else (str(bound.label), _target(bound))
        faults += [Fault(named[0], str(text), named[1]) for text in bound.errors]
    return {"faults": faults}


def _target(bound: BoundField) -> str:
    """The id of the control that a link leads to; of several choices the first, which takes the focus."""
    first = next(iter(bound.subwidgets), None) if bound.use_fieldset else None
    return (first.id_for_label if first else "") or bound.id_for_label or bound.auto_id or ""


@register.simple_tag(takes_context=True)
def error_mark(context: template.Context) -> str:
    """“Error: ” before the title of a page on which a form, also one of a tab, was sent and has errors."""
    # By `type`, not `isinstance`, which would make a value that waits until it is shown, such as the navigation.
    found: list[Any] = list(context.flatten().values())
    within = [form for value in found if issubclass(type(value), Mapping) for form in value.values()]
    if any(issubclass(type(form), BaseForm) and form.is_bound and form.errors for form in (*found, *within)):
        return _("Error: ")
    return ""


@register.inclusion_tag("ui/act_button.html", takes_context=True)
def act_button(
    context: template.Context, label: Any, url: str, method: str = "post", tone: str = "", confirm: Any = "",
    icon_name: str = "", about: Any = "", **fields: Any,
) -> dict[str, Any]:  # fmt: skip
    """A button that acts: a form of its own with the token.

    `method="get"` gives a link that looks like a button. `confirm` asks once more in place, without a script.
    `about` is what it acts on, for those who hear the page: two buttons of one list never have the same name; in a bar
    of acts it is the bar's. Further named arguments become hidden fields (`version=report.version`).
    """
    barred = "" if about else context.get(ABOUT, "")
    return {
        "csrf_token": context.get("csrf_token"), "label": label, "url": url, "barred": barred,
        "method": _known(method, ("get", "post"), "method"),
        "classes": BUTTONS[_known(tone, BUTTONS, "button tone")],
        "confirm": confirm, "icon_name": icon_name, "about": about or barred,
        "fields": list(fields.items()),
    }  # fmt: skip


@register.inclusion_tag("ui/tabs.html")
def tabs(items: Sequence[Any], current: str) -> dict[str, Any]:
    """Tabs that are links; items have `key`, `label`, `url` and perhaps `count`."""
    return {"items": items, "current": current}


@register.inclusion_tag("ui/timeline.html")
def timeline(entries: Sequence[Any]) -> dict[str, Any]:
    """Events in the order given; see `TimelineEntry`."""
    return {"entries": entries}


@register.inclusion_tag("ui/progress.html")
def progress(value: int, maximum: int, label: Any) -> dict[str, Any]:
    """How far a long work is, as bar and figures; `label` is read aloud."""
    return {"value": value, "maximum": max(maximum, 0), "label": label}


@register.simple_tag
def bar(numerator: int | None, denominator: int | None = 100, tone: str = "brand") -> SafeString:
    """A share as figure and bar: `{% bar 19 24 %}` shows 79% (19/24); cut, never rounded up to 100."""
    colour = FILLS[_known(tone, FILLS, "bar tone")]
    if numerator is None or not denominator:
        return format_html('<span class="muted">{}</span>', _("no data"))
    percent = int(max(Fraction(0), min(Fraction(1), Fraction(numerator) / Fraction(denominator))) * 100)
    counts = "" if denominator == 100 else format_html("<small>{}/{}</small>", numerator, denominator)
    return format_html(
        '<span class="share"><b>{0}%</b><svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"'
        ' focusable="false"><rect width="100" height="10" rx="2" fill="#dfe6e2"/>'
        '<rect width="{0}" height="10" rx="2" fill="{1}"/></svg>{2}</span>',
        percent, colour, counts,
    )  # fmt: skip


@register.simple_tag
def breakdown(found: Any) -> SafeString:
    """A `kit.columns.Breakdown` as figure, bar of its parts, and fraction; the picture is read as its sentence."""
    if found.percent is None:
        return format_html('<span class="muted">{}</span>', "—")
    drawn = format_html_join(
        "", '<rect x="{}" width="{}" height="10" fill="{}"/>',
        ((x, width, SEGMENTS[part.tone]) for part, x, width in found.segments),
    )  # fmt: skip
    return format_html(
        '<span class="share"><b>{}%</b><svg viewBox="0 0 1000 10" preserveAspectRatio="none" role="img"'
        ' aria-label="{}" focusable="false">{}</svg><small>{}/{}</small></span>',
        found.percent, found.sentence, drawn, f"{found.done:,}", f"{found.whole:,}",
    )  # fmt: skip


@register.simple_tag
def breakdown_key(part: Any) -> SafeString:
    """One line of the key below a breakdown: its colour, its word, how many."""
    return format_html(
        '<span class="key"><svg viewBox="0 0 10 10" aria-hidden="true" focusable="false">'
        '<rect width="10" height="10" rx="2" fill="{}"/></svg>{} <b class="num">{}</b></span>',
        SEGMENTS[part.tone], part.word, f"{part.n:,}",
    )  # fmt: skip


@register.simple_tag
def date_cn(day: date | None) -> SafeString:
    """A day in the reader's language: 2026年11月24日 or 24 Nov 2026; never broken over two lines."""
    if not day:
        return format_html('<span class="muted">{}</span>', "—")
    return drawn_once('<time class="nowrap" datetime="{}">{}</time>', day.isoformat(), said_day(day))


@register.simple_tag
def deadline(due: date, today: date) -> SafeString:
    """A deadline as it is said everywhere: the date and the working days left or gone, red when over."""
    left = time_left(due, today)
    comma = pgettext("between a date and the time left", ", ")
    return format_html('{}<span class="due {}">{}{}</span>', date_cn(due), left.tone, comma, left.words)
