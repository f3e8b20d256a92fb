"""Keeping and dropping views of the inbox."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from responsibilities.access.actions.saved import drop_view, save_view
from revitalization.kit.errors import Invalid
from revitalization.kit.views import SignedIn, page, see


@page(methods=("POST",))
def save(request: SignedIn) -> HttpResponse:
    """Keeps the address the page was narrowed to, and leads back to it; what is wrong is said there."""
    query = request.POST.get("query", "")
    try:
        kept = save_view(actor=request.actor, name=request.POST.get("name", ""), query=query)
    except Invalid as problem:
        for error in problem.errors:
            messages.error(request, str(error.message))
        return HttpResponseRedirect("/")
    messages.success(request, _("Kept as “%(name)s”.") % {"name": kept.name})
    return HttpResponseRedirect(kept.url)


@page(methods=("POST",))
def drop(request: SignedIn, key: str) -> HttpResponse:
    """Drops one view."""
    drop_view(actor=request.actor, key=key)
    return see("inbox")
