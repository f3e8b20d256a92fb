"""How the acts on a unit ask for what is no plain text (its classes, the year, the scope), and how units are named."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from responsibilities.units.models import CLASS_LABELS, Unit
from responsibilities.units.queries import codes_of
from revitalization.kit.forms import ActForm, Parts

MOST_NAMED = 3
"""Places of one name that a refusal lists with their codes."""


class UnitsField(forms.CharField):
    """Units by name or code, with blanks, commas or new lines between; gives what was typed in its order, each once.

    The form turns names into codes (`UnitsForm`).
    """

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value) or "")
        for mark in ",，;；、":
            text = text.replace(mark, " ")
        return list(dict.fromkeys(text.split()))


class UnitsForm(forms.Form):
    """A form with fields of that kind: the names typed there are looked up below `above`, and codes given instead.

    A name that nothing or more than one thing is called is an error of its field, which says what to write instead.
    """

    def above(self) -> Unit | None:
        """The unit below which one names; None where that itself is not known yet."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        above = self.above()
        for name, field in self.fields.items():
            if above is not None and isinstance(field, UnitsField) and name in data:
                data[name] = self._codes(name, data[name], above)
        return data

    def _codes(self, field: str, typed: list[str], above: Unit) -> list[str]:
        found = codes_of(typed, above)
        for word, hits in found.items():
            if not hits:
                said = gettext("There is no unit “%(name)s” below %(above)s.")
                self.add_error(field, said % {"name": word[:40], "above": above.name})
            elif len(hits) > 1:
                places = gettext("; ").join(f"{hit.path} {hit.code}" for hit in hits[:MOST_NAMED])
                said = gettext(
                    "Several units are called “%(name)s”; write the code instead, such as %(places)s."
                )
                self.add_error(field, said % {"name": word[:40], "places": places})
        return list(dict.fromkeys(found[word][0].code if found.get(word) else word for word in typed))


class ClassesForm(ActForm):
    """The classes of a unit, any number of them."""

    classes = forms.MultipleChoiceField(
        label=_("Class"),
        required=False,
        choices=[(str(key), label) for key, label in CLASS_LABELS.items()],
        widget=forms.CheckboxSelectMultiple,
    )


class YearForm(ActForm):
    """The year from which on a decision holds."""

    year = forms.IntegerField(label=_("From the year"), min_value=2020, max_value=2099)


class ScopeForm(ActForm):
    """Whether a unit is in scope."""

    scope = forms.TypedChoiceField(
        label=_("In scope"), choices=[("yes", _("Yes")), ("no", _("No"))], coerce=lambda word: word == "yes"
    )


PARTS: Parts = {"classes": ClassesForm, "year": YearForm, "scope": ScopeForm}
"""How each is asked for, by the name of what an act takes (`actions.DO_UNIT`)."""
