"""The list of notices and reading them; announcements."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from responsibilities.notices.actions.announcing import announce, put_away, take_back
from responsibilities.notices.actions.reading import mark_read
from responsibilities.notices.forms import AnnouncementForm
from responsibilities.notices.models import Announcement, Notice
from responsibilities.notices.queries import announcements_for, still_open, unread_count, window_in_words
from responsibilities.notices.queries import page as page_of
from responsibilities.operations.queries import runs_the_system
from responsibilities.roles import Capability
from revitalization.kit import clock, keyset
from revitalization.kit.columns import Badge, Column, Grey, Order, Row, Stacked, Table
from revitalization.kit.errors import FieldError, Forbidden, Hidden, Invalid
from revitalization.kit.fetch import get_or_hidden
from revitalization.kit.forms import tried
from revitalization.kit.tables import TablePage
from revitalization.kit.views import SignedIn, go_on, page, see

MARK = "notices"
LONGEST = 18
"""Digits of a number."""


@page(params=("after", "show"))
def notices(request: SignedIn) -> HttpResponse:
    """The reader's notices, newest first; `show=all` gives those that are read too."""
    everything = request.GET.get("show") == "all"
    before = keyset.last_seen(request.GET.get("after"), MARK)
    told, more = page_of(request.actor, unread=not everything, before=before)
    context = {
        "notices": told,
        "more": keyset.seal([more], MARK) if more else "",
        "everything": everything,
        "unread": unread_count(request.actor),
    }
    return render(request, "notices/notices.html", context)


def _own(request: SignedIn, keys: Sequence[str]) -> list[Notice]:
    """The reader's notices of these numbers; `Hidden` when one of them is not there or not theirs."""
    numbers = {int(key) for key in keys if key.isdecimal() and len(key) <= LONGEST}
    found = list(Notice.objects.for_actor(request.actor).filter(pk__in=numbers))
    if len(found) != len(set(keys)):
        raise Hidden
    return found


@page(methods=("POST",))
def notices_read(request: SignedIn) -> HttpResponse:
    """Marks what is named as read: `notice=all` all, several those of one line, one leads on to what it is about."""
    chosen = request.POST.getlist("notice")
    if not any(chosen):
        raise Invalid(errors=[FieldError("notice", _("Say which notice you have read."), "required")])
    if chosen == ["all"]:
        mark_read(actor=request.actor)
        return see("notices")
    found = _own(request, chosen)
    mark_read(actor=request.actor, notices=found)
    if len(found) > 1:
        return see("notices")
    notice = found[0]
    inside = url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None)
    return HttpResponseRedirect(notice.url) if inside else see("notices")


def _shown_to(announcement: Row) -> str:
    return announcement["unit__name"] or _("everybody")


def _how_it_stands(row: Row) -> Badge:
    now = clock.now()
    if row["taken_back_at"]:
        return Badge("taken_back", pgettext("announcement", "taken back"), "grey")
    if row["ends_at"] <= now:
        return Badge("over", pgettext("announcement", "over"), "grey")
    if row["begins_at"] > now:
        return Badge("coming", _("coming"), "blue")
    return Badge("shown", _("shown now"), "green")


ANNOUNCEMENTS = Table(
    name="announcements",
    columns=(
        Column(
            "title", gettext_lazy("Announcement"), value=lambda row: Stacked(row["title"], row["text"]),
            width="wide",
        ),
        Column("unit__name", gettext_lazy("Who sees it"), value=_shown_to),
        Column(
            "work_from", gettext_lazy("Maintenance window"),
            value=lambda row: row["work_from"] and window_in_words(row["work_from"], row["work_until"]),
            missing=Grey("—"),
        ),
        Column("begins_at", gettext_lazy("Shown from"), kind="datetime"),
        Column("ends_at", gettext_lazy("Shown until"), kind="datetime"),
        Column("state", gettext_lazy("State"), kind="badge", value=_how_it_stands),
    ),
    orders=(Order("newest", ("-begins_at", "-id")),),
    fields=(
        "id", "public_id", "title", "text", "unit__name", "work_from", "work_until", "begins_at", "ends_at",
        "taken_back_at",
    ),
    empty=gettext_lazy("Nothing has been announced"),
    page_size=20,
)  # fmt: skip


@page(params=ANNOUNCEMENTS.names)
def announcements(request: SignedIn) -> HttpResponse:
    """What is and was announced to the reader; all of it, and how to end it, to whoever runs the system."""
    writes = runs_the_system(request.actor)
    context = {
        "page": TablePage(ANNOUNCEMENTS, announcements_for(request.actor, all_of_them=writes), request.GET),
        "writes": writes,
        "open_ones": list(still_open().order_by("ends_at", "id")) if writes else [],
    }
    return render(request, "notices/announcements.html", context)


@page(methods=("GET", "POST"))
def announcement_new(request: SignedIn) -> HttpResponse:
    """The form, and by POST the announcement itself; `Forbidden` but for whoever runs the system."""
    if not runs_the_system(request.actor):
        raise Forbidden
    reach = request.actor.reach(Capability.UNIT_READ)
    form = AnnouncementForm(request.POST if request.method == "POST" else None, reach=reach)
    if request.method == "POST" and form.is_valid():
        trial = tried(form, lambda: announce(actor=request.actor, **form.given()))
        if trial.result:
            messages.success(request, _("Announced: %(title)s") % {"title": trial.result.title})
            return see("announcements")
    return render(
        request, "notices/announcement_new.html", {"form": form}, status=400 if form.errors else 200
    )


@page(methods=("POST",))
def announcement_take_back(request: SignedIn, key: str) -> HttpResponse:
    """Ends an announcement before its time; `Forbidden` but for whoever runs the system."""
    if not runs_the_system(request.actor):
        raise Forbidden
    found = get_or_hidden(Announcement.objects.select_related("unit"), public_id=key)
    take_back(actor=request.actor, announcement=found)
    messages.success(request, _("It is not shown any more."))
    return see("announcements")


@page(methods=("POST",))
def announcement_put_away(request: SignedIn, key: str) -> HttpResponse:
    """The reader need not see it any more; leads back to where they were."""
    found = get_or_hidden(announcements_for(request.actor, all_of_them=False), public_id=key)
    put_away(actor=request.actor, announcement=found)
    return go_on(request, "announcements")
