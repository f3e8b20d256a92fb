"""What may be filled in before a handover sheet is printed."""

from django import forms
from django.utils.translation import gettext_lazy as _


class HandoverForm(forms.Form):
    """Who takes over and who witnesses; both may be written by hand on the paper."""

    receiver = forms.CharField(
        label=_("Who takes over"),
        max_length=60,
        required=False,
        help_text=_("Leave empty to write it by hand."),
    )
    witness = forms.CharField(label=_("Witness of the handover"), max_length=60, required=False)
