"""The page of one act: POST does it, GET asks for what it takes; what was typed stays when it is refused."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import HttpResponse
from django.shortcuts import render

from revitalization.kit.actor import Actor
from revitalization.kit.doing import Doings
from revitalization.kit.errors import FreshSignInNeeded, Problem, VersionNeeded
from revitalization.kit.forms import ActForm, Parts, confirm_elsewhere, forms_of, tried
from revitalization.kit.views import SignedIn
from revitalization.kit.workflow import Act

Row = TypeVar("Row")
Page = Callable[[Row, Act], tuple[str, dict[str, Any]]]
Right = Callable[[Actor, Any], object]

FORM = "ui/asks.html"
"""The page that asks for something and has a button for it; its context is made by `asks`."""


def asks(
    heading: str, button: str, back: str, about: str = "", path: str = "", *, tone: str = "primary"
) -> dict[str, Any]:
    """The context of `FORM` beside the form itself: its heading, what it is about and where that lies.

    `tone` is the look of its button, which an act brings itself (`Act.last_tone`).
    """
    return {"tone": tone, "heading": heading, "button": button, "back": back, "about": about, "path": path}


def _asking(act: Act, form: ActForm) -> dict[str, Any]:
    return {"form": form, "tone": act.last_tone}


@dataclass(frozen=True)
class Sent:
    """What came of a form that was sent: done, or the form to be shown again under `status`.

    `tried`: the act itself was asked, so that the subject may have moved on. `confirm_url`: where one says once more
    who one is.
    """

    form: ActForm
    done: bool = False
    tried: bool = False
    status: int = 400
    confirm_url: str = ""


class ActPages:
    """The pages of the acts of one map, with the forms that are made of what each act takes.

    `parts` says how is asked for what is more than one field; `start` what a fresh form proposes for the row; `right`
    asks for the right where the place of the subject alone does not say it, raising `Hidden` or `Forbidden`.
    """

    def __init__(
        self,
        doings: Doings,
        parts: Parts | None = None,
        start: Callable[[Any], Mapping[str, Any]] | None = None,
        right: Right | None = None,
    ) -> None:
        self.doings, self.start, self.right = doings, start, right
        self.forms = forms_of(doings, parts)

    def form(
        self,
        key: str,
        row: Any,
        actor: Actor | None = None,
        start: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> ActForm:
        """The form of the act on the row as it stands.

        `start` is proposed beside what all forms of the map propose; `more` goes to the form (`data`, `auto_id`).
        """
        initial = {**(self.start(row) if self.start else {}), **(start or {})}
        if self.doings[key].versioned:
            initial["version"] = row.version
        return self.forms[key](initial=initial, actor=actor, subject=row, **more)

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
        the present version. What asks for a fresh sign-in asks for it before anything is typed; when it has grown old
        meanwhile, what was typed stays and one confirms in another tab (`confirm_url` in the context, status 401).
        """
        found: Any = find()
        wanted = self.doings.table.act(key)
        self._require(request.actor, wanted, found)
        if request.method != "POST":
            template, context = page(found, wanted)
            if wanted.asks_fresh(found):
                request.actor.require_fresh()
            return render(request, template, context | _asking(wanted, self.form(key, found, request.actor)))
        sent = self.send(request, key, found, told)
        if sent.done:
            return done(found, wanted)
        if sent.tried:
            found = find()
            self._bring_up(key, sent.form, found)
        template, context = page(found, wanted)
        shown = context | _asking(wanted, sent.form) | {"confirm_url": sent.confirm_url}
        return render(request, template, shown, status=sent.status)

    def send(
        self,
        request: SignedIn,
        key: str,
        found: Any,
        told: Callable[[Problem], Problem] | None = None,
        **more: Any,
    ) -> Sent:
        """Does the act with what was typed; what can be mended at the form is on it, the rest is raised.

        `told` as above; `more` goes to the form.
        """
        form = self.form(key, found, request.actor, data=request.POST, **more)
        if not form.is_valid():
            return Sent(form)
        try:
            trial = tried(form, lambda: self._do(request, key, found, form), told)
        except FreshSignInNeeded as problem:
            return Sent(form, status=401, confirm_url=confirm_elsewhere(request, form, problem))
        return Sent(form, trial.done, tried=True, status=trial.status)

    def at_once(self, request: SignedIn, key: str, found: Any) -> Any:
        """Does an act that takes nothing but the version; returns what its action returns.

        Raises `VersionNeeded` without a version, and whatever the action raises.
        """
        form = self.form(key, found, request.actor, data=request.POST)
        if not form.is_valid():
            raise VersionNeeded
        return self._do(request, key, found, form)

    def _require(self, actor: Actor, wanted: Act, found: Any) -> None:
        if self.right is not None:
            self.right(actor, found)
        else:
            actor.require(wanted.capability, found, sees=wanted.sees, remit=wanted.remit_of(found))

    def _bring_up(self, key: str, form: Any, found: Any) -> None:
        if self.doings[key].versioned:
            form.data = form.data.copy()
            form.data["version"] = str(found.version)

    def _do(self, request: SignedIn, key: str, found: Any, form: ActForm) -> Any:
        given = form.given()
        return self.doings.do(
            key, actor=request.actor, subject=found, version=given.get("version"), given=given
        )
