"""The page of one act: POST does it, GET asks for what it takes; what was typed stays when it is refused."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpResponse
from django.shortcuts import render

from revitalization.kit.doing import Doings
from revitalization.kit.errors import Problem
from revitalization.kit.forms import VersionedForm, tried
from revitalization.kit.views import SignedIn
from revitalization.kit.workflow import Act

Row = TypeVar("Row")
Page = Callable[[Row, Act], tuple[str, dict[str, Any]]]


def act_page(
    request: SignedIn,
    doings: Doings,
    forms: dict[str, type[VersionedForm]],
    key: str,
    find: Callable[[], Row],
    *,
    page: Page[Row],
    done: Callable[[Row, Act], HttpResponse],
    told: Callable[[Problem], Problem] | None = None,
) -> HttpResponse:
    """Asks for what the act takes and does it.

    `find` fetches the subject within reach; `page` gives template and context of the page that asks; `done` answers
    when it is done; `told` puts a refusal into the page's own words. A refused act shows what was typed, based on the
    present version.
    """
    found: Any = find()
    wanted = doings.workflow.act(key)
    request.actor.require(wanted.capability, found, sees=wanted.sees, remit=wanted.remit_of(found))
    if request.method != "POST":
        return _asked(request, page(found, wanted), forms[key](initial={"version": found.version}))
    form = forms[key](request.POST)
    if not form.is_valid():
        return _asked(request, page(found, wanted), form)
    given = form.given()
    trial = tried(
        form,
        lambda: doings.do(key, actor=request.actor, subject=found, version=given["version"], given=given),
        told,
    )
    if trial.done:
        return done(found, wanted)
    fresh: Any = find()
    form.data = request.POST.copy()
    form.data["version"] = str(fresh.version)
    return _asked(request, page(fresh, wanted), form, trial.status)


def _asked(
    request: SignedIn, page: tuple[str, dict[str, Any]], form: VersionedForm, status: int = 400
) -> HttpResponse:
    template, context = page
    return render(request, template, context | {"form": form}, status=status if form.errors else 200)
