"""Forms of the unit page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from responsibilities.units.models import CLASS_LABELS, Unit
from revitalization.kit import clock
from revitalization.kit.forms import ReasonForm


class ClassForm(ReasonForm):
    """The classes of a unit."""

    classes = forms.MultipleChoiceField(
        label=_("Class"),
        required=False,
        choices=[(str(key), label) for key, label in CLASS_LABELS.items()],
        widget=forms.CheckboxSelectMultiple,
    )

    @classmethod
    def of(cls, unit: Unit) -> "ClassForm":
        """Filled with what is stored."""
        return cls(initial={"version": unit.version, "classes": unit.unit_class}, auto_id="class_%s")


class NameForm(ReasonForm):
    """The everyday name of a unit."""

    short_name = forms.CharField(label=_("Short name"), max_length=80)

    @classmethod
    def of(cls, unit: Unit) -> "NameForm":
        """Filled with what is stored."""
        return cls(initial={"version": unit.version, "short_name": unit.short_name}, auto_id="name_%s")


class ScopeForm(ReasonForm):
    """The scope of a unit from a year on."""

    year = forms.IntegerField(label=_("From the year"), min_value=2020, max_value=2099)
    scope = forms.TypedChoiceField(
        label=_("In scope"), choices=[("yes", _("Yes")), ("no", _("No"))], coerce=lambda word: word == "yes"
    )

    @classmethod
    def of(cls, unit: Unit, in_scope: bool) -> "ScopeForm":
        """Proposes the opposite of what holds this year."""
        scope = "no" if in_scope else "yes"
        initial = {"version": unit.version, "year": clock.today().year, "scope": scope}
        return cls(initial=initial, auto_id="scope_%s")
