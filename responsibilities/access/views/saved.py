"""Keeping and dropping views of the inbox."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from responsibilities.access.actions.saved import drop_view, save_view
from responsibilities.access.forms import ViewForm
from responsibilities.access.models import SavedView
from revitalization.kit.errors import Invalid
from revitalization.kit.views import SignedIn, go_on, page

REFUSED = "view_refused"
"""Where a session keeps, until the list is shown again, what was typed and what is wrong with it."""


def view_form(request: SignedIn, query: str) -> ViewForm:
    """The form for the list narrowed like this; the refused one, with what was typed, if there is one."""
    typed = request.session.pop(REFUSED, None)
    if typed is None:
        return ViewForm(initial={"query": query}, auto_id="view-%s")
    form = ViewForm(typed, auto_id="view-%s")
    for name, said in typed["wrong"]:
        if said not in form.errors.get(name, ()):
            form.add_error(name, said)
    return form


@page(methods=("POST",))
def save(request: SignedIn) -> HttpResponse:
    """Keeps the address the page was narrowed to and leads back to it, where what was typed and is wrong is said."""
    name, query = request.POST.get("name", ""), request.POST.get("query", "")
    try:
        kept = save_view(actor=request.actor, name=name, query=query)
    except Invalid as problem:
        wrong = [(error.field, str(error.message)) for error in problem.errors]
        # An address that cannot be kept opens nothing, either.
        opens = all(error.field != "query" for error in problem.errors)
        request.session[REFUSED] = {"name": name, "query": query if opens else "", "wrong": wrong}
        return HttpResponseRedirect(SavedView(query=query).url if opens else "/")
    messages.success(request, _("Kept as “%(name)s”.") % {"name": kept.name})
    return HttpResponseRedirect(kept.url)


@page(methods=("POST",))
def drop(request: SignedIn, key: str) -> HttpResponse:
    """Drops one view of one's own by its key, and leads to the inbox."""
    drop_view(actor=request.actor, key=key)
    return go_on(request)
