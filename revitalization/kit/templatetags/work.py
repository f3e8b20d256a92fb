"""Tags for work that passes from hand to hand: since when somebody has it, and the way it goes."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from revitalization.kit import clock
from revitalization.kit.language import said_day, said_instant, said_month, said_period, translated
from revitalization.kit.steps import Step, step_now
from revitalization.kit.words import Words

register = template.Library()
Subject = tuple[str, str]
"""Kind and public key."""


def days_ago(at: datetime, today: date) -> str:
    """How long ago in the reader's language, by days in Asia/Shanghai."""
    days = (today - clock.local(at).date()).days
    if days < 1:
        return _("today")
    if days == 1:
        return _("yesterday")
    return ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": f"{days:,}"}


@register.simple_tag
def since(at: datetime, today: date) -> SafeString:
    """How long somebody has had it: “2 days ago”, the instant itself for machines."""
    return format_html('<time class="nowrap" datetime="{}">{}</time>', at.isoformat(), days_ago(at, today))


register.filter("said_month", said_month)
register.filter("said_period", said_period)


@register.filter("said_day")
def day_said(day: date) -> str:
    """A day in words, or that of an instant: `{{ key.created_at|said_day }}`."""
    return said_day(clock.local(day).date() if isinstance(day, datetime) else day)


@register.filter
def said_at(at: datetime | None) -> str:
    """An instant in words: `{{ job.queued_at|said_at }}`; nothing where there is none."""
    return said_instant(at) if at else ""


@register.inclusion_tag("ui/stepper.html")
def stepper(steps: Sequence[Step], today: date) -> dict[str, Any]:
    """The way of a subject from hand to hand: who had it, who has it since when and by when, who is next."""
    return {"steps": steps, "today": today}


@register.inclusion_tag("ui/step_short.html")
def step_line(step: Step | None, today: date) -> dict[str, Any]:
    """One step in one line: its word, who has it, since when. Nothing without."""
    return {"step": step, "today": today}


@register.simple_tag
def said(words: Words) -> str:
    """Words in the reader's language."""
    return translated(words)


@register.inclusion_tag("ui/step_short.html")
def step_short(
    steps: Mapping[tuple[str, str], Sequence[Step]], subject: tuple[str, str], today: date
) -> dict[str, Any]:
    """The step at which the subject is, in one line; `steps` of many subjects by kind and key. Nothing without."""
    return {"step": step_now(steps.get(subject, ())), "today": today}
