"""A trial (试算): a scheme computed on a file of inputs; nothing of it is stored, and nothing goes on the record."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.appraisals.actions.contents import tables_of
from assessments.appraisals.forms import SHOWN, inputs_in
from assessments.appraisals.models import Scheme
from assessments.appraisals.queries.trying import in_the_way, present_of
from assessments.appraisals.rules.computing import compute
from assessments.appraisals.rules.content import faults_of, scheme_in
from assessments.appraisals.rules.moved import compared
from assessments.appraisals.rules.trial import Trial, of_groups
from revitalization.kit.actor import Actor
from revitalization.kit.errors import FieldError, Refused
from revitalization.kit.language import translated

MOST_OF_INPUTS = 5_000_000
"""Bytes of the inputs of a trial in the browser; `manage.py assess` takes larger ones."""


class TrialForm(forms.Form):
    """The inputs a scheme is tried on."""

    inputs = forms.FileField(
        label=_("Inputs (.toml)"),
        widget=forms.FileInput(attrs={"accept": ".toml"}),
        help_text=_(
            "Values, facts, vetoes and last year's totals, at most 5 MB. What the file looks like is shown below."
        ),
    )

    def clean_inputs(self) -> bytes:
        """The bytes of the file."""
        file = self.cleaned_data["inputs"]
        if file.size > MOST_OF_INPUTS:
            raise forms.ValidationError(gettext("The file is larger than 5 MB."), code="too_large")
        return bytes(file.read())


def try_out(*, actor: Actor, scheme: Scheme, data: bytes) -> Trial:
    """What the scheme gives for the inputs of the file, beside what the present scheme gives for them.

    Raises `Refused` naming the faults of a scheme that is not complete, `Invalid` naming table, key and reason of each
    fault of the inputs.
    """
    found = in_the_way(scheme)
    if found:
        errors = [FieldError(fault.place, translated(fault.words)) for fault in found[:SHOWN]]
        raise Refused(
            gettext("A scheme with faults cannot be tried out; put them right first."), errors=errors
        )
    meant = scheme_in(scheme.content)
    tables = tables_of(data)
    inputs = inputs_in(tables, meant)
    results = compute(meant, inputs)
    other = present_of(actor, scheme)
    comparison = None
    if other is not None and not faults_of(other.content):
        # What it was copied from may be a draft that is not complete.
        comparison = compared(other.key, scheme_in(other.content), meant, tables, inputs, results)
    return Trial(meant, inputs, results, of_groups(meant, results), comparison)
