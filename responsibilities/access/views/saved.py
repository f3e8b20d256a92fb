"""Keeping and dropping views of lists."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from responsibilities.access.actions.saved import drop_view, save_view
from responsibilities.access.forms import ViewForm
from responsibilities.access.models import SavedView
from responsibilities.access.queries.saved import views_of
from revitalization.kit.errors import Invalid
from revitalization.kit.registry import REGISTRY
from revitalization.kit.views import SignedIn, page

REFUSED = "view_refused"
"""Where a session keeps, until the list is shown again, what was typed and what is wrong with it."""


def kept_context(request: SignedIn, query: str, place: str) -> dict[str, Any]:
    """What a list shows of the reader's own views: `views` and `view_form`, for the list narrowed like this."""
    return {"views": views_of(request.actor, place), "view_form": view_form(request, query, place)}


def view_form(request: SignedIn, query: str, place: str) -> ViewForm:
    """The form for the list narrowed like this; the refused one, with what was typed, if there is one."""
    typed = request.session.get(REFUSED)
    if typed is None or typed["place"] != place:
        return ViewForm(initial={"query": query, "place": place}, auto_id="view-%s")
    del request.session[REFUSED]
    form = ViewForm(typed, auto_id="view-%s")
    for name, said in typed["wrong"]:
        if said not in form.errors.get(name, ()):
            form.add_error(name, said)
    return form


@page(methods=("POST",))
def save(request: SignedIn) -> HttpResponse:
    """Keeps the address the page was narrowed to and leads back to it, where what was typed and is wrong is said."""
    name, query = request.POST.get("name", ""), request.POST.get("query", "")
    place = request.POST.get("place", "inbox")
    try:
        kept = save_view(actor=request.actor, name=name, query=query, place=place)
    except Invalid as problem:
        wrong = [(error.field, str(error.message)) for error in problem.errors]
        # An address that cannot be kept opens nothing, either.
        opens = all(error.field != "query" for error in problem.errors)
        typed = {"name": name, "query": query if opens else "", "place": place, "wrong": wrong}
        request.session[REFUSED] = typed
        again = SavedView(query=query, place=place).url if opens else REGISTRY.kept_list(place).url
        return HttpResponseRedirect(again)
    messages.success(request, _("Kept as “%(name)s”.") % {"name": kept.name})
    return HttpResponseRedirect(kept.url)


@page(methods=("POST",))
def drop(request: SignedIn, key: str) -> HttpResponse:
    """Drops one view of one's own by its key, and leads to its list."""
    return HttpResponseRedirect(drop_view(actor=request.actor, key=key))
