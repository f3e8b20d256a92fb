"""What all forms share: the version they are based on, and errors of the family set on their fields."""

from django import forms
from django.utils.translation import gettext_lazy as _

from revitalization.kit.errors import Problem


class VersionedForm(forms.Form):
    """A form that knows which version it changes; without it the change is refused."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


class ReasonForm(VersionedForm):
    """An act that needs a reason in words."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Shown to the unit and kept on the record."),
    )


def take_errors(form: forms.Form, problem: Problem) -> None:
    """Shows the family's errors on the form's own fields, so that nothing typed is lost."""
    for error in problem.errors:
        form.add_error(error.field if error.field in form.fields else None, str(error.message))
    if not problem.errors:
        form.add_error(None, str(problem.detail))
