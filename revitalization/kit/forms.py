"""What all forms share: the version they are based on, errors of the family on their fields, the forms of acts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from revitalization.kit.actor import Actor
from revitalization.kit.doing import Doings, Take
from revitalization.kit.errors import Conflict, FreshSignInNeeded, Invalid, Problem, Stale, TooLarge
from revitalization.kit.words import N_

Result = TypeVar("Result")
HIGHEST = 2**31 - 1
WORDS_OF_THE_FRAMEWORK = (N_("This field is required."),)
"""In our own catalogue, since the framework's Chinese says only what is wrong and not what to do."""
LEFT_OUT = dict.fromkeys(
    ("required", "invalid", "min_value", "max_value"),
    _("What was sent is not complete. Open the page again and do it from there; nothing was changed."),
)
"""What is said of a field that nobody sees or types."""


class ActForm(forms.Form):
    """A form of an act: what was typed is what the action takes, name by name.

    `actor` fills it in, on `subject`; None where the form does not hang on them.
    """

    def __init__(self, *args: Any, actor: Actor | None = None, subject: Any = None, **kwargs: Any) -> None:
        self.actor, self.subject = actor, subject
        super().__init__(*args, **kwargs)

    def given(self) -> dict[str, Any]:
        """The keyword arguments of the action; ask when the form is valid."""
        return dict(self.cleaned_data)


class VersionedForm(ActForm):
    """A form that knows which version it changes; without it the change is refused."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=HIGHEST, error_messages=LEFT_OUT
    )


class SentAlong(forms.CharField):
    """What a page says without asking: `own` stands for nothing chosen; left out, it is refused."""

    def __init__(self, own: str, **kwargs: Any) -> None:
        super().__init__(initial=own, **kwargs)

    def clean(self, value: Any) -> Any:
        said = super().clean(value)
        return "" if said == self.initial else said


class DayField(forms.DateField):
    """A date with the browser's own picker; where it has none, year, month and day are typed in this order."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日"], **kwargs)


Parts = Mapping[str, type[ActForm]]
"""How a slice asks for what is typed in several fields or chosen among rows: by the name of the `Take`, a form whose
`given` gives that name."""


def forms_of(doings: Doings, parts: Parts | None = None) -> dict[str, type[ActForm]]:
    """The form of each act: the version where it is based on one, and what its action takes, in that order.

    Raises `ValueError` when nothing says how something is asked for.
    """
    return {key: _form_of(doings, key, parts or {}) for key in doings}


def _form_of(doings: Doings, key: str, parts: Parts) -> type[ActForm]:
    doing, table = doings[key], doings.table.key
    own = [take for take in doing.takes if take.name not in parts]
    made_of = [parts[take.name] for take in doing.takes if take.name in parts]
    order = (
        name for take in doing.takes for name in getattr(parts.get(take.name), "base_fields", [take.name])
    )
    return type(
        "".join(map(str.title, f"{table}_{key}".split("_"))) + "Form",
        (*made_of, VersionedForm if doing.versioned else ActForm),
        {
            **{take.name: _field_of(take, doings.wanted(key, take)) for take in own},
            "field_order": ("version", *order),
            "table": table,
            "__doc__": f"What “{key}” of a {table} takes.",
            "__module__": __name__,
        },
    )


def _field_of(take: Take, required: bool) -> forms.Field:
    more: dict[str, Any] = {"required": required}
    if take.label:
        more |= {"label": _(take.label), "help_text": _(take.hint) if take.hint else ""}
    else:
        more |= {"widget": forms.HiddenInput, "error_messages": LEFT_OUT}
    if take.own:
        return SentAlong(take.own, max_length=take.most, **more)
    if take.choices:
        return forms.ChoiceField(choices=[(value, _(word)) for value, word in take.choices], **more)
    if take.kind is date:
        return DayField(**more)
    if take.kind is int:
        return forms.IntegerField(min_value=0, max_value=HIGHEST, **more)
    if take.kind is not str:
        raise ValueError(f"{take.name}: nothing says how a {take.kind.__name__} is asked for")
    if take.long:
        more["widget"] = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(max_length=take.most, **more)


BACK_TO_THE_FORM = (Invalid, Conflict, Stale, TooLarge)
"""What somebody can mend, or must read, beside what was typed; everything else is a page of its own."""


@dataclass(frozen=True)
class Tried(Generic[Result]):
    """What came of an act tried from a form: its result, or the problem now shown on the form."""

    result: Result | None = None
    problem: Problem | None = None

    @property
    def done(self) -> bool:
        """Whether the act was done."""
        return self.problem is None

    @property
    def status(self) -> int:
        """The status of the page that shows the form again."""
        return self.problem.status if self.problem else 200


def tried(
    form: forms.Form, act: Callable[[], Result], said: Callable[[Problem], Problem] | None = None
) -> Tried[Result]:
    """Does the act; what can be mended at the form is shown there, so that nothing typed is lost.

    `said` puts a problem into the words and names of the form's own fields.
    """
    try:
        return Tried(act())
    except BACK_TO_THE_FORM as problem:
        shown = said(problem) if said else problem
        take_errors(form, shown)
        return Tried(problem=shown)


def confirm_elsewhere(request: HttpRequest, form: forms.Form, problem: FreshSignInNeeded) -> str:
    """Says on the form that one confirms first who one is; the address where that is done, in another tab.

    What was typed stays on the page that asked for it.
    """
    form.add_error(None, str(problem.title))
    return f"{reverse(settings.REAUTH_URL)}?{urlencode({'next': request.path})}"


def take_errors(form: forms.Form, problem: Problem) -> None:
    """Shows the family's errors on the form's own fields, so that nothing typed is lost."""
    for error in problem.errors:
        form.add_error(error.field if error.field in form.fields else None, str(error.message))
    if not problem.errors:
        form.add_error(None, str(problem.detail))
