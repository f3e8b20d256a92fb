"""How the acts on a unit ask for what is no plain text: its classes, the year and the scope."""

from django import forms
from django.utils.translation import gettext_lazy as _

from responsibilities.units.models import CLASS_LABELS
from revitalization.kit.forms import ActForm, Parts


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
