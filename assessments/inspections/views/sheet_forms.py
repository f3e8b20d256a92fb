"""The form of one problem sheet, as it is filled in on a phone: what is always asked first, the rest folded away."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.inspections.actions.sheets import Sheet
from assessments.inspections.models import Finding, Inspection, Member, Target
from responsibilities.duties.queries import category_choices
from responsibilities.ledger import rules as ledger
from revitalization.kit.forms import HIGHEST, DayField
from revitalization.kit.language import said_pairs

ALWAYS = ("unit", "place", "problem", "second")
MORE = ("rule_broken", "evidence", "category", "how_soon", "severity", "extent", "found_on")
AGAIN = _("Open the page again and send it from there: nothing was kept.")


class SheetForm(forms.Form):
    """One problem sheet (问题登记表); `client_key` was made on the device, `version` is what it rests on (0: new)."""

    client_key = forms.UUIDField(
        widget=forms.HiddenInput, initial=uuid4, error_messages=dict.fromkeys(("required", "invalid"), AGAIN)
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=HIGHEST, initial=0)
    unit = forms.ChoiceField(label=_("Inspected unit"))
    place = forms.CharField(
        label=_("Place"),
        max_length=200,
        help_text=_("Down to the village, as exactly as it can be found again."),
    )
    problem = forms.CharField(
        label=_("Problem"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Facts and figures: what, where, how many."),
    )
    second = forms.ChoiceField(
        label=_("Seen by also"),
        required=False,
        error_messages={"invalid_choice": _("Name another member of the team.")},
    )
    rule_broken = forms.CharField(label=_("Rule or demand that was broken"), max_length=500, required=False)
    evidence = forms.CharField(
        label=_("Evidence"),
        max_length=500,
        required=False,
        help_text=_("Documents by name or number; a picture only where nothing else shows it."),
    )
    category = forms.ChoiceField(label=_("Responsibility"), required=False)
    how_soon = forms.ChoiceField(label=_("How soon"), initial=ledger.TERM)
    severity = forms.ChoiceField(label=_("Severity"), initial=ledger.ORDINARY)
    extent = forms.ChoiceField(label=_("Common or single"), initial=ledger.SINGLE)
    found_on = DayField(label=_("Found on"), required=False, help_text=_("Today if left empty."))

    def __init__(
        self,
        *args: Any,
        inspection: Inspection,
        targets: Sequence[Target],
        members: Sequence[Member],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, Any] = {
            "unit": [(one.unit.code, one.unit.name) for one in targets],
            "second": [("", _("none yet")), *((str(one.user_id), one.name) for one in members)],
            "category": [("", _("not said")), *_lines(inspection)],
            "how_soon": said_pairs(ledger.TYPES),
            "severity": said_pairs(ledger.SEVERITIES),
            "extent": said_pairs(ledger.EXTENTS),
        }
        for name, pairs in choices.items():
            self.fields[name].choices = pairs  # type: ignore[attr-defined]
        if members:
            self.fields["second"].initial = str(members[0].user_id)
        self.always = [self[name] for name in ALWAYS]
        self.more = [self[name] for name in MORE]

    def sheet(self) -> Sheet:
        """What was typed, as the action takes it; ask when the form is valid."""
        data = self.cleaned_data
        names = ("place", "problem", "rule_broken", "evidence", "category", "how_soon", "severity", "extent")
        return Sheet(
            found_on=data["found_on"],
            second=int(data["second"]) if data["second"] else None,
            **{name: data[name] for name in names},
        )


def typed(finding: Finding) -> dict[str, Any]:
    """What stands on a sheet, as the form shows it."""
    names = (
        "client_key", "version", "place", "problem", "rule_broken", "evidence", "category", "how_soon", "severity",
        "extent", "found_on",
    )  # fmt: skip
    return {
        **{name: getattr(finding, name) for name in names},
        "unit": finding.unit.code,
        "second": str(finding.second_by_id or ""),
    }


def _lines(inspection: Inspection) -> list[tuple[str, str]]:
    wanted = set(inspection.categories)
    return [pair for pair in category_choices(inspection.year) if not wanted or pair[0] in wanted]
