"""Parts of a draft on pages of their own: what holds for all of it, groups of units, limiters."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from assessments.appraisals.actions.writing import write
from assessments.appraisals.forms.schemes import (
    SchemeGroupForm,
    SchemeLimiterForm,
    SchemeSettingsForm,
    grade_lines,
)
from assessments.appraisals.models import Scheme
from assessments.appraisals.queries.schemes import own_scheme_for
from assessments.appraisals.rules.content import Content, part_of
from assessments.appraisals.rules.course import DRAFTED, SCHEME
from assessments.appraisals.rules.tree import rows
from responsibilities.roles import Capability as C
from responsibilities.units.models import Unit
from revitalization.kit.act_pages import FORM, asks
from revitalization.kit.errors import Conflict, Hidden, VersionNeeded
from revitalization.kit.forms import tried
from revitalization.kit.views import SignedIn, page, see

HEAD = ("title", "year", "cut_off", "base", "ceiling", "na", "missing_after", "quota_round", "quota_ties")


def draft_for(request: SignedIn, key: str) -> Scheme:
    """The draft that is written on; raises `Hidden`, `Forbidden`, or `Conflict` where it is none any more."""
    row = own_scheme_for(request.actor, key)
    request.actor.require(C.ASSESS_DESIGN, row, sees=C.ASSESS_READ)
    if row.status != DRAFTED:
        said = gettext("Only a draft is changed; this scheme is %(state)s. Draw up a new edition of it.")
        raise Conflict(said % {"state": gettext(SCHEME.state(row.status).label)})
    return row


def asked(
    request: SignedIn,
    row: Scheme,
    form: forms.Form,
    change: Callable[[Content], Content],
    heading: str,
) -> HttpResponse:
    """The page of a part: POST changes the draft with what was typed, GET shows the form."""
    status = 400 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        trial = tried(form, lambda: write(actor=request.actor, scheme=row, change=change, version=version))
        if trial.done:
            messages.success(request, gettext("Saved."))
            return see("assessment_scheme", row.key)
        status = trial.status
    said = asks(
        heading, gettext("Save"), reverse("assessment_scheme", args=[row.key]), row.title, row.issuer.path
    )
    return render(request, FORM, {"form": form, **said}, status=status)


@page(methods=("GET", "POST"))
def settings(request: SignedIn, key: str) -> HttpResponse:
    """What holds for the whole scheme, and its grades."""
    row = draft_for(request, key)
    form = SchemeSettingsForm(request.POST or None, initial={**_settings(row), "version": row.version})

    def change(content: Content) -> Content:
        data = form.cleaned_data
        head = dict(content["scheme"])
        head |= {name: data[name] for name in HEAD}
        head |= {
            "cut_off": data["cut_off"].isoformat(),
            "ties_by": data["ties_by"].replace("，", " ").replace(",", " ").split(),
        }
        head["round"] = {"step": data["step"], "places": data["places"]}
        if not head["ceiling"]:
            del head["ceiling"]
        return {**content, "scheme": head, "grade": data["grades"]}

    return asked(request, row, form, change, gettext("Settings of the scheme"))


def _settings(row: Scheme) -> dict[str, Any]:
    head = row.content["scheme"]
    rounding = part_of(head, "round")
    return {
        **{name: head.get(name, "") for name in HEAD},
        "cut_off": _day(head.get("cut_off")),
        "na": head.get("na", "redistribute"),
        "missing_after": head.get("missing_after", "pending"),
        "quota_round": head.get("quota_round", "down"),
        "quota_ties": head.get("quota_ties", "out"),
        "step": rounding.get("step", "criterion"),
        "places": rounding.get("places", 2),
        "ties_by": " ".join(map(str, head.get("ties_by") or ())),
        "grades": grade_lines(row.content.get("grade", ())),
    }


def _day(value: Any) -> date | str:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return ""


@page(methods=("GET", "POST"))
def group(request: SignedIn, key: str, number: str = "") -> HttpResponse:
    """A group of comparable units, a new one without a number."""
    row = draft_for(request, key)
    there = _at(row.content.get("group", []), number)
    start = {"key": there.get("key", ""), "title": there.get("title", ""), "version": row.version}
    start["units"] = " ".join(str(code) for code in there.get("units", ()))
    form = SchemeGroupForm(request.POST or None, initial=start, issuer=row.issuer)

    def change(content: Content) -> Content:
        data = form.cleaned_data
        codes = list(dict.fromkeys([*data["units"], *_of_level(row, data["level"])]))
        new = {"key": data["key"], "title": data["title"], "units": codes}
        return {**content, "group": _put(content.get("group", []), number, new)}

    heading = gettext("Group of units") if number else gettext("New group of units")
    return asked(request, row, form, change, heading)


def _of_level(row: Scheme, level: str) -> list[str]:
    """All units of the level below the issuer that the year's work is about."""
    if not level:
        return []
    found = Unit.objects.live().territorial().under(row.issuer).filter(level=level).concerned(row.year)
    return list(found.order_by("lo").values_list("code", flat=True))


@page(methods=("GET", "POST"))
def limiter(request: SignedIn, key: str, number: str = "") -> HttpResponse:
    """What caps the total or the grade, a new one without a number."""
    row = draft_for(request, key)
    there = _at(row.content.get("limiter", []), number)
    leaves = [
        (it.key, f"{it.key} {it.table.get('title', '')}")
        for it in rows(row.content.get("criterion", []))
        if it.leaf
    ]
    words = [str(one.get("word", "")) for one in row.content.get("grade", ())]
    start = {**_limiter(there), "version": row.version}
    form = SchemeLimiterForm(request.POST or None, initial=start, leaves=leaves, grades=words)

    def change(content: Content) -> Content:
        return {**content, "limiter": _put(content.get("limiter", []), number, form.limits())}

    heading = gettext("Limiter") if number else gettext("New limiter")
    return asked(request, row, form, change, heading)


def _limiter(there: Mapping[str, Any]) -> dict[str, Any]:
    when = part_of(there, "when")
    kind = next((one for one in ("veto", "criterion", "fact") if one in when), "veto")
    return {
        **{name: there.get(name, "") for name in ("key", "title", "total_at_most", "grade_at_most")},
        "when": kind,
        "named": when.get(kind, "") if kind != "criterion" else "",
        "criterion": when.get("criterion", ""),
        "bound": when.get("below", when.get("at_least", "")),
    }


@page(methods=("POST",))
def part_remove(request: SignedIn, key: str, part: str, number: str) -> HttpResponse:
    """Takes a group or a limiter out of the draft."""
    row = draft_for(request, key)
    _at(row.content.get(part, []), number)
    form = _Version(request.POST)
    if not form.is_valid():
        raise VersionNeeded

    def change(content: Content) -> Content:
        rest = list(content.get(part, []))
        del rest[int(number) - 1]
        return {**content, part: rest}

    write(actor=request.actor, scheme=row, change=change, version=form.cleaned_data["version"])
    messages.success(request, gettext("Taken out."))
    return see("assessment_scheme", key)


class _Version(forms.Form):
    """The version that was looked at."""

    version = forms.IntegerField(min_value=0)


def _at(rows_: list[Any], number: str) -> Mapping[str, Any]:
    """The row of that number, counted from 1; nothing without a number. Raises `Hidden` where there is none."""
    if not number:
        return {}
    if not 1 <= int(number) <= len(rows_):
        raise Hidden
    found: Mapping[str, Any] = rows_[int(number) - 1]
    return found


def _put(rows_: list[Any], number: str, new: Mapping[str, Any]) -> list[Any]:
    found = list(rows_)
    if number:
        found[int(number) - 1] = dict(new)
    else:
        found.append(dict(new))
    return found
