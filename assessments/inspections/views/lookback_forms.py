"""Forms of looking back and of offers to sister units."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.inspections.rules.lookback import RESULTS, SHARE
from responsibilities.units.forms import UnitsField, UnitsForm
from responsibilities.units.models import Unit
from revitalization.kit.forms import DayField


class DrawForm(forms.Form):
    """What is drawn: for which issuer, how many per cent of what is due."""

    issuer = forms.ChoiceField(label=_("Issuing unit"))
    share = forms.IntegerField(
        label=_("Share in per cent"),
        min_value=1,
        max_value=100,
        initial=SHARE,
        help_text=_("Of what was closed six to twelve months ago; rounded up."),
    )

    def __init__(self, *args: Any, issuers: Collection[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.issuers = {unit.code: unit for unit in issuers}
        self.fields["issuer"].choices = [(unit.code, unit.name) for unit in issuers]  # type: ignore[attr-defined]


class LookedForm(forms.Form):
    """What was seen when a finding was looked at again."""

    result = forms.ChoiceField(label=_("Result"))
    words = forms.CharField(
        label=_("What was seen"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    looked_on = DayField(label=_("Day"), required=False, help_text=_("Today if left empty."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["result"].choices = [(key, gettext(word)) for key, word in RESULTS.items()]  # type: ignore[attr-defined]


class OfferForm(UnitsForm):
    """The units below the issuer that a finding is offered to."""

    codes = UnitsField(
        label=_("Units"),
        max_length=6000,
        help_text=_("By name or code, with blanks, commas or new lines between."),
    )

    def __init__(self, *args: Any, issuer: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.issuer = issuer

    def above(self) -> Unit | None:
        """The unit whose office offers it."""
        return self.issuer
