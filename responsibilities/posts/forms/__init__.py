"""What of the acts on posts is typed in several fields or chosen among people: a person, a paper, who signs."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from responsibilities.posts.actions import NewPerson, Paper
from responsibilities.posts.models import Person
from responsibilities.posts.queries import namesakes
from responsibilities.posts.queries.delegations import may_be_asked
from responsibilities.posts.rules import clean_name, refuse_name
from responsibilities.posts.rules.phones import NoPhoneError, clean_phone
from responsibilities.roles import Capability
from revitalization.kit import clock
from revitalization.kit.documents.numbers import full_number
from revitalization.kit.errors import Invalid
from revitalization.kit.forms import ActForm, Parts
from revitalization.kit.language import translated

SOMEBODY_ELSE = "new"


def checked_name(text: str) -> str:
    """A person's name as it is stored; refuses what is none."""
    refusal = refuse_name(text)
    if refusal is not None:
        raise forms.ValidationError(translated(refusal), code="name")
    return clean_name(text)


def checked_phone(text: str) -> str:
    """A work phone in its one form; refuses what is none."""
    try:
        return clean_phone(text)
    except NoPhoneError as error:
        raise forms.ValidationError(translated(error.words), code="phone") from error


class PaperForm(ActForm):
    """The document a change rests on."""

    document_number = forms.CharField(
        label=_("Document number"),
        max_length=60,
        required=False,
        help_text=_("For example 甘组任〔2026〕12号."),
    )
    document_title = forms.CharField(label=_("Document title"), max_length=200, required=False)
    note = forms.CharField(
        label=_("Note"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean_document_number(self) -> str:
        """The number in the spelling of the standard, empty where none was typed; refuses what is none."""
        typed = self.cleaned_data["document_number"]
        if not typed.strip():
            return ""
        try:
            return full_number(typed, "document_number")
        except Invalid as problem:
            said = _("What has no such number is named by its title alone.")
            whole = " ".join([*(str(error.message) for error in problem.errors), str(said)])
            raise forms.ValidationError(whole, code="number") from problem

    def given(self) -> dict[str, Any]:
        """The arguments of the action, with number, title and note made one `paper`."""
        given = super().given()
        words = (given.pop(name).strip() for name in ("document_number", "document_title", "note"))
        return given | {"paper": Paper(*words)}


class WhoForm(ActForm):
    """Names a person. Where people of that name are entered already, asks which of them is meant."""

    name = forms.CharField(
        label=_("Name of the person"),
        max_length=60,
        help_text=_("Family name first, in one field; no title."),
    )
    phone = forms.CharField(label=_("Work phone"), max_length=32, required=False)
    person = forms.ChoiceField(label=_("Who is it?"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reach = self.actor.reach(Capability.POST_READ) if self.actor is not None else None
        self.found = namesakes(self.data.get("name", ""), reach) if self.is_bound and reach else []
        if not self.found:
            del self.fields["person"]
            return
        self.fields["person"].required = True
        self.fields["person"].error_messages["required"] = _(
            "People of this name are entered already: choose who is meant."
        )
        known = [(str(it.person.public_id), _described(it.person, it.posts)) for it in self.found]
        self.fields["person"].choices = [*known, (SOMEBODY_ELSE, gettext("Somebody else of the same name"))]  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        """The name as it is stored; refuses what is no person's name."""
        return checked_name(self.cleaned_data["name"])

    def clean_phone(self) -> str:
        """The telephone number in its one form, empty where none was typed; refuses what is none."""
        return checked_phone(self.cleaned_data["phone"])

    def given(self) -> dict[str, Any]:
        """The arguments of the action, with `person` as the one who was chosen, or a `NewPerson` of that name."""
        given = super().given()
        new = NewPerson(given.pop("name"), given.pop("phone"))
        chosen = given.pop("person", SOMEBODY_ELSE)
        known = next((it.person for it in self.found if str(it.person.public_id) == chosen), None)
        return given | {"person": known or new}


def _described(person: Person, posts: str) -> str:
    return " · ".join(part for part in (person.name, posts, person.masked_phone) if part)


class SignerForm(ActForm):
    """Who signs for the post: the holders of the unit's other first responsible posts who have a sign-in."""

    to = forms.ModelChoiceField(
        label=_("Who signs for the post"),
        queryset=Person.objects.none(),
        to_field_name="public_id",
        empty_label=None,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = may_be_asked(self.subject, clock.today())
        self.fields["to"].queryset = people  # type: ignore[attr-defined]
        self.nobody = not people


PARTS: Parts = {"person": WhoForm, "paper": PaperForm, "to": SignerForm}
"""How each of them is asked for, by the name of what an act takes (`actions.DO_POST`, `actions.DO_TENURE`)."""
