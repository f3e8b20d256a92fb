"""Forms of the reports: parsing and field errors only."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reporting.reports.models import ReportKind
from responsibilities.numbers.forms import URGENCIES
from responsibilities.units.models import Unit
from responsibilities.units.queries import levels_below
from revitalization.kit.forms import DayField
from revitalization.kit.periods import CALENDAR, COUNTED, MONTH_END, SAME_DAY, WORKING, DueRule, Rhythm

ONCE, RECURRING = "once", "recurring"


class _OnceOrAgain(forms.ChoiceField):
    """Once, unless the form says otherwise."""

    def clean(self, value: Any) -> Any:
        return super().clean(value or ONCE)


class KindChoice(forms.ModelChoiceField):
    """Report kinds by their title in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.words)


class CycleForm(forms.Form):
    """A cycle from a numbered notice."""

    kind = KindChoice(label=_("Kind of report"), queryset=ReportKind.objects.none(), to_field_name="key")
    scope = forms.CharField(label=_("Requesting unit (code)"), max_length=12)
    asks = _OnceOrAgain(
        label=_("The notice asks"),
        choices=[(ONCE, _("once")), (RECURRING, _("for each period until a last one"))],
        widget=forms.RadioSelect,
        initial=ONCE,
    )
    period = forms.CharField(
        label=_("Period"),
        max_length=16,
        help_text=_("A year such as 2026, or 2026H1, 2026Q3. Recurring: the first."),
    )
    until = forms.CharField(
        label=_("Last period"),
        max_length=16,
        required=False,
        help_text=_("Recurring only: the notice ends with it, five years later at most."),
    )
    notice_number = forms.CharField(
        label=_("Notice number"), max_length=80, help_text=_("For example 甘农领办〔2026〕12号.")
    )
    notice_title = forms.CharField(label=_("Notice title"), max_length=200)
    urgency = forms.ChoiceField(
        label=_("Urgency"), required=False, choices=URGENCIES, help_text=_("Only of a notice that asks once.")
    )
    issued_on = DayField(label=_("Issued on"))
    opens_on = DayField(
        label=_("Filing opens on"),
        help_text=_("Recurring: for the first period; later ones open on the same day of the month."),
    )
    due_kind = forms.ChoiceField(
        label=_("Deadline"),
        help_text=_("Days are counted from the issue of the notice; recurring: from the end of each period."),
        choices=[
            (SAME_DAY, _("On a day")),
            (WORKING, _("Number of working days")),
            (CALENDAR, _("Number of calendar days")),
            (MONTH_END, _("Last day of the month (recurring only)")),
        ],
    )
    due_on = DayField(
        label=_("Last day"),
        required=False,
        help_text=_(
            "Recurring: for the first period; later deadlines follow at the same interval of months."
        ),
    )
    due_days = forms.IntegerField(label=_("Number of days"), required=False, min_value=1, max_value=366)
    levels = forms.MultipleChoiceField(
        label=_("Levels that report"),
        widget=forms.CheckboxSelectMultiple,
        initial=["city", "county", "township"],
    )
    basis = forms.CharField(
        label=_("Basis for asking villages"),
        max_length=300,
        required=False,
        help_text=_("Only when villages must report: the county decision or higher rule that allows it."),
    )

    def __init__(self, *args: Any, scopes: Collection[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["levels"].choices = levels_below(scopes)  # type: ignore[attr-defined]
        self.fields["kind"].queryset = ReportKind.objects.filter(current=True).order_by("pk")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kind = data.get("due_kind")
        if kind in {SAME_DAY, MONTH_END} and not data.get("due_on"):
            self.add_error("due_on", _("Enter the last day."))
        if kind in COUNTED and not data.get("due_days"):
            self.add_error("due_days", _("Enter the number of days."))
        if self.recurs and not data.get("until"):
            self.add_error("until", _("Enter the last period: no notice runs for ever."))
        if self.recurs and data.get("urgency"):
            self.add_error("urgency", _("A recurring notice bears no urgency: choose “ordinary”."))
        if not self.recurs and kind == MONTH_END:
            self.add_error("due_kind", _("For a one-off notice, enter the day."))
        return data

    @property
    def recurs(self) -> bool:
        """Whether the notice asks for each period until a last one."""
        return self.cleaned_data.get("asks") == RECURRING

    def rhythm(self) -> Rhythm:
        """What a recurring notice says of time."""
        data = self.cleaned_data
        counted = data["due_kind"] in COUNTED
        return Rhythm(
            data["period"].strip(),
            data["until"].strip(),
            data["opens_on"],
            data["due_kind"],
            data["due_days"] if counted else None,
            None if counted else data["due_on"],
        )

    def due_rule(self) -> DueRule | None:
        """The rule of a deadline counted from the day of issue; None for a fixed day."""
        data = self.cleaned_data
        return (
            None if data["due_kind"] == SAME_DAY else DueRule(data["due_days"], data["due_kind"] == WORKING)
        )


def unit_from(code: str) -> Unit | None:
    """The live unit of that code, or None."""
    return Unit.objects.live().filter(code=code.strip()).first()
