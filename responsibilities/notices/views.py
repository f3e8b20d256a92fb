"""The list of notices and reading them."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from responsibilities.notices.actions.reading import mark_read
from responsibilities.notices.models import Notice
from responsibilities.notices.queries import page as page_of
from responsibilities.notices.queries import unread_count
from revitalization.kit import keyset
from revitalization.kit.fetch import get_or_hidden
from revitalization.kit.views import SignedIn, page, see

MARK = "notices"


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


@page(methods=("POST",))
def notices_read(request: SignedIn) -> HttpResponse:
    """Marks all notices as read, or the one that is opened, and leads to what it is about."""
    chosen = request.POST.get("notice")
    if not chosen:
        mark_read(actor=request.actor)
        return see("notices")
    notice = get_or_hidden(Notice.objects.for_actor(request.actor), pk=chosen)
    mark_read(actor=request.actor, notice=notice)
    inside = url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None)
    return HttpResponseRedirect(notice.url) if inside else see("notices")
