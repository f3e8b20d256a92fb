"""The page of one act: POST does it, GET asks for what it takes; what was typed stays when it is refused."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpResponse
from django.shortcuts import render

from revitalization.kit.doing import Doings
from revitalization.kit.errors import Problem, VersionNeeded
from revitalization.kit.forms import VersionedForm, forms_of, tried
from revitalization.kit.views import SignedIn
from revitalization.kit.workflow import Act

Row = TypeVar("Row")
Page = Callable[[Row, Act], tuple[str, dict[str, Any]]]


class ActPages:
    """The pages of a workflow's acts, with the forms that are made of what each act takes."""

    def __init__(self, doings: Doings) -> None:
        self.doings = doings
        self.forms = forms_of(doings)

    def form(self, key: str, row: Any) -> VersionedForm:
        """The empty form of the act on the row as it stands."""
        return self.forms[key](initial={"version": row.version})

    def page(
        self,
        request: SignedIn,
        key: str,
        find: Callable[[], Row],
        *,
        page: Page[Row],
        done: Callable[[Row, Act], HttpResponse],
        told: Callable[[Problem], Problem] | None = None,
    ) -> HttpResponse:
        """Asks for what the act takes and does it.

        `find` fetches the subject within reach; `page` gives template and context of the page that asks; `done` answers
        when it is done; `told` puts a refusal into the page's own words. A refused act shows what was typed, based on
        the present version.
        """
        found: Any = find()
        wanted = self.doings.workflow.act(key)
        request.actor.require(wanted.capability, found, sees=wanted.sees, remit=wanted.remit_of(found))
        if request.method != "POST":
            return _asked(request, page(found, wanted), self.form(key, found))
        form = self.forms[key](request.POST)
        if not form.is_valid():
            return _asked(request, page(found, wanted), form)
        trial = tried(form, lambda: self._do(request, key, found, form), told)
        if trial.done:
            return done(found, wanted)
        fresh: Any = find()
        form.data = request.POST.copy()
        form.data["version"] = str(fresh.version)
        return _asked(request, page(fresh, wanted), form, trial.status)

    def at_once(self, request: SignedIn, key: str, found: Any) -> Any:
        """Does an act that takes nothing but the version; returns what its action returns.

        Raises `VersionNeeded` without a version, and whatever the action raises.
        """
        form = self.forms[key](request.POST)
        if not form.is_valid():
            raise VersionNeeded
        return self._do(request, key, found, form)

    def _do(self, request: SignedIn, key: str, found: Any, form: VersionedForm) -> Any:
        given = form.given()
        return self.doings.do(key, actor=request.actor, subject=found, version=given["version"], given=given)


def _asked(
    request: SignedIn, page: tuple[str, dict[str, Any]], form: VersionedForm, status: int = 400
) -> HttpResponse:
    template, context = page
    return render(request, template, context | {"form": form}, status=status if form.errors else 200)
