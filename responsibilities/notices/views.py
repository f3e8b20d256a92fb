"""The list of notices and reading them."""

from collections.abc import Sequence

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from responsibilities.notices.actions.reading import mark_read
from responsibilities.notices.models import Notice
from responsibilities.notices.queries import page as page_of
from responsibilities.notices.queries import unread_count
from revitalization.kit import keyset
from revitalization.kit.errors import FieldError, Hidden, Invalid
from revitalization.kit.views import SignedIn, page, see

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
