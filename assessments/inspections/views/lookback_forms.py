"""Forms of what follows findings: looking back, offers to sister units, the report on putting right."""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.inspections.actions.reporting import TEXTS
from assessments.inspections.models.mending import REGISTERED
from assessments.inspections.rules.lookback import RESULTS, SHARE
from responsibilities.numbers.queries import next_free
from responsibilities.units.forms import UnitsField, UnitsForm
from responsibilities.units.models import Unit
from revitalization.kit import clock
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


class RectificationForm(forms.Form):
    """What a unit says itself in its report; the problems come from the ledger."""

    unit = forms.ChoiceField(label=_("Unit"))
    document_number = forms.CharField(
        label=_("Document number"),
        max_length=80,
        help_text=_("Of the unit that reports, such as 红政发〔2027〕12号."),
    )
    signer = forms.CharField(label=_("Signed by"), max_length=TEXTS["signer"])
    organised = forms.CharField(
        label=_("How it is organised"),
        max_length=TEXTS["organised"],
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Who leads, how the work was divided, how it was followed up."),
    )
    lasting = forms.CharField(
        label=_("What keeps it from coming back"),
        max_length=TEXTS["lasting"],
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    ahead = forms.CharField(
        label=_("What comes next"), max_length=TEXTS["ahead"], widget=forms.Textarea(attrs={"rows": 5})
    )

    def __init__(self, *args: Any, units: Mapping[str, Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [(code, unit.name) for code, unit in units.items()]  # type: ignore[attr-defined]
        own = next(iter(units.values())) if len(units) == 1 else None
        if own and (free := next_free(own, [REGISTERED], clock.today().year)):
            said = gettext("The next free number is %(number)s.")
            self.fields["document_number"].help_text = said % {"number": free}
