"""The calendar: a month and its agenda, of one's own work or of one unit, with days off and make-up days; as a file."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from responsibilities.access.actions.calendars import end_calendar_address, new_calendar_address, reader_of
from responsibilities.access.models import CalendarAddress
from responsibilities.units.models import Unit
from responsibilities.units.queries import by_code
from revitalization.kit import clock
from revitalization.kit.actor import Actor
from revitalization.kit.agenda import MOST, CalendarEntry, CalendarSource
from revitalization.kit.errors import FieldError, Invalid
from revitalization.kit.etags import digest, holds
from revitalization.kit.registry import REGISTRY
from revitalization.kit.views import SignedIn, page, refuse_unknown, see
from revitalization.kit.workdays import Calendar, load_calendar, month_anchor
from revitalization.site.ics import calendar_file

BACK, AHEAD = 31, 366
"""Days before and after today that the file holds."""

FIRST_MONTH, LAST_MONTH = date(2000, 1, 1), date(2099, 12, 1)
_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Day:
    """One day of the grid: `off` on a weekday without work, `made_up` on a weekend with."""

    on: date
    in_month: bool
    is_today: bool
    off: bool
    made_up: bool
    entries: Sequence[CalendarEntry]


@page(params=("month", "unit"))
def calendar(request: SignedIn) -> HttpResponse:
    """A month as a grid of weeks and as an agenda."""
    today = clock.today()
    start = _month(request.GET.get("month", ""), today)
    unit = _unit(request)
    last = month_anchor(start, 1) - timedelta(days=1)
    first, end = start - timedelta(days=start.weekday()), last + timedelta(days=6 - last.weekday())
    found = entries_of(request.actor, first, end, unit)
    free = load_calendar({first.year, end.year})
    context = {
        "start": start, "unit": unit, "today": today, "weeks": _weeks(first, end, start, today, free, found),
        "agenda": [entry for entry in found if entry.on <= last and (entry.more or entry.on >= start)],
        "before": month_anchor(start, -1) if start > FIRST_MONTH else None,
        "after": month_anchor(start, 1) if start < LAST_MONTH else None,
        "provisional": free.provisional(start.year), "of_unit": f"&unit={unit.code}" if unit else "",
        "address": CalendarAddress.objects.filter(user_id=request.actor.user_id or 0).first(),
        "file_url": reverse("calendar_file") + (f"?unit={unit.code}" if unit else ""),
    }  # fmt: skip
    return render(request, "site/calendar.html", context)


@page(params=("unit",))
def calendar_download(request: SignedIn) -> HttpResponse:
    """The calendar from a month ago to a year ahead, to be taken into another program once."""
    today, unit = clock.today(), _unit(request)
    found = entries_of(request.actor, today - timedelta(days=BACK), today + timedelta(days=AHEAD), unit)
    name = unit.name if unit else request.actor.name
    data = calendar_file(name, found, clock.now(), request.build_absolute_uri)
    answer = HttpResponse(data, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="calendar.ics"'
    answer["Cache-Control"] = "no-store"
    return answer


@page(methods=("POST",))
def calendar_address(request: SignedIn) -> HttpResponse:
    """Makes the secret address under which a calendar program reads this calendar, and shows it this once."""
    key, secret = new_calendar_address(actor=request.actor)
    url = request.build_absolute_uri(reverse("calendar_feed", args=[key, secret]))
    answer = render(request, "site/calendar_address.html", {"address": url})
    answer["Cache-Control"] = "no-store"
    return answer


@page(methods=("POST",))
def calendar_address_end(request: SignedIn) -> HttpResponse:
    """Ends the address; programs that have it read nothing any more."""
    if end_calendar_address(actor=request.actor):
        messages.success(request, _("The address has ended: nobody reads your calendar there any more."))
    return see("calendar")


@require_safe
def calendar_feed(request: HttpRequest, key: str, secret: str) -> HttpResponse:
    """The same as the file, for a calendar program that knows the address and does not sign in."""
    refuse_unknown(request, ())
    actor, user = reader_of(key, secret)
    today, midnight = (
        clock.today(),
        clock.local(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0),
    )
    with translation.override(user.language or settings.LANGUAGE_CODE):
        found = entries_of(actor, today - timedelta(days=BACK), today + timedelta(days=AHEAD), None)
        # Stamped with the day, so that an unchanged calendar stays the same and is not sent again.
        data = calendar_file(_("Calendar"), found, midnight, request.build_absolute_uri)
        etag = f'"{digest(data)}"'
    answer = HttpResponse(data, content_type="text/calendar; charset=utf-8")
    if holds(request, etag):
        answer = HttpResponse(status=304)
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"
    return answer


def entries_of(actor: Actor, first: date, last: date, unit: Unit | None) -> list[CalendarEntry]:
    """What every slice puts there, by day; of one that has more than `MOST` the first, and where all of it stands."""
    lo = unit.lo if unit else None
    found = [_first(source, source.entries(actor, first, last, lo)) for source in REGISTRY.calendar()]
    return sorted(chain.from_iterable(found), key=_place)


def _place(entry: CalendarEntry) -> tuple[date, bool, str]:
    return entry.on, entry.more, entry.key


def _first(source: CalendarSource, entries: Iterable[CalendarEntry]) -> list[CalendarEntry]:
    found = sorted(entries, key=_place)
    if len(found) <= MOST:
        return found
    shown = found[:MOST]
    title = _("From this day on not everything is shown here; the list has all of it")
    about = _("The calendar shows the first %(n)s of one kind.") % {"n": MOST}
    url = reverse(source.url_name)
    return [*shown, CalendarEntry(f"more-{source.key}", shown[-1].on, title, about, url, "amber", more=True)]


def _month(text: str, today: date) -> date:
    if not text:
        return today.replace(day=1)
    found = _MONTH.fullmatch(text)
    if found is None:
        raise Invalid(errors=[FieldError("month", _("Write the month like 2026-11."))])
    return date(int(found[1]), int(found[2]), 1)


def _unit(request: SignedIn) -> Unit | None:
    code = request.GET.get("unit", "")
    return by_code(code) if code else None


def _weeks(
    first: date, end: date, start: date, today: date, free: Calendar, found: Sequence[CalendarEntry]
) -> list[list[Day]]:
    days = [first + timedelta(days=n) for n in range((end - first).days + 1)]
    shown = [
        Day(
            on=day,
            in_month=day.month == start.month,
            is_today=day == today,
            off=day.weekday() < 5 and not free.is_working_day(day),
            made_up=day.weekday() >= 5 and free.is_working_day(day),
            entries=[entry for entry in found if entry.on == day],
        )
        for day in days
    ]
    return [shown[at : at + 7] for at in range(0, len(shown), 7)]
